# SPDX-License-Identifier: Apache-2.0
"""Measures the package and Python's usual alternatives; ../bench runs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.metadata
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import jwt

import pbjwt

FOLDER = Path(os.environ["PBJWT_TOKENS"])
SECONDS = float(os.environ.get("PBJWT_BENCH_SECONDS", "3"))
TURN = 0.02
EVERY = (
    "email", "canonical_email", "user_id", "name", "avatar_url", "company_id", "company_name", "company_mrr",
    "customer_status", "renewal_date", "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id",
    "issued_at", "not_before", "expires_at", "issuer", "audience", "token_id", "user_hash", "warnings", "custom_json",
)

secret = (FOLDER / "secret").read_text()
key = secret.encode()
verifier = pbjwt.Verifier(secret)


def ours(token: str) -> tuple[str, str | None, str | None]:
    identity = verifier.verify(token)
    return identity.email, identity.user_id, identity.name


def ours_all(token: str) -> None:
    identity = verifier.verify(token)
    for name in EVERY:
        getattr(identity, name)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def control(token: str) -> tuple[str, str, str]:
    """Hand-written code with the essential checks."""
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    right = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(right, decoded(signature)) or json.loads(decoded(header))["alg"] != "HS256":
        raise ValueError
    claims = json.loads(decoded(payload))
    if claims["exp"] <= time.time():
        raise ValueError
    return claims["email"], claims["sub"], claims["name"]


def peer(token: str) -> tuple[str, str, str]:
    claims = jwt.decode(token, secret, algorithms=["HS256"])
    return claims["email"], claims["sub"], claims["name"]


def floor(_: str) -> None:
    pbjwt.version()


def turn(function: Callable[[str], object], token: str, rounds: int) -> float:
    start = time.perf_counter()
    for _ in range(rounds):
        function(token)
    return (time.perf_counter() - start) / rounds


def main() -> None:
    python = f"Python {platform.python_version()}"
    abouts = {"ours": f"pbjwt {pbjwt.version()}, {python}", "control": f"hmac and json, {python}",
              "peer PyJWT": f"PyJWT {importlib.metadata.version('PyJWT')}, {python}", "floor": python}
    tokens = {name: (FOLDER / name).read_text() for name in ("minimal", "full")}
    rows = [(name, row, function, token) for name, token in tokens.items()
            for row, function in (("ours", ours), ("control", control), ("peer PyJWT", peer), ("floor", floor))]
    rows.append(("full-all", "ours", ours_all, tokens["full"]))
    assert ours(tokens["full"]) == control(tokens["full"]) == peer(tokens["full"])
    rounds = [max(1, round(TURN / min(turn(function, token, 20) for _ in range(3)))) for _, _, function, token in rows]
    turns: list[list[float]] = [[] for _ in rows]
    until = time.monotonic() + SECONDS * len(rows)
    while time.monotonic() < until:
        for index, (_, _, function, token) in enumerate(rows):
            turns[index].append(turn(function, token, rounds[index]))
    for (name, row, _, _), found in zip(rows, turns):
        print(json.dumps({"language": "Python", "token": name, "row": row, "ns": round(statistics.median(found) * 1e9, 1),
                          "about": abouts[row]}))


if __name__ == "__main__":
    main()
