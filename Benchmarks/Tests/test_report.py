# SPDX-License-Identifier: Apache-2.0
"""The page and the chart."""

import collections
import json
import pathlib
import xml.etree.ElementTree

import pytest

import report
from chart import width
from conftest import NAMES
from figures import FAMILY
from peers import peers
from short_chart import SHOWN, short_svg, shown_rows

SVG = "{http://www.w3.org/2000/svg}"


def bars(chart):
    return [element for element in chart.iter(f"{SVG}rect") if "bar" in element.get("class", "").split()]


def test_the_chart_has_a_bar_for_each_accepted_row_of_minimal_and_full(bench):
    bench.add("tiny & <odd>", language="C++", run=7)
    bench.add("huge", run=9_000_000)
    bench.add("refuses", run_accepted="wrong refused a good token")
    bench.run()
    shown = {(row["library"], row["token"]) for row in bench.rows if row["outcome"] == "accepted"}
    drawn = bars(bench.chart)[5:]  # skips the bars of the server's load
    assert len(drawn) == len([1 for _, token in shown if token in ("minimal", "full")]) == 8
    widths = [float(bar.get("width")) for bar in drawn]
    assert widths[:4] == widths[4:] == sorted(widths[:4])
    assert len(set(widths)) == 4 and min(widths) > 0
    texts = [element.text for element in bench.chart.iter(f"{SVG}text")]
    assert texts.count("300 ns · ours") == texts.count("9,000,000 ns · 30,000 × ours") == 2
    assert texts.count("tiny & <odd>") == 3 and texts.count("200 ns · 0.67 × ours") == 2
    assert bench.chart.get("role") == "img"
    assert [bench.chart.find(f"{SVG}{name}").get("id") for name in ("title", "desc")] == ["title", "desc"]
    assert "prefers-color-scheme:dark" in bench.chart.find(f"{SVG}style").text


def test_no_text_of_the_chart_leaves_it_or_overlaps_another(bench):
    bench.add("a library of a name that goes on and on, and then some more", "JavaScript", run=123_456)
    bench.run()
    edge = int(bench.chart.get("width"))
    lines = collections.defaultdict(list)
    for group in bench.chart.iter(f"{SVG}g"):  # a bar is on the line of its texts
        group.find(f"{SVG}rect").set("y", group.find(f"{SVG}text").get("y"))
    for element in [*bench.chart.iter(f"{SVG}text"), *bars(bench.chart)]:
        classes = element.get("class").split()
        size = 19 if "title" in classes else 14 if "head" in classes else 11.5 if "small" in classes else 13
        x = float(element.get("x"))
        room = float(element.get("width") or width(element.text, size))
        left = x - room if "end" in classes else x - room / 2 if "middle" in classes else x
        lines[element.get("y")].append((left, left + room))
    for spans in lines.values():
        spans.sort()
        assert spans[0][0] >= 0 and spans[-1][1] <= edge
        assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:]))
    assert max(float(bar.get("width")) for bar in bars(bench.chart)) >= 230


def test_the_short_chart_has_a_bar_for_each_of_its_libraries_in_proportion(bench):
    rows = [
        {"library": library, "language": language, "token": "full", "outcome": "accepted", "ns": 100.0 * number}
        for number, (library, language) in enumerate(sorted(SHOWN), 1)
    ]
    others = [{**rows[0], "library": "another"}, {**rows[0], "token": "minimal"}, {**rows[0], "outcome": "expired"}]
    chart = xml.etree.ElementTree.fromstring(short_svg(rows[::-1] + others, {"tokens": {"full": 720}}))
    widths = [float(bar.get("width")) for bar in bars(chart)]
    assert len(widths) == 8
    assert [round(one / widths[0], 1) for one in widths] == [1, 2, 3, 4, 5, 6, 7, 8]
    texts = [element.text for element in chart.iter(f"{SVG}text")]
    assert [text for text in texts if text.endswith(" ns")] == [f"{100 * number} ns" for number in range(1, 9)]
    assert "A token with every documented claim, 720 bytes; linear scale, shorter is faster." in texts
    assert "prefers-color-scheme:dark" in chart.find(f"{SVG}style").text


def test_the_committed_short_chart_shows_the_committed_figures():
    results = pathlib.Path(__file__).parents[1] / "results"
    rows, run = (json.loads((results / name).read_text()) for name in ("latest.json", "run.json"))
    assert len(shown_rows(rows)) == 8
    assert (results / "short.svg").read_text("utf-8") == short_svg(rows, run)


