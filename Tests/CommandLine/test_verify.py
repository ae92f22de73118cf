# SPDX-License-Identifier: Apache-2.0
"""pbjwt verify: its output for good and for refused tokens."""

import hashlib
import hmac
import json

import pytest
from conftest import HEADER, NOW, OTHER_SECRET, SECRET, person, sign

FULL = {
    "email": "Ann@Example.com",
    "name": 'Ann "Q" Ω\n',
    "sub": "u-1",
    "avatar_url": "https://example.com/a.png",
    "company_name": "Example",
    "company_id": "c-1",
    "company_mrr": 99.5,
    "customer_status": "vip",
    "renewal_date": "2026-03-31",
    "renewal_risk": "medium",
    "account_owner_id": "o-1",
    "account_owner_email": "owner@example.com",
    "external_user_id": "x-1",
    "user_hash": "00" * 32,
    "iss": "issuer",
    "aud": ["one", "two"],
    "jti": "t-1",
    "nbf": NOW - 5,
    "iat": NOW - 0.5,
    "exp": NOW + 60,
    "plan": {"tier": "gold", "seats": [1, 2.50]},
    "beta": None,
}

EMPTY_IDENTITY = {
    "email": "ann@example.com",
    "canonical_email": "ann@example.com",
    "user_id": None,
    "name": None,
    "avatar_url": None,
    "company": None,
    "customer_status": None,
    "renewal_date": None,
    "renewal_risk": None,
    "account_owner_id": None,
    "account_owner_email": None,
    "external_user_id": None,
    "issued_at": NOW,
    "not_before": None,
    "expires_at": NOW + 3600,
    "issuer": None,
    "audience": None,
    "token_id": None,
    "user_hash": "absent",
    "custom": {},
}


def test_json_of_a_small_token_has_every_member(pbjwt):
    code, results = pbjwt.verify_json(sign(person()))
    assert code == 0
    assert results == [
        {
            "status": "ok",
            "verified": True,
            "key": None,
            "warnings": [],
            "would_refuse": [],
            "identity": EMPTY_IDENTITY,
        }
    ]
    assert list(results[0]) == ["status", "verified", "key", "warnings", "would_refuse", "identity"]
    assert list(results[0]["identity"]) == list(EMPTY_IDENTITY)


def test_json_of_a_full_token(pbjwt):
    code, results = pbjwt.verify_json("--email-form", "lowercased", sign(FULL))
    assert code == 0
    assert results[0]["warnings"] == [{"claim": "email", "kind": "not_canonical"}]
    assert results[0]["identity"] == {
        "email": "Ann@Example.com",
        "canonical_email": "ann@example.com",
        "user_id": "u-1",
        "name": 'Ann "Q" Ω\n',
        "avatar_url": "https://example.com/a.png",
        "company": {"id": "c-1", "name": "Example", "mrr": 99.5},
        "customer_status": "vip",
        "renewal_date": "2026-03-31",
        "renewal_risk": "medium",
        "account_owner_id": "o-1",
        "account_owner_email": "owner@example.com",
        "external_user_id": "x-1",
        "issued_at": NOW - 0.5,
        "not_before": NOW - 5,
        "expires_at": NOW + 60,
        "issuer": "issuer",
        "audience": ["one", "two"],
        "token_id": "t-1",
        "user_hash": "unchecked",
        "custom": {"plan": {"tier": "gold", "seats": [1, 2.5]}, "beta": None},
    }


def test_numbers_are_written_as_json_numbers_without_needless_fractions(pbjwt):
    done = pbjwt.verify("--json", sign(person(company_mrr=1200.0)))
    assert b'"mrr":1200}' in done.stdout
    assert b'"expires_at":1750003600,' in done.stdout


def test_text_names_the_person_and_leaves_out_what_is_absent(pbjwt):
    done = pbjwt.verify(sign(person(name="Ann Example", company_mrr="much")))
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.decode() == (
        "verified\n"
        "  email               ann@example.com\n"
        "  name                Ann Example\n"
        "  issued at           2025-06-15T15:06:40Z\n"
        "  expires at          2025-06-15T16:06:40Z\n"
        "  warning: wrong_form (company_mrr)\n"
        "    company_mrr was not a number and was left out: send 1250.5, without a currency sign or commas.\n"
    )


