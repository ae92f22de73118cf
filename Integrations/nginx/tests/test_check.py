# SPDX-License-Identifier: Apache-2.0
"""Which requests are let in: modes, sources, policies, inheritance, satisfy, redirects."""

import base64
import subprocess

import pytest

HTTP = """
pbjwt_secret_file main secret;
pbjwt_claim_set $role "https://example.com/role";
log_format seen '$uri $pbjwt_status';
access_log seen.log seen;
server {
    listen 127.0.0.1:PORT;
    listen 127.0.0.1:TLS ssl http2;
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    pbjwt on;
    add_header X-Seen "$pbjwt_status|$pbjwt_email|$pbjwt_user_id|$pbjwt_company_id|$pbjwt_warnings|$pbjwt_fault" always;
    location / { }
    location /off { pbjwt off; try_files /index.html =404; }
    location /optional { pbjwt optional; try_files /index.html =404; }
    location /report { pbjwt report; try_files /index.html =404; }
    location /cookie { pbjwt_token cookie:session; try_files /index.html =404; }
    location /any-source { pbjwt_token cookie:session argument:token bearer; try_files /index.html =404; }
    location /other { pbjwt_secret_file - other; try_files /index.html =404; }
    location /both { pbjwt_secret_file main secret; pbjwt_secret_file old other; try_files /index.html =404;
        add_header X-Key $pbjwt_key_id; }
    location /ended { pbjwt_secret_file old other not_after=2026-01-01T00:00:00Z; try_files /index.html =404; }
    POLICIES
    location /realm { pbjwt_realm "The portal"; }
    location /claims {
        add_header X-Claims "$pbjwt_claim_name|$pbjwt_claim_avatarURL|$pbjwt_claim_company_mrr|$pbjwt_claim_plan";
        add_header X-More "$role|$pbjwt_claim_exp|$pbjwt_claim_aud|$pbjwt_claim_renewal_date|$pbjwt_claim_absent|$pbjwt_claim_null";
        try_files /index.html =404;
    }
    location /satisfy { satisfy any; deny all; try_files /index.html =404;
        location /satisfy/local { allow 127.0.0.1; try_files /index.html =404; }
        location /satisfy/optional { pbjwt optional; try_files /index.html =404; }
        location /satisfy/password { auth_basic staff; auth_basic_user_file passwords; try_files /index.html =404; }
        location /satisfy/report { pbjwt report; try_files /index.html =404; }
    }
    location /methods { pbjwt off; limit_except GET { pbjwt on; } try_files /index.html =404; }
    location /if { pbjwt optional; if ($pbjwt_status != ok) { return 403; } try_files /index.html =404; }
    location /moved { rewrite ^ /index.html? last; }
    location /weaker { rewrite ^ /other last; }
    location /kept { pbjwt off; rewrite ^ /any-source? last; }
    location /stale { if ($pbjwt_email = nobody) { return 500; } try_files /none @stale; }
    location @stale { pbjwt report; pbjwt_secret_file - other; try_files /index.html =404; }
    location /page { error_page 401 /login.html; }
    location = /login.html { pbjwt report; }
    location /looped { error_page 401 /looped.html; }
    location /counters { pbjwt off; pbjwt_status; }
}
"""

# Each location contains one that inherits, and some contain one that resets the setting.
POLICIES = {
    "hash": ("pbjwt_require_user_hash on;", "pbjwt_user_hash off;"),
    "audience": ("pbjwt_audience portal;", "pbjwt_audience off;"),
    "issuer": ("pbjwt_issuer acme;", "pbjwt_issuer off;"),
    "type": ("pbjwt_type portal+jwt;", "pbjwt_type off;"),
    "leeway": ("pbjwt_leeway 5m;", "pbjwt_leeway 30;"),
    "lifetime": ("pbjwt_max_lifetime 0;", "pbjwt_max_lifetime 1h;"),
    "forever": ("pbjwt_allow_missing_exp on; pbjwt_max_lifetime 0;", "pbjwt_allow_missing_exp off;"),
    "strict": ("pbjwt_strict_claims on;", "pbjwt_strict_claims off;"),
    "lower": ("pbjwt_email_form lowercased; pbjwt_reader both; pbjwt_profile widget;", "pbjwt_email_form as_sent;"),
    "short": ("pbjwt_max_token_bytes 256;", "pbjwt_max_token_bytes 8k;"),
}


def policies():
    page = "try_files /index.html =404;"
    return "\n".join(f"location /{name} {{ {on} {page} location /{name}/in {{ {page} }} location /{name}/off {{ {off} {page} }} }}"
                     for name, (on, off) in POLICIES.items())


