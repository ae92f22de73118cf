# SPDX-License-Identifier: Apache-2.0
"""The steps of the document on single sign-on, clicked through by an administrator and a visitor."""

import re
import time
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from customer import ADA, BOB
from portal import ORGANIZATION
from settings import log_in_natively


def visit(page, customer, url):
    """Arrives by a click on another site, as strangers do."""
    page.goto(f"{customer.origin}/link?to={quote(url, safe='')}")
    page.get_by_role("link", name="Go").click()


def test_every_step_of_the_document(settings, customer, portal, page, picture):
    admin = settings.page

    # Get your API secret: it is shown only once.
    settings.open("API Keys")
    expect(admin.locator("main")).not_to_contain_text(customer.secret)
    expect(admin.locator("main")).to_contain_text(f"…{customer.secret[-4:]}")
    assert re.fullmatch("[0-9a-f]{64}", customer.secret)

    # Before a test both switches are locked.
    settings.open("SSO Redirect")
    for title in ["Enable Single Sign-On Redirect", "Disable ProductBridge Login"]:
        expect(settings.switch(title).get_by_role("button")).to_be_disabled()
    picture(admin, "locked")

    # Step 1: set your redirect URL.
    settings.set_login_page(f"{customer.origin}/login")

    # Step 2: a failed test says why, and unlocks nothing.
    customer.signs_with = "0" * 64
    popup = settings.start_test()
    popup.wait_for_url(f"{customer.origin}/login?**")
    assert parse_qs(urlsplit(popup.url).query)["test"] == ["true"]
    popup.get_by_role("button", name="Log in").click()
    expect(admin.locator("#live .alert-bad")).to_contain_text("signature_mismatch")
    expect(admin.locator("#live .report")).not_to_be_empty()
    expect(admin.get_by_text("SSO Tested")).to_have_count(0)
    expect(settings.switch("Enable Single Sign-On Redirect").get_by_role("button")).to_be_disabled()
    admin.evaluate("document.getElementById('step-2').scrollIntoView()")
    picture(admin, "failed")
    popup.close()

    # A passed test turns the badge green without a reload, and closes the popup.
    customer.reset()
    admin.evaluate("window.isSamePage = true")
    popup = settings.start_test()
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Log in").click()
    expect(admin.get_by_text("SSO Tested")).to_be_visible()
    assert admin.evaluate("window.isSamePage") is True
    expect(settings.switch("Enable Single Sign-On Redirect").get_by_role("button")).to_be_enabled()
    expect(settings.switch("Disable ProductBridge Login").get_by_role("button")).to_be_disabled()
    admin.evaluate("document.getElementById('step-2').scrollIntoView()")
    picture(admin, "passed")

    # Step 3: enable it. Sign In leads to the login page with the three parameters.
    settings.turn("Enable Single Sign-On Redirect", "on")
    expect(admin.get_by_role("status").first).to_contain_text("Single sign-on is on")
    customer.reset()
    page.goto(portal.origin)
    page.get_by_role("link", name="Sign in", exact=True).first.click()
    expect(page).to_have_url(re.compile(re.escape(f"{customer.origin}/login?")))
    sent = customer.logins[-1]
    assert (sent["redirect"], sent["organizationId"]) == (portal.callback, ORGANIZATION)
    assert "returnTo" in sent and "test" not in sent
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".who-name")).to_have_text("Ada Lovelace")
    assert urlsplit(page.url).query == ""

    # A session of 30 days.
    session = next(cookie for cookie in page.context.cookies() if cookie["name"].startswith("__Host-") and cookie["expires"] > time.time() + 86_400)
    assert abs(session["expires"] - time.time() - 30 * 86_400) < 120
    assert (session["httpOnly"], session["secure"], session["sameSite"]) == (True, True, "Lax")

    # Signing out ends it, and Sign In leads to the customer again.
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()

    # Disable ProductBridge login: a warning comes first, then the form is gone.
    log_in_natively(page, portal)
    expect(page.locator(".who-name")).to_have_text("Mia")
    settings.open("SSO Redirect")
    settings.turn("Disable ProductBridge Login", "on")
    expect(admin.get_by_role("heading", level=1)).to_have_text("Disable ProductBridge login?")
    expect(admin.locator("main")).to_contain_text("locks out everyone who signs in with a ProductBridge password: 1 account")
    picture(admin, "lock-out")
    admin.get_by_role("link", name="Cancel").click()
    expect(settings.switch("Disable ProductBridge Login").get_by_role("button", name="Turn on")).to_be_visible()
    settings.turn("Disable ProductBridge Login", "on")
    admin.get_by_role("button", name="Disable ProductBridge login").click()
    expect(admin.get_by_role("status").first).to_contain_text("ProductBridge login is disabled")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    page.goto(f"{portal.origin}/login")
    expect(page.get_by_label("Password")).to_have_count(0)
    picture(page, "no-native-login")

    # "You can always disable SSO from the dashboard to restore access."
    settings.turn("Enable Single Sign-On Redirect", "off")
    expect(admin.get_by_role("status").first).to_contain_text("Single sign-on is off")
    log_in_natively(page, portal)
    expect(page.locator(".who-name")).to_have_text("Mia")


