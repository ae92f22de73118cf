# SPDX-License-Identifier: Apache-2.0
"""The third segment: missing, truncated, longer, changed in one bit, with NULs."""

import hmac

from making import ATTACKER, HEADER, SECRET, b64u, filler, mac, person, segments, token

SHORT, WRONG = "malformed_signature", "signature_mismatch"

INPUT = token().rpartition(b".")[0]
MAC = mac(SECRET, INPUT)


def with_mac(signature):
    return INPUT + b"." + b64u(signature)


def with_text(text):
    return INPUT + b"." + text


def add_missing(corpus):
    g = corpus.group("S1", "A signature is 32 matching bytes; an empty or a constant one is refused.")
    g.add("an empty third segment", with_text(b""), SHORT)
    g.add("no third segment", INPUT, "malformed_token")
    for name, text in [("one character", b"A"), ("two characters", b"AA"), ("the word null", b"null"),
                       ("the word none", b"none"), ("the word undefined", b"undefined"), ("the digit zero", b"0"),
                       ("a padding sign", b"="), ("a space", b" "), ("a NUL", b"\0")]:
        g.add(f"{name} as the signature", with_text(text), SHORT)
    for name, value in [("zeros", bytes(32)), ("ones", b"\xff" * 32), ("spaces", b" " * 32), ("letters", b"A" * 32),
                        ("the start of the secret", SECRET[:32].encode()), ("the hash of nothing", mac("", ""))]:
        g.add(f"32 bytes of {name}", with_mac(value), WRONG)
    for count in (0, 1, 16, 31, 33, 64):
        g.add(f"{count} zero bytes under a header of its own", token('{"alg":"HS256"}').rpartition(b".")[0] + b"." +
              b64u(bytes(count)), SHORT)
    g.add("the signature of another token", with_text(segments(token(payload=person(name="b")))[2]), WRONG)
    g.add("the signature of another secret", token(key=ATTACKER), WRONG)
    g.add("the signature itself", with_mac(MAC))


def add_truncated(corpus):
    g = corpus.group("S2", "The whole MAC is compared: its first bytes aren't a signature.")
    for length in range(1, 32):
        g.add(f"the first {length} bytes", with_mac(MAC[:length]), SHORT)
    for length in (1, 8, 16, 20, 28, 31):
        g.add(f"the last {length} bytes", with_mac(MAC[-length:]), SHORT)
    text = b64u(MAC)
    for cut in (1, 2, 4, 5, 13, 21, 22, 33, 41, 42):
        g.add(f"the text without its last {cut} characters", with_text(text[:-cut]), SHORT)
        g.add(f"the text without its first {cut} characters", with_text(text[cut:]), SHORT)
    for length in (1, 2, 4, 8, 12, 16, 20, 24, 28, 30, 31):
        g.add(f"the first {length} bytes and zeros", with_mac(MAC[:length] + bytes(32 - length)), WRONG)
        g.add(f"the first {length} bytes and others", with_mac(MAC[:length] + filler(32 - length, "tail")), WRONG)
        g.add(f"the last {length} bytes after zeros", with_mac(bytes(32 - length) + MAC[-length:]), WRONG)
    g.header("a whole MAC under another header", '{"typ":"JWT","alg":"HS256"}')
    g.header("a whole MAC under the shortest header", '{"alg":"HS256"}')


def add_extended(corpus):
    g = corpus.group("S3", "There is nothing before or after the MAC's 32 bytes or its 43 characters.")
    for name, extra in [("a zero", b"\0"), ("a one", b"\xff"), ("two zeros", bytes(2)), ("three bytes", b"abc"),
                        ("sixteen bytes", filler(16)), ("the MAC again", MAC), ("32 zeros", bytes(32)),
                        ("a thousand bytes", filler(1000))]:
        g.add(f"{name} after the MAC", with_mac(MAC + extra), SHORT)
        if extra != MAC:
            g.add(f"{name} before the MAC", with_mac(extra + MAC), SHORT)
    text = b64u(MAC)
    for name, extra in [
        ("one letter", b"Q"), ("two letters", b"AA"), ("three letters", b"QAA"), ("four letters", b"AAAA"),
        ("a dash", b"-"), ("an underscore", b"_"), ("a padding sign", b"="), ("two padding signs", b"=="),
        ("a space", b" "), ("a newline", b"\n"), ("a carriage return and a newline", b"\r\n"), ("a tab", b"\t"),
        ("a NUL", b"\0"), ("an escaped NUL", b"%00"), ("a fragment", b"#a"), ("a question", b"?a=b"),
        ("an ampersand", b"&a=b"),
        ("a semicolon", b"; Path=/"), ("a comma", b","), ("a quote", b'"'), ("a tilde", b"~"),
        ("a byte outside ASCII", b"\xff"),
        ("an ellipsis", "\u2026".encode()), ("a comment", b"/*a*/"), ("four thousand letters", b"A" * 4000),
    ]:
        g.add(f"{name} after the text", with_text(text + extra), SHORT)
        g.add(f"{name} before the text", with_text(extra + text), SHORT)
    g.add("a dot after the text", with_text(text + b"."), "malformed_token")
    g.add("a dot before the text", with_text(b"." + text), "malformed_token")
    g.payload("nothing after the text", person(name="c"))


