# SPDX-License-Identifier: Apache-2.0
"""Attackers' input is shown as text everywhere and leads nowhere. A dialog on any page fails the test."""

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from customer import ADA
from portal import ORGANIZATION
from widget import Widget

SCRIPT = "<script>alert('script')</script>"
IMAGE = "<img src=x onerror=\"alert('image')\">"
QUOTES = "\"'><svg onload=alert('svg')>"
AVATARS = ["javascript:alert('avatar')", "data:text/html,<script>alert('avatar')</script>", "https://x.example/\"onerror=\"alert('avatar')"]


@pytest.mark.parametrize("avatar", AVATARS)
def test_names_companies_and_pictures(settings, customer, portal, page, avatar, picture):
    settings.enable()
    customer.user = {**ADA, "id": f"u-{len(avatar)}", "email": f"mallory{len(avatar)}@example.com", "name": IMAGE, "avatarURL": avatar,
                     "company_name": SCRIPT, "company_id": f"c-{len(avatar)}", "customer_status": QUOTES, "external_user_id": SCRIPT}
    page.goto(portal.origin)
    page.get_by_role("link", name="Sign in", exact=True).first.click()
    expect(page.locator(".who-name")).to_have_text(IMAGE)
    assert page.locator("main img, .bar img").evaluate_all("nodes => nodes.filter((node) => !node.src.startsWith('https:'))") == []
    page.locator(".composer summary").click()
    page.get_by_label("Title").fill(SCRIPT)
    page.locator("textarea").fill(IMAGE + QUOTES)
    page.get_by_role("button", name="Submit idea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SCRIPT)
    expect(page.locator("main")).to_contain_text(IMAGE + QUOTES)
    picture(page)
    page.goto(f"{portal.origin}/?sort=new")
    expect(page.locator(".idea").first).to_contain_text(SCRIPT)

    admin = settings.page
    for name in ["People", "Companies", "Feedback by revenue", "Sign-in log", "Audit"]:
        settings.open(name)
        assert admin.locator("main script, main img[onerror], main svg[onload]").count() == 0
    settings.open("People")
    admin.get_by_role("link", name=IMAGE).last.click()
    for text in [IMAGE, SCRIPT, QUOTES]:
        expect(admin.locator("main")).to_contain_text(text)
    picture(admin, "person")


def test_the_widget_shows_hostile_text_as_text(customer, portal, page, picture):
    customer.user = {**ADA, "name": IMAGE + QUOTES, "avatar_url": AVATARS[2]}
    page.goto(f"{customer.origin}/plain/plain.html")
    widget = Widget(page).open().expect_text(IMAGE + QUOTES)
    widget.send(title=SCRIPT, text=IMAGE)
    widget.expect_text("Thank you!")
    widget.panel.get_by_role("tab", name="Ideas").click()
    widget.expect_text(SCRIPT)
    assert widget.panel.locator("script, img[onerror], svg[onload]").count() == 0
    picture(page)


@pytest.mark.parametrize("query", [
    f"ssoToken={quote(SCRIPT)}&organizationId={ORGANIZATION}",
    f"ssoToken=x&organizationId={quote(SCRIPT)}",
    f"ssoToken=x&organizationId={ORGANIZATION}&returnTo={quote(SCRIPT)}",
    f"ssoToken=x&organizationId={ORGANIZATION}&returnTo=javascript:alert(1)",
    f"ssoToken=x&ssoToken={quote(IMAGE)}&organizationId={ORGANIZATION}",
    f"pb_state={quote(QUOTES)}&organizationId={ORGANIZATION}",
    f"{quote(SCRIPT)}={quote(SCRIPT)}",
])
def test_parameters_of_the_callback(settings, customer, portal, page, query):
    settings.enable()
    answer = page.goto(f"{portal.callback}?{query}")
    assert 400 <= answer.status < 500
    assert page.locator("main script, main img, main svg[onload]").count() == 0
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/%09/evil.example"])
def test_return_to_stays_on_the_portal(settings, customer, portal, page, target):
    settings.enable()
    customer.user = ADA
    page.goto(f"{portal.origin}/signin?returnTo={quote(target, safe='')}")
    # A page that wasn't reached by a click in the portal asks for one.
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".who-name")).to_have_text("Ada Lovelace")
    assert urlsplit(page.url).netloc == urlsplit(portal.origin).netloc
