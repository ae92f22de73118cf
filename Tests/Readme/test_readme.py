# SPDX-License-Identifier: Apache-2.0
"""What README.md shows is compiled and run as it stands there."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BINARIES = pathlib.Path(os.environ["PBJWT"]).parent
SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def the_block(language, part):
    (block,) = [block for block in blocks(language) if part in block]
    return block


def run(*command, **options):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=300, **options
    ).stdout


def token():
    return run(
        *[os.environ["PBJWT"], "issue", "--email", "ada@example.com"],
        env={"PRODUCTBRIDGE_WIDGET_SECRET": SECRET},
    ).strip()


def test_the_c_library_builds_and_the_c_program_verifies(tmp_path):
    run("sh", "-e", "-c", the_block("sh", "cmake -S CSources"))
    source, program = tmp_path / "program.c", tmp_path / "program"
    source.write_text(the_block("c", "pbjwt_verify"))
    (command,) = re.findall("`(cc .* program.c .* -o program)`", README)
    strict = ["-std=c11", "-Wall", "-Wextra", "-Werror"]
    run(*command.replace("program.c", str(source)).removesuffix("program").split(), program, *strict)
    given = {"PRODUCTBRIDGE_WIDGET_SECRET": SECRET}
    assert run(program, token(), env=given) == "ada@example.com\n"
    for arguments, secret, said in [
        (["a.b.c"], given, "malformed_header: "), ([token()], {}, "weak_secret: "), ([], given, "malformed_token: "),
    ]:
        refused = subprocess.run([program, *arguments], env=secret, capture_output=True, text=True)
        assert refused.returncode == 1 and refused.stderr.startswith(said)


def test_the_swift_programs_compile(tmp_path):
    around = 'let widgetSecret = ""\nfunc log(_ text: String) {}\n'
    texts = [around + the_block("swift", "IdentityVerifier("), the_block("swift", "import ProductBridgeSSO")]
    for text in texts:
        (tmp_path / "main.swift").write_text(text)
        run(
            *["swiftc", "-typecheck", "-swift-version", "6", "-warnings-as-errors"],
            *["-I", BINARIES / "Modules", "-I", "include"],
            *["-Xcc", f"-fmodule-map-file={ROOT}/include/module.modulemap"],
            *["-Xcc", f"-fmodule-map-file={ROOT}/Sources/CSealing/include/module.modulemap"],
            tmp_path / "main.swift",
        )


def test_the_commands_run_as_they_are_shown():
    lines = the_block("sh", "pbjwt keygen").splitlines()
    assert lines[0] == "swift build -c release --product pbjwt"  # here the debug build will do
    assert lines[1] == 'PATH="$PWD/.build/release:$PATH"'
    shown = run("sh", "-e", "-c", f'PATH="{BINARIES}:$PATH"\n' + "\n".join(lines[2:]))
    assert shown.startswith("verified\n  email               ada@example.com\n")
    assert '{"status":"ok","verified":true,' in shown
    assert "NOT VERIFIED: " in shown


def test_the_targets_that_are_named_exist():
    for target in set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", README, re.MULTILINE)):
        run("make", "-n", target)


def test_the_files_that_are_named_exist():
    for name in set(re.findall(r"`([\w.]+/[\w./]*|\w+\.[ch])`", README)):
        assert any((ROOT / folder / name).exists() for folder in ("", "CSources", "include")), name
