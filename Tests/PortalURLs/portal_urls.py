#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares how ProductBridgeSSO reads hosts, URLs and queries with a browser (WHATWG URL, by Ada) and Python.

    portal_urls.py PROGRAM [--cases 200000] [--seed 1]

PROGRAM is the built Swift package of this folder. Everything that it accepts must mean the same to a browser and to
the library; it must accept a good share of the cases, so that this is really tested.
"""

import argparse
import collections
import pathlib
import random
import subprocess
import sys
import tempfile

import cases
from checks import CALLBACK, Wrong, check_begin, check_host, check_login, check_page, check_query, demand

SENDERS = pathlib.Path(__file__).parent / "senders"


def ask(program, questions):
    """The program's answers: a list of texts for each question, None if it refuses."""
    lines = ["\t".join(field.encode().hex() for field in question) for question in questions]
    run = subprocess.run([program[0], "cases", *program[1:]], input="\n".join(lines) + "\n", capture_output=True, text=True)
    demand(run.returncode == 0, f"the program ended with {run.returncode}: {run.stderr[:500]}")
    answers = []
    for line in run.stdout.splitlines():
        verdict, *fields = line.split("\t")
        answers.append([bytes.fromhex(field).decode() for field in fields] if verdict == "ok" else None)
    demand(len(answers) == len(questions), f"{len(answers)} answers to {len(questions)} questions")
    return answers


def senders(redirects, tokens):
    """The redirects back from the document's five samples, for redirects to the login page, by language."""
    lines = "".join(f"{url}\t{token}\n" for url, token in zip(redirects, tokens))
    with tempfile.TemporaryDirectory() as folder:
        golang = pathlib.Path(folder) / "golang"
        subprocess.run(["go", "build", "-o", golang, SENDERS / "golang.go"], check=True)
        for name, command in {
            "Node": ["node", SENDERS / "node.mjs"],
            "Python": [sys.executable, SENDERS / "python.py"],
            "PHP": ["php", SENDERS / "php.php"],
            "Ruby": ["ruby", SENDERS / "ruby.rb"],
            "Go": [golang],
        }.items():
            sent = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
            demand(len(sent) == len(redirects), f"{name}: {len(sent)} redirects of {len(redirects)}")
            yield name, sent


