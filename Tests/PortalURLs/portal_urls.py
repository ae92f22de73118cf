#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds ProductBridgeSSO's reading of hosts, URLs and queries to that of a browser (WHATWG URL, by Ada) and of Python.

    portal_urls.py PROGRAM [--cases 200000] [--seed 1]

PROGRAM is this folder's Swift package, built. Whatever it accepts must mean to a browser what it means to the library;
that it accepts a good share of the cases shows that this is tried.
"""

import argparse
import collections
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.parse

import ada_url

import cases

SENDERS = pathlib.Path(__file__).parent / "senders"
ORIGINS = {f"https://{host}" for host in cases.HOSTS}
MAIN = cases.HOSTS[0]
CALLBACK = f"https://{MAIN}/api/redirects/sso"


class Wrong(Exception):
    pass


def demand(condition, what):
    if not condition:
        raise Wrong(what)


def ask(program, questions):
    """What the program answers: a list of texts each, None for what it refuses."""
    lines = ["\t".join(field.encode().hex() for field in question) for question in questions]
    run = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = []
    for line in run.stdout.splitlines():
        verdict, *fields = line.split("\t")
        answers.append([bytes.fromhex(field).decode() for field in fields] if verdict == "ok" else None)
    demand(len(answers) == len(questions), f"{len(answers)} answers to {len(questions)} questions")
    return answers


def decoded(url):
    """An URL without regard to which characters are percent-encoded."""
    return urllib.parse.unquote_to_bytes(url)


def check_host(question, answer):
    _, text, insecure = question
    description, origin = answer
    demand(origin == ("http://" if insecure == "true" else "https://") + description, "the origin is another")
    seen = ada_url.URL(f"{origin.split(':')[0]}://{text}/")
    demand(seen.host == description, f"a browser sees {seen.host}")
    demand(seen.origin == origin, f"a browser sees {seen.origin}")


def check_page(question, answer):
    text, [location] = question[2], answer
    demand(location.isascii() and location.isprintable() and " " not in location, "no header's value")
    seen = ada_url.URL(location, base=CALLBACK)
    demand(seen.protocol == "https:" and seen.origin in ORIGINS, f"a browser goes to {seen.origin}")
    demand(not seen.username and not seen.password, "user info")
    demand(seen.origin == f"https://{MAIN}" or location.startswith(seen.origin + "/"), "not where it says")
    demand(seen.pathname.lower() != "/api/redirects/sso", "a loop")
    parts = urllib.parse.urlsplit(location)
    demand(parts.path == seen.pathname, f"a browser goes to {seen.pathname}, Python to {parts.path}")
    demand(urllib.parse.urljoin(CALLBACK, location).startswith(seen.origin + "/"), "Python joins another")
    original = ada_url.URL(text, base=CALLBACK)
    demand(decoded(original.href) == decoded(seen.href), f"the text itself would lead to {original.href}")


def readers(query):
    """The pairs of a query as a browser and as Python read them."""
    return (list(ada_url.URLSearchParams(query).items()),
            urllib.parse.parse_qsl(query, keep_blank_values=True, max_num_fields=1000))


def check_login(question, answer):
    _, hosts, organization, login, _, test = question
    [url] = answer
    host = hosts.split(" ")[0]
    own, seen = ada_url.URL(login), ada_url.URL(url)
    demand((seen.protocol, seen.host, seen.pathname) == (own.protocol, own.host, own.pathname), f"a browser goes to {seen.href}")
    parts = urllib.parse.urlsplit(url)
    demand(parts.netloc == own.host and parts.path == own.pathname and parts.path, f"Python goes to {parts.netloc}")
    demand(seen.protocol == "https:" or own.hostname in ("localhost", "127.0.0.1", "[::1]") or own.hostname.endswith(".localhost"),
           "insecure")
    demand(not (seen.username or seen.password or seen.hash or parts.username or parts.fragment), "user info or fragment")

    callback = f"https://{host}/api/redirects/sso"
    ours = {"redirect": callback, "organizationId": organization, "returnTo": question_page(question)}
    if test == "true":
        ours["test"] = "true"
    before, after = readers(own.search.removeprefix("?")), readers(seen.search.removeprefix("?"))
    # urlsplit sees the query as it was sent, URL as a browser passes it on.
    raw = readers(parts.query)
    for old, new, what in zip(before + before, after + raw, ("browser", "Python", "raw, browser", "raw, Python")):
        demand(new[:len(old)] == old, f"{what}: its own query is changed")
        demand(new[len(old):] == list(ours.items()), f"{what}: reads {new[len(old):]}")
        for name, value in ours.items():
            demand([found for key, found in new if key == name] == [value], f"{what}: {name} is ambiguous")
    # A reader that doesn't take + for a space.
    plain = dict(piece.split("=", 1) for piece in parts.query.split("&")[-len(ours):])
    demand({name: urllib.parse.unquote(value) for name, value in plain.items()} == ours, "a plain reader sees others")


PAGE_LOCATIONS = {}


def question_page(question):
    return PAGE_LOCATIONS[question[1], question[4]]


def check_query(question, answer):
    query = question[3]
    wanted = dict(zip(("ssoToken", "organizationId"), (answer[0], question[2])))
    for pairs in readers(query.removeprefix("?")):
        for name, value in wanted.items():
            demand([found for key, found in pairs if key == name] == [value], f"{name} is read as something else")
        pages = [found for key, found in pairs if key == "returnTo"]
        demand(len(pages) <= 1 and bool(pages and pages[0]) == bool(answer[1]), "returnTo is read as something else")
        if answer[1]:
            demand(decoded(ada_url.URL(pages[0], base=CALLBACK).href) == decoded(ada_url.URL(answer[1], base=CALLBACK).href),
                   "returnTo leads elsewhere")


def senders(redirects, tokens):
    """The redirects back that the document's five samples make of redirects to the login page, by language."""
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


