# SPDX-License-Identifier: Apache-2.0
"""pbjwt explain: its input, its output, and what it never prints."""

import json
import subprocess

import pytest
from conftest import HEADER, NOW, OTHER_SECRET, SECRET, base64url, person, sign

GOOD = sign(person())


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def explain(pbjwt, *arguments, **options):
    return pbjwt.run("explain", "--now", str(NOW), *arguments, **options)


def report(pbjwt, *arguments, **options):
    done = explain(pbjwt, "--json", *arguments, **options)
    assert done.stdout.endswith(b"}\n") and done.stdout.count(b"\n") == 1, done
    return done.returncode, json.loads(done.stdout)


def causes(told):
    return [cause["name"] for cause in told["causes"]]


def test_the_json_is_the_librarys_report(pbjwt):
    code, told = report(pbjwt, GOOD)
    assert code == 0
    assert list(told) == ["status", "claim", "status_after_cleaning", "claim_after_cleaning", "verified", "checks",
                          "causes", "policies", "macs", "search_ended", "now"]
    assert (told["status"], told["verified"], told["causes"], told["now"]) == ("ok", False, [], NOW)
    assert [check["name"] for check in told["checks"]] == [
        "size", "form", "header", "key", "signature", "payload", "time", "identity", "user_hash", "parties", "claims"]
    assert {check["outcome"] for check in told["checks"]} == {"passed"}
    assert [policy["name"] for policy in told["policies"]] == ["sso", "widget", "user_hash_required", "strict_claims"]


HTTP = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n%s"
INPUTS = [
    ("%s", "ok", "ok", None),
    ("%s\n", "ok", "ok", None),
    ("%s\r\n", "ok", "ok", None),
    ("%s\n\n", "malformed_signature", "ok", "white_space_around"),
    (" %s", "malformed_header", "ok", "white_space_around"),
    ('"%s"\n', "malformed_header", "ok", "quoted_token"),
    ("Bearer %s", "malformed_header", "ok", "bearer_prefix"),
    ("Authorization: Bearer %s\n", "malformed_header", "ok", "authorization_header"),
    ('{"ssoToken": "%s"}', "malformed_header", "ok", "wrapped_in_json"),
    (HTTP, "malformed_token", "ok", "http_answer_instead"),
    ("https://app.example/cb?ssoToken=%s&x=1", None, "ok", "whole_url"),
    ("\ufeff%s", "malformed_header", "ok", "byte_order_mark"),
    ("", "malformed_token", "malformed_token", "empty_token"),
    ("<!DOCTYPE html>\n<html><body>Log in</body></html>\n", "malformed_token", "malformed_token", "html_instead"),
    ("undefined\n", "malformed_token", "malformed_token", "placeholder_token"),
]


@pytest.mark.parametrize("text, status, cleaned, cause", INPUTS, ids=[row[0][:20] for row in INPUTS])
def test_all_of_standard_input_is_the_token_as_received(pbjwt, text, status, cleaned, cause):
    text = text % GOOD if "%s" in text else text
    code, told = report(pbjwt, input=text.encode())
    if status is not None:
        assert told["status"] == status
    assert told["status_after_cleaning"] == cleaned
    assert causes(told)[:1] == ([cause] if cause else [])
    assert code == (0 if told["status"] == "ok" else 1)
    assert report(pbjwt, "-", input=text.encode()) == (code, told)


def test_a_token_with_line_breaks_is_read_completely(pbjwt):
    wrapped = "\n".join(GOOD[start : start + 64] for start in range(0, len(GOOD), 64))
    code, told = report(pbjwt, input=wrapped.encode() + b"\n")
    assert (code, told["status_after_cleaning"]) == (1, "ok")
    assert "line_breaks_within" in causes(told)


def test_the_status_is_that_of_verify(pbjwt):
    for token in (GOOD, GOOD[:-1], "a.b", sign(person(exp=NOW - 60)), sign(person(), secret=OTHER_SECRET), ""):
        for ending in ("\n", "\r\n"):
            told = report(pbjwt, input=(token + ending).encode())[1]
            verified = pbjwt.verify("--status-only", input=(token + ending).encode()).stdout.decode()
            assert told["status"] + "\n" == verified


