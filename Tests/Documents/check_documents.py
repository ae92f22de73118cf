#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks documents.tsv against the tests that it names and, if the product's two documents are available, their lines.

The documents aren't part of this repository. They are expected in the folder `reference` next to that of the external
vectors, which PBJWT_VECTORS names or which is next to the checkout.
"""

import hashlib
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = pathlib.Path(__file__).with_name("documents.tsv")
VECTORS = pathlib.Path(os.environ.get("PBJWT_VECTORS", ROOT.parent / "shared" / "vectors"))


def has_test(file, name):
    """Whether the file has a test with this name that a runner would find."""
    text = file.read_text()
    name = re.escape(name)
    match file.suffix:
        case ".swift":
            # The attribute is above the function, and its arguments may span lines.
            found = re.search(rf"@Test\((?:(?!\bfunc\b).)*?\n    (?:private )?func {name}\(", text, re.DOTALL)
        case ".c":
            found = re.search(rf"(fixture|cmocka_unit)_test\({name}\)", text)
        case _:
            found = re.search(rf"^def {name}\(", text, re.MULTILINE)
    return found is not None


def problems_of(row, documents):
    document, number, digest, _, tests = row
    for test in tests.split():
        path, _, name = test.partition("#")
        file = ROOT / (path if "/" in path else f"Tests/ProductBridgeSSOTests/{path}")
        if not file.exists() or not has_test(file, name):
            yield f"{document}:{number}: there is no test {test}"
    if document in documents:
        lines = documents[document]
        line = lines[int(number) - 1] if int(number) <= len(lines) else ""
        if not hashlib.sha256(line.encode()).hexdigest().startswith(digest):
            yield f"{document}:{number}: the line is another one than the table was made for"


def main():
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    names = {row[0] for row in rows}
    found = {name: VECTORS.parent / "reference" / name for name in names}
    documents = {name: file.read_text().splitlines() for name, file in found.items() if file.exists()}
    problems = [problem for row in rows for problem in problems_of(row, documents)]
    if len({(row[0], row[1]) for row in rows}) != len(rows):
        problems.append("a line is named twice")
    tests = {test for row in rows for test in row[4].split()}
    print(*problems, sep="\n", end="\n" if problems else "")
    compared = f"{len(documents)} compared with their lines" if documents else "external vectors: none found, not compared"
    print(f"documents: {len(rows)} lines of {len(names)} documents, held by {len(tests)} tests; {compared}")
    return 1 if problems or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
