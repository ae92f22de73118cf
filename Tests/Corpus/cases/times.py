# SPDX-License-Identifier: Apache-2.0
"""exp, nbf and iat: their types, their boundaries to the second, their extremes, and the maximum lifetime."""

from making import ABSENT, NOW, Raw, person, token

LAST = 253402300799  # the end of the year 9999

WRONG = [
    ("true", "true"), ("false", "false"), ("a string", '"1750003540"'),
    ("a date as a string", '"2025-06-15T16:00:00Z"'), ("an empty string", '""'),
    ("a string of zero", '"0"'), ("a string of never", '"never"'), ("a string in hex", '"0x684f"'),
    ("an array", "[1750003540]"), ("an empty array", "[]"),
    ("an object", '{"seconds":1750003540}'), ("an empty object", "{}"), ("minus one", "-1"),
    ("a small negative real", "-0.001"), ("a negative date", "-1750003540"),
    ("a second after the year 9999", "253402300800"), ("half a second after the year 9999", "253402300799.5"),
    ("milliseconds", "1750003540000"), ("microseconds", "1750003540000000"),
    ("nanoseconds", "1750003540000000000"), ("the largest integer", "9223372036854775807"),
    ("the smallest integer", "-9223372036854775808"),
    ("ten to the 300", "1e300"), ("minus ten to the 300", "-1e300"), ("the largest double", "1.7976931348623157e308"),
    ("two to the 53 plus one", "9007199254740993"),
    ("two to the 62", "4611686018427387904"), ("near the largest integer", "9223372036854775777"),
]


def add_types(corpus):
    g = corpus.group("C1", "A time of the wrong type or out of range is refused and named; it never counts as absent.")
    for claim in ("exp", "nbf", "iat"):
        for name, value in WRONG:
            g.claims(f"{claim} as {name}", f"malformed_claim {claim}", **{claim: Raw(value)})
    g.claims("exp as a string if it may be absent", "malformed_claim exp", exp="0",
             settings={"policy": {"allow_missing_exp": True}})
    g.claims("exp as false if it may be absent", "malformed_claim exp", exp=False,
             settings={"policy": {"allow_missing_exp": True}})
    g.claims("no exp and a wrong nbf", "malformed_claim nbf", "Types are checked before a missing exp.", exp=ABSENT,
             nbf="0")
    g.claims("no exp and a wrong iat", "malformed_claim iat", "Types are checked before a missing exp.", exp=ABSENT,
             iat=[])

    g = corpus.group("C1", "A token without an exp never expires, so it is refused unless the policy allows it.")
    never = {"policy": {"allow_missing_exp": True}}
    g.claims("no exp", "missing_exp", exp=ABSENT)
    g.claims("exp as null", "missing_exp", "null counts as absent.", exp=None)
    g.claims("no exp and no iat", "missing_exp", exp=ABSENT, iat=ABSENT)
    g.claims("no exp in an old token", "missing_exp", exp=ABSENT, iat=1)
    g.claims("no exp if it may be absent", exp=ABSENT, settings={**never, "tells": {"expires_at": None}})
    g.claims("exp as null if it may be absent", exp=None, settings=never)
    g.claims("no exp and no iat if it may be absent", exp=ABSENT, iat=ABSENT,
             settings={**never, "warnings": "missing_iat:iat"})
    g.claims("an expired token if exp may be absent", "expired", "If there is an exp, it counts.", exp=NOW - 100,
             iat=NOW - 200, settings=never)
    g.claims("a token that is not yet valid if exp may be absent", "not_yet_valid", "nbf counts even without exp.",
             exp=ABSENT,
             nbf=NOW + 100, settings=never)
    g.claims("a token from the future if exp may be absent", "issued_in_future", "iat counts even without exp.",
             exp=ABSENT,
             iat=NOW + 100, settings=never)

    g = corpus.group("C1", "A NumericDate is a JSON number in any notation; null counts as absent.")
    exp = NOW + 3540
    for name, text, value in [("an integer", f"{exp}", exp), ("a real", f"{exp}.0", exp),
                              ("a fraction", f"{exp}.25", exp + 0.25), ("an exponent", "1.75000354e9", exp),
                              ("a capital exponent", "1.75000354E+9", exp),
                              ("a negative exponent", f"{exp}00e-2", exp)]:
        g.claims(f"exp as {name}", exp=Raw(text), settings={"tells": {"expires_at": value}})
    for claim, value in [("nbf", "0"), ("nbf", "-0"), ("nbf", "0.0"), ("nbf", "null"), ("nbf", "1e-3"),
                         ("nbf", str(NOW)), ("nbf", f"{NOW}.5")]:
        g.claims(f"{claim} as {value} {'negative' if value[0] == '-' else ''}", **{claim: Raw(value)})
    g.claims("no iat", iat=ABSENT, settings={"warnings": "missing_iat:iat", "tells": {"issued_at": None}})
    g.claims("iat as null", iat=None, settings={"warnings": "missing_iat:iat"})
    g.claims("iat as a fraction", iat=NOW - 0.5, settings={"warnings": "", "tells": {"issued_at": NOW - 0.5}})
    g.claims("exp as zero", "expired", "Zero is a date in 1970.", exp=0)
    g.claims("exp as minus zero", "expired", "Zero is a date in 1970.", exp=Raw("-0"), iat=ABSENT)


