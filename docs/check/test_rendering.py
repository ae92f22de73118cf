# SPDX-License-Identifier: Apache-2.0
"""The pages of the manual can be shown, by mandoc and by groff."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import mdoc
from block import Block
from work import environment


def format(*command, **more):
    """What it wrote, and what it complained of."""
    done = subprocess.run(
        command, env={**environment(), "MANWIDTH": "80", **more}, capture_output=True, text=True, timeout=60
    )
    return done.stdout, done.stderr


class Rendering(unittest.TestCase):
    def test_mandoc_has_no_complaint(self):
        for page in mdoc.PAGES:
            complaints = format("mandoc", "-T", "lint", "-W", "warning", page.path)
            self.assertEqual(complaints, ("", ""), page.path)

    def test_groff_has_no_complaint(self):
        for page in mdoc.PAGES:
            shown, complaints = format("man", "--warnings", "-E", "UTF-8", "-l", page.path)
            self.assertEqual(complaints, "", page.path)
            self.assertIn(page.name, shown)

    def test_code_looks_as_it_is_to_be_written(self):
        for page in mdoc.PAGES:
            by_mandoc, _ = format("mandoc", "-K", "utf-8", "-T", "utf8", page.path)
            by_groff, _ = format("man", "-E", "UTF-8", "-l", page.path)
            for block in [part for part in page.parts if isinstance(part, Block)]:
                for line in block.text.splitlines():
                    for name, shown in (("mandoc", by_mandoc), ("groff", by_groff)):
                        fitting = [s for s in shown.split("\n") if s.strip() == line.strip() and len(s) <= 80]
                        with self.subTest(f"{page.path}, by {name}"):
                            self.assertTrue(fitting, f"not there, or wider than 80: {line}")

    def test_man_finds_every_name(self):
        with tempfile.TemporaryDirectory(prefix="pbjwt-man-") as tree:
            folder = pathlib.Path(tree) / "man3"
            folder.mkdir()
            for page in mdoc.FUNCTION_PAGES:
                shutil.copy(page.path, folder)
            for name, page in mdoc.ALIASES:
                self.assertFalse((folder / f"{name}.3").exists(), f"the alias {name} is a page")
                (folder / f"{name}.3").write_text(f".so man3/{page}.3\n")
            for page in mdoc.FUNCTION_PAGES:
                for name in page.names:
                    found, complaint = format("man", "-M", tree, "-w", "3", name)
                    self.assertEqual((found.strip(), complaint), (str(folder / f"{page.name}.3"), ""), name)
