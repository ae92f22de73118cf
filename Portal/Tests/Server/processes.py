#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two processes of a portal on one PostgreSQL database, behind nginx. Visitors sign in, submit and vote; meanwhile one
process is killed and restarted, and the secret is regenerated.

    Portal/Tests/postgresql.py processes.py PATH/TO/portal [--seconds 9]

Nothing confirmed may be lost, no person may exist twice, only requests in progress at the kill may fail, and the old secret's
sessions must end on both processes.
"""

import argparse
import collections
import dataclasses
import gzip
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from balancer import Balancer
from portal import ORGANIZATION, Portal, postgresql, sign
from visitor import Browser, Door, Widget

NAME = "feedback.example"
PEOPLE = [f"{name}@app.example" for name in "ada bob cleo dan eve finn gus hanna".split()]
RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources/PortalServer/Resources"


@dataclasses.dataclass
class Idea:
    title: str
    #: The certain voters, and the possible ones, who never got an answer.
    voters: set
    perhaps: set = dataclasses.field(default_factory=set)


class CutOff(Exception):
    """The answer was lost with the process that was killed."""


class Run:
    """The actions of all visitors, and their results."""

    def __init__(self, door, secret):
        self.door, self.secret = door, secret
        self.lock, self.stop, self.barrier = threading.Lock(), threading.Event(), threading.Barrier(6)
        self.ideas, self.counts, self.mistakes = {}, collections.Counter(), []
        self.signed_in, self.identified = collections.deque(maxlen=12), collections.deque(maxlen=12)
        self.kill = None  # when it was sent, and when the process had ended
        self.regeneration = None  # the same
        self.threads = [threading.Thread(target=self.visit, args=(number,)) for number in range(6)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def mistake(self, text):
        with self.lock:
            self.mistakes.append(text)

    # Each visitor.

    def visit(self, number):
        chance = random.Random(number)
        try:
            for count in range(100_000):
                if self.stop.is_set():
                    return
                # All begin with the same person, at the same time.
                person = PEOPLE[0] if count == 0 else chance.choice(PEOPLE)
                if count == 0:
                    self.barrier.wait(30)
                # From another address each time, so that no limit is reached.
                source = f"127.{20 + number}.{count // 250}.{count % 250 + 1}"
                for part in (self.portal_visit, self.widget_visit)[:: 1 if number % 2 else -1]:
                    try:
                        part(person, source, chance)
                    except CutOff:
                        with self.lock:
                            self.counts["cut off"] += 1
        except Exception as error:  # the thread must not end unnoticed
            self.mistake(f"{error!r}")

    def portal_visit(self, person, source, chance):
        browser, secret = Browser(self.door, source), self.secret
        began = time.monotonic()
        token = sign(person, secret, id=person)
        answer, was_killed = self.ask(lambda: browser.sign_in(token), f"{person} signs in")
        if answer.status != 303:
            # nginx repeats the request at the other process, which finds that the token has been used.
            assert was_killed or self.is_old(secret), f"sign-in: {answer.gist}"
            return
        assert not self.is_certainly_old(secret, began), "a token of the old secret signed in"
        self.note("signed in")
        with self.lock:
            self.signed_in.append((browser, secret))
        page, _ = self.ask(lambda: browser.get("/"), "the ideas", expected=[200])
        if not page.is_signed_in:
            assert self.is_old(secret), "a good session is over"
            return
        title = f"{person} {chance.random()}"
        answer, _ = self.ask(lambda: browser.post("/ideas", title=title), "an idea", is_lost=True)
        assert answer.status == 303, f"an idea: {answer.gist}"
        if not answer.location.startswith("/ideas/"):
            assert self.is_old(secret), f"signed out: {answer.location}"
            return
        idea = self.add(answer.location.removeprefix("/ideas/"), title, {person})
        self.ask(lambda: browser.get(f"/ideas/{idea}"), "an idea's page", expected=[200])
        with self.lock:
            other = chance.choice(sorted(self.ideas))
        self.vote(other, person, lambda: browser.post(f"/ideas/{other}/vote", vote="1"), secret, [303])

    def widget_visit(self, person, source, chance):
        widget, secret = Widget(self.door, source), self.secret
        began = time.monotonic()
        token = sign(person, secret, sub=person)
        answer, _ = self.ask(lambda: widget.identify(token), f"{person} is identified", is_lost=True)
        if answer.status != 200:
            assert self.is_old(secret), f"identify: {answer.gist}"
            return
        assert not self.is_certainly_old(secret, began), "a token of the old secret identified"
        self.note("identified")
        with self.lock:
            self.identified.append((widget, secret))
        title = f"{person} {chance.random()}"
        answer, _ = self.ask(lambda: widget.post("feedback", title=title), "feedback", is_lost=True)
        if answer.status != 201:
            assert self.is_old(secret), f"feedback: {answer.gist}"
            return
        idea = self.add(answer.json["id"], title, {person})
        with self.lock:
            other = chance.choice(sorted(self.ideas))
        for each in {idea, other}:
            self.vote(each, person, lambda each=each: widget.post("vote", idea=each, voted=True), secret, [200])

    def vote(self, idea, person, action, secret, expected):
        try:
            answer, _ = self.ask(action, "a vote", is_lost=True)
        except CutOff:
            with self.lock:
                self.ideas[idea].perhaps.add(person)
            raise
        if answer.status not in expected or answer.location.startswith("/signin"):
            assert self.is_old(secret), f"a vote: {answer.location or answer.gist}"
            return
        with self.lock:
            self.ideas[idea].voters.add(person)
            self.counts["votes"] += 1

    def add(self, identifier, title, voters):
        with self.lock:
            self.ideas[identifier] = Idea(title, voters)
        return identifier

    def note(self, what):
        with self.lock:
            self.counts[what] += 1

    # Permitted failures.

    def ask(self, action, what, expected=None, is_lost=False):
        """The answer, and whether a process was killed meanwhile. `is_lost`: nginx can't repeat the request, and may answer 502."""
        began = time.monotonic()
        answer = action()
        was_killed = self.kill is not None and began <= self.kill[1] and time.monotonic() >= self.kill[0]
        if answer.status == 502 and is_lost and was_killed:
            raise CutOff
        if answer.status >= 500 or (expected and answer.status not in expected):
            raise AssertionError(f"{what}: {answer.gist}")
        return answer, was_killed

    def is_old(self, secret):
        """Whether the secret may have ended by now."""
        return self.regeneration is not None and (secret != self.secret or self.regeneration[1] is None)

    def is_certainly_old(self, secret, began):
        return self.is_old(secret) and self.regeneration[1] is not None and began > self.regeneration[1]


