# SPDX-License-Identifier: Apache-2.0
"""Tokens for the tests: those of $PBJWT_TOKENS, and more, signed here with the same secret."""

import base64
import hashlib
import hmac
import json
import os
import time
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["PBJWT_TOKENS"])
SECRET = (FOLDER / "secret").read_bytes()
OTHER_SECRET = (FOLDER / "other-secret").read_bytes()


def token(name: str) -> str:
    return (FOLDER / name).read_text()


def sign(secret: bytes = SECRET, **claims: Any) -> str:
    """A good token, save for what `claims` say otherwise."""
    now = int(time.time())
    payload = {"email": "ada@example.com", "iat": now, "exp": now + 600, **claims}
    parts = ({"alg": "HS256"}, payload)
    text = b".".join(_base64url(json.dumps(part).encode()) for part in parts)
    return (text + b"." + _base64url(hmac.digest(secret, text, hashlib.sha256))).decode()


def user_hash(user_id: str) -> str:
    return hmac.digest(SECRET, user_id.encode(), hashlib.sha256).hex()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
