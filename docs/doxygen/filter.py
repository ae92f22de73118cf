#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the header's plain comments into Doxygen's: `filter.py HEADER`, written to standard output.

A comment directly above a declaration belongs to the declaration, and one after an enumerator or a member of a struct
to that. A comment with an empty line below it is the heading of a group if it isn't a sentence (`/* Secrets */`);
otherwise its first sentence is the heading of the functions below it, and the rest applies to all of them. An
enumerator, a member, a number of the version or an enum that one function returns may have no comment, since its name
says everything; the name then becomes the comment.
A function without a comment stays without one, and Doxygen complains.
"""

import re
import sys

NOISE = (  # what isn't a declaration: the first line, attributes, and what C++ needs
    r"\A/\* SPDX.*?\*/\n",
    r"#if defined\(__GNUC__\).*?#endif\n",
    r"#ifdef __cplusplus.*?#endif\n",
)
COMMENT = r"/\*.*?\*/\n"
ENUM = r"(?:typedef )?enum[^;{]*\{.*?\n\}[^;]*;\n"
STRUCT = r"typedef struct \w+ \{\n.*?\n\} \w+;\n"
LINE = r"[^\n]*\n"


def words(name):
    return '"' + name.removeprefix("PBJWT_").lower().replace("_", " ") + '"'


def documented(lines):
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */\n"])


def lines_of(comment):
    """A comment's lines, without what makes them one."""
    body = comment.strip().removeprefix("/*").removesuffix("*/")
    lines = [re.sub(r"^ \*( |$)|^ {1,3}", "", line).rstrip() for line in body.split("\n")]
    lines = lines[lines[0] == "" : len(lines) - (lines[-1] == "")]
    # A name behind an asterisk would begin emphasis, except in code.
    return [line if line.startswith("    ") else re.sub(r"(\*\w+)", r"`\1`", line) for line in lines]


def enum_with_comments(enum):
    enum = enum.replace("/*", "/**<")
    return re.sub(
        r"^( +(PBJWT_\w+) = [^/\n]*)$", lambda found: f"{found[1]} /**< {words(found[2])} */", enum, flags=re.M
    )


def struct_with_comments(struct):
    struct = struct.replace("/*", "/**<")
    return re.sub(
        r"^( +[^/\n]*?(\w+);)$", lambda found: f"{found[1]} /**< {words(found[2])} */", struct, flags=re.M
    )


def function_of(type_name, header):
    """The first function that takes or gives it."""
    for declaration in re.findall(r"PBJWT_API [^;]*;", header):
        if re.search(rf"\b{type_name}\b", declaration):
            return re.search(r"(\w+)\(", declaration)[1]
    sys.exit(f"filter.py: no function takes or gives {type_name}")


def comment_by_name(item, header):
    """For a declaration whose name says it all."""
    if found := re.match(r"typedef (?:enum|struct) (\w+)", item):
        return documented([f"See {function_of(found[1], header)}()."])
    if found := re.match(r"#define (PBJWT_\w+) ", item):
        return documented([words(found[1])])
    return documented(["The numbers of this group."]) if item.startswith("enum ") else ""


class Groups:
    """The group that is open, and the heading within it, as what closes them."""

    def __init__(self):
        self.open = []

    def close(self, down_to=0):
        closing = "/** @} */\n" * (len(self.open) - down_to)
        del self.open[down_to:]
        return closing

    def begin(self, lines):
        text = " ".join(lines).strip()
        title, _, rest = text.partition(". ")
        is_group = "." not in text
        closing = self.close(0 if is_group else 1)
        self.open.append(title)
        name = f"@defgroup {title.lower().replace(' ', '_')} {title}" if is_group else f"@name {title}"
        return closing + documented([name, rest] if rest else [name]) + "/** @{ */\n"


def filtered(header):
    for noise in NOISE:
        header = re.sub(noise, "", header, flags=re.S)
    items = re.findall(f"{COMMENT}|{ENUM}|{STRUCT}|{LINE}", header, re.S)
    groups, out, comment, is_first = Groups(), [], None, True
    for item, following in zip(items, [*items[1:], "\n"]):
        if item.startswith("/*"):
            lines = lines_of(item)
            if is_first:
                out.append(documented(["@file", *lines]))
                is_first = False
            elif following == "\n":
                out.append(groups.begin(lines))
            else:
                comment = documented(lines)
            continue
        if re.match(r"(typedef )?struct\b[^{]*;", item) and following.startswith("PBJWT_API"):
            # The comment above is that of the function below.
            hidden = item.startswith("struct")
            out.append(f"/** @cond */\n{item}/** @endcond */\n" if hidden else comment_by_name(item, header) + item)
            continue
        if item == "#endif\n":  # of the include guard
            out.append(groups.close())
        out.append(comment if comment is not None else comment_by_name(item, header))
        if re.match(ENUM, item, re.S):
            item = enum_with_comments(item)
        elif re.match(STRUCT, item, re.S):
            item = struct_with_comments(item)
        out.append(item)
        comment = None
    return "".join(out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: filter.py HEADER")
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.write(filtered(file.read()))