@pytest.fixture(scope="module")
def nginx(new_nginx):
    import server
    made = new_nginx()
    made.tls = server.free_port()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", made.folder / "key.pem",
                    "-out", made.folder / "cert.pem", "-subj", "/CN=localhost"], check=True, capture_output=True)
    made.own(made.folder / "key.pem")
    for name in ("index.html", "login.html"):
        made.write(f"html/{name}", name, 0o644)
    made.write("passwords", "ada:{PLAIN}word\n")
    made.configure(HTTP.replace("TLS", str(made.tls)).replace("POLICIES", policies()))
    return made.start()


def seen(response):
    return response.headers["X-Seen"]


def test_lets_in_a_good_token(nginx, people):
    response = nginx.get("/", people.token(company_id="cmp_1"))
    assert (response.status, response.text) == (200, "index.html")
    assert seen(response) == "ok|ada@example.com|usr_7Yk2L|cmp_1||"


def test_challenges_without_an_error_if_there_is_no_token(nginx):
    response = nginx.get("/")
    assert response.status == 401
    assert response.headers.get_all("WWW-Authenticate") == ['Bearer realm="ProductBridge"']
    assert seen(response) == "no_token|||||"
    assert nginx.get("/realm").headers["WWW-Authenticate"] == 'Bearer realm="The portal"'


def refused(people):
    return {
        "signature_mismatch": people.token(people.other),
        "expired": people.token(iat=1700000000, exp=1700003600),
        "missing_email": people.token(email=None),
        "malformed_token": "no.token",
        "malformed_header": "a.b.c",
        "malformed_claim": people.token(sub=7),
    }


def test_refuses_a_bad_token(nginx, people):
    for status, token in refused(people).items():
        response = nginx.get("/", token)
        assert response.status == 401, status
        [challenge] = response.headers.get_all("WWW-Authenticate")
        assert challenge.startswith('Bearer realm="ProductBridge", error="invalid_token", error_description="')
        assert challenge.endswith('."') and challenge.count('"') == 6
        assert seen(response) == f"{status}|||||{'sub' if status == 'malformed_claim' else ''}"


def test_an_empty_token_is_a_bad_one(nginx):
    for value in ("Bearer", "Bearer ", "bearer   "):
        response = nginx.get("/optional", headers=[("Authorization", value)])
        assert (response.status, seen(response)) == (401, "malformed_token|||||"), value


def test_scheme_in_any_case_and_with_spaces(nginx, people):
    for scheme in ("bearer ", "BEARER ", "Bearer   "):
        assert nginx.get("/", headers=[("Authorization", scheme + people.token())]).status == 200, scheme
    for wrong in ("Bearerx ", "Basic ", "", "Bearer\t"):
        assert nginx.get("/", headers=[("Authorization", wrong + people.token())]).status == 401, wrong
    for name in ("AUTHORIZATION", "authorization"):
        assert nginx.get("/", headers=[(name, "Bearer " + people.token())]).status == 200, name
    for name in ("Authorizatiom", "Buthorization", "Authorizations"):
        assert nginx.get("/", headers=[(name, "Bearer " + people.token())]).status == 401, name


def test_optional_lets_in_no_token_but_not_a_bad_one(nginx, people):
    assert nginx.get("/optional").status == 200
    assert nginx.get("/optional", headers=[("Authorization", "Basic abc")]).status == 200
    assert seen(nginx.get("/optional", people.token())).startswith("ok|ada@example.com|")
    assert nginx.get("/optional", people.token(people.other)).status == 401


def test_report_lets_everyone_in_and_identifies_only_accepted_persons(nginx, people):
    assert seen(nginx.get("/report", people.token())).startswith("ok|ada@example.com|usr_7Yk2L|")
    assert seen(nginx.get("/report")) == "no_token|||||"
    for status, token in refused(people).items():
        response = nginx.get("/report", token)
        assert response.status == 200
        assert seen(response).startswith(f"{status}||||")


def test_off_checks_nothing(nginx, people):
    assert seen(nginx.get("/off", people.token())) == "|||||"


def test_warnings_are_reported(nginx, people):
    response = nginx.get("/", people.token(email="Ada@example.com", iat=None))
    assert seen(response) == "ok|Ada@example.com|usr_7Yk2L||iat:missing_iat,email:not_canonical|"


