#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a log of sign-ins to Parquet, like that of a service, and the key ring for its tokens.

    make_log.py FOLDER [--rows N] [--days N]

FOLDER gets log.parquet (columns time, customer, token), keys.json, and a file for each secret. A secret is in use for
some days; its tokens are valid for a day after that. About one token in fifty is wrong in some way. Python's own hmac
module signs the tokens, and the same arguments make the same log.
"""

import argparse
import base64
import collections
import datetime
import hashlib
import hmac
import json
import pathlib
import random

import pyarrow
import pyarrow.parquet

START = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
DAY = 86_400
DAYS_OF_KEY = 3
ROW_GROUP = 1 << 17
SCHEMA = pyarrow.schema([("time", pyarrow.timestamp("ms", "UTC")), ("customer", pyarrow.string()), ("token", pyarrow.string())])


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed(payload, secret, header):
    text = base64url(json.dumps(header, separators=(",", ":")).encode()) + b"."
    text += base64url(json.dumps(payload, separators=(",", ":")).encode())
    return (text + b"." + base64url(hmac.digest(secret, text, hashlib.sha256))).decode()


def key_ring(days, start):
    """Secrets by id, each with the last second at which it is valid."""
    count = (days + DAYS_OF_KEY - 1) // DAYS_OF_KEY
    ring = {}
    for number in range(count):
        secret = hashlib.sha256(f"secret {number} of this log alone".encode()).hexdigest()
        end = start + (number + 1) * DAYS_OF_KEY * DAY
        ring[f"key-{number + 1}"] = (secret, end + DAY)
    return ring


def token_of(number, time, ring, chance):
    """A token as a customer's server would have sent it at that time, and its status; some tokens are wrong."""
    ids = list(ring)
    place = min((time - int(START.timestamp())) // (DAYS_OF_KEY * DAY), len(ids) - 1)
    key = ids[place]
    payload = {
        "email": f"user-{number}@example.com", "sub": f"usr_{number}", "name": f"User Number {number}",
        "avatar_url": f"https://cdn.example.com/avatars/{number}.png", "company_id": f"cmp_{number % 500}",
        "company_name": f"Company {number % 500}", "iat": time - 2, "exp": time + 298,
    }
    header = {"alg": "HS256", "typ": "JWT", "kid": key}
    status = "ok"
    fault = chance.randrange(350)
    if fault == 0:
        status = "expired"
        payload["exp"] = time - 100
        payload["iat"] = time - 400
    elif fault == 1:
        status = "missing_email"
        payload["email"] = "undefined"
    elif fault == 2:
        status = "unknown_key"
        header["kid"] = "key-0"
    elif fault == 3:
        status = "unsupported_algorithm"
        header["alg"] = "none"
    elif fault == 4 and place > 1:
        status = "unknown_key"
        header["kid"] = key = ids[place - 2]  # a retired key
    token = signed(payload, ring[key][0].encode(), header)
    if fault == 5:
        status = "malformed_signature"
        token = token[:-20]
    elif fault == 6:
        status = "signature_mismatch"
        token = token[:-1] + ("A" if token[-1] != "A" else "Q")
    return token, status


def batches(rows, days, ring, statuses):
    chance = random.Random(18)
    first = int(START.timestamp())
    for start in range(0, rows, ROW_GROUP):
        numbers = range(start, min(start + ROW_GROUP, rows))
        times = [first + number * days * DAY // rows for number in numbers]
        tokens, fared = zip(*(token_of(number, time, ring, chance) for number, time in zip(numbers, times)))
        statuses.update(fared)
        yield pyarrow.record_batch(
            [pyarrow.array([time * 1000 for time in times], pyarrow.int64()).cast(SCHEMA.field("time").type),
             pyarrow.array([f"customer-{number % 40}" for number in numbers]), pyarrow.array(tokens)],
            schema=SCHEMA,
        )


def make_log(folder, rows, days=7):
    """Returns the number of tokens with each status."""
    statuses = collections.Counter()
    folder.mkdir(parents=True, exist_ok=True)
    ring = key_ring(days, int(START.timestamp()))
    listed = []
    for name, (secret, end) in ring.items():
        path = folder / f"{name}.secret"
        path.write_text(secret)
        path.chmod(0o600)
        listed.append({"id": name, "file": path.name, "not_after": end})
    (folder / "keys.json").write_text(json.dumps(listed, indent=1) + "\n")
    with pyarrow.parquet.ParquetWriter(folder / "log.parquet", SCHEMA, compression="zstd", use_dictionary=["customer"]) as writer:
        for batch in batches(rows, days, ring, statuses):
            writer.write_batch(batch, row_group_size=ROW_GROUP)
    return statuses


def main():
    parser = argparse.ArgumentParser(description="Make a log of tokens and its key ring.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--days", type=int, default=7, metavar="N")
    options = parser.parse_args()
    make_log(options.folder, options.rows, options.days)


if __name__ == "__main__":
    main()
