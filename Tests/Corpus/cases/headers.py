# SPDX-License-Identifier: Apache-2.0
"""Members of a header that request something: crit, b64, typ, keys, compression, iterations."""

import json

from making import ATTACKER, HEADER, b64u, person, segments, signed, token

VALUES = [
    ("an empty array", "[]"), ("exp", '["exp"]'), ("b64", '["b64"]'), ("alg", '["alg"]'),
    ("two names", '["exp","b64"]'), ("one name twice", '["exp","exp"]'), ("an unknown name", '["urn:example:x"]'),
    ("an empty name", '[""]'), ("null in an array", "[null]"), ("a number in an array", "[1]"),
    ("an array in an array", '[["exp"]]'), ("null", "null"), ("a string", '"exp"'), ("an empty string", '""'),
    ("true", "true"), ("false", "false"), ("a number", "0"), ("a real", "1.5"), ("an object", '{"exp":true}'),
    ("an empty object", "{}"),
]


def add_crit(corpus):
    g = corpus.group("A4", "No extension is supported, so crit is refused in any form.")
    for name, value in VALUES:
        g.header(f"crit as {name}", f'{{"alg":"HS256","crit":{value}}}', "critical_header")
    g.header("crit as the first member", '{"crit":["exp"],"alg":"HS256","exp":1}', "critical_header")
    g.header("crit beside the member that it names", '{"alg":"HS256","exp":9999999999,"crit":["exp"]}',
             "critical_header")
    g.header("crit with an escaped name", '{"alg":"HS256","cri\\u0074":["exp"]}', "critical_header")
    g.header("crit with all of its name escaped", '{"alg":"HS256","\\u0063\\u0072\\u0069\\u0074":["exp"]}',
             "critical_header")
    g.add("crit under a wrong MAC", token('{"alg":"HS256","crit":[]}', key=ATTACKER), "critical_header",
          "The header is checked before the signature.")
    g.header("crit under another type", '{"alg":"HS256","typ":"at+jwt","crit":[]}', "unsupported_type",
             "typ is checked before crit.")
    g.header("crit under another algorithm", '{"alg":"none","crit":[]}', "unsupported_algorithm",
             "alg is checked before crit.")
    g.header("crit twice", '{"alg":"HS256","crit":[],"crit":[]}', "malformed_header",
             "The form is checked before crit.")
    g.header("crit before a NUL in its name", '{"alg":"HS256","crit\\u0000":[]}', "malformed_header")
    g.header("crit with a broken value", '{"alg":"HS256","crit":[}', "malformed_header")

    g = corpus.group("A4", "A name that only looks like crit is another member, which is ignored.")
    for name, header in [
        ("Crit with a capital", '{"alg":"HS256","Crit":["exp"]}'),
        ("CRIT in capitals", '{"alg":"HS256","CRIT":["exp"]}'),
        ("crit before a space", '{"alg":"HS256","crit ":["exp"]}'),
        ("crit with extra letters", '{"alg":"HS256","critical":1}'),
        ("crit cut short", '{"alg":"HS256","cri":["t"]}'),
        ("crit in an object", '{"alg":"HS256","x":{"crit":["exp"]}}'),
        ("crit in an array", '{"alg":"HS256","x":[{"crit":["exp"]}]}'),
        ("crit as a value", '{"alg":"HS256","x":"crit"}'),
        ("crit with an escaped backslash", '{"alg":"HS256","cri\\\\u0074":["exp"]}'),
    ]:
        g.header(name, header)
    g.claims("crit in the payload", crit=["exp"])


