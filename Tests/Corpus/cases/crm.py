# SPDX-License-Identifier: Apache-2.0
"""Claims that never lock a person out: left out with a warning, or refused if the policy is strict."""

from making import Raw

# Each claim, its name in the identity, a good value, and the wrong types.
TYPES = [("a number", "12"), ("true", "true"), ("false", "false"), ("an array", '["a"]'), ("an object", '{"a":"b"}'),
         ("an empty object", "{}")]
CLAIMS = {
    "name": ("name", "Ann"), "company_name": ("company_name", "Example"), "company_id": ("company_id", "c-1"),
    "external_user_id": ("external_user_id", "x-1"), "account_owner_id": ("account_owner_id", "o-1"),
    "account_owner_email": ("account_owner_email", "owner@example.com"),
    "avatar_url": ("avatar_url", "https://a.example/a.png"), "avatarURL": ("avatar_url", "https://a.example/b.png"),
    "company_mrr": ("company_mrr", 12.5),
    "customer_status": ("customer_status", "active"), "renewal_date": ("renewal_date", "2026-03-31"),
    "renewal_risk": ("renewal_risk", "low"),
}
STRICT = {"policy": {"strict_claims": True}}

URLS = ["http://a.example", "https://a.example/", "HTTPS://A.EXAMPLE/A", "https://a.example:8443/a?b=c#d",
        "https://[2001:db8::1]/a", "http://127.0.0.1/", "https://a.example/a%20b",
        "https://m\u00fcller.example/\u00fc.png", "https://a"]
NO_URLS = ["javascript:alert(1)", "JavaScript:alert(1)", "data:image/png;base64,AAAA", "ftp://a.example/a",
           "file:///etc/passwd", "mailto:ann@example.com", "//a.example/a", "/a.png", "a.png", "a.example/a.png",
           " ", "http:", "http:/a.example",
           "http:a.example", "https://", "http://", "https:///a", "https://?a", "https://#a", " https://a.example",
           "https://a.example/a b", "https://a.example/\n", "https://a.example/\x01", "htt://a.example",
           "httpss://a.example", "blob:https://a.example",
           "vbscript:https://a.example", "https//a.example", "x https://a.example", "hxxps://a.example",
           "https:\\\\a.example", "https://a.example/\u00a0a", "https://a.example/\u2028a"]
DATES = ["2026-03-31", "2024-02-29", "2000-02-29", "2026-12-31", "2026-01-01", "2026-03-31T00:00:00Z",
         "2026-03-31T23:59:59Z", "2026-03-31T12:30:00.000Z", "2026-03-31T12:30:00.123456Z", "2026-03-31T12:30:00+02:00",
         "2026-03-31T12:30:00-11:30"]
COERCED = {
    "renewal_date": ["2026-03-31 12:30:00", "2026-03-31T12:30:00", "2026-03-31t12:30:00z", "2026-03-31 12:30",
                     "2026-03-31 12:30:00 UTC", "2026-03-31T12:30:00 Z", "2026-03-31T12:30:00+0200",
                     "2026-03-31 12:30:00 -0530", "2026-03-31T12:30:00+02", "2026-03-31 12:30:00.123456789 +0000 UTC"],
    "renewal_risk": ["Low", "LOW", "Medium", "HIGH", "hIgH"],
    "company_mrr": ["0", "-0", "12.50", "-1e3", "9223372036854775808", "1" + "0" * 63],
}
NO_DATES = [" ", "soon", "2026", "2026-03", "2026-3-31", "2026-03-1", "26-03-31", "31.03.2026", "03/31/2026",
            "31-03-2026", "2026/03/31", "2026.03.31", "2026-02-29", "2026-02-30", "2100-02-29", "1900-02-29",
            "2026-04-31", "2026-13-01",
            "2026-00-01", "2026-01-00", "2026-01-32", " 2026-03-31", "2026-03-31 ", "2026-03-31T",
            "2026-03-31T12:00:00 ", "2026-03-31T24:30:00Z", "2026-03-31T12:60:00Z", "2026-03-31T12:00:00+24:00",
            "2026-03-31T12:00:00+02:60",
            "2026-03-31T12:00:00Zx", "2026-03-31T12:00:00.Z", "2026-03-31T12:00:00,Z", "Tue Mar 31 2026",
            "Tue, 31 Mar 2026 00:00:00 GMT", "1774915200", "2026-W14-2", "2026-090", "+2026-03-31", "-2026-03-31",
            "2026-03-31\n", "\uff12026-03-31",
            "2026\u201003\u201031", "0x7ea-03-31", "2026-03-31T12:00:00  Z", "2026-03-31T12:00:00 utc",
            "2026-03-31T12:00:00 +0100 UTC", "2026-03-31  12:00:00", "2026-03-31T12:00:00+020"]
NO_RISKS = [" ", "l", "lowest", "low ", " low", "low\n", "high,low", "\uff4cow",
            "medium-high", "1", "unknown"]


