# SPDX-License-Identifier: Apache-2.0
"""Tokens that are refused for their form, header, key, signature, payload or times, and similar accepted ones."""

from made import ABSENT, NOW, OTHER, SECRET, base64url, claims, compact, mac, ok, refused, sign, text_secret

GOOD = sign(claims({}))
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")
PLAIN = compact(claims({}))


def form():
    for name, token in (
        ("an empty token", ""),
        ("one segment", HEADER),
        ("two segments", f"{HEADER}.{PAYLOAD}"),
        ("four segments", f"{GOOD}.{SIGNATURE}"),
        ("an empty header", f".{PAYLOAD}.{SIGNATURE}"),
        ("an empty payload", f"{HEADER}..{SIGNATURE}"),
        ("only dots", ".."),
    ):
        yield refused(name, "malformed_token", token=token)
    yield refused("a token of 8193 bytes", "token_too_large", token="a" * 8193)
    yield refused("a limit of 256 bytes", "token_too_large", {"note": "n" * 256}, policy={"max_token_bytes": 256})
    yield ok("a limit of 16384 bytes", {"note": "n" * 8192}, {"custom": {"note": "n" * 8192}},
             policy={"max_token_bytes": 16384})
    for name, token in (
        ("a space before the token", f" {GOOD}"),
        ("padding in the header", f"{HEADER}=.{PAYLOAD}.{SIGNATURE}"),
        ("a NUL in the header", f"{HEADER[:5]}\0{HEADER[5:]}.{PAYLOAD}.{SIGNATURE}"),
        ("bytes that aren't UTF-8", b"\xff\xfe." + f"{PAYLOAD}.{SIGNATURE}".encode()),
        ("a letter outside ASCII", f"é{GOOD}"),
    ):
        yield refused(name, "malformed_header", token=token)
    for name, signature in (
        ("an empty signature", ""),
        ("a short signature", SIGNATURE[:-4]),
        ("a line break after the token", SIGNATURE + "\n"),
        ("a padded signature", SIGNATURE + "="),
        ("a NUL after the token", SIGNATURE + "\0"),
    ):
        yield refused(name, "malformed_signature", token=f"{HEADER}.{PAYLOAD}.{signature}")


def headers():
    for name, header in (
        ("a header that isn't JSON", "HS256"),
        ("a header that is an array", "[]"),
        ("a header with a duplicate member", '{"alg":"HS256","alg":"HS256"}'),
        ("a header with an extra comma", '{"alg":"HS256",}'),
    ):
        yield refused(name, "malformed_header", token=sign(PLAIN, header=header))
    for alg in ("none", "hs256", "HS512", "RS256", "", None, 256):
        yield refused(f"the algorithm {compact(alg)}", "unsupported_algorithm", token=sign(PLAIN, alg=alg))
    yield refused("no algorithm", "unsupported_algorithm", token=sign(PLAIN, header='{"typ":"JWT"}'))
    for typ in ("at+jwt", "JWS", 7):
        yield refused(f"the type {compact(typ)}", "unsupported_type", token=sign(PLAIN, typ=typ))
    for typ in ("jwt", "application/jwt", "APPLICATION/JWT"):
        yield ok(f"the type {typ}", token=sign(PLAIN, typ=typ))
    yield ok("no type", token=sign(PLAIN, header='{"alg":"HS256"}'))
    for name, member in (("crit", ["exp"]), ("crit", None), ("b64", True)):
        yield refused(f"{name} of {compact(member)}", "critical_header", token=sign(PLAIN, **{name: member}))
    yield ok("jwk and jku are ignored", token=sign(PLAIN, jwk={"kty": "oct"}, jku="https://example.com/keys"))


def keys():
    new, old = text_secret("new", id="new"), text_secret("old", id="old")
    kept = {**old, "not_after": NOW}
    gone = {**old, "not_after": NOW - 1}
    yield ok("the first of two secrets", {}, {"key_id": "new"}, secrets=[new, old])
    yield ok("the second of two secrets", {}, {"key_id": "old"}, secrets=[new, old], token=sign(PLAIN, old))
    yield ok("a kid of the secret that signed", {}, {"key_id": "old"}, secrets=[new, old], token=sign(PLAIN, old, kid="old"))
    yield refused("a kid of another secret", "signature_mismatch", secrets=[new, old], token=sign(PLAIN, old, kid="new"))
    yield refused("an unknown kid", "unknown_key", secrets=[new, old], token=sign(PLAIN, old, kid="older"))
    yield ok("a kid when no secret has an id", token=sign(PLAIN, kid="any"))
    yield ok("a kid that is a number is ignored", {}, {"key_id": "new"}, secrets=[new], token=sign(PLAIN, new, kid=1))
    yield ok("the last second of a secret", {}, {"key_id": "old"}, secrets=[new, kept], token=sign(PLAIN, old))
    yield refused("a token of an expired secret", "signature_mismatch", secrets=[new, gone], token=sign(PLAIN, old))
    yield refused("a kid of an expired secret", "unknown_key", secrets=[new, gone],
                  token=sign(PLAIN, old, kid="old"))
    yield refused("the only secret has expired", "unknown_key", secrets=[gone])
    eight = [text_secret(f"secret {n}", id=f"key-{n}") for n in range(8)]
    yield ok("the last of eight secrets", {}, {"key_id": "key-7"}, secrets=eight, token=sign(PLAIN, eight[7]))
    yield ok("an id outside ASCII", {}, {"key_id": "schlüssel"}, secrets=[text_secret("s", id="schlüssel")])
    yield ok("a secret in hex", secrets=[{**text_secret("hex"), "format": "hex"}])
    yield ok("a secret in upper-case hex", secrets=[{"text": text_secret("hex")["text"].upper(), "format": "hex"}])
    yield ok("a secret in base64", secrets=[{"text": "c2VjcmV0IG9mIHRoaXJ0eSBieXRlcyBhbmQgYSBmZXcgbW9yZQ==",
                                             "format": "base64"}])
    yield refused("a secret in hex that is used as text", "signature_mismatch", secrets=[text_secret("hex")],
                  token=sign(PLAIN, {**text_secret("hex"), "format": "hex"}))
    yield ok("a weak secret that is allowed", secrets=[{"text": "short", "weak": True}], warnings=["weak_secret"])
    yield ok("a secret with white space", secrets=[{"text": f" {text_secret('x')['text']}\n"}])
    yield ok("a secret outside ASCII", secrets=[{"text": "ü" * 16}])