def test_sources_in_their_order(nginx, people):
    good, bad = people.token(), people.token(people.other)
    assert nginx.get("/cookie", good).status == 401
    assert nginx.get("/cookie", headers=[("Cookie", f"a=b; session={good} ; c=d")]).status == 200
    others = ("Cookie", f"xsession={good}; sessionx={good}; Session={good}; session")
    assert seen(nginx.get("/cookie", headers=[others])) == "no_token|||||"
    assert nginx.get(f"/any-source?a=1&token={good}&b").status == 200
    assert nginx.get("/any-source", good).status == 200
    assert nginx.get(f"/any-source?token={good}", bad).status == 200
    assert nginx.get(f"/any-source?token={bad}", good).status == 401
    assert nginx.get(f"/any-source?token={bad}", headers=[("Cookie", f"session={good}")]).status == 200
    assert nginx.get("/any-source", good, headers=[("Cookie", "session=")]).status == 401
    assert nginx.get("/any-source?token", good).status == 401
    assert nginx.get(f"/any-source?Token={bad}&%74oken={bad}#&token={bad}", good).status == 200
    assert nginx.get(f"/any-source?xtoken={bad}&tokenx={bad}", good).status == 200


def test_a_repeated_source_is_refused(nginx, people):
    good = people.token()
    for path in ("/", "/off", "/report", "/any-source"):  # refused by nginx itself, before any module sees it
        for second in (f"Bearer {good}", "Basic abc"):
            assert nginx.get(path, good, headers=[("authorization", second)]).status == 400
    assert nginx.get(f"/any-source?token={good}&token={good}").status == 401
    assert nginx.get("/cookie", headers=[("Cookie", f"session={good}; session={good}")]).status == 401
    assert nginx.get("/cookie", headers=[("Cookie", f"session={good}"), ("Cookie", f"session={good}")]).status == 401
    assert seen(nginx.get("/any-source?token=a&token=b")) == "malformed_token|||||"
    assert nginx.get("/any-source?token=a&token=b", headers=[("Cookie", f"session={good}")]).status == 200


def test_nginx_can_answer_a_repeated_authorization_with_401(new_nginx, people):
    nginx = new_nginx()
    nginx.configure("""pbjwt_secret_file main secret; server { listen 127.0.0.1:PORT; pbjwt on; pbjwt_token argument:token bearer;
        error_page 400 = @refuse; location @refuse { pbjwt_token bearer; try_files /none =400; } }""")
    nginx.start()
    good = ("Authorization", f"Bearer {people.token()}")
    response = nginx.get("/", headers=[good, good])
    assert response.status == 401 and 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    # Another request that nginx refuses stays refused.
    assert nginx.get("/", headers=[good, ("Host", "a"), ("Host", "b")]).status == 400


def test_secrets_of_a_location_replace_inherited_ones(nginx, people):
    assert nginx.get("/other", people.token(people.other)).status == 200
    assert nginx.get("/other", people.token()).status == 401
    assert nginx.get("/both", people.token()).headers["X-Key"] == "main"
    assert nginx.get("/both", people.token(people.other)).headers["X-Key"] == "old"
    assert seen(nginx.get("/ended", people.token(people.other))).startswith("unknown_key|")


def test_policies(nginx, people):
    import hmac
    import time
    now = int(time.time())
    right = hmac.new(people.secret.encode(), b"usr_7Yk2L", "sha256").hexdigest()
    cases = [  # with the setting, and without it
        ("hash", {"user_hash": right}, "ok", "ok"),
        ("hash", {}, "missing_user_hash", "ok"),
        ("hash", {"user_hash": "0" * 64}, "user_hash_mismatch", "ok"),
        ("audience", {"aud": ["x", "portal"]}, "ok", "ok"),
        ("audience", {"aud": "x"}, "audience_mismatch", "ok"),
        ("issuer", {"iss": "acme"}, "ok", "ok"),
        ("issuer", {}, "issuer_mismatch", "ok"),
        ("type", {}, "unsupported_type", "ok"),
        ("leeway", {"iat": now - 3700, "exp": now - 100}, "ok", "expired"),
        ("lifetime", {"exp": now + 7200}, "ok", "lifetime_too_long"),
        ("lifetime", {"exp": None}, "missing_exp", "missing_exp"),
        ("forever", {"exp": None}, "ok", "missing_exp"),
        ("strict", {"company_name": 7}, "malformed_claim", "ok"),
        ("short", {"name": "x" * 200}, "token_too_large", "ok"),
    ]
    assert {name for name, *_ in cases} | {"lower"} == POLICIES.keys()
    for name, claims, on, off in cases:
        for path, status in ((f"/{name}", on), (f"/{name}/in", on), (f"/{name}/off", off), ("/", off)):
            response = nginx.get(path, people.token(**claims))
            expected = (status, 200 if status == "ok" else 401)
            assert (seen(response).split("|")[0], response.status) == expected, (path, claims)
    for path, email in (("/lower", "ada@example.com"), ("/lower/in", "ada@example.com"), ("/lower/off", "Ada@Example.com")):
        assert seen(nginx.get(path, people.token(email="Ada@Example.com"))).startswith(f"ok|{email}|"), path


