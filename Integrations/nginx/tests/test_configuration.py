# SPDX-License-Identifier: Apache-2.0
"""The messages of `nginx -t`: they name the file and the cause, and never contain a secret."""

import os

import pytest

import server

GOOD = "pbjwt on; pbjwt_secret_file main secret;"


@pytest.fixture(scope="module")
def nginx(new_nginx):
    made = new_nginx()
    made.write("empty", "")
    made.write("newline", "\n")
    made.write("short", "0123456789abcdef")
    made.write("large", "a" * 9000)
    made.write("long", "a" * 4097)
    made.write("largest", "a" * 4096 + "\n")
    made.write("return", "a" * 64 + "\r\n")
    made.write("public", "a" * 64, 0o644)
    made.write("hex", "0F" * 32 + "\n")
    made.write("base64", "QUJD" * 16)
    (made.folder / "folder").mkdir()
    os.mkfifo(made.folder / "pipe")
    made.own(made.folder / "pipe")
    made.own(made.folder / "folder")
    return made


def check(nginx, server_text, http_text=""):
    nginx.configure(f"{http_text}\nserver {{ listen 127.0.0.1:PORT;\n{server_text}\n}}")
    return nginx.test()


@pytest.mark.parametrize("text, said", [
    ("pbjwt on;", 'no "pbjwt_secret_file" is defined for "pbjwt" in FOLDER/nginx.conf:LINE'),
    ("pbjwt on; pbjwt_secret_file main missing;", 'opening the secret file "FOLDER/missing" failed (2: No such file or directory)'),
    ("pbjwt on; pbjwt_secret_file main empty;", 'the secret file "FOLDER/empty" is empty'),
    ("pbjwt on; pbjwt_secret_file main newline;", 'the secret file "FOLDER/newline" is empty'),
    ("pbjwt on; pbjwt_secret_file main folder;", 'the secret file "FOLDER/folder" is not a regular file'),
    ("pbjwt on; pbjwt_secret_file main pipe;", 'the secret file "FOLDER/pipe" is not a regular file'),
    ("pbjwt on; pbjwt_secret_file main short;", 'the secret in "FOLDER/short" can\'t be used: '),
    ("pbjwt on; pbjwt_secret_file main large;", 'the secret file "FOLDER/large" is larger than a secret'),
    ("pbjwt on; pbjwt_secret_file main long;", 'the secret in "FOLDER/long" is longer than 4096 bytes'),
    ("pbjwt on; pbjwt_secret_file main base64 format=hex;", 'the secret in "FOLDER/base64" is not hex digits of 1 to 4096 bytes'),
    ("pbjwt on; pbjwt_secret_file main return format=base64;", 'the secret in "FOLDER/return" is not padded base64 of 1 to 4096 bytes'),
    ("pbjwt on; pbjwt_secret_file main secret not_after=soon;", "argument 3 is none of them"),
    ("pbjwt on; pbjwt_secret_file main secret not_after=2027-02-30;", "argument 3 is none of them"),
    ("pbjwt on; pbjwt_secret_file main secret not_after=2027-01-31T00:00:00Z0;", "argument 3 is none of them"),
    ("pbjwt on; pbjwt_secret_file main secret weak format=hax;", "argument 4 is none of them"),
    ("pbjwt on; pbjwt_secret_file main;", 'invalid number of arguments in "pbjwt_secret_file" directive'),
    ("pbjwt on; pbjwt_secret_file main secret; pbjwt_secret_file main other;", 'two secrets for "pbjwt" in FOLDER/nginx.conf:LINE have the same name'),
    ("pbjwt on;" + 9 * " pbjwt_secret_file - secret;", '"pbjwt_secret_file" directive is there more than 8 times in one block'),
    ('pbjwt on; pbjwt_secret_file "a\tb" secret;', 'the name of the secret in "FOLDER/secret" must be 1 to 255 bytes of UTF-8'),
    ("pbjwt maybe;", 'invalid value "maybe"'),
    ("pbjwt on; pbjwt off;", '"pbjwt" directive is duplicate'),
    ("pbjwt_leeway 301;", '"pbjwt_leeway" directive must be at most 300 seconds'),
    ("pbjwt_leeway -1;", '"pbjwt_leeway" directive invalid value'),
    ("pbjwt_max_lifetime soon;", '"pbjwt_max_lifetime" directive invalid value'),
    ("pbjwt_max_token_bytes 255;", '"pbjwt_max_token_bytes" directive must be from 256 bytes to 1 megabyte'),
    ("pbjwt_max_token_bytes 2m;", '"pbjwt_max_token_bytes" directive must be from 256 bytes to 1 megabyte'),
    ('pbjwt_issuer "";', '"pbjwt_issuer" directive must be UTF-8 and not empty'),
    ('pbjwt_audience "";', '"pbjwt_audience" directive must be UTF-8 and not empty'),
    ('pbjwt_type "a b";', '"pbjwt_type" directive must be a media type'),
    ("pbjwt_profile web;", 'invalid value "web"'),
    ("pbjwt_user_hash on;", 'invalid value "on"'),
    ("pbjwt_user_hash off; pbjwt_require_user_hash on;", '"pbjwt_require_user_hash" directive and "pbjwt_user_hash" are one setting'),
    ("pbjwt_email_form lower;", 'invalid value "lower"'),
    ("pbjwt_reader slow;", 'invalid value "slow"'),
    ("pbjwt_realm 'a\"b';", '"pbjwt_realm" directive must be ASCII without quotes'),
    ("pbjwt_token header;", "argument 1 is none of them"),
    ("pbjwt_token bearer cookie:;", "argument 2 is none of them"),
    ("pbjwt_token bearer; pbjwt_token bearer;", '"pbjwt_token" directive is duplicate'),
    ("pbjwt_header X-User email;", '"pbjwt_header" takes one variable'),
    ("pbjwt_header X-User $no_such;", 'unknown "no_such" variable'),
    ('pbjwt_header "X User" $pbjwt_email;', "has other characters than letters"),
    ("pbjwt_header host $pbjwt_email;", '"pbjwt_header" can\'t set "host", which nginx reads itself'),
    ("pbjwt_header Content_Length $pbjwt_email;", '"pbjwt_header" can\'t set "Content_Length", which nginx reads itself'),
    ("pbjwt_header X-User $pbjwt_email; pbjwt_header x_user $pbjwt_user_id;", 'duplicate "pbjwt_header" "x_user"'),
    ("location = /a { pbjwt_answer; }", 'the location of "pbjwt_answer" at FOLDER/nginx.conf:LINE has "pbjwt off"'),
    ("location = /a { pbjwt_answer; pbjwt_answer; }", '"pbjwt_answer" directive is duplicate'),
])
def test_errors_name_their_cause(nginx, text, said):
    good, output = check(nginx, text)
    lines = (nginx.folder / "nginx.conf").read_text().splitlines()
    line = next(number for number, each in enumerate(lines, 1) if each == text)
    assert not good
    assert said.replace("FOLDER", str(nginx.folder)).replace("LINE", str(line)) in output
    if "location" not in text and "no_such" not in text:  # nginx's own error about variables has no line
        assert f"{nginx.folder}/nginx.conf:{line}" in output


