# SPDX-License-Identifier: Apache-2.0
"""The code in README.md is compiled and run unchanged, and accepts the token from README's own commands."""

import re
import subprocess

import pytest

from conftest import BINARIES, ROOT, SECRET, build, run, sh, token

README = (ROOT / "README.md").read_text()
IN_C = (ROOT / "docs/c.md").read_text()


def the_block(language, part, page=README):
    (block,) = [text for text in re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL) if part in text]
    return block


def commands():
    """The block of the command line, without the lines that build it: the tests use the debug build."""
    lines = the_block("sh", "pbjwt keygen").splitlines()
    assert lines[:2] == ["swift build -c release --product pbjwt", 'PATH="$PWD/.build/release:$PATH"']
    return "\n".join(lines[2:]) + "\n"


def greeting(program, folder):
    """Checks a program's output for the token from README's commands, for an expired one, and without a secret."""
    good = sh(f'{commands()}echo; printf "%s\\n" "$token" | {program}', folder)
    assert good.returncode == 0, good.stderr
    assert good.stdout.splitlines()[-1] == "Hello ada@example.com"
    expired = sh(f'printf "%s\\n" "{token("--now", "1")}" | {program}', folder)
    assert "Your sign-in has expired; please log in again." in expired.stdout + expired.stderr
    assert "Hello" not in expired.stdout
    assert sh(f"printf x | {program}", folder, PRODUCTBRIDGE_WIDGET_SECRET="").returncode != 0


def test_the_commands_run_as_they_are_shown():
    shown = sh(commands(), ROOT)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("verified\n  email               ada@example.com\n")
    assert "\nACCEPTED\n" in shown.stdout and "\n  Would it pass?\n" in shown.stdout


def test_the_swift_program_greets_the_person_in_the_commands_token(tmp_path):
    (tmp_path / "main.swift").write_text(the_block("swift", "IdentityVerifier("))
    build(tmp_path / "main.swift", tmp_path / "hello", "ProductBridgeIdentity")
    greeting(tmp_path / "hello", tmp_path)


def test_the_python_program_greets_the_person_in_the_commands_token(tmp_path):
    installed = the_block("sh", "pip install").replace(".build-hello", str(tmp_path / "hello"))
    done = sh(installed, ROOT)
    assert done.returncode == 0, done.stderr
    (tmp_path / "hello.py").write_text(the_block("python", "pbjwt.Verifier"))
    (pipe,) = re.findall(r"`(printf .*) \| (.*hello.py)`", README)
    assert pipe[0] == """printf '%s\\n' "$token\""""
    greeting(pipe[1].replace(".build-hello", str(tmp_path / "hello")), tmp_path)


def test_the_programs_are_about_ten_lines():
    for language, part in (("swift", "IdentityVerifier("), ("python", "pbjwt.Verifier")):
        assert len(the_block(language, part).splitlines()) <= 12


def test_the_shown_dependency_is_valid():
    (shown,) = re.findall(r"`(\.package\(.*?\))`", README)
    assert shown == '.package(path: "../pbjwt", traits: [])'
    assert 'traits: [' in (ROOT / "Package.swift").read_text()


def test_the_c_library_builds_and_the_c_program_verifies(tmp_path):
    assert sh(the_block("sh", "cmake -S CSources", IN_C), ROOT).returncode == 0
    source, program = tmp_path / "program.c", tmp_path / "program"
    source.write_text(the_block("c", "pbjwt_verify", IN_C))
    (command,) = re.findall("`(cc .* program.c .* -o program)`", IN_C)
    strict = ["-std=c11", "-Wall", "-Wextra", "-Werror"]
    run(*command.replace("program.c", str(source)).removesuffix("program").split(), program, *strict)
    assert run(program, token(), env=SECRET).stdout == "ada@example.com\n"
    for arguments, secret, said in [
        (["a.b.c"], SECRET, "malformed_header: "), ([token()], {}, "weak_secret: "), ([], SECRET, "malformed_token: "),
    ]:
        refused = subprocess.run([program, *arguments], env=secret, capture_output=True, text=True)
        assert refused.returncode == 1 and refused.stderr.startswith(said)


def test_readme_is_short():
    assert len(README.splitlines()) < 170
    shown = re.sub(r"<details>.*?</details>\n", "", README, flags=re.DOTALL)
    assert len(shown.splitlines()) < 130


@pytest.mark.parametrize("page", [README, IN_C])
def test_the_named_targets_exist(page):
    named = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page, re.MULTILINE))
    assert named
    for target in named:
        run("make", "-n", target)


@pytest.mark.parametrize("page", [README, IN_C])
def test_the_named_files_exist(page):
    for name in set(re.findall(r"`([\w.]+/[\w./]*|\w+\.[ch])`", page)) - {"program.c"}:
        assert any((ROOT / folder / name).exists() for folder in ("", "CSources", "include")), name


def test_every_block_is_of_a_language_that_is_tested_here():
    assert set(re.findall(r"^```(\w*)$", README, re.MULTILINE)) == {"sh", "swift", "python", ""}
    assert BINARIES.is_dir()
