# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of README and of the articles."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
PBJWT = pathlib.Path(os.environ["PBJWT"]).resolve()
BINARIES = PBJWT.parent
SWIFTC = [
    *["swiftc", "-swift-version", "6", "-I", BINARIES / "Modules", "-I", ROOT / "include"],
    *["-Xcc", f"-fmodule-map-file={ROOT}/include/module.modulemap"],
    *["-Xcc", f"-fmodule-map-file={ROOT}/Sources/CSealing/include/module.modulemap"],
]
SECRET = {"PRODUCTBRIDGE_WIDGET_SECRET": "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"}


def run(*command, **options):
    options = {"cwd": ROOT, **options}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stderr
    return done


def sh(text, folder, **environment):
    """Runs a block in a shell; it may fail."""
    environment = {**os.environ, **SECRET, "PATH": f"{BINARIES}:{os.environ['PATH']}", **environment}
    return subprocess.run(
        ["sh", "-e", "-c", text], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def token(*options):
    return run(PBJWT, "issue", "--email", "ada@example.com", *options, env=SECRET).stdout.strip()


def build(source, program, *modules):
    # Named after the sources, because other objects may be left from earlier builds. The C library is two files.
    objects = [
        BINARIES / f"{module}.build/{file.name}.o"
        for module in modules for file in sorted((ROOT / "Sources" / module).rglob("*.swift"))
    ] + [BINARIES / f"CPBJWT.build/CSources/{unit}.c.o" for unit in ("pbjwt", "pbjwt_explain")]
    if "ProductBridgeSSO" in modules:
        objects.append(BINARIES / "CSealing.build/sealing.c.o")
    libraries = run("pkg-config", "--libs", "libcrypto", "jansson").stdout.split()
    run(*SWIFTC, source, *objects, *libraries, "-o", program)
