# SPDX-License-Identifier: Apache-2.0
"""Issues a token as the Python samples do, with PyJWT, for the order on standard input (programs.py)."""

import hashlib
import hmac
import json
import sys
from datetime import datetime, timedelta, timezone

import jwt

order = json.load(sys.stdin)
user, secret = order["user"], order["secret"]


def now():
    if "clock" in order:
        return datetime.fromtimestamp(order["clock"][0], tz=timezone.utc)
    return datetime.now(tz=timezone.utc)


def widget():
    return {
        "email": user["email"],
        "name": user.get("name"),
        "sub": str(user["id"]),
        "avatar_url": user.get("avatar_url"),
        "company_name": user.get("company_name"),
        "company_id": str(user["company_id"]) if user.get("company_id") else None,
        "company_mrr": user.get("mrr"),
        "customer_status": user.get("status"),
        "renewal_date": user.get("renewal_date"),
        "renewal_risk": user.get("renewal_risk"),
        "exp": now() + timedelta(hours=1),
    }


def sso():
    return {
        "email": user["email"],
        "name": user.get("name"),
        "id": str(user["id"]),
        "avatarURL": user.get("avatar_url"),
        "company_name": user.get("company_name"),
        "company_id": str(user["company_id"]) if user.get("company_id") else None,
        "company_mrr": user.get("mrr"),
        "customer_status": user.get("status"),
        "renewal_date": user.get("renewal_date"),
        "renewal_risk": user.get("renewal_risk"),
        "exp": now() + timedelta(hours=1),
    }


def hashed(user_id):
    return {
        "email": user["email"],
        "sub" if order["form"] == "widget" else "id": str(user["id"]),
        "user_hash": hmac.new(secret.encode(), str(user_id).encode(), hashlib.sha256).hexdigest(),
        "exp": now() + timedelta(hours=1),
    }


form = widget if order["form"] == "widget" else sso
payload = hashed(order["hash_of"]) if "hash_of" in order else form()
print(jwt.encode(payload, secret, algorithm=order.get("algorithm", "HS256")))