# The leeway, an offset of exp from now in seconds, and the result.
EXP = [
    (30, [(-3600, 0), (-300, 0), (-60, 0), (-32, 0), (-31, 0), (-30.5, 0), (-30, 0), (-29.75, 1), (-29.5, 1), (-29, 1),
          (-28, 1), (-1, 1), (0, 1), (1, 1), (29, 1), (30, 1), (31, 1), (300, 1)]),
    (0, [(-30, 0), (-1, 0), (-0.5, 0), (0, 0), (0.5, 1), (1, 1), (30, 1)]),
    (300, [(-302, 0), (-301, 0), (-300, 0), (-299.5, 1), (-299, 1), (-30, 1), (0, 1)]),
]
NBF = [
    (30, [(-3600, 1), (-1, 1), (0, 1), (1, 1), (29, 1), (30, 1), (30.25, 0), (31, 0), (32, 0), (60, 0), (3600, 0),
          (86400, 0)]),
    (0, [(-1, 1), (0, 1), (0.5, 0), (1, 0), (30, 0)]),
    (300, [(299, 1), (300, 1), (300.5, 0), (301, 0)]),
]


def add_edges(corpus):
    for about, claim, table, refusal in [
        ("A token is refused as soon as now reaches exp + leeway.", "exp", EXP, "expired"),
        ("A token is refused while now + leeway is before nbf.", "nbf", NBF, "not_yet_valid"),
        ("A token is refused while its iat is after now + leeway.", "iat", NBF, "issued_in_future"),
    ]:
        g = corpus.group("C2", about)
        for leeway, rows in table:
            for offset, good in rows:
                claims = {"iat": NOW - 310, claim: NOW + offset}
                claims.setdefault("exp", NOW + 1000 if claim != "iat" else NOW + 100000)
                policy = {"leeway": leeway, **({"max_lifetime": 0} if claim == "iat" else {})}
                when = f"{abs(offset)} seconds {'ago' if offset < 0 else 'ahead'}"
                g.claims(f"{claim} {when} with a leeway of {leeway}", "ok" if good else refusal,
                         settings={"policy": policy}, **claims)
    g = corpus.group("C2", "exp must be after iat, without any leeway.")
    for offset, status in [(-30, "malformed_claim exp"), (-1, "malformed_claim exp"), (0, "malformed_claim exp"),
                           (0.5, "ok"), (1, "ok"), (60, "ok")]:
        g.claims(f"exp {abs(offset)} seconds {'before' if offset < 0 else 'after'} iat", status, iat=NOW + 10,
                 exp=NOW + 10 + offset)
    g.claims("exp before iat in a token from the future", "issued_in_future",
             "That iat is in the future is reported first.",
             iat=NOW + 100, exp=NOW + 50)
    g.claims("exp before iat in an expired token", "expired", "That exp has passed is reported first.", iat=NOW,
             exp=NOW - 100)

    g = corpus.group("C2", "Times are compared in the same way in every year.")
    for now in (0, 1, 29, 30, 31, 1000000000, 2147483617, 2147483647, 2147483648, 4102444800, 4294967295, 4294967296,
                32503680000, LAST - 1, LAST):
        good = {"iat": now, "exp": min(now + 3600, LAST)}
        if now == LAST:
            good["iat"] = now - 60
        g.claims(f"a good token at {now}", settings={"now": now}, **good)
        if now > 60:
            g.claims(f"an expired token at {now}", "expired", settings={"now": now}, iat=now - 60, exp=now - 30)
        if now < LAST - 31:
            g.claims(f"a token that is not yet valid at {now}", "not_yet_valid", settings={"now": now}, iat=now,
                     exp=now + 60,
                     nbf=now + 31)
    g.claims("exp as the last possible second", "expired", "now equals exp, and there is no leeway.", iat=LAST - 10,
             exp=LAST,
             settings={"now": LAST, "policy": {"leeway": 0}})
    g.add("a good token of 2025 in 1970", token(payload=person(jti="1")), "issued_in_future", "iat is in the future.",
          now=0)
    g.add("a good token of 2025 in 9999", token(payload=person(jti="2")), "expired", "exp has passed.", now=LAST)


