# SPDX-License-Identifier: Apache-2.0
"""Runs the README's programs unchanged."""

import contextlib
import io
import os
import re
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import pbjwt
from arrow_abi import numbers, rows, texts
from support import OTHER, SECRET, sign

BLOCKS = re.findall(r"^```python\n(.*?)^```$", (Path(__file__).parents[1] / "README.md").read_text(), re.MULTILINE | re.DOTALL)


class ReadmeTests(unittest.TestCase):
    def test_the_ten_lines_sign_in_and_refuse(self) -> None:
        names: dict[str, Any] = {}
        with mock.patch.dict(os.environ, {"PRODUCTBRIDGE_SECRET": SECRET}):
            exec(BLOCKS[0], names)
        self.assertEqual(names["sign_in"](sign()), "ada@example.com")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            self.assertIsNone(names["sign_in"](sign(OTHER)))
        self.assertTrue(printed.getvalue().startswith("signature_mismatch: "))

    def test_a_rotation_accepts_both_secrets(self) -> None:
        names: dict[str, Any] = {"pbjwt": pbjwt, "new": SECRET, "old": OTHER}
        exec(f"from datetime import datetime, timezone\n{BLOCKS[2]}", names)
        late = 1801526400  # 2027-02-02
        for secret, key_id, now in ((SECRET, "2027", None), (OTHER, "2026", None), (SECRET, "2027", late)):
            times = {} if now is None else {"iat": now, "exp": now + 600}
            self.assertEqual(names["verifier"].verify(sign(secret, **times), now=now).key_id, key_id)
        with self.assertRaises(pbjwt.TokenRefused) as caught:
            names["verifier"].verify(sign(OTHER, iat=late, exp=late + 600), now=late)
        self.assertEqual(caught.exception.status, "signature_mismatch")

    def test_a_column_of_tokens_gets_a_column_of_results(self) -> None:
        now = 1_800_000_000
        names: dict[str, Any] = {
            "verifier": pbjwt.Verifier(SECRET), "tokens": texts([sign(iat=now, exp=now + 600)] * 2), "times": numbers([now, now + 9000]),
        }
        exec(BLOCKS[1], names)
        self.assertEqual(rows(names["results"]), [("ok", "usr_1"), ("expired", None)])

    def test_no_other_program_is_shown(self) -> None:
        self.assertEqual(len(BLOCKS), 3)


if __name__ == "__main__":
    unittest.main()
