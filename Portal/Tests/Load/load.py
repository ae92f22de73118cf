#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures a portal with wrk on the loopback: tokens at the widget, sign-ins at the callback, pages with a session.

    Portal/Tests/postgresql.py load.py PATH/TO/portal PREFIX [--seconds 10] [--repeats 3] [--sessions 10000]
    load.py PATH/TO/portal PREFIX --minutes 10

PREFIX is where `make prefix` has installed the C library, which measures the verifier's share. The first form prints a table for
SQLite and PostgreSQL: the median of the repeats, which take turns. The second form prints the process's memory, on SQLite, during
this many minutes of full load; it fails if memory grows after the first fifth of that time.
"""

import argparse
import concurrent.futures
import http.client
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Server"))

from portal import ORGANIZATION, Portal, postgresql, sign  # noqa: E402
from visitor import Browser, Door  # noqa: E402

CONNECTIONS = 16
SESSION = "__Host-pb-session"


class Bench:
    """A portal with single sign-on, and wrk's requests to it."""

    def __init__(self, program, folder, database, name):
        self.name, self.folder, self.networks = name, folder, itertools.count(11)
        portal = Portal(program, folder, database, "portal.localhost")
        portal.create()
        portal.create_administrator()
        self.secret = portal.create_secret()
        self.process = portal.process().start()
        administrator = Browser(self.door())
        administrator.log_in_as_administrator()
        administrator.enable_single_sign_on(self.secret)
        self.people = itertools.count()

    def door(self, address="10.1.1.1"):
        return Door(self.process.port, "portal.localhost", headers={"X-Forwarded-For": address})

    # Requests

    def identifications(self, count=1000):
        """Tokens that the widget sends; each may be repeated."""
        return [
            f"POST\t/api/widget/identify\t\t{json.dumps({'organizationId': ORGANIZATION, 'userToken': self.token(number)})}"
            for number in range(count)
        ]

    def token(self, number):
        return sign(f"person{number}@app.example", self.secret, id=str(number), name=f"Person {number}",
                    company_name="Acme Analytics", company_id="100", company_mrr=1234.5)

    def callbacks(self, count):
        """Started sign-ins of different people, as the customer's login page sends them back."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            parts = pool.map(self.begin, [count // 4 + (number < count % 4) for number in range(4)])
        return [line for part in parts for line in part]

    def begin(self, count):
        connection = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=60)
        lines, network = [], next(self.networks)
        for number in range(count):
            address = f"{network}.{number >> 16}.{number >> 8 & 255}.{number & 255}"
            connection.request("GET", "/signin?returnTo=%2F", headers={
                "Host": "portal.localhost", "X-Forwarded-For": address, "Sec-Fetch-Site": "same-origin"})
            answer = connection.getresponse()
            answer.read()
            asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))
            query = urllib.parse.urlencode({
                "ssoToken": self.token(next(self.people)), "organizationId": ORGANIZATION, "returnTo": asked["returnTo"]})
            cookie = answer.headers["Set-Cookie"].split(";")[0]
            lines.append(f"GET\t/api/redirects/sso?{query}\t{cookie}\t")
        connection.close()
        return lines

    def sessions(self, count):
        """Pages for people with sessions, which this creates."""
        lines = self.callbacks(count)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return [line for part in pool.map(self.sign_in, [lines[number::4] for number in range(4)]) for line in part]

    def sign_in(self, lines):
        connection = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=60)
        pages, network = [], next(self.networks)
        for number, line in enumerate(lines):
            _, path, cookie, _ = line.split("\t")
            address = f"{network}.{number >> 16}.{number >> 8 & 255}.{number & 255}"
            connection.request("GET", path, headers={
                "Host": "portal.localhost", "X-Forwarded-For": address, "Cookie": cookie, "Sec-Fetch-Site": "cross-site"})
            answer = connection.getresponse()
            answer.read()
            cookies = [header.split(";")[0] for header in answer.headers.get_all("Set-Cookie", [])]
            pages.append(f"GET\t/\t{next(cookie for cookie in cookies if cookie.startswith(SESSION))}\t")
        connection.close()
        return pages

    # wrk

    def wrk(self, lines, seconds, once=False):
        file = self.folder / "requests.tsv"
        file.write_text("\n".join(lines) + "\n")
        environment = {**os.environ, "LOAD_REQUESTS": str(file), "LOAD_HOST": "portal.localhost", "LOAD_PREFIX": f"{next(self.networks)}."}
        if once:
            environment["LOAD_ONCE"] = "1"
        before = self.processor_seconds()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s", HERE / "requests.lua", f"http://127.0.0.1:{self.process.port}"],
            env=environment, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        if found["failures"]:
            sys.exit(f"{self.name}: {found['failures']} of {found['requests']} requests failed: {done.stdout}{self.process.log.read_text()[:1000]}")
        found["rate"] = found["requests"] / found["seconds"]
        found["processor"] = (self.processor_seconds() - before) / found["requests"]
        return found

    def wrk_callbacks(self, seconds):
        """Each sign-in works once, so there must be enough of them: short runs find out how many."""
        count, first = 500, {"exhausted": 1}
        while first["exhausted"]:
            count *= 2
            first = self.wrk(self.callbacks(count), 2, once=True)
        found = self.wrk(self.callbacks(int(first["rate"] * seconds * 2)), seconds, once=True)
        if found["exhausted"]:
            sys.exit(f"{self.name}: there were too few sign-ins; please run it again")
        return found

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """The process's private memory in MiB."""
        status = pathlib.Path(f"/proc/{self.process.process.pid}/status").read_text()
        return int(status.split("RssAnon:")[1].split()[0]) / 1024