def add_b64(corpus):
    g = corpus.group("A5", "A token can't say how to read its payload: b64 is refused in any form.")
    for name, value in [("false", "false"), ("true", "true"), ("null", "null"), ("a string", '"false"'), ("zero", "0"),
                        ("an array", "[]"), ("an object", "{}")]:
        g.header(f"b64 as {name}", f'{{"alg":"HS256","b64":{value}}}', "critical_header")
        g.header(f"b64 as {name} and critical", f'{{"alg":"HS256","b64":{value},"crit":["b64"]}}', "critical_header")
    g.header("b64 with an escaped name", '{"alg":"HS256","\\u00624":1,"b\\u00364":false}', "critical_header")
    plain = b64u('{"alg":"HS256","b64":false,"crit":["b64"]}')
    raw = '{"email":"ann@example","exp":1750003540}'
    g.add("b64 false over an unencoded payload", signed(plain, raw), "critical_header")
    g.add("b64 false over an unencoded payload but not critical", signed(b64u('{"alg":"HS256","b64":false}'), raw),
          "critical_header")
    g.add("an unencoded payload without b64", signed(b64u(HEADER), raw), "malformed_payload",
          "A payload is base64url.")
    g.add("b64 false over a detached payload", signed(plain, ""), "malformed_token",
          "A token's second segment must not be empty.")
    good = segments(token())
    g.add("a detached payload", good[0] + b".." + good[2], "malformed_token",
          "A token's second segment must not be empty.")
    g.add("a detached payload under a MAC of nothing", signed(b64u(HEADER), ""), "malformed_token",
          "A token's second segment must not be empty.")

    g = corpus.group("A5", "A name that only looks like b64 is another member, which is ignored.")
    for name, header in [("B64 with a capital", '{"alg":"HS256","B64":false}'),
                         ("b64 before a space", '{"alg":"HS256","b64 ":false}'),
                         ("b64 with an extra digit", '{"alg":"HS256","b641":false}'),
                         ("b64 in an object", '{"alg":"HS256","x":{"b64":false}}')]:
        g.header(name, header)
    g.claims("b64 in the payload", b64=False)


TYPES = [
    ("an access token", '"at+jwt"'), ("an access token in capitals", '"AT+JWT"'), ("a media type cut short", '"application/jw"'),
    ("the media type of an access token", '"application/at+jwt"'), ("a security event", '"secevent+jwt"'),
    ("a proof of possession", '"dpop+jwt"'), ("a logout token", '"logout+jwt"'), ("a key binding", '"kb+jwt"'),
    ("a credential", '"vc+sd-jwt"'), ("an entity statement", '"entity-statement+jwt"'), ("JOSE", '"JOSE"'),
    ("JOSE as JSON", '"JOSE+JSON"'), ("JWE", '"JWE"'), ("JWS", '"JWS"'), ("an empty string", '""'),
    ("JWT before a space", '"JWT "'), ("JWT after a space", '" JWT"'), ("JWT before a newline", '"JWT\\n"'),
    ("two letters", '"JW"'), ("four letters", '"JWTT"'), ("JWT with parameters", '"JWT;charset=utf-8"'),
    ("JWT in full width", '"\uff2a\uff37\uff34"'), ("JWT with a combining accent", '"JWT\u0301"'),
    ("JWT with a dotless j", '"\u0237wt"'), ("JWT with a Cyrillic T", '"JW\u0422"'),
    ("JWT with a zero width space", '"J\u200bWT"'),
    ("null", "null"), ("true", "true"), ("false", "false"), ("a number", "1"), ("an array", '["JWT"]'),
    ("an empty array", "[]"), ("an object", '{"JWT":1}'),
]


def add_types(corpus):
    g = corpus.group("A6", "JWT is short for application/jwt (RFC 7515, 4.1.9).")
    for name, typ in [("", "application/jwt"), (" in capitals", "APPLICATION/JWT"), (" in mixed case", "Application/Jwt"),
                      (" by an escape", "application\\/\\u006awt")]:
        g.header(f"typ as the media type of JWT{name}", f'{{"alg":"HS256","typ":"{typ}"}}')
    g.header("typ as the media type where JWT is required", '{"alg":"HS256","typ":"application/jwt"}',
             "unsupported_type",
             "A type that the policy names is compared as it is written.", policy={"type": "JWT"})
    g = corpus.group("A6", "typ is JWT in any case, or absent; tokens for other uses are refused.")
    for name, value in TYPES:
        g.header(f"typ as {name}", f'{{"alg":"HS256","typ":{value}}}', "unsupported_type")
    g.header("typ with an escaped name", '{"alg":"HS256","t\\u0079p":"at+jwt"}', "unsupported_type")
    g.header("typ before a NUL", '{"alg":"HS256","typ":"JWT\\u0000"}', "malformed_header")
    g.header("typ twice", '{"alg":"HS256","typ":"JWT","typ":"JWT"}', "malformed_header")
    g.header("another typ under another algorithm", '{"alg":"ES256","typ":"at+jwt"}', "unsupported_algorithm",
             "alg is checked before typ.")
    g.add("another typ under a wrong MAC", token('{"alg":"HS256","typ":"at+jwt"}', key=ATTACKER), "unsupported_type",
          "The header is checked before the signature.")
    nested = b64u(token())
    g.add("a token in a token by its cty", signed(b64u('{"alg":"HS256","typ":"JWT","cty":"JWT"}'), nested),
          "malformed_payload", "A payload is a JSON object, not another token.")

    g = corpus.group("A6", "JWT, in any case, is the only type, and cty is ignored.")
    for spelled in ("JWT", "jwt", "Jwt", "jWt", "jwT", "JWt", "JwT", "jWT"):
        g.header(f"typ {spelled} {' '.join('upper' if c.isupper() else 'lower' for c in spelled)}",
                 f'{{"typ":"{spelled}","alg":"HS256"}}')
    g.header("typ with an escaped letter", '{"alg":"HS256","typ":"\\u004aW\\u0054"}')
    for name, header in [
        ("no typ", '{"alg":"HS256","cty":null}'), ("cty JWT", '{"alg":"HS256","cty":"JWT"}'),
        ("cty of another type", '{"alg":"HS256","cty":5}'),
        ("cty JSON", '{"alg":"HS256","typ":"JWT","cty":"application/json"}'),
        ("Typ with a capital", '{"alg":"HS256","Typ":"at+jwt"}'), ("TYP in capitals", '{"alg":"HS256","TYP":null}'),
        ("typ in an object", '{"alg":"HS256","x":{"typ":"at+jwt"}}'),
    ]:
        g.header(name, header)
    g.claims("typ in the payload", typ="at+jwt")


