# SPDX-License-Identifier: Apache-2.0
"""The widget on customers' pages: the documents' original snippets, the fixed ones, and each state."""

import json
import re

import pytest
from playwright.sync_api import expect

from customer import ADA, BOB, SDK
from portal import free_port
from widget import Widget

COMPONENTS = ["react/react.jsx", "react/widget-react.jsx", "vue/vue.vue", "vue/widget-vue.vue", "angular/angular.ts", "angular/widget-angular.ts"]
ORIGIN = "https://app.productbridge.io"


@pytest.fixture
def widget(page, customer):
    """The widget's script on a page, before `init`."""
    widget = Widget(page).watch()
    page.goto(f"{customer.origin}/sdk")
    return widget


@pytest.mark.parametrize("name", ["plain.html", "widget-plain.html"])
def test_a_plain_snippet_identifies_the_logged_in_user(page, customer, settings, name, picture):
    customer.user = ADA
    calls = []
    page.on("request", lambda request: calls.append(request.url) if "/api/widget/" in request.url else None)
    page.goto(f"{customer.origin}/plain/{name}")
    widget = Widget(page).open().expect_text("Ada Lovelace")
    picture(page)
    widget.send(title=f"From {name}")
    widget.expect_text("Thank you!")
    assert {url.split("/api/")[0] for url in calls} == {ORIGIN}
    # The feedback is linked to the user's profile with name, company and plan.
    settings.open("People")
    settings.page.get_by_role("link", name="Ada Lovelace").click()
    for text in ["ada@example.com", "Analytical Engines", "active", f"From {name}"]:
        expect(settings.page.locator("main")).to_contain_text(text)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_comes_and_goes(page, customer, name):
    Widget(page).watch()
    customer.user = ADA
    page.goto(f"{customer.origin}/component/{name}")
    page.evaluate("() => { window.unmount = mountWidget({ position: 'bottom-left', buttonText: 'Say it' }); }")
    widget = Widget(page)
    expect(widget.launcher).to_have_text("Say it")
    widget.open().expect_text("Ada Lovelace")
    page.evaluate("unmount()")
    expect(widget.host).to_have_count(0)
    assert widget.errors == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_anonymous_without_a_login(page, customer, name):
    page.goto(f"{customer.origin}/component/{name}")
    page.evaluate("() => { mountWidget({}); }")
    Widget(page).open().expect_text("Sent without your name")


@pytest.mark.parametrize("name", ["react/react.jsx", "react/widget-react.jsx"])
def test_react_in_strict_mode_has_one_widget(page, customer, name):
    Widget(page).watch()
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    customer.user = ADA
    page.goto(f"{customer.origin}/component/{name}")
    expected = 1 if "widget-" in name else 2
    page.evaluate("() => { window.unmount = mountWidget({}, true); }")
    expect(page.locator(f"script[src='{SDK}']")).to_have_count(expected)
    widget = Widget(page)
    widget.open().expect_text("Ada Lovelace")
    expect(widget.host).to_have_count(1)
    page.evaluate("unmount()")
    expect(widget.host).to_have_count(0)
    assert (failures, widget.errors) == ([], [])


@pytest.mark.parametrize("name", ["identify.js", "widget-identify.js"])
def test_identify_after_init(page, customer, name):
    page.goto(f"{customer.origin}/plain/{name}")
    widget = Widget(page).open().expect_text("Sent without your name")
    widget.title.fill("Typed before the login")
    customer.user = ADA
    page.evaluate("onLoginSuccess()")
    widget.expect_text("Ada Lovelace")
    expect(widget.title).to_have_value("Typed before the login")


def test_feedback_without_a_name(widget, picture):
    widget.init().open().send()
    widget.expect_text("Thank you!")
    with widget.page.expect_popup() as popup:
        widget.panel.get_by_role("link", name="View it").click()
    expect(popup.value.get_by_role("heading", level=1)).to_have_text("Export as CSV")
    expect(popup.value.locator("main")).to_contain_text("Anonymous")


def test_votes_are_those_of_the_portal(widget, customer, portal, page):
    widget.init(userToken=customer.widget_token(BOB)).open().send(title="An idea to vote for")
    widget.expect_text("Thank you!")
    widget.panel.get_by_role("tab", name="Ideas").click()
    vote = widget.panel.locator("li").filter(has_text="An idea to vote for").get_by_role("button")
    before = vote.get_attribute("aria-pressed")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    votes = vote.inner_text().strip()
    page.goto(f"{portal.origin}/?sort=new")
    expect(page.locator(".idea").filter(has_text="An idea to vote for").locator(".vote-button")).to_have_text(re.compile(votes))


def test_locked_until_identified(widget, customer, settings, picture):
    settings.require_identify()
    try:
        widget.init().open().expect_text("Please log in")
        expect(widget.title).to_have_count(0)
        picture(widget.page)
        widget.identify(customer.widget_token(ADA))
        widget.expect_text("Ada Lovelace")
        widget.send()
        widget.expect_text("Thank you!")
    finally:
        settings.require_identify(False)


@pytest.mark.parametrize("claims, code", [
    ({"email": ""}, "empty_email"), ({"exp": 1_700_000_000, "iat": 1_699_999_000}, "expired"), (None, "signature_mismatch"),
])
def test_refused_and_never_silently_anonymous(widget, customer, claims, code, picture):
    if claims is None:
        customer.signs_with = "0" * 64
    customer.claims = claims or {}
    widget.init(userToken=customer.widget_token(ADA)).open().expect_text("Please log in").expect_text("Reference")
    expect(widget.title).to_have_count(0)
    told = widget.errors
    assert len(told) == 1 and (told[0] == code or code == "empty_email"), told
    picture(widget.page)
    customer.reset()
    widget.identify(customer.widget_token(ADA))
    widget.expect_text("Ada Lovelace")


