# SPDX-License-Identifier: Apache-2.0
"""The tokens that are verified: six payloads, each in a token to accept and in three to refuse."""

import base64
import hashlib
import hmac
import json
import pathlib
import secrets
import typing

LIFETIME = 3600  # seconds from now until a token expires


class Token(typing.NamedTuple):
    name: str
    outcome: str
    text: str


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(claims):
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"))


def payloads(secret, issued, expires):
    """The payload of each token, as a customer's server writes it; the times come last."""
    times = {"iat": issued, "exp": expires}
    person = {"email": "ada@example.com", "name": "Ada Lovelace", "sub": "usr_7Yk2L"}
    full = {
        **person,
        "avatar_url": "https://cdn.example.com/avatars/7Yk2L.png",
        "company_name": "Analytical Engines Ltd",
        "company_id": "cmp_0042",
        "company_mrr": 1249.5,
        "customer_status": "active",
        "renewal_date": "2026-03-31",
        "renewal_risk": "low",
        "account_owner_email": "charles@example.org",
        "external_user_id": "003Dn00000XyZAB",
    }
    user_hash = hmac.new(secret.encode(), full["sub"].encode(), hashlib.sha256).hexdigest()
    php = {**full, "name": "Zoë Lindström", "company_name": "Café Müller / Köln", **times}
    python = {**person, "name": "Ада Лавлейс", "company_name": "株式会社分析機関 🚀", **times}
    custom = {
        "roles": ["admin", "billing", "support"],
        "plan": {"name": "scale", "seats": {"bought": 250, "used": 181}, "trial": False},
        "projects": [
            {"id": 17, "tags": ["beta", "eu"], "limits": {"rate": 0.75, "burst": [10, 20, 40]}},
            {"id": 18, "tags": [], "limits": None},
        ],
    }
    features = {f"feature_{i:02}": hashlib.sha256(bytes([i])).hexdigest() for i in range(30)}
    large = {**person, **features, "remark": "", **times}
    large["remark"] = ("The engine weaves algebraic patterns. " * 20)[: 3011 - len(compact(large))]
    return {
        "minimal": compact({**person, **times}),
        "full": compact({**full, "user_hash": user_hash, **times}),
        "php-escaped": json.dumps(php, separators=(",", ":")).replace("/", "\\/"),
        "python-escaped": json.dumps(python),
        "nested": compact({**person, **custom, **times}),
        "4k": compact(large),
    }


def make_tokens(secret, now):
    """The tokens by number. A malformed one is authentic, but its JSON ends within the last number."""

    def signed(payload):
        text = base64url(b'{"alg":"HS256","typ":"JWT"}') + "." + base64url(payload.encode())
        mac = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
        return text + "." + base64url(mac)

    current = payloads(secret, now - 10, now + LIFETIME)
    past = payloads(secret, now - 10 - 2 * LIFETIME, now - LIFETIME)
    tokens = []
    for name, payload in current.items():
        accepted = signed(payload)
        forged = accepted.rpartition(".")[0] + "." + base64url(secrets.token_bytes(32))
        tokens += [
            Token(name, "accepted", accepted),
            Token(name, "wrong-signature", forged),
            Token(name, "expired", signed(past[name])),
            Token(name, "malformed", signed(payload[:-8])),
        ]
    return tokens


def write_tokens(folder, secret, tokens):
    path = pathlib.Path(folder, "tokens")
    path.write_text("\n".join([secret, *(" ".join(token) for token in tokens)]) + "\n", "utf-8")
    return path
