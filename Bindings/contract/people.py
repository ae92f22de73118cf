# SPDX-License-Identifier: Apache-2.0
"""Tokens with different data about a person: each claim, warnings and refusals."""

from made import ABSENT, NOW, SECRET, claims, compact, ok, refused, sign, user_hash

EVERYTHING = {
    "name": 'Zoë "Ada" Lovelace', "avatar_url": "https://cdn.example.com/a.png?x=1&y=2", "company_name": "Analytical\tEngines",
    "company_id": "cmp_42", "company_mrr": 1249.5, "customer_status": "active", "renewal_date": "2027-03-31",
    "renewal_risk": "low", "account_owner_id": "own_17", "account_owner_email": "charles@example.org",
    "external_user_id": "003Dn", "nbf": NOW - 5, "iss": "https://id.example.com", "aud": ["sso", "widget"], "jti": "t-1",
    "plan": {"seats": 25, "tags": ["a", None, True], "note": "\u200bé\n"}, "größe": 7,
}
EVERYTHING_SAYS = {
    **{name: EVERYTHING[name] for name in (
        "name", "avatar_url", "company_name", "company_id", "company_mrr", "customer_status", "renewal_date",
        "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id")},
    "customer_status_kind": "active", "renewal_date_seconds": 1806451200, "not_before": NOW - 5,
    "issuer": "https://id.example.com", "audience": ["sso", "widget"], "token_id": "t-1",
    "custom": {"plan": EVERYTHING["plan"], "größe": 7},
}


def whole():
    yield ok("a plain person")
    yield ok("every claim", EVERYTHING, EVERYTHING_SAYS)
    yield ok("every claim, with both readers", EVERYTHING, EVERYTHING_SAYS, policy={"reader": "both"})
    yield ok("every claim, with the widget's profile", EVERYTHING, EVERYTHING_SAYS, policy={"profile": "widget"})
    yield ok("every claim as null", {**dict.fromkeys(EVERYTHING), "sub": None, "iat": None},
             {"user_id": None, "issued_at": None, "custom": {"plan": None, "größe": None}},
             warnings=[("missing_iat", "iat")])
    yield ok("the payload form of SSO", {"sub": ABSENT, "id": "usr_1", "avatarURL": "http://example.com/a.png"},
             {"avatar_url": "http://example.com/a.png"})
    yield ok("equal sub and id", {"id": "usr_1"})
    yield refused("different sub and id", "conflicting_user_id", {"id": "usr_2"})
    yield ok("two avatars", {"avatarURL": "https://example.com/b", "avatar_url": "https://example.com/a"},
             {"avatar_url": "https://example.com/a"})
    yield ok("no user id", {"sub": ABSENT}, {"user_id": None})
    yield ok("an empty user id", {"sub": ""}, {"user_id": None})
    yield ok("an audience that is one text", {"aud": "sso"}, {"audience": ["sso"]})
    yield ok("a user_hash that isn't checked", {"user_hash": "x"}, {"user_hash": "unchecked"})
    rewritten = {"b": "é/\u2028", "d": "\U0001f600"}
    yield ok("custom claims as the token spells them", {}, {"custom": rewritten},
             token=sign(compact(claims({}))[:-1] + ',"b":"\\u00e9\\/\\u2028" , "d": "\U0001f600"}'),
             custom_json='{"b":"\\u00e9\\/\\u2028","d":"\U0001f600"}')


def emails():
    for email in (ABSENT, None, "", "undefined", "NULL", "[object Object]", " none "):
        shown = "absent" if email is ABSENT else compact(email)
        yield refused(f"an email that is {shown}", "missing_email", {"email": email})
    for email in (7, True, ["a@b"], "ada", "@example.com", "ada@", "a\nb@example.com", "a" * 310 + "@example.com"):
        shown = compact(email) if len(str(email)) < 40 else "321 bytes"
        yield refused(f"an email of {shown}", "malformed_claim", {"email": email}, claim="email")
    sent, odd = "Ada@Example.com", [("not_canonical", "email")]
    yield ok("an email in capitals", {"email": sent}, {"email": sent, "canonical_email": sent}, warnings=odd)
    yield ok("an email that the policy makes lower-case", {"email": f" {sent}"}, {"email": f" {sent}", "canonical_email": sent.lower()},
             policy={"email_form": "lowercased"}, warnings=odd)
    yield refused("an email in capitals, which the policy refuses", "email_not_canonical", {"email": sent},
                  policy={"email_form": "require_lowercase"})
    yield ok("an email outside ASCII", {"email": "zoë@exämple.com"}, {"email": "zoë@exämple.com", "canonical_email": "zoë@exämple.com"},
             policy={"email_form": "require_lowercase"})
    yield ok("an email with a format character", {"email": "a\u200bda@example.com"},
             {"email": "a\u200bda@example.com", "canonical_email": "a\u200bda@example.com"}, warnings=odd)


