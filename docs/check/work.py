# SPDX-License-Identifier: Apache-2.0
"""A folder to compile and run a page's code in, with `pbjwt` in the PATH, the installed library and a file `secret`."""

import os
import pathlib
import subprocess
import tempfile

import header

PBJWT = pathlib.Path(os.environ["PBJWT"]).resolve()
PREFIX = pathlib.Path(os.environ["PBJWT_PREFIX"]).resolve()
INCLUDED = ("pbjwt.h", "stdio.h", "stdlib.h", "string.h")


def environment():
    """The environment of what is run, which knows no secret but the one of the folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PRODUCTBRIDGE_WIDGET_SECRET"}
    return {
        **kept,
        "LC_ALL": "C.UTF-8",
        "PATH": f"{PBJWT.parent}:{os.environ['PATH']}",
        "PKG_CONFIG_PATH": str(PREFIX / "lib/pkgconfig"),
        "LD_LIBRARY_PATH": str(PREFIX / "lib"),
    }


def run(*command, cwd=None, **options):
    """Exit status, and what it wrote, errors last."""
    done = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=120, **options
    )
    return done.returncode, done.stdout + done.stderr


class Work:
    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pbjwt-docs-")
        self.folder = pathlib.Path(self.temporary.name)
        status, secret = run(PBJWT, "keygen")
        assert status == 0, secret
        (self.folder / "secret").write_text(secret)
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def shell(self, script):
        return run("sh", "-e", "-c", script, cwd=self.folder)

    def compile(self, code, parameters, compiler="gcc", suffix="c"):
        """A program is linked as `program`; of what is a part of a function the syntax is checked."""
        if not parameters:
            source = self.folder / f"program.{suffix}"
            source.write_text(code)
            flags = run("pkg-config", "--cflags", "--libs", "pbjwt")[1].split()
            return run(compiler, "-Wall", "-Wextra", "-Werror", source, *flags, "-o", self.folder / "program")
        source = self.folder / f"part.{suffix}"
        includes = "".join(f"#include <{name}>\n" for name in INCLUDED)
        source.write_text(f"{includes}void part({parameters});\nvoid part({parameters}) {{\n{code}}}\n")
        include = f"-I{header.ROOT}/include"
        return run(compiler, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", include, source)
