#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the document's five samples as servers through the whole flow: visitors are signed in at the right page.

    samples.py PROGRAM

PROGRAM is the built Swift package of this folder: the portal, and its part of the browser. The rest of the browser is
here, and follows redirects with WHATWG URL (Ada).
"""

import collections
import contextlib
import http.client
import itertools
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import ada_url

from checks import CALLBACK, Wrong, demand

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "Interop"))
from programs import build_go  # noqa: E402

LONG = "/long/" + "0123456789" * 189 + "?q=1"
PAGES = [
    "/search?q=a+b+c",
    "/search?q=a%2Bb%26c%3Dd%20e",
    "/posts?a=1&b=2&redirect=x&organizationId=org_2&ssoToken=x&returnTo=%2F&test=true",
    "/posts/1?tab=comments&sort=new#c-5?x=1&y=2",
    "/#/roadmap/2026",
    "/go?next=https://example.com/a?b=c&d=e#f",
    "/go?next=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc%26d%3De%2523f",
    "/日本語/ü?q=é&ñ=✓#ß",
    "/%E6%97%A5%e6%9c%ac/%C3%BC?q=%C3%A9",
    LONG,
    "/b//c?==&a==b&=c&&;x;y=",
    "/sale-100%?discount=50%&x=%zz&y=50%25",
    "/q?a=%22b%22&c=%27d%27&e='f'&g=%3Cb%3E",
    "/q?a=\"b\"<c>{d}|e^`",
    "/posts?",
    "/posts?pb_state=0123456789abcdef0123456789abcdef&a=b",
]

# The expected report of Test Redirect Flow for each lossy login page, and whether it is then known to echo.
LOSSES = {
    "drops": ("return_to_lost", "doesNotEcho"),
    "null": ("return_to_lost", "doesNotEcho"),
    "without-query": ("return_to_lost", "doesNotEcho"),
    "upper-case": ("return_to_lost", "doesNotEcho"),
    "encodes-twice": ("return_to_encoded_again", "echoes"),
    "encodes-thrice": ("return_to_encoded_again", "echoes"),
    "decodes-twice": ("return_to_decoded_again", "echoes"),
    "plus-is-space": ("return_to_plus_lost", "echoes"),
    "plus-not-encoded": ("return_to_plus_lost", "echoes"),
    "lower-case": ("return_to_changed", "echoes"),
    "not-encoded": ("return_to_changed", "echoes"),
    "nothing": ("", "echoes"),
}


def remembered(page):
    """A visitor's page as the portal remembers it: in ASCII, with stray percent signs encoded and without a number."""
    page = re.sub(r"pb_state=[0-9a-f]{32}&", "", page)
    return urllib.parse.quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", page), safe="!#$%&'()*+,/:;=?@~")


class Portal:
    """The Swift program, which gets one question per line."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "portal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *question):
        self.process.stdin.write("\t".join(field.encode().hex() for field in question) + "\n")
        self.process.stdin.flush()
        verdict, *fields = self.process.stdout.readline().rstrip("\n").split("\t")
        demand(verdict == "ok", f"{question}: {verdict or 'the portal has ended'} {fields}")
        return [bytes.fromhex(field).decode() for field in fields]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class LoginPage:
    """A customer's server, and the browser that is sent there and back."""

    visits = itertools.count()

    def __init__(self, port, path):
        self.port, self.path = port, path
        self.url = f"http://127.0.0.1:{port}{path}"

    def visit(self, redirect, token=None):
        """Follows the redirect to the login page; returns its target and query. Equal `token`s give equal tokens."""
        there = ada_url.URL(redirect)
        demand(there.origin == f"http://127.0.0.1:{self.port}" and there.pathname == self.path, f"sent to {there.href}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", there.pathname + there.search, headers={"X-Visit": token or str(next(self.visits))})
            answer = connection.getresponse()
            location = answer.getheader("Location")
            demand(answer.status == 302 and location, f"{self.url} answers {answer.status}: {answer.read()[:300]}")
        finally:
            connection.close()
        back = ada_url.URL(location, base=there.href)
        return back.origin + back.pathname, back.search


def test_redirect_flow(portal, login):
    """Sets and tests the login page; returns the result, the losses and the report."""
    portal.ask("browser")
    portal.ask("login", login.url)
    demand(portal.ask("settings")[1] == "unknown", "another login page is known to echo")
    _, redirect, _ = portal.ask("test", "flow")
    to, query = login.visit(redirect)
    demand(to == CALLBACK, f"the test leads to {to}")
    demand(portal.ask("callback", query)[0] == "tested", "the test is no test")
    return portal.ask("result")


def sign_in(portal, login, pages, token=None):
    """Signs in with one tab per page. All begin before the first comes back, and the first one comes back last."""
    portal.ask("browser")
    redirects = []
    for page in pages:
        action, redirect, detail = portal.ask("signin", page)
        demand(action == "redirect", f"Sign In at {page!r}: {action} {detail}")
        redirects.append(redirect)
    queries = [login.visit(redirect, token) for redirect in redirects]
    answers = [None] * len(pages)
    for index in reversed(range(len(pages))):
        to, query = queries[index]
        demand(to == CALLBACK, f"the login page leads to {to}")
        answers[index] = portal.ask("callback", query[1:] if index else query)
        demand(portal.ask("person") == ["ada@example.com"], f"{pages[index]!r}: nobody is signed in: {answers[index]}")
    return answers


