# SPDX-License-Identifier: Apache-2.0
"""Texts that lenient parsers accept as JSON: values, objects and arrays, trailing text, and payloads other than objects."""

from making import HEADER, b64u, person, signed, token

VALUES = [
    "NaN", "Infinity", "-Infinity", "nan", "inf", "undefined", "None", "True", "FALSE", "NULL", "Null", "tru", "nul",
    "fals", "truee", "nulll", "truefalse", "t",
    "'a'", "a", "+1", "-", "--1", "+", "01", "00", "-01", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1E", "1e1.5",
    "1e1e1", "1.2.3", "0x10", "0b1", "0o7", "1_000",
    "1,000", "1f", "1L", "1n", "1 2", "- 1", "1 .5", "1 e5", "0e", "\uff11", "\u0661", "\u00bd", "\u221e", "$1", "1%",
    "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1", "1]", "[[1]", "[1}", "(1)", "[1:2]", '["a" "b"]', "[", "]",
    "{,}", '{"a":1,}', '{,"a":1}', '{"a":1,,"b":2}', '{"a":1 "b":2}', '{"a":1;"b":2}', '{"a"}', '{"a":}', '{"a"::1}',
    '{"a"=1}', '{"a",1}', '{"a":1:2}',
    "{a:1}", "{'a':1}", "{1:2}", "{null:1}", "{true:1}", "{[]:1}", '{"a":1', '{"a":1]', "{{}}", '{{"a":1}}', "{", "}",
    ":", ",",
    '"a', 'a"', '"a"b', '"a" "b"', '"a"+"b"', "`a`", "\u201ca\u201d", '"""a"""', 'r"a"', "/a/", "<a>", "#", "",
    "1//c", "1/*c*/", "/*c*/1", "1#c", "1--c", "1\v", "1\f", "\u00a01", "\u20281", "\u30001", "1\x1a", "new Date(0)",
    "@a", "*1", "&1",
]
GOOD_VALUES = [
    "0", "-0", "1", "-1", "10", "0.0", "-0.5", "1e5", "1E5", "1e+5", "1e-5", "1.5e05", "0e0", "true", "false", "null",
    '""', '"a"', "[]", "[ ]", "{}", "{ }", "[1]",
    "[1,2]", "[ 1 , 2 ]", '{"a":1}', '{ "a" : 1 , "b" : 2 }', "[[],[[]],{}]", "\t1\n", " \r\n[\n]\r",
    '{"a":{"b":[{"c":null}]}}', '{"":""}',
]


def add_values(corpus):
    refused = corpus.group("J6", "The grammar is RFC 8259's: nothing is guessed, completed or skipped.")
    taken = corpus.group("J6", "All of RFC 8259's grammar is read.")
    for at, value in enumerate(VALUES):
        refused.payload(f"invalid value {at} in a payload", person(f'"x":{value},"y":1'), "malformed_payload")
        if at % 2 == 0:
            refused.payload(f"invalid value {at} as the last member of a payload", person(f'"x":{value}'),
                            "malformed_payload")
        else:
            refused.header(f"invalid value {at} in a header", f'{{"alg":"HS256","x":{value}}}', "malformed_header")
    for at, value in enumerate(GOOD_VALUES):
        taken.payload(f"value {at} in a payload", person(f'"x":{value},"y":1'))
        taken.payload(f"value {at} as the last member of a payload", person(f'"x":{value}'))
        taken.header(f"value {at} in a header", f'{{"alg":"HS256","x":{value}}}')
    inner = person()[1:-1]
    for name, text in [
        ("a comma before the first member", "{," + inner + "}"), ("a comma after the last member", "{" + inner + ",}"),
        ("two commas", "{" + inner.replace(",", ",,", 1) + "}"),
        ("no comma", "{" + inner.replace(",", " ", 1) + "}"), ("no colon", "{" + inner.replace(":", " ", 1) + "}"),
        ("no opening brace", inner + "}"),
        ("no closing brace", "{" + inner), ("a closing bracket", "{" + inner + "]"),
        ("an opening bracket", "[" + inner + "}"), ("brackets around", "[" + inner + "]"),
        ("parentheses around", "({" + inner + "})"),
        ("a name without quotes", "{" + inner.replace('"email"', "email", 1) + "}"),
        ("apostrophes", "{" + inner.replace('"', "'") + "}"), ("an assignment", "a={" + inner + "}"),
        ("a guard", ")]}',\n{" + inner + "}"), ("a loop", "while(1);{" + inner + "}"),
        ("a comment at the start", "/*a*/{" + inner + "}"), ("a comment inside", "{//a\n" + inner + "}"),
        ("a record sign", "\x1e{" + inner + "}\n"), ("a call", "f({" + inner + "})"),
    ]:
        refused.payload(f"a payload with {name}", text, "malformed_payload")


