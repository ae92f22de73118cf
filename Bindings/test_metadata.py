#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the packages' metadata agree with include/pbjwt.h (the version) and with the texts below."""

import pathlib
import re
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
VERSION = re.search(r'^#define PBJWT_VERSION_STRING "(.+)"$', (ROOT / "include/pbjwt.h").read_text(), re.MULTILINE)[1]
SUMMARY = "Verifies and issues the HS256 tokens that tell ProductBridge who a person is"
LICENSE = "Apache-2.0"

# By folder: the file, the text in it, and the pattern around the text in its language.
METADATA = {
    "Python": [
        ("pyproject.toml", VERSION, r'^version = "(.+)"$'),
        ("pyproject.toml", SUMMARY, r'^description = "(.+)"$'),
        ("pyproject.toml", LICENSE, r'^license = "(.+)"$'),
    ],
    "Node": [
        ("package.json", VERSION, r'^  "version": "(.+)",$'),
        ("package.json", SUMMARY, r'^  "description": "(.+)",$'),
        ("package.json", LICENSE, r'^  "license": "(.+)",$'),
    ],
    "Ruby": [
        ("pbjwt.gemspec", VERSION, r'^  \w+\.version = "(.+)"$'),
        ("pbjwt.gemspec", SUMMARY, r'^  \w+\.summary = "(.+)"$'),
        ("pbjwt.gemspec", LICENSE, r'^  \w+\.license = "(.+)"$'),
        ("README.md", VERSION, r"gem install --local pbjwt-(.+)\.gem$"),
    ],
    "PHP": [
        ("php_pbjwt.h", VERSION, r'^#define PHP_PBJWT_VERSION "(.+)"$'),
        ("composer.json", VERSION, r'^ +"ext-pbjwt": "(.+)"$'),
        ("composer.json", SUMMARY, r'^ +"description": "(.+)",$'),
        ("composer.json", LICENSE, r'^ +"license": "(.+)",$'),
    ],
    "Java": [
        ("pom.xml", VERSION, r"^  <version>(.+)</version>$"),
        ("README.md", VERSION, r"^  <version>(.+)</version>$"),
        ("pom.xml", SUMMARY, r"^  <description>(.+)</description>$"),
        ("pom.xml", LICENSE, r"^ +<name>(Apache.+)</name>$"),
    ],
    "Go": [
        ("pbjwt.go", VERSION, r'^const Version = "(.+)"$'),
    ],
    "Rust": [
        (f"{crate}/Cargo.toml", right, rf'^{member} = "(.+)"$')
        for crate in ("pbjwt", "pbjwt-sys")
        for member, right in (("version", VERSION), ("description", SUMMARY), ("license", LICENSE))
        if not (crate == "pbjwt-sys" and member == "description")
    ] + [("pbjwt/Cargo.toml", f"={VERSION}", r'^pbjwt-sys = \{ version = "(.+?)"')],
    "C++": [],  # a part of the library's own CMake project, which reads its version from the header
}


class MetadataTests(unittest.TestCase):
    def test_every_folder_is_listed(self):
        here = {path.parent.name for path in FOLDER.glob("*/packages")}
        self.assertEqual(here, set(METADATA))

    def test_the_packages_have_the_same_metadata(self):
        for folder, entries in METADATA.items():
            for file, right, pattern in entries:
                with self.subTest(folder, file=file, pattern=pattern):
                    text = (FOLDER / folder / file).read_text()
                    self.assertEqual(re.findall(pattern, text, re.MULTILINE)[:1], [right])

    def test_every_folder_has_what_the_contract_page_requires(self):
        for folder in METADATA:
            for file in ("README.md", "packages", "test", "bench"):
                with self.subTest(folder, file=file):
                    self.assertTrue((FOLDER / folder / file).is_file())
            readme = (FOLDER / folder / "README.md").read_text()
            for head in ("Install", "Errors", "Threads", "Rotation"):
                with self.subTest(folder, head=head):
                    self.assertRegex(readme, rf"(?m)^## {head}$")


if __name__ == "__main__":
    unittest.main()
