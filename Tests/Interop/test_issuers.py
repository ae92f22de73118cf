# SPDX-License-Identifier: Apache-2.0
"""Tokens made as in the documents' samples: the libraries' exact output, and the results of verifying it.

Programs with their languages' own crypto replace jsonwebtoken and php-jwt; PyJWT, ruby-jwt and golang-jwt are real.
"""

import base64
import hashlib
import hmac

import pytest
from payloads import FULL, HEADERS, NULLS, UNDEFINED, USERS, ZEROS
from programs import FORMS, NOW, OTHER_SECRET, SECRET, Programs, verify

ISSUERS = list(HEADERS)
NAMED = {"widget": "sub", "sso": "id"}  # the member that names the user
HOUR, LEEWAY = 3600, 30

EVERY_ISSUER = pytest.mark.parametrize("issuer", ISSUERS)
EVERY_FORM = pytest.mark.parametrize("form", FORMS)


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    return Programs("issuers", tmp_path_factory.mktemp("issuers"))


@pytest.fixture(scope="module")
def issue(programs):
    """Issues with a library (and for php_jwt its version) at a time; clock=None uses the real clock."""
    made = {}  # with a stopped clock a token can be reused

    def issue(issuer, form="widget", user=FULL, secret=SECRET, clock=(NOW, NOW), **order):
        library, _, version = issuer.partition("-")
        order |= {"secret": secret, "form": form, "user": user, "version": int(version or 0)}
        if clock is None:
            return programs.run(library, **order)
        order["clock"] = clock
        key = library, repr(order)
        if key not in made:
            made[key] = programs.run(library, **order)
        return made[key]

    return issue


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sends_iat(issuer, form):
    """Whether a sample sends iat: two libraries' samples never do, and PHP's only in one form."""
    return issuer in ("jsonwebtoken", "golang_jwt") or (issuer.startswith("php_jwt") and form == "widget")


def iat_warnings(issuer, form):
    return [] if sends_iat(issuer, form) else [{"claim": "iat", "kind": "missing_iat"}]


def said(identity):
    """The data about the person in an identity."""
    rest = {"canonical_email", "issued_at", "expires_at", "user_hash"}
    return {name: value for name, value in identity.items() if name not in rest and value not in (None, {})}


def signed(header, payload):
    """A token from these texts, signed with Python's own crypto."""
    signing_input = base64url(header.encode()) + "." + base64url(payload.encode())
    return signing_input + "." + base64url(hmac.new(SECRET.encode(), signing_input.encode(), hashlib.sha256).digest())


@EVERY_FORM
@EVERY_ISSUER
@pytest.mark.parametrize("name", ["full", "nulls", "zeros"])
def test_a_token_is_what_the_library_writes_byte_for_byte(issue, issuer, form, name):
    user, payloads = USERS[name]
    assert issue(issuer, form, user) == signed(HEADERS[issuer], payloads[issuer, form])


@EVERY_FORM
def test_an_undefined_id_is_written_as_javascript_writes_it(issue, form):
    user, payloads = USERS["undefined"]
    token = issue("jsonwebtoken", form, user)
    assert token == signed(HEADERS["jsonwebtoken"], payloads["jsonwebtoken", form])


@EVERY_FORM
@EVERY_ISSUER
def test_a_full_user_is_verified_with_every_claim(issue, issuer, form):
    token = issue(issuer, form)
    result = verify(token, "--profile", form)
    identity = result["identity"]
    assert said(identity) == {
        "email": "zoë@example.com",
        "user_id": "4711",
        "name": 'Zoë "Q" Müller 🚀',
        "avatar_url": "https://example.com/zoe.png",
        "company": {"id": "42", "name": "Müller & Söhne", "mrr": 1249.99},
        "customer_status": "active",
        "renewal_date": "2027-03-31",
        "renewal_risk": "low",
    }
    assert identity["issued_at"] == (NOW if sends_iat(issuer, form) else None)
    assert identity["expires_at"] == NOW + HOUR
    assert result["warnings"] == iat_warnings(issuer, form)
    assert verify(token, "--reader", "both", "--strict-claims") == result


@EVERY_FORM
@EVERY_ISSUER
def test_a_token_made_now_is_verified_now(issue, issuer, form):
    assert verify(issue(issuer, form, clock=None), now=None)["status"] == "ok"