def add_extremes(corpus):
    g = corpus.group("C3", "No sum or difference of times overflows; a date after the year 9999 is malformed.")
    big = 9223372036854775807
    for name, status, claims in [
        ("exp at the largest integer without iat", "malformed_claim exp", {"exp": big, "iat": ABSENT}),
        ("all at the largest integer", "malformed_claim exp", {"exp": big, "iat": big, "nbf": big}),
        ("exp at the largest and iat at the smallest integer", "malformed_claim exp", {"exp": big, "iat": -big - 1}),
        ("exp at the largest integer minus the leeway", "malformed_claim exp", {"exp": big - 30}),
        ("exp at the smallest integer without iat", "malformed_claim exp", {"exp": -big - 1, "iat": ABSENT}),
        ("iat at the smallest integer", "malformed_claim iat", {"iat": -big - 1}),
        ("nbf at the largest integer minus nearly the leeway", "malformed_claim nbf", {"nbf": big - 29}),
        ("nbf at the smallest integer", "malformed_claim nbf", {"nbf": -big - 1}),
        ("iat at minus two to the 63 and exp good", "malformed_claim iat", {"iat": Raw("-9.223372036854775808e18")}),
        ("exp beyond 32 bits", "lifetime_too_long", {"exp": NOW + 3540 + 2**32}),
        ("exp and iat beyond 32 bits", "issued_in_future", {"exp": NOW + 3540 + 2**32, "iat": NOW - 60 + 2**32}),
        ("iat before the epoch by 32 bits", "malformed_claim iat", {"iat": NOW - 60 - 2**32}),
        ("nbf beyond 32 bits", "not_yet_valid", {"nbf": NOW + 2**32}),
        ("exp at the largest 32 bit integer", "lifetime_too_long", {"exp": 2**31 - 1}),
        ("exp at the largest unsigned 32 bit integer", "lifetime_too_long", {"exp": 2**32 - 1}),
        ("exp at two to the 32", "lifetime_too_long", {"exp": 2**32}),
        ("exp at two to the 53", "malformed_claim exp", {"exp": 2**53}),
        ("iat at two to the 53", "malformed_claim iat", {"iat": 2**53}),
        ("exp at the end of the year 9999", "lifetime_too_long", {"exp": LAST}),
        ("nbf at the end of the year 9999", "not_yet_valid", {"nbf": LAST}),
        ("iat at the end of the year 9999", "issued_in_future", {"iat": LAST, "exp": LAST}),
        ("exp past two to the 63", "malformed_payload", {"exp": Raw("9223372036854775808")}),
        ("exp as a good one plus two to the 64", "malformed_payload", {"exp": 2**64 + NOW + 3540}),
        ("iat as a good one plus two to the 64", "malformed_payload", {"iat": 2**64 + NOW}),
        ("nbf as a good one plus two to the 64", "malformed_payload", {"nbf": 2**64 + NOW}),
        ("nbf before minus two to the 63", "malformed_payload", {"nbf": -2**63 - 1}),
        ("exp beyond a double", "malformed_payload", {"exp": Raw("1e999")}),
        ("exp of a thousand digits", "malformed_payload", {"exp": Raw("1" * 1000)}),
        ("exp as two to the 63 as a real", "malformed_claim exp", {"exp": Raw("9223372036854775808.0")}),
        ("exp past two to the 64 as a real", "malformed_claim exp", {"exp": Raw("18446744075459551616.0")}),
        ("iat as minus ten to the 18", "malformed_claim iat", {"iat": Raw("-1e18")}),
        ("exp as an infinity", "malformed_payload", {"exp": Raw("Infinity")}),
        ("exp as NaN", "malformed_payload", {"exp": Raw("NaN")}),
    ]:
        g.claims(name, status, **claims)
    off = {"policy": {"max_lifetime": 0}}
    g.claims("exp at the end of the year 9999 with no limit", exp=LAST, settings={**off, "tells": {"expires_at": LAST}})
    g.claims("exp beyond 32 bits with no limit", exp=NOW + 2**32, settings=off)
    g.claims("iat at the epoch with no limit", iat=0, settings={**off, "tells": {"issued_at": 0}})
    g.claims("exp at the largest integer with no limit", "malformed_claim exp", exp=big, settings=off)
    g.claims("the longest possible lifetime with the largest limit", iat=0, exp=LAST,
             settings={"policy": {"max_lifetime": LAST}})
    g.claims("nbf at the epoch", nbf=0, settings={"tells": {"not_before": 0}})