def signatures():
    yield refused("another secret", "signature_mismatch", token=sign(PLAIN, OTHER))
    changed = base64url(compact(claims({"email": "eve@example.com"})).encode())
    yield refused("a changed payload", "signature_mismatch", token=f"{HEADER}.{changed}.{SIGNATURE}")
    yield refused("a changed header", "signature_mismatch",
                  token=f"{base64url(compact({'alg': 'HS256'}).encode())}.{PAYLOAD}.{SIGNATURE}")
    yield refused("a bad payload under a wrong signature", "signature_mismatch", token=f"{HEADER}.!.{SIGNATURE}")


def payloads():
    for name, payload in (
        ("a payload that isn't JSON", "email=ada@example.com"),
        ("a payload that is an array", f"[{PLAIN}]"),
        ("a payload with trailing bytes", PLAIN + "x"),
        ("a payload that isn't UTF-8", PLAIN.encode().replace(b"ada", b"ad\xe9")),
        ("a payload with a byte order mark", "\ufeff" + PLAIN),
        ("a payload with NaN", PLAIN.replace("}", ',"n":NaN}')),
        ("a payload with U+0000", PLAIN.replace("ada", "a\\u0000da")),
        ("a payload with half an emoji", PLAIN.replace("ada", "a\\ud83dda")),
        ("a payload nested 33 deep", PLAIN.replace("}", ',"n":' + "[" * 32 + "]" * 32 + "}")),
        ("a payload with an integer of 65 bits", PLAIN.replace("}", f',"n":{2**63}}}')),
    ):
        yield refused(name, "malformed_payload", token=sign(payload))
    text = f"{HEADER}.{PAYLOAD}="
    yield refused("a padded payload", "malformed_payload", token=f"{text}.{base64url(mac(SECRET, text).digest())}")
    yield refused("a duplicate claim", "duplicate_member", token=sign(PLAIN.replace("}", ',"email":"eve@example.com"}')))
    yield refused("a duplicate claim with an escape", "duplicate_member",
                  token=sign(PLAIN.replace("}", ',"\\u0065mail":"eve@example.com"}')))
    yield refused("a duplicate member in a custom claim", "duplicate_member",
                  token=sign(PLAIN.replace("}", ',"n":{"a":1,"a":2}}')))


def times():
    yield refused("no exp", "missing_exp", {"exp": ABSENT})
    yield refused("an exp of null", "missing_exp", {"exp": None})
    yield ok("no exp, if it is optional", {"exp": ABSENT}, {"expires_at": None}, policy={"allow_missing_exp": True})
    yield ok("the last second with a leeway of 30", now=NOW + 629)
    yield refused("a second after that", "expired", now=NOW + 630)
    yield ok("the last second without a leeway", now=NOW + 599, policy={"leeway": 0})
    yield refused("expired without a leeway", "expired", now=NOW + 600, policy={"leeway": 0})
    yield ok("the last second with a leeway of 300", now=NOW + 899, policy={"leeway": 300})
    yield ok("nbf within the leeway", {"nbf": NOW + 30}, {"not_before": NOW + 30})
    yield refused("nbf beyond the leeway", "not_yet_valid", {"nbf": NOW + 31})
    yield ok("iat within the leeway", {"iat": NOW + 30}, {"issued_at": NOW + 30})
    yield refused("iat beyond the leeway", "issued_in_future", {"iat": NOW + 31})
    yield ok("a lifetime of 3630 seconds", {"iat": NOW, "exp": NOW + 3630}, {"issued_at": NOW, "expires_at": NOW + 3630})
    yield refused("a lifetime of 3631 seconds", "lifetime_too_long", {"iat": NOW, "exp": NOW + 3631})
    yield ok("any lifetime, if the policy has no limit", {"exp": 253402300799}, {"expires_at": 253402300799}, policy={"max_lifetime": 0})
    yield refused("a lifetime longer than the policy's limit", "lifetime_too_long", policy={"max_lifetime": 600, "leeway": 0})
    yield ok("no iat", {"iat": ABSENT}, {"issued_at": None}, warnings=[("missing_iat", "iat")])
    yield refused("no iat, and exp too far from now", "lifetime_too_long", {"iat": ABSENT, "exp": NOW + 3631})
    yield ok("times with fractions", {"iat": NOW - 0.5, "nbf": NOW - 0.25, "exp": NOW + 0.125},
             {"issued_at": NOW - 0.5, "not_before": NOW - 0.25, "expires_at": NOW + 0.125})
    yield refused("exp before iat", "malformed_claim", {"iat": NOW, "exp": NOW}, claim="exp")
    for claim in ("exp", "nbf", "iat"):
        for value in ("1800000000", -1, 253402300800, True):
            yield refused(f"{claim} of {compact(value)}", "malformed_claim", {claim: value}, claim=claim)


def cases():
    for part in (form, headers, keys, signatures, payloads, times):
        yield from part()
