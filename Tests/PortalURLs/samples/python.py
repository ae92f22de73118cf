# SPDX-License-Identifier: Apache-2.0
"""The document's Python sample as a server, on Flask and PyJWT. Prints its port."""

import os
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import flask
import jwt
from werkzeug.serving import make_server

PRODUCTBRIDGE_SECRET = os.environ["PRODUCTBRIDGE_WIDGET_SECRET"]
app = flask.Flask(__name__)


@app.get("/login")
def handle_sso_callback():
    request = flask.request
    redirect_url = request.args.get("redirect")
    organization_id = request.args.get("organizationId")
    return_to = request.args.get("returnTo")
    payload = {
        "email": "ada@example.com",
        "name": f"Ada {request.headers['X-Visit']}",
        "id": "42",
        "company_id": None,
        "exp": datetime.now(tz=timezone.utc) + timedelta(hours=1),
    }
    token = jwt.encode(payload, PRODUCTBRIDGE_SECRET, algorithm="HS256")
    params = {"ssoToken": token, "organizationId": organization_id}
    if return_to:
        params["returnTo"] = return_to
    return flask.redirect(f"{redirect_url}?{urlencode(params)}")


server = make_server("127.0.0.1", 0, app)
print(server.server_port, flush=True)
server.serve_forever()