def types():
    for claim in ("sub", "id", "iss", "jti", "aud"):
        changes = {claim: 7, **({"sub": ABSENT} if claim == "id" else {})}
        yield refused(f"{claim} that is a number", "malformed_claim", changes, claim=claim)
    yield refused("aud that contains a number", "malformed_claim", {"aud": ["sso", 7]}, claim="aud")
    for claim, value in (
        ("name", 7), ("avatar_url", True), ("avatarURL", []), ("company_name", {}), ("company_id", 42),
        ("company_mrr", [12]), ("customer_status", False), ("renewal_date", {}), ("renewal_risk", 1),
        ("account_owner_id", 17), ("account_owner_email", []), ("external_user_id", 3),
    ):
        yield ok(f"{claim} of the wrong type", {claim: value}, warnings=[("wrong_type", claim)])
    for claim, value in (
        ("avatar_url", "javascript:alert(1)"), ("company_mrr", "12 USD"), ("renewal_date", "31.03.2027"),
        ("renewal_date", "2027-02-30"), ("renewal_date", -1), ("renewal_risk", "severe"),
    ):
        yield ok(f"{claim} of {compact(value)}", {claim: value}, warnings=[("wrong_form", claim)])
        yield refused(f"{claim} of {compact(value)}, with strict claims", "malformed_claim", {claim: value}, claim=claim,
                      policy={"strict_claims": True})
    yield ok("empty texts are absent", {name: "" for name in (
        "name", "avatar_url", "company_name", "company_id", "company_mrr", "customer_status", "renewal_date",
        "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id")}, policy={"strict_claims": True})


def values():
    coerced = (
        ("company_mrr", "1249.50", {"company_mrr": 1249.5}),
        ("renewal_risk", "HIGH", {"renewal_risk": "high"}),
        ("renewal_date", "2027-03-31 12:00:00", {"renewal_date": "2027-03-31 12:00:00", "renewal_date_seconds": 1806494400}),
        ("renewal_date", 1806451200, {"renewal_date": "1806451200", "renewal_date_seconds": 1806451200}),
    )
    for claim, value, says in coerced:
        yield ok(f"{claim} of {compact(value)}", {claim: value}, says, warnings=[("coerced", claim)])
    yield refused("a coerced claim, with strict claims", "malformed_claim", {"company_mrr": "12"}, claim="company_mrr",
                  policy={"strict_claims": True})
    for value in (0, -3, 9007199254740991, 0.1, 1e21, 123456.789):
        yield ok(f"company_mrr of {value}", {"company_mrr": value}, {"company_mrr": value})
    for value, seconds in (
        ("1969-07-20T20:17:40Z", -14182940), ("2027-03-31T01:00:00+01:00", 1806451200),
        ("2027-03-31T00:00:00.250Z", 1806451200.25), ("2027-03-31T00:00:00-08:00", 1806480000),
    ):
        yield ok(f"renewal_date of {value}", {"renewal_date": value}, {"renewal_date": value, "renewal_date_seconds": seconds})
    for value in ("active", "trial", "churned"):
        yield ok(f"customer_status of {value}", {"customer_status": value},
                 {"customer_status": value, "customer_status_kind": value})
    yield ok("a custom customer status", {"customer_status": "paused"},
             {"customer_status": "paused", "customer_status_kind": "other"})
    yield ok("texts with control characters of terminals", {"name": "\u001b[31m\u202eAda\u2028\x7f"}, {"name": "\u001b[31m\u202eAda\u2028\x7f"})
    yield ok("a text beyond U+FFFF", {"name": "Ada 🧮 \U000e0001"}, {"name": "Ada 🧮 \U000e0001"})
    yield ok("a long name", {"name": "ä" * 1000}, {"name": "ä" * 1000})