def test_bytes_of_any_kind_are_explained(pbjwt):
    for data in (b"\xff\xfe\x00", b"\x00" * 99, b"x" * (2 << 20), b"\n" * 5000, GOOD.encode() + b"\x00"):
        code, told = report(pbjwt, input=data)
        assert code == 1 and told["status"] != "ok"


# Options


def test_policy_options_are_verifys(pbjwt):
    token = sign(person(exp=NOW + 9999))
    assert report(pbjwt, token)[1]["status"] == "lifetime_too_long"
    code, told = report(pbjwt, "--max-lifetime", "0", token)
    assert (code, told["status"]) == (0, "ok")
    assert report(pbjwt, "--iss", "i", GOOD)[1]["status"] == "issuer_mismatch"
    assert report(pbjwt, "--now", "2025-06-15T17:06:40Z", GOOD)[1]["status"] == "expired"


def test_verify_and_explain_take_the_same_options(pbjwt):
    def options(command):
        shown = pbjwt.run("help", command, secret=None).stdout.decode()
        words = {word for line in shown.splitlines() for word in line.split()[:1] if word.startswith("--")}
        return {word for word in words if not word.endswith(".")}  # words that end a sentence aren't options

    # Options about many tokens or about results belong only to verify.
    only = {name for name in options("verify") - options("explain") if not name.startswith("--report-")}
    assert only == {"--status-only", "--stats", "--summary", "--input", "--column", "--jsonl", "--time-from", "--jobs"}
    assert options("explain") - options("verify") == {"--other-secret", "--second-token"}


def test_other_secrets_are_tried_and_named(pbjwt, tmp_path):
    files = [
        "staging=" + written(tmp_path, "staging.txt", OTHER_SECRET.encode() + b"\n"),
        "old=" + written(tmp_path, "old.txt", b"weak-and-old"),
    ]
    options = [word for file in files for word in ("--other-secret", file)]
    for secret, name in ((OTHER_SECRET, "staging"), ("weak-and-old", "old")):
        code, told = report(pbjwt, *options, sign(person(), secret=secret))
        assert (code, told["status"]) == (1, "signature_mismatch")
        assert causes(told)[0] == "key_other_secret" and name in told["causes"][0]["found"]
    assert report(pbjwt, sign(person(), secret=OTHER_SECRET))[1]["causes"][0]["name"] == "unknown_key_or_changed"


@pytest.mark.parametrize("value", ["nothing", "=path", "name=", ""])
def test_another_secret_is_a_name_and_a_file(pbjwt, value):
    done = explain(pbjwt, "--other-secret=" + value, GOOD)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--other-secret" in done.stderr


def test_at_most_32_other_secrets_of_different_names(pbjwt, tmp_path):
    path = written(tmp_path, "other.txt", OTHER_SECRET.encode())
    for count, names, code in ((32, 32, 0), (33, 33, 2), (2, 1, 2)):
        options = [word for n in range(count) for word in ("--other-secret", f"n{n % names}={path}")]
        assert explain(pbjwt, *options, GOOD).returncode == code


def test_the_signature_may_be_that_of_the_second_token(pbjwt, tmp_path):
    second = sign(person(name="Bo"))
    mixed = GOOD.rsplit(".", 1)[0] + "." + second.rsplit(".", 1)[1]
    assert "signature_of_second" not in causes(report(pbjwt, mixed)[1])
    path = written(tmp_path, "second.txt", second.encode() + b"\n")
    assert causes(report(pbjwt, "--second-token", path, mixed)[1])[0] == "signature_of_second"


def test_unreadable_files_are_named(pbjwt, tmp_path):
    path = str(tmp_path / "no-such-file.txt")
    for options, name in ((["--second-token", path], "--second-token"), (["--other-secret", "a=" + path], "--other-secret")):
        done = explain(pbjwt, *options, GOOD)
        assert (done.returncode, done.stdout) == (3, b"")
        assert f"the file {path} of {name}" in done.stderr.decode()


def test_exit_statuses(pbjwt):
    assert explain(pbjwt, GOOD).returncode == 0
    assert explain(pbjwt, GOOD[:-1]).returncode == 1
    assert explain(pbjwt, "--leeway", "301", GOOD).returncode == 2
    assert explain(pbjwt, "--secret-fd", "0").returncode == 2
    assert explain(pbjwt, "--help").returncode == 2  # a token may read like an option
    assert explain(pbjwt, GOOD, secret=None).returncode == 3
    with open("/dev/full", "wb") as full:
        process = pbjwt.start("explain", GOOD, stdout=full, stderr=subprocess.DEVNULL)
        assert process.wait(timeout=30) == 3


