# SPDX-License-Identifier: Apache-2.0
"""The user id with its two names, its hash, and placeholders for missing values."""

from making import ABSENT, ATTACKER, NOW, OTHER_SECRET, SECRET, Key, Raw, mac, person, token

PLACEHOLDERS = ["undefined", "null", "NaN", "None", "[object Object]", "NULL", "(null)", "nil", "<nil>", "%!s(<nil>)",
                "<null>", "none", "NONE", "nan", "Array", "Optional.empty", "00000000-0000-0000-0000-000000000000",
                "[object object]", "Optional(u-1)", "Optional[u-1]", "#<User:0x0001>", "<app.User object at 0x7f01>",
                "undefined ", "\tnull\u200b", "\ufeffnil"]


def hash_of(user_id, key=SECRET):
    return mac(key, user_id).hex()


def add_ids(corpus):
    g = corpus.group("I2", "The user id is a string named sub or id; two that differ are a conflict.")
    for claim in ("sub", "id"):
        for name, value in [("a number", "4711"), ("zero", "0"), ("true", "true"), ("a real", "1.5"),
                            ("an array", '["u-1"]'), ("an object", '{"id":"u-1"}'), ("an empty object", "{}")]:
            g.claims(f"{claim} as {name}", f"malformed_claim {claim}", **{claim: Raw(value)})
        g.claims(f"{claim} as a string", settings={"tells": {"user_id": "u-1"}}, **{claim: "u-1"})
        g.claims(f"{claim} as null", settings={"tells": {"user_id": None}}, **{claim: None})
        g.claims(f"{claim} as an empty string", settings={"tells": {"user_id": None}}, **{claim: ""})
        g.claims(f"{claim} as a space", settings={"tells": {"user_id": " "}}, **{claim: " "})
    for name, sub, id, told in [("both the same", "u-1", "u-1", "u-1"), ("an empty sub", "", "u-1", "u-1"),
                                ("an empty id", "u-1", "", "u-1"), ("a null sub", None, "u-1", "u-1"),
                                ("a null id", "u-1", None, "u-1"),
                                ("both empty", "", "", None), ("one by an escape", Raw('"\\u0075-1"'), "u-1", "u-1")]:
        g.claims(f"two user ids: {name}", sub=sub, id=id, settings={"tells": {"user_id": told}})
    for name, sub, id in [("two people", "u-1", "u-2"), ("two cases", "u-1", "U-1"), ("a space", "u-1", "u-1 "),
                          ("a start", "u-1", "u-11"), ("composed and decomposed", "\u00fc", "u\u0308"),
                          ("a zero", "1", "01"),
                          ("scripts", "a", "\u0430"), ("a zero width space", "u", "u\u200b")]:
        g.claims(f"different user ids: {name}", "conflicting_user_id", sub=sub, id=id)
    g.claims("a wrong sub beside an id", "malformed_claim sub", "It doesn't count as absent.", sub=1, id="u-1")
    g.claims("a wrong id beside a sub", "malformed_claim id", "It doesn't count as absent.", sub="u-1", id=1)
    g.claims("a wrong sub and a wrong id", "malformed_claim sub", "sub is checked before id.", sub=1, id=2)
    g.claims("a missing e-mail before a conflict", "missing_email", "The e-mail is checked before the user id.",
             sub="a",
             id="b", email=ABSENT)


