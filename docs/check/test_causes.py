# SPDX-License-Identifier: Apache-2.0
"""The article on causes has a row for each cause that the library knows, and no other."""

import re
import unittest

import header

ARTICLE = (
    header.ROOT / "Sources/ProductBridgeIdentity/ProductBridgeIdentity.docc/Articles/WhyWasMyTokenRefused.md"
).read_text()
TABLE = (header.ROOT / "CSources/explain_causes.h").read_text()


def causes():
    """Number, name and advice of each row of the library's table."""
    table = TABLE[TABLE.index("#define PBJWTI_CAUSE_TABLE") :].split("\n\n")[0]
    found = re.findall(r'ROW\(\w+,\s*(\d+),\s*"(\w+)",\s*\w+,\s*"((?:[^"\\]|\\.)*)"\)', table)
    assert len(found) == len(re.findall(r"\bROW\(", table)), "a row that this doesn't read"
    return [(int(number), name, re.sub(r"\\(.)", r"\1", advice)) for number, name, advice in found]


def rows():
    """Number, name, meaning and advice of each row of the article, without Markdown's escapes."""
    found = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*?) \| (.*) \|$", ARTICLE, re.MULTILINE)
    return [(int(number), name, meaning, re.sub(r"\\(.)", r"\1", advice)) for number, name, meaning, advice in found]


class Causes(unittest.TestCase):
    maxDiff = None

    def test_there_are_causes_and_each_number_and_name_is_one_causes(self):
        self.assertGreater(len(causes()), 120)
        for part in range(2):
            self.assertEqual(len({cause[part] for cause in causes()}), len(causes()))

    def test_the_article_has_a_row_for_each_cause(self):
        self.assertEqual([(number, name, advice) for number, name, _, advice in rows()], causes())

    def test_each_row_says_in_a_sentence_what_the_cause_means(self):
        for _, name, meaning, _ in rows():
            self.assertRegex(meaning, r"^[A-Z`].*\.$", name)
        meanings = [meaning for _, _, meaning, _ in rows()]
        self.assertEqual(len(set(meanings)), len(meanings))

    def test_a_table_row_that_is_no_cause_is_not_overlooked(self):
        told = re.findall(r"^\| \d+ .*$", ARTICLE, re.MULTILINE)
        self.assertEqual(len(told), len(rows()))
