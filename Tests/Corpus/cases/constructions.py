# SPDX-License-Identifier: Apache-2.0
"""Keys that somebody might derive from the secret, and MACs that are constructed differently."""

import base64
import hashlib

from making import ATTACKER, HEADER, SECRET, Key, b64u, mac, person, signed, token

WRONG, SHORT = "signature_mismatch", "malformed_signature"
RAW = bytes.fromhex(SECRET)
INPUT = token().rpartition(b".")[0]
KEYS = {
    "decoded from hex": RAW,
    "in capitals": SECRET.upper(),
    "with a capital": SECRET.capitalize(),
    "with a newline": SECRET + "\n",
    "with a carriage return and a newline": SECRET + "\r\n",
    "with a space after it": SECRET + " ",
    "with a space before it": " " + SECRET,
    "with a tab after it": SECRET + "\t",
    "with a NUL": SECRET + "\0",
    "with NULs up to 128 bytes": SECRET + "\0" * 64,
    "with a byte order mark": "\ufeff" + SECRET,
    "in double quotes": f'"{SECRET}"',
    "in single quotes": f"'{SECRET}'",
    "after an equals sign": f"SECRET={SECRET}",
    "after 0x": "0x" + SECRET,
    "cut to its first 32 characters": SECRET[:32],
    "cut to its last 32 characters": SECRET[32:],
    "without its last character": SECRET[:-1],
    "without its first character": SECRET[1:],
    "reversed": SECRET[::-1],
    "twice": SECRET * 2,
    "decoded from base64": base64.b64decode(SECRET),
    "encoded as base64": base64.b64encode(SECRET.encode()),
    "as bytes encoded as base64": base64.b64encode(RAW),
    "as bytes encoded as base64url": b64u(RAW),
    "encoded as hex": SECRET.encode().hex(),
    "in little endian UTF 16": SECRET.encode("utf-16-le"),
    "in big endian UTF 16": SECRET.encode("utf-16-be"),
    "hashed": hashlib.sha256(SECRET.encode()).digest(),
    "hashed to hex": hashlib.sha256(SECRET.encode()).hexdigest(),
    "as hashed bytes": hashlib.sha256(RAW).digest(),
    "hashed by MD5 to hex": hashlib.md5(SECRET.encode()).hexdigest(),
    "as reversed bytes": RAW[::-1],
    "with colons": ":".join(SECRET[i:i + 2] for i in range(0, 64, 2)),
    "of nothing": "",
    "of one NUL": "\0",
    "of 32 zero bytes": bytes(32),
    "of 64 zero digits": "0" * 64,
    "secret": "secret",
    "null": "null",
    "undefined": "undefined",
    "None": "None",
    "true": "true",
    "of a digit": "1",
    "of the name of the algorithm": "HS256",
    "of the text of the header": HEADER,
    "of the path of a file": "/etc/pbjwt/secret",
    "of the name of the variable": "PRODUCTBRIDGE_WIDGET_SECRET",
}


def add_keys(corpus):
    g = corpus.group("S8", "The key is the secret's characters as they are, not decoded, trimmed or hashed.")
    for name, key in KEYS.items():
        if key == "" or key == "\0":
            continue
        g.add(f"keyed with the secret {name}" if name[0].islower() else f"keyed with {name}", token(key=key), WRONG)
    g.add("keyed with an empty key", token('{"alg":"HS256","x":0}', key=""), WRONG)
    g.add("keyed with a NUL", token('{"alg":"HS256","x":1}', key="\0"), WRONG)
    g.add("keyed with the secret itself", token())

    g = corpus.group("S8", "The caller says how a secret is encoded; nothing guesses.")
    as_text = token('{"alg":"HS256","x":2}')
    as_hex = token('{"alg":"HS256","x":2}', key=RAW)
    in_base64 = base64.b64encode(RAW).decode()
    g.add("hex declared as hex", as_hex, keys=[Key(SECRET, form="hex")])
    g.add("hex declared as hex but used as text", as_text, WRONG, keys=[Key(SECRET, form="hex")])
    g.add("hex declared as text but decoded", as_hex, WRONG)
    g.add("base64 declared as base64", as_hex, keys=[Key(in_base64, form="base64")])
    g.add("base64 declared as text but decoded", as_hex, WRONG, keys=[Key(in_base64)])
    g.add("base64 declared as text", token(key=in_base64), keys=[Key(in_base64)])
    g.add("base64 declared as hex", as_hex, "invalid_argument", keys=[Key(in_base64, form="hex")])
    g.add("base64 without its padding", as_hex, "invalid_argument", keys=[Key(in_base64.rstrip("="), form="base64")])
    g.add("base64url declared as base64", token(key=b"\xfb\xff" * 16), "invalid_argument",
          keys=[Key(base64.urlsafe_b64encode(b"\xfb\xff" * 16), form="base64")])
    g.add("hex with a newline", as_hex, "invalid_argument", keys=[Key(SECRET + "\n", form="hex")])
    g.add("base64 with a newline", as_hex, "invalid_argument", keys=[Key(in_base64 + "\n", form="base64")])
    for name, key in [("with a newline", SECRET + "\n"), ("with a NUL inside", SECRET[:32] + "\0" + SECRET[33:]),
                      ("of bytes", bytes(range(64))), ("of 64 zero digits", "0" * 64),
                      ("outside ASCII", "\u00fc" * 32)]:
        g.add(f"a text secret {name} as it is", token(key=key), keys=[Key(key)])
    g.add("a text secret cut at its NUL", token(key=SECRET[:32]), WRONG,
          keys=[Key(SECRET[:32] + "\0" + SECRET[33:])])


