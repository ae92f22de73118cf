# SPDX-License-Identifier: Apache-2.0
"""Duplicate names, in every spelling, and the maximum number of members."""

from making import ABSENT, NOW, b64u, person

# A good value of each claim, and another one.
CLAIMS = {
    "email": ('"ann@example.com"', '"bob@example.com"'), "sub": ('"u-1"', '"u-2"'), "id": ('"u-1"', '"u-2"'),
    "user_hash": ('"' + "0" * 64 + '"', '"' + "1" * 64 + '"'), "name": ('"Ann"', '"Bob"'),
    "avatar_url": ('"https://a.example/a"', '"https://b.example/b"'),
    "avatarURL": ('"https://a.example/a"', '"https://b.example/b"'),
    "company_name": ('"A"', '"B"'), "company_id": ('"c-1"', '"c-2"'), "company_mrr": ("1", "2"),
    "customer_status": ('"active"', '"trial"'), "renewal_date": ('"2026-01-01"', '"2027-01-01"'),
    "renewal_risk": ('"low"', '"high"'),
    "account_owner_id": ('"o-1"', '"o-2"'), "account_owner_email": ('"a@b.c"', '"d@e.f"'),
    "external_user_id": ('"x-1"', '"x-2"'),
    "exp": (str(NOW + 60), str(NOW + 90)), "nbf": (str(NOW), str(NOW - 1)), "iat": (str(NOW), str(NOW - 1)),
    "iss": ('"i"', '"j"'), "aud": ('"a"', '["a"]'), "jti": ('"1"', '"2"'),
}


def escaped(name):
    return f"\\u{ord(name[0]):04x}" + name[1:]


def add_payload(corpus):
    g = corpus.group("J1", "No object in a payload may name a member twice, so two readers can't see two people.")
    base = {"email": ABSENT, "iat": ABSENT, "exp": ABSENT}
    for name, (first, second) in CLAIMS.items():
        rest = {**base, "email": "ann@example.com", "exp": NOW + 60}
        if name in rest:
            rest[name] = ABSENT
        slug = f"{name} in camel case" if name == "avatarURL" else name
        for kind, members in [
            ("with two values", f'"{name}":{first},"{name}":{second}'),
            ("with one value", f'"{name}":{first},"x":1,"{name}":{first}'),
            ("and an escape in one of them", f'"{name}":{first},"{escaped(name)}":{second}'),
            ("after null", f'"{name}":null,"{name}":{first}'),
        ]:
            g.payload(f"{slug} twice {kind}", person(members, **rest), "duplicate_member")
        g.payload(f"{slug} once", person(f'"{name}":{first}', **rest), why="It occurs once.")
    pairs = [
        ("a custom name", '"a":1,"a":1'), ("a custom name three times", '"a":1,"a":2,"a":3'),
        ("an empty name", '"":1,"":2'),
        ("a name and its escapes", '"ab":1,"\\u0061\\u0062":2'),
        ("escapes with small and capital digits", '"\\u004b":1,"\\u004B":2'),
        ("a slash and an escaped one", '"a/b":1,"a\\/b":2'), ("a newline by two escapes", '"\\n":1,"\\u000a":2'),
        ("a quote by two escapes", '"\\"":1,"\\u0022":2'), ("a backslash by two escapes", '"\\\\":1,"\\u005c":2'),
        ("an umlaut and its escape", '"\u00fc":1,"\\u00fc":2'),
        ("an emoji and its escapes", '"\U0001f600":1,"\\ud83d\\ude00":2'),
        ("a euro sign and its escape", '"\u20ac":1,"\\u20AC":2'),
        ("a name in an object in an array", '"x":[{"a":1,"a":2}]'),
        ("a name in a nested object", '"x":{"a":1,"a":2}'), ("a name in an object as a claim", '"name":{"a":1,"a":2}'),
        ("a name in an object ten deep", '"x":' + '{"y":' * 10 + '{"a":1,"a":2}' + "}" * 10),
        ("the name of the outer object", '"x":{"x":1,"x":2}'), ("the name of an object", '"x":{"a":1},"x":{"b":2}'),
        ("a long name", f'"{"n" * 500}":1,"{"n" * 500}":2'),
        ("a name of 16 bytes", '"0123456789abcdef":1,"0123456789abcdef":2'),
        ("a name a thousand members apart", '"a":0,' + ",".join(f'"m{i}":{i}' for i in range(900)) + ',"a":0'),
        ("a name in an object in nested arrays", '"x":[1,[{"y":{"a":1,"a":1}}]]'),
        ("the last member of many", ",".join(f'"k{i}":0' for i in range(64)) + ',"k63":1'),
    ]
    for name, members in pairs:
        g.payload(f"{name} twice", person(members), "duplicate_member", policy={"max_token_bytes": 65536})
    g.payload("email twice in a payload without an exp", person('"email":"a"', exp=ABSENT), "duplicate_member",
              "A payload is read before its times are checked.")
    g.payload("__proto__ twice", person('"__proto__":{},"__proto__":{}'), "duplicate_member")

    g = corpus.group("J1", "Names that only look alike are different names.")
    for name, members in [
        ("two cases", '"Email":"x","EMAIL":"y"'), ("a space", '"email ":"x"," email":"y"'),
        ("composed and decomposed", '"\u00fc":1,"u\u0308":2'),
        ("an escaped backslash", '"\\\\u0061":1,"a":2'), ("two depths", '"x":{"email":"y","x":{"x":1}}'),
        ("siblings", '"x":[{"a":1},{"a":2}],"y":{"a":3}'),
        ("a name and its start", '"ab":1,"abc":2,"a":3'), ("scripts", '"\u0430":1,"a":2,"\uff41":3'),
        ("prefixes of 16 bytes", '"0123456789abcdef":1,"0123456789abcdeg":2'),
        ("a name and its value", '"x":"x","y":"x"'), ("ends of 500 letters", f'"{"n" * 500}1":1,"{"n" * 500}2":2'),
    ]:
        g.payload(f"similar names: {name}", person(members))