SESSION = {"type": "pb-session+jwt"}
NOT_A_SESSION = [
    ("the usual header", HEADER), ("the usual header backwards", '{"typ":"JWT","alg":"HS256"}'),
    ("the shortest header", '{"alg":"HS256"}'), ("the shortest header with a space", '{"alg": "HS256"}'),
    ("jwt", '{"alg":"HS256","typ":"jwt"}'), ("null", '{"alg":"HS256","typ":null}'),
    ("a number", '{"alg":"HS256","typ":14}'), ("an array", '{"alg":"HS256","typ":["pb-session+jwt"]}'),
    ("an empty string", '{"alg":"HS256","typ":""}'), ("an access token", '{"alg":"HS256","typ":"at+jwt"}'),
    ("a prefix", '{"alg":"HS256","typ":"pb-session+jw"}'), ("a suffix", '{"alg":"HS256","typ":"b-session+jwt"}'),
    ("something longer", '{"alg":"HS256","typ":"pb-session+jwts"}'),
    ("a media type", '{"alg":"HS256","typ":"application/pb-session+jwt"}'),
    ("parameters", '{"alg":"HS256","typ":"pb-session+jwt;v=1"}'),
    ("a space at the end", '{"alg":"HS256","typ":"pb-session+jwt "}'),
    ("a long s", '{"alg":"HS256","typ":"pb-\u017fession+jwt"}'),
    ("a cty", '{"alg":"HS256","cty":"pb-session+jwt"}'), ("a Typ", '{"alg":"HS256","Typ":"pb-session+jwt"}'),
    ("a nested typ", '{"alg":"HS256","x":{"typ":"pb-session+jwt"}}'),
]


def add_named_types(corpus):
    g = corpus.group("A6", "A policy that names a type accepts only that typ, so no token for another use.")
    for name, header in NOT_A_SESSION:
        g.header(f"not a session: {name}", header, "unsupported_type", policy=SESSION)
    g.header("a session without a policy for it", '{"alg":"HS256","typ":"pb-session+jwt"}', "unsupported_type",
             "If the policy names no type, a token with another one is for another use.")
    g.header("a session with another algorithm", '{"alg":"HS512","typ":"JWT"}', "unsupported_algorithm",
             "alg is checked before typ.", policy=SESSION)
    g.header("a critical header that is not a session", '{"alg":"HS256","crit":["x"]}', "unsupported_type",
             "typ is checked before crit.", policy=SESSION)
    g.header("a session that is critical", '{"alg":"HS256","typ":"pb-session+jwt","crit":["x"]}', "critical_header",
             "typ is checked before crit.", policy=SESSION)
    g.add("a wrong MAC that is not a session", token(key=ATTACKER), "unsupported_type",
          "The header is checked before the signature.", policy=SESSION)
    g.header("no typ where JWT is required", '{"alg":"HS256"}', "unsupported_type",
             "If the policy names a type, a token must have one.", policy={"type": "JWT"})

    g = corpus.group("A6", "A type is a media type: it is unescaped, and the case of ASCII letters doesn't matter.")
    for name, header in [
        ("its type", '{"alg":"HS256","typ":"pb-session+jwt"}'),
        ("its type first", '{"typ":"pb-session+jwt","alg":"HS256"}'),
        ("capitals", '{"alg":"HS256","typ":"PB-SESSION+JWT"}'),
        ("escapes", '{"alg":"HS256","t\\u0079p":"\\u0070b-session\\u002bjwt"}'),
    ]:
        g.header(f"a session: {name}", header, policy=SESSION)
    g.header("JWT where jwt is required", HEADER, policy={"type": "jwt"})


