# SPDX-License-Identifier: Apache-2.0
"""The parts of cases: segments, MACs, secrets, and the collection of cases.

Nothing here depends on the library. Every case states its expected result by hand.
"""

import base64
import hashlib
import hmac
import json
import re
import struct

NOW = 1750000000
SECRET = "c51e7a90d3b84f26981c0fae6b7d2435f0917e8a4c6b3d52e8f7091a2b3c4d5e"
OTHER_SECRET = "0f9e8d7c6b5a49382716051423324150697887a6b5c4d3e2f10f1e2d3c4b5a69"
ATTACKER = "e7" * 32
HEADER = '{"alg":"HS256","typ":"JWT"}'


class Raw(str):
    """A JSON text that is put into a payload unchanged."""


ABSENT = object()


def as_bytes(part):
    return part.encode() if isinstance(part, str) else bytes(part)


def b64u(part):
    return base64.urlsafe_b64encode(as_bytes(part)).rstrip(b"=")


def mac(key, message, digest="sha256"):
    return hmac.new(as_bytes(key), as_bytes(message), digest).digest()


def signed(header_text, payload_text, key=SECRET):
    """A token from two segments, which are used unchanged."""
    signing_input = as_bytes(header_text) + b"." + as_bytes(payload_text)
    return signing_input + b"." + b64u(mac(key, signing_input))


def token(header=HEADER, payload=None, key=SECRET):
    return signed(b64u(header), b64u(person() if payload is None else payload), key)


def segments(whole):
    return whole.split(b".")


def json_of(value):
    return value if isinstance(value, Raw) else json.dumps(value, separators=(",", ":"))


def person(members="", **claims):
    """The payload of a good token, with changed claims, and with raw members at its end."""
    every = {"email": "ann@example.com", "iat": NOW - 60, "exp": NOW + 3540, **claims}
    parts = [f'"{name}":{json_of(value)}' for name, value in every.items() if value is not ABSENT]
    return "{" + ",".join(parts + ([members] if members else [])) + "}"


def filler(length, seed=""):
    """Pseudorandom bytes that are the same at every run."""
    out = b""
    while len(out) < length:
        out += hashlib.sha256(f"{seed}{len(out)}".encode()).digest()
    return out[:length]


class Key:
    """A verifier's secret. Forms: text, hex, base64, or weak, which is text of any length."""

    def __init__(self, secret, id=None, not_after=None, form="text"):
        self.secret, self.id, self.not_after, self.form = secret, id, not_after, form

    def field(self):
        id = "" if self.id is None else b64u(self.id).decode()
        not_after = "" if self.not_after is None else str(self.not_after)
        return ":".join([self.form, b64u(self.secret).decode(), id, not_after])


def policy_field(policy):
    def value_of(value):
        return b64u(value).decode() if isinstance(value, str) else str(int(value))

    parts = []
    for name, value in (policy or {}).items():
        words = name in ("user_hash", "email_form")
        parts.append(f"{name}={value if words else value_of(value)}")
    return ";".join(parts) or "-"


def tells_field(tells):
    """The contents of an accepted token's identity: None is absent, numbers are the bits of doubles."""
    if tells is None:
        return "*"
    parts = []
    for name, value in tells.items():
        if value is None:
            text = "-"
        elif name == "hash":
            text = value
        elif isinstance(value, (int, float)):
            text = struct.pack(">d", value).hex()
        else:
            text = "=" + b64u(value).decode()
        parts.append(f"{name}:{text}")
    return ";".join(parts)


def slug_of(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class Corpus:
    def __init__(self):
        self.rows = []
        self.names = set()
        self.known = {}

    def group(self, threat, about):
        return Group(self, threat, about)

    def add(self, threat, name, whole, status, why, now, keys, policy, warnings, tells):
        name = f"{threat}-{slug_of(name)}"
        if name in self.names:
            raise ValueError(f"two cases are called {name}")
        self.names.add(name)
        status, _, claim = status.partition(" ")
        fields = {
            "name": name,
            "classes": threat,
            "now": str(now),
            "keys": ",".join(key.field() for key in keys),
            "policy": policy_field(policy),
            "token": b64u(whole).decode(),
            "status": status,
            "claim": claim or "-",
            "warnings": "*" if warnings is None else warnings or "-",
            "tells": tells_field(tells),
            "why": why,
        }
        for field in fields.values():
            if "\t" in field or "\n" in field or not field.isascii():
                raise ValueError(f"{name}: a field is not one line of ASCII: {field!r}")
        case = tuple(fields[key] for key in ("now", "keys", "policy", "token"))
        if case in self.known:
            self.merge(self.known[case], fields)
        else:
            self.known[case] = fields
            self.rows.append(fields)

    def merge(self, first, again):
        """A case may belong to two classes; it is counted once, and has one outcome."""
        classes = first["classes"].split(",")
        if again["classes"] in classes:
            raise ValueError(f"{again['name']} repeats {first['name']}")
        first["classes"] += "," + again["classes"]
        for key in ("status", "claim", "warnings"):
            if first[key] == "*":
                first[key] = again[key]
            if again[key] not in ("*", first[key]):
                raise ValueError(f"{again['name']} contradicts {first['name']} in its {key}")
        told = [part for row in (first, again) if row["tells"] != "*" for part in row["tells"].split(";")]
        if len(dict(part.split(":") for part in told)) != len(set(told)):
            raise ValueError(f"{again['name']} contradicts {first['name']} in what it tells")
        first["tells"] = ";".join(dict.fromkeys(told)) or "*"


class Group:
    """Cases of one threat class with the same reason."""

    def __init__(self, corpus, threat, about):
        self.corpus, self.threat, self.about = corpus, threat, about

    def add(self, name, whole, status="ok", why=None, now=NOW, keys=None, policy=None,
            warnings=None, tells=None):
        """status is the expected one, with the claim at fault after malformed_claim."""
        self.corpus.add(self.threat, name, as_bytes(whole), status, why or self.about, now,
                        keys or [Key(SECRET)], policy, warnings, tells)

    def header(self, name, header, status="ok", why=None, **settings):
        self.add(name, token(header=header), status, why, **settings)

    def payload(self, name, payload, status="ok", why=None, **settings):
        self.add(name, token(payload=payload), status, why, **settings)

    def claims(self, name, status="ok", why=None, /, settings=None, **claims):
        self.add(name, token(payload=person(**claims)), status, why, **(settings or {}))
