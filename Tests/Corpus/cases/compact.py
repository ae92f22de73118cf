# SPDX-License-Identifier: Apache-2.0
"""The compact form: the number of segments, text around them, and other formats."""

import json

from making import ATTACKER, HEADER, SECRET, b64u, mac, person, segments, signed, token

BAD = "malformed_token"
GOOD = token()
HEAD, BODY, SIGNATURE = segments(GOOD)


def add_segments(corpus):
    g = corpus.group("T1", "A token has three segments, and the first two aren't empty.")
    for name, whole in [
        ("nothing", b""), ("one dot", b"."), ("two dots", b".."), ("three dots", b"..."), ("ten dots", b"." * 10),
        ("one letter", b"a"), ("only a header", HEAD), ("a header and a dot", HEAD + b"."),
        ("a header and two dots", HEAD + b".."),
        ("two segments", HEAD + b"." + BODY), ("only a payload", b"." + BODY + b"."),
        ("no header", b"." + BODY + b"." + SIGNATURE), ("no payload", HEAD + b".." + SIGNATURE),
        ("no header and no payload", b".." + SIGNATURE), ("four segments", GOOD + b".AAAA"),
        ("five segments", GOOD + b".AAAA.AAAA"), ("six segments", GOOD + b"." + GOOD),
        ("a token and a dot", GOOD + b"."),
        ("a dot and a token", b"." + GOOD), ("a token and two dots", GOOD + b".."),
        ("a doubled first dot", HEAD + b".." + BODY + b"." + SIGNATURE),
        ("a doubled second dot", HEAD + b"." + BODY + b".." + SIGNATURE), ("a thousand dots", b"a." * 1000),
        ("another segment and a token", b"AAAA." + GOOD),
    ]:
        g.add(f"{name} as a token", whole, BAD)
    for count in (2, 3, 4):
        many = b".".join([HEAD] + [BODY] * count)
        g.add(f"a MAC over {count} payloads up to the last dot", many + b"." + b64u(mac(SECRET, many)), BAD)
        g.add(f"a MAC over one of {count} payloads", many + b"." + SIGNATURE, BAD)
    g.add("a MAC over an empty payload", signed(HEAD, b""), BAD)
    g.add("a MAC over an empty header", signed(b"", BODY), BAD)
    g.add("a MAC over a dot", signed(b"", b""), BAD)
    for name, sign in [("colons", b":"), ("commas", b","), ("slashes", b"/"), ("spaces", b" "), ("newlines", b"\n"),
                       ("NULs", b"\0"),
                       ("bars", b"|"), ("tildes", b"~"), ("dashes", b"-"), ("escaped dots", b"%2E"),
                       ("full stops of another script", "\u3002".encode()),
                       ("one dot leaders", "\u2024".encode()), ("full width dots", "\uff0e".encode())]:
        g.add(f"{name} instead of dots", sign.join([HEAD, BODY, SIGNATURE]), BAD, "Only a dot separates segments.")
    for name, order, status in [
        ("header signature payload", (HEAD, SIGNATURE, BODY), "malformed_signature"),
        ("signature header payload", (SIGNATURE, HEAD, BODY), "malformed_header"),
        ("payload header signature", (BODY, HEAD, SIGNATURE), "unsupported_algorithm"),
        ("payload signature header", (BODY, SIGNATURE, HEAD), "unsupported_algorithm"),
        ("header header signature", (HEAD, HEAD, SIGNATURE), "signature_mismatch"),
        ("payload payload signature", (BODY, BODY, SIGNATURE), "unsupported_algorithm"),
    ]:
        g.add(f"{name} in this order", b".".join(order), status, "Each segment's position says what it is.")
    g.add("three segments in their order", GOOD, why="The compact form.")


