# SPDX-License-Identifier: Apache-2.0
"""Spellings of base64url that lenient decoders accept: padding, the other alphabet, unused bits, impossible lengths."""

from making import HEADER, b64u, person, segments, signed, token

STATUS = {"header": "malformed_header", "payload": "malformed_payload", "signature": "malformed_signature"}


def spelled(group, name, segment, clean, text, **settings):
    """A segment's text instead of the correct one: with a MAC over this text, and with one over the correct text."""
    head, body = b64u(HEADER), b64u(person())
    if segment == "header":
        group.add(f"{name} under its own MAC", signed(text, body), STATUS[segment], **settings)
        old = segments(signed(clean, body))[2]
        group.add(f"{name} under the MAC of the correct text", text + b"." + body + b"." + old, STATUS[segment],
                  **settings)
    elif segment == "payload":
        group.add(f"{name} under its own MAC", signed(head, text), STATUS[segment], **settings)
        old = segments(signed(head, clean))[2]
        group.add(f"{name} under the MAC of the correct text", head + b"." + text + b"." + old, "signature_mismatch",
                  "The MAC is computed over the text as it was sent.", **settings)
    else:
        group.add(name, head + b"." + body + b"." + text, STATUS[segment], **settings)


def headers_of_each_length():
    """Headers of 0, 1 and 2 bytes past a multiple of three."""
    made = {}
    for spaces in range(3):
        text = '{"alg":"HS256"' + " " * spaces + "}"
        made[len(text) % 3] = text
    return made


def payloads_of_each_length():
    made = {}
    for letters in range(1, 4):
        text = person(name="n" * letters)
        made[len(text) % 3] = text
    return made


def add_padding(corpus):
    g = corpus.group("E1", "A token has no padding, neither where it would belong nor elsewhere.")
    signature = segments(token())[2]
    for left, header in headers_of_each_length().items():
        clean = b64u(header)
        for count in range(1, 4):
            spelled(g, f"{count} padding signs after a header with {left} bytes left over", "header", clean,
                    clean + b"=" * count)
    for left, payload in payloads_of_each_length().items():
        clean = b64u(payload)
        for count in range(1, 4):
            spelled(g, f"{count} padding signs after a payload with {left} bytes left over", "payload", clean,
                    clean + b"=" * count)
    for count in range(1, 4):
        spelled(g, f"{count} padding signs after the signature", "signature", signature, signature + b"=" * count)
    for segment, clean in [("header", b64u(HEADER)), ("payload", b64u(person())), ("signature", signature)]:
        spelled(g, f"a padding sign before the {segment}", segment, clean, b"=" + clean)
        spelled(g, f"a padding sign inside the {segment}", segment, clean, clean[:8] + b"=" + clean[8:])
        spelled(g, f"a padding sign instead of a character of the {segment}", segment, clean, clean[:-1] + b"=")
        spelled(g, f"an escaped padding sign after the {segment}", segment, clean, clean + b"%3D")
        spelled(g, f"a comma after the {segment}", segment, clean, clean + b",")
        spelled(g, f"only padding signs as the {segment}", segment, clean, b"====")

    g = corpus.group("E1", "Without padding, a segment may have any length.")
    for left, header in headers_of_each_length().items():
        g.header(f"a header with {left} bytes left over", header)
    for left, payload in payloads_of_each_length().items():
        g.payload(f"a payload with {left} bytes left over", payload)


# Bytes whose base64url has the two characters in which the alphabets differ.
DASHED = person(name="\u00fb\u00ff>>>???~~~")


