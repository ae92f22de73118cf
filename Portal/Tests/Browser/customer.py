# SPDX-License-Identifier: Apache-2.0
"""A customer's application at app.localhost: a login page, the token endpoint, and pages with the snippets.

A test sets its behaviour: who is logged in, which secret signs, and which mistakes the login page makes.
"""

import functools
import html
import http.server
import json
import pathlib
import subprocess
import threading
import time
import urllib.parse

import jwt

from portal import ORGANIZATION, ROOT

FRAMEWORKS = ROOT / "Portal/Tests/Widget/Frameworks"
DOCUMENTS = FRAMEWORKS / "documents"
FIXED = ROOT / "Portal/Sources/PortalServer/Resources/snippets/browser"
SDK = "https://app.productbridge.io/sdk/pb-widget.js"
ADA = {
    "email": "ada@example.com", "name": "Ada Lovelace", "id": "u-1", "company_name": "Analytical Engines",
    "company_id": "c-1", "company_mrr": 4200, "customer_status": "active", "renewal_date": "2027-03-01",
    "renewal_risk": "low",
}
BOB = {"email": "bob@example.com", "name": "Bob", "id": "u-2"}
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Acme app</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>:root {{ color-scheme: light dark }} body {{ font: 16px/1.6 system-ui; margin: 0; background: light-dark(#f6f7f9, #0e0f12) }}
nav {{ padding: 16px 32px; font-weight: 650; background: light-dark(#fff, #17191e); border-bottom: 1px solid light-dark(#e3e6eb, #2d3139) }}
main {{ max-width: 44rem; padding: 16px 32px }} td {{ padding: 8px 48px 8px 0 }} button {{ font-size: 30px }}</style>
</head><body><nav>Acme</nav><main><h1>Reports</h1><p>What the customer's own users see.</p><table><tr><td>Revenue, November
<td>Ready<tr><td>Churn, November<td>Ready<tr><td>Revenue, December<td>1 December</table>{content}</main></body></html>"""


@functools.cache
def mounted(kind, file):
    return subprocess.run(
        ["node", str(FRAMEWORKS / "mount.js"), kind, str(file), f"ORGANIZATION_ID={ORGANIZATION}", f"WIDGET_SCRIPT_URL={SDK}"],
        check=True, capture_output=True, text=True, env={"NODE_PATH": "/usr/share/nodejs", "PATH": "/usr/bin:/bin:/usr/local/bin"}).stdout


class Customer:
    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, self))
        self.origin = f"http://app.localhost:{self.server.server_address[1]}"
        self.secret = None
        self.callback = None
        self.reset()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self):
        self.user = None
        self.signs_with = None
        self.compares = True
        self.loses_return_to = False
        self.claims = {}
        self.seconds = 3600
        self.pages = {}
        self.policy = None
        self.logins = []
        self.tokens = 0

    def token(self, user, **claims):
        now = int(time.time())
        claims = {**user, "iat": now, "exp": now + self.seconds, **self.claims, **claims}
        return jwt.encode(claims, self.signs_with or self.secret, algorithm="HS256")

    def widget_token(self, user):
        return self.token({("sub" if name == "id" else name): value for name, value in user.items()})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, customer, *arguments):
        self.customer = customer
        super().__init__(*arguments)

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        match url.path.split("/")[1:]:
            case ["login"]:
                self.customer.logins.append(query)
                if self.customer.user:
                    return self.send_back(query)
                self.page(f"""<form method="post" action="/login?{html.escape(url.query)}">
                    <label>E-mail <input name="email" type="email" value="ada@example.com"></label><button>Log in</button></form>""")
            case ["api", "productbridge-token"]:
                self.customer.tokens += 1
                if not self.customer.user:
                    return self.answer(401, "application/json", '{"error": "log in"}')
                self.answer(200, "application/json", json.dumps({"token": self.customer.widget_token(self.customer.user)}))
            case ["mount", kind, name]:
                folder = FIXED if name.startswith("widget-") else DOCUMENTS
                self.answer(200, "text/javascript; charset=utf-8", mounted(kind, folder / name))
            case ["component", kind, name]:
                self.page(f'<div id="root"></div><script src="/mount/{kind}/{name}"></script>')
            case ["plain", name]:
                folder = FIXED if name.startswith("widget-") else DOCUMENTS
                text = (folder / name).read_text().replace("{{ORGANIZATION_ID}}", ORGANIZATION).replace("{{WIDGET_SCRIPT_URL}}", SDK)
                self.page(f'<script src="{SDK}"></script><script>{text}</script>' if name.endswith(".js") else text)
            case ["sdk"]:
                self.page(f'<script src="{SDK}"></script>', query.get("language", "en"))
            case ["link"]:
                self.page(f'<a href="{html.escape(query["to"])}">Go</a>')
            case [""]:
                self.page("")
            case _:
                self.answer(404, "text/plain", "nothing here")

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        self.customer.user = ADA
        self.send_back(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))

    def send_back(self, query):
        customer = self.customer
        if customer.compares and query.get("redirect") != customer.callback:
            return self.answer(400, "text/plain", "redirect is not the callback URL")
        back = {"ssoToken": customer.token(customer.user), "organizationId": query.get("organizationId", "")}
        if "returnTo" in query and not customer.loses_return_to:
            back["returnTo"] = query["returnTo"]
        self.send_response(302)
        self.send_header("Location", f"{query['redirect']}?{urllib.parse.urlencode(back)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def page(self, content, language="en"):
        self.answer(200, "text/html; charset=utf-8", PAGE.format(content=content, language=language))

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.customer.policy and kind.startswith("text/html"):
            self.send_header("Content-Security-Policy", self.customer.policy)
        self.end_headers()
        self.wfile.write(body)