def add_placeholders(corpus):
    g = corpus.group("I3", "A placeholder doesn't count as an id, so strangers aren't merged into one user.")
    fields = {"sub": "user_id", "id": "user_id", "company_id": "company_id", "external_user_id": "external_user_id",
              "account_owner_id": "account_owner_id"}
    for claim, field in fields.items():
        for at, text in enumerate(PLACEHOLDERS):
            settings = {"warnings": f"placeholder:{claim}", "tells": {field: None}}
            g.claims(f"{claim} as placeholder {at}", settings=settings, **{claim: text})
        for name, text in [("a capital", "Undefined"), ("capitals", "NIL"), ("small letters", "array"),
                           ("a small optional", "optional.empty"), ("capitals in object", "[Object Object]"),
                           ("a space inside", "un defined"), ("a missing bracket", "Optional(u-1"),
                           ("another bracket", "Optional(u-1]"), ("no address", "<app.User object>"),
                           ("another zero", "00000000-0000-0000-0000-000000000001"), ("an extra letter", "nulls"),
                           ("a missing letter", "undefine"), ("quotes", '"null"'), ("zero", "0"), ("a dash", "-"),
                           ("false", "false")]:
            g.claims(f"{claim} as almost a placeholder with {name}", settings={"warnings": "", "tells": {field: text}},
                     **{claim: text})
    for claim, field in [("name", "name"), ("company_name", "company_name"),
                         ("account_owner_email", "account_owner_email"), ("customer_status", "customer_status"),
                         ("iss", "issuer"), ("jti", "token_id")]:
        g.claims(f"{claim} as a placeholder", "ok", "It causes a warning, and the result is the same.",
                 settings={"warnings": f"placeholder:{claim}", "tells": {field: "undefined"}}, **{claim: "undefined"})
    for at, text in enumerate([*PLACEHOLDERS, "Undefined", "Nil", "NAN", "ARRAY", "OPTIONAL(Ann@example.com)", "#<ann@b.c>"]):
        g.claims(f"an e-mail as placeholder {at}", "missing_email",
                 "A placeholder isn't an address, or everyone who sends it would be the same person.",
                 email=text)
    g.claims("an e-mail at undefined", email="undefined@example.com", settings={"warnings": ""})
    g.claims("an audience as a placeholder", aud=["a", "undefined"], settings={"warnings": "placeholder:aud"})
    g.claims("an avatar as a placeholder", avatar_url="undefined",
             settings={"warnings": "wrong_form:avatar_url placeholder:avatar_url", "tells": {"avatar_url": None}})
    g.claims("an avatar as a placeholder with strict claims", "malformed_claim avatar_url", avatar_url="undefined",
             settings={"policy": {"strict_claims": True}})
    g.claims("an amount as a placeholder", company_mrr="NaN",
             settings={"warnings": "wrong_form:company_mrr", "tells": {"company_mrr": None}})
    g.claims("a placeholder by escapes", sub=Raw('"\\u0075ndefined"'),
             settings={"warnings": "placeholder:sub", "tells": {"user_id": None}})
    g.claims("sub as a placeholder beside an id", sub="undefined", id="u-1",
             settings={"warnings": "placeholder:sub", "tells": {"user_id": "u-1"}})
    g.claims("id as a placeholder beside a sub", sub="u-1", id="null",
             settings={"warnings": "placeholder:id", "tells": {"user_id": "u-1"}})
    g.claims("two different placeholders", sub="null", id="undefined",
             settings={"warnings": "placeholder:sub placeholder:id", "tells": {"user_id": None}})
    g.claims("a custom claim as a placeholder", plan="undefined", settings={"warnings": ""})
    g.claims("a placeholder where a hash is required", "missing_user_id", "It counts as absent.", sub="undefined",
             user_hash=hash_of("undefined"), settings={"policy": {"user_hash": "required"}})


