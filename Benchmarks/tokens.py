# SPDX-License-Identifier: Apache-2.0
"""The tokens to verify: six payloads, each in one token to accept and in three to refuse.

Also a server's load: many distinct tokens like minimal and full, from one customer and from many.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import random
import secrets
import typing

LIFETIME = 3600  # seconds from now until a token expires
SERVED = 10_000  # distinct tokens
TENANTS = 1000  # customers, each with its own secret
REFUSED = 10  # one in this many of the tokens of many customers
OF_TENANT = 4  # characters that distinguish the customers' secrets
SEED = 1


class Token(typing.NamedTuple):
    name: str
    outcome: str
    text: str


class Load(typing.NamedTuple):
    """Consecutive tokens of a file, each to be verified once, out of order."""

    token: str
    name: str
    first: int


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(claims):
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"))


def payloads(secret, issued, expires):
    """The payload of each token, as a customer's server writes it, with the times last."""
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


def signed(secret, payload):
    text = base64url(b'{"alg":"HS256","typ":"JWT"}') + "." + base64url(payload.encode())
    return text + "." + base64url(hmac.digest(secret.encode(), text.encode(), "sha256"))


def forged(token):
    return token.rpartition(".")[0] + "." + base64url(secrets.token_bytes(32))


def make_tokens(secret, now):
    """The tokens by number. A malformed one has a valid signature, but its JSON ends within the last number."""

    current = payloads(secret, now - 10, now + LIFETIME)
    past = payloads(secret, now - 10 - 2 * LIFETIME, now - LIFETIME)
    tokens = []
    for name, payload in current.items():
        accepted = signed(secret, payload)
        tokens += [
            Token(name, "accepted", accepted),
            Token(name, "wrong-signature", forged(accepted)),
            Token(name, "expired", signed(secret, past[name])),
            Token(name, "malformed", signed(secret, payload[:-8])),
        ]
    return tokens


def secret_of(secret, tenant):
    return f"{tenant:0{OF_TENANT}}" + secret[OF_TENANT:]


def make_served(secret, now, count):
    """The loads, and the lines of their tokens: name, outcome, token, and the customer's secret if there are many."""
    order = random.Random(SEED)

    def payload_of(payload, number):
        return payload.replace('"ada@example.com"', f'"person{number:05}@example.com"')

    times, customers = (now - 10, now + LIFETIME), min(TENANTS, count)
    tenants = [(owner, payloads(owner, *times)) for owner in (secret_of(secret, n) for n in range(customers))]
    of_one, loads, lines = payloads(secret, *times), [], []
    for name in ("minimal", "full"):
        loads.append(Load(name, "distinct", len(lines)))
        for number in range(count):
            lines.append((name, "accepted", signed(secret, payload_of(of_one[name], number))))
        loads.append(Load(name, "tenants", len(lines)))
        refused = set(order.sample(range(count), count // REFUSED))
        turns = [number % customers for number in range(count)]
        order.shuffle(turns)
        for number, turn in enumerate(turns):
            owner, payload = tenants[turn]
            token = signed(owner, payload_of(payload[name], number))
            if number in refused:
                lines.append((name, "wrong-signature", forged(token), owner))
            else:
                lines.append((name, "accepted", token, owner))
    return loads, lines


def write_tokens(folder, secret, tokens, name="tokens"):
    path = pathlib.Path(folder, name)
    path.write_text("\n".join([secret, *(" ".join(token) for token in tokens)]) + "\n", "utf-8")
    return path
