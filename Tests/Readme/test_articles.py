# SPDX-License-Identifier: Apache-2.0
"""The code in the articles and doc comments compiles, and the programs run unchanged."""

import json
import pathlib
import re
from typing import NamedTuple

import pytest

from conftest import ROOT, SWIFTC, build, run, sh, token

ARTICLES = sorted(ROOT.glob("Sources/*/*.docc/**/*.md"))
SOURCES = sorted(ROOT.glob("Sources/ProductBridge*/**/*.swift"))

# The declarations that a fragment relies on: it is compiled as the body of this function.
GIVEN = """
struct User: Sendable {
    let id = 4711
    let email = "ada@example.com"
}

func log(_ text: String) {}
func respond(_ text: String) {}
func signIn(_ email: String) {}
func greet(_ email: String) {}
func grant(_ seats: Int) {}
func askForFreshToken() {}

func piece(
    environment: [String: String], text: String, oldText: String, newText: String, token: String, bytes: [UInt8],
    batches: [[String]], tokens: AsyncStream<String>, user: User, inOneHour: NumericDate,
    secret: Secret, old: Secret, new: Secret, verifier: IdentityVerifier, store: VerifierStore, identity: Identity
) async throws {
"""

# The same for fragments of ProductBridgeSSO.
GIVEN_SSO = """
func log(_ text: String) {}
func respond(_ status: Int, headers: [(name: String, value: String)]) {}
func show(_ text: String) {}
func showForm() {}
func showLock() {}
func greet(_ email: String) {}
func send(_ cookie: String) {}
func openStore() async throws -> any PortalStore { InMemoryPortalStore() }

func piece(
    sso: SingleSignOn, host: PortalHost, request: PortalRequest, organization: OrganizationID, token: String,
    store: any PortalStore, masterKeys: MasterKeys, administrator: String, environment: [String: String], query: String,
    headers: [String: String]
) async throws {
"""


class Block(NamedTuple):
    """A fenced block: the number of its first line, its language, and its text."""

    file: pathlib.Path
    line: int
    language: str
    text: str


def blocks_in(file):
    lines = file.read_text().splitlines()
    if file.suffix == ".swift":  # keeps doc comments; other lines become empty
        lines = [line.strip()[3:].removeprefix(" ") if line.strip().startswith("///") else "" for line in lines]
    start = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
        else:
            yield Block(file, start + 2, lines[start][3:], "\n".join(lines[start + 1 : number]) + "\n")
            start = None
    assert start is None, f"{file}: a block has no end"


BLOCKS = [block for file in ARTICLES + SOURCES for block in blocks_in(file)]


def each(language):
    found = [block for block in BLOCKS if block.language == language]
    assert found, f"there is no block in {language}"
    return pytest.mark.parametrize("block", [pytest.param(b, id=f"{b.file.name}:{b.line}") for b in found])


def the_block(article, language, part=""):
    (block,) = [
        block for block in BLOCKS
        if (block.file.name, block.language) == (article, language) and part in block.text
    ]
    return block.text


def is_sso(block):
    return any(part.startswith("ProductBridgeSSO") for part in block.file.parts)


def imports(block):
    names = ["ProductBridgeIdentity"]
    if "ProductBridgeIdentityFoundation" in block.file.parts:
        names += ["ProductBridgeIdentityFoundation", "Foundation"]
    if is_sso(block):
        names += ["ProductBridgeSSO"]
    if "ProductBridgeSSOConformance" in block.file.parts:
        names += ["ProductBridgeSSOConformance"]
    return "".join(f"import {name}\n" for name in names)


def test_every_block_is_of_a_language_that_is_tested_here():
    # Blocks without a language are output; the portal's tests run the schema in SQL.
    assert {block.language for block in BLOCKS} <= {"swift", "c", "python", "sh", "sql", ""}


