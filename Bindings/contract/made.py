# SPDX-License-Identifier: Apache-2.0
"""The parts of the contract's cases: tokens signed with Python's own modules, and the expected results."""

import base64
import hashlib
import hmac
import json
import unicodedata

NOW = 1_800_000_000
ABSENT = object()  # a claim that the token doesn't have


def text_secret(name, **more):
    """A secret of 64 characters, like ProductBridge's."""
    return {"text": hashlib.sha256(name.encode()).hexdigest(), **more}


SECRET, OTHER = text_secret("contract"), text_secret("another")
PERSON = {"email": "ada@example.com", "sub": "usr_1", "iat": NOW - 60, "exp": NOW + 600}
SAYS = {
    "email": "ada@example.com", "canonical_email": "ada@example.com", "user_id": "usr_1",
    "issued_at": NOW - 60, "expires_at": NOW + 600, "user_hash": "absent",
}
TEXTS = (
    "email", "canonical_email", "user_id", "name", "avatar_url", "company", "customer_status", "renewal_date",
    "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id", "issued_at", "not_before",
    "expires_at", "issuer", "audience", "token_id", "user_hash", "custom",
)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def key(secret):
    written = secret["text"]
    form = secret.get("format", "text")
    return {"text": str.encode, "hex": bytes.fromhex, "base64": base64.b64decode}[form](written)


def mac(secret, data):
    return hmac.new(key(secret), data.encode(), hashlib.sha256)


def user_hash(secret, user_id):
    return mac(secret, user_id).hexdigest()


def sign(payload, secret=SECRET, header=None, **changes):
    """A token with a payload, which is a text or claims; `changes` go into the header."""
    if header is None:
        header = {"alg": "HS256", "typ": "JWT", **changes}
    parts = [part if isinstance(part, (str, bytes)) else compact(part) for part in (header, payload)]
    text = ".".join(base64url(part if isinstance(part, bytes) else part.encode()) for part in parts)
    return f"{text}.{base64url(mac(secret, text).digest())}"


def claims(changes):
    merged = {**PERSON, **changes}
    return {name: value for name, value in merged.items() if value is not ABSENT}


# The library's own JSON


def escaped(text):
    def one(letter):
        if letter in '"\\':
            return "\\" + letter
        if unicodedata.category(letter) in ("Cc", "Cf") or letter in "\u2028\u2029":
            units = letter.encode("utf-16-be")
            return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
        return letter

    return '"' + "".join(map(one, text)) + '"'


def number(value):
    if value == int(value) and abs(value) < 2**53:
        return str(int(value))
    return next(text for text in (f"{value:.{digits}g}" for digits in (15, 16, 17)) if float(text) == value)


def written(value):
    """A value in the result's spelling."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{escaped(name)}:{written(member)}" for name, member in value.items()) + "}"
    return "[" + ",".join(map(written, value)) + "]"


def result_json(says, warnings, would_refuse):
    company = {name: says.get(f"company_{name}") for name in ("id", "name", "mrr")}
    whole = {**says, "company": company if any(part is not None for part in company.values()) else None}
    identity = {name: whole.get(name) for name in TEXTS}
    return written({
        "status": "ok", "verified": True, "key": says.get("key_id"),
        "warnings": [{"claim": claim, "kind": kind} for kind, claim in warnings],
        "would_refuse": [{"status": status, "claim": claim} for status, claim in would_refuse],
        "identity": {**identity, "audience": identity["audience"] or None, "custom": says.get("custom", {})},
    })


# Cases


def ok(name, changes=None, says=None, *, token=None, secrets=None, warnings=(), would_refuse=(), custom_json=None,
       **more):
    """An accepted token. `says` changes the expected identity of the simple person; None means absent."""
    secrets = secrets or [SECRET]
    says = {field: value for field, value in {**SAYS, **(says or {})}.items() if value is not None}
    custom = says.get("custom", {})
    identity = {field: value for field, value in says.items() if field != "custom"}
    if custom:
        identity["custom_json"] = custom_json or compact(custom)
    warnings = [(entry, None) if isinstance(entry, str) else entry for entry in warnings]
    would_refuse = [(entry, None) if isinstance(entry, str) else entry for entry in would_refuse]
    return {
        "name": name, "operation": "verify", "secrets": secrets, **more,
        "token": token or sign(claims(changes or {}), secrets[0]), "now": more.get("now", NOW),
        "expect": {
            "status": "ok", "identity": identity,
            "warnings": [{"kind": kind, "claim": claim} for kind, claim in warnings],
            "would_refuse": [{"status": status, "claim": claim} for status, claim in would_refuse],
            "json": result_json(says, warnings, would_refuse),
        },
    }


def refused(name, status, changes=None, *, claim=None, token=None, secrets=None, **more):
    """A refused token. A token that isn't UTF-8 is written as `token_hex`."""
    secrets = secrets or [SECRET]
    if token is None:
        token = sign(claims(changes or {}), secrets[0])
    shown = {"token_hex": token.hex()} if isinstance(token, bytes) else {"token": token}
    start = f'{{"status":"{status}","verified":false,"claim":{written(claim)},"message":"'
    return {
        "name": name, "operation": "verify", "secrets": secrets, **more, **shown, "now": more.get("now", NOW),
        "expect": {"status": status, "claim": claim, "json_start": start},
    }
