# SPDX-License-Identifier: Apache-2.0
"""Bytes outside the alphabet, in each segment: white space, signs, bytes beyond ASCII, NULs."""

from making import HEADER, b64u, person, segments, signed, token

from .base64url import STATUS, spelled

JUNK = [
    ("a space", b" "), ("a tab", b"\t"), ("a newline", b"\n"), ("a carriage return", b"\r"), ("a vertical tab", b"\v"),
    ("a form feed", b"\f"), ("a backspace", b"\b"), ("an escape", b"\x1b"), ("an exclamation mark", b"!"),
    ("a quote", b'"'),
    ("a hash", b"#"), ("a dollar sign", b"$"), ("an apostrophe", b"'"), ("an asterisk", b"*"), ("a comma", b","),
    ("a colon", b":"), ("a semicolon", b";"), ("an at sign", b"@"), ("a bracket", b"["), ("a backslash", b"\\"),
    ("a caret", b"^"), ("a backquote", b"`"), ("a brace", b"{"), ("a bar", b"|"), ("a tilde", b"~"),
    ("a delete", b"\x7f"),
    ("a byte 80", b"\x80"), ("a byte ff", b"\xff"), ("a no break space", "\u00a0".encode()),
    ("a zero width space", "\u200b".encode()), ("a byte order mark", "\ufeff".encode()),
    ("a line separator", "\u2028".encode()),
    ("an escaped space", b"%20"), ("an entity", b"&#65;"),
]


def add_junk(corpus):
    g = corpus.group("E4", "A byte outside the base64url alphabet is never skipped.")
    clean = {"header": b64u(HEADER), "payload": b64u(person()), "signature": segments(token())[2]}
    for name, junk in JUNK:
        for segment, text in clean.items():
            middle = len(text) // 2
            for place, changed in [("at the start of", junk + text), ("inside", text[:middle] + junk + text[middle:]),
                                   ("at the end of", text + junk)]:
                if segment == "payload" or place == "inside":
                    spelled(g, f"{name} {place} the {segment}", segment, text, changed)
                elif segment == "header":
                    g.add(f"{name} {place} the {segment}", signed(changed, clean["payload"]), STATUS[segment])
                else:
                    g.add(f"{name} {place} the {segment}", clean["header"] + b"." + clean["payload"] + b"." + changed,
                          STATUS[segment])
    g.add("no junk at all", token(), why="Every character is one of base64url.")
    g.claims("junk only in the name", name="".join(chr(c) for c in range(33, 127)))


def in_a_string(byte, kind):
    """A segment whose string decodes to letters, whatever value a decoder uses for the byte that isn't base64url.

    The last of three letters gets its low bits from the fourth character of a group, and its high bits keep it in the
    upper half of ASCII. The byte determines the group, so that every position in a vector occurs.
    """
    text = HEADER[:-1] + ',"x":"' if kind == "header" else person()[:-1] + ',"x":"'
    text += "n" * (-len(text) % 3)
    at = len(text) // 3 + byte % 24
    text = bytearray(b64u(text + "n" * 96 + '"}'))
    text[at * 4 + 3] = byte
    return bytes(text)


def add_every_byte(corpus):
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for byte in range(256):
        threat = "E7" if byte >= 0x80 else "E4"
        if byte == 0x2E:
            continue
        good = byte in letters
        g = corpus.group(threat, "It is a character of base64url." if good else "It isn't a character of base64url.")
        if good and byte % 8:
            continue
        about = "good " if good else ""
        g.add(f"the {about}byte {byte:02x} in a payload that stays JSON",
              signed(b64u(HEADER), in_a_string(byte, "payload")),
              "ok" if good else STATUS["payload"])
        g.add(f"the {about}byte {byte:02x} in a header that stays JSON",
              signed(in_a_string(byte, "header"), b64u(person())),
              "ok" if good else STATUS["header"])


def add_sign_extension(corpus):
    g = corpus.group("E7", "A byte with its highest bit set doesn't count as the character without it.")
    for segment, whole in [("header", b64u(HEADER)), ("payload", b64u(person())), ("signature", segments(token())[2])]:
        seen = set()
        for at, byte in enumerate(whole):
            if byte in seen or len(seen) >= 16:
                continue
            seen.add(byte)
            spelled(g, f"character {at} of the {segment} with its highest bit", segment, whole,
                    whole[:at] + bytes([byte | 0x80]) + whole[at + 1:])
    for byte in (0x80, 0x8F, 0xAB, 0xAD, 0xAE, 0xAF, 0xC0, 0xDF, 0xF4, 0xFF):
        text = b64u(person())
        spelled(g, f"a byte {byte:02x} instead of the third character", "payload", text,
                text[:2] + bytes([byte]) + text[3:])
    for at in (0, 1):
        good = token()
        dots = [i for i, byte in enumerate(good) if byte == 0x2E]
        changed = bytearray(good)
        changed[dots[at]] |= 0x80
        g.add(f"dot {at} with its highest bit", changed, "malformed_token",
              "Such a byte isn't a dot, so a segment is missing.")
    g.add("every character as it is", token(), why="No byte is outside of ASCII.")


def add_nul_bytes(corpus):
    g = corpus.group("E8", "A token has a length, so a NUL doesn't end it, and isn't a valid character.")
    good = token()
    head, body, signature = segments(good)
    for name, count in (("a NUL", 1), ("two NULs", 2), ("a hundred NULs", 100)):
        nul = bytes(count)
        if count > 1:
            g.add(f"{name} after the token", good + nul, "malformed_signature")
            g.add(f"{name} before the token", nul + good, "malformed_header")
            g.add(f"{name} as the signature", head + b"." + body + b"." + nul, "malformed_signature")
        g.add(f"only {name}", nul, "malformed_token", "There is no dot, so segments are missing.")
        g.add(f"{name} before two dots", nul + b"..", "malformed_token", "The second segment is empty.")
    for segment, text in (("header", head), ("payload", body), ("signature", signature)):
        spelled(g, f"a NUL at the start of the {segment}", segment, text, b"\0" + text)
        spelled(g, f"a NUL inside the {segment}", segment, text, text[:10] + b"\0" + text[10:])
        spelled(g, f"a NUL at the end of the {segment}", segment, text, text + b"\0")
        spelled(g, f"a NUL instead of a character of the {segment}", segment, text, text[:7] + b"\0" + text[8:])
        spelled(g, f"a NUL instead of the last character of the {segment}", segment, text, text[:-1] + b"\0")
        spelled(g, f"only a NUL as the {segment}", segment, text, b"\0")
    g.add("a NUL and another token after the token", good + b"\0" + good, "malformed_token",
          "There are five segments.")
    g.add("a NUL and a word after the token", good + b"\0abc", "malformed_signature")
    g.add("a NUL instead of the first dot", head + b"\0" + body + b"." + signature, "malformed_token",
          "There are two segments.")
    g.add("a NUL instead of the second dot", head + b"." + body + b"\0" + signature, "malformed_token",
          "There are two segments.")
    g.add("NULs instead of both dots", head + b"\0" + body + b"\0" + signature, "malformed_token",
          "There is one segment.")
    g.add("nothing after the token", good, why="Only its length counts.")


def add(corpus):
    add_junk(corpus)
    add_every_byte(corpus)
    add_sign_extension(corpus)
    add_nul_bytes(corpus)
