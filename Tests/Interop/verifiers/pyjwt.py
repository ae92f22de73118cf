# SPDX-License-Identifier: Apache-2.0
"""Verifies the token of the order on standard input (programs.py) with PyJWT."""

import json
import sys

import jwt

REFUSALS = {
    jwt.InvalidSignatureError: "signature",
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "early",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
}

order = json.load(sys.stdin)
options = {"require": ["exp", "iat"]}
try:
    answer = jwt.decode_complete(
        order["token"], order["secret"], ["HS256"], options, audience=order.get("audience"), issuer=order.get("issuer")
    )
    answer = {"header": answer["header"], "claims": answer["payload"]}
except jwt.PyJWTError as error:
    answer = {"refused": REFUSALS.get(type(error), type(error).__name__)}
print(json.dumps(answer))
