#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The kill matrix: variants of the library with one defect each, and the test that notices it.

The variants are in variants/*.toml: a text in a source file, and a plausible mistake that replaces it. The
unmodified sources must pass every test first. Then a variant that no test notices is a gap in the tests, and the
exit status is 1.

    kill_matrix.py [--only ID ...] [--short] [--jobs N] [--build FOLDER]
"""

import argparse
import pathlib
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

import harness

HERE = pathlib.Path(__file__).resolve().parent

# The files in variants/, in the table's order, and the tests to run first; all others follow, so this only saves
# time.
AREAS = {
    "compact": ["compact", "status", "base64url"],
    "header": ["header", "header_form", "type", "base64url"],
    "algorithm": ["header", "header_form"],
    "keys": ["keys"],
    "signature": ["signature", "keys", "order"],
    "mac": ["signature", "user_hash", "issue", "evp.signature", "allocations", "memory", "backends"],
    "base64url": ["base64url", "base64url_paths", "portable.base64url"],
    "json": ["json_names", "json", "json_values"],
    "strings": ["json_values", "json", "work"],
    "numbers": ["json_numbers", "number", "time"],
    "payload": ["json", "custom", "claims", "base64url"],
    "times": ["time", "lifetime", "compact"],
    "claims": ["reading", "claims", "near_miss", "placeholders", "time", "avatar", "renewal_date"],
    "policy": ["policy", "lifetime", "email"],
    "reporting": ["report", "refusals", "counts", "wiping", "memory", "environment"],
    "user-id": ["placeholders", "email", "user_hash"],
    "user-hash": ["user_hash"],
    "identity": ["identity", "custom", "view"],
    "result": ["result"],
    "secret": ["secrets", "keys", "issue_hash"],
    "issue": ["issue", "issue_refusals", "issue_hash", "type", "view"],
    "tree": ["custom", "view", "tree_memory", "readers"],
    "inspect": ["inspect", "memory"],
    "explain": ["explain", "explain_clean", "memory", "wiping"],
    "memory": ["memory", "policy", "identity", "keys", "type", "explain_clean"],
    "status": ["status", "claim_messages"],
    "wiping": ["wiping"],
    "environment": ["environment"],
    "lies": ["lies", "issue"],
}
KEYS = {"id", "file", "edits", "old", "new", "what", "threat", "way", "needs"}
LEFT_OUT = "left out"


def load():
    variants = []
    if set(AREAS) != {file.stem for file in (HERE / "variants").glob("*.toml")}:
        raise harness.Broken("the areas are not the files in variants/")
    for area in AREAS:
        for variant in tomllib.loads((HERE / "variants" / f"{area}.toml").read_text())["variant"]:
            variants.append({"area": area, **variant})
    ids = [variant["id"] for variant in variants]
    for variant in variants:
        if ids.count(variant["id"]) != 1:
            raise harness.Broken(f"there are two variants {variant['id']}")
        if set(variant) - KEYS - {"area"} or not variant["what"].endswith("."):
            raise harness.Broken(f"variant {variant['id']} has an unknown key, or its `what` isn't a sentence")
        variant["changes"] = changes(variant)
    return variants


def changes(variant):
    """The whole texts of the changed files. Each old text must occur in its file exactly once."""
    file = variant["file"] if "/" in variant["file"] else f"CSources/{variant['file']}"
    text = (harness.ROOT / file).read_text()
    for edit in variant.get("edits", [variant]):
        if text.count(edit["old"]) != 1 or edit["old"] == edit["new"]:
            raise harness.Broken(
                f"variant {variant['id']}: occurs {text.count(edit['old'])} times in {file}:\n{edit['old']}")
        text = text.replace(edit["old"], edit["new"])
    return {file: text}


def killer(base, variant, quick):
    if variant.get("needs") == "avx2" and not harness.has_avx2():
        return LEFT_OUT
    first = [f"c.{name}" for name in AREAS[variant["area"]]]
    try:
        return harness.judge(base, variant["changes"], first, variant.get("way"), quick)
    except harness.Broken as broken:
        raise harness.Broken(f"variant {variant['id']}: {broken}") from None


def row(name, area, threat, seconds, killed_by, what):
    return f"{name:<40} {area:<10} {threat:<6} {seconds:>5} {killed_by:<90} {what}"


def timed(base, variant, quick):
    began = time.monotonic()
    killed_by = killer(base, variant, quick)
    return killed_by, f"{time.monotonic() - began:.1f}"


def main(arguments):
    variants = load()
    if arguments.only:
        unknown = set(arguments.only) - {variant["id"] for variant in variants}
        if unknown:
            raise harness.Broken(f"there is no variant {', '.join(sorted(unknown))}")
        variants = [variant for variant in variants if variant["id"] in arguments.only]

    began = time.monotonic()
    base = harness.Base(arguments.build, arguments.jobs)
    programs = harness.show_that_unmodified_passes(base)
    print(f"unmodified sources: {programs} test programs pass\n", flush=True)

    results = []
    print(row("variant", "area", "class", "s", "killed by", "what it would mean"))
    with ThreadPoolExecutor(arguments.jobs) as pool:
        found = pool.map(lambda variant: timed(base, variant, arguments.short), variants)
        for variant, (killed_by, seconds) in zip(variants, found):
            print(row(variant["id"], variant["area"], variant.get("threat", "-"), seconds,
                      killed_by or "SURVIVED", variant["what"]), flush=True)
            results.append(killed_by)

    survivors = [variant["id"] for variant, killed_by in zip(variants, results) if killed_by is None]
    left_out = results.count(LEFT_OUT)
    classes = {variant["threat"] for variant in variants if "threat" in variant}
    print(f"\n{time.monotonic() - began:.0f} s; {len(classes)} threat classes: "
          f"{' '.join(sorted(classes, key=lambda name: (name[0], int(name[1:]))))}")
    if survivors:
        print(f"survivors: {' '.join(survivors)}")
    also = f", {left_out} left out, for which this processor has no AVX2" if left_out else ""
    killed = len(variants) - len(survivors) - left_out
    print(f"kill matrix: {len(variants)} variants, {killed} killed{also}")
    return 1 if survivors else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Shows that the tests notice each of many defects.")
    parser.add_argument("--only", nargs="+", metavar="ID", help="these variants alone")
    parser.add_argument("--short", action="store_true", help="ask only tests that take less than a second")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build", default=harness.ROOT / ".build-trust" / "kill", help="the build folder")
    try:
        sys.exit(main(parser.parse_args()))
    except harness.Broken as broken:
        sys.exit(f"kill matrix: {broken}")
