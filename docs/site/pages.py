# SPDX-License-Identifier: Apache-2.0
"""Markdown pages, the manual and source files as HTML, with links between them that work in the site."""

import html
import os
import pathlib
import re
import subprocess

from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Problem(Exception):
    pass


def slug(text):
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))


def address_of(path):
    """Where a file of the repository is in the site, or None: its Markdown pages, and DocC's articles."""
    article = re.fullmatch(r"Sources/(\w+)/\1\.docc/(?:\w+/)*(\w+)\.md", str(path))
    if article:
        module, name = article[1].lower(), article[2].lower()
        # DocC's pages go by their address, in which index.html is unknown.
        return f"swift/documentation/{module}/" + ("" if name == module else f"{name}/")
    if str(path) == "README.md":
        return "index.html"
    if path.name == "README.md":
        return f"{path.parent}/index.html"
    if path.suffix == ".md":
        return f"{path.with_suffix('')}.html"
    return None


def between(source, target):
    """The relative address of one page of the site as another one links it."""
    return os.path.relpath(target, pathlib.PurePosixPath(source).parent) + ("/" if str(target).endswith("/") else "")


class Pages:
    """Collects what the pages link to, so that it becomes a part of the site."""

    def __init__(self):
        self.images = set()
        self.sources = set()  # files and folders that are shown as they are

    def link(self, path, target):
        """The address for a link in the Markdown page at `path`."""
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            return target
        name, _, anchor = target.partition("#")
        file = pathlib.Path(os.path.normpath(path.parent / name))
        if not (ROOT / file).exists():
            raise Problem(f"{path}: there is no {target}")
        if (ROOT / file).is_dir() and (ROOT / file / "README.md").exists():
            file /= "README.md"
        address = address_of(file)
        if address is None and file.suffix in {".png", ".svg"}:
            self.images.add(file)
            address = str(file)
        elif address is None:
            self.sources.add(file)
            address = f"source/{file}.html"
        return between(address_of(path), address) + (f"#{anchor}" if anchor else "")

    def markdown(self, path):
        """The page's title, HTML, and its sections as heading, anchor and text."""
        tokens = MARKDOWN.parse((ROOT / path).read_text())
        title, sections, seen = None, [["", "", []]], {}
        for number, token in enumerate(tokens):
            if token.type == "heading_open":
                text = "".join(part.content for part in tokens[number + 1].children if part.type in ("text", "code_inline"))
                anchor = slug(text)
                seen[anchor] = seen.get(anchor, -1) + 1
                anchor += f"-{seen[anchor]}" if seen[anchor] else ""
                token.attrSet("id", anchor)
                if token.tag == "h1" and title is None:
                    title = text
                else:
                    sections.append([text, anchor, []])
            elif token.type == "inline":
                sections[-1][2] += [part.content for part in token.children if part.type in ("text", "code_inline")]
                for part in token.children:
                    for name in ("href", "src"):
                        if part.attrGet(name) is not None:
                            part.attrSet(name, self.link(path, part.attrGet(name)))
            elif token.type in ("fence", "code_block"):
                sections[-1][2].append(token.content)
        body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
        body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
        body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
        body = re.sub(
            r'<(h[234]) id="([^"]+)">(.*?)</\1>',
            r'<\1 id="\2">\3<a class="here" href="#\2" aria-label="Link to this section">#</a></\1>', body, flags=re.DOTALL,
        )
        if title is None:
            raise Problem(f"{path}: there is no heading of the first level")
        return title, body, [(text, anchor, " ".join(" ".join(said).split())) for text, anchor, said in sections]


def aliases():
    """The page of each name that the manual has: those of functions, and the pages' own."""
    lines = [line.split() for line in (ROOT / "docs/man/aliases").read_text().splitlines() if line and not line.startswith("#")]
    found = {f"{name}.3.html": f"{page}.3.html" for name, page in lines}
    return found | {f"{path.name}.html": f"{path.name}.html" for path in (ROOT / "docs/man").glob("*.[13]")}


def manual(path):
    """A page of the manual: its title, HTML, one-line description and text."""
    known = aliases()

    def reference(found):
        page = known.get(found[1])
        return f'<a class="Xr" href="{page}">{found[2]}</a>' if page else found[2]  # or a page of another program

    done = subprocess.run(
        ["mandoc", "-T", "html", "-O", "fragment,man=%N.%S.html", ROOT / path], check=True, capture_output=True, text=True
    )
    body = re.sub(r'<table class="(head|foot)">.*?</table>', "", done.stdout, flags=re.DOTALL)
    body = re.sub(r'<a class="Xr" href="([^"]+)">(.*?)</a>', reference, body, flags=re.DOTALL)
    title = f"{path.stem}({path.suffix[1:]})"
    (description,) = re.findall(r'<span class="Nd">(.*?)</span>', body, re.DOTALL)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
    return title, f"<h1>{title}</h1>{body}", html.unescape(" ".join(description.split())), text


def source(path):
    """A file or a folder that a page links to."""
    if (ROOT / path).is_dir():
        items = sorted(item for item in (ROOT / path).iterdir() if not item.name.startswith((".", "__")))
        here = f"source/{path}.html"
        listed = "".join(
            f'<li><a href="{between(here, f"source/{path / item.name}.html")}">{html.escape(item.name)}</a></li>' for item in items
        )
        return f"<h1>{path}</h1><ul>{listed}</ul>", [path / item.name for item in items]
    try:
        text = (ROOT / path).read_text()
    except UnicodeDecodeError:
        text = "This file is not text."
    return f"<h1>{path}</h1><pre><code>{html.escape(text)}</code></pre>", []