def add_lifetimes(corpus):
    g = corpus.group("C6",
                     "A token is valid for at most an hour plus the leeway, from its iat, or from now if it has none.")
    for issued, rows in [
        (0, [(1, 1), (60, 1), (3599, 1), (3600, 1), (3601, 1), (3629, 1), (3630, 1), (3630.5, 0), (3631, 0), (3660, 0),
             (7200, 0), (86400, 0), (31536000, 0)]),
        (-3300, [(300, 1), (330, 1), (331, 0), (3600, 0)]), (-3599, [(1, 1), (31, 1), (32, 0)]),
        (-86400, [(1, 0), (300, 0)]), (30, [(3660, 1), (3661, 0)]),
        (None, [(1, 1), (3600, 1), (3630, 1), (3630.25, 0), (3631, 0), (7200, 0), (86400, 0), (31536000, 0)]),
    ]:
        for expires, good in rows:
            start = "without iat"
            if issued is not None:
                start = f"issued {abs(issued)} seconds {'ahead' if issued > 0 else 'ago'}"
            g.claims(f"exp {expires} seconds ahead {start}", "ok" if good else "lifetime_too_long", exp=NOW + expires,
                     iat=ABSENT if issued is None else NOW + issued)
    g.claims("iat at the epoch", "lifetime_too_long", "An old iat doesn't get round the limit.", iat=0)
    g.claims("iat as null and a year", "lifetime_too_long", "Leaving iat out doesn't get round the limit.", iat=None,
             exp=NOW + 31536000)
    for limit, leeway, rows in [(60, 0, [(60, 1), (60.5, 0), (61, 0)]), (1, 0, [(1, 1), (2, 0)]),
                                (60, 300, [(360, 1), (361, 0)]), (7200, 30, [(7230, 1), (7231, 0)]),
                                (0, 30, [(31536000, 1), (8 * 10**9, 1)])]:
        for expires, good in rows:
            policy = {"max_lifetime": limit, "leeway": leeway}
            g.claims(f"exp {expires} seconds ahead with a limit of {limit} and a leeway of {leeway}",
                     "ok" if good else "lifetime_too_long", iat=NOW, exp=NOW + expires, settings={"policy": policy})
            g.claims(f"exp {expires} seconds ahead with a limit of {limit} and a leeway of {leeway} without iat",
                     "ok" if good else "lifetime_too_long", iat=ABSENT, exp=NOW + expires, settings={"policy": policy})


def add(corpus):
    add_types(corpus)
    add_edges(corpus)
    add_extremes(corpus)
    add_lifetimes(corpus)