def add_alphabet(corpus):
    g = corpus.group("E2", "The alphabet is base64url's, which has no plus and no slash.")
    header = '{"alg":"HS256","x":"???>>>~~~"}'
    for count in range(1 << 16):
        payload = person(n=count)
        signature = segments(token(payload=payload))[2]
        if b"-" in signature and b"_" in signature:
            break
    texts = {"header": b64u(header), "payload": b64u(DASHED.replace("\\u00fb\\u00ff", "\u00fb\u00ff")),
             "signature": signature}
    for segment, clean in texts.items():
        assert b"-" in clean or b"_" in clean, segment
        changed = {
            "plus instead of dash": clean.replace(b"-", b"+"),
            "slash instead of underscore": clean.replace(b"_", b"/"),
            "both": clean.replace(b"-", b"+").replace(b"_", b"/"),
            "one of them": clean.replace(b"-", b"+", 1).replace(b"_", b"/", 0 if b"-" in clean else 1),
            "an escaped slash": clean.replace(b"_", b"%2F").replace(b"-", b"%2B"),
            "a space": clean.replace(b"-", b" ").replace(b"_", b" "),
        }
        seen = set()
        for name, text in changed.items():
            if text == clean or text in seen:
                continue
            seen.add(text)
            if segment == "signature":
                g.add(f"{name} in the signature", token(payload=payload).rpartition(b".")[0] + b"." + text,
                      STATUS[segment])
            else:
                spelled(g, f"{name} in the {segment}", segment, clean, text)
    g.add("dash and underscore in the header", token(header=header), why="Both are characters of base64url.")
    g.add("dash and underscore in the payload", signed(b64u(HEADER), texts["payload"]),
          why="Both are characters of base64url.")
    g.add("dash and underscore in the signature", token(payload=payload), why="Both are characters of base64url.")
    for first in (b"-", b"_"):
        for count in range(1 << 16):
            whole = token(payload=person(m=count))
            if segments(whole)[2][:1] == first:
                break
        g.add(f"a signature that starts with {'a dash' if first == b'-' else 'an underscore'}", whole,
              why="Both are characters of base64url.")


ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def other_endings(clean, unused):
    """The texts that a careless decoder decodes like this one."""
    last = ALPHABET.index(clean[-1:])
    for bits in range(1, 1 << unused):
        yield bits, clean[:-1] + ALPHABET[last + bits:last + bits + 1]


def add_unused_bits(corpus):
    g = corpus.group("E3", "Unused bits are zero, so a token can be written in only one way.")
    for left, unused in ((1, 4), (2, 2)):
        clean = b64u(headers_of_each_length()[left])
        for bits, text in other_endings(clean, unused):
            spelled(g, f"unused bits {bits} of {unused} in the header", "header", clean, text)
        clean = b64u(payloads_of_each_length()[left])
        for bits, text in other_endings(clean, unused):
            spelled(g, f"unused bits {bits} of {unused} in the payload", "payload", clean, text)
    for name, whole in [("a", token()), ("another", token(payload=person(name="x"))),
                        ("a third", token('{"alg":"HS256"}'))]:
        signature = segments(whole)[2]
        for bits, text in other_endings(signature, 2):
            g.add(f"unused bits {bits} of 2 in {name} signature", whole.rpartition(b".")[0] + b"." + text,
                  STATUS["signature"])
        g.add(f"no unused bits in {name} signature", whole)
    for left in (1, 2):
        g.header(f"no unused bits in a header with {left} bytes left over", headers_of_each_length()[left])
        g.payload(f"no unused bits in a payload with {left} bytes left over", payloads_of_each_length()[left])


def add_impossible_lengths(corpus):
    g = corpus.group("E5", "A length of one more than a multiple of four can't be base64url.")
    header, payload = headers_of_each_length()[0], payloads_of_each_length()[0]
    signature = segments(token())[2]
    for name, extra in [("a capital A", b"A"), ("a capital Q", b"Q"), ("a small w", b"w"), ("a dash", b"-"),
                        ("an underscore", b"_"),
                        ("a digit", b"9")]:
        spelled(g, f"{name} after the header", "header", b64u(header), b64u(header) + extra)
        spelled(g, f"{name} after the payload", "payload", b64u(payload), b64u(payload) + extra)
    for left in (1, 2):
        text = b64u(headers_of_each_length()[left])
        text += b"A" * (-len(text) % 4) + b"A"
        spelled(g, f"a header with {left} bytes left over made too long", "header",
                b64u(headers_of_each_length()[left]), text)
        text = b64u(payloads_of_each_length()[left])
        text += b"A" * (-len(text) % 4) + b"A"
        spelled(g, f"a payload with {left} bytes left over made too long", "payload",
                b64u(payloads_of_each_length()[left]),
                text)
    for count in (1, 5, 9):
        spelled(g, f"a header of {count} characters", "header", b"AAAA", b"e30gICAgICAg"[:count])
        spelled(g, f"a payload of {count} characters", "payload", b"AAAA", b"e30gICAgICAg"[:count])
    for count in (1, 5, 37, 41):
        spelled(g, f"a signature cut to {count} characters", "signature", signature, signature[:count])
    spelled(g, "a signature of 45 characters", "signature", signature, signature + b"AA")
    g.add("one character in each segment", b"A.A.A", "malformed_header", "The header is checked first.")
    g.header("a header with no bytes left over", header)
    g.payload("a payload with no bytes left over", payload)


def add(corpus):
    add_padding(corpus)
    add_alphabet(corpus)
    add_unused_bits(corpus)
    add_impossible_lengths(corpus)
