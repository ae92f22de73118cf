# SPDX-License-Identifier: Apache-2.0
"""Nesting to the last level, and numbers at the limits of 64 bits and of a double."""

from making import person

# The text, whether it is valid here, and its value as a real.
NUMBERS = [
    ("the largest integer", "9223372036854775807", True, 9223372036854775807.0),
    ("one more than the largest integer", "9223372036854775808", False, None),
    ("the smallest integer", "-9223372036854775808", True, -9223372036854775808.0),
    ("one less than the smallest integer", "-9223372036854775809", False, None),
    ("the largest unsigned integer", "18446744073709551615", False, None),
    ("two to the 64", "18446744073709551616", False, None),
    ("two to the 64 plus one", "18446744073709551617", False, None),
    ("a date plus two to the 64", "18446744075459551616", False, None),
    ("minus two to the 64", "-18446744073709551616", False, None),
    ("twenty digits", "10000000000000000000", False, None), ("thirty digits", "1" * 30, False, None),
    ("four hundred digits", "1" * 400, False, None), ("three thousand digits", "9" * 3000, False, None),
    ("eighteen digits", "9" * 18, True, 999999999999999999.0),
    ("an integer of 19 digits just too large", "9999999999999999999", False, None),
    ("the largest double", "1.7976931348623157e308", True, 1.7976931348623157e308),
    ("a text that rounds to the largest double", "1.7976931348623158e308", True, 1.7976931348623157e308),
    ("a text that rounds to infinity", "1.7976931348623159e308", False, None), ("ten to the 309", "1e309", False, None),
    ("minus ten to the 309", "-1e309", False, None),
    ("ten to the 400", "1E400", False, None), ("ten to the 999999999999", "1e999999999999", False, None),
    ("ten to more than 64 bits", "1e99999999999999999999", False, None),
    ("the largest double as digits and a point", "17976931348623157" + "0" * 292 + ".0", True, 1.7976931348623157e308),
    ("310 digits and a point", "1" + "0" * 309 + ".0", False, None),
    ("310 digits and an exponent that makes them one", "1" + "0" * 309 + "e-309", True, 1.0),
    ("zeros and an exponent that makes them one", "0." + "0" * 399 + "1e400", True, 1.0),
    ("the smallest double", "4.9e-324", True, 5e-324), ("ten to minus 400", "1e-400", True, 0.0),
    ("ten to minus 999999999999", "1e-999999999999", True, 0.0),
    ("zero to the 999999999", "0e999999999", True, 0.0),
    ("zero to more than 64 bits", "0e99999999999999999999", True, 0.0),
    ("an exponent of many zeros", "1e000000000000000000001", True, 10.0),
    ("an exponent of minus zero", "1e-0", True, 1.0),
    ("a fraction of a thousand digits", "0." + "3" * 1000, True, 1 / 3),
    ("two to the 53 plus one", "9007199254740993", True, 9007199254740992.0),
    ("two to the 53 plus one as a real", "9007199254740993.0", True, 9007199254740992.0),
    ("twelve and a half", "12.5", True, 12.5), ("a comma instead of the point", "12,5", False, None),
    ("a tenth", "0.1", True, 0.1), ("minus a half", "-0.5", True, -0.5),
    ("an integer with an exponent", "12e2", True, 1200.0),
]


def add_numbers(corpus):
    g = corpus.group("J10",
                     "An integer fits 64 bits and a real is finite; others are refused, not clamped or wrapped.")
    for name, text, good, value in NUMBERS:
        g.payload(f"{name} as the revenue", person(f'"company_mrr":{text}'), "ok" if good else "malformed_payload",
                  warnings="" if good else None, tells={"company_mrr": value} if good else None)
        g.payload(f"{name} as a custom claim", person(f'"x":[{{"y":{text}}}]'), "ok" if good else "malformed_payload")
        g.header(f"{name} in a header", f'{{"alg":"HS256","x":{text}}}', "ok" if good else "malformed_header")


def add_nesting(corpus):
    g = corpus.group("J9", "JSON is nested at most 32 deep, so no text exhausts a stack.")
    for depth in (1, 2, 16, 30, 31, 32, 33, 64, 500, 1000):
        inner = depth - 2  # the top object, and the innermost array or object
        status, in_header = ("ok", "ok") if depth <= 32 else ("malformed_payload", "malformed_header")
        if depth == 1:
            g.payload("objects 1 deep", person('"x":1'))
            continue
        arrays = "[" * (depth - 1) + "]" * (depth - 1)
        objects = '{"a":' * inner + "{}" + "}" * inner
        mixed = '[{"a":' * (inner // 2) + ("[[]]" if inner % 2 else "[]") + "}]" * (inner // 2)
        room = {"max_token_bytes": 16384}
        g.payload(f"arrays {depth} deep", person(f'"x":{arrays}'), status, policy=room)
        g.payload(f"objects {depth} deep", person(f'"x":{objects}'), status, policy=room)
        g.payload(f"arrays and objects {depth} deep", person(f'"y":{mixed}'), status, policy=room)
        g.payload(f"arrays {depth} deep in a claim", person(f'"name":{arrays}'), status, policy=room)
        g.header(f"arrays {depth} deep in a header", f'{{"alg":"HS256","x":{arrays}}}', in_header, policy=room)
        g.header(f"objects {depth} deep in a header", f'{{"alg":"HS256","x":{objects}}}', in_header, policy=room)
    for name, text in [("arrays", "[" * 4000), ("objects", '{"a":' * 900), ("arrays of objects", '[{"a":' * 700)]:
        g.payload(f"thousands of unclosed {name}", person(f'"x":{text}'), "malformed_payload")
        g.header(f"thousands of unclosed {name} in a header", f'{{"alg":"HS256","x":{text}',
                 "malformed_header")
    g.payload("a mebibyte of brackets", person('"x":' + "[" * 700000), "malformed_payload",
              policy={"max_token_bytes": 1 << 20})
    g.payload("a payload of closing brackets", "]" * 4000, "malformed_payload")
    g.payload("many arrays of the same depth", person('"x":[' + ",".join(["[[]]"] * 500) + "]"))
    g.payload("brackets within a string", person('"x":"' + "[{" * 1000 + '"'))
    g.payload("deep arrays one after another", person(",".join(f'"x{i}":' + "[" * 31 + "]" * 31 for i in range(20))))


def add(corpus):
    add_numbers(corpus)
    add_nesting(corpus)
