# SPDX-License-Identifier: Apache-2.0
"""The headers that identify a person to upstream, which no client can forge."""

import subprocess
import threading

import pytest

import server

HTTP = """
pbjwt_secret_file main secret;
pbjwt_header X-Everywhere "";
underscores_in_headers on;
ignore_invalid_headers off;
server {
    listen 127.0.0.1:PORT http2;
    server_name h2;
    pbjwt on;
    pbjwt_header X-User-Email $pbjwt_email;
    location / { proxy_pass http://127.0.0.1:UPSTREAM; }
}
server {
    listen 127.0.0.1:HTTP1;
    pbjwt on;
    pbjwt_header X-User-Email $pbjwt_email;
    pbjwt_header X-User-Id $pbjwt_user_id;

    location / { proxy_pass http://127.0.0.1:UPSTREAM; }
    location /optional { pbjwt optional; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /report { pbjwt report; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /off { pbjwt off; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /more {
        pbjwt_header X-User-Name $pbjwt_claim_name;
        pbjwt_header X-User-Id "";
        pbjwt_header X-Path $uri;
        proxy_pass http://127.0.0.1:UPSTREAM;
    }
    location /fastcgi { include fastcgi.conf; fastcgi_pass 127.0.0.1:FASTCGI; }
    location /overridden { proxy_set_header x-user-email fixed; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /grpc { grpc_pass grpc://127.0.0.1:GRPC; }
    location /satisfy { satisfy any; allow 127.0.0.1; deny all; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /copied { if ($http_x_user_email) { set $early 1; } proxy_set_header X-Copy $http_x_user_email;
        proxy_set_header X-Early "early$early"; proxy_pass http://127.0.0.1:UPSTREAM; }
    location /redirected { rewrite ^ /off last; }
    location /page { error_page 401 = /off/page; proxy_pass http://127.0.0.1:UPSTREAM; }

    # Subrequests, of this nginx.
    location /asked { pbjwt off; auth_request /ask; auth_request_set $asked $pbjwt_email;
        proxy_set_header X-Asked $asked; proxy_pass http://127.0.0.1:UPSTREAM; }
    location = /ask { internal; pbjwt_answer; }
    location /asked-upstream { pbjwt off; auth_request /ask-upstream; proxy_pass http://127.0.0.1:UPSTREAM; }
    location = /ask-upstream { internal; pbjwt optional; proxy_pass http://127.0.0.1:UPSTREAM/asking;
        proxy_pass_request_body off; proxy_set_header Content-Length ""; }
    location /mirrored { mirror /mirror; proxy_pass http://127.0.0.1:UPSTREAM; }
    location = /mirror { internal; pbjwt off; proxy_pass http://127.0.0.1:UPSTREAM/mirror; }

    # Of another one, which asks this one for each request.
    location = /answer { pbjwt_answer; add_header X-User-Email $pbjwt_email; }
}
server {
    listen 127.0.0.1:GRPC http2;
    location / { proxy_pass http://127.0.0.1:UPSTREAM; }
}
server {
    listen 127.0.0.1:ASKING;
    location / { auth_request /auth; auth_request_set $email $upstream_http_x_user_email;
        proxy_set_header X-User-Email $email; proxy_pass http://127.0.0.1:UPSTREAM; }
    location = /auth { internal; proxy_pass http://127.0.0.1:HTTP1/answer; proxy_pass_request_body off;
        proxy_set_header Content-Length ""; }
    location /hop { proxy_pass http://127.0.0.1:UPSTREAM; }
}
"""

SPOOFED = "root@example.com"
NAMES = ["X-User-Email", "x-user-email", "X_User_Email", "x_user_email", "X-USER_EMAIL", "X.User.Email", "X-User-Id",
         "x_uSER-iD", "X-User-Name", "X_User_Name"]


class Recorder(server.Upstream):
    seen = []

    def do_GET(self):
        self.seen.append((self.path, dict(self.headers.items())))
        super().do_GET()

    do_POST = do_GET


