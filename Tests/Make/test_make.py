# SPDX-License-Identifier: Apache-2.0
"""The messages of make and CMake, and the lists of tests."""

import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


def variable(name):
    (value,) = re.findall(rf"^{name} =((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    words = value.replace("\\\n", " ").split()
    return [part for word in words for part in (variable(word[2:-1]) if word.startswith("$(") else [word])]


def make(*arguments):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)


def installed_by(*targets):
    said = make("--dry-run", *targets).stdout
    installed = {word for line in re.findall(r"install-packages (.*)", said) for word in re.findall(r"[a-z][a-z0-9+.-]+", line)}
    assert installed
    return installed


def test_every_test_is_in_one_of_the_lists_once():
    listed = [name for part in ("CORE", "BUILD", "RELEASE", "PACKAGE", "PORTAL") for name in variable(f"{part}_TESTS")]
    assert len(set(listed)) == len(listed)
    targets = set(re.findall(r"^((?:test|docs|abi|interop)[a-z-]*):.*## ", MAKEFILE, re.MULTILINE))
    # Except lists of lists, parts of test-portal, the one that needs half a gigabyte of Spark, and the one that writes.
    others = {"test", "test-all", "test-integrations", "test-portal-operations", "test-portal-kill", "test-portal-widget",
              "test-portal-browser", "test-spark", "abi-update"}
    assert set(listed) == targets - others


def test_the_everyday_tests_install_no_more_than_c_swift_and_python():
    assert variable("CORE_TESTS") == ["test-c", "test-swift", "test-cli", "test-consumer"]
    assert installed_by(*variable("CORE_TESTS")) <= {
        "libssl-dev", "libjansson-dev", "gcc", "g++", "cmake", "pkg-config", "libcmocka-dev", "locales", "python3", "python3-venv",
    }


def test_what_runs_beside_the_tests_of_installation_is_installed_before():
    # They would find dpkg locked.
    assert installed_by(*variable("BUILD_TESTS"), *variable("RELEASE_TESTS")) <= installed_by("prepare")


@pytest.mark.parametrize("suites, targets", [
    ("test", ["CORE"]), ("test-all", ["CORE", "BUILD", "RELEASE", "PACKAGE", "PORTAL"]),
    ("ci-suites", ["CORE", "BUILD", "RELEASE", "PACKAGE", "PORTAL"]),
])
def test_the_suites_run_the_lists(suites, targets):
    commands = make("--dry-run", suites).stdout
    for part in targets:
        for name in variable(f"{part}_TESTS"):
            assert re.search(rf"\.ci/suites .*\b{name}\b", commands), name


def test_ci_runs_the_checks_of_a_change_too():
    commands = make("--dry-run", "ci-suites").stdout
    for name in ("lint", "trust SHORT=1", "bench-check"):
        assert name in commands
    assert "make -s ci-suites" in (ROOT / ".ci/run").read_text()


def test_the_workflow_runs_every_test():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    ran = {word for line in re.findall(r"^          - (.*)$", workflow, re.MULTILINE) for word in line.split()}
    wanted = {name for part in ("BUILD", "RELEASE", "PACKAGE", "PORTAL") for name in variable(f"{part}_TESTS")}
    assert wanted | {"lint", "test", "trust", "bench-check"} <= ran


def test_without_swift_the_message_says_where_to_get_it():
    done = make("SWIFT=no-such-swift", "demo")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "Swift is not in PATH. Install version 6.2 or newer from https://www.swift.org/install, or by swiftly\n"
        "(https://www.swift.org/swiftly), open a new shell, and try again.\n"
    )


def test_the_demo_says_that_it_builds_and_shows_how():
    commands = make("--dry-run", "demo").stdout
    assert "echo 'Building the command line; the first time takes a minute or two.'" in commands
    assert "build --product pbjwt\n" in commands and "--quiet" not in commands


@pytest.mark.parametrize("options, environment", [
    ([], {"PKG_CONFIG_LIBDIR": "/nonexistent"}),
    (["-DCMAKE_FIND_ROOT_PATH=/nonexistent", "-DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY",
      "-DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY"], {}),
    (["-DPKG_CONFIG_EXECUTABLE=/bin/false"], {}),
])
def test_cmake_says_what_to_install_if_a_library_is_missing(options, environment, tmp_path):
    done = subprocess.run(
        ["cmake", "-S", ROOT / "CSources", "-B", tmp_path, *options],
        env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 1
    for line in (
        "apt-get install libssl-dev libjansson-dev pkg-config",
        "dnf install openssl-devel jansson-devel pkgconf-pkg-config",
        "brew install openssl@3 jansson pkgconf",
    ):
        assert line in done.stderr
