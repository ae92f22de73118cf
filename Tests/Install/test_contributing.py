# SPDX-License-Identifier: Apache-2.0
"""Working on the C library doesn't need Swift, and installing packages waits for another apt."""

import os
import subprocess
import sys

import pytest

from conftest import ROOT, run

AS_ROOT = [] if os.geteuid() == 0 else ["sudo"]
NO_SWIFT = "SWIFT=no-such-swift"
MISSING = "Swift is not in PATH. Install version 6.2 or newer from https://www.swift.org/install, or by swiftly"
# Holds apt's lists and dpkg, as apt does, until its input ends.
HOLD = """
import fcntl, sys
held = [open(name, "w") for name in ("/var/lib/apt/lists/lock", "/var/lib/dpkg/lock-frontend")]
for file in held:
    fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("target", ["test-c", "test-c-release", "interop", "abi-check", "trust", "bench-c", "bench-check", "test-install",
                                    "fuzz-differential", "install", "deb", "portability"])
def test_a_target_for_c_does_not_need_swift(target):
    commands = run("make", "--dry-run", NO_SWIFT, target, cwd=ROOT)
    assert "cmake" in commands or "Tests/" in commands or "Packaging/" in commands
    assert MISSING not in commands and "no-such-swift " not in commands


@pytest.mark.parametrize("target", ["build", "test-swift", "docs-check", "lint"])
def test_a_target_for_swift_says_that_it_is_missing(target):
    done = subprocess.run(["make", NO_SWIFT, target], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and MISSING in done.stderr


@pytest.mark.parametrize("tools, builds, left_out", [
    ([], ["gcc", "gcc-release"], True), (["clang", "clang++"], ["gcc", "clang"], False),
])
def test_the_c_tests_use_the_systems_clang_or_say_that_it_was_left_out(tools, builds, left_out, tmp_path):
    for name in ("sh", "make", "getconf", "awk", *tools):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    commands = run("make", "--dry-run", "test-c", "test-c-release", cwd=ROOT, env={"PATH": str(tmp_path)})
    assert [f"-B .build-c/{name} " in commands for name in builds] == [True, True]
    assert (f"-DCMAKE_C_COMPILER='{tmp_path}/clang'" in commands) == (not left_out)
    assert ("Left out: clang" in commands) == left_out


def test_checks_that_trust_leaves_out_are_named_and_not_counted_as_passed():
    said = run(ROOT / "Tests/Trust/trust", "--short", "swift-asan", "coverage",
               env={**os.environ, "SWIFT": "no-such-swift"})
    assert said.splitlines()[-1] == "trust: 2 left out, for which Swift is needed: swift-asan, coverage"
    assert " ok " not in said and "every check passed" not in said


def test_installing_waits_for_another_apt():
    def installed():
        return subprocess.run(["dpkg-query", "-W", "hello"], capture_output=True).returncode == 0
    assert not installed(), "this test installs hello, and removes it"
    holder = subprocess.Popen([*AS_ROOT, sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)
    try:
        assert holder.stdout.readline() == "held\n"
        installing = subprocess.Popen([ROOT / ".ci/install-packages", "hello"], stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True)
        assert installing.stdout.readline() == "Installing hello\n"
        assert installing.stdout.readline() == "Another apt is at work: waiting until it is done\n"
        assert not installed()
        holder.communicate(timeout=60)
        said, _ = installing.communicate(timeout=300)
        assert (installing.returncode, said, installed()) == (0, "", True)
    finally:
        holder.kill()
        subprocess.run([*AS_ROOT, "dpkg", "--purge", "hello"], check=True, capture_output=True)
