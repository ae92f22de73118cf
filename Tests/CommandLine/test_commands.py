# SPDX-License-Identifier: Apache-2.0
"""Sources of the secret, the other commands, and the exit statuses 2 and 3."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess

import pytest
from conftest import HEADER, NOW, OTHER_SECRET, SECRET, base64url, person, sign

GOOD = sign(person())


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


# Secrets


def test_without_a_secret_the_environment_is_at_fault(pbjwt):
    done = pbjwt.verify(GOOD, secret=None)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"PRODUCTBRIDGE_WIDGET_SECRET" in done.stderr


@pytest.mark.parametrize(
    "ending, status",
    [(b"", "ok"), (b"\n", "ok"), (b"\n\n", "signature_mismatch"), (b"\r\n", "signature_mismatch"),
     (b" ", "signature_mismatch")],
)
def test_a_secret_file_loses_one_newline_and_nothing_else(pbjwt, tmp_path, ending, status):
    path = written(tmp_path, "secret", SECRET.encode() + ending)
    done = pbjwt.verify("--status-only", "--secret-file", path, GOOD, secret=None)
    assert done.stdout.decode() == status + "\n"


def test_the_variable_is_used_unchanged(pbjwt):
    done = pbjwt.verify("--status-only", GOOD, secret=SECRET + "\n")
    assert done.stdout == b"signature_mismatch\n"


def test_a_file_wins_over_the_variable(pbjwt, tmp_path):
    path = written(tmp_path, "secret", SECRET.encode())
    done = pbjwt.verify("--status-only", "--secret-file", path, GOOD, secret=OTHER_SECRET)
    assert done.stdout == b"ok\n"


def test_a_secret_from_a_descriptor(pbjwt):
    reading, writing = os.pipe()
    os.write(writing, SECRET.encode() + b"\n")
    os.close(writing)
    done = pbjwt.verify(
        *["--status-only", "--secret-fd", str(reading), GOOD], secret=None, pass_fds=[reading]
    )
    os.close(reading)
    assert done.stdout == b"ok\n"


@pytest.mark.parametrize(
    "format, text",
    [
        ("text", SECRET.encode()),
        ("hex", SECRET.encode().hex().encode()),
        ("base64", base64.b64encode(SECRET.encode())),
    ],
)
def test_secrets_in_each_format(pbjwt, tmp_path, format, text):
    path = written(tmp_path, "secret", text)
    options = ["--secret-file", path, "--secret-format", format]
    assert pbjwt.verify("--status-only", *options, GOOD, secret=None).stdout == b"ok\n"


def test_several_secrets_with_ids_name_the_one_that_signed(pbjwt, tmp_path):
    files = [written(tmp_path, "a", OTHER_SECRET.encode()), written(tmp_path, "b", SECRET.encode())]
    options = [word for path in files for word in ("--secret-file", path)]
    code, results = pbjwt.verify_json(*options, *["--secret-id", "old", "--secret-id", "new"], GOOD)
    assert (code, results[0]["key"]) == (0, "new")
    for ids in (["old"], ["old", "old"], ["old", ""]):
        wrong = [word for id in ids for word in ("--secret-id", id)]
        assert pbjwt.verify(*options, *wrong, GOOD).returncode == 2


def test_weak_secrets_are_let_in_by_name_alone(pbjwt):
    token = sign(person(), secret="short")
    done = pbjwt.verify(token, secret="short")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"weak_secret" in done.stderr and b"short:" not in done.stderr
    code, results = pbjwt.verify_json("--allow-weak-secret", token, secret="short")
    assert code == 0
    assert results[0]["warnings"] == [{"claim": None, "kind": "weak_secret"}]


def test_no_error_shows_a_secret(pbjwt, tmp_path):
    path = written(tmp_path, "secret", SECRET.encode())
    broken = SECRET[:-1] + "Z"
    for done in (
        pbjwt.verify("--secret-format", "hex", GOOD, secret=broken),
        pbjwt.verify("--secret-file", path + "-not-there", GOOD),
        pbjwt.verify("--secret-file", str(tmp_path), GOOD),
        pbjwt.verify("--secret-fd", "99", GOOD),
        pbjwt.verify(GOOD, secret=SECRET * 200),
        pbjwt.verify(GOOD, secret=""),
    ):
        assert (done.returncode, done.stdout) == (3, b"")
        assert done.stderr.startswith(b"pbjwt: ") and done.stderr.count(b"\n") == 1
        assert SECRET[:-1].encode() not in done.stderr


# issue


def decoded(token, secret=SECRET):
    """Header and payload of a token whose signature Python has checked."""
    signing_input, signature = token.rsplit(".", 1)
    mac = hmac.new(secret.encode(), signing_input.encode(), hashlib.sha256).digest()
    assert signature == base64url(mac)
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in signing_input.split(".")]


def issue(pbjwt, *arguments, **options):
    done = pbjwt.run("issue", "--now", str(NOW), *arguments, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_issue_writes_the_claims_in_either_form(pbjwt):
    common = ["--email", "ann@example.com", "--user-id", "u-1", "--avatar-url", "https://a.example/"]
    times = {"email": "ann@example.com", "iat": NOW, "exp": NOW + 3600}
    code, token, _ = issue(pbjwt, *common)
    assert code == 0 and token.endswith("\n")
    sso = {**times, "id": "u-1", "avatarURL": "https://a.example/"}
    assert decoded(token.strip()) == [HEADER, sso]
    _, token, _ = issue(pbjwt, "--form", "sso", "--lifetime", "60", *common)
    assert decoded(token.strip()) == [HEADER, {**sso, "exp": NOW + 60}]
    _, token, _ = issue(pbjwt, "--form", "widget", *common)
    assert decoded(token.strip()) == [HEADER, {**times, "sub": "u-1", "avatar_url": "https://a.example/"}]


def test_issue_and_verify_begin_with_the_same_profile(pbjwt):
    for command, option in (("issue", "--form"), ("verify", "--profile")):
        shown = pbjwt.run("help", command, secret=None).stdout.decode()
        assert re.search(option + r" <.*?default: sso\)", shown, re.DOTALL), shown


def test_issue_writes_every_claim(pbjwt):
    words = {
        "--email": "ann@example.com",
        "--form": "widget",
        "--user-id": "u-1",
        "--name": "Ann Ω",
        "--avatar-url": "https://a.example/",
        "--company-name": "Example",
        "--company-id": "c-1",
        "--company-mrr": "0.1",
        "--customer-status": "vip",
        "--renewal-date": "2026-03-31",
        "--renewal-risk": "high",
        "--account-owner-id": "o-1",
        "--account-owner-email": "o@example.com",
        "--external-user-id": "x-1",
        "--iss": "i",
        "--aud": "a",
        "--jti": "t",
        "--not-before": str(NOW - 1),
        "--custom": '{"plan": {"seats": [1, 2.5]}}',
    }
    arguments = [word for pair in words.items() for word in pair]
    code, token, _ = issue(pbjwt, "--user-hash", "--secret-id", "production", *arguments)
    assert code == 0
    header, payload = decoded(token.strip())
    assert header == {**HEADER, "kid": "production"}
    assert payload == {
        "email": "ann@example.com",
        "sub": "u-1",
        "name": "Ann Ω",
        "avatar_url": "https://a.example/",
        "company_name": "Example",
        "company_id": "c-1",
        "company_mrr": 0.1,
        "customer_status": "vip",
        "renewal_date": "2026-03-31",
        "renewal_risk": "high",
        "account_owner_id": "o-1",
        "account_owner_email": "o@example.com",
        "external_user_id": "x-1",
        "iss": "i",
        "aud": "a",
        "jti": "t",
        "nbf": NOW - 1,
        "iat": NOW,
        "exp": NOW + 3600,
        "plan": {"seats": [1, 2.5]},
        "user_hash": hmac.new(SECRET.encode(), b"u-1", hashlib.sha256).hexdigest(),
    }


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["--email", ""], "missing_email"),
        (["--email", "a@b", "--renewal-date", "soon"], "malformed_claim (renewal_date)"),
        (["--email", "a@b", "--user-hash"], "missing_user_id"),
        (["--email", "a@b", "--lifetime", "0"], "--lifetime is a whole number from 1 to"),
        (["--email", "a@b", "--not-before", "9999999999"], "invalid_argument"),
        (["--email", "a@b", "--custom", "{"], "invalid_argument"),
        (["--email", "a@b", "--custom", '{"exp": 1}'], "invalid_argument"),
        (["--email", "a@b", "--now", "-1"], "--now"),
        ([], "--email"),
    ],
)
def test_issue_refuses_what_verify_would(pbjwt, arguments, word):
    done = pbjwt.run("issue", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert word in done.stderr.decode()


# keygen, user-hash


def test_keygen_makes_a_new_secret_each_time(pbjwt):
    made = {pbjwt.run("keygen", secret=None).stdout.decode() for _ in range(3)}
    assert len(made) == 3
    for secret in made:
        assert len(secret) == 65 and secret[-1] == "\n" and set(secret[:-1]) <= set("0123456789abcdef")


def test_user_hash_is_that_of_the_documents(pbjwt):
    done = pbjwt.run("user-hash", "user-42")
    expected = hmac.new(SECRET.encode(), b"user-42", hashlib.sha256).hexdigest()
    assert (done.returncode, done.stdout.decode()) == (0, expected + "\n")


def test_user_hash_refuses_to_sign_a_token(pbjwt):
    done = pbjwt.run("user-hash", GOOD.rsplit(".", 1)[0])
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"invalid_argument" in done.stderr


# Exit statuses


@pytest.mark.parametrize(
    "token",
    ["-h", "--help", "-xyzh.e30.AAAA", "--version", "--experimental-dump-help", "-x.e30.A",
     "--generate-completion-script=bash", "--json", "-"],
)
def test_a_token_that_reads_like_an_option_is_never_a_success(pbjwt, token):
    assert pbjwt.run("verify", token).returncode != 0
    done = pbjwt.run("verify", "--status-only", "--", token)
    assert done.returncode != 0
    expected = b"malformed_header\n" if token.count(".") == 2 else b"malformed_token\n"
    assert (done.stdout, done.returncode) == ((b"", 2) if token == "-" else (expected, 1))


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--secret-fd", SECRET, GOOD],
        ["verify", "--secret-file", SECRET, GOOD],
        ["verify", "--secret-file=" + SECRET, GOOD],
        ["verify", "--secret-format=" + SECRET, GOOD],
        ["verify", GOOD, SECRET],
        ["verify", GOOD, GOOD],
        ["keygen", SECRET],
        ["user-hash", "u-1", SECRET],
    ],
)
def test_a_secret_or_token_in_the_wrong_place_is_not_repeated(pbjwt, arguments):
    done = pbjwt.run(*arguments)
    assert done.returncode in (2, 3) and done.stdout == b""
    assert SECRET.encode() not in done.stderr
    assert GOOD.split(".")[1].encode() not in done.stderr


def test_a_wrong_command_line_sends_no_escape_sequences(pbjwt):
    done = pbjwt.run("verify", GOOD, "\x1b[31mX")
    assert done.returncode == 2 and b"\x1b" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["user-hash", b"\xff"], ["issue", "--email", b"a\xff@example.com"], ["verify", b"\xff"]],
)
def test_an_argument_that_is_not_utf8_is_not_replaced(pbjwt, arguments):
    done = pbjwt.run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b"is not UTF-8\n")


@pytest.mark.parametrize(
    "arguments, names",
    [
        (["verify", "--no-such-option"], "--no-such-option"),
        (["verify", "--leeway", "301", GOOD], "--leeway is a whole number from 0 to 300."),
        (["verify", "--leeway", "-1", GOOD], "--leeway"),
        (["verify", "--max-token-bytes", "255", GOOD], "--max-token-bytes"),
        (["verify", "--max-token-bytes", "1048577", GOOD], "--max-token-bytes"),
        (["verify", "--max-lifetime=-1", GOOD], "--max-lifetime"),
        (["verify", "--now", "253402300800", GOOD], "--now"),
        (["verify", "--iss", "", GOOD], "--iss"),
        (["verify", "--aud", "", GOOD], "--aud"),
        (["verify", "--json", "--status-only", GOOD], "--status-only"),
        (["verify", GOOD, GOOD], "argument"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_a_wrong_command_line_exits_with_2_and_says_what_is_wrong(pbjwt, arguments, names):
    done = pbjwt.run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert names in done.stderr.decode()


def test_a_failing_environment_is_not_a_refusal(pbjwt, tmp_path):
    source = written(tmp_path, "fail.c", b"void *json_loadb(void) { return 0; }\n")
    library = str(tmp_path / "fail.so")
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", library, source], check=True)
    done = subprocess.run(
        [pbjwt.program, "verify", "--now", str(NOW), "--reader", "both", "--status-only", GOOD],
        env={**pbjwt.environment(), "LD_PRELOAD": library},
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (3, b"out_of_memory\n")


def test_results_that_cannot_be_written_are_not_a_success(pbjwt):
    with open("/dev/full", "wb") as full:
        process = pbjwt.start("verify", "--now", str(NOW), GOOD, stdout=full)
        assert process.wait(timeout=30) == 3


def test_help_and_version_are_successes(pbjwt):
    for arguments in (["--help"], ["help", "verify"], ["issue", "--help"], ["--version"]):
        done = pbjwt.run(*arguments, secret=None)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.strip() != b""
    assert re.fullmatch(rb"\d+\.\d+\.\d+ \(HMAC by (sha256|evp)\)\n", done.stdout)


# Help for people


@pytest.mark.parametrize(
    "word, meant",
    [
        ("verfy", "verify"), ("Verify", "verify"), ("explian", "explain"), ("issues", "issue"), ("keygne", "keygen"),
        ("userhash", "user-hash"), ("decode", "inspect"), ("sign", "issue"), ("why", "explain"), ("hlep", "help"),
    ],
)
def test_a_mistyped_command_gets_a_suggestion(pbjwt, word, meant):
    done = pbjwt.run(word, "x", secret=None)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines()[-1] == f"Did you mean pbjwt {meant}?"


def test_nothing_is_suggested_for_an_unlike_word(pbjwt):
    for arguments in (["no-such-command"], [], ["--verfy"], ["verify", "issues", "x"], ["x" * 4000]):
        assert b"Did you mean pbjwt" not in pbjwt.run(*arguments, secret=None).stderr


def test_a_token_without_a_command_gets_a_hint(pbjwt):
    done = pbjwt.run(GOOD)
    assert done.returncode == 2
    assert done.stderr.endswith(b"\nTo verify a token: pbjwt verify -- TOKEN\n")
    assert GOOD.encode() not in done.stderr


@pytest.mark.parametrize(
    "secret, remark",
    [
        (b'"%s"' % SECRET.encode(), b"has quotes around it"),
        (b"'%s'" % SECRET.encode(), b"has quotes around it"),
        (b" %s" % SECRET.encode(), b"has white space around it"),
        (b"%s\r\n" % SECRET.encode(), b"has white space around it"),
        (b"\xef\xbb\xbf%s" % SECRET.encode(), b"begins with a byte order mark"),
        (SECRET.encode("utf-16"), b"begins with a byte order mark"),
        (SECRET.upper().encode(), b"is not 64 characters of 0-9 and a-f"),
        (SECRET[:63].encode(), b"is not 64 characters of 0-9 and a-f"),
        (b"NAME=%s" % SECRET.encode(), b"is not 64 characters of 0-9 and a-f"),
    ],
)
def test_an_untidy_secret_gets_one_line_of_warning(pbjwt, tmp_path, secret, remark):
    path = written(tmp_path, "s.txt", secret)
    done = pbjwt.verify("--status-only", "--secret-file", path, GOOD, secret=None)
    assert (done.returncode, done.stdout) == (1, b"signature_mismatch\n")
    assert done.stderr.startswith(b"pbjwt: warning: the file %s of --secret-file %s" % (path.encode(), remark))
    assert done.stderr.count(b"\n") == 1
    assert SECRET[:8].lower().encode() not in done.stderr.lower()


@pytest.mark.parametrize("secret", ['"' + SECRET + '"', SECRET + " ", "\ufeff" + SECRET])
def test_the_variable_is_checked_too(pbjwt, secret):
    done = pbjwt.verify(GOOD, secret=secret)
    assert done.stderr.startswith(b"pbjwt: warning: PRODUCTBRIDGE_WIDGET_SECRET ")


@pytest.mark.parametrize("format", ["hex", "base64"])
def test_only_secrets_as_text_are_checked(pbjwt, tmp_path, format):
    path = written(tmp_path, "s.txt", b"00" * 40)
    done = pbjwt.verify("--secret-format", format, "--secret-file", path, GOOD, secret=None)
    assert (done.returncode, done.stderr) == (1, b"")


def test_errors_of_a_secret_file_name_the_path(pbjwt, tmp_path):
    empty = written(tmp_path, "empty.txt", b"")
    short = written(tmp_path, "long.txt", b"x" * 9000)
    for path in (empty, short, str(tmp_path), empty + ".not-there", "./no-such-file.txt", "nothing"):
        done = pbjwt.verify("--secret-file", path, GOOD)
        assert (done.returncode, done.stdout) == (3, b"")
        assert f"the file {path} of --secret-file" in done.stderr.decode()


@pytest.mark.parametrize(
    "secret",
    [SECRET, "s3cretsecretsecret", base64.b64encode(bytes.fromhex(SECRET)).decode(),
     base64.urlsafe_b64encode(bytes.fromhex(SECRET)).decode(), "/" + SECRET[:32] + "/" + SECRET[32:]],
)
def test_a_secret_given_instead_of_its_file_is_not_named(pbjwt, secret):
    done = pbjwt.verify("--secret-file", secret, GOOD)
    assert done.returncode == 3
    assert done.stderr.startswith(b"pbjwt: can't open the file of --secret-file: ")


def test_a_path_sends_no_escape_sequences(pbjwt):
    assert b"\x1b" not in pbjwt.verify("--secret-file", "./\x1b[31m", GOOD).stderr


# issue: messages


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--custom", '{"exp": 1}'], ["the member exp", "--lifetime"]),
        (["--custom", '{"a": 1, "\\u006eame": 1}'], ["the member name", "--name"]),
        (["--custom", '{"avatarURL": null}'], ["the member avatarURL", "--avatar-url"]),
        (["--custom", "{"], ["at byte 1"]),
        (["--custom", '{"plan": gold}'], ["at byte 9", "\n" + "{\"plan\": gold}\n         ^\n"]),
        (["--custom", '{"a": 1, "a": 2}'], ["twice"]),
        (["--custom", "[1]"], ["object"]),
        (["--custom", "{" + " " * 20000 + "x}"], ["malformed_payload"]),
        (["--company-mrr", "inf"], ["--company-mrr has to be finite"]),
        (["--company-mrr", "nan"], ["--company-mrr has to be finite"]),
        (["--now", "253402300000", "--lifetime", "3600"], ["after the year 9999"]),
        (["--now", str(NOW), "--not-before", str(NOW + 3600)], ["--not-before has to be before exp (2025-06-15T16:06:40Z)"]),
        (["--user-hash", "--user-id", "eyJhIjoxfQ.x"], ["--user-id may be a token's signing input"]),
    ],
)
def test_issue_names_the_invalid_argument(pbjwt, arguments, words):
    done = pbjwt.run("issue", "--email", "ann@example.com", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert said.startswith("pbjwt: invalid_argument: ")
    for word in words:
        assert word in said
    assert all(len(line) <= 80 for line in said.splitlines()[1:])


@pytest.mark.parametrize(
    "arguments, remarks",
    [
        ([], []),
        (["--lifetime", "3630"], []),
        (["--lifetime", "3631"], ["the default verifier refuses this token: its lifetime is above 3600 seconds"]),
        (["--email", "Ann@example.com"], ["a verifier warns about this token: not_canonical (email)"]),
        (["--not-before", str(NOW + 600)], []),
        (["--custom", '{"x":"%s"}' % ("y" * 7000), "--lifetime", "9999", "--email", "A@b"],
         ["the default verifier refuses this token: it has 9489 bytes, and at most 8192 are let in",
          "the default verifier refuses this token: its lifetime is above 3600 seconds",
          "a verifier warns about this token: not_canonical (email)"]),
        (["--custom", '{"fullName":"Ann"}'], ["a verifier warns about this token: unknown_name (name)"]),
    ],
)
def test_issue_reports_what_the_default_verifier_would_say(pbjwt, arguments, remarks):
    code, token, said = issue(pbjwt, "--email", "ann@example.com", *arguments)
    assert code == 0 and decoded(token.strip())
    assert said.splitlines() == ["pbjwt: warning: " + remark for remark in remarks]


def test_issue_accepts_iso_times(pbjwt):
    options = ["--email", "ann@example.com", "--now", "2025-06-15T15:06:40Z", "--not-before", "2025-06-15T15:10:00Z"]
    done = pbjwt.run("issue", *options)
    claims = decoded(done.stdout.decode().strip())[1]
    assert (claims["iat"], claims["nbf"]) == (NOW, NOW + 200)
