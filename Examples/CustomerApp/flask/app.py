# SPDX-License-Identifier: Apache-2.0
"""Acme, a customer's app with its own users and the two snippets of ProductBridge's settings page, unchanged.

The snippets add `/login`, which leads back to the portal, and `/api/productbridge-token`, which the widget calls.
This file provides what they call "your own auth": `app`, `login_required` and `current_user`.
"""

import hmac
import json
import os
import pathlib
import secrets
import types
from functools import wraps

import flask
from flask import g, request, session
from markupsafe import Markup
from werkzeug.local import LocalProxy
from werkzeug.serving import make_server

SNIPPETS = pathlib.Path(os.environ["SNIPPETS"])
PORTAL = os.environ["PORTAL_URL"]
FIELDS = [
    "id", "email", "name", "avatar_url", "company_name", "company_id", "mrr", "status", "renewal_date", "renewal_risk",
    "account_owner_email",
]
# A real app stores hashes of passwords, in a database.
USERS = {user["email"]: user for user in json.loads(pathlib.Path(os.environ["USERS"]).read_text())}

current_user = LocalProxy(lambda: g.user)


def login_required(view):
    @wraps(view)
    def with_user(*args, **kwargs):
        if g.user is not None:
            return view(*args, **kwargs)
        if request.path.startswith("/api/"):
            return {"error": "please sign in"}, 401
        # The form and the second step keep the whole address, with redirect and returnTo.
        return flask.redirect(flask.url_for("sign_in_form", next=request.full_path))
    return with_user


def own_page(url):
    """The page to continue to. Only pages of this app are allowed, so that no link can lead elsewhere."""
    return url if url.startswith("/") and url[1:2] not in ("/", "\\") and url.isprintable() else "/"


def sign_in(email, remember, page):
    session.clear()
    session["email"] = email
    session.permanent = remember
    return flask.redirect(page, 303)


def add_sessions(app):
    @app.before_request
    def who():
        # Forms are accepted only from this app's own pages.
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            flask.abort(403)
        user = USERS.get(session.get("email"))
        g.user = user and types.SimpleNamespace(**{field: user.get(field) for field in FIELDS})

    @app.get("/session/new")
    def sign_in_form():
        return flask.render_template("sign_in.html", next=request.args.get("next", "/"), users=USERS.values())

    @app.post("/session")
    def check_password():
        form = request.form
        user = USERS.get(form.get("email", "").strip().lower())
        right = hmac.compare_digest(form.get("password", "").encode(), (user or {"password": ""})["password"].encode())
        page, remember = own_page(form.get("next", "/")), form.get("remember") == "on"
        if not user or not right:
            return flask.render_template(
                "sign_in.html", next=page, users=USERS.values(), wrong="E-mail address or password is wrong."
            ), 403
        if "code" not in user:
            return sign_in(user["email"], remember, page)
        session["pending"] = {"email": user["email"], "remember": remember}
        return flask.redirect(flask.url_for("code_form", next=page), 303)

    @app.get("/session/code")
    def code_form():
        if "pending" not in session:
            return flask.redirect(flask.url_for("sign_in_form", next=request.args.get("next", "/")))
        return flask.render_template("code.html", next=request.args.get("next", "/"))

    @app.post("/session/code")
    def check_code():
        pending, page = session.pop("pending", None), own_page(request.form.get("next", "/"))
        if not pending:
            return flask.redirect(flask.url_for("sign_in_form", next=page), 303)
        code = USERS[pending["email"]]["code"]
        if not hmac.compare_digest(request.form.get("code", "").encode(), code.encode()):
            # Allows one attempt; after that the app asks for the password again.
            return flask.render_template(
                "sign_in.html", next=page, users=USERS.values(), wrong="The code is wrong. Please begin again."
            ), 403
        return sign_in(pending["email"], pending["remember"], page)

    @app.post("/session/end")
    def sign_out():
        session.clear()
        return flask.redirect("/", 303)


def add_pages(app, environment):
    @app.get("/")
    def home():
        widget = (SNIPPETS / "widget-plain.html").read_text()
        return flask.render_template("home.html", user=g.user, widget=Markup(widget), portal=PORTAL)

    @app.get("/environment")
    def environment_form():
        return flask.render_template("environment.html", last_four=(environment.secret or "")[-4:], portal=PORTAL)

    @app.post("/environment")
    def save_environment():
        environment.save(request.form.get("secret", "").strip())
        return flask.redirect("/environment", 303)


class Environment:
    """The app's settings: the secret, from the environment or from a file that may change at run time."""

    def __init__(self):
        name = os.environ.get("PRODUCTBRIDGE_WIDGET_SECRET_FILE")
        self.file = pathlib.Path(name) if name else None
        self.secret = os.environ.get("PRODUCTBRIDGE_WIDGET_SECRET") or None
        self.key = secrets.token_hex(32)
        self.read()

    def read(self):
        """Whether the secret has changed."""
        if not self.file:
            return False
        before = self.secret
        self.secret = self.file.read_text().removesuffix("\n") if self.file.exists() else None
        return self.secret != before

    def save(self, secret):
        if self.file:
            self.file.write_text(secret + "\n")
            self.file.chmod(0o600)
        else:
            self.secret = secret


class Server:
    """The app, which is created again when its secret changes, as with a restart."""

    def __init__(self):
        self.environment = Environment()
        self.app, self.made_for = None, None

    def make(self):
        secret = self.environment.secret
        app = flask.Flask(__name__)
        app.secret_key = self.environment.key
        app.config.update(SESSION_COOKIE_NAME="acme_session", SESSION_COOKIE_SAMESITE="Lax")
        add_sessions(app)
        add_pages(app, self.environment)
        if secret:
            os.environ["PRODUCTBRIDGE_WIDGET_SECRET"] = secret
            for name in ("sso-flask.py", "token-flask.py"):
                names = {"app": app, "login_required": login_required, "current_user": current_user}
                exec(compile((SNIPPETS / name).read_text(), name, "exec"), names)
        else:
            for page in ("/login", "/api/productbridge-token"):
                app.add_url_rule(page, page, lambda: ("PRODUCTBRIDGE_WIDGET_SECRET is not set\n", 503))
        return app

    def __call__(self, *request):
        self.environment.read()
        if self.app is None or self.made_for != self.environment.secret:
            self.app, self.made_for = self.make(), self.environment.secret
        return self.app(*request)


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    print(f"Acme: http://app.localhost:{port}/", flush=True)
    make_server("127.0.0.1", port, Server(), threaded=True).serve_forever()