@EVERY_FORM
@EVERY_ISSUER
def test_a_wrong_secret_is_a_signature_mismatch(issue, issuer, form):
    token = issue(issuer, form)
    assert verify(token, secret=OTHER_SECRET)["status"] == "signature_mismatch"
    assert verify(token, "--secret-format", "hex")["status"] == "signature_mismatch"
    assert verify(issue(issuer, form, secret=OTHER_SECRET))["status"] == "signature_mismatch"


@EVERY_FORM
@EVERY_ISSUER
def test_the_payload_of_another_token_is_a_signature_mismatch(issue, issuer, form):
    header, _, signature = issue(issuer, form).split(".")
    payload = issue(issuer, form, ZEROS).split(".")[1]
    assert verify(f"{header}.{payload}.{signature}")["status"] == "signature_mismatch"


@EVERY_FORM
@EVERY_ISSUER
def test_a_token_expires_an_hour_and_the_leeway_later(issue, issuer, form):
    token = issue(issuer, form)
    assert verify(token, now=NOW + HOUR + LEEWAY - 1)["status"] == "ok"
    assert verify(token, now=NOW + HOUR + LEEWAY)["status"] == "expired"


@EVERY_FORM
@EVERY_ISSUER
def test_a_token_from_the_future_is_refused(issue, issuer, form):
    ahead = NOW + LEEWAY
    assert verify(issue(issuer, form, clock=(ahead, ahead)))["status"] == "ok"
    refused = verify(issue(issuer, form, clock=(ahead + 1, ahead + 1)))
    # Without iat it is detected because exp is more than an hour away.
    assert refused["status"] == ("issued_in_future" if sends_iat(issuer, form) else "lifetime_too_long")


@EVERY_ISSUER
def test_another_algorithm_is_refused(issue, issuer):
    assert verify(issue(issuer, algorithm="HS512"))["status"] == "unsupported_algorithm"


@EVERY_FORM
@EVERY_ISSUER
def test_a_user_without_an_email_is_refused(issue, issuer, form):
    assert verify(issue(issuer, form, {**FULL, "email": None}))["status"] == "missing_email"


@EVERY_FORM
def test_an_undefined_email_is_a_missing_one(issue, form):
    assert verify(issue("jsonwebtoken", form, {"id": 1}))["status"] == "missing_email"


@EVERY_FORM
@EVERY_ISSUER
def test_what_a_database_has_as_null_is_absent(issue, issuer, form):
    """String(null) and str(None) don't count as ids, or strangers would become one person."""
    placeholders = {"jsonwebtoken": [NAMED[form], "company_id"], "pyjwt": [NAMED[form]]}.get(issuer, [])
    result = verify(issue(issuer, form, NULLS), "--reader", "both")
    assert said(result["identity"]) == {"email": "ann@example.com"}
    assert result["warnings"] == iat_warnings(issuer, form) + [
        {"claim": claim, "kind": "placeholder"} for claim in placeholders
    ]


@EVERY_FORM
@pytest.mark.parametrize("user", [UNDEFINED, {**UNDEFINED, "id": {}, "company_id": {}}], ids=["undefined", "object"])
def test_javascripts_text_for_no_id_is_absent(issue, form, user):
    result = verify(issue("jsonwebtoken", form, user), "--reader", "both")
    assert said(result["identity"]) == {"email": "ann@example.com"}
    assert result["warnings"] == [{"claim": claim, "kind": "placeholder"} for claim in (NAMED[form], "company_id")]


@EVERY_FORM
@EVERY_ISSUER
def test_zero_is_there_where_the_sample_sends_it(issue, issuer, form):
    person = {"email": "ann@example.com", "user_id": "0", "company": {"id": "0", "name": None, "mrr": 0}}
    if issuer == "pyjwt":  # `if user.company_id`
        person["company"]["id"] = None
    if issuer == "golang_jwt":  # omitempty
        person["company"]["mrr"] = None
    if issuer.startswith("php_jwt") and form == "sso":  # array_filter
        person = {"email": "ann@example.com"}
    result = verify(issue(issuer, form, ZEROS), "--reader", "both")
    assert said(result["identity"]) == person
    assert result["warnings"] == iat_warnings(issuer, form)


@EVERY_ISSUER
def test_a_name_of_difficult_characters_arrives_as_it_is(issue, issuer):
    name = "</script>&'\"\\/\b\f\n\r\t\x01\x1f\x7f\x85\u2028\u2029\ufeff\uffff\U0010fffd"
    result = verify(issue(issuer, user={**FULL, "name": name}), "--reader", "both")
    assert result["identity"]["name"] == name