def run(program, count, seed):
    generator = random.Random(seed)
    figures = {}

    def check(name, questions, judge):
        answers = ask(program, questions)
        figures[name] = figure = collections.Counter(cases=len(questions))
        for question, answer in zip(questions, answers):
            if answer is None:
                continue
            figure["accepted"] += 1
            try:
                judge(question, answer)
            except (Wrong, ValueError) as error:
                raise Wrong(f"{name}: {error}\n  asked {question!r}\n  told  {answer!r}") from error
        return answers

    hosts = " ".join(cases.HOSTS)
    questions = [("host", cases.host(generator), generator.choice(("false", "false", "true"))) for _ in range(count // 10)]
    check("hosts", questions, check_host)

    pages = [("page", hosts, cases.page(generator)) for _ in range(count // 2)]
    locations = check("pages", pages, check_page)
    accepted = [(page[2], location[0]) for page, location in zip(pages, locations) if location]
    # What comes back is what was sent, for the login page forwards it as it was received.
    again = ask(program, [("page", hosts, location) for _, location in accepted])
    for (text, location), answer in zip(accepted, again):
        demand(answer == [location], f"pages: {text!r} gives {location!r}, and that {answer!r}")

    logins = []
    for _ in range(count // 5):
        text, location = generator.choice(accepted)
        PAGE_LOCATIONS[hosts, text] = location
        logins.append(("login", hosts, generator.choice(cases.ORGANIZATIONS), cases.login(generator), text,
                       generator.choice(("false", "true"))))
    redirects = check("logins", logins, check_login)

    queries = [("callback", hosts, "org_1", cases.query(generator)) for _ in range(count // 10)]
    check("queries", queries, check_query)

    answered = [(question, answer[0]) for question, answer in zip(logins, redirects) if answer][:count // 50]
    tokens = [cases.token(generator) for _ in answered]
    for name, sent in senders([url for _, url in answered], tokens):
        demand(all(url.startswith(CALLBACK + "?") for url in sent), f"{name} doesn't send to the callback")
        # Servers give a query with or without its question mark.
        questions = [("callback", hosts, question[2], url.removeprefix(CALLBACK)[generator.randrange(2):])
                     for (question, _), url in zip(answered, sent)]
        answers = check(name, questions, check_query)
        for (question, _), token, sent_query, answer in zip(answered, tokens, questions, answers):
            wanted = [token, question_page(question)]
            demand(answer == wanted, f"{name}: {sent_query!r} is read as {answer!r}, not {wanted!r}")
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    try:
        figures = run(arguments.program, arguments.cases, arguments.seed)
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
