# SPDX-License-Identifier: Apache-2.0
"""Builds the shared library with debugging information, from which its ABI is read."""

import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
HERE = ROOT / "Tests/ABI"
DUMP = HERE / "libpbjwt.so.0.abi"
FIRST_HEADER = HERE / "pbjwt-0.1.0.h"


def run(*command, **options):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def build(sources, folder):
    """The library built from a tree with CSources and include, without the tree's path in it."""
    run("cmake", "-S", sources / "CSources", "-B", folder, "-DCMAKE_BUILD_TYPE=Release",
        f"-DCMAKE_C_FLAGS=-g -fdebug-prefix-map={sources}=.")
    run("cmake", "--build", folder, "--target", "pbjwt_shared")
    return folder / "libpbjwt.so"


def dump(library, headers, to):
    run("abidw", "--headers-dir", headers, "--drop-private-types", "--exported-interfaces-only", "--no-architecture",
        "--no-corpus-path", "--no-comp-dir-path", "--no-elf-needed", "--no-show-locs",
        "--type-id-style", "hash", "--out-file", to, library)


if __name__ == "__main__":  # make abi-update
    with tempfile.TemporaryDirectory() as folder:
        dump(build(ROOT, pathlib.Path(folder)), ROOT / "include", DUMP)
