# SPDX-License-Identifier: Apache-2.0

import pathlib
import re

import pytest
from playwright.sync_api import expect, sync_playwright

from customer import Customer
from portal import ROOT, TLS, Portal
from settings import Settings

SCREENSHOTS = ROOT / ".build-portal-screenshots"


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    return TLS(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def browser(tls):
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--ignore-certificate-errors", f"--host-resolver-rules=MAP app.productbridge.io:443 127.0.0.1:{tls.port}"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def only_customer():
    return Customer()


@pytest.fixture
def customer(only_customer, portal):
    only_customer.reset()
    return only_customer


@pytest.fixture(scope="module")
def portal(tmp_path_factory, only_customer, tls, browser):
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.customer = only_customer
    tls.target = portal.port
    only_customer.callback = portal.callback
    context = new_context(browser)
    settings = Settings(context.new_page(), portal)
    settings.log_in()
    only_customer.secret = settings.generate_key()
    portal.administration = context.storage_state()
    context.close()
    yield portal
    portal.close()


def new_context(browser, **options):
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def contexts(browser):
    """Creates contexts, and checks at the end that none of their pages ran an attacker's script."""
    made = []

    def make(**options):
        context = new_context(browser, **options)
        context.attacked = []
        context.on("dialog", lambda dialog: (context.attacked.append(dialog.message), dialog.dismiss()))
        made.append(context)
        return context

    yield make
    for context in made:
        attacked = context.attacked
        context.close()
        assert attacked == []


@pytest.fixture
def page(contexts):
    return contexts().new_page()


@pytest.fixture
def settings(contexts, portal):
    return Settings(contexts(storage_state=portal.administration).new_page(), portal)


@pytest.fixture
def picture(request):
    """Takes a screenshot of a page, for people to look at."""
    def take(page, name=""):
        SCREENSHOTS.mkdir(exist_ok=True)
        stem = re.sub(r"\W+", "-", f"{pathlib.Path(request.node.fspath).stem}-{request.node.name}-{name}").strip("-")
        page.screenshot(path=SCREENSHOTS / f"{stem}.png", animations="disabled")
    return take
