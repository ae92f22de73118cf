# SPDX-License-Identifier: Apache-2.0
""".ci/install-packages without permission or means to install: it fails with a plain sentence."""

import os
import pathlib
import shutil
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / ".ci" / "install-packages"
ASK = """These packages are missing: libssl-dev cmake
Install them, or ask an administrator to, then try again:
    {}apt-get install libssl-dev cmake
"""


@pytest.fixture
def machine(tmp_path):
    """A machine whose only programs are the shell's and those that a test adds."""

    def run(*packages, **programs):
        for name in ("sh", "env", "echo", "cat", "grep", "mktemp", "rm", "sleep"):
            os.symlink(shutil.which(name), tmp_path / name)
        for name, text in programs.items():
            program = tmp_path / name.replace("_", "-")
            program.write_text("#!/bin/sh\n" + text + "\n")
            program.chmod(0o755)
        return subprocess.run(
            [shutil.which("sh"), SCRIPT, *packages],
            env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60,
        )

    return run


def test_nothing_is_done_if_nothing_is_missing(machine):
    done = machine("libssl-dev", dpkg_query="echo installed")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_package_for_two_architectures_counts_as_installed(machine):
    done = machine("libssl-dev", dpkg_query="echo installedinstalled")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_user_without_sudo_is_told_what_to_install(machine):
    done = machine("libssl-dev", "cmake", dpkg_query="exit 1", id="echo 1000")
    assert (done.returncode, done.stderr) == (1, ASK.format(""))


@pytest.mark.parametrize("sudo", ["exit 1", 'case "$*" in *update*) exit 0 ;; esac; exit 1'])
def test_a_user_whose_sudo_fails_is_told_too(machine, sudo):
    done = machine("libssl-dev", "cmake", dpkg_query="exit 1", id="echo 1000", sudo=sudo)
    assert (done.returncode, done.stderr) == (1, ASK.format("sudo "))


def test_root_installs_only_missing_packages(machine, tmp_path):
    done = machine(
        "libssl-dev", "cmake",
        dpkg_query='[ "$4" = cmake ] && echo installed', id="echo 0", apt_get=f'echo "$@" >>{tmp_path}/calls',
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "calls").read_text().splitlines() == [
        "update -qq", "install -y -qq --no-install-recommends libssl-dev",
    ]


def test_without_a_package_manager_the_missing_libraries_are_an_error(machine):
    done = machine("libssl-dev", "cmake")
    assert done.returncode == 1
    assert done.stderr.endswith("Debian packages, then try again: libssl-dev cmake\n")


def test_without_a_package_manager_the_libraries_are_enough(machine):
    assert machine("libssl-dev", pkg_config="exit 0").returncode == 0


def test_homebrew_installs_by_its_own_names(machine):
    done = machine(
        "libssl-dev", "libjansson-dev", "g++",
        brew='[ "$1" = list ] && { [ "$3" = jansson ]; exit; }; echo "$@"',
    )
    assert (done.returncode, done.stdout) == (0, "install openssl@3\n")
