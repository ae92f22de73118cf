# SPDX-License-Identifier: Apache-2.0
"""Tokens that the real PyJWT makes of the documents' Python samples, and tokens of ours that it reads."""

import json
import os
import subprocess
from datetime import datetime, timedelta, timezone

import jwt
import pytest

SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"


def pbjwt(*arguments, secret=SECRET):
    return subprocess.run(
        [os.environ["PBJWT"], *arguments],
        env={"PATH": os.environ["PATH"], "PRODUCTBRIDGE_WIDGET_SECRET": secret},
        capture_output=True,
        timeout=60,
    )


def verify(token, *options, secret=SECRET):
    done = pbjwt("verify", "--json", *options, token, secret=secret)
    return done.returncode, json.loads(done.stdout)


def in_an_hour():
    return datetime.now(tz=timezone.utc) + timedelta(hours=1)


def widget_payload(user):
    """The claims of the widget document's Python sample."""
    return {
        "email": user["email"],
        "name": user.get("name"),
        "sub": str(user["id"]),
        "avatar_url": user.get("avatar_url"),
        "company_name": user.get("company_name"),
        "company_id": str(user["company_id"]) if user.get("company_id") else None,
        "company_mrr": user.get("mrr"),
        "customer_status": user.get("status"),
        "renewal_date": user.get("renewal_date"),
        "renewal_risk": user.get("renewal_risk"),
        "exp": in_an_hour(),
    }


def sso_payload(user):
    """The claims of the single sign-on document's Python sample."""
    payload = widget_payload(user)
    payload["id"] = payload.pop("sub")
    payload["avatarURL"] = payload.pop("avatar_url")
    return payload


FULL_USER = {
    "email": "zoë@example.com",
    "name": "Zoë Müller 🚀",
    "id": 4711,
    "avatar_url": "https://example.com/zoe.png",
    "company_name": "Müller & Söhne",
    "company_id": 42,
    "mrr": 1249.99,
    "status": "active",
    "renewal_date": "2027-03-31",
    "renewal_risk": "low",
}
BARE_USER = {"email": "ann@example.com", "id": "u-1"}

FORMS = [widget_payload, sso_payload]


@pytest.mark.parametrize("form", FORMS)
def test_a_full_user_of_the_sample_is_verified(form):
    token = jwt.encode(form(FULL_USER), SECRET, algorithm="HS256")
    code, result = verify(token)
    identity = result["identity"]
    assert code == 0
    assert identity["email"] == FULL_USER["email"]
    assert identity["user_id"] == "4711"
    assert identity["name"] == FULL_USER["name"]
    assert identity["avatar_url"] == FULL_USER["avatar_url"]
    assert identity["company"] == {"id": "42", "name": "Müller & Söhne", "mrr": 1249.99}
    assert identity["customer_status"] == "active"
    assert identity["renewal_date"] == "2027-03-31"
    assert identity["renewal_risk"] == "low"
    assert identity["custom"] == {}
    assert result["warnings"] == [{"claim": "iat", "kind": "missing_iat"}]


@pytest.mark.parametrize("form", FORMS)
def test_what_the_sample_sends_as_none_is_absent(form):
    token = jwt.encode(form(BARE_USER), SECRET, algorithm="HS256")
    code, result = verify(token, "--reader", "both")
    assert code == 0
    assert result["identity"]["user_id"] == "u-1"
    assert result["identity"]["company"] is None
    assert result["identity"]["renewal_date"] is None
    assert result["warnings"] == [{"claim": "iat", "kind": "missing_iat"}]


@pytest.mark.parametrize("form", FORMS)
def test_the_samples_tokens_are_refused_when_they_should_be(form):
    payload = form(FULL_USER)
    token = jwt.encode(payload, SECRET, algorithm="HS256")
    assert verify(token, secret=SECRET[::-1])[1]["status"] == "signature_mismatch"

    expired = {**payload, "exp": datetime.now(tz=timezone.utc) - timedelta(minutes=1)}
    assert verify(jwt.encode(expired, SECRET, algorithm="HS256"))[1]["status"] == "expired"

    ahead = {**payload, "iat": datetime.now(tz=timezone.utc) + timedelta(minutes=1)}
    assert verify(jwt.encode(ahead, SECRET, algorithm="HS256"))[1]["status"] == "issued_in_future"

    other = jwt.encode(payload, SECRET, algorithm="HS512")
    assert verify(other)[1]["status"] == "unsupported_algorithm"


@pytest.mark.parametrize("form", ["widget", "sso"])
def test_pyjwt_reads_the_tokens_that_we_issue(form):
    done = pbjwt(
        *["issue", "--form", form, "--email", "zoë@example.com", "--user-id", "4711"],
        *["--name", "Zoë 🚀", "--company-mrr", "1249.99", "--custom", '{"plan":["gold",1]}'],
    )
    assert done.returncode == 0
    claims = jwt.decode(done.stdout.decode().strip(), SECRET, algorithms=["HS256"])
    assert claims["email"] == "zoë@example.com"
    assert claims["sub" if form == "widget" else "id"] == "4711"
    assert claims["name"] == "Zoë 🚀"
    assert claims["company_mrr"] == 1249.99
    assert claims["plan"] == ["gold", 1]
    assert claims["exp"] - claims["iat"] == 3600
