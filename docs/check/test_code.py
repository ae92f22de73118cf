# SPDX-License-Identifier: Apache-2.0
"""The code that pages show compiles and runs."""

import json
import re
import shutil
import textwrap
import unittest

import header
import markdown
import mdoc
import shell
from block import Run
from test_options import COMMANDS, help_of
from work import Work, environment, run

# Only said, never checked: what a program printed, or a part of nothing that runs.
PLAIN = {"text"}


def is_there(command):
    return run("sh", "-c", 'command -v -- "$0"', command)[0] == 0


def make_targets():
    return set(re.findall(r"^([a-z][a-z-]*):", (header.ROOT / "Makefile").read_text(), re.MULTILINE))


def example_files():
    """What is tested as code of its own language."""
    for path in sorted((header.ROOT / "Examples").rglob("*")):
        if path.is_file():
            yield path, path.read_bytes().decode("utf-8", "replace")


def lines_of(code):
    return "\n" + "\n".join(line.strip() for line in textwrap.dedent(code).strip().split("\n")) + "\n"


class Code(unittest.TestCase):
    def check(self, pages):
        for page in pages:
            with Work() as work:
                self.printed = None
                for part in page.parts:
                    with self.subTest(f"{page.path}:{part.line}"):
                        if isinstance(part, Run):
                            status, output = work.shell(part.command)
                            self.assertEqual(status, 0, output)
                        else:
                            self.check_block(part, page, work)

    def check_block(self, block, page, work):
        if block.language in ("c", "c++"):
            is_program = re.search(r"\bmain\(", block.text) is not None
            self.assertNotEqual(is_program, bool(block.note), "a program, or the parameters of a function around it")
            compiler, suffix = ("gcc", "c") if block.language == "c" else ("g++", "cpp")
            status, output = work.compile(block.text, block.note, compiler, suffix)
            self.assertEqual(status, 0, output)
        elif block.language == "sh" and (block.note == "run" or page in mdoc.PAGES):
            status, self.printed = work.shell(block.text)
            self.assertEqual(status, 0, self.printed)
        elif block.language == "sh":
            self.check_commands(block.text)
        elif block.language == "output":
            self.assertEqual(self.printed, block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language not in PLAIN:
            self.assertTrue(block.language, "a block says its language, or that it is text")
            self.assertTrue(
                any(lines_of(block.text) in lines_of(text) for _, text in example_files()),
                f"code in {block.language} is a passage of a file in Examples, which has tests",
            )

    def check_commands(self, script):
        self.assertEqual(run("sh", "-n", "-c", script), (0, ""))
        for name, *arguments in shell.commands(script):
            if name == "make":
                targets = {word for word in arguments if re.fullmatch("[a-z-]+", word)}
                self.assertLessEqual(targets, make_targets())
            elif name == "pbjwt":
                command = next(iter(arguments), "")
                self.assertIn(command, [*COMMANDS, "help", "--version", "--help"])
                options = {word.split("=")[0] for word in arguments if re.match("--[a-z]", word)}
                self.assertLessEqual(options, set(help_of(*{command} & {*COMMANDS})[0]))
            elif "/" in name:
                self.assertTrue((header.ROOT / name).exists(), name)
            else:
                self.assertTrue(is_there(name), f"there is no command {name}")

    def test_the_code_of_the_manual(self):
        self.assertGreater(sum(1 for page in mdoc.PAGES for _ in page.parts), 15)
        self.check(mdoc.PAGES)

    def test_the_code_of_the_markdown_pages(self):
        self.assertGreater(sum(1 for page in markdown.DOCUMENTS for _ in page.parts), 3)
        self.check(markdown.DOCUMENTS)

    def test_the_tools_to_run_code_are_there(self):
        self.assertIsNotNone(shutil.which("pbjwt", path=environment()["PATH"]))
        status, flags = run("pkg-config", "--cflags", "--libs", "pbjwt")
        self.assertEqual(status, 0, flags)
