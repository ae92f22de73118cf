#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that hostile and unusual tokens cost, and checks them against the specification's bounds.

    work.py BENCH_WORK [names] [payloads] [refusals]

valgrind's callgrind counts the instructions that bench_work executes outside libcrypto: in the library itself, the
C library and jansson. Three tables:

1. Refusals before the signature is verified, at 8 KiB and at 1 MiB: at most 40 instructions a byte.
2. Names, 8 to 63 in a header and 8 to 1000 in a payload: the cost of one name doesn't grow with their number.
3. Payloads that are accepted, also with jansson as the second reader and as a tree: at most 20 times the cost of
   as many bytes of "1.50,".

The exit status is 1 if a bound is exceeded.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SECRET = b"6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"  # of samples.h
NOW = 1750000000
PER_BYTE, TIMES_OF_REALS, GROWTH = 40, 20, 1.25
SMALL, LARGE = 8192, 1 << 20
PERSON = f'"email":"ann@example.com","iat":{NOW},"exp":{NOW + 3600}'


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(header, payload, secret=SECRET):
    signed = base64url(header.encode()) + b"." + base64url(payload.encode())
    return signed + b"." + base64url(hmac.digest(secret, signed, "sha256"))


# Counting

def count(program, call, data, repetitions, folder):
    """The instructions outside libcrypto, and the printed status."""
    file, counts = folder / "token", folder / "counts"
    file.write_bytes(data)
    status = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", "-q", program, call, file,
         str(repetitions)], check=True, capture_output=True, text=True).stdout.strip()
    table = subprocess.run(["callgrind_annotate", "--threshold=100", str(counts)], check=True,
                           capture_output=True, text=True).stdout
    total = 0
    for line in table.splitlines():
        match = re.match(r"^\s*([\d,]+) \(.*?\)\s+\S+:.*\[(.*)\]$", line)
        if match and "libcrypto" not in match[2]:
            total += int(match[1].replace(",", ""))
    if total == 0:
        raise SystemExit("work.py: callgrind's table isn't understood")
    return total, status


BASES = {}  # the program's own cost without a token, by call and size


def cost(program, call, data, expected):
    """The instructions of one call."""
    repetitions = 1 if len(data) > 30_000 else 10
    size = len(data) // 1024
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if (call, size) not in BASES:
            BASES[call, size], _ = count(program, call, data, 0, folder)
        total, status = count(program, call, data, repetitions, folder)
    if status != expected:
        raise SystemExit(f"work.py: {call} gives {status} instead of {expected}")
    return (total - BASES[call, size]) / repetitions


# Names

def collide(names):
    """Distinct names of 16 bytes that collide in a hash without a key, which an earlier version of the library used."""
    mask, multiplier, draw = (1 << 64) - 1, 0x9E3779B97F4A7C15, random.Random(1)
    found = set()
    while len(found) < names:
        word = bytes(draw.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(8))
        mixed = ((16 ^ int.from_bytes(word, "little")) * multiplier) & mask
        mixed ^= mixed >> 32
        other = (mixed ^ 0x6161616161616161).to_bytes(8, "little")
        if all(0 < byte < 0x80 for byte in other):
            found.add((word + other).decode())
    return sorted(found)


COLLIDING = collide(1000)


def escape_all(name):
    return "".join(f"\\u{ord(character):04x}" for character in name)


NAMES = {
    "colliding": lambda count: [json.dumps(name)[1:-1] for name in COLLIDING[:count]],
    "colliding, escaped": lambda count: [escape_all(name[:8]) + json.dumps(name[8:])[1:-1]
                                         for name in COLLIDING[:count]],
    "plain": lambda count: [f"custom_field_{i:03}" for i in range(count)],
    "escaped": lambda count: [escape_all(f"custom_field_{i:03}") for i in range(count)],
}


def members(names):
    return ",".join(f'"{name}":0' for name in names)


# Shapes of a value of about this many bytes

def repeated(text):
    return lambda size: f'[{(text + ",") * ((size - 2 - len(text)) // (len(text) + 1))}{text}]'


