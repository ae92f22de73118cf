#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table and the chart of a comparison: `report.py RESULTS_DIR` redraws them from its JSON files.

latest.json holds the rows, and run.json the other facts about the run; compare.py writes both.
"""

import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

from chart import svg
from figures import ABOUT, FAMILY, LOADS, REFERENCES, about_machine, by_speed, figure, times_ours
from short_chart import short_svg

MUCH_UNREST = 15  # per cent
REFUSALS = ("wrong-signature", "expired", "malformed")


# The machine


def output_of(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def machine():
    """The facts about this machine that matter to the figures."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        text = ""
    model = re.search(r"^model name\s*: (.*)$", text, re.MULTILINE)
    flags = re.search(r"^(?:flags|Features)\s*: (.*)$", text, re.MULTILINE)
    gcc = re.search(r"\d+\.\d+\.\d+", output_of("gcc", "-dumpfullversion"))
    swift = re.search(r"Swift version (\S+)", output_of("swift", "--version"))
    return {
        "cpu": re.sub(r"\((R|TM)\)", "", model[1]) if model else platform.machine(),
        "cores": os.cpu_count(),
        "sha_instructions": bool({"sha_ni", "sha2"} & set(flags[1].split())) if flags else None,
        "kernel": f"{platform.system()} {platform.release().partition('-')[0]}",
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "compilers": {
            name: found[found.re.groups] for name, found in (("gcc", gcc), ("swift", swift)) if found
        },
    }


# Figures


def allocations(value):
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def size(value):
    return "–" if value is None else f"{value / 1024:,.0f} KiB"


def worker_of(entry):
    """What identifies a worker: a library can be present twice, built by two compilers."""
    return entry["library"], entry["language"]


def unrest(rows, run):
    """By how many per cent the typical median is above the fastest round; None without figures."""
    def place(entry):
        return *worker_of(entry), entry["token"], entry["outcome"]

    lowest = {place(entry): entry["ns"] for entry in run["minima"]}
    above = []
    for row in rows:
        low = lowest.get(place(row))
        if low:
            above.append(100 * (row["ns"] / low - 1))
    return round(statistics.median(above)) if above else None


def about_unrest(rows, run):
    percent = unrest(rows, run)
    if percent is None:
        return "There are no figures."
    advice = ": the machine was busy, measure again when it is quiet" if percent > MUCH_UNREST else ""
    return f"The usual median lies {percent} % above the lowest of its rounds{advice}."


# Markdown