def demand(is_good, what):
    if not is_good:
        sys.exit(what)


def direct(process, host):
    """A process, addressed directly as nginx does."""
    return Door(process.port, host, headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.9.9.9"})


def alive(browser, widget, door):
    """Whether a process accepts a session and a credential."""
    here = Browser(door)
    here.cookies = dict(browser.cookies)
    there = Widget(door)
    there.credential = widget.credential
    return here.is_signed_in(), there.ideas().status == 200


def regenerate(administrator, run):
    """Regenerates the secret on the settings page, without a grace period."""
    path = "/settings/sso/keys"
    key = re.search(r'name="key" value="([^"]+)"', administrator.get(path).text)[1]
    run.regeneration = (time.monotonic(), None)
    answer = administrator.post(f"{path}/regenerate", name="production", key=key, grace="none", confirmed="yes")
    run.regeneration = (run.regeneration[0], time.monotonic())
    demand(answer.status == 200, f"regenerate: {answer.status}")
    run.secret = re.search(r'<code id="secret"[^>]*>([0-9a-f]+)<', answer.text)[1]


def check_script(door):
    """The widget's script: small on the wire, and unchanged after decompression."""
    script = (RESOURCES / "pb-widget.js").read_bytes()
    plain = Browser(door).get("/sdk/pb-widget.js")
    small = Browser(door).get("/sdk/pb-widget.js", **{"Accept-Encoding": "gzip"})
    demand(plain.body == script and plain.headers["Content-Encoding"] is None, "the script isn't the one that was built")
    demand(len(small.body) < 12 * 1024, f"the script has {len(small.body)} bytes on the wire")
    demand(small.headers["Content-Encoding"] == "gzip" and gzip.decompress(small.body) == script, "the compressed script is another")
    demand(plain.headers["Strict-Transport-Security"], "the processes don't know that nginx speaks TLS")
    demand(plain.headers["ETag"] != small.headers["ETag"], "two forms of the script have one tag")
    print(f"pb-widget.js: {len(small.body)} bytes on the wire")


def check_limit(door):
    """A visitor who claims many addresses is limited by the one that nginx saw; each of the two processes allows 20."""
    statuses = collections.Counter()
    for number in range(50):
        claiming = dataclasses.replace(door, headers={"X-Forwarded-For": f"10.1.1.{number}"})
        statuses[Widget(claiming, "127.200.0.1").post("feedback", title="").status] += 1
    demand(statuses[429] >= 5 and statuses[400] >= 40, f"the limit by address: {dict(statuses)}")


def check_kept(run, processes, host):
    for process in processes:
        door = direct(process, host)
        for identifier, idea in run.ideas.items():
            page = Browser(door).get(f"/ideas/{identifier}")
            demand(page.status == 200 and idea.title in page.text, f"the idea {identifier} is lost")
            votes = int(re.search(r': (\d+) votes?"', page.text)[1])
            least, most = len(idea.voters), len(idea.voters | idea.perhaps)
            demand(least <= votes <= most, f"the idea {identifier} has {votes} votes, not {least} to {most}")


def check_people(run, schema):
    """Checks directly in the database that each person exists once."""
    for number, person in enumerate(PEOPLE):  # also those who happened not to sign in
        answer = Widget(run.door, f"127.100.0.{number + 1}").identify(sign(person, run.secret, sub=person))
        demand(answer.status == 200, f"{person}: {answer.gist}")
    query = f"SELECT count(*) FROM {schema}.portal_records WHERE organization = '{ORGANIZATION}' AND kind = 'user'"
    done = subprocess.run(["psql", "-Atc", query, os.environ["PORTAL_TEST_POSTGRESQL"]], check=True, capture_output=True, text=True)
    demand(int(done.stdout) == len(PEOPLE), f"{len(PEOPLE)} people have {done.stdout.strip()} records")


def passed_on(balancer):
    """How many requests nginx sent to the second process after the first had failed."""
    return sum("," in behind for *_, behind in balancer.requests())


def wait_until_passed_on(balancer):
    ends = time.monotonic() + 30
    while not passed_on(balancer):
        demand(time.monotonic() < ends, "nginx never asked the other process: nothing was killed in mid-run")
        threading.Event().wait(0.05)


def check_log(balancer):
    statuses = collections.Counter(behind for *_, behind in balancer.requests())
    wrong = {status: count for status, count in statuses.items() if re.search(r"\b50[013-9]\b", status)}
    demand(not wrong, f"statuses of the processes: {wrong}")
    print(f"{sum(statuses.values())} requests by nginx, {passed_on(balancer)} of them passed on to the other process")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--seconds", type=float, default=9, help="how long visitors come, about")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        attempt(options, pathlib.Path(folder))


def attempt(options, folder):
    schema = "processes"
    balancer = Balancer(folder, NAME)
    host = f"{NAME}:{balancer.port}"
    portal = Portal(options.portal, folder, postgresql(schema), host)
    portal.create()
    portal.create_administrator()
    run = Run(Door(balancer.port, host, balancer.tls), portal.create_secret())
    first, second = processes = [portal.process(), portal.process()]
    try:
        for process in processes:
            process.start()
        balancer.start([process.port for process in processes])
        check_script(run.door)
        administrator = Browser(run.door)
        administrator.log_in_as_administrator()
        administrator.enable_single_sign_on(run.secret)
        run.start()
        threading.Event().wait(options.seconds / 3)

        killing = time.monotonic()
        run.kill = (killing, float("inf"))
        first.end(signal.SIGKILL)
        run.kill = (killing, time.monotonic())
        wait_until_passed_on(balancer)
        first.start()

        with run.lock:
            (browser, _), (widget, _) = run.signed_in[-1], run.identified[-1]
        for process in processes:
            demand(alive(browser, widget, direct(process, host)) == (True, True), "a session is not good on both processes")
        regenerate(administrator, run)
        for process in processes:
            demand(alive(browser, widget, direct(process, host)) == (False, False), "the old secret's sessions go on")
        threading.Event().wait(options.seconds / 2)
        run.join()
        demand(not run.mistakes, "\n".join(run.mistakes))
        with run.lock:
            new = [pair for pair in run.signed_in if pair[1] == run.secret]
        demand(new and all(pair[0].is_signed_in() for pair in new), "nobody is signed in by the new secret")
        check_kept(run, processes, host)
        check_people(run, schema)
        check_limit(run.door)
        check_log(balancer)
        print(f"{len(run.ideas)} ideas kept, {dict(run.counts)}")
    finally:
        balancer.end()
        for process in processes:
            if process.process:
                process.end()


if __name__ == "__main__":
    main()
