# SPDX-License-Identifier: Apache-2.0
"""The README's examples run, and its tables have every directive and variable."""

import pathlib
import re

HERE = pathlib.Path(__file__).parent.parent
README = (HERE / "README.md").read_text()
EXAMPLES = re.findall(r"```nginx\n(.*?)```", README, re.DOTALL)


def names(pattern):
    return set(re.findall(pattern, "".join(path.read_text() for path in (HERE / "src").glob("*.c"))))


def rows(heading):
    table = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line.split(" | ", 1)[0] for line in table.splitlines() if line.startswith("| `")]


def test_every_directive_is_there():
    assert {re.match(r"\| `(\w+)", row)[1] for row in rows("Directives")} == names(r'\{ngx_string\("(pbjwt\w*)"\), (?:ANY|NGX_HTTP_(?:MAIN|LOC))')


def test_every_variable_is_there():
    told = {name.replace("NAME", "") for row in rows("Variables") for name in re.findall(r"\$(\w+)", row)}
    assert told == names(r'\{ngx_string\("(pbjwt_\w+)"\),\s*NULL')


def test_the_examples_run(new_nginx, people, upstream_port):
    first, asked, rotation = EXAMPLES
    assert "server {" not in rotation
    for example, path in ((first, "/"), (asked, "/auth"), (rotation + first.replace("pbjwt_secret_file 2026", "# "), "/")):
        nginx = new_nginx()
        nginx.write("pbjwt.conf", (HERE / "pbjwt.conf").read_text(), 0o644)
        for old, new in (("/etc/nginx/secrets/productbridge-2027", "other"), ("/etc/nginx/secrets/productbridge", "secret"),
                         ("/var/log/nginx/access.log", "shipped.log"), ("listen 80;", "listen 127.0.0.1:PORT;"),
                         ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream_port}")):
            example = example.replace(old, new)
        nginx.configure(example)
        nginx.start()
        assert nginx.get(path).status == 401
        response = nginx.get(path, people.token(), [("x_user_email", "root@example.com")])
        assert response.status == 200
        if path == "/auth":
            assert response.headers["X-User-Email"] == "ada@example.com"
        else:
            assert ["X-User-Email", "ada@example.com"] in response.json["headers"] and "root" not in response.text
            assert nginx.get("/metrics").status == 200 and nginx.get("/assets/x").status == 404
            both = nginx.get(path, people.token(people.other)).status
            assert both == (200 if "2027" in example else 401)