def test_text_never_sends_escape_sequences_to_the_terminal(pbjwt):
    evil = "a\u001b[2Jb\u009b1mc\u202ed\ne"
    token = sign(person(name=evil, custom=evil))
    for arguments in ((), ("--json",)):
        done = pbjwt.verify(*arguments, token)
        assert done.returncode == 0
        shown = done.stdout.decode()
        assert not set(shown) & {"\u001b", "\u009b"}
        assert len(shown.splitlines()) == (6 if not arguments else 1)
    assert "\u202e" not in pbjwt.verify(token).stdout.decode()
    assert "\u202e" not in pbjwt.verify("--json", token).stdout.decode()
    _, results = pbjwt.verify_json(token)
    assert results[0]["identity"]["name"] == evil
    assert results[0]["identity"]["custom"] == {"custom": evil}


CANARY = "canary-of-the-payload"


def refused(claims=None, header=HEADER, secret=SECRET, payload=None):
    return sign(payload or person(name=CANARY, **(claims or {})), header, secret)


USER_HASH = hmac.new(SECRET.encode(), b"someone", hashlib.sha256).hexdigest()

REFUSALS = [
    ("malformed_token", None, "a.b", []),
    ("token_too_large", None, refused({"x": "y" * 9000}), []),
    ("malformed_header", None, refused(header="{}}"), []),
    ("unsupported_algorithm", None, refused(header={"alg": "none"}), []),
    ("unsupported_type", None, refused(header={"alg": "HS256", "typ": "at+jwt"}), []),
    ("critical_header", None, refused(header={"alg": "HS256", "crit": []}), []),
    ("unknown_key", None, refused(header={"alg": "HS256", "kid": "b"}), ["--secret-id", "a"]),
    ("malformed_signature", None, refused()[:-1], []),
    ("signature_mismatch", None, refused(secret=OTHER_SECRET), []),
    ("malformed_payload", None, refused(payload='{"name":"%s",}' % CANARY), []),
    ("duplicate_member", None, refused(payload='{"name":"%s","name":1}' % CANARY), []),
    ("missing_exp", None, refused({"exp": None}), []),
    ("expired", None, refused({"exp": NOW - 30, "iat": NOW - 60}), []),
    ("not_yet_valid", None, refused({"nbf": NOW + 31}), []),
    ("issued_in_future", None, refused({"iat": NOW + 31}), []),
    ("lifetime_too_long", None, refused({"exp": NOW + 3631}), []),
    ("missing_email", None, refused({"email": ""}), []),
    ("malformed_claim", "exp", refused({"exp": "soon"}), []),
    ("conflicting_user_id", None, refused({"sub": "a", "id": "b"}), []),
    ("missing_user_hash", None, refused({"sub": "a"}), ["--require-user-hash"]),
    ("missing_user_id", None, refused({"user_hash": USER_HASH}), ["--check-user-hash"]),
    (
        "user_hash_mismatch",
        None,
        refused({"sub": "a", "user_hash": USER_HASH}),
        ["--check-user-hash"],
    ),
    ("issuer_mismatch", None, refused({"iss": "b"}), ["--iss", "a"]),
    ("audience_mismatch", None, refused({"aud": "b"}), ["--aud", "a"]),
    (
        "email_not_canonical",
        None,
        refused({"email": "A@example.com"}),
        ["--email-form", "require-lowercase"],
    ),
]


@pytest.mark.parametrize(
    "status, claim, token, options", REFUSALS, ids=[row[0] for row in REFUSALS]
)
def test_each_refusal_has_its_status_one_sentence_and_exit_1(
    pbjwt, status, claim, token, options
):
    done = pbjwt.verify(*options, token)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert done.stderr == b""
    assert lines[0] == f"refused: {status}" + (f" ({claim})" if claim else "")
    assert len(lines) == (3 if status == "expired" else 2)
    assert all(line.startswith("  ") and line.endswith(".") for line in lines[1:])
    assert claim is None or lines[1].startswith(f"  {claim} must be ")

    code, results = pbjwt.verify_json(*options, token)
    assert code == 1
    assert results == [
        {"status": status, "verified": False, "claim": claim, "message": lines[1].strip()}
    ]
    shown = done.stdout + json.dumps(results).encode()
    assert CANARY.encode() not in shown
    assert SECRET.encode() not in shown


