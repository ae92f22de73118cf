#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tokens and secrets for the examples to a folder: `tokens.py FOLDER`. Needs only Python.

    secret            the secret's characters, without a newline
    other-secret      another one
    good              every documented claim, a user_hash, and the custom claim {"plan": {"seats": 25}}
    minimal           only email, name, sub, iat and exp
    expired           expired an hour ago: expired
    forged            signed with the other secret: signature_mismatch
    no-email          the email is null: missing_email
    number-as-email   the email is a number: malformed_claim, at "email"
    unusual           nbf, jti, iss, aud, other spellings of claims, and claims that give warnings
"""

import base64
import hashlib
import hmac
import json
import pathlib
import secrets
import sys
import time


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def mac(secret, text):
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256)


def sign(secret, claims):
    header = {"alg": "HS256", "typ": "JWT"}
    parts = (json.dumps(part, separators=(",", ":")) for part in (header, claims))  # as most libraries write it
    text = ".".join(base64url(part.encode()) for part in parts)
    return text + "." + base64url(mac(secret, text).digest())


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    secret, other, now = secrets.token_hex(32), secrets.token_hex(32), int(time.time())
    times = {"iat": now, "exp": now + 3600}
    person = {"email": "ada@example.com", "name": "Ada Lovelace", "sub": "usr_7Yk2L"}
    everything = {
        **person,
        "name": "Zoë \"Ada\" Lovelace",
        "avatar_url": "https://cdn.example.com/avatars/7Yk2L.png",
        "company_name": "Analytical Engines Ltd",
        "company_id": "cmp_0042",
        "company_mrr": 1249.5,
        "customer_status": "active",
        "renewal_date": "2026-03-31",
        "renewal_risk": "low",
        "account_owner_id": "own_17",
        "account_owner_email": "charles@example.org",
        "external_user_id": "003Dn00000XyZAB",
        "user_hash": mac(secret, person["sub"]).hexdigest(),
        "plan": {"seats": 25},
    }
    unusual = {
        "email": "Ada@Example.com", "id": "4711", "nbf": 1000000000.25, "exp": now + 600,
        "iss": "https://id.example.com", "aud": ["sso", "widget"], "jti": "t-1",
        "avatarURL": "http://example.com/a.png", "company_id": "undefined", "company_mrr": [12],
        "customer_status": "paused", "renewal_date": "1969-07-20T20:17:40Z", "renewal_risk": "high",
    }
    files = {
        "secret": secret,
        "other-secret": other,
        "good": sign(secret, {**everything, **times}),
        "minimal": sign(secret, {**person, **times}),
        "expired": sign(secret, {**person, "iat": now - 7200, "exp": now - 3600}),
        "forged": sign(other, {**person, **times}),
        "no-email": sign(secret, {**person, **times, "email": None}),
        "number-as-email": sign(secret, {**person, **times, "email": 7}),
        "unusual": sign(secret, unusual),
    }
    for name, text in files.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: tokens.py FOLDER")
    main(sys.argv[1])
