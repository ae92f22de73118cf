# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of a release: the version, and the source archive, unpacked in an environment without git."""

import os
import pathlib
import re
import subprocess
import tarfile

import pytest

ROOT = pathlib.Path(__file__).parents[2]
HEADER = (ROOT / "include/pbjwt.h").read_text()
VERSION = re.search(r'PBJWT_VERSION_STRING "(.*)"', HEADER)[1]


def run(*command, timeout=600, **options):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder that `make dist` fills."""
    folder = tmp_path_factory.mktemp("dist")
    run(ROOT / "Packaging/dist", folder)
    return folder


@pytest.fixture(scope="session")
def archive(made):
    return made / f"pbjwt-{VERSION}.tar.gz"


@pytest.fixture(scope="session")
def sources(archive, tmp_path_factory):
    """The archive's contents, in an environment without git."""
    folder = tmp_path_factory.mktemp("sources")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"pbjwt-{VERSION}"


@pytest.fixture(scope="session")
def without_git(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bin")
    (folder / "git").write_text("#!/bin/sh\necho 'there is no git' >&2\nexit 127\n")
    (folder / "git").chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
