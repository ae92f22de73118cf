#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes one static site of all documentation: `build.py OUT C-REFERENCE SWIFT-ARCHIVE LIBRARY`.

The references were made before, by Doxygen and DocC. A link of our own pages that leads nowhere fails.
"""

import html
import html.parser
import json
import pathlib
import shutil
import string
import sys
import urllib.parse

import lookup
import pages
from pages import ROOT, Pages, Problem, address_of, between

HERE = pathlib.Path(__file__).resolve().parent
GUIDE = [
    ("README.md", "Start"), ("docs/c.md", "C and C++"), ("docs/design.md", "How it is built"), ("docs/speed.md", "Speed"),
    ("docs/performance.md", "Where time goes"), ("docs/scale.md", "Scale"),
    ("docs/abi.md", "ABI"), ("SECURITY.md", "Security"), ("CONTRIBUTING.md", "Contributing"), ("docs/how-to.md", "How to add a claim"),
    ("docs/releasing.md", "Releasing"), ("CHANGELOG.md", "Changes"),
]
LOOKUP, MANUAL = "lookup.html", "manual/index.html"


def readmes(folder):
    return sorted(path.relative_to(ROOT) for path in (ROOT / folder).glob("*/README.md"))


def menu_parts():
    """The parts of the menu: pairs of address and name."""
    guide = [(address_of(pathlib.Path(path)), name) for path, name in GUIDE]
    swift = [("swift/documentation/", "Swift")]
    packages = [(address_of(path), path.parent.name) for path in readmes("Bindings")]
    portal = [("Portal/index.html", "A portal"), ("Examples/CustomerApp/index.html", "A customer's app")]
    parts = [
        ("Guide", guide),
        ("Look up", [(LOOKUP, "Statuses and causes"), (MANUAL, "Manual"), ("c/index.html", "C reference"), *swift]),
        ("Packages", [("Bindings/index.html", "What all have"), *packages]),
        ("Portal", portal),
    ]
    engines = [(address_of(path), path.parent.name) for path in readmes("Integrations")]
    return parts + ([("Engines", engines)] if engines else [])


class Site:
    def __init__(self, out):
        self.out = out
        self.template = string.Template((HERE / "template.html").read_text())
        self.parts = menu_parts()
        self.entries = []
        self.written = {}

    def menu(self, address):
        made = []
        for head, items in self.parts:
            links = "".join(
                f'<li><a href="{between(address, target)}"{" aria-current=page" if target == address else ""}>{html.escape(name)}</a></li>'
                for target, name in items
            )
            made.append(f"<h2>{head}</h2><ul>{links}</ul>")
        return "".join(made)

    def write(self, address, title, content):
        file = self.out / address
        file.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * address.count("/")
        file.write_text(self.template.substitute(title=html.escape(title), root=root, menu=self.menu(address), content=content))
        self.written[address] = content

    def add_markdown(self):
        made, waiting, done = Pages(), [pathlib.Path(path) for path, _ in GUIDE], set()
        waiting += [ROOT.joinpath(name).relative_to(ROOT) for name in ("Bindings/README.md", "Portal/README.md")]
        waiting += [*readmes("Bindings"), *readmes("Integrations"), *readmes("Examples"), *readmes("Packaging")]
        waiting += [path.relative_to(ROOT) for path in sorted((ROOT / "Benchmarks/results").glob("*.md"))]
        waiting += [path.relative_to(ROOT) for path in sorted((ROOT / "Bindings").glob("*/*/README.md")) if not path.is_symlink()]
        for path in waiting:
            if path in done:
                continue
            done.add(path)
            address = address_of(path)
            title, body, sections = made.markdown(path)
            self.write(address, title, body)
            self.entries += [(f"{address}#{a}" if a else address, title, heading, text) for heading, a, text in sections]
        for image in made.images:
            (self.out / image).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / image, self.out / image)
        self.add_sources(list(made.sources))

    def add_sources(self, waiting):
        seen = set()
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                body, more = pages.source(path)
                self.write(f"source/{path}.html", str(path), body)
                waiting += more

    def add_manual(self):
        listed = {"1": [], "3": []}
        for path in sorted((ROOT / "docs/man").glob("*.[13]")):
            title, body, description, text = pages.manual(path.relative_to(ROOT))
            address = f"manual/{path.stem}.{path.suffix[1:]}.html"
            self.write(address, title, body)
            self.entries.append((address, "Manual", f"{title}: {description}", text))
            listed[path.suffix[1:]].append(f'<li><a href="{path.stem}.{path.suffix[1:]}.html">{title}</a> — {html.escape(description)}</li>')
        for alias, page in pages.aliases().items():
            if alias != page:
                name = alias.removesuffix(".3.html")
                self.entries.append((f"manual/{page}", "Manual", f"{name}(3)", f"in {page.removesuffix('.html')}"))
        body = "<h1>Manual</h1><h2>Commands</h2><ul>{}</ul><h2>The C library</h2><ul>{}</ul>"
        self.write(MANUAL, "Manual", body.format("".join(listed["1"]), "".join(listed["3"])))

    def add_lookup(self, library):
        body, entries = lookup.page(library)
        self.write(LOOKUP, "Statuses and causes", body)
        self.entries += [(f"{LOOKUP}#{anchor}", "Statuses and causes", name, text) for anchor, name, text in entries]

    def add_references(self, c_reference, swift_archive):
        shutil.copytree(c_reference, self.out / "c")
        shutil.copytree(swift_archive, self.out / "swift")
        found = json.loads((swift_archive / "index/index.json").read_text())
        symbols = {}

        def walk(nodes):
            for node in nodes:
                if "path" in node and (self.out / "swift" / node["path"].lstrip("/") / "index.html").exists():
                    symbols[node["path"]] = node["title"]
                walk(node.get("children", []))

        walk(found["interfaceLanguages"]["swift"])
        if len(symbols) < 100:
            raise Problem("the Swift reference has hardly any symbols")
        self.entries += [(f"swift{path}/", "Swift", title, path.rsplit("/", 2)[-2]) for path, title in symbols.items()]

    def finish(self):
        for name in ("site.css", "site.js"):
            shutil.copyfile(HERE / name, self.out / name)
        rows = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in self.entries)
        (self.out / "search.js").write_text(f"window.searchEntries = [\n{rows}\n];\n")
        broken = list(self.broken())
        if broken:
            raise Problem("links that lead nowhere:\n  " + "\n  ".join(broken))

    def broken(self):
        ids = {}
        for address in self.written:
            reader = Reader()
            reader.feed((self.out / address).read_text())
            ids[address] = reader
        for address, reader in ids.items():
            for link in reader.links:
                parts = urllib.parse.urlsplit(link)
                if parts.scheme or parts.netloc:
                    continue
                target = (self.out / address).parent / urllib.parse.unquote(parts.path) if parts.path else self.out / address
                target = (target / "index.html" if parts.path.endswith("/") else target).resolve()
                name = target.relative_to(self.out.resolve()).as_posix() if target.is_relative_to(self.out.resolve()) else None
                if name is None or not target.is_file():
                    yield f"{address}: {link}"
                elif parts.fragment and name in ids and parts.fragment not in ids[name].ids:
                    yield f"{address}: {link}, which has no such anchor"


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links = set(), []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def main():
    out, c_reference, swift_archive, library = map(pathlib.Path, sys.argv[1:])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    site = Site(out)
    site.add_references(c_reference, swift_archive)
    site.add_markdown()
    site.add_manual()
    site.add_lookup(library.resolve())
    site.finish()
    print(f"{len(site.written)} pages and {len(site.entries)} entries of the search, with the C and the Swift reference")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"docs/site: {problem}")
