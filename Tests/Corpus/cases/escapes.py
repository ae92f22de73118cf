# SPDX-License-Identifier: Apache-2.0
"""Invalid escapes, lone surrogates, and unescaped control characters."""

from making import person

BAD = [
    ("of hex", "\\x41"), ("of an apostrophe", "\\'"), ("of a bell", "\\a"), ("of a vertical tab", "\\v"),
    ("of an escape", "\\e"), ("of a NUL", "\\0"),
    ("of octal digits", "\\101"), ("of a capital U", "\\U00000041"), ("of a capital N", "\\N"),
    ("of a capital T", "\\T"), ("of a space", "\\ "),
    ("of braces", "\\u{41}"), ("of a percent sign", "\\%"), ("of a newline", "\\\n"), ("of an at sign", "\\@"),
    ("of a letter outside ASCII", "\\\u00fc"),
    ("without digits", "\\u"), ("of one digit", "\\u4"), ("of two digits", "\\u41"), ("of three digits", "\\u004"),
    ("with a letter after f", "\\u004g"),
    ("with a sign", "\\u+041"), ("with a minus", "\\u-041"), ("with a space inside", "\\u 041"),
    ("with a prefix", "\\u0x41"), ("with a fraction", "\\u00.1"),
    ("with full width digits", "\\u\uff10\uff10\uff14\uff11"), ("with a dash", "\\u-"),
    ("without a character at the end", "\\"),
]
SURROGATES = [
    ("the first high one", "\\ud800"), ("the last high one", "\\udbff"), ("the first low one", "\\udc00"),
    ("the last low one", "\\udfff"),
    ("a high one before a letter", "\\ud800a"), ("a high one before an escaped letter", "\\ud800\\u0041"),
    ("a high one before a newline", "\\ud83d\\n"),
    ("two high ones", "\\ud800\\ud800"), ("two low ones", "\\udc00\\udc00"),
    ("a pair in the wrong order", "\\ude00\\ud83d"),
    ("a pair and a low one", "\\ud83d\\ude00\\ude00"),
    ("a high one and a pair", "\\ud83d\\ud83d\\ude00"), ("a high one before a raw emoji", "\\ud83d\U0001f600"),
    ("a high one before an escaped backslash", "\\ud83d\\\\ude00"),
    ("a high one and half an escape", "\\ud83d\\u"), ("a high one and half a low one", "\\ud83d\\ude0"),
    ("a high one before the last character", "\\ud83d\\uffff"),
    ("a high one in capitals", "\\uD800"), ("a high one with a space inside", "\\ud83d \\ude00"),
]
GOOD = [
    ("a quote", '\\"', '"'), ("a backslash", "\\\\", "\\"), ("a slash", "\\/", "/"), ("a raw slash", "/", "/"),
    ("a backspace", "\\b", "\b"), ("a form feed", "\\f", "\f"),
    ("a newline", "\\n", "\n"), ("a carriage return", "\\r", "\r"), ("a tab", "\\t", "\t"),
    ("a letter", "\\u0041", "A"), ("small digits", "\\u00fc", "\u00fc"),
    ("capital digits", "\\u00FC", "\u00fc"), ("mixed digits", "\\u20aC", "\u20ac"),
    ("a pair", "\\ud83d\\ude00", "\U0001f600"),
    ("a pair in capitals", "\\uD83D\\uDE00", "\U0001f600"), ("the first pair", "\\ud800\\udc00", "\U00010000"),
    ("the last pair", "\\udbff\\udfff", "\U0010ffff"),
    ("two pairs", "\\ud83d\\ude00\\ud83d\\ude01", "\U0001f600\U0001f601"),
    ("the last before the surrogates", "\\ud7ff", "\ud7ff"), ("the first after the surrogates", "\\ue000", "\ue000"),
    ("a noncharacter", "\\uffff", "\uffff"), ("the first control character", "\\u0001", "\x01"),
    ("the last control character", "\\u001f", "\x1f"), ("a delete", "\\u007f", "\x7f"),
    ("a backslash before u", "\\\\u0041", "\\u0041"), ("three backslashes", "\\\\\\u0041", "\\A"),
    ("a fifth digit", "\\u00411", "A1"), ("a raw delete", "\x7f", "\x7f"),
    ("raw line separators", "\u2028\u2029", "\u2028\u2029"),
]


def add(corpus):
    g = corpus.group("J4", "An escape must be one of RFC 8259's, or the text isn't JSON.")
    for name, text in BAD:
        g.payload(f"an escape {name} in a name", person(f'"name":"a{text}"'), "malformed_payload")
        g.payload(f"an escape {name} in a custom claim", person(f'"x":["{text}z"]'), "malformed_payload")
        g.header(f"an escape {name} in the header", f'{{"alg":"HS256","x":"{text}"}}', "malformed_header")
    g.payload("an escape without a character at the end of a payload", '{"email":"ann@example.com\\',
              "malformed_payload")
    g.payload("an escape outside a string", person('\\u0022name\\u0022:"a"'), "malformed_payload")
    g.payload("an escaped brace", person('"x":\\u007b}'), "malformed_payload")
    g.payload("an escape instead of a space", person('"x":\\n1'), "malformed_payload")
    g = corpus.group("J4", "A surrogate without its partner isn't a character.")
    for name, text in SURROGATES:
        g.payload(f"{name} in a name", person(f'"name":"{text}"'), "malformed_payload")
        g.payload(f"{name} in the name of a member", person(f'"{text}":1'), "malformed_payload")
        g.header(f"{name} of the surrogates in the header", f'{{"alg":"HS256","x":"{text}"}}', "malformed_header")
    g.payload("a surrogate in an e-mail", '{"email":"ann\\ud83d@example.com","exp":1750003540}', "malformed_payload")
    g = corpus.group("J4", "A control character in a string must be escaped, or the text isn't JSON.")
    for code in range(1, 32):
        g.payload(f"a raw control character {code:02x} in a name", person(f'"name":"a{chr(code)}b"'),
                  "malformed_payload")
    for code in (1, 8, 9, 10, 13, 27, 31):
        g.payload(f"a raw control character {code:02x} in the name of a member", person(f'"a{chr(code)}b":1'),
                  "malformed_payload")
        g.header(f"a raw control character {code:02x} in the header", f'{{"alg":"HS256","x":"{chr(code)}"}}',
                 "malformed_header")
    g = corpus.group("J4", "Every escape of RFC 8259 is read as one character.")
    for name, text, value in GOOD:
        g.payload(f"{name} escaped in a name", person(f'"name":"a{text}"'), tells={"name": "a" + value})
        g.header(f"{name} escaped in the header", f'{{"alg":"HS256","x":"{text}"}}')
        g.payload(f"{name} escaped in the name of a member", person(f'"x{text}":1'))
