# SPDX-License-Identifier: Apache-2.0
"""iss, aud and jti: their types in any case, and their values if the policy names an issuer or an audience."""

from making import ABSENT, NOW, Raw

ISSUER = "https://issuer.example"
WRONG = [("true", "true"), ("zero", "0"), ("a number", "12"), ("a real", "1.5"), ("an object", "{}"),
         ("an object with a string", '{"a":"widget"}')]


def add_types(corpus):
    g = corpus.group("C4",
                     "iss and jti are strings, aud a string or an array of strings, whatever the policy asks for.")
    for claim in ("iss", "jti", "aud"):
        for name, value in WRONG:
            g.claims(f"{claim} as {name}", f"malformed_claim {claim}", **{claim: Raw(value)})
        g.claims(f"{claim} as null", **{claim: None})
        g.claims(f"{claim} as a string", **{claim: "a"})
        g.claims(f"{claim} as an empty string", **{claim: ""})
    for claim in ("iss", "jti"):
        for name, value in [("an array of a string", '["a"]'), ("an empty array", "[]")]:
            g.claims(f"{claim} as {name}", f"malformed_claim {claim}", **{claim: Raw(value)})
    for name, value, status in [
        ("an empty array", "[]", "ok"), ("an array of one", '["a"]', "ok"),
        ("an array of three", '["a","b","c"]', "ok"), ("an array of one name twice", '["a","a"]', "ok"),
        ("an array of a number", "[1]", "malformed_claim aud"), ("an array of null", "[null]", "malformed_claim aud"),
        ("an array of an array", '[["a"]]', "malformed_claim aud"),
        ("an array of an object", '[{"a":1}]', "malformed_claim aud"),
        ("an array with a number last", '["a","b",1]', "malformed_claim aud"),
        ("an array with true first", '[true,"a"]', "malformed_claim aud"),
    ]:
        g.claims(f"aud as {name}", status, aud=Raw(value))
    g.claims("a wrong jti before a wrong aud", "malformed_claim jti", "iss, jti and aud are checked in this order.",
             aud=1, jti=1)
    g.claims("a wrong iss before both", "malformed_claim iss", "iss, jti and aud are checked in this order.", aud=1,
             jti=1, iss=1)
    g.claims("a wrong iss where an issuer is required", "malformed_claim iss", iss=[ISSUER],
             settings={"policy": {"issuer": ISSUER}})
    g.claims("a wrong aud before another issuer", "malformed_claim aud", "Types are checked before mismatches.", aud=1,
             iss="other", settings={"policy": {"issuer": ISSUER}})
    g.claims("another issuer before another audience", "issuer_mismatch", "The issuer is checked before the audience.",
             aud="x", iss="x",
             settings={"policy": {"issuer": ISSUER, "audience": "widget"}})


def add_issuer(corpus):
    g = corpus.group("C4", "The issuer is compared byte by byte with the policy's.")
    only = {"policy": {"issuer": ISSUER}}
    g.claims("the issuer itself", iss=ISSUER, settings={**only, "tells": {"issuer": ISSUER}})
    g.claims("the issuer by escapes", iss=Raw('"https:\\/\\/issuer.ex\\u0061mple"'),
             settings={**only, "tells": {"issuer": ISSUER}})
    g.claims("the issuer with an umlaut", iss="m\u00fcller", settings={"policy": {"issuer": "m\u00fcller"}})
    for name, value in [
        ("no text", ABSENT), ("null", None), ("an empty string", ""), ("a slash at the end", ISSUER + "/"),
        ("an extra letter", ISSUER + "x"), ("a missing letter", ISSUER[:-1]), ("its start alone", "https://"),
        ("capitals", ISSUER.upper()), ("a capital", "https://Issuer.example"), ("a space at the end", ISSUER + " "),
        ("a space at the start", " " + ISSUER), ("another scheme", "http://issuer.example"),
        ("a longer host", "https://issuer.example.attacker.example"),
        ("a user name", "https://issuer.example@attacker.example"), ("a port", ISSUER + ":443"),
        ("a path", ISSUER + "/a"), ("a query", ISSUER + "?"),
        ("a Cyrillic letter", ISSUER.replace("e", "\u0435")), ("a zero width space", ISSUER + "\u200b"),
        ("a newline", ISSUER + "\n"), ("a list", f"{ISSUER},x"), ("a letter at the start", f"x{ISSUER}"),
        ("its text twice", ISSUER * 2),
    ]:
        g.claims(f"another issuer with {name}", "issuer_mismatch", iss=value, settings=only)
    g.claims("a decomposed issuer", "issuer_mismatch", iss="mu\u0308ller",
             settings={"policy": {"issuer": "m\u00fcller"}})
    g.claims("any issuer if the policy names none", iss="https://attacker.example")


def add_audience(corpus):
    g = corpus.group("C4", "The claim, or one string of its array, is the policy's audience, byte by byte.")
    only = {"policy": {"audience": "widget"}}
    for name, value in [("alone", '"widget"'), ("by an escape", '"w\\u0069dget"'), ("in an array", '["widget"]'),
                        ("first of two", '["widget","sso"]'), ("last of two", '["sso","widget"]'),
                        ("among empty strings", '["","widget",""]'), ("twice", '["widget","widget"]'),
                        ("last of a hundred", str([f"a{i}" for i in range(99)] + ["widget"]).replace("'", '"'))]:
        g.claims(f"audience {name}", aud=Raw(value), settings=only)
    for name, value in [
        ("absent", ABSENT), ("null", None), ("empty", ""), ("of an empty array", []), ("of others", ["sso", "api"]),
        ("in capitals", "WIDGET"), ("with a capital in an array", ["Widget"]), ("with an extra letter", "widgets"),
        ("with a missing letter", "widge"), ("with a space", "widget "), ("with a list", "widget,sso"),
        ("with words", "sso widget"), ("within a URL", "https://example.com/widget"),
        ("with a Cyrillic letter", "w\u0456dget"),
        ("with a zero width space in an array", ["widget\u200b"]), ("of its letters", list("widget")),
        ("of a star", "*"), ("of an array with its start", ["wid", "get"]),
    ]:
        g.claims(f"another audience {name}", "audience_mismatch", aud=value, settings=only)
    g.claims("a nested audience", "malformed_claim aud", "Its type is checked first.", aud=[["widget"]], settings=only)
    g.claims("an audience beside a number", "malformed_claim aud", "Its type is checked first.", aud=["widget", 1],
             settings=only)
    g.claims("an audience as a name", "malformed_claim aud", "Its type is checked first.", aud={"widget": True},
             settings=only)
    g.claims("any audience if the policy names none", aud=["https://attacker.example"])
    g.claims("an expired token of another audience", "expired", "Times are checked before the issuer and audience.",
             exp=NOW - 60,
             iat=NOW - 90, aud="x", settings=only)


def add(corpus):
    add_types(corpus)
    add_issuer(corpus)
    add_audience(corpus)
