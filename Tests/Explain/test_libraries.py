# SPDX-License-Identifier: Apache-2.0
"""Mistakes made with the real libraries of Ruby and Go, which run once each."""

import pathlib
import subprocess
import sys

import pytest

from explaining import explain
from mistakes import NOW, SECRET

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Interop"))
from programs import build_go  # noqa: E402

RUBY = {
    "another algorithm": "alg_hs384_hs512",
    "no algorithm": "alg_none",
    "a secret read with its line end": "key_line_end",
    "a secret that was packed": "key_hex_decoded",
    "a secret of nil as text": "key_undefined",
    "milliseconds": "time_milliseconds",
    "a lifetime for a time": "exp_is_lifetime",
    "a nil that compact would have removed": "email_missing",
    "the user as an object": "claims_nested",
    "an id that is a number": "claim_not_text",
    "no exp": "exp_missing",
}
GO = {
    "fields without tags": "claim_name",
    "a duration without its unit": "exp_not_after_iat",
    "a time as it is": "time_date_text",
    "milliseconds": "time_milliseconds",
    "an id that is a number": "claim_not_text",
    "another algorithm": "alg_hs384_hs512",
    "no algorithm": "alg_none",
    "a secret that was decoded": "key_hex_decoded",
    "a variable that isn't set": "key_empty",
}


def tokens(*command, **options):
    done = subprocess.run([*command, SECRET, str(NOW)], capture_output=True, text=True, check=True, **options)
    return dict(line.split("\t") for line in done.stdout.splitlines())


@pytest.fixture(scope="session")
def ruby():
    return tokens("ruby", HERE / "libraries" / "ruby_jwt.rb")


@pytest.fixture(scope="session")
def go(tmp_path_factory):
    source = HERE / "libraries" / "golang_jwt.go"
    return tokens(build_go(source, tmp_path_factory.mktemp("go") / "room"))


def check(token, cause):
    report = explain(token.encode(), [SECRET.encode()], NOW)
    assert report.json["verified"] is False
    assert report.names[0] == cause, report.text


@pytest.mark.parametrize("name, cause", RUBY.items())
def test_a_mistake_in_ruby_is_explained_by_its_cause(ruby, name, cause):
    check(ruby[name], cause)


@pytest.mark.parametrize("name, cause", GO.items())
def test_a_mistake_in_go_is_explained_by_its_cause(go, name, cause):
    check(go[name], cause)


def test_every_mistake_has_its_cause(ruby, go):
    assert (set(ruby), set(go)) == (set(RUBY), set(GO))