# Text

TEXTS = [
    GOOD,
    sign(person(), secret=SECRET + "\n"),
    sign(person(exp=NOW * 1000, iat=NOW * 1000, name="n" * 3000)),
    sign('{"email":"' + "e" * 400 + '",' + ",".join('"%s":%d' % ("m" * 70 + str(n), n) for n in range(40)) + "}"),
    sign('{"email": "ann@example.com", "plan": gold}'),
    sign(person(), header={"alg": "RS256", "kid": "k" * 200}),
    sign(person(email=1, sub=5, id="x", avatar_url="/a.png", companyName="x", mrr=1, status=2, nbf=NOW + 9999)),
    "Bearer " + GOOD + "\r\n",
    "<html>" + "x" * 5000,
    "é" * 500,
]


@pytest.mark.parametrize("token", TEXTS, ids=range(len(TEXTS)))
def test_the_text_fits_a_screen(pbjwt, token):
    shown = explain(pbjwt, "--check-user-hash", input=token.encode()).stdout.decode()
    lines = shown.splitlines()
    assert shown.endswith("\n")
    assert 12 <= len(lines) <= 50
    assert max(map(len, lines)) <= 80, max(lines, key=len)


def test_the_hint_comes_last(pbjwt):
    shown = explain(pbjwt, sign(person(), secret=SECRET + "\n")).stdout.decode()
    assert shown.startswith("REFUSED: signature_mismatch\n")
    end = shown[shown.rindex("\nCause ") :]
    assert end.startswith("\nCause 74, key_line_end (to change: the signer)\n") and "\n  -> Remove the line end" in end


def test_the_text_sends_no_escape_sequences(pbjwt):
    evil = "a\u001b[2Jb\u009b1mc\u202ed"
    for token in (sign(person(email=evil, name=evil)), evil, sign('{"a":"%s"}' % evil), sign(person(), header=evil)):
        done = explain(pbjwt, input=token.encode())
        shown = done.stdout.decode() + done.stderr.decode()
        assert shown.startswith(("REFUSED", "ACCEPTED")) and "Cause " in shown
        assert not set(shown) & {"\u001b", "\u009b", "\u202e"}


# What must not be shown


def forms(secret):
    data = secret.encode()
    return [data, data.upper(), base64url(data).encode(), data.hex().encode(), bytes.fromhex(secret)]


def test_no_secret_and_no_right_signature_is_shown(pbjwt, tmp_path):
    path = written(tmp_path, "other.txt", OTHER_SECRET.encode())
    signing_input, signature = GOOD.rsplit(".", 1)
    bad = sign(person(), secret="x" * 40).rsplit(".", 1)[1]
    tokens = [
        signing_input + "." + bad,
        signing_input + ".",
        sign(person(name=SECRET, sub=OTHER_SECRET), secret="x" * 40),
        sign(person(), header={**HEADER, "kid": SECRET}),
        SECRET,
        "Bearer " + SECRET,
        *(sign(person(), secret=wrong) for wrong in (SECRET + "\n", f'"{SECRET}"', SECRET[:32], "NAME=" + SECRET, OTHER_SECRET)),
    ]
    for token in tokens:
        for options in ((), ("--json",)):
            done = explain(pbjwt, "--other-secret", "other=" + path, *options, input=token.encode())
            assert done.returncode in (0, 1)
            shown = done.stdout + done.stderr
            for secret in (SECRET, OTHER_SECRET):
                for form in forms(secret):
                    for start in range(0, len(form) - 12, 4):
                        assert form[start : start + 12] not in shown, (token, form)
            assert signature[:10].encode() not in shown
            assert bad[:8].encode() not in shown


def test_a_secret_in_the_wrong_place_is_not_repeated(pbjwt):
    for arguments in (
        ["--other-secret", SECRET, GOOD], ["--other-secret", "a=" + SECRET, GOOD], ["--second-token", SECRET, GOOD],
        ["--second-token=" + SECRET, GOOD], [GOOD, SECRET], ["--other-secret=" + SECRET + "=x", GOOD],
    ):
        done = explain(pbjwt, *arguments)
        assert done.returncode in (2, 3) and done.stdout == b""
        assert SECRET.encode() not in done.stderr