def add_changed(corpus):
    g = corpus.group("S4", "Every bit of the MAC counts.")
    for byte in range(32):
        for name, bit in (("lowest", 1), ("highest", 128)):
            changed = bytearray(MAC)
            changed[byte] ^= bit
            g.add(f"byte {byte} with its {name} bit flipped", with_mac(changed), WRONG)
    changes = {
        "every bit flipped": bytes(b ^ 255 for b in MAC),
        "reversed": MAC[::-1],
        "rotated by one byte": MAC[1:] + MAC[:1],
        "halves swapped": MAC[16:] + MAC[:16],
        "words in the other byte order": b"".join(MAC[i:i + 4][::-1] for i in range(0, 32, 4)),
        "the first two bytes swapped": MAC[1:2] + MAC[:1] + MAC[2:],
        "the last two bytes swapped": MAC[:30] + MAC[31:] + MAC[30:31],
        "one bit flipped in two bytes": bytes([MAC[0] ^ 1, MAC[1] ^ 1]) + MAC[2:],
        "one bit flipped in all bytes": bytes(b ^ 1 for b in MAC),
        "one byte larger and one smaller": bytes([(MAC[0] + 1) & 255, (MAC[1] - 1) & 255]) + MAC[2:],
        "the first half kept": MAC[:16] + bytes(b ^ 0x55 for b in MAC[16:]),
        "the second half kept": bytes(b ^ 0x55 for b in MAC[:16]) + MAC[16:],
    }
    for name, changed in changes.items():
        g.add(name, with_mac(changed), WRONG)
    text = b64u(MAC)
    g.add("its letters in the other case", with_text(text[:-1].swapcase() + text[-1:]), WRONG)
    for name, whole in [("one more character in the header", token(HEADER + " ")),
                        ("one more byte in the payload", token(payload=person() + " "))]:
        g.add(f"{name} under the old MAC", whole.rpartition(b".")[0] + b"." + b64u(MAC), WRONG)
        g.add(f"{name} under its own MAC", whole)


def ground(wanted):
    """For each name the first good token whose MAC has the wanted property: its signing input and MAC."""
    found = {}
    keyed = hmac.new(SECRET.encode(), digestmod="sha256")
    for count in range(1 << 22):
        signing_input = b64u(HEADER) + b"." + b64u(person(n=count))
        made = keyed.copy()
        made.update(signing_input)
        made = made.digest()
        # A token is used once, and few of them are useful.
        if 0 in made or made[0] == 255 or made[31] == 32:
            for name, fits in wanted.items():
                if name not in found and fits(made):
                    found[name] = signing_input, made
                    break
            if len(found) == len(wanted):
                return found
    raise ValueError("no such MAC")


def first_nul_at(at):
    return lambda made: made[at] == 0 and 0 not in made[:at]


def add_nul(corpus):
    g = corpus.group("S5", "A MAC isn't text: a NUL in it is an ordinary byte, and the bytes after it count.")
    found = ground({
        "two NULs at the start": lambda made: made[:2] == b"\0\0",
        "two NULs in the middle": lambda made: made[15:17] == b"\0\0",
        "NULs at both ends": lambda made: made[0] == 0 and made[31] == 0,
        "ones at both ends": lambda made: made[0] == 255 and made[31] == 255,
        "white space at both ends": lambda made: made[0] in b"\n\r\t " and made[31] == 32,
        **{at: first_nul_at(at) for at in range(32)},
    })
    for at in range(32):
        signing_input, good = found.pop(at)
        start = signing_input + b"."
        g.add(f"a NUL at byte {at}", start + b64u(good))
        g.add(f"the MAC up to its NUL at byte {at}", start + b64u(good[:at]), SHORT)
        if at != 30:
            g.add(f"the MAC up to byte {at} and a NUL", start + b64u(good[:at + 1] + b"\0"), SHORT)
        if at < 31:
            others = bytes(b ^ 0xA5 for b in good[at + 1:])
            g.add(f"other bytes after a NUL at byte {at}", start + b64u(good[:at + 1] + others), WRONG)
    for name, (signing_input, good) in found.items():
        g.add(name, signing_input + b"." + b64u(good))
    signing_input, good = found["two NULs at the start"]
    g.add("zeros instead of a MAC that starts with NULs", signing_input + b"." + b64u(bytes(32)), WRONG)
    g.add("one NUL instead of a MAC that starts with NULs", signing_input + b"." + b64u(b"\0"), SHORT)


def add(corpus):
    add_missing(corpus)
    add_truncated(corpus)
    add_extended(corpus)
    add_changed(corpus)
    add_nul(corpus)