def try_sample(portal, name, login):
    result, losses, report = test_redirect_flow(portal, login)
    demand((result, losses) == ("passed", ""), f"{name}: Test Redirect Flow: {result} {losses}: {report}")
    demand(portal.ask("settings") == ["passed", "echoes"], f"{name} is not known to echo")
    portal.ask("enable")

    tabs, again = 0, collections.Counter()
    for page in PAGES:
        first, second, third = sign_in(portal, login, [page, page, "/ideas/3?of=tabs"])
        for answer, wanted in ((first, [remembered(page)]), (third, ["/ideas/3?of=tabs"]),
                               (second, [remembered(page)] + ["/"] * (page == LONG))):
            demand(answer[0] == "signedIn" and answer[1] in wanted, f"{name}: {page!r}: {answer}, not at {wanted}")
            tabs += 1
        # Within a second most samples make equal tokens.
        for answer in sign_in(portal, login, [page, page], token=f"{name} {page}".encode().hex()):
            demand(answer[0] in ("signedIn", "alreadySignedIn"), f"{name}: {page!r}: {answer}")
            demand(answer[1] == remembered(page) or page == LONG, f"{name}: equal tokens lead to {answer[1]}")
            again[answer[0]] += 1
    return tabs, again


def compare_redirect(portal, name, login):
    """The document's original samples send tokens anywhere; the second test finds that."""
    _, redirect, _ = portal.ask("test", "redirectComparison")
    to, query = login.visit(redirect)
    demand(to == CALLBACK + "-comparison", f"{name}: the comparison leads to {to}")
    portal.ask("comparison", query)
    result = portal.ask("result")[0]
    demand(result == "loginPageDoesNotCompareRedirect", f"{name}: the comparison finds {result}")


def try_loss(portal, loss, login):
    result, losses, report = test_redirect_flow(portal, login)
    wanted, echo = LOSSES[loss]
    demand((result, losses) == ("passed", wanted), f"{loss}: Test Redirect Flow: {result} {losses}: {report}")
    demand(portal.ask("settings") == ["passed", echo], f"{loss}: it is known that {portal.ask('settings')}")
    portal.ask("enable")
    # Visitors still reach the right page; without a number it is the page of their latest sign-in. Parameters of a
    # page that isn't encoded become the callback's own; ambiguous cases are refused.
    for page in [page for page in PAGES if loss != "not-encoded" or "ssoToken" not in page]:
        [answer] = sign_in(portal, login, [page])
        demand(answer[:2] == ["signedIn", remembered(page)], f"{loss}: {page!r}: {answer}")
        if echo == "echoes":
            for tab, answer in zip((page, "/two"), sign_in(portal, login, [page, "/two"])):
                demand(answer[:2] == ["signedIn", remembered(tab)], f"{loss}: {tab!r} of two: {answer}")
    return report


@contextlib.contextmanager
def servers(secret, folder):
    """Starts the samples and the lossy login pages; yields their ports by name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        php_port = free.getsockname()[1]
    samples = FOLDER / "samples"
    commands = {
        "Node": ["node", samples / "node.mjs"],
        "Python": [sys.executable, "-B", samples / "python.py"],
        "PHP": ["php", "-S", f"127.0.0.1:{php_port}", samples / "php.php"],
        "Ruby": ["ruby", samples / "ruby.rb"],
        "Go": [build_go(samples / "golang.go", folder / "go")],
        "lossy": [sys.executable, "-B", samples / "lossy.py"],
    }
    environment = {**os.environ, "PRODUCTBRIDGE_WIDGET_SECRET": secret}
    with contextlib.ExitStack() as running:
        ports = {}
        for name, command in commands.items():
            said = running.enter_context(open(folder / f"{name}.log", "w+"))
            process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)
            running.callback(process.wait)
            running.callback(process.terminate)
            line = "" if name == "PHP" else process.stdout.readline()
            ports[name] = php_port if name == "PHP" else int(line) if line.strip().isdigit() else None
            for _ in range(100):
                with socket.socket() as probe:
                    if ports[name] and probe.connect_ex(("127.0.0.1", ports[name])) == 0:
                        break
                if process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                ports[name] = None
            said.seek(0)
            demand(ports[name] and process.poll() is None, f"{name} doesn't start: {said.read()}")
        yield ports


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    portal = Portal(sys.argv[1])
    try:
        with tempfile.TemporaryDirectory() as folder, servers(*portal.ask("secret"), pathlib.Path(folder)) as ports:
            losses = LoginPage(ports["lossy"], "")
            for name in ("Node", "Python", "PHP", "Ruby", "Go"):
                login = LoginPage(ports[name], "/login")
                tabs, again = try_sample(portal, name, login)
                compare_redirect(portal, name, login)
                print(f"{name:<8} {tabs} of {tabs} tabs signed in at their page ({len(PAGES)} pages, 3 tabs each), "
                      f"equal tokens: {dict(again)}; echoes; sends tokens anywhere, which is found")
            for loss in LOSSES:
                report = try_loss(portal, loss, LoginPage(losses.port, "/" + loss))
                print(f"{loss:<16} {LOSSES[loss][0] or '-':<24} {LOSSES[loss][1]:<12} {report}")
    except (Wrong, OSError) as wrong:
        sys.exit(f"samples: {wrong}")
    finally:
        portal.close()
    print(f"samples: 5 servers, {len(PAGES)} pages, {len(LOSSES)} losses, no difference")


if __name__ == "__main__":
    main()
