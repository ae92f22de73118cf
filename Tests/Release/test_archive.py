# SPDX-License-Identifier: Apache-2.0
"""The source archive: reproducible, and enough to build and test the library without git."""

import hashlib
import tarfile

from conftest import ROOT, run


def test_two_archives_of_one_commit_are_equal_byte_for_byte(archive, tmp_path):
    clone = tmp_path / "clone"
    run("git", "clone", "--quiet", ROOT, clone)
    run(clone / "Packaging/dist", tmp_path)
    assert (tmp_path / archive.name).read_bytes() == archive.read_bytes()


def test_its_checksum_is_its_own(archive):
    written = (archive.parent / f"{archive.name}.sha256").read_text().split()
    assert written == [hashlib.sha256(archive.read_bytes()).hexdigest(), archive.name]


def test_it_contains_exactly_the_committed_files(archive):
    with tarfile.open(archive) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames() if "/" in name and not tar.getmember(name).isdir()}
    assert names == set(run("git", "ls-files", cwd=ROOT).splitlines())


def test_it_builds_and_passes_the_tests_of_c_without_git(sources, without_git):
    run("cmake", "-S", "CSources", "-B", "build", "-DPBJWT_BUILD_TESTS=ON", "-DCMAKE_BUILD_TYPE=Release",
        cwd=sources, env=without_git)
    run("cmake", "--build", "build", "-j2", cwd=sources, env=without_git)
    said = run("ctest", "--test-dir", "build", "-j2", "--output-on-failure", cwd=sources, env=without_git)
    assert "100% tests passed" in said
