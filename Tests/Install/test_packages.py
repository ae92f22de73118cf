# SPDX-License-Identifier: Apache-2.0
"""The Debian packages: checked by lintian, installed, used and removed."""

import os
import subprocess

import pytest

from conftest import FIXTURE, VERSION, configure, run

AS_ROOT = [] if os.geteuid() == 0 else ["sudo"]
NAMES = [f"libpbjwt{VERSION.split('.')[0]}", "libpbjwt-dev"]


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    build = configure(tmp_path_factory.mktemp("deb"), "-DCMAKE_INSTALL_PREFIX=/usr", "-DPBJWT_DEBIAN=ON")
    run("cpack", cwd=build)
    found = {path.name.split("_")[0]: path for path in build.glob("*.deb")}
    assert sorted(found) == sorted(NAMES)
    return [found[name] for name in NAMES]


def test_lintian_finds_no_error(packages):
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error", *packages], capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, "E: " in done.stdout) == (0, False), done.stdout + done.stderr


def test_the_paths_in_the_packages_are_the_systems(packages):
    listing = run("dpkg-deb", "--fsys-tarfile", packages[1], errors="replace")
    assert "prefix=/usr\n" in listing and "_CPack_Packages" not in listing


def test_they_install_and_run_and_leave_nothing_behind(packages, tmp_path):
    try:
        run(*AS_ROOT, "dpkg", "--install", *packages)
        files = [name for package in NAMES for name in run("dpkg", "--listfiles", package).splitlines()
                 if not os.path.isdir(name)]
        assert len(files) > 10 and all(os.path.lexists(name) for name in files)
        flags = run("pkg-config", "--cflags", "--libs", "pbjwt").split()
        assert flags == ["-lpbjwt"]  # where the compiler looks anyway
        run("cc", FIXTURE / "program.c", "-o", tmp_path / "program", *flags)
        assert run(tmp_path / "program") == f"ada@example.com {VERSION}\n"
        assert " => /lib/" in run("ldd", tmp_path / "program").replace("/usr/lib/", "/lib/").partition("libpbjwt")[2]
    finally:
        run(*AS_ROOT, "dpkg", "--purge", *reversed(NAMES))
    assert not [name for name in files if os.path.lexists(name)]
    assert "libpbjwt" not in run("ldconfig" if AS_ROOT == [] else "/sbin/ldconfig", "-p")
