# SPDX-License-Identifier: Apache-2.0
"""pbjwt inspect: what a token shows without a secret."""

import json
import re
import subprocess
import time

import pytest
from conftest import HEADER, OTHER_SECRET, base64url, person, sign

GOOD = sign(person())


def inspect(pbjwt, token, *options, secret=None):
    done = pbjwt.run("inspect", *options, "--", token, secret=secret)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_inspect_needs_no_secret_and_says_that_it_does_not_verify(pbjwt):
    token = sign('{"name":"\u009b1mx", "n": [\n1, {"a":{}, "b":[ ]}]}', secret=OTHER_SECRET)
    code, shown, said = inspect(pbjwt, token)
    assert (code, said) == (0, "")
    assert shown == """\
NOT VERIFIED: anyone can have written this.
Use pbjwt verify to check it.

header
  {
    "alg": "HS256",
    "typ": "JWT"
  }

payload
  {
    "name": "\\u009b1mx",
    "n": [
      1,
      {
        "a": {},
        "b": []
      }
    ]
  }

signature
  43 characters, 32 bytes, as HS256 has them
"""


def test_json_is_one_line(pbjwt):
    token = sign('{"name":"\u009b1mx", "n": [\n1]}', secret=OTHER_SECRET)
    done = pbjwt.run("inspect", "--json", input=token.encode() + b"\n", secret=None)
    shown = json.loads(done.stdout)
    assert done.returncode == 0 and done.stdout.count(b"\n") == 1
    assert shown.pop("warning").startswith("NOT VERIFIED: ")
    assert shown == {
        "verified": False,
        "form": "ok",
        "encrypted": False,
        "header": HEADER,
        "payload": {"name": "\u009b1mx", "n": [1]},
        "signature": {"form": "base64url", "characters": 43, "bytes": 32},
    }


@pytest.mark.parametrize(
    "seconds, words",
    [
        (3595, "in 59 minutes"),
        (-7300, "2 hours ago"),
        (119, r"in \d+ seconds"),
        (-86400 * 3, "3 days ago"),
        (-86400 * 1000, "2 years ago"),
    ],
)
def test_times_are_explained_in_words(pbjwt, seconds, words):
    at = int(time.time()) + seconds
    shown = inspect(pbjwt, sign({"exp": at, "nbf": at, "iat": at, "x": {"exp": at}}))[1]
    iso = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    for name in ("exp", "nbf", "iat"):
        assert re.search(rf'^    "{name}": {at},  \({iso}, {words}\)$', shown, re.MULTILINE), shown
    assert f'      "exp": {at}\n' in shown


@pytest.mark.parametrize("value, shown", [('"soon"', '"soon"'), ("null", "null"), ("1e300", "1e300  (1e+300 s, in ")])
def test_values_that_are_not_times_are_shown_unchanged(pbjwt, value, shown):
    assert f'"exp": {shown}' in inspect(pbjwt, sign('{"exp":%s}' % value))[1]


SIGNING_INPUT, SIGNATURE = GOOD.rsplit(".", 1)
FORMS = [
    (SIGNATURE, "base64url", 32, "43 characters, 32 bytes, as HS256 has them"),
    ("", "empty", 0, "empty: the token is not signed"),
    ("ab" * 32, "hex", 32, "64 characters, 32 bytes: hex,"),
    (SIGNATURE + "=", "padded", 32, "44 characters, 32 bytes: padded with =,"),
    ("+/" + SIGNATURE[2:], "standard_base64", 32, "+ and / of standard base64"),
    (SIGNATURE[:40], "short", 30, "40 characters, 30 bytes: cut off,"),
    (SIGNATURE[:41], "not_base64url", None, "41 characters: not base64url"),
    (SIGNATURE + "!", "not_base64url", None, "44 characters: not base64url"),
    (base64url(b"\xfb" * 64), "long", 64, "86 characters, 64 bytes: too long (HS512 has these),"),
    (base64url(b"\xfb" * 48), "long", 48, "64 characters, 48 bytes: too long (HS384 has these),"),
    ("A" * 42 + "B", "unused_bits", 32, "the last character isn't the one"),
]


@pytest.mark.parametrize("signature, name, size, words", FORMS, ids=[row[1] + str(len(row[0])) for row in FORMS])
def test_the_signatures_form_is_described(pbjwt, signature, name, size, words):
    token = SIGNING_INPUT + "." + signature
    code, shown, said = inspect(pbjwt, token)
    assert (code, said) == (0, "")
    assert words in shown.split("signature\n")[1]
    told = json.loads(inspect(pbjwt, token, "--json")[1])["signature"]
    assert told == {"form": name, "characters": len(signature), "bytes": size}


def test_an_encrypted_token_shows_its_header(pbjwt):
    header = base64url(b'{"alg":"dir","enc":"A256GCM"}')
    code, shown, said = inspect(pbjwt, header + "..aXY.Y2lwaGVy.dGFn")
    assert code == 1
    assert '    "enc": "A256GCM"\n' in shown
    assert 'encrypted (JWE, five parts): alg "dir", enc "A256GCM"\n' in shown
    assert said == "pbjwt: it is encrypted (JWE), so only its header can be read\n"
    told = json.loads(inspect(pbjwt, header + "..aXY.Y2lwaGVy.dGFn", "--json")[1])
    assert (told["encrypted"], told["header"]["enc"], told["payload"], told["signature"]) == (True, "A256GCM", None, None)


def test_unreadable_json_is_shown_with_a_caret(pbjwt):
    code, shown, said = inspect(pbjwt, sign('{"a": 1, "b": NaN, "c": "\x1b[31m"}'))
    assert code == 1
    assert said == "pbjwt: not all of it can be read (malformed_payload); nothing else was checked\n"
    lines = shown.splitlines()
    start = lines.index("payload")
    assert lines[start + 1 : start + 3] == [
        "  not readable; the 32 bytes that it decodes to are",
        '    {"a": 1, "b": NaN, "c": "\\u{1b}[31m"}',
    ]
    caret = next(index for index, line in enumerate(lines) if line.strip() == "^")
    assert lines[caret - 1][lines[caret].index("^"):].startswith("NaN")
    assert "JSON has no NaN" in shown
    assert max(map(len, lines)) <= 80 and "\x1b" not in shown


def test_the_good_half_of_a_bad_token_is_shown(pbjwt):
    code, shown, said = inspect(pbjwt, "eyJhbGciOiJIUzI1NiJ9.e30x.")
    assert code == 1
    assert '    "alg": "HS256"\n' in shown and "the 3 bytes that it decodes to are\n    {}1\n" in shown
    assert said == "pbjwt: not all of it can be read (malformed_payload); nothing else was checked\n"
    code, shown, said = inspect(pbjwt, "e30x." + base64url(b'{"a":1}') + ".")
    assert '    "a": 1\n' in shown and "(malformed_header)" in said
    code, shown, said = inspect(pbjwt, "nonsense")
    assert (code, shown) == (1, "")
    assert said.startswith("pbjwt: malformed_token") and said.endswith("pbjwt explain says more.\n")


def test_inspect_reads_the_first_line_and_does_not_wait_for_more(pbjwt):
    process = pbjwt.start("inspect", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(GOOD.encode() + b"\n")
    process.stdin.flush()
    assert process.wait(timeout=30) == 0
    assert process.stdout.readline().startswith(b"NOT VERIFIED: ")
    process.stdin.close()
