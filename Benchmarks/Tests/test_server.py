# SPDX-License-Identifier: Apache-2.0
"""A server's load: how workers are asked to run it, and how their answers become rows."""

import dataclasses
import json
import re

import pytest

import report
from conftest import KEYS

FIRST = {("minimal", "distinct"): 0, ("minimal", "tenants"): 200, ("full", "distinct"): 400, ("full", "tenants"): 600}


def of(bench, library):
    return {(row["token"], row["outcome"]): row for row in bench.served if row["library"] == library}


def sweeps(bench, library):
    return [tuple(line[1:4]) for line in bench.asked(library) if line[1] in ("sweep", "pair", "p50", "p99")]


def page_of_server(bench):
    return bench.page.replace("\\", "").split("## What a server sees")[1].split("\n## ")[0]


def test_a_row_has_the_time_of_a_token_of_a_call_and_of_two_threads(bench):
    bench.add("peer", language="Go", sweep=700, sweep_600=800, p50=650, p99=900, pair=400)
    bench.run()
    assert list(of(bench, "peer")) == list(FIRST)
    assert of(bench, "peer")["full", "tenants"] == {
        "library": "peer", "version": "1.2.3", "language": "Go", "token": "full", "outcome": "tenants",
        "ns": 800.0, "floor_ns": 100.0, "ratio_to_floor": 8.0, "allocations": None, "tokens": 200,
        "p50": 650, "p99": 900, "two_threads_ns": 400.0,
    }
    assert of(bench, "peer")["minimal", "distinct"]["ns"] == 700.0
    assert all(list(row)[: len(KEYS)] == KEYS for row in bench.served)


def test_the_floor_of_a_row_is_that_of_the_same_tokens(bench):
    bench.workers.clear()
    bench.add("floor", sweep=100, sweep_400=250)
    bench.add("libpbjwt", sweep=500)
    bench.run()
    ratios = {place: row["ratio_to_floor"] for place, row in of(bench, "libpbjwt").items()}
    assert ratios == {place: 2.0 if place == ("full", "distinct") else 5.0 for place in FIRST}


def test_a_figure_is_the_median_of_its_rounds_and_the_lowest_is_kept(bench):
    bench.add("peer", sweep=100)
    bench.run()
    asked = [command for command in sweeps(bench, "peer") if command[2] == "200"]
    for place, first in FIRST.items():
        assert asked.count(("p50", str(first), "200")) == 5
        lowest = [entry for entry in bench.remarks["minima"]
                  if (entry["library"], entry["token"], entry["outcome"]) == ("peer", *place)]
        assert [entry["ns"] for entry in lowest] == [100.0]


def test_what_a_server_sees_is_first_in_the_page_and_in_the_chart(bench):
    bench.add("peer|x", language="Go", sweep=700, sweep_600=800, p50=650, p99=900, pair=400)
    bench.run()
    assert bench.page.index("## What a server sees") < bench.page.index("## minimal")
    lines = page_of_server(bench).splitlines()
    assert "| peer|x | 1.2.3 | Go | 700 | 7.00 | 800 | 8.00 | 650 | 900 | 400 |" in lines
    assert "| peer|x | 1.2.3 | Go | 700 | 7.00 | 700 | 7.00 | 650 | 900 | 400 |" in lines
    heads = [line for line in lines if line.startswith("### ")]
    assert re.fullmatch(r"### minimal \(\d+ bytes\)", heads[0]) and re.fullmatch(r"### full \(\d+ bytes\)", heads[1])
    assert "200 distinct tokens, each verified once" in bench.page
    texts = [element.text for element in bench.chart.iter("{http://www.w3.org/2000/svg}text")]
    heads = [text for text in texts if text.startswith(("A server:", "minimal:", "full:"))]
    assert heads[0] == "A server: 200 full tokens of 1,000 customers, one in 10 refused · median of 5 rounds"
    assert [head.split(":")[0] for head in heads] == ["A server", "minimal", "full"]
    assert texts.count("800 ns · 8.0 × ours") == 1


