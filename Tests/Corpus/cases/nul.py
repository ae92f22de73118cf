# SPDX-License-Identifier: Apache-2.0
"""NULs: raw at every position in a JSON text, and escaped in every kind of string."""

from making import NOW, b64u, person, signed, token

PAYLOAD = '{"email":"a@b.c","exp":%d,"x":[1,true,null,2.5,{},"s"]}' % (NOW + 60)
HEADER_TEXT = '{"alg":"HS256","n":10,"b":false}'


def add_raw(corpus):
    g = corpus.group("J2", "A NUL byte isn't valid in JSON: in a string, between two tokens or after the object.")
    for at in range(len(PAYLOAD) + 1):
        g.payload(f"a NUL before byte {at} of a payload", PAYLOAD[:at] + "\0" + PAYLOAD[at:], "malformed_payload")
    for at in range(len(HEADER_TEXT) + 1):
        g.header(f"a NUL before byte {at} of a header", HEADER_TEXT[:at] + "\0" + HEADER_TEXT[at:], "malformed_header")
    for name, text in [("a NUL and a word after a payload", PAYLOAD + "\0admin"),
                       ("a NUL and another payload after a payload", PAYLOAD + "\0" + PAYLOAD),
                       ("NULs up to a block after a payload", PAYLOAD.ljust(128, "\0")),
                       ("a payload of NULs", "\0" * 64),
                       ("a NUL instead of a letter of the e-mail", PAYLOAD.replace("a@b", "\0@b")),
                       ("a NUL instead of a comma", PAYLOAD.replace(",", "\0", 1)),
                       ("NULs instead of spaces", PAYLOAD.replace("{", "{\0", 1).replace(":", ":\0", 1))]:
        g.payload(name, text, "malformed_payload")
    g.payload("no NUL in a payload", PAYLOAD)
    g.header("no NUL in a header", HEADER_TEXT)
    g.add("a NUL in a payload under a wrong MAC", token(payload=PAYLOAD + "\0")[:-43] + b"A" * 43, "signature_mismatch",
          "It isn't read at all.")


def add_escaped(corpus):
    g = corpus.group("J2", "A string must not contain U+0000, where C strings would end.")
    for name, text in [("before", "\\u0000ab"), ("inside", "a\\u0000b"), ("after", "ab\\u0000"),
                       ("as all of", "\\u0000"), ("twice in", "\\u0000\\u0000")]:
        g.payload(f"an escaped NUL {name} an e-mail", '{"email":"%s","exp":%d}' % (text, NOW + 60), "malformed_payload")
        g.payload(f"an escaped NUL {name} a name", person(f'"name":"{text}"'), "malformed_payload")
        g.payload(f"an escaped NUL {name} a custom claim", person(f'"custom":"{text}"'), "malformed_payload")
        g.payload(f"an escaped NUL {name} the name of a member", person(f'"{text}":1'), "malformed_payload")
        g.payload(f"an escaped NUL {name} a deeply nested string", person(f'"x":[[{{"y":["{text}"]}}]]'),
                  "malformed_payload")
        g.header(f"an escaped NUL {name} a member of the header", f'{{"alg":"HS256","x":"{text}"}}', "malformed_header")
        g.header(f"an escaped NUL {name} a name in the header", f'{{"alg":"HS256","{text}":1}}', "malformed_header")
    for claim in ("email", "exp", "sub", "iss"):
        g.payload(f"an escaped NUL after the name {claim}", person(f'"{claim}\\u0000":"x"'), "malformed_payload")
    g.payload("an escaped NUL after an escaped surrogate pair", person('"name":"\\ud83d\\ude00\\u0000"'),
              "malformed_payload")
    g.payload("an e-mail that a NUL would cut",
              '{"email":"ann@example.com\\u0000@attacker.example","exp":%d}' % (NOW + 60), "malformed_payload")

    g = corpus.group("J2", "Something that only looks like an escaped NUL is text.")
    for name, text, value in [
        ("an escaped backslash before u0000", "\\\\u0000", "\\u0000"),
        ("a backslash by its number before u0000", "\\u005cu0000", "\\u0000"),
        ("the letters u0000", "u0000", "u0000"), ("an escaped control character", "\\u0001", "\x01"),
        ("the picture of a NUL", "\u2400", "\u2400"),
        ("zeros after an escape", "\\u00410000", "A0000"), ("the digit zero", "0", "0"),
    ]:
        g.payload(name, person(f'"name":"{text}"'), tells={"name": value})
    g.add("an escaped backslash before u0000 in the header",
          signed(b64u('{"alg":"HS256","x":"\\\\u0000"}'), b64u(person())))


def add(corpus):
    add_raw(corpus)
    add_escaped(corpus)
