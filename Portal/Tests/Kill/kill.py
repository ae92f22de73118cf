#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills processes of a portal at random moments, and compares what they had reported with what is stored afterwards:

    kill.py WORKER sqlite|postgresql [--seconds 60] [--seed N] [--broken replay|lies]

Two processes sign people in, replace and revoke secrets and end sessions, and are killed (SIGKILL) and restarted.
With PostgreSQL, its backends are killed too, which makes the whole server recover. Then a process that was never
killed checks the stored data. With --broken the store breaks its promises, and the test passes if that is found.

A killed process loses nothing that it had written to a file, so this shows that steps are atomic and in order, but
not that they survive a power failure.
"""
import argparse
import asyncio
import base64
import collections
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import random
import secrets
import signal
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import postgresql  # noqa: E402
from judge import Event, Judge  # noqa: E402

NAMES = ["production", "staging", "partner", "legacy"]
# How long after a process was killed the server may still execute its last command.
SETTLED = 1.0


def token(secret):
    """A unique token for a person, valid for half an hour."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    claims = {"email": f"p{random.randrange(30)}@acme.example", "name": secrets.token_hex(8), "iat": now, "exp": now + 1800}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(secret.encode(), text, hashlib.sha256).digest())).decode()


class Worker:
    """A process of the portal, which is restarted when it ends."""

    def __init__(self, command, environment):
        self.command, self.environment = command, environment
        self.waiting, self.number, self.process, self.starts = {}, 0, None, 0
        self.ready = False
        # The exit statuses of processes that nobody had killed.
        self.ended = []

    async def run(self):
        while True:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, env=self.environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
            self.starts += 1
            while line := await self.process.stdout.readline():
                if not line.endswith(b"\n"):
                    break
                number, outcome, *value = line.decode().split()
                if number == "0":
                    self.ready = True
                elif number in self.waiting:
                    self.waiting.pop(number).set_result((outcome, " ".join(value)))
            self.ready = False
            if await self.process.wait() != -signal.SIGKILL:
                self.ended.append(self.process.returncode)
                await asyncio.sleep(0.2)
            for future in self.waiting.values():
                future.set_result((None, ""))
            self.waiting.clear()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    async def ask(self, command, argument):
        self.number += 1
        future = self.waiting[str(self.number)] = asyncio.get_running_loop().create_future()
        # The process may already be dead: then the future ends soon.
        with contextlib.suppress(ConnectionError):
            self.process.stdin.write(f"{self.number} {command} {argument}\n".encode())
        return await future


