#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the corpus: generate.py FILE. The same bytes at every run, by Python's own library alone.

The first line names the format, the last one counts the cases. Between them stands one case a line, in fields that
tabs part, bytes as base64url without padding:

    name
    classes    parted by commas
    now        in seconds
    secrets    form:bytes:id:not_after, parted by commas; id and not_after may be empty
    policy     name=value, parted by semicolons, or -
    token
    status     the one that is right
    claim      at fault, or -
    warnings   kind:claim, in their order and parted by spaces; - for none, * for any
    tells      what the identity says: name:=text, name:a double's bits in hex, or name:-, parted by semicolons;
               * for anything
    why
"""

import sys

sys.dont_write_bytecode = True  # the checkout stays as it is

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
