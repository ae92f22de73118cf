# SPDX-License-Identifier: Apache-2.0
"""The same check with PyJWT, written as usual, to compare results and speed."""

import functools
import json
import pathlib

import jwt
import pyarrow

LEEWAY = 30
LIFETIME = 3600
PLACEHOLDERS = {"", "undefined", "null"}


@functools.cache
def ring_of(path):
    path = pathlib.Path(path)
    return {
        entry["id"]: ((path.parent / entry["file"]).read_text().removesuffix("\n"), entry["not_after"])
        for entry in json.loads(path.read_text())
    }


def accepts(token, now, ring):
    """The id of the key that signed the token, or None. PyJWT uses its own clock, so the times are checked here."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        secret, end = ring[kid]
        if now > end:
            return None
        options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": ["exp", "iat", "email"]}
        claims = jwt.decode(token, secret, algorithms=["HS256"], options=options)
    except (jwt.InvalidTokenError, KeyError):
        return None
    if now >= claims["exp"] + LEEWAY or claims["iat"] > now + LEEWAY or claims["exp"] - claims["iat"] > LIFETIME:
        return None
    return kid if claims["email"] not in PLACEHOLDERS else None


def by_pyjwt(path):
    """Checks a column of tokens at a column of times."""
    def verify(token, time):
        ring = ring_of(path)
        seconds = [value.timestamp() for value in time.to_pylist()]
        keys = [accepts(value, int(now), ring) for value, now in zip(token.to_pylist(), seconds)]
        status = ["ok" if key is not None else "refused" for key in keys]
        columns = [pyarrow.array(status), pyarrow.nulls(len(status), pyarrow.string()), pyarrow.array(keys, pyarrow.string())]
        return pyarrow.StructArray.from_arrays(columns, ["status", "claim", "key_id"])
    return verify