@pytest.mark.parametrize(
    "claims, exp, ago",
    [
        ({"exp": NOW - 30, "iat": NOW - 60}, "2025-06-15T15:06:10Z", "30 seconds ago"),
        ({"exp": NOW - 7300, "iat": NOW - 7400}, "2025-06-15T13:05:00Z", "2 hours ago"),
        ({"exp": 0.5, "iat": 0}, "1970-01-01T00:00:00.500Z", "55 years ago"),
    ],
)
def test_an_expired_token_says_when_it_expired(pbjwt, claims, exp, ago):
    token = refused(claims)
    shown = pbjwt.verify(token).stdout.decode().splitlines()
    assert shown[2:] == [f"  It expired at {exp}, {ago}."]
    assert pbjwt.verify(input=f"{token}\n{token}\n".encode()).stdout.decode().count(ago) == 2
    for form in ("--json", "--status-only"):
        assert exp not in pbjwt.verify(form, token).stdout.decode()


@pytest.mark.parametrize("name", ['"exp"', '"\\u0065xp"'])
def test_the_expiry_is_the_top_objects_own(pbjwt, name):
    payload = '{"a":{"exp":1},"email":"a@b","exp ":2,"l":["exp",3],"iat":4,%s:5}' % name
    assert b"1970-01-01T00:00:05Z" in pbjwt.verify(sign(payload)).stdout


@pytest.mark.parametrize(
    "now, is_good",
    [
        (str(NOW), True),
        ("2025-06-15T15:06:40Z", True),
        ("2025-06-15t15:07z", True),
        ("2025-06-15 15:06:40Z", True),
        ("2025-06-15T17:06:40+02:00", True),
        ("2025-06-15T11:36:40-0330", True),
        ("2025-06-15T15:06:40+02:00", False),
        ("2025-06-16", False),
        ("2024-02-29", False),
    ],
)
def test_now_may_be_an_iso_time(pbjwt, now, is_good):
    done = pbjwt.run("verify", "--status-only", "--now", now, sign(person()))
    assert (done.stdout == b"ok\n", done.returncode) == (is_good, 0 if is_good else 1)


@pytest.mark.parametrize(
    "now",
    ["2025-06-15T15:06:40", "2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00", "2025-04-31", "1900-02-29",
     "2025-06-15T24:00Z", "2025-06-15T10:60Z", "2025-06-15T10:00:60Z", "2025-06-15T10:00+24:00", "2025-6-15", "soon",
     "2025-06-15Z", "2025-06-15T10:00Zz", "+025-06-15", "1969-12-31", "10000-01-01", "1.5", ""],
)
def test_now_accepts_nothing_else(pbjwt, now):
    done = pbjwt.run("verify", "--now=" + now, sign(person()))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--now" in done.stderr


LIMITS = [
    (["--leeway", "0"], sign(person(exp=NOW - 1, iat=NOW - 9)), "expired"),
    (["--max-lifetime", "60"], sign(person()), "lifetime_too_long"),
    (["--max-token-bytes", "256"], sign(person(name="n" * 200)), "token_too_large"),
    (["--strict-claims"], sign(person(name=1)), "malformed_claim"),
]

GRANTS = [
    ["--leeway", "60"],
    ["--max-lifetime", "0"],
    ["--max-token-bytes", "16384"],
    ["--allow-missing-exp"],
    ["--reader", "both"],
]


@pytest.mark.parametrize("options, token, status", LIMITS, ids=[row[0][0] for row in LIMITS])
def test_each_limit_reaches_the_policy(pbjwt, options, token, status):
    assert pbjwt.verify("--status-only", token).stdout == b"ok\n"
    assert pbjwt.verify("--status-only", *options, token).stdout.decode() == status + "\n"


def test_each_grant_reaches_the_policy(pbjwt):
    cases = {
        "--leeway": (sign(person(exp=NOW - 31, iat=NOW - 99)), "expired"),
        "--max-lifetime": (sign(person(exp=NOW + 9999)), "lifetime_too_long"),
        "--max-token-bytes": (sign(person(name="n" * 9000)), "token_too_large"),
        "--allow-missing-exp": (sign(person(exp=None)), "missing_exp"),
    }
    for options in GRANTS:
        token, status = cases.get(options[0], (sign(person()), "ok"))
        assert pbjwt.verify("--status-only", token).stdout.decode() == status + "\n"
        assert pbjwt.verify("--status-only", *options, token).stdout == b"ok\n"


def test_profiles_issuer_audience_and_user_hash_accept_matching_tokens(pbjwt):
    token = sign(person(sub="someone", user_hash=USER_HASH.upper(), iss="i", aud=["x", "a"]))
    for profile in ("sso", "widget"):
        code, results = pbjwt.verify_json(
            *["--profile", profile, "--iss", "i", "--aud", "a", "--require-user-hash", token]
        )
        assert code == 0
        assert results[0]["identity"]["user_hash"] == "verified"