def placeholders():
    for claim in ("sub", "company_id", "external_user_id", "account_owner_id"):
        yield ok(f"a placeholder as {claim}", {claim: "undefined"}, {"user_id": None} if claim == "sub" else {},
                 warnings=[("placeholder", claim)])
    yield ok("a placeholder as id", {"sub": ABSENT, "id": "<nil>"}, {"user_id": None}, warnings=[("placeholder", "id")])
    yield ok("a placeholder as name", {"name": "undefined"}, {"name": "undefined"}, warnings=[("placeholder", "name")])
    yield ok("a placeholder as avatar", {"avatar_url": "null"},
             warnings=[("wrong_form", "avatar_url"), ("placeholder", "avatar_url")])
    for member, claim in (("fullname", "name"), ("picture", "avatar_url"), ("company", "company_name"), ("MRR", "company_mrr"),
                          ("company-id", "company_id"), ("externalId", "external_user_id")):
        yield ok(f"{member} instead of {claim}", {member: "x"}, {"custom": {member: "x"}}, warnings=[("unknown_name", claim)])
    yield ok("userId instead of sub", {"sub": ABSENT, "userId": "u"}, {"user_id": None, "custom": {"userId": "u"}},
             warnings=[("unknown_name", "sub")])
    yield ok("many warnings, in order",
             {"iat": ABSENT, "email": "Ada@example.com", "sub": "null", "name": 7, "company_mrr": "5", "picture": "x"},
             {"email": "Ada@example.com", "canonical_email": "Ada@example.com", "user_id": None, "issued_at": None,
              "company_mrr": 5, "custom": {"picture": "x"}}, secrets=[{"text": "weak", "weak": True}],
             warnings=["weak_secret", ("missing_iat", "iat"), ("not_canonical", "email"), ("placeholder", "sub"),
                       ("wrong_type", "name"), ("coerced", "company_mrr"), ("unknown_name", "avatar_url")])


def hashes():
    right, wrong = user_hash(SECRET, "usr_1"), user_hash(SECRET, "usr_2")
    checked, required = {"user_hash": "if_present"}, {"user_hash": "required"}
    verified = {"user_hash": "verified"}
    yield ok("a user_hash, if present", {"user_hash": right}, verified, policy=checked)
    yield ok("a user_hash in capitals", {"user_hash": right.upper()}, verified, policy=required)
    yield ok("a user_hash of id", {"sub": ABSENT, "id": "usr_1", "user_hash": right}, verified, policy=required)
    yield ok("no user_hash, if present", policy=checked)
    yield refused("another user's user_hash", "user_hash_mismatch", {"user_hash": wrong}, policy=checked)
    yield refused("no user_hash, if required", "missing_user_hash", policy=required)
    yield refused("a user_hash without a user id", "missing_user_id", {"sub": ABSENT, "user_hash": right}, policy=checked)
    yield refused("a short user_hash", "malformed_claim", {"user_hash": right[:-1]}, claim="user_hash", policy=checked)


def parties():
    demands = {"issuer": "Bücher", "audience": "brücke"}
    yield ok("the required issuer and audience", {"iss": "Bücher", "aud": ["x", "brücke"]},
             {"issuer": "Bücher", "audience": ["x", "brücke"]}, policy=demands)
    yield refused("another issuer", "issuer_mismatch", {"iss": "bücher", "aud": "brücke"}, policy=demands)
    yield refused("no issuer", "issuer_mismatch", {"aud": "brücke"}, policy=demands)
    yield refused("another audience", "audience_mismatch", {"iss": "Bücher", "aud": ["x"]}, policy=demands)
    yield refused("no audience", "audience_mismatch", {"iss": "Bücher"}, policy=demands)
    plain = compact(claims({}))
    yield ok("the required type", token=sign(plain, typ="SSO+jwt"), policy={"type": "sso+jwt"})
    yield refused("no type, if one is required", "unsupported_type", token=sign(plain, header='{"alg":"HS256"}'), policy={"type": "sso+jwt"})
    yield refused("JWT, if another type is required", "unsupported_type", policy={"type": "sso+jwt"})


def reporting():
    strict = {"user_hash": "required", "issuer": "https://id.example.com", "audience": "sso", "max_lifetime": 60,
              "type": "sso+jwt", "strict_claims": True, "leeway": 0}
    yield ok("a second policy that would refuse", {"name": 7, "company_mrr": "5"}, {"company_mrr": 5}, report=strict,
             warnings=[("wrong_type", "name"), ("coerced", "company_mrr")],
             would_refuse=["unsupported_type", "lifetime_too_long", "missing_user_hash", "issuer_mismatch",
                           "audience_mismatch", ("malformed_claim", "name"), ("malformed_claim", "company_mrr")])
    yield ok("a second policy that would accept", {"iss": "https://id.example.com"}, {"issuer": "https://id.example.com"},
             report={"issuer": "https://id.example.com"})
    yield refused("a second policy accepts nothing that the first refuses", "missing_exp", {"exp": ABSENT}, report={"allow_missing_exp": True})
    yield ok("a second policy and a wrong hash", {"user_hash": "0" * 64}, {"user_hash": "unchecked"},
             report={"user_hash": "if_present"}, would_refuse=["user_hash_mismatch"])
    yield ok("a second policy with another leeway", {}, now=NOW + 610, report={"leeway": 0}, would_refuse=["expired"])


def cases():
    for part in (whole, emails, types, values, placeholders, hashes, parties, reporting):
        yield from part()
