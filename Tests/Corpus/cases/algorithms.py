# SPDX-License-Identifier: Apache-2.0
"""Algorithms other than HS256, with every name and in every form."""

from making import HEADER, OTHER_SECRET, SECRET, b64u, mac, person, segments, signed, token

BAD = "unsupported_algorithm"

NONE = [
    ("none in lower case", "none"),
    ("None with a capital", "None"),
    ("NONE in capitals", "NONE"),
    ("none with a capital second letter", "nOne"),
    ("none with a capital third letter", "noNe"),
    ("none with a capital last letter", "nonE"),
    ("none ending in capitals", "noNE"),
    ("none in a mixture of cases", "nOnE"),
    ("none in another mixture of cases", "NoNe"),
    ("none after a space", " none"),
    ("none before a space", "none "),
    ("none after a tab", "\\tnone"),
    ("none before a newline", "none\\n"),
    ("none with one letter escaped", "n\\u006fne"),
    ("none with every letter escaped", "\\u006e\\u006f\\u006e\\u0065"),
    ("none in full width", "\uff4e\uff4f\uff4e\uff45"),
    ("none with a Greek omicron", "n\u03bfne"),
    ("none with a zero width space", "no\u200bne"),
    ("none before HS256", "none,HS256"),
    ("none after HS256", "HS256,none"),
    ("none with an extra letter", "nonee"),
    ("the first letter of none", "n"),
    ("no name at all", ""),
    ("the word null", "null"),
    ("the word undefined", "undefined"),
    ("the word plain", "plain"),
    ("the word unsecured", "unsecured"),
]


def add_none(corpus):
    g = corpus.group("A1", "An unsecured token is refused because of its algorithm, whatever its third segment is.")
    others_mac = segments(token(payload=person(name="another")))[2]
    for name, spelled in NONE:
        header = f'{{"alg":"{spelled}","typ":"JWT"}}'
        good = token(header=header)
        signing_input = good.rpartition(b".")[0]
        g.add(f"{name} without a signature", signing_input + b".", BAD)
        g.add(f"{name} with a valid MAC", good, BAD)
        g.add(f"{name} with the MAC of another token", signing_input + b"." + others_mac, BAD)
        g.add(f"{name} with a MAC of zeros", signing_input + b"." + b64u(bytes(32)), BAD)
        g.add(f"{name} without a third segment", signing_input, "malformed_token",
              "Two segments aren't a token, and the form is checked before the header.")
    for name, spelled in [("none before a NUL", "none\\u0000"),
                          ("none before a NUL and HS256", "none\\u0000HS256"),
                          ("HS256 before a NUL and none", "HS256\\u0000none")]:
        g.header(name, f'{{"alg":"{spelled}"}}', "malformed_header", "A string in a header must not contain a NUL.")
    g.header("only none in the header", '{"alg":"none"}', BAD)
    g.header("none after the type", '{"typ":"JWT","alg":"none"}', BAD)

    g = corpus.group("A1", "The word none has no meaning outside alg.")
    g.header("none as another member", '{"alg":"HS256","x":"none"}')
    g.header("none as the alg of a nested object", '{"x":{"alg":"none"},"alg":"HS256"}')
    g.header("none as a member of another case", '{"Alg":"none","alg":"HS256"}')
    g.header("none as the kid", '{"alg":"HS256","kid":"none"}')
    g.header("none as the cty", '{"alg":"HS256","cty":"none"}')
    g.claims("none as a claim", alg="none")
    g.claims("none as the name", name="none", settings={"tells": {"name": "none"}})


FOREIGN = """HS1 HS224 HS384 HS512 HS512/256 HS256/64 HS3-256 HSM5 RS1 RS256 RS384 RS512 ES256 ES256K ES384 ES512
PS256 PS384 PS512 EdDSA Ed25519 ML-DSA-44 dir A128KW A256KW A128GCMKW A256GCMKW RSA1_5 RSA-OAEP RSA-OAEP-256 ECDH-ES
ECDH-ES+A256KW PBES2-HS256+A128KW A128CBC-HS256 A256GCM ESB256 BLAKE2b""".split()

