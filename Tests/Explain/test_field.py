# SPDX-License-Identifier: Apache-2.0
"""Real-world cases from the external vectors: PBJWT_VECTORS names their folder, or they are next to the checkout."""

import json
import os
import pathlib
import re

import pytest

from explaining import explain

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = pathlib.Path(os.environ.get("PBJWT_VECTORS", ROOT.parent / "shared" / "vectors")) / "field.jsonl"
FLAGS = {"--require-user-hash": ("user_hash", 2), "--check-user-hash": ("user_hash", 1), "--strict-claims": ("strict_claims", 1)}
VALUES = {"--aud": "audience", "--iss": "issuer"}
FORMS = {"as-sent": 0, "lowercased": 1, "require-lowercase": 2}


def policy_of(options):
    """The options of the command line as a policy and a time."""
    policy, now, words = {}, None, iter(options)
    for word in words:
        if word in FLAGS:
            name, value = FLAGS[word]
            policy[name] = value
        elif word == "--now":
            now = int(next(words))
        elif word == "--email-form":
            policy["email_form"] = FORMS[next(words)]
        else:
            policy[VALUES[word]] = next(words)
    return policy, now


def test_each_case_has_its_status_and_its_cause():
    if not FILE.exists():
        pytest.skip(f"external vectors: {FILE.name} isn't there, so its cases were left out")
    rows = [json.loads(line) for line in FILE.read_text().splitlines()]
    assert len(rows) > 50
    for row in rows:
        policy, now = policy_of(row["options"])
        report = explain(row["token"].encode(), [row["secret"].encode()], now, policy=policy)
        assert report.json["status"] == row["status"], row["situation"]
        if "cause" in row:
            assert re.search(row["cause"], report.text.lower()), (row["situation"], report.text)
        else:
            assert ("REFUSED" in report.text) == (row["status"] != "ok"), (row["situation"], report.text)
