# SPDX-License-Identifier: Apache-2.0
"""Builds the extension. Everything else is in pyproject.toml.

libpbjwt is compiled from the C sources in libpbjwt/, which ../sources copies there in a checkout; with PBJWT_SYSTEM=1
the installed library is linked instead.
"""

import os
import pathlib
import shlex
import subprocess
import sys

from setuptools import Extension, setup

HERE = pathlib.Path(__file__).resolve().parent
STAGE = HERE.parent / "sources"
LIMITED = ("Py_LIMITED_API", "0x030B0000")


def pkg_config(what):
    try:
        found = subprocess.run(["pkg-config", what, "pbjwt"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"PBJWT_SYSTEM is set, but pkg-config finds no pbjwt: {getattr(error, 'stderr', '') or error}")
    return shlex.split(found.stdout)


def extension():
    sources = sorted(str(path.relative_to(HERE)) for path in (HERE / "native").rglob("*.c"))
    compiled, linked = ["-std=c11", "-O3", "-fvisibility=hidden", "-pthread"], ["-pthread", "-Wl,--version-script=native/exports.map"]
    if os.environ.get("PBJWT_SYSTEM") == "1":
        compiled += pkg_config("--cflags")
        linked += pkg_config("--libs")
    else:
        if STAGE.exists():
            subprocess.run([STAGE, HERE], check=True)
        sources += ["libpbjwt/CSources/pbjwt.c", "libpbjwt/CSources/pbjwt_explain.c"]
        compiled.append("-Ilibpbjwt/include")
        linked += ["-lcrypto", "-ljansson"]
    return Extension(
        "pbjwt._pbjwt", sources, define_macros=[LIMITED], py_limited_api=True,
        extra_compile_args=compiled, extra_link_args=linked,
    )


setup(ext_modules=[extension()], options={"bdist_wheel": {"py_limited_api": "cp311"}})
