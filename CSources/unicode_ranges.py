#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes unicode_ranges.h, which clang-format then lays out: unicode_ranges.py [--check]. Needs unicodedata2 16.0.0 of
the Python registry.

White_Space (PropList.txt) is what Zs, Zl and Zp hold, and the six control characters that the property adds to them.
"""

import pathlib
import sys

import unicodedata2

FILE = pathlib.Path(__file__).with_name("unicode_ranges.h")
VERSION = "16.0.0"
CONTROLS = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85}


def is_white_space(code):
    return code in CONTROLS or unicodedata2.category(chr(code)) in ("Zs", "Zl", "Zp")


def is_format(code):
    return unicodedata2.category(chr(code)) == "Cf"


def ranges(holds):
    found = []
    for code in filter(holds, range(0x110000)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def table(name, holds):
    rows = "".join(f"    {{0x{first:04X}, 0x{last:04X}}},\n" for first, last in ranges(holds))
    return f"static const pbjwti_range {name}[] = {{\n{rows}}};\n"


def header():
    return f"""/* SPDX-License-Identifier: Apache-2.0 */

/* Made by unicode_ranges.py of Unicode {VERSION}. */
#ifndef PBJWT_UNICODE_RANGES_H
#define PBJWT_UNICODE_RANGES_H

#include "internal.h"

/* Characters, both ends included. */
typedef struct pbjwti_range {{
    uint32_t first;
    uint32_t last;
}} pbjwti_range;

/* The property White_Space. */
{table("white_space_ranges", is_white_space)}
/* The general category Cf: characters that only say how others are shown. */
{table("format_ranges", is_format)}
#endif
"""


if unicodedata2.unidata_version != VERSION:
    sys.exit(f"unicode_ranges.py: this is Unicode {unicodedata2.unidata_version}, {VERSION} is wanted")
if "--check" in sys.argv[1:]:
    same = FILE.read_text().split() == header().split()
    sys.exit(0 if same else "unicode_ranges.h is not what unicode_ranges.py writes")
FILE.write_text(header())
