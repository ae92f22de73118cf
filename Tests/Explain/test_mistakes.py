# SPDX-License-Identifier: Apache-2.0
"""Every mistake is explained by its cause, and a good token has none."""

import random
import re

import pytest

import mistakes
from explaining import explain
from mistakes import ALL, GOOD, NOW, OTHER, SECRET, token

ROWS = [(group, row) for group, rows in ALL.items() for row in rows]


def report_of(row):
    sent = row.token if isinstance(row.token, bytes) else row.token.encode()
    return explain(sent, row.secrets, NOW, others=row.others, policy=row.policy, second=row.second)


def test_there_are_enough():
    assert len(ROWS) >= 120
    assert len({(group, row.name) for group, row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("group, row", ROWS, ids=[f"{group}: {row.name}" for group, row in ROWS])
def test_a_mistake_is_explained_by_its_cause(group, row):
    report = report_of(row)
    assert row.cause in report.names, report.text
    if row.first:
        assert report.names[0] == row.cause, report.text
    cause = next(one for one in report.json["causes"] if one["name"] == row.cause)
    assert row.found.lower() in (cause["found"] + cause["advice"]).lower(), cause
    # Both forms of the report show it, within the width of a screen.
    said = " ".join(report.text.split())
    assert " ".join(report.json["causes"][0]["advice"].split()) in said
    assert all(len(line) <= 80 for line in report.text.splitlines() if "^" not in line), report.text
    assert len(report.text.splitlines()) <= 50, report.text
    assert b"\x1b" not in report.text_bytes
    assert report.json["verified"] is False


@pytest.mark.parametrize("claims", [
    {}, {"avatar_url": "https://a.example/a.png", "company_mrr": 12.5, "renewal_date": "2026-03-31", "renewal_risk": "low"},
    {"user_hash": mistakes.user_hash()}, {"aud": ["productbridge", "x"], "iss": "https://acme.example", "jti": "1"},
    {"name": "Zoë 🚀", "custom": {"a": [1, {"b": None}]}}, {"nbf": NOW}, {"iat": NOW, "exp": NOW + 60},
])
def test_a_good_token_has_no_cause(claims):
    report = explain(token(**claims).encode(), [SECRET.encode()], NOW)
    assert (report.json["status"], report.names) == ("ok", []), report.text
    assert {check["outcome"] for check in report.json["checks"]} == {"passed"}, report.text


def test_a_wrong_secret_is_not_a_known_mistake():
    pick = random.Random(1)
    for _ in range(10_000):
        wrong = "".join(pick.choice("0123456789abcdef") for _ in range(64)).encode()
        report = explain(GOOD.encode(), [wrong], NOW)
        assert report.names == ["unknown_key_or_changed"], report.text


def test_the_search_is_bounded_and_says_so():
    pick = random.Random(2)
    keys = [bytes(pick.choices(b"0123456789abcdef", k=64)) for _ in range(40)]
    report = explain(GOOD.encode(), keys[:8], NOW, others=keys[8:])
    assert report.json["macs"] <= 256
    assert report.json["search_ended"] is True
    assert "limit" in report.text


def test_null_instead_of_a_report_is_refused():
    with pytest.raises(RuntimeError, match="invalid_argument"):
        explain(GOOD.encode(), [], NOW)
    with pytest.raises(RuntimeError, match="invalid_argument"):
        explain(GOOD.encode(), [SECRET.encode()], -1)


def test_policies_are_listed_in_one_table():
    report = explain(token(company_mrr="12").encode(), [SECRET.encode()], NOW)
    assert [(one["name"], one["status"], one["claim"]) for one in report.json["policies"]] == [
        ("sso", "ok", None), ("widget", "ok", None), ("user_hash_required", "missing_user_hash", None),
        ("strict_claims", "malformed_claim", "company_mrr")]
    assert explain(mistakes.pyjwt(key=OTHER).encode(), [SECRET.encode()], NOW).json["policies"] == []


def test_color_is_only_color():
    report = explain(mistakes.pyjwt(key=OTHER).encode(), [SECRET.encode()], NOW)
    assert b"\x1b[" in report.colored_bytes
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", report.colored_bytes) == report.text_bytes


def test_a_long_token_is_explained_only_by_size_and_form():
    report = explain(token(groups=["x" * 90] * 200).encode(), [SECRET.encode()], NOW)
    assert report.names == ["token_too_large"]
    outcomes = {check["name"]: check["outcome"] for check in report.json["checks"]}
    assert outcomes["size"] == "failed" and outcomes["payload"] == "not_reached"
