# SPDX-License-Identifier: Apache-2.0
"""Builds the C library with a defect, and runs the C tests to see whether they notice.

CMake builds the tests once. A defect is one changed source file: it is compiled with CMake's command for it, and
linked with all other unchanged objects instead of the library. A change to a header recompiles the library's
translation unit, and so do all other builds of the library that tests are linked with.
"""

import json
import os
import pathlib
import platform
import re
import resource
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES, INCLUDE = ROOT / "CSources", ROOT / "include"
# The files that include all others, and those that the second one includes.
UNITS = ("pbjwt.c", "pbjwt_explain.c")
EXPLAINS = re.compile(r"(pbjwt_)?(explain|report|json_fault)")
# Ways to rebuild the whole library: with checks for bad accesses, or as it is installed.
WAYS = {"portable": ["-DPBJWT_PORTABLE"], "sanitized": ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"], "optimized": ["-O2"]}
# These tests compare other files with the sources; here the C tests must find the defects.
LEFT_OUT = re.compile(r"c\.(.*\.)?vectors$|c\.corpus\.")
LAST = ("c.work",)  # measures time, which other load can disturb


class Broken(Exception):
    """An error in the tools or the data, not in the library."""


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise Broken(f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def has_avx2():
    if platform.machine() != "x86_64":
        return False
    return re.search(r"^flags.*\bavx2\b", pathlib.Path("/proc/cpuinfo").read_text(), re.M) is not None


def is_include(part):
    """Whether the compiler would use the checkout's headers, not a copy's."""
    return part.startswith("-I") and pathlib.Path(part[2:]).resolve() == INCLUDE


class Outcome:
    """The outcome of a test program."""

    def __init__(self, passed, why="", seconds=0.0):
        self.passed, self.why, self.seconds = passed, why, seconds


def reason(done):
    """The message of a failed test program."""
    text = done.stdout + done.stderr
    sanitizer = re.search(
        r"ERROR: AddressSanitizer: (?:attempting )?([\w-]+)|(LeakSanitizer): detected|runtime error: ([^\n]{1,60})", text)
    if sanitizer:
        return next(filter(None, sanitizer.groups()))
    test = re.search(r"\[ +(?:FAILED|ERROR) +\] (\w+)", text)
    if test:
        return test.group(1)
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    return f"exit status {done.returncode}"


class Base:
    """The tests, built once, and the commands to compile and link their library."""

    def __init__(self, folder, jobs):
        self.folder, self.jobs = pathlib.Path(folder).resolve(), jobs
        self.lock, self.unmodified = threading.Lock(), {}
        self.sources = self.folder / "sources"  # a copy, so that edits in the meantime don't matter
        shutil.rmtree(self.sources, ignore_errors=True)
        for part in (SOURCES, INCLUDE):
            (self.sources / part.name).mkdir(parents=True)
            for source in part.glob("*.[ch]"):
                shutil.copy(source, self.sources / part.name)
        run(["cmake", "-S", SOURCES, "-B", self.folder, "-DPBJWT_BUILD_TESTS=ON", "-DCMAKE_BUILD_TYPE=Debug",
             "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_CXX_COMPILER=g++", "-DCMAKE_C_FLAGS_DEBUG=-O1",
             "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"])
        run(["cmake", "--build", self.folder, "-j", str(jobs)])
        known = json.loads(run(["ctest", "--test-dir", self.folder, "--show-only=json-v1"]))
        self.tests = {test["name"]: test for test in known["tests"]
                      if self.folder in pathlib.Path(test["command"][0]).parents and not LEFT_OUT.match(test["name"])}
        self._read_commands()
        self.seconds = {}

    def _read_commands(self):
        self.units, self.files = {}, {}
        for entry in json.loads((self.folder / "compile_commands.json").read_text()):
            command, source = shlex.split(entry["command"]), pathlib.Path(entry["file"])
            if source.parent != SOURCES or source.suffix != ".c":
                continue
            at = command.index("-o") + 1
            target = re.search(r"CMakeFiles/(\w+)\.dir/", command[at]).group(1)
            built = pathlib.Path(entry["directory"]) / command[at]
            kept = [part for part in command[: at - 1] + command[at + 1 :] if part not in ("-c", entry["file"])]
            kept = [part for part in kept if not part.startswith("-W") and not is_include(part)] + ["-w"]
            if source.name in UNITS and target != "pbjwt_shared":
                name = "pbjwt" if target == "pbjwt_static" else target
                self.units.setdefault(name, {})[source.name] = (kept, built)
            elif target == "pbjwt_files":
                self.files[source.name] = (kept, built)

    def names(self, quick=False):
        """The tests, first those of the library as installed, and the fastest first."""
        def key(name):
            return (name in LAST, name.count("."), self.seconds.get(name, 0), name)
        names = sorted(self.tests, key=key)
        return [name for name in names if self.seconds.get(name, 0) < 1] if quick else names

    def link_command(self, name):
        program = pathlib.Path(self.tests[name]["command"][0])
        text = program.parent / "CMakeFiles" / f"{program.name}.dir" / "link.txt"
        return shlex.split(text.read_text()), program.parent


class Build:
    """A changed library, and the tests that run with it. `changes` are whole texts by file, relative to the checkout;
    `way` is one of WAYS or None."""

    def __init__(self, base, changes, way=None):
        self.base, self.objects, self.flags = base, {}, WAYS.get(way, [])
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="variant-", dir=base.folder))
        shutil.copytree(base.sources, self.folder, dirs_exist_ok=True)
        for file, text in changes.items():
            (self.folder / file).write_text(text)
        self.changed = [pathlib.Path(file).name for file in changes]
        self.by_files = way is None and all(file.startswith("CSources/") and file.endswith(".c") for file in changes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def compile(self, flags, source, name):
        made = self.folder / name
        run([*flags, *self.flags, f"-I{self.folder}/include", "-c", f"CSources/{source}", "-o", made], cwd=self.folder)
        return str(made)

    def code(self, file, *flags):
        """The machine code of one file."""
        return pathlib.Path(self.compile([*self.base.files[file][0], *flags], file, f"{file}.code.o")).read_bytes()

    def unit(self, name, source):
        """A unit of a library: the one for explanations only if it changed, because it takes as long as the other."""
        flags, built = self.base.units[name][source]
        explains = any(file.endswith(".h") or EXPLAINS.match(file) for file in self.changed)
        if source == UNITS[1] and not explains and built.exists():
            return str(built)
        return self.compile(flags, source, f"{name}.{source}.o")

    def library(self, name):
        """The objects that replace lib<name>.a."""
        if name not in self.objects:
            if name == "pbjwt" and self.by_files:
                made = {file: self.compile(self.base.files[file][0], file, f"{file}.o") for file in self.changed}
                others = [str(built) for file, (_, built) in self.base.files.items() if file not in made]
                self.objects[name] = [*made.values(), *others]
            else:
                self.objects[name] = [self.unit(name, source) for source in UNITS if source in self.base.units[name]]
        return self.objects[name]

    def link(self, name):
        command, folder = self.base.link_command(name)
        program = self.folder / name
        libraries = {part: re.fullmatch(r"\.\./lib(\w+)\.a", part) for part in command}
        if sum(library is not None for library in libraries.values()) != 1:
            raise Broken(f"{name} is not linked with one build of the library: {shlex.join(command)}")
        parts = []
        for part in command:
            parts += self.library(libraries[part].group(1)) if libraries[part] else [part]
        parts[parts.index("-o") + 1] = str(program)
        run([*parts, *self.flags], cwd=folder)
        return program

    def test(self, name):
        properties = {entry["name"]: entry["value"] for entry in self.base.tests[name]["properties"]}
        environment = dict(entry.split("=", 1) for entry in properties.get("ENVIRONMENT", []))
        program = self.link(name)
        usual = self.base.seconds.get(name)
        began = time.monotonic()
        try:
            done = subprocess.run(
                [program, *self.base.tests[name]["command"][1:]], cwd=self.folder, capture_output=True, text=True,
                errors="replace", timeout=300 if usual is None else 15 + 20 * usual,
                env={**os.environ, **environment, "PBJWT_VECTORS": str(self.folder / "none")})
        except subprocess.TimeoutExpired:
            return Outcome(False, "timeout", time.monotonic() - began)
        finally:
            program.unlink()
        why = "" if done.returncode == 0 else reason(done)
        return Outcome(done.returncode == 0, why, time.monotonic() - began)


def tell_killer(name, outcome):
    return f"{name.removeprefix('c.')}: {outcome.why}"


def judge(base, changes, first=(), way=None, quick=False, others=True):
    """The test that notices the changes, or None. `first` names the tests to run first, or without `others` the only
    ones."""
    names = base.names(quick) if others else []
    unknown = set(first) - set(base.tests)
    if unknown:
        raise Broken(f"there is no test {', '.join(sorted(unknown))}")
    with Build(base, changes, way) as build:
        for name in dict.fromkeys([*first, *names]):
            outcome = build.test(name)
            if not outcome.passed and (way is None or passes_unmodified(base, way, name)):
                return tell_killer(name, outcome)
    return None


def passes_unmodified(base, way, name):
    """Whether the test passes with the unmodified sources, built in the same way; tests that count allocations fail
    under sanitizers."""
    with base.lock:
        if (way, name) not in base.unmodified:
            with Build(base, {}, way) as build:
                base.unmodified[way, name] = build.test(name)
        return base.unmodified[way, name].passed


def show_that_unmodified_passes(base):
    """Runs the unmodified sources in the same way as all defects; also measures each test's time. Returns the number of
    test programs."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Build(base, {}) as build:
        for library in base.units:
            build.library(library)
        with ThreadPoolExecutor(base.jobs) as pool:
            outcomes = dict(zip(base.tests, pool.map(build.test, base.tests)))
    for name, outcome in outcomes.items():
        base.seconds[name] = outcome.seconds
        if not outcome.passed:
            raise Broken(f"the unmodified sources fail: {tell_killer(name, outcome)}")
    return len(outcomes)
