# SPDX-License-Identifier: Apache-2.0
"""Cases other than verification: making a verifier, issuing, hashing an id, explaining and inspecting."""

import base64
import hashlib
import hmac

from made import ABSENT, NOW, OTHER, SAYS, SECRET, base64url, claims, compact, key, sign, text_secret, user_hash

PLAIN = compact(claims({}))


def making():
    def make(name, status, *, secrets=None, **more):
        return {"name": name, "operation": "make", "secrets": [SECRET] if secrets is None else secrets, **more,
                "expect": {"status": status}}

    yield make("one secret", "ok")
    yield make("no secret", "invalid_argument", secrets=[])
    yield make("nine secrets", "invalid_argument", secrets=[text_secret(str(n)) for n in range(9)])
    yield make("two secrets with the same id", "invalid_argument", secrets=[{**SECRET, "id": "a"}, {**OTHER, "id": "a"}])
    yield make("a secret of 31 bytes", "weak_secret", secrets=[{"text": "x" * 31}])
    yield make("a secret of 32 bytes", "ok", secrets=[{"text": "x" * 32}])
    yield make("an empty secret", "weak_secret", secrets=[{"text": ""}])
    yield make("an empty secret that is allowed to be weak", "weak_secret", secrets=[{"text": "", "weak": True}])
    yield make("a secret of 4097 bytes", "invalid_argument", secrets=[{"text": "x" * 4097}])
    yield make("a secret that isn't hex", "invalid_argument", secrets=[{"text": "xy" * 32, "format": "hex"}])
    yield make("a secret that isn't base64", "invalid_argument", secrets=[{"text": "-" * 44, "format": "base64"}])
    yield make("31 bytes in hex", "weak_secret", secrets=[{"text": "ab" * 31, "format": "hex"}])
    yield make("an empty id", "invalid_argument", secrets=[{**SECRET, "id": ""}])
    yield make("an id with a line break", "invalid_argument", secrets=[{**SECRET, "id": "a\nb"}])
    yield make("an id of 256 bytes", "invalid_argument", secrets=[{**SECRET, "id": "a" * 256}])
    yield make("a not_after before 1970", "invalid_argument", secrets=[{**SECRET, "not_after": -1}])
    yield make("a not_after after the year 9999", "invalid_argument", secrets=[{**SECRET, "not_after": 253402300800}])
    for setting, values in (
        ("leeway", (-1, 301)), ("max_lifetime", (-1, 253402300800)), ("max_token_bytes", (255, 1048577)),
        ("issuer", ("", "a\0b")), ("audience", ("", "a\0b")), ("type", ("", "a b", "x" * 128)),
    ):
        for value in values:
            shown = compact(value) if len(str(value)) < 40 else f"{len(value)} bytes"
            yield make(f"{setting} of {shown}", "invalid_argument", policy={setting: value})
    yield make("a report-only policy out of range", "invalid_argument", report={"leeway": 301})


def issuing():
    person = {"email": "ada@example.com", "sub": "usr_1"}

    def issue(name, changes=None, says=None, *, status="ok", claim=None, secret=SECRET, now=NOW, lifetime=600, **more):
        sent = {name: value for name, value in {**person, **(changes or {})}.items() if value is not ABSENT}
        expect = {"status": status, "claim": claim}
        if status == "ok":
            plain = {**SAYS, "issued_at": now, "expires_at": now + lifetime}
            expect["identity"] = {field: value for field, value in {**plain, **(says or {})}.items() if value is not None}
        return {"name": f"issuing: {name}", "operation": "issue", "secret": secret, "claims": sent, "now": now, "lifetime": lifetime,
                **more, "expect": expect}

    yield issue("a plain token")
    whole = {
        "name": 'Zoë "Ada"\n', "avatar_url": "https://example.com/a.png", "company_name": "AE", "company_id": "c",
        "company_mrr": 12.5, "customer_status": "trial", "renewal_date": "2027-03-31", "renewal_risk": "medium",
        "account_owner_id": "o", "account_owner_email": "o@example.com", "external_user_id": "x",
    }
    yield issue("every claim", {**whole, "iss": "i", "aud": ["sso", "widget"], "jti": "t", "nbf": NOW},
                {**whole, "customer_status_kind": "trial", "renewal_date_seconds": 1806451200, "issuer": "i",
                 "audience": ["sso", "widget"], "token_id": "t", "not_before": NOW})
    yield issue("one audience", {"aud": "sso"}, {"audience": ["sso"]})
    yield issue("the payload form of SSO", {"sub": ABSENT, "id": "usr_1", "avatarURL": "https://example.com/a"},
                {"avatar_url": "https://example.com/a"})
    yield issue("a user_hash", {}, {"user_hash": "verified"}, user_hash=True, policy={"user_hash": "required"})
    yield issue("custom claims", {}, {"custom_json": '{"plan":{"seats":25},"tags":["é"]}'},
                custom='{"plan":{"seats":25},"tags":["é"]}')
    yield issue("a secret with an id", {}, {"key_id": "new"}, secret=text_secret("new", id="new"))
    yield issue("a type", type="sso+jwt", policy={"type": "sso+jwt"})
    yield issue("a long lifetime", lifetime=86400, policy={"max_lifetime": 0})
    yield issue("no email", {"email": ABSENT}, status="missing_email")
    yield issue("an email without an @", {"email": "ada"}, status="malformed_claim", claim="email")
    yield issue("a wrong avatar", {"avatar_url": "ftp://example.com"}, status="malformed_claim", claim="avatar_url")
    yield issue("a wrong risk", {"renewal_risk": "severe"}, status="malformed_claim", claim="renewal_risk")
    yield issue("a placeholder as id", {"sub": "undefined"}, status="malformed_claim", claim="sub")
    yield issue("two ids", {"id": "usr_2"}, status="conflicting_user_id")
    yield issue("a user_hash without a user id", {"sub": ABSENT}, status="missing_user_id", user_hash=True)
    yield issue("a lifetime of zero", status="invalid_argument", lifetime=0)
    yield issue("a custom claim with a standard claim's name", status="invalid_argument", custom='{"email":"eve@example.com"}')
    yield issue("custom claims that aren't JSON", status="invalid_argument", custom="{")
    yield issue("an expired secret", status="invalid_argument", secret={**SECRET, "not_after": NOW - 1})


