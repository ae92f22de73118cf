# SPDX-License-Identifier: Apache-2.0
"""A real nginx in its own folder, run by an unprivileged user, and an upstream that returns what it received."""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import threading
import time

FRAME = """
daemon off;
{main}
load_module {module};
worker_processes {workers};
pid nginx.pid;
error_log error.log {level};
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
    log_format args '$request_uri';
    access_log access.log;
    {http}
}}
"""

NGINX = os.environ.get("PBJWT_NGINX", "/usr/sbin/nginx")


def environment(folder):
    """With PBJWT_PRELOAD, for a module that was built with AddressSanitizer while nginx itself wasn't."""
    if "PBJWT_PRELOAD" not in os.environ:
        return None
    return {**os.environ, "LD_PRELOAD": os.environ["PBJWT_PRELOAD"], "LSAN_OPTIONS": f"suppressions={folder}/leaks"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, seconds=20):
    """Calls the function until its result is true, and returns it."""
    end = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < end, f"it wasn't so within {seconds} seconds"
        threading.Event().wait(0.02)
    return answer


class Response:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Nginx:
    def __init__(self, folder, module, nobody=True):
        self.folder, self.port, self.process = pathlib.Path(folder), free_port(), None
        self.module, self.user = module, {}
        if nobody and os.geteuid() == 0:
            self.user = {"user": "nobody", "group": "nogroup"}
        (self.folder / "tmp").mkdir(exist_ok=True)
        (self.folder / "html").mkdir(exist_ok=True)
        self.own(self.folder)
        self.own(self.folder / "tmp")
        self.write("leaks", "leak:ngx_alloc\n")  # nginx's own leak at exit

    def own(self, path):
        if self.user:
            shutil.chown(path, "nobody", "nogroup")
        return path

    def write(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return self.own(path)

    def configure(self, http, workers=2, main="", level="info"):
        text = FRAME.format(http=http.replace("PORT", str(self.port)), module=self.module, workers=workers,
                            main=main, level=level)
        return self.write("nginx.conf", text, 0o644)

    def command(self, *more, wrapped=()):
        return [*wrapped, NGINX, "-p", f"{self.folder}/", "-c", "nginx.conf", "-e", "error.log", *more]

    def test(self):
        """The output of `nginx -t`, and whether it succeeds."""
        done = subprocess.run(self.command("-t"), capture_output=True, text=True, env=environment(self.folder),
                              **self.user)
        return done.returncode == 0, done.stderr

    def start(self, wrapped=(), seconds=20):
        self.process = subprocess.Popen(self.command(wrapped=wrapped), stderr=subprocess.PIPE,
                                        env=environment(self.folder), **self.user)
        def answers():
            assert self.process.poll() is None, self.process.stderr.read().decode() + self.log("error.log")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        wait_until(answers, seconds)
        return self

    def stop(self):
        """Stops it as an administrator would, and returns its output."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return self.process.stderr.read().decode() if self.process else ""

    def reload(self):
        """Reloads, and returns when only workers with the new configuration are left."""
        old = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.workers() and not old & set(self.workers()))

    def workers(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def log(self, name):
        path = self.folder / name
        return path.read_text(errors="replace") if path.exists() else ""

    def get(self, path="/", token=None, headers=(), host="localhost", method="GET", port=None, body=None):
        """Headers are pairs, so that one can be repeated."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host)
        for name, value in ([("Authorization", f"Bearer {token}")] if token is not None else []) + list(headers):
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = Response(connection.getresponse())
        connection.close()
        return response

    def counters(self, path="/counters", **more):
        lines = self.get(path, **more).text.splitlines()
        return {name: int(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] != "#")}


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers with the request's headers in JSON, exactly as received."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        text = json.dumps({"path": self.path, "headers": [[name, value] for name, value in self.headers.items()]})
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def upstream(handler=Upstream):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