def add_hashes(corpus):
    for_each = [("off", "not checked"), ("if_present", "checked if present"), ("required", "required")]
    g = corpus.group("I5", "The user hash is the HMAC of the user id under the secret that signed the token.")
    good = hash_of("u-1")
    for mode, when in for_each:
        policy = {"policy": {"user_hash": mode}}
        checked = mode != "off"
        told = {"tells": {"hash": "verified" if checked else "unchecked"}}
        for name, value in [("small letters", good), ("capitals", good.upper()),
                            ("mixed letters", good[:32] + good[32:].upper())]:
            g.claims(f"a good hash in {name} {when}", sub="u-1", user_hash=value, settings={**policy, **told})
        g.claims(f"a good hash of an id {when}", id="u-1", user_hash=good, settings={**policy, **told})
        g.claims(f"a good hash of an umlaut {when}", sub="\u00fc", user_hash=hash_of("\u00fc"),
                 settings={**policy, **told})
        g.claims(f"no hash {when}", "missing_user_hash" if mode == "required" else "ok", sub="u-1",
                 settings={**policy, **({"tells": {"hash": "absent"}} if mode != "required" else {})})
        g.claims(f"a hash of null {when}", "missing_user_hash" if mode == "required" else "ok",
                 "null counts as absent.", sub="u-1", user_hash=None, settings=policy)
        g.claims(f"neither hash nor id {when}", "missing_user_hash" if mode == "required" else "ok",
                 "The missing hash is reported first.", settings=policy, jti=mode)
        g.claims(f"a hash without an id {when}", "missing_user_id" if checked else "ok", user_hash=good,
                 settings=policy)
        g.claims(f"a hash with an empty id {when}", "missing_user_id" if checked else "ok",
                 "An empty id counts as absent.", user_hash=hash_of(""), sub="", settings=policy)
        if not checked:
            g.claims("a wrong hash that is not checked", sub="u-1", user_hash="0" * 64, settings={**policy, **told})
            continue
        for name, value in [
            ("another id", hash_of("u-2")), ("the id in capitals", hash_of("U-1")),
            ("another secret", hash_of("u-1", ATTACKER)), ("the decoded secret", hash_of("u-1", bytes.fromhex(SECRET))),
            ("an empty secret", hash_of("u-1", "")),
            ("the e-mail", hash_of("ann@example.com")), ("an id in quotes", hash_of('"u-1"')),
            ("an id with a newline", hash_of("u-1\n")), ("zeros", "0" * 64),
            ("its last digit changed", good[:-1] + ("0" if good[-1] != "0" else "1")),
            ("its first digit changed", ("0" if good[0] != "0" else "1") + good[1:]), ("itself reversed", good[::-1]),
            ("its halves swapped", good[32:] + good[:32]), ("nothing", hash_of("")),
        ]:
            g.claims(f"a hash of {name} {when}", "user_hash_mismatch", sub="u-1", user_hash=value,
                     settings=policy)
        for name, value in [
            ("63 digits", good[:-1]), ("65 digits", good + "0"), ("32 digits", good[:32]), ("128 digits", good * 2),
            ("a letter after f", good[:-1] + "g"), ("a space at the end", good + " "),
            ("a space instead of a digit", good[:-1] + " "), ("a prefix", "0x" + good[2:]),
            ("an empty string", ""), ("full width digits", "\uff10" * 64), ("a number", 7), ("true", True),
            ("an array", [good]), ("an object", {}), ("a sign", "+" + good[1:]), ("a dash", good[:8] + "-" + good[9:]),
        ]:
            g.claims(f"a hash that is {name} {when}", "malformed_claim user_hash", sub="u-1", user_hash=value,
                     settings=policy)
        g.claims(f"a malformed hash without an id {when}", "missing_user_id",
                 "The missing id is reported before the form is checked.", user_hash="x", settings=policy)
    two = [Key(SECRET, "a"), Key(OTHER_SECRET, "b")]
    policy = {"user_hash": "required"}
    others = hash_of("u-1", OTHER_SECRET)
    g.add("a hash by the second secret in its own token",
          token(payload=person(sub="u-1", user_hash=others), key=OTHER_SECRET), keys=two, policy=policy)
    g.add("a hash by the first secret in a token of the second",
          token(payload=person(sub="u-1", user_hash=good), key=OTHER_SECRET), "user_hash_mismatch", keys=two,
          policy=policy)
    g.add("a hash by the second secret in a token of the first",
          token(payload=person(sub="u-1", user_hash=others)), "user_hash_mismatch", keys=two,
          policy=policy)
    g.claims("a wrong hash in an expired token", "expired", "Times are checked before the hash.", sub="u-1",
             user_hash="0" * 64, exp=NOW - 60, iat=NOW - 90, settings={"policy": policy})
    g.claims("a conflict before a wrong hash", "conflicting_user_id", "The conflict is checked before the hash.",
             sub="u-1", id="u-2", user_hash="0" * 64, settings={"policy": policy})


def add(corpus):
    add_ids(corpus)
    add_placeholders(corpus)
    add_hashes(corpus)
