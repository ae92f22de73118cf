#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the commands, settings, nginx configuration and Swift code in Portal/README.md:

    readme.py PATH/TO/portal

The program has each command and option that the page names, and no command that it doesn't. nginx accepts the configuration,
and the compiler the code, with the modules that were built with the program.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PORTAL = pathlib.Path(__file__).resolve().parents[2]
PAGE = (PORTAL / "README.md").read_text()
SETTINGS = PORTAL / "Sources/PortalServer/App/PortalConfiguration.swift"


def blocks(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    if not found:
        sys.exit(f"the page has no block in {language}")
    return found


def help_of(portal, *command):
    return subprocess.run([portal, "help", *command], check=True, capture_output=True, text=True).stdout


def commands():
    """Each use of `portal` in the page's blocks and in its text, without comments."""
    lines = [line.partition("#")[0] for block in blocks("sh") for line in block.splitlines()]
    spans = re.findall(r"`((?:portal )?[a-z-]+(?: (?:[A-Z]+|--[a-z]+|\[.*?\]))*)`", PAGE.partition("| command |")[2].partition("\n\n")[0])
    uses = [part for line in lines for part in line.split("&&")] + [span if span.startswith("portal ") else f"portal {span}" for span in spans]
    for use in uses:
        if found := re.match(r"\s*portal ([a-z-]+)(.*)", use):
            if not found[1].startswith("--"):
                yield found[1], re.findall(r"--[a-z-]+", found[2])


def check_commands(portal):
    existing = set(re.findall(r"^  ([a-z-]+)  ", help_of(portal), re.MULTILINE))
    named = set()
    for command, options in commands():
        if command not in existing:
            yield f"portal has no command {command}"
            continue
        named.add(command)
        known = help_of(portal, command)
        yield from (f"portal {command} has no option {option}" for option in options if option not in known)
    yield from (f"the page doesn't name portal {command}" for command in sorted(existing - named))


def check_settings():
    existing = {f"PORTAL_{key.upper().replace('.', '_')}" for key in re.findall(r'forKey: "([a-z.]+)"', SETTINGS.read_text())}
    named = set(re.findall(r"^\| `(PORTAL_[A-Z_]+)` \|", PAGE, re.MULTILINE))
    yield from (f"the table and {SETTINGS.name} don't both have {name}" for name in sorted(existing ^ named))


def check_nginx():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=feedback.acme.com", "-keyout", folder / "feedback.key", "-out", folder / "feedback.pem"],
            check=True, capture_output=True)
        server, upstream = blocks("nginx")
        for shown in (server, upstream + server.replace("http://127.0.0.1:8080", "http://portals")):
            shown = shown.replace("/etc/ssl", name).replace("/var/log/nginx", name)
            temporary = "".join(f"{kind}_temp_path {name}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            (folder / "nginx.conf").write_text(f"pid {name}/pid; error_log {name}/log;\nevents {{}}\nhttp {{\n{temporary}\n{shown}\n}}\n")
            done = subprocess.run(["nginx", "-t", "-e", folder / "log", "-c", folder / "nginx.conf"], capture_output=True, text=True)
            if done.returncode:
                yield done.stderr


def check_swift(built):
    """The code uses `masterKey`, the text in the file that `portal keygen` made."""
    checkouts = next(folder / "checkouts" for folder in built.parents if (folder / "checkouts").is_dir())
    maps = [checkouts / "GRDB.swift/Sources/GRDBSQLite/module.modulemap", PORTAL.parent / "include/module.modulemap",
            *PORTAL.parent.glob("Sources/**/module.modulemap"), *PORTAL.glob("Sources/**/module.modulemap")]
    compiler = pathlib.Path(shutil.which(os.environ.get("SWIFT", "swift"))).resolve().with_name("swiftc")
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name) / "main.swift"
        for code in blocks("swift"):
            source.write_text('import Foundation\nlet masterKey = try String(contentsOfFile: "portal.key", encoding: .utf8)\n' + code)
            done = subprocess.run(
                [compiler, "-typecheck", "-swift-version", "6", "-I", built / "Modules",
                 *(word for path in maps for word in ("-Xcc", f"-fmodule-map-file={path}")), source], capture_output=True, text=True)
            if done.returncode:
                yield done.stderr


def main():
    problems = [*check_commands(sys.argv[1]), *check_settings(), *check_nginx(), *check_swift(pathlib.Path(sys.argv[1]).resolve().parent)]
    print("\n".join(problems) or f"the README's {len(list(commands()))} commands, settings, nginx configuration and Swift code are valid")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
