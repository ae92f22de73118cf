# SPDX-License-Identifier: Apache-2.0
"""Runs the servers' snippets, each in its own language in an app with its own users, and verifies the tokens that they send."""

import json
import urllib.parse

import pytest
from browser import CALLBACK, FOLDER, ORGANIZATION, SECRET, Browser, started
from verifying import identity

LANGUAGES = ["flask", "node", "php", "ruby", "go"]
USERS = {user["email"]: user for user in json.loads((FOLDER / "users.json").read_text())}
PAGES = ["/", "/ideas/3?sort=new&q=a+b%2Bc#c-5", "/日本語?é=ñ&x=%2F", "/a?redirect=x&ssoToken=y&organizationId=z"]


@pytest.fixture(scope="module", params=LANGUAGES)
def port(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    with started(request.param, folder) as port:
        yield port


def signed_in(port, email, page="/session/new"):
    """A browser in which the person has signed in, and the page that the form redirected to."""
    browser = Browser(port)
    form = browser.get(page)
    # The form or the server's session keeps the requested page.
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(page).query).get("next", [""])[0]
    assert form.status == 200
    user = USERS[email]
    answer = browser.post("/session", email=email, password=user["password"], next=asked)
    if "code" in user and "/session/code" in answer.headers.get("Location", ""):
        answer = browser.post("/session/code", code=user["code"], next=asked)
    return browser, answer


def sign_in_by_redirect(port, email, page):
    """Begins at the portal and comes back to it; returns the callback's query."""
    browser = Browser(port)
    sent = browser.get("/login", redirect=CALLBACK, organizationId=ORGANIZATION, returnTo=page)
    form = browser.follow(sent)
    assert form.startswith("/session/new")
    browser.get(form)
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(form).query).get("next", [""])[0]
    user = USERS[email]
    answer = browser.post("/session", email=email, password=user["password"], next=asked)
    while "Location" in answer.headers and not answer.headers["Location"].startswith(CALLBACK):
        there = browser.follow(answer)
        if there.startswith("/session/code"):
            answer = browser.post("/session/code", code=user["code"], next=asked)
        else:
            answer = browser.send("GET", there)
    assert answer.status == 302, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    location = answer.headers["Location"]
    assert location.startswith(CALLBACK + "?")
    return browser, urllib.parse.parse_qs(location.removeprefix(CALLBACK + "?"), strict_parsing=True)


def expected(user):
    """The identity expected for the user's record."""
    company = {
        "id": str(user["company_id"]) if "company_id" in user else None,
        "name": user.get("company_name"),
        "mrr": user.get("mrr"),
    }
    return {
        "email": user["email"],
        "user_id": str(user["id"]),
        "name": user["name"],
        "avatar_url": None,
        "company": company if any(value is not None for value in company.values()) else None,
        "customer_status": user.get("status"),
        "renewal_date": user.get("renewal_date"),
        "renewal_risk": user.get("renewal_risk"),
        "account_owner_email": user.get("account_owner_email"),
        "custom": {},
    }


def check(found, user):
    wanted = expected(user)
    assert {name: found[name] for name in wanted} == wanted
    assert found["expires_at"] - found["issued_at"] == 3600


@pytest.mark.parametrize("email", USERS)
def test_the_login_page_leads_back_with_a_good_token(port, email):
    _, query = sign_in_by_redirect(port, email, "/ideas/1")
    assert query["organizationId"] == [ORGANIZATION]
    assert query["returnTo"] == ["/ideas/1"]
    found = identity(query["ssoToken"][0], "sso")
    check(found, USERS[email])
    assert found["token_id"]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_comes_back_as_it_was_sent(port, page):
    _, query = sign_in_by_redirect(port, "ada@acme.example", page)
    assert query["returnTo"] == [page]


def test_two_tokens_of_one_second_differ(port):
    browser, query = sign_in_by_redirect(port, "ada@acme.example", "/")
    tokens = {query["ssoToken"][0]}
    for _ in range(8):
        location = browser.get("/login", redirect=CALLBACK, organizationId=ORGANIZATION).headers["Location"]
        tokens.add(urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["ssoToken"][0])
    assert len(tokens) == 9


@pytest.mark.parametrize("is_signed_in", [False, True])
@pytest.mark.parametrize(
    "redirect",
    [
        None,
        "",
        "https://evil.example/api/redirects/sso",
        CALLBACK + "/",
        CALLBACK + "?a=b",
        CALLBACK + "#a",
        CALLBACK.upper(),
        CALLBACK.replace("http://", "http://evil.example@"),
        CALLBACK.replace("portal.", "portal.localhost.evil."),
        " " + CALLBACK,
        CALLBACK + "\n",
        CALLBACK + "\0",
    ],
)
def test_another_redirect_is_answered_400(port, redirect, is_signed_in):
    browser = signed_in(port, "ada@acme.example")[0] if is_signed_in else Browser(port)
    query = {"organizationId": ORGANIZATION, "returnTo": "/"}
    if redirect is not None:
        query["redirect"] = redirect
    answer = browser.get("/login", **query)
    assert answer.status == 400
    assert "Location" not in answer.headers
    assert "ssoToken" not in answer.text


def test_with_two_redirects_neither_takes_the_token_elsewhere(port):
    browser, _ = signed_in(port, "ada@acme.example")
    evil = "https://evil.example/api/redirects/sso"
    for pair in [(CALLBACK, evil), (evil, CALLBACK)]:
        query = urllib.parse.urlencode([("redirect", url) for url in pair] + [("organizationId", ORGANIZATION)])
        answer = browser.send("GET", f"/login?{query}")
        assert answer.status == 400 or answer.headers["Location"].startswith(CALLBACK + "?")


@pytest.mark.parametrize("email", USERS)
def test_the_widget_gets_a_good_token_that_is_not_stored(port, email):
    browser, _ = signed_in(port, email)
    answer = browser.get("/api/productbridge-token")
    assert answer.status == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.get_content_type() == "application/json"
    check(identity(json.loads(answer.text)["token"], "widget"), USERS[email])


def test_without_a_sign_in_there_is_no_token(port):
    answer = Browser(port).get("/api/productbridge-token")
    assert answer.status == 401
    assert SECRET not in answer.text and "token\":" not in answer.text
