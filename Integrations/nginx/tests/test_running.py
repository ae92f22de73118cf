# SPDX-License-Identifier: Apache-2.0
"""Under load: reloads with a rotated secret, killed workers, and flat memory."""

import http.client
import os
import pathlib
import re
import signal
import subprocess
import threading

import server

HTTP = """
keepalive_requests 1000000;
pbjwt_secret_file new secret;
{old}
server {{
    listen 127.0.0.1:PORT;
    location / {{ pbjwt on; pbjwt_token bearer cookie:session; pbjwt_header X-User-Email $pbjwt_email; pbjwt_answer; }}
    location /counters {{ pbjwt_status; }}
}}
"""


class Load:
    """Threads that send requests continuously; counts their answers and failures."""

    def __init__(self, nginx, tokens):
        self.nginx, self.tokens = nginx, tokens
        self.statuses, self.failures, self.ended = {}, 0, threading.Event()
        self.lock = threading.Lock()

    def run(self, token):
        while not self.ended.is_set():
            try:
                status = self.nginx.get("/", token).status
            except (OSError, http.client.HTTPException):
                status = None
            with self.lock:
                self.statuses[status] = self.statuses.get(status, 0) + 1

    def __enter__(self):
        self.threads = [threading.Thread(target=self.run, args=(token,)) for token in self.tokens]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def served(self):
        with self.lock:
            return sum(self.statuses.values())

    def wait_for(self, more):
        goal = self.served() + more
        server.wait_until(lambda: self.served() >= goal, 60)


def test_a_reload_rotates_without_a_refused_request(new_nginx, people):
    nginx = new_nginx()
    old = "pbjwt_secret_file old other;"
    nginx.write("secret", people.other)  # at first only the old secret
    nginx.configure(HTTP.format(old=""))
    nginx.start()
    assert nginx.get("/", people.token(people.other)).status == 200
    assert nginx.get("/", people.token()).status == 401
    with Load(nginx, [people.token(people.other)] * 3) as load:
        for _ in range(3):
            load.wait_for(50)
            nginx.write("secret", people.secret)
            nginx.configure(HTTP.format(old=old))
            nginx.reload()
            load.wait_for(50)
            assert nginx.get("/", people.token()).status == 200
            nginx.write("secret", people.other)
            nginx.configure(HTTP.format(old=""))
            nginx.reload()
            assert nginx.get("/", people.token()).status == 401
    assert set(load.statuses) == {200}, load.statuses
    assert nginx.counters()['pbjwt_verifications_total{status="ok"}'] >= load.statuses[200]  # counters survive reloads
    nginx.write("secret", people.secret)
    nginx.reload()
    assert nginx.get("/", people.token(people.other)).status == 401  # the old secret no longer works


def test_a_killed_worker_is_replaced_and_nobody_gets_in_meanwhile(new_nginx, people):
    nginx = new_nginx()
    nginx.configure(HTTP.format(old=""))
    nginx.start()
    (nginx.folder / "secret").unlink()  # the master has read it, and workers don't need it
    with Load(nginx, [people.token()] * 2) as good, Load(nginx, [people.token(people.other)] * 2) as bad:
        for _ in range(4):
            good.wait_for(30)
            bad.wait_for(30)
            [victim, *_] = nginx.workers()
            os.kill(victim, signal.SIGKILL)
            server.wait_until(lambda: victim not in nginx.workers() and len(nginx.workers()) == 2)
        good.wait_for(30)
        bad.wait_for(30)
    assert set(good.statuses) <= {200, None} and good.statuses[200] > good.statuses.get(None, 0)
    assert set(bad.statuses) <= {401, None}
    assert nginx.get("/", people.token()).status == 200
    assert nginx.counters()['pbjwt_verifications_total{status="ok"}'] >= good.statuses[200]
    assert not re.search(r"\[(alert|emerg|crit)\](?!.*exited on signal 9)", nginx.log("error.log"))


def test_no_process_holds_a_secret(new_nginx, people):
    """No memory page of the master or a worker contains the secret: they only have the state of the MAC."""
    nginx = new_nginx()
    nginx.configure(HTTP.format(old=""))
    nginx.start()
    assert nginx.get("/", people.token()).status == 200
    for process in [nginx.process.pid, *nginx.workers()]:
        found, seen = 0, 0
        with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
            for line in pathlib.Path(f"/proc/{process}/maps").read_text().splitlines():
                area, rights, *_ = line.split()
                if not rights.startswith("rw") or "[v" in line:
                    continue
                start, end = (int(side, 16) for side in area.split("-"))
                memory.seek(start)
                data = memory.read(end - start)
                seen += data.count(b"pbjwt_email")
                found += data.count(people.secret.encode())
        assert (found, seen > 0) == (0, True)


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


def wrk(nginx, seconds, *headers, connections=32):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *[f"-H{header}" for header in headers],
               f"http://127.0.0.1:{nginx.port}/"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(re.search(r"(\d+) requests in", said)[1]), "Non-2xx" not in said


def test_memory_is_flat(new_nginx, people):
    nginx = new_nginx()
    nginx.configure(HTTP.format(old=""))
    nginx.start()
    kinds = [f"Authorization: Bearer {people.token(name='x' * 2000)}", f"Authorization: Bearer {people.token(people.other)}",
             f"Cookie: session={people.token()}"]
    for kind in kinds:
        wrk(nginx, 1, kind)
    before, requests = [resident(pid) for pid in nginx.workers()], 0
    while requests < 100_000:
        for kind in kinds:
            count, good = wrk(nginx, 1, kind)
            assert good == (kind is not kinds[1])
            requests += count
    after = [resident(pid) for pid in nginx.workers()]
    assert max(now - then for now, then in zip(after, before)) < 512, (before, after, requests)
