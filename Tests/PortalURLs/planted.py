#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants defects in a copy of ProductBridgeSSO; portal_urls.py must find each of them.

    planted.py FOLDER [--cases 20000] [--seed 1]

All are in one program, which is built in FOLDER; its second argument selects the active defect.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

from checks import Wrong
from portal_urls import run

ROOT = pathlib.Path(__file__).parents[2]
SOURCES = "Sources/ProductBridgeSSO"

# The defect, the file, an expression, and its replacement, in which PLANTED is whether the defect is active.
PLANTED = [
    ("an empty first segment, which browsers read as //host", "Redirect/ReturnTo.swift",
     "segments.count == 2 || !segments[1].isEmpty", "true"),
    ("dot segments", "Redirect/ReturnTo.swift", "!decoded.hasDotSegment", "true"),
    ("only whole dot segments, so that ..; passes", "HTTP/URLText.swift", "segment.prefix { $0 != UInt8(ascii: \";\") }",
     "segment[...]"),
    ("backslashes", "Redirect/ReturnTo.swift", "!decoded.utf8.contains(UInt8(ascii: \"\\\\\"))", "true"),
    ("control characters, which browsers strip", "Redirect/ReturnTo.swift", "!decoded.hasControlCharacter", "true"),
    ("pages of other hosts", "Redirect/ReturnTo.swift", "tenant.hosts.contains(other)", "true"),
    ("pages of other hosts that count as this one's", "Redirect/ReturnTo.swift", "other != host", "false"),
    ("the callback itself", "Redirect/ReturnTo.swift", "!isCallback(decoded)", "true"),
    ("the callback itself in capitals", "Redirect/ReturnTo.swift", "decodedPath.utf8.map(\\.lowercasedASCII)", "Array(decodedPath.utf8)"),
    ("stray percent signs that are left out", "HTTP/URLText.swift", "encoded += \"25\".utf8", "if PLANTED { encoded.removeLast() } else { encoded += \"25\".utf8 }"),
    ("stray percent signs that need one digit to follow", "HTTP/URLText.swift",
     "digits.count < 2 || digits.contains(where: { $0.hexValue == nil })", "digits.first?.hexValue == nil"),
    ("percent signs that are always encoded", "HTTP/URLText.swift", "digits.contains(where: { $0.hexValue == nil })", "true"),
    ("a fragment before the query", "HTTP/URLText.swift", "beforeFragment.cut(at: UInt8(ascii: \"?\"))",
     "target.cut(at: UInt8(ascii: \"?\"))"),
    ("user info", "HTTP/URLText.swift", "HostName(authority)", "HostName(authority.cut(at: UInt8(ascii: \"@\")).after ?? authority)"),
    ("an encoding that leaves carets and quotes unencoded", "HTTP/URLText.swift", "isPlain(byte)",
     "isPlain(byte) || byte == UInt8(ascii: \"^\") || byte == UInt8(ascii: \"\\\"\")"),
    ("an encoding that leaves plus signs unencoded", "HTTP/URLText.swift", "isASCIILetter || isDigit",
     "isASCIILetter || isDigit || self == UInt8(ascii: \"+\")"),
    ("hosts that browsers read as IPv4 addresses", "Tenants/PortalHost.swift", "!isNumber(last)", "true"),
    ("the default port of https as another origin", "Tenants/PortalHost.swift", "port != defaultPort", "true"),
    ("http on hosts that aren't loopbacks", "Tenants/PortalHost.swift", "name.isLoopback || !insecureLoopback", "true"),
    ("login pages over http", "Redirect/LoginURL.swift", "absolute.isSecure || absolute.host.isLoopback", "true"),
    ("login URLs with the portal's own parameters", "Redirect/LoginURL.swift", ".allSatisfy(isForeign)", ".allSatisfy({ PLANTED || isForeign($0) })"),
    ("a login URL's query that runs into the portal's", "Redirect/LoginRedirect.swift", "query.utf8.last == UInt8(ascii: \"&\")", "true"),
    ("a number after the fragment", "Redirect/CallbackQuery.swift", "bytes.cut(at: UInt8(ascii: \"#\"))", "bytes.cut(at: 0)"),
    ("a number that begins a second query", "Redirect/CallbackQuery.swift", "beforeFragment.contains(UInt8(ascii: \"?\"))", "false"),
    ("a number that is found only if it isn't encoded", "Redirect/CallbackQuery.swift", "0..<3", "0..<1"),
    ("a number that is decoded only once", "Redirect/CallbackQuery.swift", "0..<3", "0..<2"),
    ("the first number instead of the last", "Redirect/CallbackQuery.swift", "ranges(in: beforeFragment).last ?? ranges(in: bytes).last",
     "ranges(in: bytes).first"),
    ("a number in the fragment before one in the query", "Redirect/CallbackQuery.swift", "Array(bytes[...].cut(at: UInt8(ascii: \"#\")).before)",
     "bytes"),
    ("numbers without a separator before them aren't removed", "Redirect/CallbackQuery.swift", "let range = ranges(in: bytes).last {",
     "let range = ranges(in: bytes).last, !PLANTED || (range.lowerBound > 0 && \"?&\".utf8.contains(bytes[range.lowerBound - 1])) {"),
    ("the & after a first number isn't removed", "Redirect/CallbackQuery.swift", "separator == UInt8(ascii: \"?\") && isFollowed", "false"),
    ("numbers that are removed after the page was checked", "Redirect/ReturnTo.swift",
     "(try? ReturnTo(AttemptState.removing(from: text), on: host, of: tenant)) ?? .root",
     "(try? ReturnTo(text, on: host, of: tenant)).map { ReturnTo(authentic: AttemptState.removing(from: $0.location)) } ?? .root"),
    ("a number in the page before one of its own", "Redirect/CallbackQuery.swift", "own ?? returnTo.flatMap(AttemptState.find)",
     "returnTo.flatMap(AttemptState.find) ?? own"),
    ("a long page that counts as the first page", "Redirect/ReturnTo.swift", "text.utf8.count <= 2 * maximumCount", "text.utf8.count <= 40"),
    ("another organization's callback", "Redirect/CallbackQuery.swift", "OrganizationID(rawValue: id) == organization", "true"),
    ("the first of a repeated parameter", "HTTP/Readers.swift", "found.count <= 1", "true"),
    ("plus signs that aren't spaces", "HTTP/Readers.swift", "PercentEncoding.decode(value, plusIsSpace: true)",
     "PercentEncoding.decode(value)"),
    ("names that aren't decoded", "HTTP/Readers.swift", "PercentEncoding.decode(name, plusIsSpace: true)",
     "Optional(String(decoding: name, as: UTF8.self))"),
    ("foreign parameters that must be UTF-8", "HTTP/Readers.swift", "found.count <= 1",
     "found.count <= 1 && pieces.allSatisfy({ PercentEncoding.decode($0.value) != nil })"),
]