@pytest.fixture(scope="module")
def nginx(new_nginx):
    made = new_nginx()
    made.http1, made.asking, made.fastcgi, made.grpc = (server.free_port() for _ in range(4))
    with server.upstream(Recorder) as port:
        text = HTTP.replace("PORT", str(made.port)).replace("HTTP1", str(made.http1)).replace("ASKING", str(made.asking))
        made.write("fastcgi.conf", "fastcgi_param REQUEST_METHOD GET;\n", 0o644)
        made.configure(text.replace("UPSTREAM", str(port)).replace("FASTCGI", str(made.fastcgi))
                       .replace("GRPC", str(made.grpc)))
        yield made.start()


def fetch(nginx, path, token=None, headers=(), **more):
    return nginx.get(path, token, headers, port=more.pop("port", nginx.http1), **more)


def told(response, prefix="x"):
    """The headers with these prefixes that upstream received, with names in lower case and as in CGI."""
    assert response.status == 200, response.text
    return {name.lower().replace("_", "-").replace(".", "-"): value for name, value in response.json["headers"]
            if name.lower().startswith(prefix)}


def test_identifies_the_person(nginx, people):
    assert told(fetch(nginx, "/", people.token())) == {"x-user-email": "ada@example.com", "x-user-id": "usr_7Yk2L"}
    assert told(fetch(nginx, "/", people.token(sub=None))) == {"x-user-email": "ada@example.com"}


def test_percent_encodes(nginx, people):
    token = people.token(name="Zoë \"Q\" O'Neil,\r\n;50%\x7f", email="ä+b@example.com")
    headers = told(fetch(nginx, "/more%20%25/x", token))
    assert headers == {"x-user-email": "%C3%A4+b@example.com", "x-path": "/more%20%25/x",
                       "x-user-name": "Zo%C3%AB%20%22Q%22%20O%27Neil%2C%0D%0A%3B50%25%7F"}


# Locations that require a token, locations that identify the person to upstream, and locations that don't.
CLOSED = ["/", "/more", "/copied", "/mirrored"]
OPEN = ["/optional", "/report", "/satisfy", "/page"]
SILENT = ["/off", "/redirected", "/asked-upstream", "/asked"]


@pytest.mark.parametrize("path", CLOSED + OPEN + SILENT)
def test_no_client_can_forge_an_identity(nginx, people, path):
    for name in NAMES:
        for spoofed in ([(name, SPOOFED)], [(name, SPOOFED), (name.upper(), SPOOFED)], [(name, "")]):
            response = fetch(nginx, path, people.token(), spoofed)
            assert SPOOFED not in response.text, (name, path)
            assert told(response).get("x-user-email") == (None if path in SILENT else "ada@example.com"), (name, path)
            response = fetch(nginx, path, None, spoofed)
            if path in CLOSED or path == "/asked":
                assert response.status == 401
            else:
                assert not told(response).keys() & {"x-user-email", "x-user-id", "x-user-name"}, (name, path)


def test_other_headers_and_many_of_them_stay(nginx, people):
    sent = [(f"X-Other-{i}", str(i)) for i in range(60)]
    headers = told(fetch(nginx, "/", people.token(), [*sent[:30], ("x_user_email", SPOOFED), *sent[30:]]))
    assert headers == {"x-user-email": "ada@example.com", "x-user-id": "usr_7Yk2L", **{n.lower(): v for n, v in sent}}
    assert told(fetch(nginx, "/", people.token(), [("X-User-Emails", "a"), ("XX-User-Email", "b")])) == {
        "x-user-emails": "a", "xx-user-email": "b", "x-user-email": "ada@example.com", "x-user-id": "usr_7Yk2L"}


def test_a_refused_token_names_nobody(nginx, people):
    bad = people.token(people.other)
    assert told(fetch(nginx, "/report", bad, [("X-User-Email", SPOOFED)])) == {}
    assert told(fetch(nginx, "/satisfy", bad, [("X-User-Email", SPOOFED)])) == {}
    assert fetch(nginx, "/optional", bad).status == 401


def test_early_readers_see_no_spoofed_header(nginx, people):
    headers = told(fetch(nginx, "/copied", people.token(), [("X-User-Email", SPOOFED)]))
    assert headers["x-early"] == "early" and headers.get("x-copy") != SPOOFED