def test_support_restores_the_login_that_was_disabled(settings, customer, portal, page):
    settings.enable()
    settings.turn("Disable ProductBridge Login", "on")
    settings.page.get_by_role("button", name="Disable ProductBridge login").click()
    expect(settings.page.get_by_role("status").first).to_contain_text("disabled")
    page.goto(f"{portal.origin}/login")
    expect(page.get_by_label("Password")).to_have_count(0)
    portal.run("restore-login", ORGANIZATION)
    log_in_natively(page, portal)
    expect(page.locator(".who-name")).to_have_text("Mia")


def test_the_check_finds_a_login_page_that_sends_tokens_anywhere(settings, customer):
    settings.pass_test()
    admin = settings.page
    popup = settings.start_test("Check the comparison")
    popup.get_by_role("button", name="Log in").click()
    expect(popup.locator("body")).to_contain_text("redirect is not the callback URL")
    popup.close()
    customer.reset()
    customer.compares = False
    popup = settings.start_test("Check the comparison")
    popup.get_by_role("button", name="Log in").click()
    expect(admin.locator("#live .alert-bad")).to_contain_text("redirect")


def test_sign_in_leads_back_to_the_page_that_it_began_at_in_each_of_two_tabs(settings, customer, portal, contexts):
    settings.enable()
    context = contexts()
    tabs = [(context.new_page(), portal.add_idea("One")), (context.new_page(), portal.add_idea("Two"))]
    for page, path in tabs:
        page.goto(portal.origin + path)
        page.get_by_role("link", name="Sign in", exact=True).first.click()
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
    for page, path in reversed(tabs):
        page.get_by_role("button", name="Log in").click()
        expect(page.locator(".who-name")).to_have_text("Ada Lovelace")
        assert urlsplit(page.url).path == path
    (first, _), (second, _) = tabs
    # After signing out in one, the other notices at its next click.
    first.get_by_role("button", name="Sign out").click()
    expect(first.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    second.reload()
    expect(second.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


@pytest.mark.parametrize("echoes, heading", [(True, "You are not signed in"), (False, "Continue as Bob?")])
def test_a_link_of_an_attacker_signs_nobody_in(settings, customer, portal, page, picture, echoes, heading):
    """If the login page is known to return `returnTo`, a sign-in that didn't begin here is refused; else the visitor is asked."""
    customer.loses_return_to = not echoes
    settings.enable(again=True)
    token = customer.token(BOB)
    if not echoes:
        # Without returnTo only the visitor can tell it from the sign-in that they began.
        page.goto(portal.origin)
        page.get_by_role("link", name="Sign in", exact=True).first.click()
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
    visit(page, customer, f"{portal.callback}?ssoToken={token}&organizationId={ORGANIZATION}")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    picture(page)
    page.goto(portal.origin)
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def test_a_refusal_says_what_to_do_and_its_number_is_in_the_log(settings, customer, portal, page, picture):
    settings.enable()
    customer.user = ADA
    customer.claims = {"exp": int(time.time()) - 4000, "iat": int(time.time()) - 7600}
    page.goto(portal.origin)
    page.get_by_role("link", name="Sign in", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    reference = page.locator("main code").inner_text()
    picture(page)
    settings.open("Sign-in log")
    settings.page.get_by_label("Reference that a visitor was shown").fill(reference)
    settings.page.get_by_role("button", name="Look up").click()
    expect(settings.page.locator("main")).to_contain_text(re.compile("WhatexpiredThe token has expired|Whatexpired"))
    assert customer.token(ADA).split(".")[0] not in portal.log.read_text()
