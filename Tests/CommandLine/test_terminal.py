# SPDX-License-Identifier: Apache-2.0
"""Use at a terminal: prompts, hidden pastes, colors, and a restored terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time

import pytest
from conftest import NOW, SECRET, person, sign

GOOD = sign(person(name="Ann"))
BAD = GOOD[:-1] + ("A" if GOOD[-1] != "A" else "E")
EXPLAIN_PROMPT = "Paste the token, then press Enter (it isn't shown).\r\n"
VERIFY_PROMPT = "Paste one token per line (they aren't shown), then press Enter. Ctrl-D ends.\r\n"


class Terminal:
    """A command whose standard streams are a terminal, except for the given ones."""

    def __init__(self, pbjwt, *arguments, program=None, secret=SECRET, variables=(), **streams):
        self.outside, self.inside = pty.openpty()
        self.shown = b""
        self.process = subprocess.Popen(
            [*(program or [pbjwt.program]), *arguments],
            env=pbjwt.environment(secret, **dict(variables)),
            start_new_session=True,
            preexec_fn=self.take_the_terminal,
            **{"stdin": self.inside, "stdout": self.inside, "stderr": self.inside, **streams},
        )

    def take_the_terminal(self):
        fcntl.ioctl(self.inside, termios.TIOCSCTTY, 0)
        for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"):  # a shell's background job ignores some of them
            signal.signal(getattr(signal, name), signal.SIG_DFL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.inside)
        os.close(self.outside)

    def read(self, seconds):
        if select.select([self.outside], [], [], seconds)[0]:
            self.shown += os.read(self.outside, 1 << 16)
            return True
        return False

    def expect(self, text):
        end = time.monotonic() + 30
        while text.encode() not in self.shown:
            assert time.monotonic() < end, self.shown
            self.read(0.1)

    def type(self, text):
        data = text.encode()
        while data:
            data = data[os.write(self.outside, data[:1024]) :]
            self.read(0)

    def end(self):
        """The exit status, and all output."""
        end = time.monotonic() + 30
        while self.process.poll() is None:
            assert time.monotonic() < end, self.shown
            self.read(0.02)
        while self.read(0.1):
            pass
        return self.process.returncode, self.shown.decode().replace("\r\n", "\n")

    @property
    def is_quiet(self):
        return not termios.tcgetattr(self.inside)[3] & (termios.ECHO | termios.ICANON)


def verify(pbjwt, *arguments, **options):
    return Terminal(pbjwt, "verify", "--now", str(NOW), *arguments, **options)


@pytest.mark.parametrize("command", ["explain", "inspect"])
def test_a_token_is_asked_for_and_not_shown(pbjwt, command):
    with Terminal(pbjwt, command) as terminal:
        terminal.expect(EXPLAIN_PROMPT)
        assert terminal.is_quiet
        terminal.type(GOOD + "\r")
        code, shown = terminal.end()
        assert GOOD not in shown
        assert "ann@example.com" in shown
        assert (code, terminal.is_quiet) == (1 if command == "explain" else 0, False)


def test_the_prompt_is_on_standard_error(pbjwt):
    with Terminal(pbjwt, "explain", "--json", stdout=subprocess.PIPE) as terminal:
        terminal.expect(EXPLAIN_PROMPT)
        terminal.type(GOOD + "\r")
        printed = terminal.process.stdout.read()
        assert printed.startswith(b"{") and printed.count(b"\n") == 1
        assert terminal.end()[1].replace("\n", "\r\n") == EXPLAIN_PROMPT


@pytest.mark.parametrize("command", ["verify", "explain", "inspect"])
def test_there_is_no_prompt_if_no_input_is_needed(pbjwt, command):
    with Terminal(pbjwt, command, GOOD) as terminal:
        code, shown = terminal.end()
        assert code in (0, 1) and "ann@example.com" in shown or "expired" in shown
        assert "Paste" not in shown
    done = pbjwt.run(command, input=GOOD.encode())
    assert done.returncode in (0, 1) and b"Paste" not in done.stderr


@pytest.mark.parametrize("command", ["verify", "explain", "inspect"])
@pytest.mark.parametrize("keys", ["\x04", "abc\x15\x04", "a\x7f\x04"])
def test_the_end_of_input_is_not_a_token(pbjwt, command, keys):
    with Terminal(pbjwt, command) as terminal:
        terminal.expect("Ctrl-D ends" if command == "verify" else "press Enter")
        terminal.type(keys)
        code, shown = terminal.end()
        assert (code, shown.splitlines()[-1]) == (2, "pbjwt: no token on standard input")
        assert not terminal.is_quiet


def test_verify_takes_one_token_after_another(pbjwt):
    with verify(pbjwt) as terminal:
        terminal.expect(VERIFY_PROMPT)
        terminal.type(GOOD + "\r")
        terminal.expect("ann@example.com")
        terminal.type(BAD + "\r")
        terminal.expect("signature_mismatch")
        terminal.type(f"{BAD}\r{GOOD}\r")
        terminal.expect("VERIFIED")
        terminal.type("\x04")
        code, shown = terminal.end()
        assert code == 1
        assert GOOD not in shown and BAD not in shown
        assert len(re.findall("VERIFIED|REFUSED", shown)) == 4


def test_a_paste_may_be_longer_than_a_terminals_line(pbjwt):
    token = sign(person(name="n" * 5000))
    assert len(token) > 4096
    with verify(pbjwt, "--status-only") as terminal:
        terminal.expect(VERIFY_PROMPT)
        terminal.type(token + "\r")
        terminal.expect("ok\r\n")
        terminal.type("\x04")
        assert terminal.end()[0] == 0


def test_typed_characters_can_be_deleted(pbjwt):
    with verify(pbjwt, "--status-only") as terminal:
        terminal.expect(VERIFY_PROMPT)
        terminal.type("wrong\x15xy\x7f\x08" + GOOD + "\r")
        terminal.expect("ok\r\n")


def test_the_rest_of_a_paste_does_not_reach_the_shell(pbjwt):
    """A line end within a paste belongs to it, so that nothing is left for the next program."""
    shell = ["sh", "-c", '"$0" explain --json >/dev/null; cat']
    with Terminal(pbjwt, program=[*shell, pbjwt.program]) as terminal:
        terminal.expect(EXPLAIN_PROMPT)
        terminal.type(GOOD[:40] + "\rrm-everything\r")
        time.sleep(1)
        terminal.type("\x04")
        assert "rm-everything" not in terminal.end()[1]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
@pytest.mark.parametrize("command", ["verify", "explain", "inspect"])
def test_signals_leave_the_terminal_as_it_was(pbjwt, name, command):
    with Terminal(pbjwt, command) as terminal:
        terminal.expect("Paste")
        terminal.type("typed")
        assert terminal.is_quiet
        terminal.process.send_signal(getattr(signal, name))
        assert terminal.end()[0] == -getattr(signal, name)
        assert not terminal.is_quiet


def test_ctrl_c_ends_it(pbjwt):
    with Terminal(pbjwt, "explain") as terminal:
        terminal.expect(EXPLAIN_PROMPT)
        terminal.type("abc\x03")
        assert terminal.end()[0] == -signal.SIGINT
        assert not terminal.is_quiet


def test_a_stopped_command_restores_the_terminal_and_continues(pbjwt):
    shell = ["sh", "-c", 'set -m; "$0" explain --json; stty -a | tr ";" "\n" | grep -w icanon; fg >/dev/null']
    with Terminal(pbjwt, program=[*shell, pbjwt.program]) as terminal:
        terminal.expect(EXPLAIN_PROMPT)
        terminal.type("\x1a")
        terminal.expect(" icanon")
        assert b"-icanon" not in terminal.shown
        end = time.monotonic() + 30
        while not terminal.is_quiet:
            assert time.monotonic() < end
            time.sleep(0.02)
        terminal.type(GOOD + "\r")
        code, shown = terminal.end()
        assert code == 1 and '"verified":false' in shown


@pytest.mark.parametrize("token, word, color", [(GOOD, "VERIFIED", "1;32"), (BAD, "REFUSED", "1;31")])
def test_verified_and_refused_look_different(pbjwt, token, word, color):
    plain = word + (": signature_mismatch" if token == BAD else "")
    with verify(pbjwt, token) as terminal:
        assert terminal.end()[1].splitlines()[0] == plain.replace(word, f"\x1b[{color}m{word}\x1b[0m")
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        with verify(pbjwt, token, variables=variables) as terminal:
            shown = terminal.end()[1]
            assert shown.splitlines()[0] == plain and "\x1b" not in shown
    with verify(pbjwt, token, variables={"NO_COLOR": "", "TERM": "xterm"}) as terminal:
        assert "\x1b[" in terminal.end()[1]
    assert pbjwt.verify(token).stdout.decode().splitlines()[0] == plain.replace(word, word.lower())


@pytest.mark.parametrize("command", ["explain", "inspect", "verify"])
def test_only_a_terminal_gets_colors(pbjwt, command):
    with Terminal(pbjwt, command, GOOD) as terminal:
        assert "\x1b[" in terminal.end()[1]
    with Terminal(pbjwt, command, GOOD, stdout=subprocess.PIPE) as terminal:
        assert b"\x1b" not in terminal.process.stdout.read()
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        with Terminal(pbjwt, command, GOOD, variables=variables) as terminal:
            assert "\x1b" not in terminal.end()[1]
    with Terminal(pbjwt, command, "--json", GOOD) as terminal:
        assert "\x1b" not in terminal.end()[1]
