# SPDX-License-Identifier: Apache-2.0
"""A Flask application that signs people in by their token: `flask --app flask_app run`.

The token is in the Authorization header or in the cookie `sso_token`; the secret is in PRODUCTBRIDGE_SECRET. Views
read `g.identity`.
"""

import os

from flask import Flask, Response, g, request

import pbjwt

COOKIE = "sso_token"


def challenge(refusal: pbjwt.TokenRefused | None) -> Response:
    """401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message."""
    answer = Response(refusal.public_message if refusal else "Please sign in.", 401, mimetype="text/plain")
    answer.headers["WWW-Authenticate"] = 'Bearer realm="productbridge"' + (
        f', error="invalid_token", error_description="{refusal.public_message}"' if refusal else "")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def token_of_request() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip(" ")
    return request.cookies.get(COOKIE)


def create_app(verifier: pbjwt.Verifier | None = None) -> Flask:
    app = Flask(__name__)
    # Created once, before the server forks, so that the workers share it.
    verify = (verifier or pbjwt.Verifier(os.environ["PRODUCTBRIDGE_SECRET"])).verify

    @app.before_request
    def identify() -> Response | None:
        token = token_of_request()
        if token is None:
            return challenge(None)
        try:
            g.identity = verify(token)
        except pbjwt.TokenRefused as refusal:
            app.logger.warning("a token was refused: %s", refusal)
            return challenge(refusal)
        return None

    @app.get("/me")
    def me() -> dict[str, str | None]:
        return {"email": g.identity.canonical_email, "id": g.identity.user_id, "name": g.identity.name}

    return app