def add_types(corpus):
    g = corpus.group("I4",
                     "A claim of the wrong type is left out with a warning, or refused if the policy is strict.")
    for claim, (field, good) in CLAIMS.items():
        shown = "avatar url in camel case" if claim == "avatarURL" else claim
        for name, value in TYPES:
            if claim in ("company_mrr", "renewal_date") and name == "a number":
                continue  # covered by their forms
            g.claims(f"{shown} as {name}", settings={"warnings": f"wrong_type:{claim}", "tells": {field: None}},
                     **{claim: Raw(value)})
            g.claims(f"{shown} as {name} with strict claims", f"malformed_claim {claim}", settings=STRICT,
                     **{claim: Raw(value)})
        g.claims(f"{shown} as null with strict claims",
                 settings={**STRICT, "warnings": "", "tells": {field: None}}, **{claim: None})
        g.claims(f"{shown} as an empty text with strict claims",
                 settings={**STRICT, "warnings": "", "tells": {field: None}}, **{claim: ""})
        g.claims(f"{shown} as it should be with strict claims",
                 settings={**STRICT, "warnings": "", "tells": {field: good}}, **{claim: good})
    g.claims("all of them wrong", settings={"warnings": None}, **{claim: [] for claim in CLAIMS})
    g.claims("a wrong name before a wrong risk with strict claims", "malformed_claim name", settings=STRICT,
             renewal_risk=1, name=1)
    g.claims("other warnings with strict claims", "ok",
             "Strict claims refuse only a wrong type, a wrong form or a coerced value.",
             email="Ann@example.com", sub="null", iat=Raw("null"),
             settings={**STRICT, "warnings": "missing_iat:iat not_canonical:email placeholder:sub"})


def add_forms(corpus):
    g = corpus.group("I4", "A claim in the wrong form is left out with a warning.")
    for claim, good, bad in [("avatar_url", URLS, NO_URLS), ("renewal_date", DATES, NO_DATES),
                             ("renewal_risk", ["low", "medium", "high"], NO_RISKS)]:
        for at, text in enumerate(good):
            g.claims(f"form {at} of {claim}", settings={"warnings": "", "tells": {claim: text}}, **{claim: text})
        for at, text in enumerate(bad):
            g.claims(f"wrong form {at} of {claim}",
                     settings={"warnings": f"wrong_form:{claim}", "tells": {claim: None}},
                     **{claim: text})
            if at % 4 == 0:
                g.claims(f"wrong form {at} of {claim} with strict claims", f"malformed_claim {claim}",
                         settings=STRICT, **{claim: text})
    for at, text in enumerate(["active", "trial", "churned", "vip", "Active", " ", "\u00fc"]):
        g.claims(f"form {at} of customer_status", settings={"warnings": "", "tells": {"customer_status": text}},
                 **{"customer_status": text})
    for at, value in enumerate(["0", "-0", "1", "-5", "0.01", "1e6", "-1e-6", "1e308", "4503599627370497.5"]):
        g.claims(f"form {at} of company_mrr", settings={"warnings": "", "tells": {"company_mrr": float(value)}},
                 company_mrr=Raw(value))
    for at, value in enumerate(['"+1"', '"1,5"', '"$12"', '" 1"', '"1e309"', '"01"', '"0x1"', f'"{"1" * 65}"']):
        settings = {"warnings": "wrong_form:company_mrr", "tells": {"company_mrr": None}}
        g.claims(f"wrong form {at} of company_mrr", settings=settings, company_mrr=Raw(value))
    for claim, texts in COERCED.items():
        for at, text in enumerate(texts):
            told = float(text) if claim == "company_mrr" else text.lower() if claim == "renewal_risk" else text
            g.claims(f"coerced form {at} of {claim}", "ok",
                     "It is read, with a warning that it isn't written as it should be.",
                     settings={"warnings": f"coerced:{claim}", "tells": {claim: told}}, **{claim: text})
            g.claims(f"coerced form {at} of {claim} with strict claims", f"malformed_claim {claim}",
                     settings=STRICT, **{claim: text})
    for at, (value, good) in enumerate([("0", 1), ("1774915200", 1), ("1774915200.5", 1), ("253402300799", 1), ("-1", 0),
                                        ("253402300800", 0), ("1774915200000", 0), ("1e300", 0)]):
        kind = "coerced" if good else "wrong_form"
        g.claims(f"a renewal date as number {at}", renewal_date=Raw(value),
                 settings={"warnings": f"{kind}:renewal_date", "tells": {"renewal_date": value if good else None}})
        g.claims(f"a renewal date as number {at} with strict claims", "malformed_claim renewal_date",
                 settings=STRICT, renewal_date=Raw(value))
    one, two = "https://a.example/1", "https://a.example/2"
    g.claims("two different avatars", avatarURL=two, avatar_url=one, settings={"tells": {"avatar_url": one}})
    g.claims("two avatars with the first one wrong", avatarURL=two, avatar_url=1,
             settings={"warnings": "wrong_type:avatar_url", "tells": {"avatar_url": two}})
    g.claims("two avatars with the second one wrong", avatarURL="x", avatar_url=one,
             settings={"warnings": "wrong_form:avatarURL", "tells": {"avatar_url": one}})


def add(corpus):
    add_types(corpus)
    add_forms(corpus)