def test_claim_set(nginx):
    for wrong in ("role role", "$ role", '$role ""'):
        good, output = check(nginx, "", f"pbjwt_claim_set {wrong};")
        assert not good and '"pbjwt_claim_set" takes a variable and a claim\'s name' in output


def test_a_claim_s_variable_cannot_be_set_elsewhere(nginx):
    """Variables of claims are encoded; a value from "set" would go to upstream unencoded."""
    for text in ("set $role $uri; } pbjwt_claim_set $role role; server { listen 127.0.0.1:PORT;",
                 "} pbjwt_claim_set $role role; server { listen 127.0.0.1:PORT; set $role $uri;",
                 "} map $uri $role { default a; } pbjwt_claim_set $role role; server { listen 127.0.0.1:PORT;"):
        good, output = check(nginx, text)
        assert not good and 'duplicate "$role" variable' in output.replace('"role"', '"$role"'), output


def test_a_correct_configuration_gives_no_messages(nginx):
    for text in (GOOD, "pbjwt on; pbjwt_secret_file main hex format=hex; pbjwt_secret_file b base64 format=base64;",
                 "pbjwt on; pbjwt_secret_file main largest not_after=2027-01-31T00:00:00Z;",
                 "pbjwt on; pbjwt_secret_file main secret not_after=1900000000; location / { pbjwt off; }",
                 "pbjwt on; pbjwt_secret_file - short weak; pbjwt_secret_file - secret;",
                 "pbjwt off;", "pbjwt_leeway 300; pbjwt_max_token_bytes 1m; pbjwt_issuer off;"):
        good, output = check(nginx, text)
        assert good and "warn" not in output, output


def test_doubtful_files_give_warnings(nginx):
    good, output = check(nginx, "pbjwt on; pbjwt_secret_file main public;")
    assert good and "every user of this machine may read the secret file" in output
    good, output = check(nginx, "pbjwt on; pbjwt_secret_file main return;")
    assert good and "begins or ends with white space" in output


def test_a_secret_in_the_wrong_place_is_not_shown(nginx, people):
    for text in (f"pbjwt_secret_file main {people.secret};", f"pbjwt_secret_file main secret {people.secret};",
                 f"pbjwt_secret_file main secret not_after={people.secret};", f"pbjwt_secret_file secret {people.secret};",
                 f"pbjwt_secret_file {people.secret};", f"pbjwt_secret_file main {people.secret[:20]} weak;",
                 f"pbjwt_secret_file main {people.secret[:20]}/{people.secret[20:]};"):
        good, output = check(nginx, text)
        assert not good and f"nginx.conf:" in output
        assert people.secret not in output + nginx.log("error.log")
        assert people.secret[:20] not in output


def test_no_error_contains_a_byte_of_a_secret(nginx, people):
    for text in ("pbjwt_secret_file main secret format=base64;", "pbjwt_secret_file main secret; pbjwt_secret_file main other;"):
        good, output = check(nginx, "pbjwt on; " + text)
        assert not good or "base64" in text
        for secret in (people.secret, people.other):
            assert all(secret[at:at + 8] not in output for at in range(len(secret) - 8))


def test_a_wrong_reload_changes_nothing(nginx, people):
    nginx.configure(f"server {{ listen 127.0.0.1:PORT; {GOOD} location / {{ return 200; }} location = /a {{ pbjwt_answer; }} }}")
    nginx.start()
    assert nginx.get("/a", people.token()).status == 200
    nginx.configure("server { listen 127.0.0.1:PORT; pbjwt on; pbjwt_secret_file main missing; }")
    nginx.process.send_signal(server.signal.SIGHUP)
    server.wait_until(lambda: 'opening the secret file' in nginx.log("error.log").rsplit("reconfiguring", 1)[-1])
    assert nginx.get("/a", people.token()).status == 200
