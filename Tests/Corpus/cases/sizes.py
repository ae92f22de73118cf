# SPDX-License-Identifier: Apache-2.0
"""Lengths: every small one, those around block sizes, and the exact limit."""

from making import HEADER, SECRET, b64u, filler, mac, person, signed, token

MEBIBYTE = 1 << 20


def of_length(length):
    """A good token of exactly this many bytes; headers of three lengths make every length possible."""
    for spaces in range(3):
        head = b64u('{"alg":"HS256"' + " " * spaces + "}")
        body = length - len(head) - 45
        if body % 4 == 1:
            continue
        payload = person(pad="")
        payload = payload[:-2] + "p" * (body * 3 // 4 - len(payload)) + payload[-2:]
        whole = signed(head, b64u(payload))
        if len(whole) != length:
            raise ValueError(f"{len(whole)} bytes instead of {length}")
        return whole
    raise ValueError(f"no token of {length} bytes")


def of_long_header(length):
    for spaces in range(3):
        body = b64u(person() + " " * spaces)
        head = length - len(body) - 45
        if head % 4 == 1:
            continue
        header = '{"alg":"HS256","x":""}'
        header = header[:-2] + "h" * (head * 3 // 4 - len(header)) + header[-2:]
        return signed(b64u(header), body)
    raise ValueError(f"no token of {length} bytes")


def add_lengths(corpus):
    g = corpus.group("E6", "A text of any length is decoded to exactly its bytes.")
    for length in [*range(0, 25), *range(28, 36), *range(60, 68), *range(92, 100), *range(124, 132), 255, 256, 257,
                   1000, 4000]:
        name = ("Ann " * 1001)[:length]
        g.add(f"a name of {length} bytes", token(payload=person(name=name)), tells={"name": name or None})
    for length in range(3, 11):
        email = ("a@example.com" * 2)[:length]
        g.add(f"an e-mail of {length} bytes in a short payload",
              token(payload='{"exp":1750003540,"email":"%s"}' % email),
              tells={"email": email})
    g = corpus.group("E6", "A segment of a few characters isn't a JSON object, whatever its length.")
    body = b64u(person())
    for length in range(1, 17):
        g.add(f"a header of {length} letters", signed(b"A" * length, body), "malformed_header")
        g.add(f"a payload of {length} letters", signed(b64u(HEADER), b"A" * length), "malformed_payload")
    for length in range(0, 8):
        text = b64u("{}" + " " * length)
        g.add(f"an empty object and {length} spaces as the header", signed(text, body), "unsupported_algorithm",
              "There is no alg in it.")
        g.add(f"an empty object and {length} spaces as the payload", signed(b64u(HEADER), text), "missing_exp",
              "There is no exp in it.")
    g.add("an unclosed object as the payload", signed(b64u(HEADER), b64u("{")), "malformed_payload")
    g.add("an unclosed object as the header", signed(b64u("{"), body), "malformed_header")


def add_limits(corpus):
    g = corpus.group("T5", "A token has at most 8192 bytes, or as many as the policy allows, exactly.")
    for length in (8186, 8187, 8188, 8189, 8190, 8191, 8192):
        g.add(f"a token of {length} bytes", of_length(length))
    for length in (8193, 8194, 8195, 8196, 16384, 65536):
        g.add(f"a good token of {length} bytes", of_length(length), "token_too_large")
    g.add("a header that makes the token 8192 bytes long", of_long_header(8192))
    g.add("a header that makes the token 8193 bytes long", of_long_header(8193), "token_too_large")
    for limit, length, status in [
        (256, 256, "ok"), (256, 257, "token_too_large"), (300, 299, "ok"), (300, 300, "ok"),
        (300, 301, "token_too_large"),
        (8191, 8191, "ok"), (8191, 8192, "token_too_large"), (8193, 8193, "ok"), (65536, 65536, "ok"),
        (65536, 65537, "token_too_large"),
        (MEBIBYTE, MEBIBYTE, "ok"), (MEBIBYTE, MEBIBYTE + 1, "token_too_large"), (MEBIBYTE, 100000, "ok"),
    ]:
        g.add(f"a token of {length} bytes where {limit} are allowed", of_length(length), status,
              policy={"max_token_bytes": limit})

    g = corpus.group("T5", "The size is checked before the form, so a long text costs nothing.")
    for name, byte in [("letters", b"A"), ("dots", b"."), ("NULs", b"\0"), ("bytes ff", b"\xff"), ("newlines", b"\n"),
                       ("brackets", b"["), ("padding signs", b"=")]:
        g.add(f"8193 {name}", byte * 8193, "token_too_large")
        g.add(f"8192 {name}", byte * 8192, "malformed_token", "There aren't three segments.")
    g.add("a hundred thousand dots", b"." * 100000, "token_too_large")
    g.add("a mebibyte of dots", b"." * MEBIBYTE, "malformed_token", "There aren't three segments.",
          policy={"max_token_bytes": MEBIBYTE})
    g.add("a mebibyte of letters and dots", b"a." * (MEBIBYTE // 2), "malformed_token", "There aren't three segments.",
          policy={"max_token_bytes": MEBIBYTE})
    g.add("a good token and spaces up to 8193 bytes", token().ljust(8193), "token_too_large")
    g.add("a good token and spaces up to 8192 bytes", token().ljust(8192), "malformed_signature",
          "The signature is too long.")
    g.add("a header of 8000 letters", b"A" * 8000 + b".A.A", "malformed_header", "It isn't JSON.")
    g.add("a header of 8000 brackets", b64u("[" * 6000) + b".AAAA.AAAA", "malformed_header", "It isn't an object.")
    g.add("a header of 8000 braces", b64u('{"a":' * 1200) + b".AAAA.AAAA", "malformed_header",
          "It is nested too deeply.")
    g.add("a signature of 8000 letters", b".".join([b64u(HEADER), b64u(person()), b"A" * 8000]), "malformed_signature",
          "It is too long.")
    body = b64u(filler(5000))
    g.add("a payload of 5000 random bytes", signed(b64u(HEADER), body), "malformed_payload",
          "It isn't JSON.")
    g.add("a payload of 5000 bytes under a wrong MAC", b".".join([b64u(HEADER), body, b64u(mac("", SECRET))]),
          "signature_mismatch",
          "It isn't read.")


def add(corpus):
    add_lengths(corpus)
    add_limits(corpus)