@pytest.mark.parametrize("amount", [1e21, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -1200.0])
@EVERY_ISSUER
def test_a_number_arrives_as_it_is_however_it_is_written(issue, issuer, amount):
    result = verify(issue(issuer, user={**FULL, "mrr": amount}), "--reader", "both")
    assert result["identity"]["company"]["mrr"] == amount


@pytest.mark.parametrize("issuer", [issuer for issuer in ISSUERS if issuer != "golang_jwt"])
def test_a_decimal_column_that_arrives_as_text_is_read_with_a_warning(issue, issuer):
    """Database drivers return DECIMAL as text; only Go's claims have a type that prevents this."""
    result = verify(issue(issuer, user={**FULL, "mrr": "1249.99"}))
    assert result["identity"]["company"] == {"id": "42", "name": "Müller & Söhne", "mrr": 1249.99}
    assert {"claim": "company_mrr", "kind": "coerced"} in result["warnings"]


@pytest.mark.parametrize("issuer", ["jsonwebtoken", "pyjwt"])
def test_a_name_that_was_cut_inside_an_emoji_is_refused(issue, issuer):
    """JavaScript's and Python's strings can contain half of a surrogate pair, and so can their JSON."""
    assert verify(issue(issuer, user={**FULL, "name": "Zoë \ud83d"}))["status"] == "malformed_payload"


def test_pythons_nan_is_refused(issue):
    """json.dumps writes NaN, which is not JSON; a data frame's empty cell is one."""
    assert verify(issue("pyjwt", user={**FULL, "mrr": float("nan")}))["status"] == "malformed_payload"


@pytest.mark.parametrize("issuer", ["php_jwt-6", "golang_jwt"])
def test_a_second_may_pass_between_two_readings_of_the_clock(issue, issuer):
    token = issue(issuer, clock=(NOW, NOW + 1))
    identity = verify(token)["identity"]
    lifetime = identity["expires_at"] - identity["issued_at"]
    assert lifetime == (HOUR + 1 if issuer == "php_jwt-6" else HOUR - 1)
    assert verify(token, "--leeway", "0", now=NOW + 1)["status"] == ("lifetime_too_long" if lifetime > HOUR else "ok")


@EVERY_FORM
@EVERY_ISSUER
def test_the_user_hash_is_of_the_users_own_id(issue, issuer, form):
    demand = "--require-user-hash"
    result = verify(issue(issuer, form, hash_of=4711), demand)
    assert result["identity"]["user_hash"] == "verified"
    assert said(result["identity"]) == {"email": "zoë@example.com", "user_id": "4711"}
    assert verify(issue(issuer, form, hash_of=4712), demand)["status"] == "user_hash_mismatch"
    assert verify(issue(issuer, form), demand)["status"] == "missing_user_hash"


@pytest.mark.parametrize("library", ["jsonwebtoken", "pyjwt", "php_jwt", "ruby_jwt", "golang_jwt"])
def test_an_order_that_fails_does_not_print_the_secret(programs, library):
    order = {"secret": SECRET, "form": "widget", "user": FULL, "clock": [NOW, NOW], "version": 6}
    done = programs.start(library, **order, algorithm="HS999")
    assert done.returncode != 0
    assert done.stderr + done.stdout != b""
    assert SECRET[:8].encode() not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("library", "package"),
    [("jsonwebtoken", "nodejs"), ("php_jwt", "php-cli"), ("ruby_jwt", "ruby-jwt"), ("golang_jwt", "golang-go")],
)
def test_a_language_that_is_not_there_fails_by_its_packages_name(tmp_path, monkeypatch, library, package):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match=package):
        Programs("issuers", tmp_path).command(library)


def test_a_library_that_is_not_there_fails_by_its_packages_name(tmp_path, monkeypatch):
    monkeypatch.setattr("programs.GOLANG_JWT", tmp_path / "none")
    monkeypatch.setenv("RUBYOPT", "--disable-gems")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "jwt.py").write_text("raise ImportError")
    missing = {
        "golang_jwt": "golang-github-golang-jwt-jwt-dev",
        "ruby_jwt": "ruby-jwt",
        "pyjwt": "Tests/Interop/requirements.txt",
    }
    for library, package in missing.items():
        with pytest.raises(pytest.fail.Exception, match=package):
            Programs("issuers", tmp_path).command(library)
