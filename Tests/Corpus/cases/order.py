# SPDX-License-Identifier: Apache-2.0
"""A wrong signature hides later faults, and of two faults the earlier one is reported."""

from making import ABSENT, ATTACKER, HEADER, NOW, Raw, b64u, person, signed, token

HIDDEN = [
    ("an expired token", person(exp=NOW - 1000), "expired"),
    ("a token without an exp", person(exp=ABSENT), "missing_exp"),
    ("a token that is not yet valid", person(nbf=NOW + 1000), "not_yet_valid"),
    ("a token from the future", person(iat=NOW + 1000), "issued_in_future"),
    ("a token for a year", person(exp=NOW + 31536000), "lifetime_too_long"),
    ("an exp that is a text", person(exp="soon"), "malformed_claim exp"),
    ("a token without an e-mail", person(email=ABSENT), "missing_email"),
    ("an e-mail that is a number", person(email=7), "malformed_claim email"),
    ("two user ids", person(sub="a", id="b"), "conflicting_user_id"),
    ("a user id that is a number", person(sub=7), "malformed_claim sub"),
    ("an issuer that is a number", person(iss=7), "malformed_claim iss"),
    ("an audience that is a number", person(aud=7), "malformed_claim aud"),
    ("a member twice", person('"email":"bob@example.com"'), "duplicate_member"),
    ("broken JSON", person() + "}", "malformed_payload"),
    ("an array", "[]", "malformed_payload"),
    ("a NUL", person() + "\0", "malformed_payload"),
    ("a byte that is not UTF 8", b'{"a":"\xff"}', "malformed_payload"),
    ("deep nesting", '{"a":' + "[" * 40 + "]" * 40 + "}", "malformed_payload"),
    ("an integer too large", person(n=Raw("9223372036854775808")), "malformed_payload"),
]


def add_hidden(corpus):
    g = corpus.group("S9", "No part of a payload is read before the signature is verified.")
    for name, payload, status in HIDDEN:
        g.add(f"{name} under a wrong MAC", token(payload=payload, key=ATTACKER), "signature_mismatch")
        g.add(f"{name} under half a MAC", token(payload=payload)[:-21], "malformed_signature")
        g.payload(f"{name} under its own MAC", payload, status, "The signature is right, so the fault is reported.")
    for name, text in [("text that is not base64url", b"!!!!"), ("an impossible length", b"AAAAA"),
                       ("bytes outside ASCII", b"\xff\xfe"),
                       ("a NUL", b"\0"), ("padding", b64u(person()) + b"=")]:
        g.add(f"a payload of {name} under a wrong MAC", signed(b64u(HEADER), text, ATTACKER), "signature_mismatch")
        g.add(f"a payload of {name} under its own MAC", signed(b64u(HEADER), text), "malformed_payload",
              "The signature is right, so the fault is reported.")


# The steps in order, each with a change that only this step refuses.
STEPS = [
    ("malformed_header", "header", '{"alg":"HS256",}'),
    ("unsupported_algorithm", "header", '{"alg":"HS512","typ":"x","crit":1}'),
    ("unsupported_type", "header", '{"alg":"HS256","typ":"x","crit":1}'),
    ("critical_header", "header", '{"alg":"HS256","crit":1}'),
    ("malformed_claim exp", "claims", {"exp": "soon"}),
    ("malformed_claim nbf", "claims", {"nbf": "soon"}),
    ("malformed_claim iat", "claims", {"iat": "soon"}),
    ("missing_exp", "claims", {"exp": ABSENT}),
    ("expired", "claims", {"exp": NOW - 500}),
    ("not_yet_valid", "claims", {"nbf": NOW + 500}),
    ("issued_in_future", "claims", {"iat": NOW + 500}),
    ("lifetime_too_long", "claims", {"exp": NOW + 90000}),
    ("malformed_claim email", "claims", {"email": ["a"]}),
    ("malformed_claim sub", "claims", {"sub": 1}),
    ("malformed_claim id", "claims", {"id": 1}),
    ("malformed_claim user_hash", "claims", {"user_hash": "no hash", "sub": "u-1"}),
    ("malformed_claim iss", "claims", {"iss": 1}),
    ("malformed_claim jti", "claims", {"jti": 1}),
    ("malformed_claim aud", "claims", {"aud": 1}),
    ("malformed_claim name", "claims", {"name": 1}),
]
STRICT = {"strict_claims": True, "user_hash": "if_present"}


def add_pairs(corpus):
    g = corpus.group("S9",
                     "Of two faults, the one that an earlier step finds is reported, whatever the payload's order.")
    for at, (status, where, change) in enumerate(STEPS):
        for later_status, later_where, later in STEPS[at + 1:]:
            if later_where == "header":
                continue
            name = f"{status} before {later_status}"
            if where == "header":
                g.add(name, token(change, person(**later)), status, policy=STRICT)
            elif not set(change) & set(later) or (set(change) & set(later) == {"sub"} and "id" not in later):
                # The later fault comes first in the payload.
                g.add(name, token(payload=person(**{**later, **change})), status, policy=STRICT)
    g.add("a wrong key before every claim", token(payload=person(exp=1, email=1), key=ATTACKER), "signature_mismatch",
          policy=STRICT)
    g.add("no fault at all", token(payload=person(sub="u-1", iss="i", jti="j", aud=["a"], name="n", nbf=NOW)),
          policy=STRICT)


def add(corpus):
    add_hidden(corpus)
    add_pairs(corpus)