def add_header(corpus):
    g = corpus.group("J1", "A header must not name a member twice.")
    for name, members in [
        ("alg with one value", '"alg":"HS256","alg":"HS256"'), ("alg none first", '"alg":"none","alg":"HS256"'),
        ("alg none last", '"alg":"HS256","alg":"none"'), ("alg by an escape", '"alg":"HS256","\\u0061lg":"none"'),
        ("alg by an escape first", '"al\\u0067":"none","alg":"HS256"'),
        ("typ", '"alg":"HS256","typ":"JWT","typ":"JWT"'),
        ("kid", '"alg":"HS256","kid":"a","kid":"b"'), ("kid of two types", '"alg":"HS256","kid":1,"kid":"b"'),
        ("crit", '"alg":"HS256","crit":[],"crit":[]'),
        ("another member", '"alg":"HS256","x":1,"x":1'), ("an empty name", '"alg":"HS256","":1,"":1'),
        ("a nested member", '"alg":"HS256","x":{"a":1,"a":2}'),
        ("a member in an array", '"alg":"HS256","x":[{"a":1,"a":2}]'),
        ("a member beside another algorithm", '"alg":"RS256","x":1,"x":2'),
        ("a member far apart", '"alg":"HS256",' + ",".join(f'"m{i}":0' for i in range(60)) + ',"alg":"HS256"'),
    ]:
        g.header(f"header with {name} twice", "{" + members + "}", "malformed_header")
    for name, members in [("two cases", '"alg":"HS256","ALG":"none"'),
                          ("two depths", '"alg":"HS256","x":{"alg":"none"}'),
                          ("siblings", '"alg":"HS256","x":[{"a":1},{"a":1}]')]:
        g.header(f"header with similar names: {name}", "{" + members + "}")


def many(count, shape="m{}"):
    return ",".join(f'"{shape.format(i)}":0' for i in range(count))


def add_limits(corpus):
    room = {"max_token_bytes": 1 << 20}
    g = corpus.group("J11", "A payload has at most 1024 members in all, a header 64, so finding duplicates is cheap.")
    for name, count, status in [("1023", 1020, "ok"), ("1024", 1021, "ok"), ("1025", 1022, "malformed_payload"),
                                ("1026", 1023, "malformed_payload"),
                                ("2000", 1997, "malformed_payload"), ("20000", 19997, "malformed_payload")]:
        g.payload(f"{name} members of a payload", person(many(count)), status, policy=room)
    g.payload("1024 members in nested objects", person('"x":{%s},"y":[{%s}]' % (many(500), many(519))), policy=room)
    g.payload("1025 members in nested objects", person('"x":{%s},"y":[{%s}]' % (many(500), many(520))),
              "malformed_payload", policy=room)
    g.payload("1025 members in one nested object", person('"x":{%s}' % many(1021)), "malformed_payload", policy=room)
    g.payload("1025 members in objects with one member", person('"x":[%s]' % ",".join('{"a":0}' for _ in range(1021))),
              "malformed_payload", policy=room)
    g.payload("1024 members in objects with one member", person('"x":[%s]' % ",".join('{"a":0}' for _ in range(1020))),
              policy=room)
    g.payload("1024 members with the same start", person(many(1021, "a_long_start_of_a_name_that_all_have_{}")),
              policy=room)
    g.payload("1024 members of the same length", person(many(1021, "{:016d}")), policy=room)
    g.payload("1024 members with escapes", person(many(1021, "\\u0061{}")), policy=room)
    twins = [""]
    for _ in range(10):
        twins = [text + end for text in twins for end in ("Aa", "BB")]
    colliding = ",".join(f'"{text}":0' for text in twins[:1021])
    g.payload("1024 members with the same simple hash", person(colliding), policy=room)
    g.payload("2500 elements of an array", person('"x":[%s]' % ",".join(["1"] * 2500)))
    g.payload("50000 elements of an array", person('"x":[%s]' % ",".join(["1"] * 50000)), policy=room)
    g.payload("5000 empty objects of an array", person('"x":[%s]' % ",".join(["{}"] * 5000)), policy=room)
    for name, count, status in [("63", 62, "ok"), ("64", 63, "ok"), ("65", 64, "malformed_header"),
                                ("1000", 999, "malformed_header")]:
        g.header(f"{name} members of a header", '{"alg":"HS256",%s}' % many(count), status, policy=room)
    g.header("64 members of a header in nested objects", '{"alg":"HS256","x":{%s},"y":[{%s}]}' % (many(30), many(31)))
    g.header("65 members of a header in nested objects", '{"alg":"HS256","x":{%s},"y":[{%s}]}' % (many(30), many(32)),
             "malformed_header")
    g.header("64 members of a header with the same simple hash",
             '{"alg":"HS256",%s}' % ",".join(f'"{text}":0' for text in twins[:63]))
    g.header("2000 elements of an array in a header", '{"alg":"HS256","x":[%s]}' % ",".join(["1"] * 2000))
    g.add("65 members of a header under a wrong MAC", b64u('{"alg":"HS256",%s}' % many(64)) + b".AAAA." + b"A" * 43,
          "malformed_header",
          "The header is read before the signature.")


def add(corpus):
    add_payload(corpus)
    add_header(corpus)
    add_limits(corpus)