SHAPES = {
    '"1.50,"': repeated("1.50"),
    "0": repeated("0"),
    "2e-308": repeated("2e-308"),
    "4e-320": repeated("4e-320"),
    "1e99": repeated("1e99"),
    "halfway, 17 digits": repeated("9007199254740993.0"),
    "halfway, 20 digits": repeated("1.0000000000000001110e0"),
    "800 digits": repeated("1." + "7" * 800),
    "800 digits, halfway": repeated("1.00000000000000011102230246251565404236316680908203125" + "0" * 744 + "1"),
    "a number of all bytes": lambda size: "0." + "3" * (size - 2),
    "literals": repeated("true"),
    "empty arrays": repeated("[]"),
    "empty objects": repeated("{}"),
    "nested deep": repeated("[" * 28 + "]" * 28),
    "white space": lambda size: "[" + " " * (size - 3) + "0]",
    "a plain text": lambda size: '"' + "a" * (size - 2) + '"',
    "a text of escapes": lambda size: '"' + "\\u0061" * ((size - 2) // 6) + '"',
    "a text of short escapes": lambda size: '"' + "\\n" * ((size - 2) // 2) + '"',
    "a text of surrogates": lambda size: '"' + "\\ud83d\\ude80" * ((size - 2) // 12) + '"',
    "a text of two bytes each": lambda size: '"' + "\u00e9" * ((size - 2) // 2) + '"',
    "a text of four bytes each": lambda size: '"' + "\U0001f680" * ((size - 2) // 4) + '"',
    "escaped and plain letters": lambda size: '"' + "\\u0061b" * ((size - 2) // 7) + '"',
    "short texts": repeated('"a"'),
    "a name of all bytes": lambda size: '{"' + "\\u0061" * ((size - 6) // 6) + '":0}',
    "a name of all bytes, twice": lambda size:
        '{"' + "a" * (size // 7) + '":0,"' + "\\u0061" * (size // 7) + '":0}',
}


def refusals(size):
    """Tokens of about this many bytes that are refused before the signature is verified: name, status, bytes."""
    room = size * 3 // 4 - 120
    for name, shape in SHAPES.items():
        status = "malformed_header" if "twice" in name else "signature_mismatch"
        yield name, status, token('{"alg":"HS256","x":' + shape(room) + "}", "{}", b"other")
    for name in ("a text of escapes", "a text of four bytes each"):
        yield name + ", as kid", "signature_mismatch", token(
            '{"alg":"HS256","kid":' + SHAPES[name](room) + "}", "{}", b"other")
        yield name + ", cut", "malformed_header", token('{"alg":"HS256","x":' + SHAPES[name](room) + "!", "{}")
    for name, some in NAMES.items():
        each = room // 63 - len('"":0,')
        for long, padding in (("plain", "b"), ("escaped", escape_all("b"))):
            names = [one + padding * ((each - len(one)) // len(padding)) for one in some(63) if len(one) <= each]
            yield f"{len(names)} names, {name} and {long}", "signature_mismatch", token(
                '{"alg":"HS256",' + members(names or some(1)) + "}", "{}", b"other")
    yield "no dots", "malformed_token", b"a" * size
    yield "dots alone", "malformed_token", b"." * size
    yield "no base64url at the end", "malformed_header", b"a" * (size - 5) + b"*.a.a"
    yield "a signature of all bytes", "malformed_signature", b"eyJhbGciOiJIUzI1NiJ9.e30." + b"a" * (size - 25)
    yield "a payload of all bytes", "signature_mismatch", (
        b"eyJhbGciOiJIUzI1NiJ9." + b"a" * (size - 65) + b"." + b"A" * 43)


def check_refusals(program):
    print(f"refused before a signature holds: instructions a byte, at most {PER_BYTE}")
    most = 0
    for size in (SMALL, LARGE):
        for name, status, data in refusals(size):
            assert len(data) <= size, (name, len(data))
            each = cost(program, "verify", data, status) / len(data)
            most = max(most, each)
            if each > PER_BYTE / 2:
                print(f"  {size:8} bytes  {name:44} {each:8.1f}{'' if each <= PER_BYTE else '  TOO MANY'}", flush=True)
    print(f"  all others less than half of that; the most is {most:.1f}")
    return most <= PER_BYTE


def check_names(program):
    good = True
    print(f"names: instructions each, the most at most {GROWTH} times those of the first column")
    for where, call, counts in (("header", "verify", (8, 16, 32, 63)), ("payload", "verify", (8, 16, 64, 256, 1000)),
                                ("payload", "inspect", (8, 16, 64, 256, 1000))):
        for name, some in NAMES.items():
            costs = []
            for number in (1, *counts):
                names = members(some(number))
                if where == "header":
                    data = token('{"alg":"HS256",' + names + "}", "{}", b"other")
                    status = "signature_mismatch"
                else:
                    data = token('{"alg":"HS256"}', "{" + PERSON + "," + names + "}")
                    status = "ok"
                costs.append(cost(program, call, data, status))
            each = [(total - costs[0]) / (number - 1) for number, total in zip(counts, costs[1:])]
            fine = max(each) <= GROWTH * each[0]
            good &= fine
            row = "  ".join(f"{number}: {instructions:.0f}" for number, instructions in zip(counts, each))
            print(f"  {where:8} {call:8} {name:20} {row}{'' if fine else '  GROWS'}", flush=True)
    return good


def check_payloads(program):
    good = True
    size = 48_000
    print(f"let in: times what as many bytes of \"1.50,\" cost, at most {TIMES_OF_REALS}")
    for call in ("verify", "both", "tree"):
        reference = None
        for name, shape in SHAPES.items():
            if "twice" in name:
                continue
            data = token('{"alg":"HS256"}', "{" + PERSON + ',"x":' + shape(size) + "}")
            each = cost(program, call, data, "ok") / len(data)
            reference = reference or each
            fine = each <= TIMES_OF_REALS * reference
            good &= fine
            if each > 2 * reference or not fine:
                print(f"  {call:8} {name:32} {each:8.1f} a byte {each / reference:6.2f} times"
                      f"{'' if fine else '  TOO MANY'}", flush=True)
    return good


CHECKS = {"names": check_names, "payloads": check_payloads, "refusals": check_refusals}


def main():
    program, *names = sys.argv[1:]
    results = [CHECKS[name](program) for name in names or CHECKS]
    print("work: within the bounds" if all(results) else "work: a bound doesn't hold")
    return 0 if all(results) else 1


sys.exit(main())