def test_ended_sessions_end_the_credential(widget, customer, settings, picture):
    widget.init(userToken=customer.widget_token(ADA)).open().expect_text("Ada Lovelace")
    settings.open("API Keys")
    settings.page.get_by_role("button", name="End its sessions").click()
    expect(settings.page.get_by_role("status").first).to_contain_text("ended")
    widget.send(title="Not lost")
    widget.expect_text("Your session has ended")
    picture(widget.page)
    assert widget.errors[-1] == "credential_expired"
    widget.identify(customer.widget_token(ADA))
    expect(widget.title).to_have_value("Not lost")
    widget.send(title="Not lost")
    widget.expect_text("Thank you!")


def test_the_fixed_snippet_continues_with_a_fresh_token(page, customer, settings):
    customer.user = ADA
    page.goto(f"{customer.origin}/plain/widget-plain.html")
    widget = Widget(page).open().expect_text("Ada Lovelace")
    settings.open("API Keys")
    settings.page.get_by_role("button", name="End its sessions").click()
    expect(settings.page.get_by_role("status").first).to_contain_text("ended")
    before = customer.tokens
    widget.send(title="With a fresh token")
    widget.expect_text("Thank you!")
    assert customer.tokens == before + 1


def test_unavailable_until_it_is_tried_again(widget, portal, tls, picture):
    tls.target = free_port()
    widget.init().open().expect_text("isn’t available right now")
    picture(widget.page)
    tls.target = portal.port
    widget.panel.get_by_role("button", name="Try again").click()
    widget.expect_text("Sent without your name")


def test_only_the_pages_of_the_settings_may_embed_it(widget, customer, settings):
    settings.allow_origins("https://elsewhere.example")
    try:
        widget.init().open().expect_text("isn’t available right now")
        assert widget.errors == ["network"]
        settings.allow_origins("https://elsewhere.example", customer.origin)
        widget.panel.get_by_role("button", name="Try again").click()
        widget.expect_text("Sent without your name")
    finally:
        settings.allow_origins()


def test_a_strict_content_security_policy_needs_three_sources(page, customer, settings, portal):
    settings.open("Widget & Embeds")
    sources = settings.page.locator("#sources").inner_text()
    assert sources.count("-src") == 3
    customer.policy = f"default-src 'none'; {sources.replace(portal.origin, ORIGIN)}"
    page.add_init_script("window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective))")
    page.goto(f"{customer.origin}/sdk")
    # The page's own style element and icon aren't the widget's.
    before = page.evaluate("violations.length")
    picture = "https://pictures.example.test/ada.png"
    page.route(picture, lambda route: route.fulfill(status=404))
    widget = Widget(page).init(userToken=customer.widget_token({**ADA, "avatar_url": picture})).open().expect_text("Ada Lovelace")
    assert page.evaluate("violations.slice(%d)" % before) == []
    assert widget.launcher.evaluate("node => getComputedStyle(node).position") == "fixed"
    assert widget.launcher.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(50, 109, 207)"


def test_the_styles_of_the_page_stay_outside(widget):
    assert widget.page.evaluate("getComputedStyle(document.body.appendChild(document.createElement('button'))).fontSize") == "30px"
    widget.page.add_style_tag(content="productbridge-widget { display: none; color: red } * { letter-spacing: 9px !important }")
    widget.init()
    expect(widget.launcher).to_be_visible()
    style = widget.launcher.evaluate("node => { const { fontSize, letterSpacing } = getComputedStyle(node); return [fontSize, letterSpacing]; }")
    assert style == ["14px", "normal"]


def test_a_draft_survives_a_reload_and_nothing_secret_is_stored(widget, customer):
    token = customer.widget_token(ADA)
    with widget.page.expect_response(re.compile("/identify$")) as answer:
        widget.init(userToken=token)
    credential = json.loads(answer.value.text())["credential"]
    widget.open().title.fill("Half a sentence")
    stored = widget.state_of_storage()
    assert "Half a sentence" in stored and token not in stored and credential not in stored
    assert json.loads(stored)[:2] == ["", {}]
    widget.page.reload()
    widget.init(userToken=token).open()
    expect(widget.title).to_have_value("Half a sentence")
    widget.init(userToken=customer.widget_token(BOB))
    widget.expect_text("Bob")
    expect(widget.title).to_have_value("")
    widget.page.evaluate("ProductBridge.destroy()")
    assert widget.state_of_storage() == '["", {}, {}]'


def test_animations_respect_reduced_motion(contexts, customer):
    for preference, animation in [("reduce", "none"), ("no-preference", "arrive")]:
        page = contexts(reduced_motion=preference).new_page()
        page.goto(f"{customer.origin}/sdk")
        widget = Widget(page).init().open()
        assert widget.panel.evaluate("node => getComputedStyle(node).animationName") == animation


def test_german(contexts, customer, picture):
    page = contexts(locale="de-DE").new_page()
    page.goto(f"{customer.origin}/sdk?language=")
    Widget(page).init().open().expect_text("Wird ohne Ihren Namen gesendet")
    picture(page)