def add_headers(corpus):
    g = corpus.group("J6", "A header follows the same grammar as a payload.")
    inner = HEADER[1:-1]
    for name, text in [
        ("an opening bracket", "[" + inner + "}"), ("a closing bracket", "{" + inner + "]"),
        ("brackets around", "[" + inner + "]"), ("no opening brace", inner + "}"), ("no closing brace", "{" + inner),
        ("a comma before the first member", "{," + inner + "}"), ("a comma after the last", "{" + inner + ",}"),
        ("two commas", "{" + inner.replace(",", ",,") + "}"), ("no comma", "{" + inner.replace(",", " ") + "}"),
        ("no colon", "{" + inner.replace(":", " ", 1) + "}"), ("apostrophes", "{" + inner.replace('"', "'") + "}"),
        ("a name without quotes", "{" + inner.replace('"alg"', "alg") + "}"),
        ("a semicolon", "{" + inner.replace(",", ";") + "}"), ("a comment", "{/*a*/" + inner + "}"),
    ]:
        g.header(f"a header with {name}", text, "malformed_header")


def add_trailing(corpus):
    refused = corpus.group("J7", "Only white space may follow the object.")
    taken = corpus.group("J7", "White space may surround the object.")
    for at, tail in enumerate(["}", "]", ",", ":", "{}", "[]", "null", "1", "0", "x", '"', '""', "//c", "/**/", "#c",
                               ";", "\x1a", "\x7f", "\v", "\f", "\u00a0", "\u2028", "\\", "%00", "--",
                               "\n{}", ' {"email":"root@example.com"}', ',"email":"root@example.com"}', " \n\t x", "=",
                               "A" * 64]):
        refused.payload(f"tail {at} after a payload", person() + tail, "malformed_payload")
        refused.header(f"tail {at} after a header", '{"alg":"HS256"}' + tail, "malformed_header")
    for at, head in enumerate(["{", "[", ",", "{}", "null", "1", "x", '"', "//c\n", ";", "\v", "\u00a0", "=", "()",
                               '{"email":"root@example.com"}']):
        refused.payload(f"start {at} before a payload", head + person(), "malformed_payload")
        refused.header(f"start {at} before a header", head + '{"alg":"HS256"}', "malformed_header")
    for at, space in enumerate([" ", "\t", "\n", "\r", "\r\n", " \t\n\r ", " " * 64, "\n" * 65]):
        taken.payload(f"white space {at} after a payload", person() + space)
        taken.payload(f"white space {at} before a payload", space + person())
        taken.header(f"white space {at} around a header", space + '{"alg":"HS256"}' + space)


def add_tops(corpus):
    g = corpus.group("J8", "A header and a payload are objects, not any other JSON value.")
    body = person()
    for name, text in [
        ("an array", "[]"), ("an array of the object", "[%s]"), ("an array of names and values", '["alg","HS256"]'),
        ("a string", '"a"'), ("an empty string", '""'), ("zero", "0"), ("a number", "12"),
        ("a real", "1.5"), ("true", "true"), ("false", "false"), ("null", "null"), ("white space", "   "),
        ("a newline", "\n"), ("two objects", "{}{}"), ("an array and an object", "[]{}"),
        ("an object in two arrays", "[[%s]]"), ("a word", "a"), ("a letter", "{"), ("a quote", '"'),
    ]:
        g.payload(f"{name} as the payload", text % body if "%" in text else text, "malformed_payload")
        g.header(f"{name} as the header", text % HEADER if "%" in text else text, "malformed_header")
    quoted = '"' + body.replace('"', '\\"') + '"'
    g.payload("the payload as a string", quoted, "malformed_payload")
    g.header("the header as a string", '"' + HEADER.replace('"', '\\"') + '"', "malformed_header")
    g.add("an empty segment as the payload", signed(b64u(HEADER), b""), "malformed_token",
          "An empty segment is a fault of the token's form.")
    g.payload("an object as the payload", body)
    g.payload("an empty object as the payload", "{}", "missing_exp", "It is an object, without an exp.")
    g.header("an object as the header", '{"alg":"HS256"}')
    g.header("an empty object as the header", "{}", "unsupported_algorithm", "It is an object, without an alg.")
    g.add("an array as the payload under a wrong MAC", token(payload="[]", key="x" * 40), "signature_mismatch",
          "It isn't read at all.")


def add(corpus):
    add_values(corpus)
    add_headers(corpus)
    add_trailing(corpus)
    add_tops(corpus)
