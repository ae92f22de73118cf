# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests: the contract's secret, and tokens signed with Python's own modules."""

import base64
import hashlib
import hmac
import json
import os
import time
from pathlib import Path

CONTRACT = json.loads(Path(os.environ["PBJWT_CONTRACT"]).read_text())
SECRET, OTHER = "0123456789abcdef" * 4, "fedcba9876543210" * 4


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(secret: str = SECRET, **changes: object) -> str:
    now = int(time.time())
    claims = {"email": "ada@example.com", "sub": "usr_1", "iat": now, "exp": now + 600, **changes}
    text = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    return f"{text}.{base64url(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())}"
