# SPDX-License-Identifier: Apache-2.0
"""No token or secret gets into a log, and only this machine can read the counters."""

import http.client
import pathlib
import re
import socket

import pytest

import server

HTTP = """
include pbjwt.conf;
access_log shipped.log pbjwt;
log_format request '$request';
access_log request.log request;
pbjwt_secret_file main secret;
pbjwt_token argument:jwt;
server {
    listen 127.0.0.1:PORT;
    listen ADDRESS:PORT;
    listen unix:FOLDER/socket;
    location / { pbjwt on; pbjwt_token argument:token argument:t bearer cookie:session; pbjwt_answer; }
    location /report { pbjwt report; pbjwt_token argument:token; return 200; }
    location /inherited { pbjwt report; return 200; }
    location /plain { return 200; }
    location /down { pbjwt report; pbjwt_token argument:token bearer; proxy_pass http://127.0.0.1:1; }
    location /missing { pbjwt report; pbjwt_token argument:token; }
    location /counters { pbjwt_status; }
    location /proxied { set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; pbjwt_status; }
}
"""


def address():
    """An address of this machine that isn't loopback; found without sending a packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]


@pytest.fixture(scope="module")
def nginx(new_nginx):
    made = new_nginx()
    made.write("pbjwt.conf", (pathlib.Path(__file__).parent.parent / "pbjwt.conf").read_text(), 0o644)
    made.address = address()
    assert not made.address.startswith("127.")
    made.configure(HTTP.replace("FOLDER", str(made.folder)).replace("ADDRESS", made.address))
    return made.start()


def all_logs(nginx):
    return "".join(path.read_text(errors="replace") for path in nginx.folder.glob("*.log") if path.name != "access.log")


def test_no_token_and_no_secret_is_logged(nginx, people):
    good, bad = people.token(), people.token(people.other)
    for token in (good, bad, "a.b.c" * 9):
        for path in ("/", "/down", "/missing", "/report", "/plain"):
            nginx.get(path + f"?a=1&token={token}")
            nginx.get(path + f"?token={token}&t={token}#x")
            nginx.get(path + f"?b=/x?token={token}", headers=[("Referer", f"http://a.example/?token={token}&x=1")])
            nginx.get(path, token)
            nginx.get(path, headers=[("Cookie", f"session={token}")])
        nginx.get(f"/inherited?jwt={token}&z=9")
        nginx.get(f"/?token={token}", headers=[("Content-Length", "99999999999")])
    said = all_logs(nginx)
    for hidden in (good, bad, people.secret, people.other):
        for part in hidden.split("."):
            for at in range(0, len(part) - 16, 8):
                assert part[at:at + 16] not in said, [line for line in said.splitlines() if part[at:at + 16] in line][:3]
    assert "a.b.ca.b.c" not in said
    assert re.search(r"GET /inherited\?jwt=\*+&z=9 HTTP", nginx.log("request.log"))
    assert re.search(r"\[info\] .* pbjwt: token refused: signature_mismatch", said)
    assert "upstream: \"http://127.0.0.1:1/down?a=1&token=****" in said
    assert "GET /plain?a=1&token=****" in nginx.log("request.log")


def test_the_shipped_format_logs_the_result(nginx, people):
    nginx.get("/one?token=" + people.token(email="Ada@example.com"))
    nginx.get("/two?token=" + people.token(sub=5))
    nginx.get("/three")
    lines = server.wait_until(lambda: len(found := [
        line.split('"', 1)[1] for line in nginx.log("shipped.log").splitlines()
        if any(f"GET /{name}" in line for name in ("one", "two", "three"))]) == 3 and found)
    assert lines[0].startswith("GET /one? HTTP/1.1\" 200 0 ")
    assert lines[0].endswith(" pbjwt=ok fault=- warnings=email:not_canonical key=main")
    assert lines[1].startswith("GET /two? HTTP/1.1\" 401 ") and lines[1].endswith(" pbjwt=malformed_claim fault=sub warnings=- key=-")
    assert lines[2].startswith("GET /three HTTP/1.1\" 401 ") and lines[2].endswith(" pbjwt=no_token fault=- warnings=- key=-")


def test_upstream_gets_the_arguments_unchanged(new_nginx, people, upstream_port):
    nginx = new_nginx()
    nginx.configure(f"""pbjwt_secret_file main secret;
        server {{ listen 127.0.0.1:PORT; pbjwt on; pbjwt_token argument:token;
        location / {{ proxy_pass http://127.0.0.1:{upstream_port}; }} }}""", level="error")
    path = f"/x?a=1&token={people.token()}&b=2"
    assert nginx.start().get(path).json["path"] == path
    assert nginx.get("/x?token=bad").status == 401
    assert nginx.log("error.log") == ""  # a refusal isn't an error


def test_counts_by_status_over_all_workers(nginx, people):
    before = nginx.counters()
    for _ in range(20):
        nginx.get("/", people.token())
        nginx.get("/", people.token(exp=1700003600, iat=1700000000))
        nginx.get("/")
    after = nginx.counters()
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {'pbjwt_verifications_total{status="ok"}': 20, 'pbjwt_verifications_total{status="expired"}': 20,
                     "pbjwt_requests_without_token_total": 20}
    assert len(after) == 31


def test_only_this_machine_can_read_the_counters(nginx):
    assert nginx.get("/counters").headers["Content-Type"] == "text/plain; version=0.0.4"
    assert nginx.get("/counters", method="HEAD").status == 200
    assert nginx.get("/counters", method="POST", body=b"").status == 405
    assert nginx.get("/proxied").status == 200
    assert nginx.get("/proxied", headers=[("X-Forwarded-For", "203.0.113.9")]).status == 403

    def elsewhere(path, *headers):
        connection = http.client.HTTPConnection(nginx.address, nginx.port, source_address=(nginx.address, 0))
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status
    assert elsewhere("/counters") == 403
    assert elsewhere("/proxied", ("X-Forwarded-For", "127.0.0.1")) == 403

    with socket.socket(socket.AF_UNIX) as local:
        local.connect(str(nginx.folder / "socket"))
        local.sendall(b"GET /counters HTTP/1.0\r\n\r\n")
        assert local.recv(100).startswith(b"HTTP/1.1 200 ")


def test_an_address_spoofed_through_realip_is_refused(new_nginx):
    nginx = new_nginx()
    nginx.configure(f"""server {{ listen {address()}:PORT; listen 127.0.0.1:PORT; set_real_ip_from 0.0.0.0/0;
        real_ip_header X-Forwarded-For; location / {{ pbjwt_status; }} }}""")
    nginx.start()
    connection = http.client.HTTPConnection(address(), nginx.port)
    connection.request("GET", "/", headers={"X-Forwarded-For": "127.0.0.1"})
    assert connection.getresponse().status == 403
