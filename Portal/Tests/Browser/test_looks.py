# SPDX-License-Identifier: Apache-2.0
"""Widths, light and dark, use by keyboard only, and axe's findings."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from customer import ADA
from portal import ADMINISTRATOR
from settings import Settings
from widget import Widget

WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1280}
SCHEMES = ["light", "dark"]


def serious(page):
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for found in violations if found["impact"] in ("serious", "critical") for node in found["nodes"]]


@pytest.fixture
def look_at(picture):
    """Takes a screenshot of a page, and checks at the end that no page had a serious finding or scrolled sideways."""
    problems = []

    def look(page, name):
        problems.extend(f"{name}: {finding}" for finding in serious(page))
        if (too_wide := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) > 0:
            problems.append(f"{name} scrolls sideways by {too_wide} px")
        picture(page, name)

    yield look
    assert problems == [], "\n".join(problems)


@pytest.fixture(scope="module")
def filled(portal, browser):
    """A portal with ideas, people and refusals, as in real use."""
    customer = portal.customer
    customer.reset()
    context = browser.new_context(storage_state=portal.administration)
    Settings(context.new_page(), portal).enable()
    customer.reset()
    page = context.new_page()
    page.goto(f"{customer.origin}/sdk")
    widget = Widget(page)
    for title, text in [("Dark mode for the dashboard", "My eyes hurt at night."), ("Export all reports as CSV", "With the filters that are set."),
                        ("A keyboard shortcut for the search", ""), ("Slack notifications when a report is ready", "One channel for each team would be best.")]:
        widget.init(userToken=customer.widget_token(ADA)).open().send(title=title, text=text)
        widget.expect_text("Thank you!")
        page.evaluate("ProductBridge.destroy()")
    widget.init(userToken="not.a.token").open()
    widget.expect_text("Please log in")
    context.close()
    return portal


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in SCHEMES], ids=lambda pair: "-".join(pair))
def looks(request, contexts):
    width, scheme = request.param
    return lambda **options: contexts(viewport={"width": WIDTHS[width], "height": 800}, color_scheme=scheme, has_touch=width == "phone",
                                      reduced_motion="reduce", **options)


def test_the_portal(filled, customer, looks, look_at):
    page = looks().new_page()
    page.goto(filled.origin)
    look_at(page, "ideas")
    page.locator(".idea h2 a").first.click()
    look_at(page, "idea")
    page.goto(f"{filled.origin}/login")
    look_at(page, "login")
    page.goto(f"{filled.callback}?ssoToken=x&organizationId=y")
    look_at(page, "refused")
    page.goto(f"{filled.origin}/nowhere")
    look_at(page, "not-found")
    page.goto(f"{filled.origin}/admin/login")
    look_at(page, "administration")
    customer.user = ADA
    page.goto(filled.origin)
    page.get_by_role("link", name="Sign in", exact=True).first.click()
    expect(page.locator(".who-name")).to_have_text("Ada Lovelace")
    page.locator(".composer summary").click()
    look_at(page, "signed-in")


def test_the_settings(filled, customer, looks, look_at):
    settings = Settings(looks(storage_state=filled.administration).new_page(), filled)
    settings.page.goto(f"{filled.origin}/settings")
    look_at(settings.page, "Overview")
    menu = settings.page.get_by_role("navigation", name="Settings").get_by_role("link").all_inner_texts()
    assert len(menu) == 14
    for name in menu[1:]:
        settings.open(name)
        look_at(settings.page, name)
    settings.open("Native accounts")
    settings.page.get_by_text("New password").first.click()
    look_at(settings.page, "new-password")
    settings.open("API Keys")
    settings.page.get_by_role("button", name="Regenerate").first.click()
    expect(settings.page.get_by_role("heading", level=1)).to_contain_text("Regenerate")
    look_at(settings.page, "regenerate")
    settings.open("Token checker")
    settings.page.get_by_label("Token, or the URL").fill(customer.token(ADA) + "x")
    settings.page.get_by_role("button", name="Explain").click()
    expect(settings.page.get_by_role("heading", name="The token is refused")).to_be_visible()
    look_at(settings.page, "explained")
    settings.open("People")
    settings.page.get_by_role("link", name="Ada Lovelace").click()
    look_at(settings.page, "person")


def test_the_widget(filled, customer, looks, look_at):
    page = looks().new_page()
    page.goto(f"{customer.origin}/sdk")
    widget = Widget(page)
    token = customer.widget_token(ADA)
    for mode in ["popup", "sidebar", "inline"]:
        widget.init(mode=mode, userToken=token)
        if mode != "inline":
            widget.open()
        widget.expect_text("Ada Lovelace")
        look_at(page, f"{mode}-feedback")
        widget.panel.get_by_role("tab", name="Ideas").click()
        widget.expect_text("Dark mode for the dashboard")
        look_at(page, f"{mode}-ideas")
        page.evaluate("ProductBridge.destroy()")
    for position in ["bottom-right", "bottom-left", "top-right", "top-left"]:
        widget.init(position=position, buttonColor="#facc15").open().expect_text("Sent without your name")
        box, size = widget.panel.bounding_box(), page.viewport_size
        assert box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"]
        look_at(page, position)
        page.evaluate("ProductBridge.destroy()")
    widget.init(userToken="not.a.token").open().expect_text("Please log in")
    look_at(page, "refused")


# MARK: Keyboard only


def tab_to(page, locator, key="Tab", most=60):
    for _ in range(most):
        if locator.evaluate("node => node === node.getRootNode().activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never comes to {locator}")


def test_sign_in_vote_and_sign_out_by_keyboard(filled, customer, page):
    customer.user = ADA
    page.goto(filled.origin)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Sign in", exact=True).first)
    page.keyboard.press("Enter")
    expect(page.locator(".who-name")).to_have_text("Ada Lovelace")
    vote = page.locator(".idea .vote-button").first
    pressed = vote.get_attribute("aria-pressed")
    tab_to(page, vote)
    page.keyboard.press("Enter")
    expect(page.locator(".idea .vote-button[aria-pressed=%s]" % ("false" if pressed == "true" else "true")).first).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def test_the_widget_by_keyboard(filled, customer, page):
    page.goto(f"{customer.origin}/sdk")
    widget = Widget(page).init(userToken=customer.widget_token(ADA))
    tab_to(page, widget.launcher)
    page.keyboard.press("Enter")
    expect(widget.title).to_be_focused()
    page.keyboard.type("Typed and sent by keyboard")
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.localName"))
    assert seen == {"productbridge-widget"}
    tab_to(page, widget.panel.get_by_role("tab", name="Feedback"))
    page.keyboard.press("ArrowRight")
    expect(widget.panel.get_by_role("tab", name="Ideas")).to_be_focused()
    vote = widget.panel.locator(".vote").first
    pressed = vote.get_attribute("aria-pressed")
    page.keyboard.press("Tab")
    expect(vote).to_be_focused()
    page.keyboard.press("Space")
    expect(vote).to_have_attribute("aria-pressed", "false" if pressed == "true" else "true")
    tab_to(page, widget.panel.get_by_role("tab", name="Ideas"), "Shift+Tab")
    page.keyboard.press("ArrowLeft")
    tab_to(page, widget.title)
    expect(widget.title).to_have_value("Typed and sent by keyboard")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    widget.expect_text("Thank you!")
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_the_administrators_login_by_keyboard(filled, page):
    page.goto(f"{filled.origin}/settings")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(ADMINISTRATOR[0])
    page.keyboard.press("Tab")
    page.keyboard.type(ADMINISTRATOR[1])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{filled.origin}/settings")