@each("swift")
def test_a_swift_block_compiles(block, tmp_path):
    source = tmp_path / "main.swift"
    if "import PackageDescription" in block.text:
        (tmp_path / "Package.swift").write_text(block.text)
        shown, ours = (
            json.loads(run("swift", "package", "dump-package", cwd=folder).stdout) for folder in (tmp_path, ROOT)
        )
        used = {d["product"][0] for target in shown["targets"] for d in target["dependencies"] if "product" in d}
        assert used and used <= {product["name"] for product in ours["products"]}
    elif re.search("^import ", block.text, re.MULTILINE):
        source.write_text(block.text)
        run(*SWIFTC, "-typecheck", "-warnings-as-errors", source)
    else:
        place = f'#sourceLocation(file: "{block.file}", line: {block.line})\n'
        given = GIVEN_SSO if is_sso(block) else GIVEN
        source.write_text(f"{imports(block)}{given}{place}{block.text}}}\n")
        # A fragment may compute a value without using it.
        warnings = re.findall("warning: .*", run(*SWIFTC, "-typecheck", "-diagnostic-style=llvm", source).stderr)
        assert [text for text in warnings if "never used" not in text and "never mutated" not in text] == []


@each("c")
def test_a_c_block_compiles(block, tmp_path):
    source = tmp_path / "block.c"
    source.write_text(block.text)
    run("gcc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-Iinclude", source)


@each("python")
def test_a_python_block_compiles(block):
    compile(block.text, block.file.name, "exec")


@each("sh")
def test_a_sh_block_is_valid(block):
    assert run("sh", "-n", "-c", block.text).stderr == ""


def test_the_first_program_greets_and_refuses_as_shown(tmp_path):
    program = tmp_path / ".build" / "debug" / "Door"
    program.parent.mkdir(parents=True)
    (tmp_path / "main.swift").write_text(the_block("GettingStarted.md", "swift", "readLine"))
    build(tmp_path / "main.swift", program, "ProductBridgeIdentity")

    first, rest = the_block("GettingStarted.md", "sh", "keygen").split("\n", 1)
    assert first == "swift build"  # here it is linked already
    assert sh(rest, tmp_path).stdout == the_block("GettingStarted.md", "")


def test_the_redirect_flow_s_program_signs_in_as_shown(tmp_path):
    (tmp_path / "main.swift").write_text(the_block("SigningInByRedirect.md", "swift"))
    build(tmp_path / "main.swift", tmp_path / "portal", "ProductBridgeIdentity", "ProductBridgeSSO")
    assert run(tmp_path / "portal").stdout == the_block("SigningInByRedirect.md", "")


def test_the_packages_to_install_are_those_that_make_installs():
    (needed,) = re.findall("^LIBRARY_PACKAGES = (.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert the_block("GettingStarted.md", "sh", "apt-get") == f"sudo apt-get install {needed}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home directory with the C library and the Python package installed as in the articles."""
    folder = tmp_path_factory.mktemp("home")
    for article, word in (("LinkingFromC.md", "cmake"), ("LinkingFromPython.md", "pip")):
        done = sh(the_block(article, "sh", word), ROOT, HOME=str(folder))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    ("article", "language", "name"),
    [("LinkingFromC.md", "c", "hello.c"), ("LinkingFromPython.md", "python", "hello.py")],
)
def test_the_other_languages_programs_verify_and_refuse_as_shown(home, tmp_path, article, language, name):
    (tmp_path / name).write_text(the_block(article, language))
    command = the_block(article, "sh", "hello")
    good, bad = (sh(command, tmp_path, HOME=str(home), token=text) for text in (token(), token("--now", "1")))
    assert (good.returncode, good.stdout, good.stderr) == (0, "ada@example.com\n", "")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "The token has expired: " in bad.stderr


def test_the_named_make_targets_exist():
    targets = {name for file in ARTICLES for name in re.findall("`make ([a-z-]+)`", file.read_text())}
    assert targets
    run("make", "-n", *targets)


def test_the_named_files_exist():
    named = {name for file in ARTICLES for name in re.findall(r"`((?:Bindings|Examples|include)/[\w./]+)`", file.read_text())}
    assert named and [name for name in sorted(named) if not (ROOT / name).exists()] == []
