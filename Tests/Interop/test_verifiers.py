# SPDX-License-Identifier: Apache-2.0
"""Tokens from `pbjwt issue`, verified by the libraries of the documents' samples.

PyJWT, ruby-jwt and golang-jwt are real; for jsonwebtoken and php-jwt, hand-written programs check the MAC.
"""

import base64
import hashlib
import hmac
import json
import time

import pytest
from programs import FORMS, LANGUAGES, OTHER_SECRET, SECRET, Programs, pbjwt

EVERY_LIBRARY = pytest.mark.parametrize("library", LANGUAGES)
EVERY_FORM = pytest.mark.parametrize("form", FORMS)
HOUR = 3600


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    return Programs("verifiers", tmp_path_factory.mktemp("verifiers"))


@pytest.fixture
def answer(programs):
    def answer(library, token, secret=SECRET, **demands):
        return json.loads(programs.run(library, token=token, secret=secret, **demands))

    return answer


def issue(*options):
    done = pbjwt("issue", "--email", "zoë@example.com", *options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().rstrip("\n")


@EVERY_FORM
@EVERY_LIBRARY
def test_every_claim_is_read(answer, library, form):
    before = int(time.time())
    token = issue(
        *["--form", form, "--user-id", "4711", "--name", 'Zoë "Q" Müller 🚀\n</b>\u2028'],
        *["--avatar-url", "https://example.com/zoe.png", "--company-name", "Müller & Söhne", "--company-id", "42"],
        *["--company-mrr", "1249.99", "--customer-status", "active", "--renewal-date", "2027-03-31"],
        *["--renewal-risk", "low", "--account-owner-id", "o-1", "--account-owner-email", "owner@example.com"],
        *["--external-user-id", "x-1", "--jti", "t-1", "--user-hash"],
        *["--custom", '{"plan":{"tiers":["gold",1,-0.5,true,null],"none":{}}}'],
    )
    read = answer(library, token)
    claims = read["claims"]
    assert read["header"] == {"alg": "HS256", "typ": "JWT"}
    assert before <= claims["iat"] <= time.time()
    assert claims == {
        "email": "zoë@example.com",
        "name": 'Zoë "Q" Müller 🚀\n</b>\u2028',
        **{
            "widget": {"sub": "4711", "avatar_url": "https://example.com/zoe.png"},
            "sso": {"id": "4711", "avatarURL": "https://example.com/zoe.png"},
        }[form],
        "company_name": "Müller & Söhne",
        "company_id": "42",
        "company_mrr": 1249.99,
        "customer_status": "active",
        "renewal_date": "2027-03-31",
        "renewal_risk": "low",
        "account_owner_id": "o-1",
        "account_owner_email": "owner@example.com",
        "external_user_id": "x-1",
        "user_hash": hmac.new(SECRET.encode(), b"4711", hashlib.sha256).hexdigest(),
        "jti": "t-1",
        "plan": {"tiers": ["gold", 1, -0.5, True, None], "none": {}},
        "iat": claims["iat"],
        "exp": claims["iat"] + HOUR,
    }


@EVERY_FORM
@EVERY_LIBRARY
def test_an_email_alone_is_read_with_nothing_beside_it(answer, library, form):
    claims = answer(library, issue("--form", form))["claims"]
    assert claims == {"email": "zoë@example.com", "iat": claims["iat"], "exp": claims["iat"] + HOUR}


@EVERY_LIBRARY
def test_the_id_of_the_secret_is_the_kid(answer, library):
    read = answer(library, issue("--secret-id", "production"))
    assert read["header"] == {"alg": "HS256", "typ": "JWT", "kid": "production"}


@EVERY_LIBRARY
def test_a_wrong_secret_or_another_payload_is_refused(answer, library):
    token = issue("--user-id", "4711")
    assert answer(library, token, secret=OTHER_SECRET) == {"refused": "signature"}
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "1"}).encode()).rstrip(b"=").decode()
    assert answer(library, f"{header}.{changed}.{signature}") == {"refused": "signature"}
    assert answer(library, f"{header}.{payload}.{signature}")["claims"] == claims


@EVERY_LIBRARY
def test_a_token_is_good_for_its_own_time(answer, library):
    now = int(time.time())
    assert answer(library, issue("--now", str(now - HOUR))) == {"refused": "expired"}
    assert answer(library, issue("--not-before", str(now + HOUR // 2))) == {"refused": "early"}
    earlier = answer(library, issue("--now", str(now - HOUR // 2), "--not-before", str(now - 1)))
    assert earlier["claims"]["exp"] == now + HOUR // 2


@EVERY_LIBRARY
def test_audience_and_issuer_are_those_that_were_given(answer, library):
    token = issue("--aud", "portal", "--iss", "https://id.example.com")
    read = answer(library, token, audience="portal", issuer="https://id.example.com")
    assert (read["claims"]["aud"], read["claims"]["iss"]) == ("portal", "https://id.example.com")
    assert answer(library, token, audience="other", issuer="https://id.example.com") == {"refused": "audience"}
    assert answer(library, token, audience="portal", issuer="https://other.example.com") == {"refused": "issuer"}
