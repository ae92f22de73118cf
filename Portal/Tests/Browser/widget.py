# SPDX-License-Identifier: Apache-2.0
"""The widget on a customer's page, as a visitor sees it. Playwright searches open shadow roots by itself."""

import json

from playwright.sync_api import expect

from portal import ORGANIZATION


class Widget:
    def __init__(self, page):
        self.page = page
        self.host = page.locator("productbridge-widget")
        self.launcher = self.host.locator(".launcher")
        self.panel = self.host.locator(".panel")
        self.title = self.panel.get_by_label("Title")
        self.details = self.panel.locator("textarea")

    def watch(self):
        """Records the errors that the widget reports to the page."""
        self.page.add_init_script("""window.told = [];
            window.addEventListener('productbridge:error', ({ detail }) => told.push(detail));""")
        return self

    @property
    def errors(self):
        return [error["code"] for error in self.page.evaluate("told")]

    def init(self, **options):
        self.page.evaluate("options => ProductBridge.init(options)", {"organizationId": ORGANIZATION, **options})
        return self

    def identify(self, token):
        self.page.evaluate("token => ProductBridge.identify(token)", token)

    def open(self):
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def send(self, title="Export as CSV", text="Every Monday I copy the numbers by hand."):
        self.title.fill(title)
        self.details.fill(text)
        self.panel.get_by_role("button", name="Send", exact=True).click()

    def expect_text(self, text):
        expect(self.panel).to_contain_text(text)
        return self

    def state_of_storage(self):
        return json.dumps(self.page.evaluate("[document.cookie, {...localStorage}, {...sessionStorage}]"))