def verifier(prefix, folder, bench):
    """The seconds that the verifier takes for a token."""
    program = folder / "verify"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "pbjwt"], check=True, capture_output=True, text=True,
                           env={**os.environ, "PKG_CONFIG_PATH": str(next(prefix.rglob("pkgconfig")))}).stdout.split()
    library = next(prefix.rglob("libpbjwt.so")).parent
    subprocess.run(["cc", "-O2", HERE / "verify.c", "-o", program, *flags, f"-Wl,-rpath,{library}"], check=True)
    done = subprocess.run([program], input=f"{bench.secret}\n{bench.token(1)}\n", check=True, capture_output=True, text=True)
    return float(done.stdout) / 1e9


def median(runs, name):
    return statistics.median(run[name] for run in runs)


def compare(options, folder):
    benches = []
    for name, database in (("SQLite", folder / "SQLite/portal.sqlite"), ("PostgreSQL", postgresql("load"))):
        (folder / name).mkdir()
        benches.append(Bench(options.portal, folder / name, database, name))
    results = {}
    try:
        seconds = verifier(options.prefix, folder, benches[0])
        pages = {bench.name: bench.sessions(options.sessions) for bench in benches}
        for _ in range(options.repeats):
            for bench in benches:
                for what, run in (
                    ("identify", lambda: bench.wrk(bench.identifications(), options.seconds)),
                    ("callback", lambda: bench.wrk_callbacks(options.seconds)),
                    (f"page, {options.sessions} sessions", lambda: bench.wrk(pages[bench.name], options.seconds)),
                ):
                    results.setdefault((bench.name, what), []).append(run())
    finally:
        for bench in benches:
            bench.process.end()
    print(f"{CONNECTIONS} connections, {options.repeats} runs of {options.seconds} s, load average {os.getloadavg()[0]:.1f} at the end;"
          f" the verifier takes {seconds * 1e6:.2f} µs a token\n")
    print("| database | request | a second | p50 ms | p99 ms | processor µs each | of it the verifier |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for (name, what), runs in results.items():
        processor = median(runs, "processor")
        share = f"{100 * seconds / processor:.2f} %" if "page" not in what else "–"
        print(f"| {name} | {what} | {median(runs, 'rate'):,.0f} | {median(runs, 'p50'):.1f} | {median(runs, 'p99'):.1f} "
              f"| {processor * 1e6:,.0f} | {share} |")


def watch_memory(options, folder):
    bench = Bench(options.portal, folder, folder / "portal.sqlite", "SQLite")
    try:
        pages, tokens = bench.sessions(options.sessions), bench.identifications()
        samples, begin = [], time.monotonic()
        while (passed := (time.monotonic() - begin) / 60) < options.minutes:
            bench.wrk(tokens, 5)
            bench.wrk(pages, 5)
            samples.append((passed, bench.memory()))
            print(f"{passed:5.1f} min {samples[-1][1]:7.1f} MiB", flush=True)
    finally:
        bench.process.end()
    early = max(memory for passed, memory in samples if passed <= options.minutes / 5)
    late = max(memory for passed, memory in samples if passed > options.minutes / 5)
    print(f"at most {early:.1f} MiB in the first fifth of {options.minutes:g} minutes, at most {late:.1f} MiB afterwards")
    if late > early * 1.1 + 4:
        sys.exit("Memory grows.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("prefix", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--minutes", type=float)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (watch_memory if options.minutes else compare)(options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
