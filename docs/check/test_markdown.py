# SPDX-License-Identifier: Apache-2.0
"""The Markdown pages speak of what is there."""

import re
import unittest

import header
import markdown
import mdoc
from test_code import make_targets
from test_pages import names_in


class Markdown(unittest.TestCase):
    def test_names_are_those_of_the_header(self):
        for page in markdown.DOCUMENTS:
            self.assertEqual(names_in(page.text) - header.NAMES, set(), page.path)

    def test_make_has_the_targets_that_are_named(self):
        named = set()
        for page in markdown.DOCUMENTS:
            named |= set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page.text, re.MULTILINE))
        self.assertLessEqual(named, make_targets())

    def test_the_files_that_are_named_and_linked_are_there(self):
        for page in markdown.DOCUMENTS:
            for name in re.findall(r"`([\w.]+/[\w./-]*|[A-Z]\w+\.md)`", page.text):
                self.assertTrue((header.ROOT / name).exists(), f"{page.path}: {name}")
            for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.text):
                self.assertTrue((page.path.parent / link).exists(), f"{page.path}: {link}")

    def test_commands_to_read_the_manual_name_a_page(self):
        names = {name for page in mdoc.PAGES for name in (page.name, *page.names)}
        for page in markdown.DOCUMENTS:
            for name in re.findall(r"`man (?:\d )?(\w+)`", page.text):
                self.assertIn(name, names, page.path)