def test_subrequests_get_the_headers_of_their_own_location(nginx, people):
    Recorder.seen.clear()
    spoofed = [("X-User-Email", SPOOFED), ("x_user_id", SPOOFED)]
    assert told(fetch(nginx, "/asked-upstream", people.token(), spoofed)) == {}
    by_path = dict(Recorder.seen)
    assert by_path["/asking"]["X-User-Email"] == "ada@example.com"
    assert "root" not in str(Recorder.seen)

    Recorder.seen.clear()
    assert told(fetch(nginx, "/mirrored", people.token(), spoofed))["x-user-email"] == "ada@example.com"
    server.wait_until(lambda: "/mirror" in dict(Recorder.seen))
    assert "X-User-Email" not in dict(Recorder.seen)["/mirror"]
    assert "root" not in str(Recorder.seen)


def test_auth_request_within_one_nginx(nginx, people):
    assert told(fetch(nginx, "/asked", people.token(), [("X-User-Email", SPOOFED)])) == {"x-asked": "ada@example.com"}
    refused = fetch(nginx, "/asked", people.token(people.other))
    assert refused.status == 401 and 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert fetch(nginx, "/asked").headers["WWW-Authenticate"] == 'Bearer realm="ProductBridge"'
    assert fetch(nginx, "/ask", people.token()).status == 404  # internal


def test_auth_request_of_another_nginx(nginx, people):
    response = fetch(nginx, "/", people.token(), [("X-User-Email", SPOOFED)], port=nginx.asking)
    assert told(response) == {"x-user-email": "ada@example.com"}
    refused = fetch(nginx, "/", people.token(people.other), port=nginx.asking)
    assert refused.status == 401 and 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    for method in ("GET", "POST", "PUT"):
        answer = fetch(nginx, "/answer", people.token(), method=method, body=b"x" * 100)
        assert (answer.status, answer.headers["X-User-Email"], answer.text) == (200, "ada@example.com", "")
        assert fetch(nginx, "/answer", method=method, body=b"x" * 100).status == 401


def test_a_server_without_such_headers_is_left_alone(nginx):
    sent = [("X-User-Email", "a"), ("x_everywhere", "b")]
    assert told(fetch(nginx, "/hop", None, sent, port=nginx.asking)) == {"x-user-email": "a"}


def test_http_2(nginx, people):
    done = subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-H", "x-user-email: " + SPOOFED,
                           "-H", "x_user_email: " + SPOOFED, "-H", f"authorization: Bearer {people.token()}",
                           f"http://127.0.0.1:{nginx.port}/"], capture_output=True, text=True)
    assert "ada@example.com" in done.stdout and SPOOFED not in done.stdout


def test_a_header_from_proxy_set_header_is_sent_once(nginx, people):
    response = fetch(nginx, "/overridden", people.token())
    assert [value for name, value in response.json["headers"] if name.lower() == "x-user-email"] == ["fixed"]


def test_grpc(nginx, people):
    response = fetch(nginx, "/grpc", people.token(), [("x_user_email", SPOOFED), ("X-User-Email", SPOOFED)])
    assert told(response) == {"x-user-email": "ada@example.com", "x-user-id": "usr_7Yk2L"}


def test_fastcgi(nginx, people):
    """FastCGI's parameters come from the same list: each is sent once, with the verified value."""
    received = bytearray()

    def serve(listener):
        connection, _ = listener.accept()
        with connection:
            while b"\x01\x05\x00\x01\x00\x00" not in received:  # the empty end of the body
                received.extend(connection.recv(65536))
    with server.socket.create_server(("127.0.0.1", nginx.fastcgi)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        fetch(nginx, "/fastcgi", people.token(), [("x_user_email", SPOOFED), ("X-User-Email", SPOOFED)])
        thread.join(20)
    assert received.count(b"HTTP_X_USER_EMAIL") == 1 and b"HTTP_X_USER_EMAILada@example.com" in received
    assert SPOOFED.encode() not in received
