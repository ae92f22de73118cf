# SPDX-License-Identifier: Apache-2.0
"""Links of Markdown pages: what they are, and which lead nowhere. Addresses of other sites are not asked for."""

import html
import os
import pathlib
import re
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Built, fetched or hidden.
LEFT_OUT = re.compile(r"(^|/)(\.\w|node_modules/|build/|target/)")


def pages(root=ROOT):
    found = []
    for folder, folders, files in os.walk(root):
        inside = pathlib.Path(folder).relative_to(root)
        folders[:] = [name for name in folders if name == ".github" or not LEFT_OUT.search(f"{name}/")]
        found += [root / inside / name for name in files if name.endswith(".md")]
    return sorted(page for page in found if not page.is_symlink())


def prose(text):
    """The page without code and comments, with as many lines."""
    def blank(found):
        return "\n" * found[0].count("\n")
    text = re.sub(r"^( *)(```+|~~~+).*?^ *\2 *$", blank, text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"<!--.*?-->", blank, text, flags=re.DOTALL)
    return text


def links(text):
    """Line and target of each link, picture and definition."""
    text = re.sub(r"`[^`\n]+`", "`", prose(text))
    patterns = (r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)", r"^\[[^\]]+\]:\s*(\S+)", r"<(?:a|img)\s[^>]*?(?:href|src)=\"([^\"]+)\"")
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.MULTILINE):
            yield text.count("\n", 0, found.start()) + 1, found[1]


def anchors(text):
    """Those of the headings, as GitHub makes them, and those that are written."""
    found, times = set(re.findall(r"<[a-z]+\s[^>]*?(?:id|name)=\"([^\"]+)\"", text)), {}
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", prose(text), re.MULTILINE):
        said = re.sub(r"\]\([^)]*\)", "", html.unescape(heading))
        name = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", said.lower()))
        times[name] = times.get(name, -1) + 1
        found.add(f"{name}-{times[name]}" if times[name] else name)
    return found


def problem(page, target, root=ROOT):
    """What is wrong with a link of the page, or None."""
    parts = urllib.parse.urlsplit(target)
    if parts.scheme in ("http", "https"):
        return None if re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc) else "has no host"
    if parts.scheme in ("mailto", "doc"):  # DocC checks its own
        return None
    if parts.scheme or target.startswith("/"):
        return "is neither an address of the web nor of a file beside this one"
    file = pathlib.Path(os.path.normpath(page.parent / urllib.parse.unquote(parts.path))) if parts.path else page
    if not file.is_relative_to(root):
        return "leaves the repository"
    if LEFT_OUT.search(file.relative_to(root).as_posix().removeprefix(".github/")) or not file.exists():
        return "leads nowhere"
    if parts.fragment and file.suffix == ".md" and parts.fragment not in anchors(file.read_text()):
        return "has no such heading"
    return None
