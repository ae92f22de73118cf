# SPDX-License-Identifier: Apache-2.0
"""Texts that aren't UTF-8, and JSON in other encodings."""

from making import NOW, b64u, person, signed, token

# Invalid UTF-8 according to RFC 3629: each way to violate the forms in its table.
BAD = [
    ("a lone continuation 80", "80"), ("a lone continuation bf", "bf"), ("two continuations", "8080"),
    ("a continuation after a letter", "4180"),
    ("only a two byte lead", "c3"), ("a two byte lead before a letter", "c341"),
    ("a two byte lead before a lead", "c3c3"),
    ("only a three byte lead", "e2"), ("a three byte lead with one byte", "e282"),
    ("a three byte lead before a letter", "e24141"),
    ("a three byte lead with a letter last", "e28241"), ("only a four byte lead", "f0"),
    ("a four byte lead with one byte", "f09f"),
    ("a four byte lead with two bytes", "f09f98"), ("a four byte lead with a letter last", "f09f9841"),
    ("a three byte form with an extra byte", "e282ac80"),
    ("an overlong NUL", "c080"), ("an overlong slash", "c0af"), ("an overlong quote", "c0a2"),
    ("an overlong letter", "c181"),
    ("the last overlong form in two bytes", "c1bf"), ("an overlong NUL in three bytes", "e08080"),
    ("an overlong slash in three bytes", "e080af"),
    ("the last overlong form in three bytes", "e09fbf"), ("an overlong NUL in four bytes", "f0808080"),
    ("an overlong slash in four bytes", "f08080af"),
    ("the last overlong form in four bytes", "f08fbfbf"), ("the first surrogate", "eda080"),
    ("the last high surrogate", "edafbf"),
    ("the first low surrogate", "edb080"), ("the last surrogate", "edbfbf"), ("a surrogate pair", "eda0bdedb880"),
    ("beyond the last character", "f4908080"),
    ("far beyond the last character", "f7bfbfbf"), ("a lead f5", "f5808080"),
    ("a sequence of five bytes", "f888808080"),
    ("a sequence of six bytes", "fc8480808080"),
    ("a byte fe", "fe"), ("a byte ff", "ff"), ("a byte order mark of UTF 16", "fffe"), ("an umlaut of Latin 1", "fc"),
    ("a word of Latin 1", "4dfc6c6c6572"),
    ("a euro sign of Windows", "80"), ("an overlong lead f0 8f", "f08f8080"),
]
GOOD = [
    ("a delete", "7f"), ("the first of two bytes", "c280"), ("the last of two bytes", "dfbf"),
    ("the first of three bytes", "e0a080"),
    ("the last before the surrogates", "ed9fbf"), ("the first after the surrogates", "ee8080"),
    ("the last of three bytes", "efbfbf"),
    ("the first of four bytes", "f0908080"), ("the last character", "f48fbfbf"), ("the last of a lead e0", "e0bfbf"),
    ("the last of a lead f0", "f0bfbfbf"),
    ("a euro sign", "e282ac"), ("an emoji", "f09f9880"), ("a replacement character", "efbfbd"),
    ("a byte order mark inside", "efbbbf"),
    ("an umlaut", "c3bc"), ("a combining accent", "65cc81"), ("a right to left mark", "e280ae"),
    ("a zero width joiner", "e2808d"), ("a private character", "ee80bf"),
]


def whole(prefix, text, suffix):
    return prefix.encode() + text + suffix.encode()


