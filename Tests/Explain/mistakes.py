# SPDX-License-Identifier: Apache-2.0
"""Typical mistakes, each made in a good token or secret.

A row is a name, the token (or the program that makes it), the expected cause, and other input.
"""

import base64
import datetime
import hashlib
import hmac
import json
import urllib.parse
from dataclasses import dataclass, field

import jwt

SECRET = "5d1c0a9e7f3b486285a4c6e0f1d2b3948776a5b4c3d2e1f00f1e2d3c4b5a6978"
OTHER = "e3a90f1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7"
NOW = 1_775_000_000
PERSON = {"email": "ada@example.com", "name": "Ada Lovelace", "sub": "4711", "company_id": "42", "company_name": "Engines"}
CLAIMS = {**PERSON, "iat": NOW - 10, "exp": NOW + 3590}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sign(header, payload, key=SECRET, digest=hashlib.sha256):
    """A token from two JSON texts."""
    text = f"{b64(header)}.{b64(payload)}"
    return f"{text}.{b64(hmac.new(key.encode() if isinstance(key, str) else key, text.encode(), digest).digest())}"


HEADER = compact({"alg": "HS256", "typ": "JWT"})


def token(key=SECRET, header=HEADER, without=(), **claims):
    kept = {name: value for name, value in {**CLAIMS, **claims}.items() if name not in without}
    return sign(header, compact(kept), key)


def of_text(payload):
    return sign(HEADER, payload if isinstance(payload, bytes) else payload.encode())


def members(text):
    """A payload with one member given as JSON text."""
    return of_text(b'{"email":"ada@example.com","exp":%d,"iat":%d,' % (NOW + 3590, NOW - 10) + text + b"}")


def pyjwt(claims=None, key=SECRET, algorithm="HS256", **more):
    return jwt.encode({**CLAIMS, **(claims or {})}, key, algorithm=algorithm, **more)


def user_hash(key=SECRET, of="4711"):
    return hmac.new(key.encode() if isinstance(key, str) else key, of.encode(), hashlib.sha256).hexdigest()


def resigned(good, header=None, payload=None):
    """A token with changed parts and its original signature."""
    parts = good.split(".")
    if header is not None:
        parts[0] = b64(header)
    if payload is not None:
        parts[1] = b64(payload)
    return ".".join(parts)


@dataclass
class Mistake:
    name: str
    token: object  # text, bytes, or a function that needs a program
    cause: str
    secrets: list = field(default_factory=lambda: [SECRET.encode()])
    others: list = field(default_factory=list)
    policy: dict = field(default_factory=dict)
    second: bytes = None
    found: str = ""  # a word that the cause's finding must contain
    first: bool = True  # whether it must be the first cause


GOOD = token()
PARTS = GOOD.split(".")
RAW = base64.urlsafe_b64decode(PARTS[2] + "=")
URL = "https://acme.productbridge.example/sso/callback?"
PAYLOAD = compact(CLAIMS)
QUOTED = {"user_hash": 2}
NAIVE = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)
LONG = ["group-%04d" % i for i in range(900)]

