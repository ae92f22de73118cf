# SPDX-License-Identifier: Apache-2.0
"""The wording check finds its phrases, and the committed files pass."""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs/check"))

import wording  # noqa: E402


@pytest.mark.parametrize("name, text, line, instead", [
    ("a.c", "/* one */\n/* Its surroundings. */", 2, "environment"),
    ("a.swift", "/// What stands\n/// around a token.", 1, "surrounds"),
    ("a.md", "It lives for ever", 1, "forever"),
    ("a.md", "all save for one", 1, "except for"),
    ("a.md", "This alone counts.", 1, "only"),
    ("docs/man/a.3", "in vain", 1, "without success"),
    ("a.swift", "/// NULL takes it out\n/// of here; an empty one is taken out\n/// again.", 2, "removes"),
    ("a.py", "It is only to be known.", 1, "nothing needs to change"),
    ("a.rs", "once, or oftener", 1, "more often"),
    ("a.swift", "/// for tests and for stand-ins of a verifier", 1, "a fake"),
    ("a.swift", "/// Who does, for the record.", 1, "who makes the change, for the"),
    ("a.py", "how many tokens fared how", 1, "the results of"),
    ("docs/man/a.3", "It tells what\nbecame of a token.", 1, "the result of"),
    ("a.md", "An object that is handed over", 1, "return, pass on"),
    ("include/pbjwt.h", "/* an identity that holds\n * no one */", 1, "is empty"),
    ("a.md", "the dot that stands behind it", 1, "follows, comes before"),
    ("a.md", "what is demanded of a token", 1, "required of"),
    ("a.md", "a number, be it known or not", 1, "whether or not it is known"),
    ("a.md", "takes any and none", 1, "any or none"),
    ("a.md", "It must have this very text.", 1, "exactly this"),
    ("a.md", "New ones may come.", 1, "new ones may be added"),
    ("docs/man/a.3", "before the signature\nholds", 1, "is valid, is verified"),
    ("a.md", "0 switches the check off", 1, "turns the check off"),
    ("a.md", "in the place of the token", 1, "instead of"),
    ("a.md", "Secrets, made ready", 1, "ready to verify with"),
    ("a.md", "what a server writes for nothing", 1, "writes for a missing value"),
    ("a.md", "It can't be had from Debian.", 1, "isn't available"),
    ("a.md", "It shows nothing of the person.", 1, "nothing about, nothing from"),
])
def test_a_phrase_is_found_with_its_line(name, text, line, instead):
    assert [(found[0], found[2]) for found in wording.phrases_in(name, text)] == [(line, instead)]


@pytest.mark.parametrize("name, text", [
    ("a.md", "Leave alone what works."), ("a.c", "/* It alone counts. */"), ("a.md", "amended, emended, recommended"),
    ("a.md", "Mendel and a bus that stops here"), ("a.c", "/* what became of it */"),
    ("a.md", "Pass the token on. The signature holds 32 bytes."),
])
def test_other_words_are_accepted(name, text):
    assert list(wording.phrases_in(name, text)) == []


def test_a_misspelt_word_fails(tmp_path):
    (tmp_path / "page.md").write_text("This is recieved.\n")
    done = subprocess.run(
        [sys.executable, "-B", wording.__file__, str(tmp_path / "page.md")], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "recieved ==> received" in done.stdout


def test_a_failing_codespell_is_a_failure(tmp_path):
    program = tmp_path / "codespell"
    program.write_text("#!/bin/sh\necho 'no such option' >&2\nexit 64\n")
    program.chmod(0o755)
    (tmp_path / "page.md").write_text("This is right.\n")
    done = subprocess.run(
        [sys.executable, "-B", wording.__file__, str(tmp_path / "page.md")], capture_output=True, text=True, timeout=60,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    assert done.returncode == 1 and "codespell failed: no such option" in done.stderr


def test_the_committed_files_pass():
    done = subprocess.run([sys.executable, "-B", wording.__file__], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.split()[1]) > 500