class Trial:
    def __init__(self, arguments, place, server):
        self.server, self.seconds = server, arguments.seconds
        environment = {**os.environ, "PORTAL_MASTER_KEY": secrets.token_hex(32)}
        command = [arguments.worker, arguments.engine, place]
        broken = {**environment, "PORTAL_KILL_WORKER_BROKEN": arguments.broken or ""}
        self.workers = [Worker(command, broken) for _ in range(2)]
        # Creates the portal, and checks it at the end; it is neither killed nor broken.
        self.last = Worker(command, environment)
        self.journal, self.live, self.dead, self.tokens, self.sessions = [], {}, [], [], []
        self.kills = self.backend_kills = self.backend_ends = 0
        self.over = False

    async def do(self, command, argument="", worker=None, **signed):
        """Sends a command to a process, and records it."""
        chosen = worker or random.choice(self.workers)
        while not chosen.ready:
            await asyncio.sleep(0.005)
            chosen = worker or random.choice(self.workers)
        start = time.monotonic()
        outcome, value = await chosen.ask(command, argument)
        end = time.monotonic()
        if outcome == "failed" and value in ("connection_failed", "connection_lost"):
            outcome = "unavailable"
            await asyncio.sleep(0.2)
        elif outcome in (None, "failed"):
            # It may still have been done, or be done later.
            outcome, end = None, end + SETTLED
            await asyncio.sleep(0.05)
        event = Event(command, argument, start, end, outcome, value, **signed)
        self.journal.append(event)
        return event

    # Concurrent activities

    async def change_secrets(self, name):
        """Changes the secrets of one name, one after the other."""
        while not self.over:
            await asyncio.sleep(random.uniform(0, 0.3))
            command = "generate" if name not in self.live else random.choice(["regenerate", "regenerate", "revoke"])
            event = await self.do(command, name)
            if event.outcome == "refused":
                # An earlier command of unknown outcome has left the name in the other state.
                event = await self.do("regenerate" if command == "generate" else "generate", name)
            if event.outcome is None:
                await asyncio.sleep(SETTLED * 1.1)
            if event.outcome in ("shown", "done") and name in self.live:
                self.dead.append((name, self.live.pop(name)))
            if event.outcome == "shown":
                self.live[name] = event.value

    async def sign_in(self):
        while not self.over:
            if not self.live:
                await asyncio.sleep(0.01)
                continue
            name, secret = random.choice(list(self.live.items()))
            signed = dict(name=name, secret=secret)
            if self.tokens and random.random() < 0.3:
                text, signed = random.choice(self.tokens)
            else:
                text = token(secret)
                self.tokens.append((text, signed))
            # Sends a token to both processes at the same time, and again.
            for event in await asyncio.gather(
                    *(self.do("signin", text, **signed) for _ in range(random.choice([1, 1, 2, 4])))):
                if event.outcome == "session":
                    self.sessions.append(event.value)
            if self.sessions and random.random() < 0.5:
                # Recent sessions are most likely to be valid.
                session = random.choice(self.sessions[-20:] if random.random() < 0.7 else self.sessions)
                await self.do("check", session)
                if random.random() < 0.2:
                    await self.do("signout", session)
                    await self.do("check", session)
            if random.random() < 0.1:
                await self.do("verify", token(secret), name=name, secret=secret)

    async def end_sessions(self):
        while not self.over:
            await asyncio.sleep(random.uniform(0.2, 1.2))
            await self.do(*random.choice([("endall", "")] + [("endkey", name) for name in self.live]))

    async def kill(self):
        while not self.over:
            await asyncio.sleep(random.uniform(0.05, 0.8))
            worker = random.choice(self.workers)
            if worker.ready:
                self.kills += 1
                worker.kill()

    async def kill_backends(self):
        """Ends the server's backends for the portal: mostly with SIGTERM, sometimes with SIGKILL."""
        while not self.over:
            await asyncio.sleep(random.uniform(0.3, 0.9))
            served = self.backends()
            if not served:
                continue
            hard = random.random() < 0.1
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(served), signal.SIGKILL if hard else signal.SIGTERM)
                self.backend_kills += hard
                self.backend_ends += not hard

    def backends(self):
        found = []
        with contextlib.suppress(OSError):
            postmaster = self.server.pid
            for pid in pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
                with contextlib.suppress(OSError):
                    if b"127.0.0.1(" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                        found.append(int(pid))
        return found

    # The whole

    async def run(self):
        running = [asyncio.create_task(worker.run()) for worker in [*self.workers, self.last]]
        try:
            set_up = await self.do("setup", worker=self.last)
            assert set_up.outcome == "done", set_up
            jobs = [self.change_secrets(name) for name in NAMES] + [self.sign_in() for _ in range(6)]
            jobs += [self.end_sessions(), self.kill()] + ([self.kill_backends()] if self.server else [])
            asyncio.get_running_loop().call_later(self.seconds, setattr, self, "over", True)
            # Each ends when its last command is done, which takes a bounded time.
            await asyncio.wait_for(asyncio.gather(*jobs), self.seconds + 60)
            await asyncio.sleep(SETTLED * 1.1)
            await self.look()
        finally:
            for task in running:
                task.cancel()
            for worker in [*self.workers, self.last]:
                if worker.process:
                    worker.kill()
                    await worker.process.wait()
            await asyncio.gather(*running, return_exceptions=True)
        judge = Judge(self.journal)
        violations = judge.run()
        violations += [f"a process ended by itself: {code}" for worker in self.workers for code in worker.ended]
        self.report(judge)
        return violations

    async def look(self):
        wanted = [("verify", token(secret), dict(name=name, secret=secret))
                  for name, secret in [*self.live.items(), *self.dead]]
        wanted += [("signin", text, signed) for text, signed in self.tokens]
        wanted += [("check", session, {}) for session in self.sessions]
        for start in range(0, len(wanted), 20):
            await asyncio.gather(*(self.do(command, argument, self.last, **signed)
                                   for command, argument, signed in wanted[start:start + 20]))
        await self.do("audit", worker=self.last)
        assert self.journal[-1].outcome == "sessions", self.journal[-1]

    def report(self, judge):
        print(f"  {len(self.journal)} commands, {sum(event.outcome is None for event in self.journal)} of unknown outcome; "
              f"{self.kills} processes killed, started {sum(worker.starts for worker in self.workers)} times"
              + (f"; of the server's {self.backend_kills} killed, {self.backend_ends} ended" if self.server else ""))
        print(f"  {len(self.tokens)} tokens, {len(judge.shown)} secrets shown, {len(self.sessions)} sessions told")
        failures = collections.Counter(event.value for event in self.journal if event.outcome is None and event.value)
        if failures:
            print("  failed: " + "; ".join(f"{count} {what}" for what, count in failures.most_common()))
        print("  " + ", ".join(f"{count} {what}" for what, count in sorted(judge.figures.items())))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("worker")
    parser.add_argument("engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--broken", choices=["replay", "lies"])
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(10**6)
    random.seed(seed)
    print(f"{arguments.engine}{', broken: ' + arguments.broken if arguments.broken else ''}, "
          f"{arguments.seconds:g} s, seed {seed}", flush=True)

    if arguments.engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            violations = asyncio.run(Trial(arguments, folder + "/portal.sqlite", None).run())
    else:
        with postgresql.Server("-c restart_after_crash=on") as server:
            violations = asyncio.run(Trial(arguments, server.connection_info, server).run())

    for violation in violations[:20]:
        print("  found: " + violation)
    if arguments.broken:
        sys.exit(None if violations else "The fault was not found.")
    sys.exit(f"{len(violations)} violations" if violations else None)


if __name__ == "__main__":
    main()
