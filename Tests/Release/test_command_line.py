# SPDX-License-Identifier: Apache-2.0
"""The installed command line: its files, its completions, and its Debian package without Swift."""

import os
import pathlib
import subprocess

import pytest

from conftest import ROOT, VERSION, run

AS_ROOT = [] if os.geteuid() == 0 else ["sudo"]
FILES = {
    "bin/pbjwt", "share/man/man1/pbjwt.1", "share/bash-completion/completions/pbjwt",
    "share/zsh/site-functions/_pbjwt", "share/fish/vendor_completions.d/pbjwt.fish",
}
BINARY = pathlib.Path(os.environ["PBJWT_CLI"]).resolve()


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    run(ROOT / "Packaging/command-line/install", BINARY, folder)
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deb") / "made"
    run(ROOT / "Packaging/command-line/build", BINARY, folder)
    [package] = folder.glob("*.deb")
    return package


def test_it_installs_these_files_and_removes_each(prefix, tmp_path):
    assert files_below(prefix) == FILES
    run(ROOT / "Packaging/command-line/install", BINARY, tmp_path)
    run(ROOT / "Packaging/command-line/install", "--remove", tmp_path)
    assert files_below(tmp_path) == set()


def test_it_needs_no_swift_libraries(prefix):
    needed = run("ldd", prefix / "bin/pbjwt")
    assert "libcrypto" in needed and "swift" not in needed


@pytest.mark.parametrize("shell, file", [
    ("bash", "share/bash-completion/completions/pbjwt"),
    ("zsh", "share/zsh/site-functions/_pbjwt"),
    ("fish", "share/fish/vendor_completions.d/pbjwt.fish"),
])
def test_each_shell_can_read_its_completions(prefix, shell, file):
    assert not (prefix / file).read_text().startswith("#!")
    run(shell, "-n", prefix / file)


def test_bash_completes_a_command(prefix):
    script = f"""
        source {prefix}/share/bash-completion/completions/pbjwt
        COMP_WORDS=(pbjwt ver) COMP_CWORD=1 COMP_LINE='pbjwt ver' COMP_POINT=9 COMP_TYPE=9
        _pbjwt pbjwt ver pbjwt
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environment = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
    assert run("bash", "-c", script, env=environment).split() == ["verify"]


def test_the_package_declares_its_dependencies(package):
    assert run("dpkg-deb", "--field", package, "Version").strip() == f"{VERSION}-1"
    needed = run("dpkg-deb", "--field", package, "Depends")
    assert "libssl3" in needed and "libjansson4" in needed


def test_lintian_finds_nothing_in_it(package):
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", package],
                          capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")


def test_it_is_installed_used_and_removed(package):
    run(*AS_ROOT, "dpkg", "--install", package)
    try:
        # An environment like a system without Swift.
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
        secret = run("/usr/bin/pbjwt", "keygen", env=environment).strip()
        environment["PRODUCTBRIDGE_WIDGET_SECRET"] = secret
        token = run("pbjwt", "issue", "--email", "ada@example.com", env=environment).strip()
        assert "ada@example.com" in run("pbjwt", "verify", "--json", "--", token, env=environment)
        assert "pbjwt" in run("man", "--where", "pbjwt")
    finally:
        run(*AS_ROOT, "dpkg", "--purge", "pbjwt")
    assert not pathlib.Path("/usr/bin/pbjwt").exists()


@pytest.mark.parametrize("prefix_given, said", [("/usr/local", False), ("/usr", False), ("/opt/pbjwt", True)])
def test_variables_to_export_are_printed_for_unusual_prefixes(prefix_given, said):
    printed = run(ROOT / "Packaging/paths", prefix_given)
    assert ("export PATH=\"/opt/pbjwt/bin:$PATH\"" in printed) == said == (printed != "")