def test_a_dash_for_two_threads_is_no_failure(bench):
    bench.add("single", language="Python", pair="-")
    bench.run()
    assert {row["two_threads_ns"] for row in of(bench, "single").values()} == {None}
    assert page_of_server(bench).count("| single | 1.2.3 | Python | 100 | 1.00 | 100 | 1.00 | 100 | 100 | – |") == 2
    assert bench.failed() == {} and bench.status == 0


def test_a_wrong_answer_removes_only_that_load_and_is_named(bench):
    bench.add("lax", sweep_200="wrong misjudged a token")
    bench.run()
    assert list(of(bench, "lax")) == [place for place in FIRST if place != ("minimal", "tenants")]
    assert "- lax (C) misjudged a token: tenants, of minimal" in bench.page
    assert "| lax | 1.2.3 | C | 100 | 1.00 | – | – | – | – | – |" in page_of_server(bench)
    assert len(bench.of("lax")) == 24 and bench.status == 0


def test_a_worker_that_keeps_state_between_tokens_has_loops_only(bench):
    bench.add("follower", run=250)
    bench.workers[-1] = dataclasses.replace(bench.workers[-1], is_for_loops=True)
    bench.run()
    assert of(bench, "follower") == {} and len(bench.of("follower")) == 24
    assert not [line for line in bench.asked("follower") if line[1] == "sweep"]
    assert bench.failed() == {} and bench.status == 0


def test_a_worker_that_cannot_serve_keeps_its_loops_and_is_named(bench):
    bench.add("old", sweep="-")
    bench.add("dies", p99="die too long")
    bench.run()
    assert bench.failed() == {
        "old": "answered “-” to `sweep`", "dies": "ended with exit status 1, at `p99 0 200`: too long",
    }
    assert [of(bench, "old"), of(bench, "dies")] == [{}, {}]
    assert len(bench.of("old")) == len(bench.of("dies")) == 24


def test_a_worker_that_failed_before_is_not_asked_again(bench):
    bench.add("gone", run="die early")
    bench.run()
    assert sweeps(bench, "gone") == []
    assert [entry["library"] for entry in bench.remarks["failed"]] == ["gone"]


def test_the_library_itself_has_to_serve(bench, capsys):
    bench.workers.pop()
    bench.add("libpbjwt", sweep_600="wrong misjudged a token")
    assert bench.run().status == 1
    assert "compare.py: libpbjwt was not measured: misjudged a token" in capsys.readouterr().err


def test_a_slow_library_gets_fewer_tokens(bench):
    bench.add("slow", language="Ruby", sweep=900_000)
    bench.add("middling", language="Ruby", sweep=240_000)
    bench.run("--served", "1000")
    assert {row["tokens"] for row in of(bench, "middling").values()} == {400}
    assert {row["tokens"] for row in of(bench, "slow").values()} == {100}
    assert {row["tokens"] for row in of(bench, "libpbjwt").values()} == {1000}
    assert {command[2] for command in sweeps(bench, "slow")} == {"100"}
    assert sweeps(bench, "libpbjwt")[-1][2] == "1000"


def test_workers_take_turns_on_each_load_in_changing_order(bench):
    bench.add("peer")
    bench.run()
    turns = [(line[0], line[2]) for line in bench.asked() if line[1] == "p50"]
    assert len(turns) == 5 * 4 * 3
    orders = set()
    for i in range(0, len(turns), 3):
        assert {index for _, index in turns[i : i + 3]} == {str(list(FIRST.values())[i // 3 % 4])}
        orders.add(tuple(library for library, _ in turns[i : i + 3]))
    assert len(orders) >= 3


@pytest.mark.parametrize("count", ["0", "50", "250", "-100"])
def test_only_hundreds_of_tokens_are_served(bench, count, capsys):
    with pytest.raises(SystemExit):
        bench.run("--served", count)
    assert "a server gets some hundreds of tokens" in capsys.readouterr().err


def test_the_report_of_a_run_without_a_server_has_no_table_of_it(bench):
    bench.run()
    remarks = {name: value for name, value in bench.remarks.items() if name != "served"}
    (bench.output / "run.json").write_text(json.dumps(remarks))
    report.write_rows(bench.output / "latest.json", bench.rows)
    report.redraw(bench.output)
    assert "server" not in (bench.output / "latest.md").read_text()
    assert "A server" not in (bench.output / "latest.svg").read_text()