def test_claims_by_name(nginx, people):
    token = people.token(**{"name": "Zoë Müller, \"Q\"; 100%", "avatarURL": "https://a.example/x.png", "company_mrr": "12.50",
                            "plan": {"seats": 25}, "https://example.com/role": "a\r\nX-Evil: 1", "aud": ["a", "b"],
                            "renewal_date": 7e20, "null": None})
    response = nginx.get("/claims", token)
    assert response.headers["X-Claims"] == (
        "Zo%C3%AB%20M%C3%BCller%2C%20%22Q%22%3B%20100%25|https://a.example/x.png|12.5|{%22seats%22:25}")
    exp = response.headers["X-More"].split("|")[1]
    assert response.headers["X-More"] == f"a%0D%0AX-Evil:%201|{exp}|[%22a%22%2C%22b%22]|||" and exp.isdigit()
    assert response.headers["X-Evil"] is None


def test_satisfy_any(nginx, people):
    assert nginx.get("/satisfy", people.token()).status == 200
    assert nginx.get("/satisfy").status in (401, 403)
    assert nginx.get("/satisfy", people.token(people.other)).status in (401, 403)
    for path in ("/satisfy/optional", "/satisfy/report"):
        assert nginx.get(path).status == 403, path
    assert nginx.get("/satisfy/optional", people.token()).status == 200
    assert nginx.get("/satisfy/report", people.token()).status == 403
    local = nginx.get("/satisfy/local", people.token(people.other))
    assert (local.status, local.headers["WWW-Authenticate"]) == (200, None)
    assert seen(local) == "signature_mismatch|||||"


def test_a_token_or_a_password(nginx, people):
    password = ("Authorization", "Basic " + base64.b64encode(b"ada:word").decode())
    response = nginx.get("/satisfy/password", headers=[password])
    assert (response.status, response.headers["WWW-Authenticate"], seen(response)) == (200, None, "no_token|||||")
    assert nginx.get("/satisfy/password", people.token()).status == 200
    challenges = nginx.get("/satisfy/password").headers.get_all("WWW-Authenticate")
    assert challenges == ['Bearer realm="ProductBridge"', 'Basic realm="staff"']


def test_limit_except_and_if(nginx, people):
    assert nginx.get("/methods").status == 200
    assert nginx.get("/methods", method="POST", body=b"").status == 401
    assert nginx.get("/methods", people.token(), method="POST", body=b"").status == 404  # try_files isn't inherited
    assert nginx.get("/if").status == 403
    assert nginx.get("/if", people.token()).status == 200


def test_internal_redirects_verify_once_and_never_with_a_weaker_check(nginx, people):
    before = nginx.counters()['pbjwt_verifications_total{status="ok"}']
    assert nginx.get("/moved", people.token()).status == 200
    assert nginx.counters()['pbjwt_verifications_total{status="ok"}'] == before + 1
    assert nginx.get("/weaker", people.token()).status == 401
    assert nginx.get("/weaker", people.token(people.other)).status == 200


def test_the_token_comes_from_the_original_request_and_not_from_a_rewrite(nginx, people):
    assert nginx.get(f"/kept?token={people.token()}").status == 200
    assert nginx.get("/kept").status == 401


def test_variables_are_those_of_the_location_that_answers(nginx, people):
    response = nginx.get("/stale", people.token())
    assert (response.status, seen(response)) == (200, "signature_mismatch|||||")


def test_error_pages(nginx, people):
    response = nginx.get("/page", people.token(people.other))
    assert (response.status, response.text) == (401, "login.html")
    assert seen(response).startswith("signature_mismatch|")
    response = nginx.get("/looped", "bad")
    assert response.status == 401 and len(response.headers.get_all("WWW-Authenticate")) == 1
    assert nginx.log("seen.log").count("/login.html signature_mismatch") == 1


def test_http_2(nginx, people):
    def curl(*more):
        done = subprocess.run(["curl", "-sk", "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                               *more, f"https://localhost:{nginx.tls}/any-source"], capture_output=True, text=True)
        return done.stdout
    good, bad = people.token(), people.token(people.other)
    assert curl("-H", f"authorization: Bearer {good}") == "2 200"
    assert curl("-H", f"authorization: Bearer {bad}") == "2 401"
    assert curl("-H", f"cookie: a=b; session={good}") == "2 200"
    assert curl("-H", f"authorization: Bearer {good}", "-H", f"Authorization: Bearer {good}") == "2 400"
    assert curl() == "2 401"
