# SPDX-License-Identifier: Apache-2.0
"""Login pages that lose parts of the page in returnTo, with a path for each. Prints its port."""

import os
import time
from urllib.parse import quote, unquote, unquote_plus, urlencode

import flask
import jwt
from werkzeug.serving import make_server

app = flask.Flask(__name__)

# What each does with the page, which has been decoded once: returns the text after returnTo= in the callback's query,
# or None.
LOSSES = {
    "drops": lambda page: None,
    "null": lambda page: "null",
    "without-query": lambda page: quote(page.split("?")[0], safe=""),
    "upper-case": lambda page: quote(page.upper(), safe=""),
    "encodes-twice": lambda page: quote(quote(page, safe=""), safe=""),
    "encodes-thrice": lambda page: quote(quote(quote(page, safe=""), safe=""), safe=""),
    "decodes-twice": lambda page: quote(unquote(page), safe=""),
    "plus-is-space": lambda page: quote(unquote_plus(page.replace("%", "%25")), safe=""),
    "plus-not-encoded": lambda page: quote(page, safe="/?=+"),
    "lower-case": lambda page: quote(page.lower(), safe=""),
    "not-encoded": lambda page: page,
    "nothing": lambda page: quote(page, safe=""),
}


@app.get("/<loss>")
def login(loss):
    arguments = flask.request.args
    payload = {"email": "ada@example.com", "exp": int(time.time()) + 3600, "name": flask.request.headers["X-Visit"]}
    token = jwt.encode(payload, os.environ["PRODUCTBRIDGE_WIDGET_SECRET"], algorithm="HS256")
    query = urlencode({"ssoToken": token, "organizationId": arguments["organizationId"]})
    page = LOSSES[loss](arguments["returnTo"])
    # Not flask.redirect, which corrects URLs.
    return "", 302, {"Location": f"{arguments['redirect']}?{query}" + (f"&returnTo={page}" if page is not None else "")}


server = make_server("127.0.0.1", 0, app)
print(server.server_port, flush=True)
server.serve_forever()