def add_around(corpus):
    g = corpus.group("T2", "Nothing is trimmed or unwrapped: a token with text around it is refused.")
    for name, before in [
        ("Bearer", b"Bearer "), ("bearer in small letters", b"bearer "), ("a header field", b"Authorization: Bearer "),
        ("a space", b" "),
        ("a tab", b"\t"), ("a newline", b"\n"), ("a carriage return", b"\r\n"), ("a byte order mark", b"\xef\xbb\xbf"),
        ("a quote", b'"'),
        ("a bracket", b"<"), ("a parenthesis", b"("), ("a parameter", b"token="), ("a scheme", b"jwt:"),
        ("a multibase letter and a colon", b"u:"),
        ("a no break space", "\u00a0".encode()), ("the magic of gzip", b"\x1f\x8b\x08"),
        ("a length", b"\x00\x00\x01\x00"),
    ]:
        if before in (b" ", b"\t", b"\n", "\u00a0".encode(), b"\xef\xbb\xbf", b'"'):
            before += b" "  # by itself it is already a case of junk
        g.add(f"{name} before a token", before + GOOD, "malformed_header")
    for name, after in [("a fragment", b"#access"), ("an ampersand", b"&state=1"), ("two spaces", b"  "),
                         ("a newline and more", b"\nX: y"),
                         ("a bracket", b">"), ("a parenthesis", b")"), ("an attribute", b"; HttpOnly"),
                         ("a blank line", b"\r\n\r\n")]:
        g.add(f"{name} after a token", GOOD + after, "malformed_signature")
    for name, pair in [("quotes", b'""'), ("apostrophes", b"''"), ("angle brackets", b"<>"), ("brackets", b"[]"),
                       ("spaces", b"  ")]:
        g.add(f"a token in {name}", pair[:1] + GOOD + pair[1:], "malformed_header")
    g.add("a token as a member of JSON", b'{"token":"' + GOOD + b'"}', "malformed_header")
    g.add("a token in little endian UTF 16", GOOD.decode().encode("utf-16-le"), "malformed_header")
    g.add("a token in big endian UTF 16", GOOD.decode().encode("utf-16-be"), "malformed_header")
    g.add("a token in UTF 16 with a mark", b"\xff\xfe" + GOOD.decode().encode("utf-16-le"), "malformed_header")
    g.add("a token in UTF 32", GOOD.decode().encode("utf-32-le"), "malformed_header")
    g.add("a token in base64url", b64u(GOOD), BAD, "There is no dot in it.")
    g.add("a token in hex", GOOD.hex(), BAD, "There is no dot in it.")
    g.add("a token with escaped dots", GOOD.replace(b".", b"%2e"), BAD, "There is no dot in it.")
    g.add("a token with dots as HTML entities", GOOD.replace(b".", b"&#46;"), BAD, "There is no dot in it.")
    g.add("a token in capitals", GOOD.upper(), "malformed_header",
          "base64url distinguishes capitals from small letters.")
    g.add("a token in small letters", GOOD.lower(), "malformed_header",
          "base64url distinguishes capitals from small letters.")
    g.add("a token reversed", GOOD[::-1], "malformed_header")
    g.add("a token twice", GOOD + GOOD, BAD, "There are five segments.")
    g.add("two tokens on two lines", GOOD + b"\n" + GOOD, BAD, "There are five segments.")
    g.add("only a token", GOOD, why="Nothing surrounds it.")


def add_serializations(corpus):
    protected, payload, signature = HEAD.decode(), BODY.decode(), SIGNATURE.decode()
    flat = {"payload": payload, "protected": protected, "signature": signature}
    g = corpus.group("T3", "Only the compact form is read, not a JSON serialization.")
    signatures = [{"protected": protected, "signature": signature}]
    for name, value in [
        ("the flattened form", flat), ("the general form", {"payload": payload, "signatures": signatures}),
        ("an unprotected algorithm", {"payload": payload, "header": {"alg": "HS256"}, "signature": signature}),
        ("two algorithms", {**flat, "header": {"alg": "none"}}),
        ("no signatures", {"payload": payload, "signatures": []}),
        ("null signatures", {"payload": payload, "signatures": None}), ("an array of the form", [flat]),
    ]:
        g.add(f"{name} as JSON", json.dumps(value), BAD)
        g.add(f"{name} as JSON in base64url", b64u(json.dumps(value, indent=1)), BAD)
    forged = b64u(person(email="root@example.com"))
    polyglot = (b'{"' + HEAD + b"." + forged + b'.":"","payload":"' + BODY + b'","protected":"' + HEAD +
                b'","signature":"' + SIGNATURE + b'"}')
    g.add("a text that is both forms", polyglot, "malformed_header")
    spaced = b'{"  ' + HEAD + b"." + forged + b"." + SIGNATURE + b'":1}'
    g.add("a text that is both forms with spaces", spaced, "malformed_header")
    g.add("a compact token before the JSON form", GOOD + json.dumps(flat).encode(), "malformed_signature")
    g.add("a compact token in the JSON form", json.dumps({**flat, "payload": GOOD.decode()}), "malformed_header")
    g.claims("the JSON form as a claim", custom=flat)
    g.header("the members of the JSON form in a header", json.dumps({"alg": "HS256", **flat}))


