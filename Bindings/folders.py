# SPDX-License-Identifier: Apache-2.0
"""Lists the bindings' folders, and runs their scripts."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
SKIPPED = 77
# Writes the tokens; the examples use it too.
sys.path.insert(0, str(ROOT / "Examples"))

import tokens  # noqa: E402


def chosen(names, script):
    found = sorted(FOLDER.glob(f"*/{script}"))
    unknown = set(names) - {path.parent.name for path in found}
    if unknown:
        sys.exit(f"there is no binding with a {script} for {', '.join(sorted(unknown))}")
    return [path for path in found if not names or path.parent.name in names]


def packages(scripts):
    for script in scripts:
        for line in (script.parent / "packages").read_text().splitlines():
            package, _, there = line.partition(" unless ")
            if not there or not pathlib.Path(there).exists():
                yield package


def run(script, write_tokens=tokens.main, timeout=900, **more):
    """Runs the script in a separate environment and an empty folder; returns its result and its seconds."""
    if "PBJWT_PREFIX" not in os.environ:
        sys.exit("PBJWT_PREFIX must say where libpbjwt is installed: make test-bindings does so")
    prefix = pathlib.Path(os.environ["PBJWT_PREFIX"]).resolve()
    with tempfile.TemporaryDirectory(prefix="pbjwt-binding-") as empty:
        work, made = pathlib.Path(empty, "work"), pathlib.Path(empty, "tokens")
        work.mkdir()
        write_tokens(made)
        environment = {
            **os.environ, "PBJWT_WORK": str(work), "PBJWT_TOKENS": str(made), "PBJWT_PREFIX": str(prefix),
            "PBJWT_CONTRACT": str(FOLDER / "contract.json"), "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig"),
        }
        # A package must not find the library by accident.
        environment.pop("LD_LIBRARY_PATH", None)
        environment.pop("PBJWT_SYSTEM", None)
        start = time.monotonic()
        done = subprocess.run([script], cwd=script.parent, env=environment, timeout=timeout, text=True, **more)
        return done, time.monotonic() - start
