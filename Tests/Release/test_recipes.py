# SPDX-License-Identifier: Apache-2.0
"""The recipes for Meson and Conan, each used by a separate project."""

import os
import re
import shutil
import sys

import pytest

from conftest import ROOT, VERSION, run

PROGRAM = ROOT / "Packaging/conan/test_package/version.c"


def test_meson_builds_the_archive_by_its_wrap(made, archive, tmp_path):
    readme = (ROOT / "Packaging/meson/README.md").read_text()
    (tmp_path / "meson.build").write_text(re.search(r"```meson\n(.*?)```", readme, re.DOTALL)[1])
    shutil.copy(PROGRAM, tmp_path / "door.c")
    cache = tmp_path / "subprojects/packagefiles"
    cache.mkdir(parents=True)
    shutil.copy(made / "pbjwt.wrap", tmp_path / "subprojects")
    shutil.copy(archive, cache)
    environment = {**os.environ, "CC": "gcc"}
    run("meson", "setup", "build", cwd=tmp_path, env=environment)
    run("meson", "compile", "-C", "build", cwd=tmp_path, env=environment)
    assert run(tmp_path / "build/door") == f"pbjwt {VERSION}\n"


@pytest.mark.parametrize("shared", ["False", "True"])
def test_conan_makes_a_package_that_a_program_links(shared, tmp_path):
    environment = {**os.environ, "CONAN_HOME": str(tmp_path / "conan"), "CC": "gcc"}
    conan = os.path.join(os.path.dirname(sys.executable), "conan")
    run(conan, "profile", "detect", env=environment)
    run(conan, "remote", "disable", "*", env=environment)
    said = run(conan, "create", ROOT / "Packaging/conan", "-o", f"&:shared={shared}",
               "-c", f"tools.cmake.cmake_layout:test_folder={tmp_path}/test", env=environment)
    assert f"\npbjwt {VERSION}\n" in said