WRAPPED = [
    Mistake("in double quotes", f'"{GOOD}"', "quoted_token"),
    Mistake("in single quotes", f"'{GOOD}'", "quoted_token"),
    Mistake("Bearer in front", f"Bearer {GOOD}", "bearer_prefix"),
    Mistake("bearer in lower case", f"bearer {GOOD}", "bearer_prefix"),
    Mistake("a line of an HTTP request", f"Authorization: Bearer {GOOD}", "authorization_header"),
    Mistake("Python's bytes, printed", str(GOOD.encode()), "python_bytes"),
    Mistake("in a JSON object", json.dumps({"token": GOOD}), "wrapped_in_json"),
    Mistake("in nested JSON objects", json.dumps({"data": {"ssoToken": GOOD}}), "wrapped_in_json"),
    Mistake("a newline at the end", GOOD + "\n", "white_space_around"),
    Mistake("a space in front", " " + GOOD, "white_space_around"),
    Mistake("CR LF at the end", GOOD + "\r\n", "white_space_around"),
    Mistake("a no-break space at the end", GOOD + "\u00a0", "white_space_around"),
    Mistake("a byte order mark in front", "\ufeff" + GOOD, "byte_order_mark"),
    Mistake("wrapped at 76 characters", "\n".join(GOOD[i : i + 76] for i in range(0, len(GOOD), 76)), "line_breaks_within"),
    Mistake("dots percent-encoded", GOOD.replace(".", "%2E"), "percent_encoded"),
    Mistake("dots percent-encoded twice", GOOD.replace(".", "%252E"), "percent_encoded"),
    Mistake("the callback URL", URL + urllib.parse.urlencode({"ssoToken": GOOD, "organizationId": "acme"}), "whole_url"),
    Mistake("the callback URL with the token second", f"{URL}organizationId=acme&ssoToken={GOOD}", "whole_url"),
    Mistake("the query only", f"ssoToken={GOOD}&organizationId=acme", "whole_url"),
    Mistake("in the fragment", f"https://acme.example/#token={GOOD}", "whole_url"),
    Mistake("an HTML page", "<!DOCTYPE html><html><head><title>Sign in</title></head></html>", "html_instead"),
    Mistake("an HTTP response", f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{GOOD}", "http_answer_instead"),
    Mistake("an error as JSON", '{"error":"unauthorized"}', "json_instead"),
    Mistake("undefined", "undefined", "placeholder_token"),
    Mistake("null", "null", "placeholder_token"),
    Mistake("a promise", "[object Promise]", "placeholder_token"),
    Mistake("nothing", "", "empty_token"),
    Mistake("only spaces", "  \n", "empty_token"),
    Mistake("a word", "hello", "no_token"),
    Mistake("quoted, with Bearer and a newline", f'"Bearer {GOOD}"\n', "bearer_prefix", first=False),
]

FORM = [
    Mistake("encrypted", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..QUFBQUFBQUFBQUFB.ZW5jcnlwdGVk.dGFndGFndGFndGFndGE", "encrypted_token"),
    Mistake("cut within the signature", GOOD[:-9], "cut_off"),
    Mistake("cut after the payload", ".".join(PARTS[:2]), "cut_off"),
    Mistake("cut at 255 by a database column", token(name="A" * 120)[:255], "cut_off", found="255"),
    Mistake("four parts", GOOD + ".x", "dot_count"),
    Mistake("one part", PARTS[0] + PARTS[1] + PARTS[2], "dot_count", first=False),
    Mistake("without a signature", ".".join(PARTS[:2]) + ".", "unsigned_token"),
    Mistake("standard base64", f"{PARTS[0]}.{base64.b64encode(compact({**CLAIMS, 'name': 'a?b>c?d>>e??f'})).decode().rstrip('=')}.{PARTS[2]}", "standard_base64", first=False),
    Mistake("signature in padded standard base64", ".".join(PARTS[:2]) + "." + base64.b64encode(RAW).decode(), "padded_base64", first=False),
    Mistake("signature in padded base64url", GOOD + "=", "padded_base64", first=False),
    Mistake("header padded", sign(HEADER + b" ", PAYLOAD).replace(".", "==."[:-1] + ".", 1) if (len(HEADER) + 1) % 3 == 1 else sign(HEADER, PAYLOAD).replace(".", "=.", 1), "padded_base64", first=False),
    Mistake("signature in hex", ".".join(PARTS[:2]) + "." + RAW.hex(), "hex_signature"),
    Mistake("signature in upper-case hex", ".".join(PARTS[:2]) + "." + RAW.hex().upper(), "hex_signature"),
    Mistake("an asterisk inside", PARTS[0] + "." + PARTS[1][:20] + "*" + PARTS[1][21:] + "." + PARTS[2], "wrong_character", first=False),
    Mistake("unused bits set", GOOD[:-1] + chr(ord(GOOD[-1]) + 1) if GOOD[-1] in "AEIMQUYcgkosw048" else GOOD, "unused_bits", first=False),
    Mistake("a character lost", PARTS[0] + "." + PARTS[1] + "." + PARTS[2][:-2], "cut_off"),
    Mistake("too many groups", token(groups=LONG), "token_too_large", found="8192"),
]

HEADERS = [
    Mistake("no alg", token(header=compact({"typ": "JWT"})), "alg_missing"),
    Mistake("HS512, which jjwt chooses", pyjwt(algorithm="HS512"), "signed_hs384_hs512", first=False),
    Mistake("HS512, named by the header", pyjwt(algorithm="HS512"), "alg_hs384_hs512", first=False),
    Mistake("HS384", pyjwt(algorithm="HS384"), "signed_hs384_hs512", first=False),
    Mistake("HS512 with another key", pyjwt(algorithm="HS512", key=OTHER), "alg_hs384_hs512"),
    Mistake("RS256", token(header=compact({"alg": "RS256", "typ": "JWT", "kid": "x"})), "alg_asymmetric", first=False),
    Mistake("none", jwt.encode(CLAIMS, None, algorithm="none"), "alg_none", first=False),
    Mistake("alg in lower case", token(header=compact({"alg": "hs256", "typ": "JWT"})), "alg_spelling"),
    Mistake("an access token", token(header=compact({"alg": "HS256", "typ": "at+jwt"})), "typ_access_token"),
    Mistake("typ null", token(header=compact({"alg": "HS256", "typ": None})), "typ_not_text"),
    Mistake("another typ", token(header=compact({"alg": "HS256", "typ": "JWE"})), "typ_other"),
    Mistake("the policy's typ", GOOD, "typ_other", policy={"type": "sso+jwt"}),
    Mistake("crit", token(header=compact({"alg": "HS256", "crit": ["exp"], "exp": 1})), "critical_header"),
    Mistake("b64", token(header=compact({"alg": "HS256", "b64": False})), "critical_header"),
    Mistake("an unknown kid", pyjwt(headers={"kid": "staging"}), "unknown_kid", secrets=[(SECRET.encode(), "production")], found="production"),
    Mistake("a retired key", GOOD, "key_retired", secrets=[(SECRET.encode(), None, NOW - 60)]),
    Mistake("a header that isn't JSON", "hello.world." + PARTS[2], "header_not_json", first=False),
]

KEYS = [
    Mistake("hex-decoded", pyjwt(key=bytes.fromhex(SECRET)), "key_hex_decoded"),
    Mistake("base64-decoded", pyjwt(key=base64.b64decode(SECRET)), "key_base64_decoded"),
    Mistake("base64-encoded", pyjwt(key=base64.b64encode(SECRET.encode())), "key_base64_encoded"),
    Mistake("base64-encoded without padding", pyjwt(key=base64.b64encode(SECRET.encode()).rstrip(b"=")), "key_base64_encoded"),
    Mistake("hex-encoded", pyjwt(key=SECRET.encode().hex()), "key_hex_encoded"),
    Mistake("with a newline", pyjwt(key=SECRET + "\n"), "key_line_end"),
    Mistake("with CR LF", pyjwt(key=SECRET + "\r\n"), "key_carriage_return"),
    Mistake("with a carriage return", pyjwt(key=SECRET + "\r"), "key_carriage_return"),
    Mistake("with a space at the end", pyjwt(key=SECRET + " "), "key_white_space"),
    Mistake("with a space in front", pyjwt(key=" " + SECRET), "key_white_space"),
    Mistake("in double quotes", pyjwt(key=f'"{SECRET}"'), "key_quotes"),
    Mistake("in single quotes", pyjwt(key=f"'{SECRET}'"), "key_quotes"),
    Mistake("a byte order mark", pyjwt(key="\ufeff" + SECRET), "key_byte_order_mark"),
    Mistake("the line of an .env file", pyjwt(key=f"PRODUCTBRIDGE_WIDGET_SECRET={SECRET}"), "key_assignment"),
    Mistake("in upper case", pyjwt(key=SECRET.upper()), "key_case"),
    Mistake("the verifier's in upper case", GOOD, "key_case", secrets=[SECRET.upper().encode()]),
    Mistake("the variable's name", pyjwt(key="PRODUCTBRIDGE_WIDGET_SECRET"), "key_variable_name"),
    Mistake("the variable's name, unexpanded", pyjwt(key="${PRODUCTBRIDGE_WIDGET_SECRET}"), "key_variable_name"),
    Mistake("undefined", pyjwt(key="undefined"), "key_undefined"),
    Mistake("null", pyjwt(key="null"), "key_undefined"),
    Mistake("None", pyjwt(key=str(None)), "key_undefined"),
    Mistake("empty", sign(HEADER, PAYLOAD, b""), "key_empty", found="empty"),
    Mistake("the documents' sample", pyjwt(key="your_64_char_hex_secret"), "key_sample_value"),
    Mistake("the other environment's", pyjwt(key=OTHER), "key_other_secret", others=[(OTHER.encode(), "staging")], found="staging"),
    Mistake("the other environment's, hex-decoded", pyjwt(key=bytes.fromhex(OTHER)), "key_hex_decoded", others=[(OTHER.encode(), "staging")], found="staging"),
    Mistake("the second of two, with a newline", pyjwt(key=OTHER + "\n"), "key_line_end", secrets=[SECRET.encode(), OTHER.encode()], found="secret 2"),
    Mistake("half of it", pyjwt(key=SECRET[:32]), "key_cut"),
    Mistake("without its last character", pyjwt(key=SECRET[:-1]), "key_cut"),
    Mistake("in UTF-16", pyjwt(key=SECRET.encode("utf-16-le")), "key_utf16"),
    Mistake("an unknown key", pyjwt(key=OTHER), "unknown_key_or_changed"),
    Mistake("the verifier's with a newline", GOOD, "own_secret_wrapped", secrets=[SECRET.encode() + b"\n"]),
    Mistake("the verifier's in quotes", GOOD, "own_secret_wrapped", secrets=[b'"' + SECRET.encode() + b'"']),
    Mistake("the verifier's with its name", GOOD, "own_secret_wrapped", secrets=[b"PRODUCTBRIDGE_WIDGET_SECRET=" + SECRET.encode()]),
    Mistake("the verifier's with a byte order mark", GOOD, "own_secret_wrapped", secrets=[b"\xef\xbb\xbf" + SECRET.encode()]),
    Mistake("the verifier's in UTF-16", GOOD, "own_secret_utf16", secrets=[SECRET.encode("utf-16")]),
    Mistake("the verifier's in UTF-16, with a line break", GOOD, "own_secret_utf16", secrets=[(SECRET + "\r\n").encode("utf-16")]),
    Mistake("half of the verifier's", GOOD, "own_secret_cut", secrets=[SECRET[:32].encode()]),
    Mistake("the verifier's isn't 64 hex characters", GOOD, "own_secret_form", secrets=[b"correct horse battery staple and some more"]),
    Mistake("the verifier's was hex-decoded", GOOD, "own_secret_decoded", secrets=[bytes.fromhex(SECRET)]),
    Mistake("a signature in padded base64url with the right key", GOOD + "=", "signature_encoding", first=False),
    Mistake("a signature in standard base64 with the right key", next(t for t in (token(jti=str(i)) for i in range(99)) if "-" in t.split(".")[2]).rsplit(".", 1)[0] + "." + next(t for t in (token(jti=str(i)) for i in range(99)) if "-" in t.split(".")[2]).rsplit(".", 1)[1].replace("-", "+").replace("_", "/"), "signature_encoding", first=False),
    Mistake("the payload written again by Python", resigned(GOOD, payload=json.dumps(CLAIMS).encode()), "payload_reencoded"),
    Mistake("Python's payload written again without spaces", resigned(sign(HEADER, json.dumps({**CLAIMS, "name": "Zoë"}).encode()), payload=compact({**CLAIMS, "name": "Zoë"})), "payload_reencoded"),
    Mistake("PHP's payload written again", resigned(sign(HEADER, compact({**CLAIMS, "avatar_url": "https://a.example/x.png"}).replace(b"/", b"\\/")), payload=compact({**CLAIMS, "avatar_url": "https://a.example/x.png"})), "payload_reencoded"),
    Mistake("the header written again", resigned(sign(HEADER, PAYLOAD), header=json.dumps({"alg": "HS256", "typ": "JWT"}).encode()), "header_changed"),
    Mistake("the second token's signature", ".".join(PARTS[:2]) + "." + token(name="Grace").split(".")[2], "signature_of_second", second=token(name="Grace").encode()),
    Mistake("only the payload was signed", f"{PARTS[0]}.{PARTS[1]}.{b64(hmac.new(SECRET.encode(), PARTS[1].encode(), hashlib.sha256).digest())}", "signed_other_text"),
    Mistake("the JSON was signed", f"{PARTS[0]}.{PARTS[1]}.{b64(hmac.new(SECRET.encode(), HEADER + b'.' + PAYLOAD, hashlib.sha256).digest())}", "signed_other_text"),
]

JSON = [
    Mistake("sub twice", members(b'"sub":"4711","sub":"4712"'), "json_duplicate", found="sub"),
    Mistake("half an emoji", members(rb'"name":"Ada \ud83d"'), "json_half_character", found="name"),
    Mistake("NaN", of_text(json.dumps({**CLAIMS, "company_mrr": float("nan")})), "json_nan", found="company_mrr"),
    Mistake("Infinity", of_text(json.dumps({**CLAIMS, "company_mrr": float("inf")})), "json_nan"),
    Mistake("an integer of 128 bits", of_text(json.dumps({**CLAIMS, "jti": 2**127})), "json_integer_range", found="jti"),
    Mistake("1e400", members(b'"x":1e400'), "json_number_range"),
    Mistake("a NUL at the end", of_text(PAYLOAD + b"\0"), "json_nul"),
    Mistake("an escaped NUL", members(rb'"name":"Ada\u0000"'), "json_nul", found="name"),
    Mistake("Latin-1", of_text(compact({**CLAIMS, "name": "Zoë"}).decode().encode("latin-1")), "json_not_utf8", found="name"),
    Mistake("a byte order mark", of_text(b"\xef\xbb\xbf" + PAYLOAD), "json_byte_order_mark"),
    Mistake("nested 41 deep", members(b'"x":' + b"[" * 40 + b"]" * 40), "json_nesting", found="32"),
    Mistake("1100 members", of_text(compact({**CLAIMS, **{f"m{i}": 1 for i in range(1100)}})), "json_members", found="1024", policy={"max_token_bytes": 1 << 16}),
    Mistake("two objects", of_text(PAYLOAD + b"{}"), "json_two_documents"),
    Mistake("a word at the end", of_text(PAYLOAD + b" x"), "json_trailing"),
    Mistake("Python's repr", of_text(repr(CLAIMS)), "json_python_repr"),
    Mistake("Python's True", members(b'"admin":True'), "json_python_repr"),
    Mistake("a trailing comma", of_text(PAYLOAD[:-1] + b",}"), "json_comma"),
    Mistake("a raw newline in a text", members(b'"name":"Ada\nLovelace"'), "json_control", found="name"),
    Mistake("a bad escape", members(rb'"name":"Ada\x20"'), "json_escape"),
    Mistake("a leading zero", members(b'"company_id":007'), "json_number_form", found="company_id"),
    Mistake("cut JSON", of_text(PAYLOAD[:-9]), "json_cut"),
    Mistake("names without quotes", of_text("{email:'ada@example.com'}"), "json_quotes", first=False),
    Mistake("JSON encoded twice", of_text(json.dumps(json.dumps(CLAIMS))), "json_encoded_twice"),
    Mistake("a text", of_text('"ada@example.com"'), "json_not_object"),
    Mistake("an array", of_text(json.dumps([CLAIMS])), "json_not_object"),
    Mistake("empty", f"{PARTS[0]}.e30.{PARTS[2]}", "unknown_key_or_changed"),
]

TIME = [
    Mistake("no exp", token(without=["exp"]), "exp_missing"),
    Mistake("exp under another name", token(without=["exp"], expires=NOW + 3590), "claim_name", found="expires", first=False),
    Mistake("milliseconds", token(exp=(NOW + 3590) * 1000), "time_milliseconds", found="exp"),
    Mistake("iat in milliseconds", token(iat=NOW * 1000), "time_milliseconds", found="iat"),
    Mistake("exp as text", token(exp=str(NOW + 3590)), "time_text", found="exp"),
    Mistake("exp as a date", token(exp=(NAIVE + datetime.timedelta(hours=1)).isoformat()), "time_date_text"),
    Mistake("exp too large", token(exp=2**62), "time_out_of_range"),
    Mistake("a negative nbf", token(nbf=-1), "time_out_of_range", found="nbf"),
    Mistake("exp true", token(exp=True), "time_type"),
    Mistake("exp is a lifetime", token(exp=3600, without=["iat"]), "exp_is_lifetime"),
    Mistake("a clock at 1970", token(iat=0, exp=3600), "clock_at_1970"),
    Mistake("naive local time, 7 hours behind", token(without=["iat"], exp=NOW + 3600 - 7 * 3600), "time_zone", found="7 hours"),
    Mistake("naive local time, 3 hours ahead", token(without=["iat"], exp=NOW + 3600 + 3 * 3600), "time_zone", found="3 hours"),
    Mistake("5 h 30 min ahead, with iat", token(iat=NOW + 19800, exp=NOW + 19800 + 3600), "time_zone", found="5 hours 30 minutes"),
    Mistake("a clock 95 s fast", token(without=["iat"], exp=NOW + 3600 + 95), "clock_drift"),
    Mistake("a clock 4 minutes fast, with iat", token(iat=NOW + 240, exp=NOW + 3840), "clock_drift"),
    Mistake("expired", token(iat=NOW - 90000, exp=NOW - 86400 - 777), "token_expired", found="1 day"),
    Mistake("expiresIn: '3600'", token(iat=NOW - 60, exp=NOW - 60 + 3.6), "lifetime_very_short"),
    Mistake("30 days", token(exp=NOW + 30 * 86400), "lifetime_too_long", found="30 days"),
    Mistake("exp before iat", token(iat=NOW, exp=NOW - 1), "exp_not_after_iat"),
    Mistake("nbf ahead", token(nbf=NOW + 1234), "nbf_ahead"),
    Mistake("no iat", token(without=["iat"]), "iat_missing"),
]

PEOPLE = [
    Mistake("no e-mail", token(without=["email"]), "email_missing"),
    Mistake("Email", token(without=["email"], Email="ada@example.com"), "claim_name", found='"email"', first=False),
    Mistake("mail", token(without=["email"], mail="ada@example.com"), "claim_name", found="mail", first=False),
    Mistake("ClaimTypes.Email", token(without=["email"], **{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": "ada@example.com"}), "claim_types_uri", first=False),
    Mistake("in a user object", of_text(compact({"user": PERSON, "exp": NOW + 3590, "iat": NOW - 10})), "claims_nested", found="user.email", first=False),
    Mistake("an empty e-mail", token(email=""), "email_empty"),
    Mistake("undefined as e-mail", token(email="undefined"), "placeholder", found="undefined"),
    Mistake("only spaces as e-mail", token(email="   "), "email_blank"),
    Mistake("no @", token(email="ada"), "email_form"),
    Mistake("a fullwidth @", token(email="ada\uff20example.com"), "email_fullwidth"),
    Mistake("322 bytes", token(email="a" * 310 + "@example.com"), "email_too_long", found="322"),
    Mistake("a control character", token(email="ada\t@example.com"), "email_control"),
    Mistake("upper case", token(email="Ada@Example.com"), "email_upper_case"),
    Mistake("a space at the end", token(email="ada@example.com "), "email_white_space"),
    Mistake("a byte order mark in front", token(email="\ufeffada@example.com"), "email_invisible", found="U+FEFF"),
    Mistake("mailto:", token(email="mailto:ada@example.com"), "email_mailto"),
    Mistake("sub as a number", token(sub=4711), "claim_not_text", found="sub"),
    Mistake("id as a number", token(without=["sub"], id=4711), "claim_not_text", found="id"),
    Mistake("id as an object", token(without=["sub"], id={"$oid": "64b7"}), "claim_object", found="object"),
    Mistake("sub and id differ", token(id="4712"), "ids_differ"),
    Mistake("null as id", token(sub="null"), "placeholder", found="sub"),
    Mistake("name twice, as .NET writes it", token(name=["Ada", "Ada Lovelace"]), "claim_array", found="name"),
    Mistake("company_id as a number", token(company_id=42), "company_lost", found="company_id"),
    Mistake("company_mrr as text", token(company_mrr="1249.50"), "claim_coerced", found="company_mrr"),
    Mistake("company_mrr with a currency", token(company_mrr="$99"), "company_mrr_form", found="company_mrr"),
    Mistake("renewal_date as JavaScript writes it", token(renewal_date="Tue Mar 31 2026 09:30:00 GMT+0200"), "renewal_date_form", found="renewal_date"),
    Mistake("renewal_date as PHP writes it", token(renewal_date={"date": "2026-03-31", "timezone": "UTC"}), "renewal_date_form", found="renewal_date"),
    Mistake("renewal_risk High", token(renewal_risk="High"), "claim_coerced", found="renewal_risk"),
    Mistake("a relative avatar", token(avatar_url="/a.png"), "avatar_relative"),
    Mistake("a space in the avatar", token(avatar_url="https://a.example/a b.png"), "avatar_form"),
    Mistake("companyName", token(without=["company_name"], companyName="Engines"), "claim_name", found="companyName"),
    Mistake("picture", token(picture="https://a.example/a.png"), "claim_name", found="picture"),
    Mistake("another issuer", token(iss="https://old.example"), "issuer_mismatch", policy={"issuer": "https://acme.example"}, found="old.example"),
    Mistake("another audience", token(aud="other"), "audience_mismatch", policy={"audience": "productbridge"}, found="other"),
    Mistake("no audience", GOOD, "audience_mismatch", policy={"audience": "productbridge"}),
]

HASHES = [
    Mistake("no hash", GOOD, "user_hash_missing", policy=QUOTED),
    Mistake("another name", token(userHash=user_hash()), "user_hash_name", policy=QUOTED, first=False),
    Mistake("without an id", token(without=["sub"], user_hash=user_hash()), "user_hash_without_id", policy=QUOTED),
    Mistake("of the e-mail", token(user_hash=user_hash(of="ada@example.com")), "user_hash_of_email", policy=QUOTED),
    Mistake("of the company's id", token(user_hash=user_hash(of="42")), "user_hash_of_other_id", policy=QUOTED),
    Mistake("hex-decoded key", token(user_hash=user_hash(bytes.fromhex(SECRET))), "user_hash_key", policy=QUOTED, found="hex"),
    Mistake("key with a newline", token(user_hash=user_hash(SECRET + "\n")), "user_hash_key", policy=QUOTED),
    Mistake("another secret", token(user_hash=user_hash(OTHER)), "user_hash_other_secret", policy=QUOTED, others=[(OTHER.encode(), "staging")], found="staging"),
    Mistake("base64", token(user_hash=base64.b64encode(bytes.fromhex(user_hash())).decode()), "user_hash_base64", policy=QUOTED),
    Mistake("hyphens, as .NET writes them", token(user_hash="-".join(user_hash().upper()[i : i + 2] for i in range(0, 64, 2))), "user_hash_separators", policy=QUOTED),
    Mistake("plain SHA-256", token(user_hash=hashlib.sha256(b"4711").hexdigest()), "user_hash_plain_sha256", policy=QUOTED),
    Mistake("SHA-256 of secret and id", token(user_hash=hashlib.sha256((SECRET + "4711").encode()).hexdigest()), "user_hash_plain_sha256", policy=QUOTED),
    Mistake("too short", token(user_hash="abcdef"), "user_hash_form", policy=QUOTED),
    Mistake("an unknown hash", token(user_hash="ab" * 32), "user_hash_unknown", policy=QUOTED),
]

ALL = {"wrapped": WRAPPED, "form": FORM, "header": HEADERS, "key": KEYS, "json": JSON, "time": TIME, "person": PEOPLE, "hash": HASHES}