def add_other_formats(corpus):
    inner = token(payload=person(email="root@example.com"))
    g = corpus.group("T4", "A token of another format is refused.")
    jwe = b64u('{"alg":"dir","enc":"A256GCM"}')
    for name, whole, status in [
        ("an encrypted token", jwe + b"..AAAA.AAAA.AAAA", BAD),
        ("an encrypted token with a key", jwe + b".AA.AAAA.AAAA.AAAA", BAD),
        ("an encrypted token of three segments", jwe + b".AAAA." + SIGNATURE, "unsupported_algorithm"),
        ("a disclosure after the token", GOOD + b"~" + b64u('["salt","email","root@example.com"]') + b"~",
         "malformed_signature"),
        ("an empty disclosure after the token", GOOD + b"~", "malformed_signature"),
        ("a disclosure and a binding", GOOD + b"~AAAA~" + GOOD, BAD),
        ("a local PASETO", b"v4.local.AAAA", "malformed_header"),
        ("a public PASETO with a footer", b"v4.public.AAAA.AAAA", BAD),
        ("a Fernet token", b"gAAAAABn" + b"A" * 120, BAD),
        ("a macaroon", b64u(b"\x02\x01\x0bexample\x00"), BAD),
        ("a COSE message", bytes.fromhex("d28443a10126a05001020304"), BAD),
        ("an assertion in XML", b"<saml:Assertion ID='a'></saml:Assertion>", BAD),
        ("a signed cookie", b64u('{"email":"ann@example"}') + b".ZZZZZZ." + b"A" * 27, "unsupported_algorithm"),
        ("a session id", b"s%3A0123456789abcdef", BAD), ("an API key", b"sk_live_0123456789abcdef", BAD),
        ("a UUID", b"123e4567-e89b-12d3-a456-426614174000", BAD),
        ("a certificate", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", BAD),
        ("a host name", b"www.example.com", "malformed_header"),
        ("an IP address", b"127.0.0.1", BAD), ("a version", b"1.2.3", "malformed_header"),
        ("a sentence", b"Hello. I am Ann. ", "malformed_header"),
        ("a zip file", b"PK\x03\x04", BAD), ("a JSON text", b'{"email":"ann@example"}', BAD),
    ]:
        g.add(name, whole, status)
    g.add("a token as the payload", signed(HEAD, b64u(inner)), "malformed_payload", "A payload is a JSON object.")
    g.add("a token in quotes as the payload", token(payload=b'"' + inner + b'"'), "malformed_payload",
          "A payload is a JSON object.")
    g.add("an unencoded token as the payload", b".".join([HEAD, inner, SIGNATURE]), BAD,
          "There are five segments.")
    g.add("a header encoded twice", signed(b64u(b64u(HEADER)), BODY), "malformed_header", "A header is a JSON object.")
    g.add("a payload encoded twice", signed(HEAD, b64u(b64u(person()))), "malformed_payload",
          "A payload is a JSON object.")
    binding = {"jwk": {"kty": "oct", "k": b64u(ATTACKER).decode()}}
    g.add("a binding key in the payload", token(payload=person(cnf=binding)), why="A claim that isn't typed is kept.")
    g.add("the hash of a disclosure in the payload", token(payload=person(_sd=["AAAA"], _sd_alg="sha-256")),
          why="A claim that isn't typed is kept.")
    g.add("a token as a claim", token(payload=person(act=inner.decode())), why="A claim that isn't typed is kept.")


def add(corpus):
    add_segments(corpus)
    add_around(corpus)
    add_serializations(corpus)
    add_other_formats(corpus)