def hashing():
    def of(name, user_id, status="ok", secret=SECRET):
        expect = {"status": status, **({"user_hash": user_hash(secret, user_id)} if status == "ok" else {})}
        return {"name": name, "operation": "user_hash", "secret": secret, "user_id": user_id, "expect": expect}

    yield of("the hash of an id", "usr_1")
    yield of("the hash of an id outside ASCII", "größe-🧮")
    yield of("the hash with a secret in hex", "usr_1", secret={**text_secret("hex"), "format": "hex"})
    yield of("the hash of an empty id", "", "invalid_argument")
    yield of("the hash of a signing input", sign(PLAIN).rpartition(".")[0], "invalid_argument")


def explaining():
    good = sign(PLAIN)
    header, payload, _ = good.split(".")

    def explain(name, token, status, cause, side, *, cleaned=None, claim=None, failed=None, **more):
        expect = {"status": status, "claim": claim, "status_after_cleaning": cleaned or status, "cause": cause, "side": side}
        return {"name": name, "operation": "explain", "secrets": [SECRET], **more, "token": token, "now": NOW,
                "expect": {**expect, "failed_check": failed}}

    def signed_by(material):
        text = f"{header}.{payload}"
        return f"{text}.{base64url(hmac.new(material, text.encode(), hashlib.sha256).digest())}"

    mismatch = {"failed": "signature"}
    text = SECRET["text"]
    yield explain("why: nothing is wrong", good, "ok", None, None)
    yield explain("why: Bearer before the token", f"Bearer {good}", "malformed_header", "bearer_prefix", "carrier", cleaned="ok")
    yield explain("why: quotes around the token", f'"{good}"', "malformed_header", "quoted_token", "carrier", cleaned="ok")
    yield explain("why: a line break after the token", f"{good}\n", "malformed_signature", "white_space_around", "carrier", cleaned="ok")
    yield explain("why: a hex-decoded key", signed_by(bytes.fromhex(text)), "signature_mismatch", "key_hex_decoded", "signer", **mismatch)
    yield explain("why: a base64-decoded key", signed_by(base64.b64decode(text)), "signature_mismatch", "key_base64_decoded", "signer", **mismatch)
    yield explain("why: a key with a line break", signed_by(key(SECRET) + b"\n"), "signature_mismatch", "key_line_end", "signer", **mismatch)
    yield explain("why: a key in quotes", signed_by(b'"' + key(SECRET) + b'"'), "signature_mismatch", "key_quotes", "signer", **mismatch)
    yield explain("why: another known secret", sign(PLAIN, OTHER), "signature_mismatch", "key_other_secret", "signer",
                  other_secrets=[{**OTHER, "id": "staging"}], **mismatch)
    yield explain("why: an unknown secret", sign(PLAIN, OTHER), "signature_mismatch", "unknown_key_or_changed", "signer", **mismatch)
    yield explain("why: the signature of another token", f"{header}.{payload}.{sign(compact(claims({'sub': 'u'}))).split('.')[2]}",
                  "signature_mismatch", "signature_of_second", "carrier", second_token=sign(compact(claims({"sub": "u"}))), **mismatch)
    yield explain("why: no signature", f"{header}.{payload}.", "malformed_signature", "unsigned_token", "signer")
    yield explain("why: alg is none", sign(PLAIN, alg="none"), "unsupported_algorithm", "alg_none", "signer", failed="header")
    yield explain("why: an access token", sign(PLAIN, typ="at+jwt"), "unsupported_type", "typ_access_token", "signer", failed="header")


def inspecting():
    good = sign(PLAIN)
    header, payload, signature = good.split(".")

    def inspect(name, token, status="ok", header=None, payload=None):
        return {"name": name, "operation": "inspect", "token": token,
                "expect": {"status": status, "header": header, "payload": payload}}

    plain = compact({"alg": "HS256", "typ": "JWT"})
    yield inspect("a look at a good token", good, header=plain, payload=PLAIN)
    yield inspect("a look at a forged token", sign(PLAIN, OTHER), header=plain, payload=PLAIN)
    yield inspect("a look at an unsigned token", f"{header}.{payload}.", header=plain, payload=PLAIN)
    yield inspect("a look at a bad header", f"!.{payload}.{signature}", "malformed_header", payload=PLAIN)
    yield inspect("a look at a bad payload", f"{header}.!.{signature}", "malformed_payload", header=plain)
    yield inspect("a look at a duplicate member", sign('{"a":1,"a":2}'), "duplicate_member", header=plain)
    yield inspect("a look at an empty token", "", "malformed_token")


def cases():
    for part in (making, issuing, hashing, explaining, inspecting):
        yield from part()
