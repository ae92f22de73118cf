# SPDX-License-Identifier: Apache-2.0
"""An administrator's clicks in the settings."""

import re

from playwright.sync_api import expect

from portal import ADMINISTRATOR, MEMBER


class Settings:
    def __init__(self, page, portal):
        self.page, self.portal = page, portal

    def log_in(self):
        self.page.goto(f"{self.portal.origin}/settings")
        self.page.get_by_label("E-mail").fill(ADMINISTRATOR[0])
        self.page.get_by_label("Password").fill(ADMINISTRATOR[1])
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page).to_have_url(f"{self.portal.origin}/settings")

    def open(self, name):
        self.page.goto(f"{self.portal.origin}/settings")
        self.page.get_by_role("navigation", name="Settings").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def generate_key(self):
        self.open("API Keys")
        self.page.get_by_role("button", name="Generate Private Key").click()
        return self.page.locator("#secret").inner_text()

    def set_login_page(self, url):
        self.open("SSO Redirect")
        self.page.get_by_role("textbox", name="Login page").fill(url)
        self.page.get_by_role("button", name="Save").first.click()
        expect(self.page.get_by_role("status").first).to_contain_text("Login page saved")

    def start_test(self, button="Test Redirect Flow"):
        with self.page.expect_popup() as popup:
            self.page.get_by_role("button", name=button).click()
        return popup.value

    def switch(self, title):
        return self.page.locator(".toggle").filter(has=self.page.get_by_role("heading", name=re.compile(title)))

    def turn(self, title, to):
        self.switch(title).get_by_role("button", name=f"Turn {to}").click()

    def pass_test(self):
        """Sets the login page and passes its test; afterwards nobody is logged in at the customer."""
        self.portal.customer.user = None
        self.set_login_page(f"{self.portal.customer.origin}/login")
        popup = self.start_test()
        with popup.expect_event("close"):
            popup.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_text("SSO Tested")).to_be_visible()
        self.portal.customer.user = None

    def enable(self, again=False):
        """Turns single sign-on on, from any state; `again` repeats the test of the login page."""
        self.open("SSO Redirect")
        is_on = self.switch("Enable Single Sign-On Redirect").get_by_role("button").inner_text() == "Turn off"
        if again or not is_on:
            self.pass_test()
        if is_on:
            return
        self.turn("Enable Single Sign-On Redirect", "on")
        expect(self.page.get_by_role("status").first).to_contain_text("Single sign-on is on")

    def require_identify(self, required=True):
        self.open("Widget Auth")
        self.page.get_by_label("Require identify() for Widget").set_checked(required)
        self.page.get_by_role("button", name="Save").first.click()
        expect(self.page.get_by_role("status").first).to_contain_text("Saved.")

    def allow_origins(self, *origins):
        self.open("Widget Auth")
        self.page.get_by_label("Origins, one a line").fill("\n".join(origins))
        self.page.get_by_role("button", name="Save").last.click()
        expect(self.page.get_by_role("status").first).to_be_visible()


def log_in_natively(page, portal, password=MEMBER[1]):
    page.goto(f"{portal.origin}/login")
    page.get_by_label("E-mail").fill(MEMBER[0])
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