KEY_MEMBERS = [
    ("jwk", {"kty": "oct", "k": b64u(ATTACKER).decode()}), ("jwk", {"kty": "oct", "k": ""}),
    ("jwk", {"kty": "RSA", "n": b64u("n" * 256).decode(), "e": "AQAB"}),
    ("jwk", {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}), ("jwk", None), ("jwk", []),
    ("jwks", {"keys": [{"kty": "oct", "k": b64u(ATTACKER).decode()}]}),
    ("jku", "https://attacker.example/keys.json"), ("jku", "file:///etc/passwd"), ("jku", 1),
    ("x5u", "https://attacker.example/cert.pem"), ("x5u", {"url": 1}), ("x5c", ["MIIB", "MIIC"]), ("x5c", "MIIB"),
    ("x5t", "AAAA"), ("x5t#S256", "AAAA"), ("k", b64u(ATTACKER).decode()), ("key", ATTACKER), ("secret", ATTACKER),
    ("pem", "-----BEGIN PUBLIC KEY-----"), ("svt", ["e30.e30.AA"]),
]


def add_keys_in_header(corpus):
    refused = corpus.group("A7",
                           "A key is never taken from the token: a sender who signs with their own key is refused.")
    ignored = corpus.group("A7", "A key in the header is ignored, and nothing that it names is looked up.")
    for at, (member, value) in enumerate(KEY_MEMBERS):
        header = json.dumps({"alg": "HS256", member: value}, separators=(",", ":"))
        name = f"{member} of kind {at}"
        refused.add(f"{name} and its own MAC", token(header, key=ATTACKER), "signature_mismatch")
        refused.add(f"{name} and a MAC without a key", token(header, key=""), "signature_mismatch")
        ignored.add(f"{name} and a good MAC", token(header))
    both = '{"alg":"HS256","kid":"a","jwk":{"kty":"oct","kid":"a","k":"%s"}}' % b64u(ATTACKER).decode()
    refused.add("jwk with the kid and its own MAC", token(both, key=ATTACKER), "signature_mismatch")
    ignored.add("jwk with the kid and a good MAC", token(both))


def add_encryption_members(corpus):
    stored = person(name="z" * 40).encode()
    deflated = b"\x01" + len(stored).to_bytes(2, "little") + (len(stored) ^ 0xFFFF).to_bytes(2, "little") + stored
    g = corpus.group("A9", "Nothing is decompressed: the payload must be JSON as it was signed.")
    g.add("zip over a compressed payload", token('{"alg":"HS256","zip":"DEF"}', deflated), "malformed_payload")
    g.add("a compressed payload without zip", token(payload=deflated), "malformed_payload")
    g.header("iterations under their algorithm", '{"alg":"PBES2-HS256+A128KW","p2c":2147483647,"p2s":"AA"}',
             "unsupported_algorithm", "alg is checked before any iterations.")
    g.header("iterations beyond 64 bits", '{"alg":"HS256","p2c":9223372036854775808}', "malformed_header",
             "An integer fits 64 bits, even in a member that nobody reads.")
    g.header("iterations beyond a double", '{"alg":"HS256","p2c":1e999}', "malformed_header", "A real is finite.")

    g = corpus.group("A9", "Members of encrypted tokens are ignored, and no work is done for them.")
    for member, value in [
        ("zip", '"DEF"'), ("zip", '"GZIP"'), ("zip", "null"), ("p2c", "2147483647"), ("p2c", "9223372036854775807"),
        ("p2c", "-1"), ("p2c", '"x"'), ("p2c", "1e308"), ("p2s", '"AAAA"'), ("enc", '"A128GCM"'), ("iv", '"AA"'),
        ("tag", '"AA"'), ("apu", '"AA"'), ("apv", '"AA"'), ("epk", '{"kty":"EC"}'), ("encrypted_key", '"AA"'),
    ]:
        g.header(f"{member} as {value}", f'{{"alg":"HS256","{member}":{value}}}')
    g.add("zip under a wrong MAC", token('{"alg":"HS256","zip":"DEF","x":1}', deflated, ATTACKER), "signature_mismatch",
          "Nothing is read before the signature is verified.")


def add(corpus):
    add_crit(corpus)
    add_b64(corpus)
    add_types(corpus)
    add_named_types(corpus)
    add_keys_in_header(corpus)
    add_encryption_members(corpus)