PEM = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbm90IGEga2V5IHRoYXQgYW55b25l
IGhhcyBidXQgdGV4dCB0aGF0IGxvb2tzIGxpa2Ugb25lIGZvciB0aGlzIQ==
-----END PUBLIC KEY-----
"""


def add_confusion(corpus):
    g = corpus.group("A2", "The only algorithm is HS256; a valid HMAC-SHA256 under another name is refused.")
    for name in FOREIGN:
        g.header(f"{name} over a valid HMAC SHA256", f'{{"alg":"{name}","typ":"JWT"}}', BAD)

    g = corpus.group("A2", "A MAC that is right for another algorithm is refused.")
    for name, digest in [("HS1", "sha1"), ("HS224", "sha224"), ("HS384", "sha384"), ("HS512", "sha512"),
                         ("HSM5", "md5"), ("HS3-256", "sha3_256")]:
        signing_input = b64u(f'{{"alg":"{name}","typ":"JWT"}}') + b"." + b64u(person())
        g.add(f"{name} with its own MAC", signing_input + b"." + b64u(mac(SECRET, signing_input, digest)), BAD)

    signing_input = b64u(HEADER) + b"." + b64u(person())
    g = corpus.group("A2", "HS256's MAC is made with SHA-256 and has 32 bytes.")
    for digest in ("md5", "sha1", "sha224", "sha384", "sha512"):
        other = mac(SECRET, signing_input, digest)
        g.add(f"HS256 with a MAC of {digest}", signing_input + b"." + b64u(other), "malformed_signature")
        g.add(f"HS256 with a MAC of {digest} made 32 bytes long",
              signing_input + b"." + b64u((other + bytes(32))[:32]), "signature_mismatch")
        if len(other) > 32:
            g.add(f"HS256 with the end of a MAC of {digest}",
                  signing_input + b"." + b64u(other[-32:]), "signature_mismatch")
    for digest in ("sha3_256", "blake2s"):
        g.add(f"HS256 with a MAC of {digest}",
              signing_input + b"." + b64u(mac(SECRET, signing_input, digest)), "signature_mismatch")
    for name, key in [("a public key", PEM), ("a public key without its newline", PEM.rstrip()),
                      ("the body of a public key", "".join(PEM.splitlines()[1:-1]))]:
        g.add(f"HS256 keyed with {name}", token(key=key), "signature_mismatch")

    g = corpus.group("A2", "HS256 with its own MAC is accepted, even if unused members name other algorithms.")
    g.add("HS256 with its own MAC", token())
    g.header("HS256 beside an enc", '{"alg":"HS256","enc":"A256GCM"}')
    g.header("HS256 beside RS256 in another member", '{"alg":"HS256","algorithm":"RS256"}')
    g.header("HS256 beside a list of algorithms", '{"alg":"HS256","algs":["none","RS256"]}')


MALFORMED = [
    ("null", "null"), ("true", "true"), ("false", "false"), ("zero", "0"), ("the number 256", "256"),
    ("a fraction", "2.5"), ("a negative number", "-1"), ("an empty array", "[]"),
    ("HS256 in an array", '["HS256"]'), ("two names in an array", '["HS256","none"]'),
    ("an empty object", "{}"), ("HS256 in an object", '{"name":"HS256"}'),
    ("HS256 as a name in an object", '{"HS256":true}'),
    ("HS256 in lower case", '"hs256"'), ("HS256 with a small S", '"Hs256"'), ("HS256 with a small H", '"hS256"'),
    ("HS256 after a space", '" HS256"'), ("HS256 before a space", '"HS256 "'), ("HS256 before a newline", '"HS256\\n"'),
    ("HS256 before a tab", '"HS256\\t"'), ("HS256 before a carriage return", '"HS256\\r"'),
    ("HS256 without its last digit", '"HS25"'), ("HS256 with an extra digit", '"HS2566"'),
    ("the letters of HS256", '"HS"'),
    ("the digits of HS256", '"256"'), ("HS256 with a dash", '"HS-256"'), ("HS256 with an underscore", '"HS_256"'),
    ("HS256 with a slash", '"HS/256"'), ("HS256 twice", '"HS256HS256"'), ("HS256 before a comma", '"HS256,"'),
    ("HS256 before a zero width space", '"HS256\u200b"'), ("HS256 after a byte order mark", '"\ufeffHS256"'),
    ("HS256 before a combining accent", '"HS256\u0301"'), ("HS256 in full width", '"\uff28\uff33\uff12\uff15\uff16"'),
    ("HS256 with a Cyrillic H", '"\u041dS256"'), ("HS256 with a Greek H", '"\u0397S256"'),
    ("HS256 with a Cyrillic S", '"H\u0405256"'),
    ("HS256 with a long S", '"H\u017f256"'), ("HS256 with Arabic digits", '"HS\u0662\u0665\u0666"'),
    ("HS256 with raised digits", '"HS\u00b2\u2075\u2076"'), ("HS256 with a soft hyphen", '"HS\u00ad256"'),
    ("the name of the hash", '"SHA256"'), ("the name of the MAC", '"HmacSHA256"'),
    ("the long name of the MAC", '"HMAC-SHA-256"'),
    ("HS256 as a URI", '"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"'),
    ("HS256 in quotes", '"\\"HS256\\""'), ("HS256 with an escaped escape", '"\\\\u0048S256"'),
]


def add_malformed(corpus):
    g = corpus.group("A3", "alg must be the string HS256, byte by byte.")
    for name, value in MALFORMED:
        g.header(f"alg as {name}", f'{{"alg":{value},"typ":"JWT"}}', BAD)
    for name, value in [("before a NUL", '"HS256\\u0000"'), ("after a NUL", '"\\u0000HS256"'),
                        ("with a NUL inside", '"HS\\u0000256"')]:
        g.header(f"alg {name}", f'{{"alg":{value}}}', "malformed_header",
                 "A string in a header must not contain a NUL.")
    for name, value in [("a lone surrogate", b'"HS256\\ud800"'), ("a byte that is not UTF 8", b'"HS256\xff"'),
                        ("an overlong H", b'"\xc1\x88S256"')]:
        g.header(f"alg with {name}", b'{"alg":' + value + b"}", "malformed_header", "A header is strict JSON.")

    g = corpus.group("A3", "Without an alg there is no algorithm, not even a default one.")
    for name, header in [
        ("an empty header", "{}"), ("a header with only a type", '{"typ":"JWT"}'),
        ("alg in capitals", '{"ALG":"HS256"}'), ("alg with a capital", '{"Alg":"HS256"}'),
        ("alg before a space", '{"alg ":"HS256"}'), ("alg after a space", '{" alg":"HS256"}'),
        ("alg cut short", '{"al":"HS256"}'), ("alg with an extra letter", '{"algo":"HS256"}'),
        ("alg in full width", '{"\uff41\uff4c\uff47":"HS256"}'), ("alg with a Cyrillic a", '{"\u0430lg":"HS256"}'),
        ("alg after a byte order mark", '{"\ufeffalg":"HS256"}'), ("an empty name", '{"":"HS256"}'),
        ("alg in an object", '{"header":{"alg":"HS256"}}'), ("alg in an array", '{"x":[{"alg":"HS256"}]}'),
        ("alg as a value", '{"x":"alg","y":"HS256"}'),
    ]:
        g.header(f"{name} instead of alg", header, BAD)
    g.add("alg in the payload instead of the header", token("{}", person(alg="HS256")), BAD)
    g.header("alg before a NUL in its name", '{"alg\\u0000":"HS256"}', "malformed_header")

    g = corpus.group("A3", "JSON can be written in several ways; the string is the same.")
    for name, header in [
        ("alg with an escaped name", '{"\\u0061lg":"HS256"}'),
        ("alg with every letter escaped", '{"\\u0061\\u006c\\u0067":"HS256"}'),
        ("HS256 with an escaped digit", '{"alg":"HS25\\u0036"}'),
        ("HS256 with every character escaped", '{"alg":"\\u0048\\u0053\\u0032\\u0035\\u0036"}'),
        ("HS256 with hex digits in capitals", '{"alg":"\\u0048S256","x":"\\u004B\\u004b"}'),
        ("only HS256", '{"alg":"HS256"}'), ("HS256 after the type", '{"typ":"JWT","alg":"HS256"}'),
        ("HS256 among white space", ' {\t"alg"\n:\r"HS256" } '),
        ("HS256 beside similar names", '{"ALG":"none","Alg":1,"alg":"HS256","alg2":null}'),
    ]:
        g.header(name, header)
    g.add("HS256 with another secret", token(key=OTHER_SECRET), "signature_mismatch",
          "It is signed with another secret.")
    g.add("HS256 over texts with spaces", signed(b64u(' {"alg":"HS256"}'), b64u(" " + person())))


def add(corpus):
    add_none(corpus)
    add_confusion(corpus)
    add_malformed(corpus)
