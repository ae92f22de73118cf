# SPDX-License-Identifier: Apache-2.0
"""The header has the version, and all other files agree with it."""

import re
from email.utils import parsedate_to_datetime

from conftest import HEADER, ROOT, VERSION


def test_the_headers_numbers_are_those_of_its_text():
    numbers = [re.search(rf"#define PBJWT_VERSION_{part} (\d+)", HEADER)[1] for part in ("MAJOR", "MINOR", "PATCH")]
    assert ".".join(numbers) == VERSION


def test_the_changelogs_newest_release_is_this_one_and_both_name_its_day():
    sections = re.findall(r"^## \[(.+?)\](?: - (\S+))?$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    releases = [section for section in sections if section[0] != "Unreleased"]
    debian = (ROOT / "Packaging/debian/changelog").read_text()
    version = re.match(r"libpbjwt \((.+)-\d+\)", debian)[1]
    day = parsedate_to_datetime(re.search(r"^ -- .*>  (.*)$", debian, re.MULTILINE)[1]).date().isoformat()
    assert releases[0] == (VERSION, day)
    assert version == VERSION


def test_nothing_that_builds_writes_the_version_a_second_time():
    places = ["CMakeLists.txt", "CSources/CMakeLists.txt", "CSources/cmake/install.cmake", "CSources/cmake/pbjwt.pc.in",
              "Package.swift", "Packaging/dist", "Packaging/debian/build", "Packaging/command-line/build",
              "Packaging/conan/conanfile.py", "Makefile"]
    assert [place for place in places if VERSION in (ROOT / place).read_text()] == []
