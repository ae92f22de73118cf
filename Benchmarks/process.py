# SPDX-License-Identifier: Apache-2.0
"""A worker's process, and the ways in which it can fail."""

import os
import pathlib
import re
import select
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Failure(Exception):
    """The worker can't go on."""


class Wrong(Exception):
    """The worker's library gives a wrong result for this token."""


def presentable(text, secret):
    """One line that can be published: without secrets or paths of this machine."""
    text = " ".join(text.split()).replace(secret, "[secret]")
    text = re.sub(r"\w+://[^\s'\"]+", "[address]", text)
    text = text.replace(f"{ROOT}/", "").replace(f"{pathlib.Path.home()}/", "~/")
    return text if len(text) <= 200 else text[:199] + "…"


class Process:
    """One running worker. Every wait has a time-out; if anything fails, the process is ended first."""

    def __init__(self, worker, tokens_file, secret, timeout, preload=None):
        self.secret, self.timeout, self.buffer = secret, timeout, b""
        self.errors = tempfile.TemporaryFile(dir=tokens_file.parent)
        try:
            self.popen = subprocess.Popen(
                [*worker.command, worker.library, str(tokens_file)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, bufsize=0,
                env={**os.environ, "LD_PRELOAD": str(preload)} if preload else None,
                start_new_session=True,
            )
        except OSError as error:
            self.errors.close()
            raise Failure(f"can't be started: {error.strerror}") from None
        ready, _, self.version = self.line("getting ready").partition("\t")
        if ready != "ready" or not self.version:
            self.fail(f"said “{ready}” instead of being ready")

    def line(self, doing):
        limit = time.monotonic() + self.timeout
        while b"\n" not in self.buffer:
            left = max(0, limit - time.monotonic())
            if not select.select([self.popen.stdout], [], [], left)[0]:
                self.fail(f"no answer within {self.timeout:g} s, {doing}")
            data = os.read(self.popen.stdout.fileno(), 65536)
            if not data:
                self.fail(self.end(doing))
            self.buffer += data
            if self.buffer.find(b"\n") != len(self.buffer) - 1 and len(self.buffer) > 1000:
                self.fail(f"said more than a line, {doing}")
        line, _, self.buffer = self.buffer.partition(b"\n")
        parts = line.decode("utf-8", "replace").split("\t")
        return "\t".join(presentable(part, self.secret) for part in parts)

    def number(self, command):
        """The answer to a command, None for `-`."""
        if self.buffer or select.select([self.popen.stdout], [], [], 0)[0]:
            more = self.buffer or os.read(self.popen.stdout.fileno(), 1)
            self.fail("said more than it was asked" if more else self.end(f"before `{command}`"))
        try:
            self.popen.stdin.write(command.encode() + b"\n")
        except BrokenPipeError:
            self.fail(self.end(f"at `{command}`"))
        answer = self.line(f"at `{command}`")
        if answer.split(" ")[0] == "wrong":
            raise Wrong(answer[6:] or "gives a wrong result")
        if answer == "-":
            return None
        if not re.fullmatch("[0-9]{1,18}", answer):
            self.fail(f"answered “{answer}” to `{command}`")
        return int(answer)

    def end(self, doing):
        """How the process ended, with its last line of errors."""
        try:
            status = self.popen.wait(5)
        except subprocess.TimeoutExpired:
            return f"closed its output, {doing}"
        how = f"exit status {status}" if status >= 0 else signal.Signals(-status).name
        self.errors.seek(0)
        said = self.errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        return presentable(": ".join([f"ended with {how}, {doing}", *said]), self.secret)

    def fail(self, reason):
        self.close(patience=0)
        raise Failure(reason)

    def close(self, patience=5):
        self.popen.stdin.close()
        try:
            self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)  # also the processes that the worker started
        except (ProcessLookupError, PermissionError):
            pass
        self.popen.wait()
        self.popen.stdout.close()
        self.errors.close()
