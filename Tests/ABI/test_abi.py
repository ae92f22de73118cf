# SPDX-License-Identifier: Apache-2.0
"""Programs that were built with an earlier version keep working; docs/abi.md has the guarantees."""

import re
import shutil
import subprocess

import pytest

from conftest import DUMP, FIRST_HEADER, HERE, ROOT, build, dump, run

CHANGED, INCOMPATIBLE = 4, 8  # bits of abidiff's exit status


def compare(old, new):
    """abidiff's exit status and findings."""
    done = subprocess.run(
        ["abidiff", "--no-architecture", old, new], capture_output=True, text=True, timeout=300
    )
    assert done.returncode & 3 == 0, done.stderr  # neither an error nor wrong usage
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def current(library, tmp_path_factory):
    path = tmp_path_factory.mktemp("dump") / "current.abi"
    dump(library, ROOT / "include", path)
    return path


def test_the_abi_is_the_one_that_was_dumped(current):
    status, found = compare(DUMP, current)
    assert status & INCOMPATIBLE == 0, f"this breaks programs: a new soname, or another way\n{found}"
    assert status == 0, f"nothing breaks, but the dump is old: make abi-update\n{found}"


@pytest.mark.parametrize("file, old, new, expected", [
    ("CSources/pbjwt.map", "    pbjwt_version;\n", "", CHANGED | INCOMPATIBLE),
    ("include/pbjwt.h", "PBJWT_CUSTOMER_OTHER = 4", "PBJWT_CUSTOMER_OTHER = 9", CHANGED),
    ("*", "uint32_t pbjwt_version_number(void)", "uint64_t pbjwt_version_number(void)", CHANGED),
    ("*", "set_user_hash(pbjwt_claims *claims, bool with)", "set_user_hash(pbjwt_claims *claims, int with)", CHANGED),
])
def test_a_changed_abi_is_noticed(file, old, new, expected, tmp_path):
    for folder in ("CSources", "include", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    paths = [*tmp_path.glob("CSources/*.c"), tmp_path / "include/pbjwt.h"] if file == "*" else [tmp_path / file]
    changes = 0
    for path in paths:
        text = path.read_text()
        changes += text.count(old)
        path.write_text(text.replace(old, new))
    assert changes == (2 if file == "*" else 1)
    dump(build(tmp_path, tmp_path / "build"), tmp_path / "include", tmp_path / "changed.abi")
    assert compare(DUMP, tmp_path / "changed.abi")[0] & expected == expected


def functions(header):
    return sorted(set(re.findall(r"PBJWT_API[^;(]*?\b(pbjwt_\w+)\(", header)))


def constants(header, include, folder):
    """The value of each constant in a program that was compiled with this header."""
    text = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    names = sorted(set(re.findall(r"^\s+(PBJWT_\w+)(?: = [^,}]+)?[,\n]", text, re.MULTILINE)))
    lines = "".join(f'    printf("{name} %lld\\n", (long long){name});\n' for name in names)
    source = folder / "constants.c"
    source.write_text(f'#include <pbjwt.h>\n#include <stdio.h>\nint main(void) {{\n{lines}    return 0;\n}}\n')
    run("cc", "-std=c11", f"-I{include}", source, "-o", folder / "constants")
    return dict(line.split() for line in run(folder / "constants").splitlines())


@pytest.fixture
def first_include(tmp_path):
    include = tmp_path / "first"
    include.mkdir()
    shutil.copy(FIRST_HEADER, include / "pbjwt.h")
    return include


def test_a_program_of_the_first_header_runs_with_this_library(library, first_include, tmp_path):
    names = functions(FIRST_HEADER.read_text())
    # Everything that the program used of the first library: its header, its soname and its symbols.
    stub = tmp_path / "stub.c"
    stub.write_text("".join(f"void {name}(void); void {name}(void) {{}}\n" for name in names))
    symbols = "".join(f"{name};" for name in names)
    (tmp_path / "stub.map").write_text(f"PBJWT_0.1 {{ global: {symbols} local: *; }};\n")
    run("cc", "-shared", "-fPIC", stub, f"-Wl,-soname,libpbjwt.so.0,--version-script={tmp_path}/stub.map",
        "-o", tmp_path / "libpbjwt.so")
    table = tmp_path / "table.h"
    table.write_text(f"#define EVERY_FUNCTION {', '.join(f'(function *){name}' for name in names)}\n")
    run("cc", "-std=c11", f"-I{first_include}", f"-I{tmp_path}", HERE / "program.c", f"-L{tmp_path}", "-lpbjwt",
        "-Wl,-z,now", "-o", tmp_path / "program")
    said = run(tmp_path / "program", env={"LD_LIBRARY_PATH": str(library.parent)})
    assert said == f"{len(names)} functions\nada@example.com\nsignature_mismatch\n"


def test_the_first_headers_constants_are_what_they_were(first_include, tmp_path):
    header = FIRST_HEADER.read_text()
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = constants(header, first_include, tmp_path / "old")
    new = constants(header, ROOT / "include", tmp_path / "new")
    assert len(old) > 100 and {"PBJWT_OK", "PBJWT_CLAIM_JTI", "PBJWT_MAX_KEYS"} <= old.keys()
    assert new == old
