# SPDX-License-Identifier: Apache-2.0
"""Reads what the checks need of a page of the manual.

Comments before a block of code (`.Bd -literal`) say what it is: `.\\" c` a program, `.\\" c: PARAMETERS` a part of a
function with these parameters, `.\\" sh` commands, and `.\\" output` what the commands before it print. `.\\" run:
COMMAND` is run there, too.
"""

import re

import header
from block import Block, Run

FOLDER = header.ROOT / "docs/man"
ESCAPES = {r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\(ha": "^", r"\(ti": "~", r"\e": "\\", r"\&": ""}


def arguments(line):
    return [quoted or word for quoted, word in re.findall(r'"([^"]*)"|(\S+)', line)]


def unescaped(text):
    """A line of code as readers are to see it."""
    if bare := re.search(r"[-'`^~]", re.sub(r"\\\(..|\\.", "", text)):
        raise ValueError(f"{bare[0]} has to be escaped, or some formatters change it: {text}")
    return re.sub(r"\\\(..|\\.", lambda found: ESCAPES[found[0]], text)


class Page:
    def __init__(self, path):
        self.path = path
        self.name, self.section = path.stem, path.suffix[1:]
        self.lines = path.read_text().split("\n")
        self.sections = {}
        title = ""
        for line in self.lines:
            if line.startswith(".Sh "):
                title = line[4:]
            self.sections.setdefault(title, []).append(line)

    def macros(self, name, section=None):
        """The arguments of each macro of that name that begins a line."""
        lines = self.lines if section is None else self.sections.get(section, [])
        return [arguments(line)[1:] for line in lines if line.split(" ")[0] == "." + name]

    @property
    def names(self):
        return [words[0] for words in self.macros("Nm", "NAME")]

    @property
    def prototypes(self):
        """Those of the SYNOPSIS, as header.FUNCTIONS has them, in pairs with their names."""
        found, result, open_name, parameters = [], "", None, []
        for line in self.sections["SYNOPSIS"]:
            macro, words = line.split(" ")[0], arguments(line)[1:]
            if macro == ".Ft":
                result = header.normal(" ".join(words))
            elif macro == ".Fn":
                found.append((words[0], (result, [header.normal(word) for word in words[1:]])))
            elif macro == ".Fo":
                open_name, parameters = words[0], []
            elif macro == ".Fa":
                parameters.append(header.normal(words[0]))
            elif macro == ".Fc":
                found.append((open_name, (result, parameters)))
        return found

    @property
    def definitions(self):
        """What `.It Dv NAME Pq NUMBER` says, in pairs; the line after it as the third."""
        for number, line in enumerate(self.lines):
            if found := re.match(r"\.It Dv (PBJWT_\w+) Pq (.+)$", line):
                yield found[1], found[2], self.lines[number + 1]

    @property
    def parts(self):
        """The blocks of code, and the commands to run between them."""
        language, note, begun = None, "", None
        for number, line in enumerate(self.lines, 1):
            if line.startswith(".Bd -literal"):
                if language is None:
                    raise ValueError(f"{self.path}:{number}: no comment says what this block is")
                begun, text = number, []
            elif line == ".Ed" and begun is not None:
                yield Block(begun, language, "\n".join(text) + "\n", note)
                language, begun = None, None
            elif begun is not None:
                text.append(unescaped(line))
            elif found := re.match(r'\.\\" run: (.*)$', line):
                yield Run(number, found[1])
            elif found := re.match(r'\.\\" (c|sh|output)(?:: (.*))?$', line):
                language, note = found[1], found[2] or ""


PAGES = [Page(path) for path in sorted(FOLDER.glob("*.[1-9]"))]
FUNCTION_PAGES = [page for page in PAGES if page.section == "3"]
COMMAND_PAGE = next(page for page in PAGES if page.section == "1")
ALIASES = [
    line.split(" ") for line in (FOLDER / "aliases").read_text().splitlines() if not line.startswith("#")
]
