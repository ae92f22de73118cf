# SPDX-License-Identifier: Apache-2.0
"""The tokens, checked by code that is independent of the code that makes them."""

import base64
import hashlib
import hmac
import json
import re

import pytest

from conftest import NAMES, OUTCOMES
from tokens import make_served, make_tokens

SECRET = "5f" * 32
NOW = 1790000000


def decoded(segment):
    assert re.fullmatch("[A-Za-z0-9_-]+", segment)
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def has_valid_mac(token, secret=SECRET):
    signed, _, signature = token.rpartition(".")
    inner, outer = (bytes(byte ^ pad for byte in secret.encode()) for pad in (0x36, 0x5C))  # RFC 2104
    mac = hashlib.sha256(outer + hashlib.sha256(inner + signed.encode()).digest()).digest()
    return decoded(signature) == mac


@pytest.fixture(scope="module")
def tokens():
    made = make_tokens(SECRET, NOW)
    assert [(token.name, token.outcome) for token in made] == [(n, o) for n in NAMES for o in OUTCOMES]
    return {(token.name, token.outcome): token.text for token in made}


def payload(token):
    return decoded(token.split(".")[1]).decode()


def test_tokens_have_the_header_and_the_macs_of_their_outcome(tokens):
    for (_, outcome), token in tokens.items():
        header, _, signature = token.split(".")
        assert json.loads(decoded(header)) == {"alg": "HS256", "typ": "JWT"}
        assert len(decoded(signature)) == 32 and len(signature) == 43
        assert has_valid_mac(token) == (outcome != "wrong-signature")


def test_tokens_with_a_wrong_signature_have_the_content_of_the_accepted_ones(tokens):
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


# What a server sees


@pytest.fixture(scope="module")
def served():
    loads, lines = make_served(SECRET, NOW, 2000)
    assert [tuple(load) for load in loads] == [
        ("minimal", "distinct", 0), ("minimal", "tenants", 2000), ("full", "distinct", 4000), ("full", "tenants", 6000),
    ]
    return {(load.token, load.name): lines[load.first : load.first + 2000] for load in loads}


def test_a_server_gets_distinct_tokens_that_differ_only_in_the_address(served):
    samples = {token.name: json.loads(payload(token.text)) for token in make_tokens(SECRET, NOW)
               if token.outcome == "accepted"}
    for (name, _), lines in served.items():
        assert {line[0] for line in lines} == {name}
        claims = [json.loads(payload(line[2])) for line in lines]
        assert len({one["email"] for one in claims}) == len({line[2] for line in lines}) == 2000
        for one in claims[::50]:
            assert list(one) == list(samples[name])
            differing = {key for key in one if one[key] != samples[name][key]}
            assert differing <= {"email", "user_hash"}


def test_tokens_of_one_customer_are_all_accepted(served):
    for name in ("minimal", "full"):
        for line in served[name, "distinct"]:
            assert len(line) == 3 and line[1] == "accepted"
            assert has_valid_mac(line[2])


def test_tokens_of_many_customers_are_signed_by_each_and_one_in_ten_is_refused(served):
    for name in ("minimal", "full"):
        lines = served[name, "tenants"]
        assert {len(line) for line in lines} == {4}
        owners = [line[3] for line in lines]
        assert len(set(owners)) == 1000 and {len(owner) for owner in owners} == {64}
        assert all(owners.count(owner) == 2 for owner in owners[:20])
        assert owners[:1000] != sorted(owners[:1000])
        refused = [number for number, line in enumerate(lines) if line[1] == "wrong-signature"]
        assert len(refused) == 200 and len({later - earlier for earlier, later in zip(refused, refused[1:])}) > 5
        for _, outcome, token, owner in lines[::7]:
            assert has_valid_mac(token, owner) == (outcome == "accepted")
            claims = json.loads(payload(token))
            if "user_hash" in claims:
                assert claims["user_hash"] == hmac.new(owner.encode(), claims["sub"].encode(), "sha256").hexdigest()