def plain(text):
    """Escapes text for Markdown."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", str(text))


def name_of(library):
    return f"**{plain(library)}**" if library in FAMILY else plain(REFERENCES.get(library, library))


def table(columns, lines):
    """A table whose columns align right where their title starts with a space."""
    rule = ["--:" if column.startswith(" ") else "---" for column in columns]
    cells = [[column.strip() for column in columns], rule, *lines]
    return ["| " + " | ".join(line) + " |" for line in cells] + [""]


def accepted_table(rows, token, workers):
    rows = by_speed(rows, token)
    sizes = {worker_of(worker): worker["size"] for worker in workers}
    return table(
        ["library", "version", "language", " ns", " × floor", " × libpbjwt", " allocations", " library size"],
        [
            [
                name_of(row["library"]), plain(row["version"]), plain(row["language"]),
                figure(row["ns"]), figure(row["ratio_to_floor"]), figure(times_ours(row, rows)),
                allocations(row["allocations"]), size(sizes.get(worker_of(row))),
            ]
            for row in rows
        ],
    )


def server_table(rows, token):
    loads = {
        (worker_of(row), load): row for load in LOADS for row in by_speed(rows, token, load)
    }
    workers = dict.fromkeys(worker for load in reversed(LOADS) for worker, of in loads if of == load)

    def cells(worker):
        one, many = (loads.get((worker, load), {}) for load in LOADS)
        either = many or one
        return [
            name_of(worker[0]), plain(either["version"]), plain(worker[1]),
            figure(one.get("ns")), figure(one.get("ratio_to_floor")),
            figure(many.get("ns")), figure(many.get("ratio_to_floor")),
            figure(many.get("p50")), figure(many.get("p99")), figure(many.get("two_threads_ns")),
        ]

    return table(
        ["library", "version", "language", " one customer", " × floor", " many customers", " × floor",
         " p50", " p99", " two threads"],
        [cells(worker) for worker in workers],
    )


def server_sections(rows, run):
    """The section on a server's load; empty for a run that didn't measure it."""
    served = run.get("served")
    if served is None:
        return []
    text = section("## What a server sees", [
        f"{served['tokens']:,} distinct tokens, each verified once, out of order, from caches that hold something"
        " else: of one customer, then of"
        f" {served['customers']:,} customers in random order, each with a secret of its own, where one token in"
        f" {served['refused']} has a wrong signature. Nanoseconds a token; the floor is the HMAC alone of the same"
        " tokens in the same order. p50 and p99 are those of single calls for many customers, each with one"
        " reading of the clock. Two threads share the verifiers and the tokens of many customers, and the figure is"
        " the time of both over all tokens; a dash stands where the worker has one thread."
        f" The median of {served['rounds']} rounds. A sweep takes {served['most_ms']} ms at most, so a library"
        f" that is slower than {served['most_ms'] * 1000 / served['tokens']:g} µs a token meets fewer tokens.",
    ])
    for token, length in served["bytes"].items():
        text += section(f"### {token} ({length:,} bytes)", server_table(rows, token)[:-1])
    return text


def refusal_table(rows, token):
    refused = {
        (worker_of(row), row["outcome"]): row
        for outcome in REFUSALS for row in by_speed(rows, token, outcome)
        if row["library"] not in REFERENCES
    }

    def cell(worker, outcome):
        row = refused.get((worker, outcome))
        return f"{figure(row['ns'])} ({figure(row['ratio_to_floor'])})" if row else "–"

    return table(
        ["library", "language", *(f" {outcome}" for outcome in REFUSALS)],
        [
            [name_of(worker[0]), plain(worker[1]), *(cell(worker, outcome) for outcome in REFUSALS)]
            for worker in dict.fromkeys(worker for worker, _ in refused)
        ],
    )


def wrong_lines(wrong):
    """One line for each wrong answer of a library, with the tokens that got it."""
    answers = {}
    for entry in wrong:
        key = *worker_of(entry), entry["outcome"], entry["answer"]
        answers.setdefault(key, []).append(entry["token"])
    return [
        f"- {name_of(library)} ({plain(language)}) {plain(answer)}: {outcome}, of {', '.join(tokens)}"
        for (library, language, outcome, answer), tokens in answers.items()
    ]


def reasons(entries):
    return [
        f"- {name_of(entry['library'])}"
        + (f" ({plain(entry['language'])})" if entry["language"] else "") + f": {plain(entry['reason'])}"
        for entry in entries
    ]


def section(title, lines):
    return [title, "", *lines, ""] if lines else []


def markdown(rows, run):
    machine = run["machine"]
    compilers = "".join(f", {name} {version}" for name, version in machine["compilers"].items())
    text = [
        "# Verification beside its peers", "",
        "Written by `make bench`; `Benchmarks/report.py` redraws it from `latest.json` and `run.json`.", "",
        "![Nanoseconds per verification, by library](latest.svg)", "",
        f"{about_machine(machine)}; {machine['kernel']}{compilers}; {machine['date']}."
        f" {about_unrest(rows, run)}", "",
        "Each library runs in its own process and turns the same tokens' text into claims: signature,"
        " times, and types if it has them. The processes take turns in slices of about"
        f" {run['slice_ms']:g} ms, in an order that is shuffled each round, so that whatever else the machine"
        f" does affects all alike; a figure is the median of {run['rounds']} rounds. The floor is the"
        " HMAC-SHA256 of each verification only, from saved key state, measured in the same run on"
        " the same token; in `full` it is two, since a `user_hash` is an HMAC too, which libpbjwt and"
        " ProductBridgeIdentity check and the peers don't.", "",
    ]
    text += server_sections(rows, run)
    for token, length in run["tokens"].items():
        lines = accepted_table(rows, token, run["workers"])
        text += section(f"## {token}: {ABOUT.get(token, 'accepted')} ({length:,} bytes)", lines[:-1])
    text += section(
        "## Refusals of the minimal token, in ns (× floor)", refusal_table(rows, "minimal")[:-1]
    )
    text += section("## Not measured: missing", reasons(run["missing"]))
    text += section("## Not measured: failed", reasons(run["failed"]))
    text += section("## Wrong answers, which get no figure", wrong_lines(run["wrong"]))
    text += section("## Allocations that could not be counted", reasons(run["uncounted"]))
    notes = [{**worker, "reason": worker["note"]} for worker in run["workers"]
             if worker["note"] and worker["library"] not in REFERENCES]
    text += section("## Notes", reasons(notes))
    return "\n".join(text).rstrip("\n") + "\n"


# Files


def write_rows(path, rows):
    """One row a line, so that a diff between two runs is readable."""
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n  {lines}\n]\n" if rows else "[]\n", "utf-8")


def redraw(folder):
    rows = json.loads((folder / "latest.json").read_text("utf-8"))
    run = json.loads((folder / "run.json").read_text("utf-8"))
    (folder / "latest.md").write_text(markdown(rows, run), "utf-8")
    (folder / "latest.svg").write_text(svg(rows, run), "utf-8")
    (folder / "short.svg").write_text(short_svg(rows, run), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: report.py RESULTS_DIR")
    redraw(pathlib.Path(sys.argv[1]))
