#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the corpus: generate.py FILE. The output is the same at every run, and needs only Python's own library.

The first line names the format, the last one has the number of cases. Between them is one case per line, in fields
that tabs separate, with bytes as base64url without padding:

    name
    classes    separated by commas
    now        in seconds
    secrets    form:bytes:id:not_after, separated by commas; id and not_after may be empty
    policy     name=value, separated by semicolons, or -
    token
    status     the expected one
    claim      at fault, or -
    warnings   kind:claim, in order and separated by spaces; - for none, * for any
    tells      the identity's contents: name:=text, name:a double's bits in hex, or name:-, separated by semicolons;
               * for anything
    why
"""

import sys

sys.dont_write_bytecode = True  # writes nothing to the checkout

from cases import MODULES  # noqa: E402
from making import Corpus  # noqa: E402

FORMAT = "pbjwt-corpus 1"


def make():
    corpus = Corpus()
    for module in MODULES:
        module.add(corpus)
    return corpus


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: generate.py FILE")
    rows = make().rows
    lines = [FORMAT, *("\t".join(row.values()) for row in rows), f"end {len(rows)}"]
    with open(sys.argv[1], "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines) + "\n")
    classes = {name for row in rows for name in row["classes"].split(",")}
    print(f"{len(rows)} cases of {len(classes)} classes")


if __name__ == "__main__":
    main()
