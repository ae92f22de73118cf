# SPDX-License-Identifier: Apache-2.0
"""The README's examples run, and its tables have every directive and variable."""

import pathlib
import re
import shutil
import subprocess

from server import NGINX

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


def test_the_commands_to_install(module, tmp_path):
    """Those after the build are run as they stand, in another folder. The module was built with the command before."""
    packages, build, *rest = re.findall(r"^    (.*)$", README.split("\n## Install\n")[1].split("\n## ")[0], re.MULTILINE)
    makefile = (HERE.parents[1] / "Makefile").read_text()
    assert re.match(r"apt-get install nginx nginx-dev ", packages) and "\nNGINX_PACKAGES = nginx nginx-dev " in makefile
    assert build == "./build /tmp/pbjwt-nginx" and " Integrations/nginx/build .build-nginx/module\n" in makefile
    for folder in ("built", "nginx/modules", "nginx/modules-enabled"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(module, tmp_path / "built")
    script = "\n".join(rest)
    for old, new in (("/tmp/pbjwt-nginx", tmp_path / "built"), ("/usr/lib/nginx", tmp_path / "nginx"), ("/etc/nginx", tmp_path / "nginx")):
        assert old in script
        script = script.replace(old, str(new))
    subprocess.run(["sh", "-euc", script], cwd=HERE, check=True)
    temporary = "".join(f"{kind}_temp_path tmp; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx/nginx.conf").write_text(
        f"include modules-enabled/*.conf; pid pid; error_log log; events {{}} http {{ {temporary} access_log off; include pbjwt.conf; }}")
    done = subprocess.run([NGINX, "-t", "-p", tmp_path / "nginx", "-c", "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
