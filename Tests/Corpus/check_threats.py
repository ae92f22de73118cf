#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks threats.toml against the tests and the corpus: check_threats.py CORPUS [--complete].

Every test that it names must exist, every text must be in its file, and every class in the corpus must be in the list.
With --complete nothing may still be planned.
"""

import re
import sys
from pathlib import Path

try:
    import tomllib
except ImportError:
    sys.exit("check_threats.py needs Python 3.11 or newer, which reads TOML")

ROOT = Path(__file__).resolve().parents[2]
# The number of classes for each letter, so that none disappears unnoticed.
SERIES = {"A": 9, "S": 10, "K": 7, "E": 8, "T": 5, "J": 12, "C": 7, "I": 5, "M": 5}
KEYS = {"title", "answer", "corpus", "tests", "text", "never", "files", "planned"}
# The form of a test in each language.
SHAPES = {
    ".c": r"static void {name}\(void \*\*state\)",
    ".py": r"def {name}\(",
    ".swift": r"@Test\([^@]*?func {name}\(",
    "Makefile": r"^{name}:",
}


def classes_of(corpus):
    lines = Path(corpus).read_text(encoding="ascii").splitlines()[1:-1]
    return {name for line in lines for name in line.split("\t")[1].split(",")}


def split(reference):
    path, separator, what = reference.partition(": ")
    if not separator or not what:
        raise ValueError(f"{reference!r} is not \"file: what\"")
    return path, what


def find_test(reference):
    path, name = split(reference)
    file = ROOT / path
    if not file.is_file():
        return f"{path} doesn't exist"
    shape = SHAPES.get(file.suffix) or SHAPES[file.name]
    if not re.search(shape.format(name=re.escape(name)), file.read_text(), re.MULTILINE):
        return f"{path} has no {name}"
    # A C test that is in no list of tests would never run.
    if file.suffix == ".c" and not re.search(rf"test\w*\(\s*{re.escape(name)}\b", file.read_text()):
        return f"{path} does not run {name}"
    return None


def find_text(reference, wanted):
    pattern, text = split(reference)
    files = sorted(ROOT.glob(pattern))
    if not files:
        return f"no file matches {pattern}"
    with_it = [file.name for file in files if text in file.read_text()]
    if wanted and not with_it:
        return f"{pattern} has no {text!r}"
    if not wanted and with_it:
        return f"{text!r} is in {', '.join(with_it)}"
    return None


def check(name, threat, classes, complete):
    for key in threat.keys() - KEYS:
        yield f"an unknown key {key}"
    for key in ("title", "answer"):
        if not threat.get(key):
            yield f"no {key}"
    if not threat.get("answer", ".").endswith("."):
        yield "the answer isn't a sentence"
    if threat.get("corpus") and name not in classes:
        yield "`corpus` is set, but the corpus has no such class"
    if not threat.get("corpus") and name in classes:
        yield "the corpus has such a class, but `corpus` isn't set"
    if not any(threat.get(key) for key in ("corpus", "tests", "files", "planned")):
        yield "nothing protects against it"
    for reference in threat.get("tests", []):
        yield find_test(reference)
    for reference in threat.get("text", []):
        yield find_text(reference, True)
    for reference in threat.get("never", []):
        yield find_text(reference, False)
    for path in threat.get("files", []):
        if not (ROOT / path).exists():
            yield f"{path} doesn't exist"
    for path in threat.get("planned", []):
        if complete and not (ROOT / path).exists():
            yield f"{path} is only planned"


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--complete"]
    complete = "--complete" in sys.argv[1:]
    if len(arguments) != 1:
        sys.exit("usage: check_threats.py CORPUS [--complete]")
    threats = tomllib.loads((Path(__file__).parent / "threats.toml").read_text(encoding="utf-8"))
    classes = classes_of(arguments[0])
    expected = {f"{letter}{number}" for letter, count in SERIES.items() for number in range(1, count + 1)}

    faults = [f"{name}: {fault}" for name, threat in threats.items()
              for fault in check(name, threat, classes, complete) if fault]
    faults += [f"{name}: not in threats.toml" for name in sorted((expected | classes) - threats.keys())]
    faults += [f"{name}: not one of the known classes" for name in sorted(threats.keys() - expected)]
    planned = {path for threat in threats.values() for path in threat.get("planned", []) if not (ROOT / path).exists()}
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(f"threats.toml has {len(faults)} fault{'s' * (len(faults) > 1)}")
    tests = {reference for threat in threats.values() for reference in threat.get("tests", [])}
    print(f"{len(threats)} threats, {len(classes)} of them in the corpus, {len(tests)} tests named"
          + (f", planned: {', '.join(sorted(planned))}" if planned else ""))


if __name__ == "__main__":
    main()
