# SPDX-License-Identifier: Apache-2.0
"""The functions that peers.py uses to install and build."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Failure(Exception):
    """Why a peer isn't available."""


def reason(errors, status):
    """The most informative line of a program's errors."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\berror\b", line, re.IGNORECASE)]
    return (telling[:1] or lines[-1:] or [f"exit status {status}"])[0]


@dataclass(frozen=True)
class Workshop:
    """Builds peers in a folder, and installs packages for them if it may."""

    folder: Path
    install: bool
    progress: Callable[[str], None]

    def run(self, *command, cwd=ROOT, **environment):
        """The output of the command; raises Failure if the command doesn't exist or fails."""
        words = [str(word) for word in command]
        if shutil.which(words[0]) is None:
            raise Failure(f"{Path(words[0]).name} is not installed")
        done = subprocess.run(
            words, cwd=cwd, env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        )
        if done.returncode != 0:
            raise Failure(reason(done.stderr or done.stdout, done.returncode))
        return done.stdout.strip()

    def room(self, name):
        (self.folder / name).mkdir(parents=True, exist_ok=True)
        return self.folder / name

    # Debian's packages

    def have(self, packages):
        if self.install:
            self.run(ROOT / ".ci/install-packages", *packages)
        elif absent := [package for package in packages if not installed(package)]:
            raise Failure(f"not installed: {', '.join(absent)}")

    def version(self, package):
        """The upstream version, without Debian's epoch and revision."""
        full = self.run("dpkg-query", "-W", "-f", "${Version}", package)
        return re.match(r"(?:\d+:)?([0-9.]*[0-9])", full)[1]

    def shipped(self, package):
        """The size in bytes of a package's files without its documents."""
        files = [Path(line) for line in self.run("dpkg-query", "-L", package).splitlines()]
        return total(file for file in files if not file.is_relative_to("/usr/share/doc")
                     and not file.is_relative_to("/usr/share/man"))

    # PyPI's

    def pypi(self, requirement):
        """A Python with this PyPI package installed."""
        python = self.folder / "python/bin/python"
        name, _, version = re.sub(r"\[.*\]", "", requirement).partition("==")
        asked = f"from importlib.metadata import version; assert version('{name}') == '{version}'"
        try:
            self.run(python, "-c", asked)
        except Failure:
            if not self.install:
                raise Failure(f"not installed: {requirement}") from None
            self.progress(f"installing {requirement}")
            if not python.with_name("pip").exists():
                self.have(["python3-venv"])
                self.run(sys.executable, "-m", "venv", python.parent.parent)
            self.run(python, "-m", "pip", "install", "-q", requirement)
        return python


def installed(package):
    """Whether Debian's package is installed. True on other systems, where the build shows whether it is missing."""
    if shutil.which("dpkg-query") is None:
        return True
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout.startswith("installed")


def total(files):
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()
               and "__pycache__" not in file.parts)
