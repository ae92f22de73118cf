#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the fuzzer's seeds to seeds/TARGET. They are deterministic, so they can be committed.

`seeds.py --check` writes nothing, and fails if a seed differs from what it would write.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "seeds"
SECRETS = {number: b"a-secret-for-fuzzing-that-protects-nothing-%02d" % number for number in (1, 2, 3)}
NOW = 1750000000
TIMES = {"iat": NOW, "exp": NOW + 3600}
ADA = {"email": "ada@example.com", "name": "Ada Lovelace", "sub": "usr_7Yk2L", **TIMES}
USUAL = '{"alg":"HS256"}'


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(payload, header=USUAL, secret=1):
    if not isinstance(payload, (str, bytes)):
        payload = json.dumps(payload, separators=(",", ":"))
    parts = [part.encode() if isinstance(part, str) else part for part in (header, payload)]
    signed = b".".join(map(base64url, parts))
    return signed + b"." + base64url(hmac.digest(SECRETS[secret], signed, "sha256"))


def everything():
    return {
        **ADA,
        "name": "Zoë \"Ada\" Lovelace",
        "avatarURL": "https://cdn.example.com/a%20b.png",
        "company_name": "Analytical Engines",
        "company_id": "cmp_42",
        "company_mrr": 1249.5,
        "customer_status": "active",
        "renewal_date": "2026-03-31T09:30:00.000Z",
        "renewal_risk": "low",
        "account_owner_id": "own_17",
        "account_owner_email": "charles@example.org",
        "external_user_id": "003Dn",
        "user_hash": hmac.new(SECRETS[1], ADA["sub"].encode(), hashlib.sha256).hexdigest(),
        "iss": "https://issuer.example",
        "aud": ["productbridge", "other"],
        "jti": "7",
        "nbf": NOW,
        "plan": {"seats": 25, "roles": ["a", True, None, -0.5]},
    }


HEADERS = {
    "usual": USUAL,
    "typed": '{"alg":"HS256","typ":"JWT"}',
    "escaped": '{"\\u0061lg":"HS\\u003256","typ":"jwt","x":[1,{"y":null}]}',
    "key": '{"alg":"HS256","kid":"k1"}',
    "escaped-key": ' { "typ" : "JWT" , "kid" : "\\u006b1" , "alg" : "HS256" } ',
    "old-key": '{"alg":"HS256","kid":"old"}',
    "none": '{"alg":"none"}',
    "session": '{"alg":"HS256","typ":"pb-session+jwt"}',
    "escaped-session": '{"t\\u0079p":"PB-\\u0073ession\\u002bjwt","alg":"HS256"}',
    "critical": '{"alg":"HS256","crit":["b64"],"b64":false}',
}
PAYLOADS = {
    "minimal": ADA,
    "everything": everything(),
    "no-expiry": {"email": "Ada@b.c", "id": "7"},
    "expired": {**ADA, "exp": NOW - 1},
    "not-text": {**ADA, "company_mrr": "12", "name": 7, "aud": "x", "renewal_date": "2026-02-30"},
    "placeholders": {**ADA, "sub": "undefined", "company_id": "[object Object]", "name": "NaN"},
    "escapes": '{"\\u0065mail":"\\u0061@b.c","name":"\\ud83d\\ude80\\/\\"\\n\xe9",'
               f'"exp":{NOW + 60}.5,"iat":1.75e9,"sub":"\\u00e9"}}',
    "duplicate": f'{{"email":"a@b.c","exp":{NOW + 60},"exp":{NOW + 61}}}',
    "nested-duplicate": f'{{"email":"a@b.c","exp":{NOW + 60},"x":{{"a":1,"\\u0061":2}}}}',
    "numbers": '{"a":[0,-0,1e308,5e-324,0.30000000000000004,9223372036854775807,-9223372036854775808,'
               '12345678901234567890.5,1.7976931348623157e308]}',
    "spaces": ' { "k" : [ ] ,\t"o" : { } ,\r\n"d" : [ [ { "z" : 0 } ] ] } ',
    "deep": '{"l":' + "[" * 30 + "1" + "]" * 30 + "}",
    "long": '{"a_longer_name_than_sixteen_bytes":"' + "and a text longer than a window of bytes " * 4 + '"}',
}


