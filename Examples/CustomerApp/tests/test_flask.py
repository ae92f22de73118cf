# SPDX-License-Identifier: Apache-2.0
"""The Flask app's own code: forms, the second step, a remembered sign-in, and a secret that changes."""

import json

import pytest
from browser import CALLBACK, ORGANIZATION, PORTAL, SECRET, Browser, started
from test_snippets import sign_in_by_redirect, signed_in
from verifying import identity

OTHER_SECRET = "a0c1d2e3f405162738495a6b7c8d9eafb0c1d2e3f405162738495a6b7c8d9eaf"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with started("flask", tmp_path_factory.mktemp("flask")) as port:
        yield port


def test_a_wrong_password_signs_nobody_in(port):
    browser = Browser(port)
    assert browser.post("/session", email="ada@acme.example", password="wrong", next="/").status == 403
    assert browser.post("/session", email="nobody@acme.example", password="", next="/").status == 403
    assert browser.get("/api/productbridge-token").status == 401


def test_the_second_step_keeps_the_way_back(port):
    _, query = sign_in_by_redirect(port, "grace@beacon.example", "/ideas/3?a=b&c=d#e")
    assert query["returnTo"] == ["/ideas/3?a=b&c=d#e"]


def test_without_the_second_step_nobody_is_signed_in(port):
    browser = Browser(port)
    answer = browser.post("/session", email="grace@beacon.example", password="nanosecond wire", next="/")
    assert browser.follow(answer).startswith("/session/code")
    assert browser.get("/api/productbridge-token").status == 401
    assert browser.post("/session/code", code="000000", next="/").status == 403
    # Only one attempt is allowed: the right code comes too late.
    assert browser.follow(browser.post("/session/code", code="271828", next="/")).startswith("/session/new")
    assert browser.get("/api/productbridge-token").status == 401


def test_a_signed_in_user_is_redirected_at_once(port):
    browser, _ = signed_in(port, "ada@acme.example")
    answer = browser.get("/login", redirect=CALLBACK, organizationId=ORGANIZATION, returnTo="/")
    assert answer.headers["Location"].startswith(CALLBACK + "?")


@pytest.mark.parametrize("remember", [True, False])
def test_a_sign_in_is_remembered_if_requested(port, remember):
    browser = Browser(port)
    form = {"remember": "on"} if remember else {}
    answer = browser.post("/session", email="ada@acme.example", password="analytical engine", next="/", **form)
    cookie = answer.headers["Set-Cookie"]
    assert ("Expires=" in cookie) == remember
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""])
def test_the_form_leads_to_pages_of_the_app_only(port, page):
    answer = Browser(port).post("/session", email="ada@acme.example", password="analytical engine", next=page)
    assert answer.headers["Location"] == "/"


def test_another_site_cannot_sign_a_visitor_in(port):
    answer = Browser(port).post(
        "/session", {"Sec-Fetch-Site": "cross-site"}, email="ada@acme.example", password="analytical engine", next="/"
    )
    assert answer.status == 403


def test_signing_out_ends_it(port):
    browser, _ = signed_in(port, "ada@acme.example")
    assert browser.get("/api/productbridge-token").status == 200
    browser.follow(browser.post("/session/end"))
    assert browser.get("/api/productbridge-token").status == 401


def test_the_page_has_the_widget_and_escapes_user_names(port):
    browser, _ = signed_in(port, "bobby@tables.example")
    page = browser.get("/").text
    assert f"s.src = '{PORTAL}/sdk/pb-widget.js'" in page
    assert f"organizationId: '{ORGANIZATION}'" in page
    assert "<img src=x" not in page and "&lt;img src=x" in page
    assert page.count("<script>") == 1


def test_a_secret_from_a_file_is_reloaded_when_it_changes(tmp_path):
    file = tmp_path / "secret"
    with started("flask", tmp_path, "--secret-file", file, secret="") as port:
        assert Browser(port).get("/login", redirect=CALLBACK).status == 503
        assert Browser(port).get("/api/productbridge-token").status == 503
        for secret in (SECRET, OTHER_SECRET):
            file.write_text(secret + "\n")
            browser, _ = signed_in(port, "ada@acme.example")
            token = json.loads(browser.get("/api/productbridge-token").text)["token"]
            assert identity(token, "widget", secret)["email"] == "ada@acme.example"


def test_the_environment_page_stores_the_secret_and_shows_four_characters(tmp_path):
    file = tmp_path / "secret"
    with started("flask", tmp_path, "--secret-file", file, secret="") as port:
        browser = Browser(port)
        assert browser.follow(browser.post("/environment", secret=f" {SECRET} ")) == "/environment"
        page = browser.get("/environment").text
        assert f"ends in {SECRET[-4:]}" in page and SECRET not in page
        assert file.read_text() == SECRET + "\n" and file.stat().st_mode & 0o777 == 0o600
        _, query = sign_in_by_redirect(port, "ada@acme.example", "/")
        assert identity(query["ssoToken"][0], "sso")["name"] == "Ada Lovelace"
