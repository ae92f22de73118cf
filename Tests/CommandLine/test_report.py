# SPDX-License-Identifier: Apache-2.0
"""pbjwt verify: requirements that are tried before they are enforced, and --stats."""

import json

import pytest
from conftest import NOW, OTHER_SECRET, SECRET, person, sign

AT = ("--now", str(NOW))


def listed(pbjwt, token, *options):
    """The refusals in a token's JSON, as "status" or "status claim"."""
    done = pbjwt.run("verify", "--json", *AT, *options, token)
    assert done.returncode == 0, done.stderr
    refusals = json.loads(done.stdout)["would_refuse"]
    return [" ".join(filter(None, (refusal["status"], refusal["claim"]))) for refusal in refusals]


@pytest.mark.parametrize(
    "option, claims, expected",
    [
        (["--report-require-user-hash"], {"sub": "7"}, ["missing_user_hash"]),
        (["--report-check-user-hash"], {"sub": "7"}, []),
        (["--report-check-user-hash"], {"sub": "7", "user_hash": "00" * 32}, ["user_hash_mismatch"]),
        (["--allow-missing-exp", "--report-require-exp"], {"exp": None}, ["missing_exp"]),
        (["--report-leeway", "0"], {"iat": NOW + 1}, ["issued_in_future"]),
        (["--report-max-lifetime", "60"], {}, ["lifetime_too_long"]),
        (["--max-lifetime", "7200", "--report-max-lifetime", "0"], {}, []),
        (["--report-iss", "them"], {"iss": "us"}, ["issuer_mismatch"]),
        (["--report-aud", "portal"], {"aud": ["widget"]}, ["audience_mismatch"]),
        (["--report-aud", "portal"], {"aud": ["portal"]}, []),
        (["--report-strict-claims"], {"name": 7, "company_id": 7}, ["malformed_claim name", "malformed_claim company_id"]),
        (["--strict-claims", "--report-strict-claims"], {}, []),
    ],
)
def test_each_requirement_can_be_tried(pbjwt, option, claims, expected):
    assert listed(pbjwt, sign(person(**claims)), *option) == expected


def test_a_report_is_added_to_what_is_enforced(pbjwt):
    token = sign(person(aud="portal"))
    options = ("--iss", "us", "--report-aud", "portal")
    assert pbjwt.run("verify", "--status-only", *AT, *options, token).stdout == b"issuer_mismatch\n"
    assert listed(pbjwt, sign(person(iss="us", sub="7")), *options, "--report-require-user-hash") == [
        "missing_user_hash",
        "audience_mismatch",
    ]


def test_the_text_for_people_has_them_too(pbjwt):
    done = pbjwt.run(
        "verify", *AT, "--report-strict-claims", "--report-require-user-hash", sign(person(sub="7", name=7))
    )
    assert done.returncode == 0
    told = done.stdout.decode()
    assert "\n  warning: wrong_type (name)\n" in told
    assert told.endswith("\n  would refuse: missing_user_hash\n  would refuse: malformed_claim (name)\n")


@pytest.mark.parametrize(
    "options, told",
    [
        (["--report-leeway", "301"], "--report-leeway is a whole number from 0 to 300."),
        (["--report-max-lifetime", "-1"], "--report-max-lifetime"),
        (["--report-aud", ""], "--report-iss and --report-aud can't be empty."),
    ],
)
def test_a_requirement_out_of_range_is_an_error(pbjwt, options, told):
    done = pbjwt.run("verify", *options, sign(person()))
    assert done.returncode == 2
    assert told in done.stderr.decode()


def test_stats_follow_on_standard_error(pbjwt):
    tokens = [sign(person(sub="7", name=7)), sign(person(exp=1)), sign(person(), secret=OTHER_SECRET), ""]
    text = "".join(token + "\n" for token in tokens).encode()
    plain = pbjwt.run("verify", "--status-only", *AT, input=text)
    done = pbjwt.run("verify", "--status-only", "--stats", "--report-strict-claims", *AT, input=text)
    assert done.stdout == plain.stdout == b"ok\nexpired\nsignature_mismatch\nmalformed_token\n"
    assert done.returncode == plain.returncode == 1
    assert plain.stderr == b""
    told = [line for line in done.stderr.decode().splitlines() if line[0] != "#" and not line.endswith(" 0")]
    assert told == [
        'pbjwt_verifications_total{status="ok"} 1',
        'pbjwt_verifications_total{status="malformed_token"} 1',
        'pbjwt_verifications_total{status="signature_mismatch"} 1',
        'pbjwt_verifications_total{status="expired"} 1',
        'pbjwt_warnings_total{kind="wrong_type"} 1',
        'pbjwt_signatures_total{key="key 0"} 2',
        "pbjwt_would_refuse_tokens_total 1",
        'pbjwt_would_refuse_total{status="malformed_claim"} 1',
    ]
    assert SECRET.encode() not in done.stderr
