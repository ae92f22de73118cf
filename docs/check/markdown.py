# SPDX-License-Identifier: Apache-2.0
"""Reads what the checks need of a Markdown page.

A comment right before a block of code says more of it: `<!-- c: PARAMETERS -->` that it is a part of a function with
these parameters, `<!-- run -->` that commands are to be run and not only looked at. `<!-- run: COMMAND -->` is run
there, too.
"""

import re

import header
from block import Block, Run


class Document:
    def __init__(self, path):
        self.path = path
        self.text = path.read_text()

    @property
    def parts(self):
        note, block = "", None
        for number, line in enumerate(self.text.split("\n"), 1):
            fence = re.match(r"( *)```(\S*)", line)
            if block is not None and fence and not fence[2]:
                yield block
                block = None
            elif block is not None:
                block.text += line.removeprefix(indent) + "\n"
            elif fence:
                indent = fence[1]
                block, note = Block(number, fence[2], "", note), ""
            elif found := re.match(r" *<!-- run: (.*) -->$", line):
                yield Run(number, found[1])
            elif found := re.match(r" *<!-- (?:c: (.*)|(run)) -->$", line):
                note = found[1] or found[2]
            else:
                note = ""


DOCUMENTS = [
    Document(path)
    for path in [*sorted((header.ROOT / "docs").rglob("*.md")), header.ROOT / "CONTRIBUTING.md", header.ROOT / "SECURITY.md"]
]
