# SPDX-License-Identifier: Apache-2.0
"""Visitors of a portal: a browser with cookies, and the widget on a customer's page."""

import dataclasses
import http.client
import json
import re
import ssl
import urllib.parse

from portal import ADMINISTRATOR, ORGANIZATION, sign


@dataclasses.dataclass
class Door:
    """The address of a portal: its own port, or that of a proxy in front of it."""

    port: int
    host: str
    tls: ssl.SSLContext | None = None
    #: Headers of every request, as a proxy would add them.
    headers: dict = dataclasses.field(default_factory=dict)

    @property
    def origin(self):
        is_secure = self.tls or self.headers.get("X-Forwarded-Proto") == "https"
        return f"{'https' if is_secure else 'http'}://{self.host}"

    def connect(self, source):
        address = (source, 0) if source else None
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=address)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, source_address=address, context=self.tls)


@dataclasses.dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def is_signed_in(self):
        return 'action="/signout"' in self.text

    @property
    def gist(self):
        """A summary for messages: the page's heading."""
        heading = re.search("<h1>(.*?)</h1>", self.text)
        return f"{self.status} {heading[1] if heading else self.text[:300]}"

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def location(self):
        return self.headers["Location"] or ""


class Browser:
    """Stores cookies and the last form's token. `source` is the visitor's address in 127.0.0.0/8."""

    def __init__(self, door, source=None):
        self.door, self.source, self.cookies, self.form_token = door, source, {}, ""

    def get(self, path, site="same-origin", **headers):
        return self.send("GET", path, None, {"Sec-Fetch-Site": site, **headers})

    def post(self, path, **fields):
        body = urllib.parse.urlencode({"form_token": self.form_token, **fields})
        return self.send("POST", path, body, {
            "Sec-Fetch-Site": "same-origin", "Origin": self.door.origin, "Content-Type": "application/x-www-form-urlencoded"})

    def send(self, method, path, body, headers):
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = self.door.connect(self.source)
        try:
            connection.request(method, path, body, {"Host": self.door.host, **self.door.headers, **headers})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, value = header.split(";")[0].split("=", 1)
            if "Max-Age=0" in header:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if found := re.search(rb'name="form_token" value="([^"]+)"', answer.body):
            self.form_token = found[1].decode()
        return answer

    # Actions

    def come_back(self, login_page, token):
        """The redirect from the customer's login page."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(login_page).query))
        query = {"ssoToken": token, "organizationId": asked["organizationId"], "returnTo": asked["returnTo"]}
        return self.get(f"/api/redirects/sso?{urllib.parse.urlencode(query)}", site="cross-site")

    def sign_in(self, token):
        return self.come_back(self.get("/signin?returnTo=%2F").location, token)

    def is_signed_in(self):
        answer = self.get("/")
        assert answer.status == 200, answer.gist
        return answer.is_signed_in

    def log_in_as_administrator(self):
        self.get("/admin/login")
        answer = self.post("/admin/login", email=ADMINISTRATOR[0], password=ADMINISTRATOR[1], next="/settings")
        assert answer.status == 303, answer.text
        self.get("/settings")

    def enable_single_sign_on(self, secret):
        """Sets the login page, passes its test, and turns single sign-on on."""
        path = "/settings/sso/redirect"
        assert self.post(f"{path}/login-url", loginURL="https://app.example/login").status == 303
        test = self.post(f"{path}/test")
        assert test.status == 303, test.text
        tested = self.come_back(test.location, sign("test@app.example", secret))
        assert tested.status == 200, tested.text
        self.get(path)
        assert self.post(f"{path}/enabled", on="yes").status == 303


class Widget:
    def __init__(self, door, source=None):
        self.browser, self.credential = Browser(door, source), None

    def post(self, name, **fields):
        body = json.dumps({"organizationId": ORGANIZATION, **fields})
        return self.browser.send("POST", f"/api/widget/{name}", body, self.headers())

    def ideas(self):
        return self.browser.send("GET", f"/api/widget/ideas?organizationId={ORGANIZATION}", None, self.headers())

    def identify(self, token):
        answer = self.post("identify", userToken=token)
        if answer.status == 200:
            self.credential = answer.json["credential"]
        return answer

    def headers(self):
        credential = {"Authorization": f"Bearer {self.credential}"} if self.credential else {}
        return {"Content-Type": "application/json", "Origin": "https://app.example", **credential}