def add_utf8(corpus):
    start = '{"email":"ann@example.com","exp":%d,' % (NOW + 60)
    g = corpus.group("J3", "JSON is UTF-8: no byte is replaced, dropped or taken for Latin-1.")
    seen = set()
    for name, text in BAD:
        text = bytes.fromhex(text)
        if text in seen:
            continue
        seen.add(text)
        g.payload(f"{name} in a name", whole(start + '"name":"', text, '"}'), "malformed_payload")
        g.payload(f"{name} in the name of a member", whole(start + '"x', text, '":1}'), "malformed_payload")
        g.payload(f"{name} in a custom claim after a block", whole(start + '"x":"' + "p" * 64, text, "p" * 64 + '"}'),
                  "malformed_payload")
        g.header(f"{name} in the header", whole('{"alg":"HS256","x":"', text, '"}'), "malformed_header")
    for name, text in [("a two byte lead", "c3"), ("a three byte lead", "e2"), ("two of three bytes", "e282"),
                       ("a four byte lead", "f0"),
                       ("three of four bytes", "f09f98"), ("a byte ff", "ff"), ("a continuation", "80")]:
        text = bytes.fromhex(text)
        g.payload(f"{name} as the last byte of a payload in a string", whole(start + '"name":"', text, ""),
                  "malformed_payload")
        g.payload(f"{name} after a payload", whole(start + '"name":"a"}', text, ""), "malformed_payload")
        g.payload(f"{name} before a payload", whole("", text, start + '"name":"a"}'), "malformed_payload")
        g.payload(f"{name} between two members", whole(start, text, '"name":"a"}'), "malformed_payload")
        g.header(f"{name} as the last byte of a header", whole('{"alg":"HS256"}', text, ""), "malformed_header")
    g.payload("an e-mail of Latin 1", b'{"email":"m\xfcller@example.com","exp":1750003540}', "malformed_payload")
    g.payload("an overlong at sign in an e-mail", b'{"email":"ann\xc1\x80example.com","exp":1750003540}',
              "malformed_payload")

    g = corpus.group("J3", "A string may contain every character that UTF-8 has, and is returned as it was sent.")
    for name, text in GOOD:
        text = bytes.fromhex(text)
        g.payload(f"{name} in a name", whole(start + '"name":"', text, '"}'), tells={"name": text.decode()})
        g.payload(f"{name} in the name of a member", whole(start + '"x', text, '":1}'))
        g.payload(f"{name} in a custom claim after a block", whole(start + '"x":"' + "p" * 64, text, "p" * 64 + '"}'))
        g.header(f"{name} in the header", whole('{"alg":"HS256","x":"', text, '"}'))


def add_encodings(corpus):
    g = corpus.group("J5", "JSON is UTF-8 without a byte order mark; no other encoding is recognized.")
    text, header = person(), '{"alg":"HS256"}'
    mark = "\ufeff"
    encodings = [
        ("UTF 8 with a mark", (mark + text).encode(), (mark + header).encode()),
        ("little endian UTF 16", text.encode("utf-16-le"), header.encode("utf-16-le")),
        ("big endian UTF 16", text.encode("utf-16-be"), header.encode("utf-16-be")),
        ("little endian UTF 16 with a mark", (mark + text).encode("utf-16-le"), (mark + header).encode("utf-16-le")),
        ("big endian UTF 16 with a mark", (mark + text).encode("utf-16-be"), (mark + header).encode("utf-16-be")),
        ("little endian UTF 32", text.encode("utf-32-le"), header.encode("utf-32-le")),
        ("big endian UTF 32", text.encode("utf-32-be"), header.encode("utf-32-be")),
        ("little endian UTF 32 with a mark", (mark + text).encode("utf-32-le"), (mark + header).encode("utf-32-le")),
        ("EBCDIC", text.encode("cp500"), header.encode("cp500")),
        ("UTF 7", text.replace("{", "+AHs-").encode(), header.replace("{", "+AHs-").encode()),
        ("two marks", (mark * 2 + text).encode(), (mark * 2 + header).encode()),
        ("a mark after a space", (" " + mark + text).encode(), (" " + mark + header).encode()),
        ("a mark at the end", (text + mark).encode(), (header + mark).encode()),
        ("a mark inside", text.replace(",", "," + mark, 1).encode(), header.replace(":", ":" + mark).encode()),
        ("a mark in two bytes", b"\xfe\xff" + text.encode(), b"\xfe\xff" + header.encode()),
        ("half a mark", b"\xef\xbb" + text.encode(), b"\xef\xbb" + header.encode()),
        ("form encoding", text.replace('"', "%22").encode(), header.replace('"', "%22").encode()),
        ("HTML entities", text.replace('"', "&quot;").encode(), header.replace('"', "&quot;").encode()),
        ("CBOR", bytes.fromhex("a2656d61696c65616e6e40656378701a684fd794"), bytes.fromhex("a163616c67654853323536")),
        ("a Ruby hash", text.replace(":", " => ").encode(), header.replace(":", " => ").encode()),
        ("YAML", b"email: ann@example.com\n", b"alg: HS256\n"),
    ]
    for name, payload, head in encodings:
        g.payload(f"a payload in {name}", payload, "malformed_payload")
        g.header(f"a header in {name}", head, "malformed_header")
    g = corpus.group("J5", "U+FEFF in a string is an ordinary character.")
    g.payload("a mark within a name", person(f'"name":"{mark}Ann"'), tells={"name": mark + "Ann"})
    g.payload("a mark within a name by its escape", person('"name":"\\ufeffAnn"'), tells={"name": mark + "Ann"})
    g.header("a mark within the header", f'{{"alg":"HS256","x":"{mark}"}}')
    g.add("UTF 8 without a mark", signed(b64u(header), b64u(text)), why="That is JSON.")
    g.add("UTF 16 under a wrong MAC", token(payload=text.encode("utf-16-le"), key="x" * 40), "signature_mismatch",
          "It isn't read at all.")


def add(corpus):
    add_utf8(corpus)
    add_encodings(corpus)
