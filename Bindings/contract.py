#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes contract.json, the cases for every binding: `contract.py [--check]`.

Python's own modules sign the tokens and compute the expected results, without the library. With --check it compares
the file with what it would write, instead of writing it.
"""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER / "contract"))

import beside  # noqa: E402
import people  # noqa: E402
import verifying  # noqa: E402


def text():
    cases = [case for part in (verifying, people, beside) for case in part.cases()]
    names = [case["name"] for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"these names are used by two cases: {twice}"
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    return f'{{"format": 1, "count": {len(cases)}, "cases": [\n{lines}\n]}}\n'


def main(arguments):
    written = FOLDER / "contract.json"
    if arguments == ["--check"]:
        if written.read_text() != text():
            sys.exit("contract.json isn't what contract.py writes: run Bindings/contract.py")
    elif arguments:
        sys.exit("usage: contract.py [--check]")
    else:
        written.write_text(text())


if __name__ == "__main__":
    main(sys.argv[1:])
