#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the packages' metadata agree with include/pbjwt.h (the version) and with the texts below, and that the
commands of their sections on installing are those that the tests run."""

import pathlib
import re
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
sys.path.insert(0, str(ROOT / "docs/check"))

import shell  # noqa: E402

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

# By folder: each command of the indented block, and the file and text with which the tests run it. `{}` is any number
# of options, and `_` a $(...), whose own commands are listed too.
INSTALLING = {
    "Python": [("pip install ./Bindings/Python", "../../Makefile", " -m pip install {} ./Bindings/Python\n")],
    "Node": [
        ("cd Bindings/Node", "README.md", "cd Bindings/Node "),
        ("npm pack --silent --pack-destination /tmp", "install-packed", 'npm pack --silent --pack-destination "$PBJWT_WORK"'),
        ("sed s,^,/tmp/,", "install-packed", "tarball=$PBJWT_WORK/$(npm pack "),
        ("npm install _", "install-packed", 'npm install {} "$tarball"\n'),
    ],
    "Ruby": [
        ("../sources ext/pbjwt", "build-gem", '/../sources" packed/ext/pbjwt\n'),
        ("gem build pbjwt.gemspec", "build-gem", "gem build {} --output ../pbjwt.gem pbjwt.gemspec)"),
        (f"gem install --local pbjwt-{VERSION}.gem", "build-gem", "gem install {} --local {} ./pbjwt.gem "),
    ],
    "PHP": [
        ("../sources .", "build-extension", '/../sources" "$name"\n'),
        ("phpize", "build-extension", " phpize && "),
        ("./configure", "build-extension", " ./configure {} && "),
        ("make", "build-extension", "&& make -j2) "),
        ("make install", "build-extension", "extension=$PBJWT_WORK/ours/modules/pbjwt.so\n"),
        ("php-config --ini-dir", "build-extension", "command -v phpize "),
        ("echo extension=pbjwt", "test", ' -d "extension=$extension" '),
    ],
    "Java": [
        ("../sources .", "build-jar", '/../sources" pbjwt\n'),
        ("mvn -DskipTests install", "build-jar", "    mvn -o -B -Dmaven.repo.local=/usr/share/maven-repo "),
    ],
    "Go": [
        ("make install", "../../Makefile", "\ninstall: "),
        (
            "go mod edit -require=productbridge.io/pbjwt@v0.0.0 -replace=productbridge.io/pbjwt=/path/to/Bindings/Go",
            "test",
            "require productbridge.io/pbjwt v0.0.0\\n\\nreplace productbridge.io/pbjwt => ../module\\n",
        ),
    ],
    "Rust": [],
    "C++": [],
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

    def test_the_commands_to_install_are_those_of_the_tests(self):
        self.assertEqual(set(INSTALLING), set(METADATA))
        for folder, entries in INSTALLING.items():
            with self.subTest(folder):
                section = (FOLDER / folder / "README.md").read_text().split("\n## Install\n")[1].split("\n## ")[0]
                section = re.sub(r"^```.*?^```$", "", section, flags=re.MULTILINE | re.DOTALL)
                block = "".join(re.findall(r"^    (.*\n)", section, re.MULTILINE))
                found = shell.commands(block)
                needed = {name for words in found if words[:2] == ["apt-get", "install"] for name in words[2:]}
                self.assertLessEqual(needed, set((FOLDER / folder / "packages").read_text().split()))
                shown = [" ".join(words) for words in found if words[0] != "apt-get"]
                self.assertEqual(sorted(shown), sorted(command for command, _, _ in entries))
                for _, file, text in entries:
                    pattern = r"(?:-\S+ )*".join(map(re.escape, text.split("{} ")))
                    self.assertRegex((FOLDER / folder / file).read_text(), pattern)


if __name__ == "__main__":
    unittest.main()