def fields(*parts):
    return b"\xff".join(part.encode() for part in parts)


def claim(number, text):
    return chr(ord("@") + number) + text


def tokens():
    made = {f"payload-{name}": token(payload) for name, payload in PAYLOADS.items()}
    made |= {f"header-{name}": token(ADA, header) for name, header in HEADERS.items()}
    return {
        **made,
        "second-secret": token(ADA, secret=2),
        "old-secret": token(ADA, HEADERS["old-key"], secret=3),
        "forged": token(ADA)[:-1] + b"A",
        "no-signature": token(ADA).rsplit(b".", 1)[0] + b".",
        "dots": b"a.b.c.d",
    }


def payload_text(payload):
    return payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"))


def seeds():
    verify = tokens()
    yield from (("token", name, data) for name, data in verify.items())
    yield from (("header", name, text.encode()) for name, text in HEADERS.items())
    yield from (("payload", name, payload_text(text).encode()) for name, text in PAYLOADS.items())
    yield "header", "segment", base64url(HEADERS["escaped"].encode())
    for length in (0, 1, 2, 3, 4, 31, 32, 33, 63, 64, 65, 97):
        yield "base64url", f"length-{length}", (b"AZaz09-_" * 13)[:length]
    yield "base64url", "standard", b"+/+/AAAA"
    yield "base64url", "unused-bits", b"AB"
    ada = [claim(1, "ada@b.c"), claim(5, "Zoë"), claim(2, "usr_7")]
    yield "issue", "minimal", fields(claim(1, "a@b.c"))
    yield "issue", "hash", fields(*ada, "h")
    yield "issue", "everything", fields(
        *ada, claim(6, "https://b.c/"), claim(8, "Engines"), claim(9, "c1"), claim(11, "trial"),
        claim(12, "2026-03-31"), claim(13, "high"), claim(14, "o"), claim(15, "o@b.c"), claim(16, "e"),
        claim(20, "i"), claim(21, "a"), claim(22, "j"), "m1249.5", "n1750000000.25", "c{\"plan\":[1,{\"a\":null}]}")
    for name, header in (("signing-input", USUAL), ("spaced-signing-input", "\n" + USUAL)):
        signed = token(ADA, header).rsplit(b".", 1)[0].decode()
        yield "issue", name, fields(claim(1, "a@b.c"), claim(2, signed), "h")
    yield "issue", "type", fields(*ada, "ypb-session+jwt")
    yield "issue", "types", fields(*ada, "y", "ya b", "y" + "t" * 127, "y" + "t" * 128, "yjWt")
    yield "issue", "times", fields(*ada, "t0", "l253402300799")
    yield "issue", "refused", fields(claim(1, "a@b.c"), claim(2, "x"), claim(3, "y"), "c{\"email\":1}", "l0")
    yield "policy", "numbers", fields("b256", "l300", "f600", "x1", "h1", "e1", "r1", "s0")
    yield "policy", "texts", fields("ii", "aa")
    yield "policy", "refusals", fields("h2", "e2", "s1", "aproductbridge", "iother", "f1", "l0")
    yield "policy", "type", fields("tpb-session+jwt", "t-")
    yield "policy", "types", fields("t", "ta b", "t" + "t" * 128, "tJWT")
    yield "policy", "out-of-range", fields("b255", "b1048577", "l301", "l-1", "f-1", "h3", "e3", "r2", "i", "a")
    yield "policy", "secrets", fields(
        "T" + SECRETS[2].decode(), "kk1", "n1750000000", "H" + "aB" * 32, "kk2",
        "B" + base64.b64encode(bytes(range(33))).decode(), "kk1", "Tshort")


def main(check):
    wanted = {f"{target}/{name}": data for target, name, data in seeds()}
    found = {str(path.relative_to(FOLDER)): path.read_bytes() for path in FOLDER.glob("*/*")}
    if check:
        wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        if wrong:
            sys.exit("seeds.py: not what it would write: " + ", ".join(wrong))
        return
    for name in found.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, data in wanted.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(data)
    print(f"{len(wanted)} seeds, {sum(map(len, wanted.values()))} bytes")


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: seeds.py [--check]")
    main(sys.argv[1:] == ["--check"])