def plant(folder):
    """Makes a copy of the sources with all defects."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            write(folder / name, (ROOT / name).read_bytes())
    changed = {}
    for number, (what, name, old, new) in enumerate(PLANTED, 1):
        text = changed.get(name) or (ROOT / SOURCES / name).read_text()
        # Matches however swift-format breaks the lines.
        found = list(re.finditer(r"\s*".join(map(re.escape, "".join(old.split()))), text))
        if len(found) != 1:
            sys.exit(f"planted: {name} doesn't contain exactly once: {old!r}")
        whole = new.replace("PLANTED", f"(planted == {number})") if "PLANTED" in new else f"(planted == {number} ? ({new}) : ({old}))"
        changed[name] = text[:found[0].start()] + whole + text[found[0].end():]
    for name, text in changed.items():
        write(folder / SOURCES / name, text.encode())
    write(folder / SOURCES / "Planted.swift",
          b"let planted = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 0 : 0\n")


def write(path, content):
    """Keeps files that are already right, so that they aren't built again; files that plant() changes are written twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def build(folder):
    command = [os.environ.get("SWIFT") or "swift", "build", "-c", "release", "-Xswiftc", "-enable-testing",
               "--package-path", folder / "source/Tests/PortalURLs", "--scratch-path", folder / "build"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PBJWT_WARNINGS_AS_ERRORS": "0"})
    if done.returncode != 0:
        sys.exit(f"planted: {done.stdout[-6000:]}{done.stderr[-2000:]}")
    return folder / "build/release/PortalURLs"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    plant(arguments.folder / "source")
    program = build(arguments.folder)
    missed = []
    for number, (what, *_) in enumerate([("nothing",), *PLANTED]):
        try:
            run([program, str(number)], arguments.cases, arguments.seed, with_samples=False)
        except Wrong as wrong:
            if number == 0:
                sys.exit(f"planted: with nothing planted: {wrong}")
        else:
            missed += [what] * (number > 0)
    for what in missed:
        print(f"planted: not found: {what}")
    print(f"planted: {len(PLANTED) - len(missed)} of {len(PLANTED)} defects found (seed {arguments.seed})")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
