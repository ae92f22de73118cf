# SPDX-License-Identifier: Apache-2.0
"""The library, built once with CMake only, and helpers for the tests."""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
FIXTURE = ROOT / "Tests/Install/fixture"
HEADER = (ROOT / "include/pbjwt.h").read_text()
VERSION = re.search(r'PBJWT_VERSION_STRING "(.*)"', HEADER)[1]
FUNCTIONS = set(re.findall(r"PBJWT_API[^;(]*?\b(pbjwt_\w+)\(", HEADER))
FIRST_FUNCTIONS = set(re.findall(r"PBJWT_API[^;(]*?\b(pbjwt_\w+)\(", (ROOT / "Tests/ABI/pbjwt-0.1.0.h").read_text()))


def node_of(name):
    """The version with which the function came."""
    return "PBJWT_0.1" if name in FIRST_FUNCTIONS else "PBJWT_0.2"


def run(*command, **options):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def configure(build, *settings):
    run("cmake", "-S", ROOT / "CSources", "-B", build, "-DCMAKE_BUILD_TYPE=Release", *settings)
    run("cmake", "--build", build)
    return build


def use(build, prefix, package, link, components="", *settings):
    """Builds a program that links the targets of an installed CMake package."""
    run("cmake", "-S", FIXTURE, "-B", build, f"-DPBJWT_PACKAGE={package}", f"-DPBJWT_LINK={link}",
        f"-DPBJWT_COMPONENTS={components}", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Release",
        *settings)
    run("cmake", "--build", build)
    return build / "program"


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    return configure(tmp_path_factory.mktemp("build"), "-DPBJWT_WARNINGS_AS_ERRORS=ON")


@pytest.fixture(scope="session")
def prefix(build, tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", build, "--prefix", folder)
    return folder


@pytest.fixture(scope="session")
def environment(prefix):
    return {
        **os.environ,
        "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig"),
        "LD_LIBRARY_PATH": str(prefix / "lib"),
    }