def test_the_family_is_every_own_library_among_the_workers():
    libraries = {library for peer in peers() for library in peer.libraries}
    assert FAMILY == {name for name in libraries if name.startswith(("libpbjwt", "ProductBridgeIdentity"))}


def test_the_page_has_a_table_for_each_token_and_one_of_refusals(bench):
    bench.add("ruby|jwt", "Ruby", "slow_start", 2048, run=1234, run_malformed=900, count=12.5)
    for library in FAMILY - {"libpbjwt"}:
        bench.add(library, "Swift", run=600)
    bench.run()
    for library in FAMILY - {"libpbjwt"}:
        assert f"| **{library}** | 1.2.3 | Swift | 600 | 3.00 | 2.00 | – | – |" in bench.page
    assert "| ruby\\|jwt | 1.2.3 | Ruby | 1,234 | 6.17 | 4.11 | 12.5 | 2 KiB |" in bench.page
    assert "| **libpbjwt** | 1.2.3 | C | 300 | 1.50 | 1.00 | – | 64 KiB |" in bench.page
    assert "| ruby\\|jwt | Ruby | 1,234 (6.17) | 1,234 (6.17) | 900 (4.50) |" in bench.page
    assert "- ruby\\|jwt (Ruby): slow\\_start" in bench.page
    assert [line.split(":")[0] for line in bench.page.splitlines() if line.startswith("## ")][:7] == [
        "## What a server sees", *(f"## {name}" for name in NAMES)
    ]
    refusals = bench.page.split("## Refusals")[1].split("##")[0]
    assert "floor" not in refusals.split("\n", 1)[1]


def test_a_run_says_what_it_does_and_how_quiet_it_was(bench, capsys):
    bench.run()
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["building them", "starting floor, 0 %"]
    quiet = "The usual median lies 0 % above the lowest of its rounds."
    assert said[-2:] == [f"56 rows: {bench.output}/latest.json, latest.md, latest.svg", quiet]
    assert f"; {bench.remarks['machine']['date']}. {quiet}\n" in bench.page


def test_the_report_is_redrawn_from_the_json_alone(bench):
    bench.run()
    drawn = {name: (bench.output / name).read_bytes() for name in ("latest.md", "latest.svg")}
    for name in drawn:
        (bench.output / name).unlink()
    report.redraw(bench.output)
    assert {name: (bench.output / name).read_bytes() for name in drawn} == drawn


def test_a_library_by_two_compilers_is_two_rows_everywhere(bench):
    bench.add("golang-jwt", "Go 1.19", size=1024, run=4000)
    bench.add("golang-jwt", "Go 1.27", "newer", 3072, run=2000, run_expired="wrong took it")
    bench.run()
    for language, figures in {"Go 1.19": "4,000 | 20.0 | 13.3", "Go 1.27": "2,000 | 10.0 | 6.67"}.items():
        size = "1 KiB" if language == "Go 1.19" else "3 KiB"
        assert f"| golang-jwt | 1.2.3 | {language} | {figures} | 100 | {size} |" in bench.page
    assert "| golang-jwt | Go 1.19 | 4,000 (20.0) | 4,000 (20.0) | 4,000 (20.0) |" in bench.page
    assert "| golang-jwt | Go 1.27 | 2,000 (10.0) | – | 2,000 (10.0) |" in bench.page
    assert "- golang-jwt (Go 1.27) took it: expired" in bench.page
    assert "- golang-jwt (Go 1.27): newer" in bench.page
    assert report.unrest(bench.rows, bench.remarks) == 0
    texts = [element.text for element in bench.chart.iter(f"{SVG}text")]
    assert texts.count("Go 1.19") == texts.count("Go 1.27") == 3


@pytest.mark.parametrize("ns, said", [
    (110.0, "lies 10 % above the lowest of its rounds."),
    (120.0, "lies 20 % above the lowest of its rounds: the machine was busy, measure again when it is"
     " quiet."),
])
def test_the_page_says_how_quiet_the_machine_was(ns, said):
    named = {"library": "libpbjwt", "language": "C", "token": "minimal", "outcome": "accepted"}
    run = {"minima": [{**named, "ns": 100.0}]}
    assert report.about_unrest([{**named, "ns": ns}], run) == f"The usual median {said}"
    assert report.about_unrest([], run) == "There are no figures."


def test_a_run_without_rows_still_has_a_report(bench):
    bench.workers.clear()
    assert bench.run().status == 1
    assert bars(bench.chart) == []