class Run:
    """The questions of one seed, and how many of them were accepted."""

    def __init__(self, program, seed):
        self.program = program
        self.random = random.Random(seed)
        self.figures = {}
        self.numbers = {}
        self.hosts = " ".join(cases.HOSTS)

    def check(self, name, questions, judge):
        answers = ask(self.program, questions)
        self.figures[name] = figure = collections.Counter(cases=len(questions))
        for question, answer in zip(questions, answers):
            if answer is None:
                continue
            figure["accepted"] += 1
            try:
                judge(question, answer)
            except (Wrong, ValueError) as error:
                raise Wrong(f"{name}: {error}\n  asked {question!r}\n  told  {answer!r}") from error
        return answers

    def pages(self, count):
        """Pages with which a browser was sent to the login page, each with its number."""
        questions = [("begin", self.hosts, text, cases.number(self.random)) for text in cases.REMEMBERED]
        for (text, wanted), answer in zip(cases.REMEMBERED.items(), self.check("known", questions, check_begin)):
            demand(answer[0] == wanted, f"{text!r} is remembered as {answer[0]!r}, not {wanted!r}")

        texts = [cases.page(self.random) for _ in range(count)]
        locations = self.check("pages", [("page", self.hosts, text) for text in texts], check_page)
        accepted = [(text, location[0]) for text, location in zip(texts, locations) if location]
        # An accepted text is accepted again.
        again = ask(self.program, [("page", self.hosts, location) for _, location in accepted])
        for (text, location), answer in zip(accepted, again):
            demand(answer == [location], f"pages: {text!r} gives {location!r}, and that {answer!r}")

        questions = [("begin", self.hosts, text, cases.number(self.random)) for text in texts]
        begun = self.check("sign-ins", questions, check_begin)
        for text, location, answer in zip(texts, locations, begun):
            demand(answer is not None, f"{text!r} stops a sign-in")
            if "pb_state" not in text:
                wanted = location[0] if location else "/"
                demand(answer[0] == wanted, f"{text!r} is remembered as {answer[0]!r}, not {wanted!r}")
        self.numbers = {answer[1]: question[3] for question, answer in zip(questions, begun)}
        return list(self.numbers)

    def returns(self, sent, count):
        """Random login pages, which return the number whatever they do to the page."""
        questions = [("callback", self.hosts, "org_1", f"ssoToken=a.b.c&organizationId=org_1&{text}") for text in cases.FOUND]
        for question, number, answer in zip(questions, cases.FOUND.values(), self.check("numbers", questions, check_query)):
            demand(answer and answer[2] == number, f"in {question[3]!r} {answer} is read, not {number!r}")

        pages = [self.random.choice(sent) for _ in range(count)]
        made = [cases.back(self.random, page, cases.token(self.random)) for page in pages]
        questions = [("callback", self.hosts, "org_1", query) for query, _ in made]
        answers = self.check("returns", questions, check_query)
        for page, (query, text), answer in zip(pages, made, answers):
            demand(answer is not None, f"returns: {query!r} is refused")
            demand(answer[2] == self.numbers[page], f"returns: of {page!r} in {query!r} the number is read as {answer[2]!r}")
            demand(text is None or answer[1] == text, f"returns: of {query!r} the page is read as {answer[1]!r}")

    def samples(self, logins, redirects, count):
        """The document's samples, which return page and number unchanged."""
        answered = [(question, answer[0]) for question, answer in zip(logins, redirects) if answer][:count]
        tokens = [cases.token(self.random) for _ in answered]
        for name, sent in senders([url for _, url in answered], tokens):
            demand(all(url.startswith(CALLBACK + "?") for url in sent), f"{name} doesn't send to the callback")
            # Servers pass a query with or without its question mark.
            questions = [("callback", self.hosts, question[2], url.removeprefix(CALLBACK)[self.random.randrange(2):])
                         for (question, _), url in zip(answered, sent)]
            answers = self.check(name, questions, check_query)
            for (question, _), token, asked, answer in zip(answered, tokens, questions, answers):
                page = question[4]
                wanted = [token, page, self.numbers[page]]
                demand(answer == wanted, f"{name}: {asked!r} is read as {answer!r}, not {wanted!r}")


def run(program, count, seed, with_samples=True):
    asked = Run(program, seed)
    hosts = [("host", cases.host(asked.random), asked.random.choice(("false", "false", "true"))) for _ in range(count // 10)]
    asked.check("hosts", hosts, check_host)
    sent = asked.pages(count // 2)
    logins = [("login", asked.hosts, asked.random.choice(cases.ORGANIZATIONS), cases.login(asked.random),
               asked.random.choice(sent), asked.random.choice(("false", "true"))) for _ in range(count // 5)]
    redirects = asked.check("logins", logins, check_login)
    queries = [("callback", asked.hosts, "org_1", cases.query(asked.random)) for _ in range(count // 10)]
    asked.check("queries", queries, check_query)
    asked.returns(sent, count // 10)
    if with_samples:
        asked.samples(logins, redirects, count // 50)
    return asked.figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    try:
        figures = run([arguments.program], arguments.cases, arguments.seed)
        for name, figure in figures.items():
            share = figure["accepted"] / figure["cases"]
            print(f"{name:<10} {figure['cases']:>7} cases, {figure['accepted']:>6} accepted ({share:.0%}), "
                  "each as a browser reads it")
            demand(share > 0.2, f"{name}: with so few accepted, little is tried")
            demand(share < 0.9 or share == 1, f"{name}: with so few refused, little is tried")
    except Wrong as wrong:
        sys.exit(f"portal_urls: {wrong}")
    print(f"portal URLs: {sum(figure['cases'] for figure in figures.values())} cases, no difference (seed {arguments.seed})")


if __name__ == "__main__":
    main()
