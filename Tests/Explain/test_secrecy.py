# SPDX-License-Identifier: Apache-2.0
"""Reports never contain eight consecutive characters of a secret, a derived key, a right MAC or a right user_hash."""

import base64
import hashlib
import hmac
import json
import urllib.parse

import pytest

import mistakes
from explaining import explain
from mistakes import ALL, GOOD, NOW, SECRET, b64, token

ROWS = [row for rows in ALL.values() for row in rows]
# Tried as keys, but not secret.
WORDS = ["undefined", "PRODUCTBRIDGE_WIDGET_SECRET="]


def spellings(data):
    """These bytes in all usual encodings."""
    found = [data, data.hex().encode(), data.hex().upper().encode(), urllib.parse.quote_from_bytes(data).encode()]
    for skipped in range(3):
        found += [base64.b64encode(data[skipped:]), base64.urlsafe_b64encode(data[skipped:])]
    text = data.decode("latin-1")
    found += [json.dumps(text).strip('"').encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    return found


def forbidden(keys, sent, ids):
    secret = [key for key in keys if len(key) >= 32]
    derived = []
    for key in secret:
        derived += [key, base64.b64encode(key), key.hex().encode()]
        try:
            derived.append(bytes.fromhex(key.decode()))
        except ValueError:
            pass
        signing_input = sent.rsplit(b".", 1)[0]
        derived.append(hmac.new(key, signing_input, hashlib.sha256).digest())
        derived += [hmac.new(key, one.encode(), hashlib.sha256).digest() for one in ids]
    grams = set()
    for data in derived:
        for text in spellings(data):
            grams |= {text[i : i + 8] for i in range(len(text) - 7)}
    for word in WORDS:
        grams -= {word.encode()[i : i + 8] for i in range(len(word) - 7)}
    return grams


def assert_hidden(report, keys, sent, ids):
    grams = forbidden(keys, sent, ids)
    signature = sent.rsplit(b".", 1)[-1]
    if sent.count(b".") >= 2 and len(signature) > 6:
        grams |= {signature[i : i + 8] for i in range(len(signature) - 7)}
    for said in (report.json_bytes, report.text_bytes, report.colored_bytes):
        shown = [said[i : i + 8] for i in range(len(said) - 7) if said[i : i + 8] in grams]
        assert shown == []


def key_of(one):
    return one[0] if isinstance(one, tuple) else one


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_no_mistake_shows_a_secret(row):
    sent = row.token if isinstance(row.token, bytes) else row.token.encode()
    report = explain(sent, row.secrets, NOW, others=row.others, policy=row.policy, second=row.second)
    assert_hidden(report, [key_of(one) for one in [*row.secrets, *row.others]], sent, ["4711", "4712", "ada@example.com"])


@pytest.mark.parametrize("claim", ["email", "name", "sub", "iss", "avatar_url", "exp", "renewal_date", "company_id", "kid", "Email"])
@pytest.mark.parametrize("shown", [
    SECRET, SECRET.upper(), SECRET.encode().hex(), base64.b64encode(SECRET.encode()).decode(), b64(bytes.fromhex(SECRET)),
    "x" + base64.b64encode(b"y" + SECRET.encode()).decode(), mistakes.user_hash(), mistakes.user_hash() + "@example.com", "é" + SECRET + "é",
])
def test_a_secret_inside_a_token_is_not_shown(claim, shown):
    if claim == "kid":
        sent = mistakes.pyjwt(headers={"kid": shown}).encode()
        secrets = [(SECRET.encode(), "production")]
    else:
        sent, secrets = token(**{claim: shown}).encode(), [SECRET.encode()]
    for policy in ({}, {"strict_claims": 1, "issuer": "x", "user_hash": 1}):
        report = explain(sent, secrets, NOW, policy=policy)
        assert_hidden(report, [SECRET.encode()], sent, [shown if claim == "sub" else "4711"])


def test_a_secret_inside_broken_json_is_not_shown():
    for text in (f'"x":{SECRET}', f'"{SECRET}":1,"{SECRET}":2', f'"x":"{SECRET}\\q"', f'"x":"{SECRET}'):
        sent = mistakes.members(text.encode()).encode()
        assert_hidden(explain(sent, [SECRET.encode()], NOW), [SECRET.encode()], sent, ["4711"])


def test_hidden_text_is_marked():
    report = explain(token(company_mrr=SECRET).encode(), [SECRET.encode()], NOW)
    assert "****" in report.text, report.text
    assert report.json["status"] == "ok"


def test_text_that_is_not_secret_is_shown():
    """Includes escapes that could also be part of an encoded secret."""
    for sent in (mistakes.members(b'"name":"Ada\r\nd\x00d"'), token(name=["a\r\nb\u2028c"]), mistakes.of_text(b"\x00\x00d\x00d")):
        report = explain(sent.encode(), [SECRET.encode()], NOW)
        assert "***" not in report.text, report.text


def test_the_report_on_a_wrong_token_contains_no_right_signature():
    """The right signature is not in the report on a token with a wrong one."""
    head = GOOD.rsplit(".", 1)[0]
    sent = f"{head}.{b64(bytes(32))}".encode()
    report = explain(sent, [SECRET.encode()], NOW)
    assert report.json["status"] == "signature_mismatch"
    assert_hidden(report, [SECRET.encode()], sent, ["4711"])
