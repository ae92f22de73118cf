# SPDX-License-Identifier: Apache-2.0
"""The tokens, read again by means that owe nothing to their making."""

import base64
import hashlib
import hmac
import json
import re

import pytest

from conftest import NAMES, OUTCOMES
from tokens import make_tokens

SECRET = "5f" * 32
NOW = 1790000000


def decoded(segment):
    assert re.fullmatch("[A-Za-z0-9_-]+", segment)
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def has_valid_mac(token):
    signed, _, signature = token.rpartition(".")
    inner, outer = (bytes(byte ^ pad for byte in SECRET.encode()) for pad in (0x36, 0x5C))  # RFC 2104
    mac = hashlib.sha256(outer + hashlib.sha256(inner + signed.encode()).digest()).digest()
    return decoded(signature) == mac


@pytest.fixture(scope="module")
def tokens():
    made = make_tokens(SECRET, NOW)
    assert [(token.name, token.outcome) for token in made] == [(n, o) for n in NAMES for o in OUTCOMES]
    return {(token.name, token.outcome): token.text for token in made}


def payload(token):
    return decoded(token.split(".")[1]).decode()


def test_tokens_have_the_header_and_the_macs_that_their_outcome_promises(tokens):
    for (_, outcome), token in tokens.items():
        header, _, signature = token.split(".")
        assert json.loads(decoded(header)) == {"alg": "HS256", "typ": "JWT"}
        assert len(decoded(signature)) == 32 and len(signature) == 43
        assert has_valid_mac(token) == (outcome != "wrong-signature")


def test_tokens_of_wrong_signature_say_what_the_accepted_ones_do(tokens):
    signatures = set()
    for name in NAMES:
        signed, _, signature = tokens[name, "wrong-signature"].rpartition(".")
        assert signed == tokens[name, "accepted"].rpartition(".")[0]
        signatures.add(signature)
    assert len(signatures) == len(NAMES)


def test_tokens_have_the_times_of_their_outcome(tokens):
    for name in NAMES:
        good, old = (json.loads(payload(tokens[name, outcome])) for outcome in ("accepted", "expired"))
        assert (good.pop("iat"), good.pop("exp")) == (NOW - 10, NOW + 3600)
        assert old.pop("iat") < old.pop("exp") == NOW - 3600
        assert good == old


def test_malformed_tokens_are_cut_off_json(tokens):
    for name in NAMES:
        cut, whole = payload(tokens[name, "malformed"]), payload(tokens[name, "accepted"])
        assert whole.startswith(cut) and len(whole) - 20 < len(cut) < len(whole)
        with pytest.raises(json.JSONDecodeError):
            json.loads(cut)


def test_tokens_have_their_claims_and_sizes(tokens):
    claims = {name: json.loads(payload(tokens[name, "accepted"])) for name in NAMES}
    person = ["email", "name", "sub"]
    full = [
        "avatar_url", "company_name", "company_id", "company_mrr", "customer_status", "renewal_date",
        "renewal_risk", "account_owner_email", "external_user_id",
    ]
    assert list(claims["minimal"]) == [*person, "iat", "exp"]
    assert list(claims["full"]) == [*person, *full, "user_hash", "iat", "exp"]
    assert list(claims["php-escaped"]) == [*person, *full, "iat", "exp"]
    hash_of_id = hmac.new(SECRET.encode(), claims["full"]["sub"].encode(), "sha256").hexdigest()
    assert claims["full"]["user_hash"] == hash_of_id
    custom = [value for name, value in claims["nested"].items() if name not in claims["minimal"]]
    assert {type(value) for value in custom} == {dict, list}
    custom = [value for name, value in claims["4k"].items() if name not in claims["minimal"]]
    assert {type(value) for value in custom} == {str} and len(custom) == 31
    assert len(tokens["minimal", "accepted"]) == 216
    assert {len(tokens["4k", outcome]) for outcome in OUTCOMES[:3]} == {4096}


def test_tokens_are_escaped_as_php_and_python_do(tokens):
    php, python = (payload(tokens[f"{name}-escaped", "accepted"]) for name in ("php", "python"))
    assert php.isascii() and python.isascii()
    assert php.count("\\/") == php.count("/") == 5 and "\\u00eb" in php
    assert '", "' in python and '": "' in python and "\\ud83d\\ude80" in python and "\\u0410" in python
    assert payload(tokens["full", "accepted"]).count("\\") == 0
