# SPDX-License-Identifier: Apache-2.0
"""Every link of every Markdown page leads to a file or a heading that is there."""

import pathlib
import tempfile
import unittest

import links


class Links(unittest.TestCase):
    def test_every_page_is_read(self):
        names = {page.relative_to(links.ROOT).as_posix() for page in links.pages()}
        self.assertGreater(len(names), 50)
        self.assertLessEqual({"README.md", "SECURITY.md", "docs/abi.md", "Portal/README.md", "Bindings/Go/README.md"}, names)

    def test_links_lead_somewhere(self):
        wrong, count = [], 0
        for page in links.pages():
            for line, target in links.links(page.read_text()):
                count += 1
                said = links.problem(page, target)
                if said:
                    wrong.append(f"{page.relative_to(links.ROOT)}:{line}: {target} {said}")
        self.assertEqual(wrong, [])
        self.assertGreater(count, 80)

    def test_what_is_wrong_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / "docs").mkdir()
            (root / "other.md").write_text("# One\n\n## A `b` c, d\n\n## One\n\n<a id=\"here\"></a>\n\n```\n# no\n```\n")
            page = root / "docs/page.md"
            page.write_text("# Page\n")
            for target, said in [
                ("../other.md", None), ("../other.md#one", None), ("../other.md#a-b-c-d", None), ("../other.md#one-1", None),
                ("../other.md#here", None), ("#page", None), ("https://example.com/x#y", None), ("mailto:a@example.com", None),
                ("..", None), ("../other.md#no", "has no such heading"), ("#other", "has no such heading"),
                ("../others.md", "leads nowhere"), ("../../x", "leaves the repository"), ("https:///x", "has no host"),
                ("/other.md", "is neither an address of the web nor of a file beside this one"),
                ("file:///etc", "is neither an address of the web nor of a file beside this one"),
            ]:
                with self.subTest(target):
                    self.assertEqual(links.problem(page, target, root), said)

    def test_links_are_found_with_their_lines_and_those_in_code_are_not(self):
        text = (
            "[a](b.md)\n`[c](d.md)` ![e](f.png \"g\")\n```\n[h](i.md)\n```\n<!-- [j](k.md) -->\n"
            "[l]: m.md\n[n\no](p.md) <img src=\"q.png\">\n[`r`](s.md)\n"
        )
        self.assertEqual(
            sorted(links.links(text)),
            [(1, "b.md"), (2, "f.png"), (7, "m.md"), (9, "p.md"), (9, "q.png"), (10, "s.md")],
        )