def sha(data):
    return hashlib.sha256(data).digest()


def add_constructions(corpus):
    head, body = INPUT.split(b".")
    secret = SECRET.encode()
    inner = bytes(b ^ 0x36 for b in secret)
    outer = bytes(b ^ 0x5C for b in secret)
    assert sha(outer + sha(inner + INPUT)) == mac(SECRET, INPUT)
    made = {
        "a hash of the secret and the input": sha(secret + INPUT),
        "a hash of the input and the secret": sha(INPUT + secret),
        "a hash of the input between secrets": sha(secret + INPUT + secret),
        "a hash of the secret a dot and the input": sha(secret + b"." + INPUT),
        "a hash of only the input": sha(INPUT),
        "a hash of the hash of secret and input": sha(sha(secret + INPUT)),
        "only the inner hash": sha(inner + INPUT),
        "the outer hash without the inner one": sha(outer + INPUT),
        "the pads swapped": sha(inner + sha(outer + INPUT)),
        "a MAC of the MAC": mac(SECRET, mac(SECRET, INPUT)),
        "a MAC of the hash": mac(SECRET, sha(INPUT)),
        "a MAC of the hash in hex": mac(SECRET, hashlib.sha256(INPUT).hexdigest()),
        "a MAC with key and text swapped": mac(INPUT, SECRET),
        "a MAC of the decoded parts": mac(SECRET, HEADER + "." + person()),
        "a MAC of the decoded parts without a dot": mac(SECRET, HEADER + person()),
        "a MAC of the header": mac(SECRET, head),
        "a MAC of the payload": mac(SECRET, body),
        "a MAC of the decoded payload": mac(SECRET, person()),
        "a MAC of the parts without a dot": mac(SECRET, head + body),
        "a MAC of the parts swapped": mac(SECRET, body + b"." + head),
        "a MAC of the input with a dot": mac(SECRET, INPUT + b"."),
        "a MAC of the input with a newline": mac(SECRET, INPUT + b"\n"),
        "a MAC of the input with a NUL": mac(SECRET, INPUT + b"\0"),
        "a MAC of the padded parts": mac(SECRET, base64.urlsafe_b64encode(HEADER.encode()) + b"." +
                                         base64.urlsafe_b64encode(person().encode())),
        "a MAC of the input in capitals": mac(SECRET, INPUT.upper()),
        "a MAC of the input in little endian UTF 16": mac(SECRET, INPUT.decode().encode("utf-16-le")),
        "a MAC of nothing": mac(SECRET, b""),
        "a MAC of the e-mail": mac(SECRET, "ann@example.com"),
        "a key derived for this": mac(mac(SECRET, b"HS256"), INPUT),
    }
    g = corpus.group("S8", "The MAC is the HMAC-SHA256 of the first two segments and their dot, as they were sent.")
    for name, value in made.items():
        g.add(name, INPUT + b"." + b64u(value), WRONG)
    good = mac(SECRET, INPUT)
    for name, text in [
        ("hex", good.hex().encode()), ("hex in capitals", good.hex().upper().encode()),
        ("hex in base64url", b64u(good.hex())),
        ("base64url twice", b64u(b64u(good))), ("base32", base64.b32encode(good).rstrip(b"=")),
        ("hex with colons", good.hex(":").encode()), ("a multibase letter", b"u" + b64u(good)),
    ]:
        g.add(f"the MAC as {name}", INPUT + b"." + text, SHORT)
    g.add("the MAC as bytes", signed(b64u(HEADER), b64u(person(n=5))).rpartition(b".")[0] + b"." + bytes(range(1, 33)),
          SHORT)
    user_id = "u-1"
    payload = person(sub=user_id)
    hashed = b64u(mac(SECRET, user_id))
    g.add("the user hash as the signature", token(payload=payload).rpartition(b".")[0] + b"." + hashed, WRONG)
    g.payload("the MAC of the whole input", payload)
    g.add("the MAC of the whole input with another secret", token(key=ATTACKER), keys=[Key(ATTACKER)])


def add(corpus):
    add_keys(corpus)
    add_constructions(corpus)
