#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Spelling and wording of everything that is committed: `python3 docs/check/wording.py [FILE...]`, a part of `make lint`.

codespell finds misspelt words. The phrases below are correct English that readers stumble over, with the usual word for each.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What is written, and what to write. Case doesn't count.
PHRASES = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bsurroundings\b": "environment",
    r"\bknobs?\b": "setting, option",
    r"\bwhoever\b": "anyone who",
    r"\bwhosoever\b": "anyone who",
    r"\bstands? around\b": "surrounds",
    r"\bcan(no|')t do without\b": "needs",
    r"\bno \w+ can do without\b": "each … needs",
    r"\bsave for\b": "except for",
    r"\bfor ever\b": "forever",
    r"\blook whether\b": "check whether",
    r"\bin vain\b": "without success",
    r"\bshows? that it can be trusted\b": "runs the security checks",
    r"\bby (his|her|its|their|one's) own means\b": "in another way",
    r"\b(secrets?|keys?) stops? (in|at|when)\b": "stops working",
    r"\bto be had\b": "available",
    r"\bit is run so\b": "run it like this",
    r"\b(takes?|taken|taking) out again\b": "removes",
    r"\bit is only to be known\b": "nothing needs to change",
    r"\boftener\b": "more often",
    r"\bstand-ins? (of|for)\b": "a fake",
    r"\bwho does, for the\b": "who makes the change, for the",
    r"\bfared? how\b": "the results of",
}
# Also in what people read first.
PAGE_PHRASES = {
    r"\bwhat (became|becomes|has become) of\b": "the result of",
    r"\bhand(s|ed|ing)? (over|out|on)\b": "return, pass on",
    r"\bhold(s|ing)? no one\b": "is empty",
    r"\bstand(s|ing)? (behind|in front of)\b": "follows, comes before",
    r"\bdemand(s|ed)? of\b": "required of",
    r"\bbe it known\b": "whether or not it is known",
    r"\bany and none\b": "any or none",
    r"\bthis very text\b|\bthat very name\b": "exactly this",
    r"\bnew ones may come\b": "new ones may be added",
    r"\bsignatures? (holds?|held)\b(?! \d)": "is valid, is verified",
    r"\bswitch(es)? the check off\b": "turns the check off",
    r"\bin the place of\b": "instead of",
    r"\bmade ready\b": "ready to verify with",
    r"\bwrites? for nothing\b": "writes for a missing value",
    r"\bcan't be had\b": "isn't available",
    r"\bnothing of the (person|token|payload|secret)\b": "nothing about, nothing from",
    r"(?<!leaves\s)(?<!leave\s)(?<!let\s)(?<!left\s)\balone\b": "only",
    r"\bevery stop\b|\beach stop\b|\bno stop\b": "step",
}
# Where the words themselves are the subject, and text that others wrote or tools made.
NOT_HERE = re.compile(
    r"^(LICENSE$|docs/check/wording\.py$|Tests/Make/test_wording\.py$|Tests/C/sentence_checks\.h$|Tests/ABI/pbjwt-[\d.]+\.h$|"
    r"Benchmarks/results/|.*\.(json|svg|png|ico|xml|abi|lock|woff2|sum)$|Portal/Sources/PortalServer/Resources/pb-widget\.js$)"
)
# Misspelt or foreign on purpose: tests of near misses, names of other languages and of other programs.
NOT_SPELT = re.compile(
    r"^(Portal/Widget/texts\.js$|Tests/(Corpus|Fuzz|Explain|Unicode|C|PortalURLs|Trust)/|CSources/(near_miss|explain_)|.*[Tt]ests?/)"
)
# Swift, Rust, mdoc.
WORDS = "inout,upto,crate,fo,nd"


def committed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def is_page(name):
    return name.endswith(".md") or name.startswith("docs/man/") or name == "include/pbjwt.h"


def phrases_in(name, text):
    """Line, what is written and what to write instead. A phrase may go over the end of a line."""
    for pattern, instead in {**PHRASES, **(PAGE_PHRASES if is_page(name) else {})}.items():
        spread = pattern.replace(" ", r"\s+(?://+ |\* |# )?")
        for found in re.finditer(spread, text, re.IGNORECASE):
            yield text.count("\n", 0, found.start()) + 1, " ".join(found[0].split()), instead


def misspelt(names):
    if shutil.which("codespell") is None:
        sys.exit("wording.py: please install codespell and try again")
    done = subprocess.run(
        ["codespell", "--ignore-words-list", WORDS, *names], cwd=ROOT, capture_output=True, text=True
    )
    found = [line for line in done.stdout.splitlines() if "==>" in line]
    if done.returncode and not found:
        sys.exit(f"wording.py: codespell failed: {done.stderr.strip()}")
    return found


def main():
    names = [name for name in sys.argv[1:] or committed() if not NOT_HERE.match(name)]
    problems = misspelt([name for name in names if not NOT_SPELT.match(name)])
    for name in names:
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        problems += [f"{name}:{line}: “{phrase}”: write “{instead}”" for line, phrase, instead in phrases_in(name, text)]
    print("\n".join(problems) or f"wording: {len(names)} files read, nothing to change")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
