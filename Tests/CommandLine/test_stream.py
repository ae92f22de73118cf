# SPDX-License-Identifier: Apache-2.0
"""pbjwt verify on standard input: one token and one result per line."""

import json
import os
import pty
import select
import subprocess
import time

from conftest import NOW, person, peak_kib, sign

GOOD = sign(person()).encode()
BAD = GOOD[:-1] + (b"A" if GOOD[-1:] != b"A" else b"E")


def statuses(pbjwt, data, *options):
    done = pbjwt.verify("--status-only", *options, input=data)
    return done.returncode, done.stdout.decode().split("\n")[:-1]


def test_every_line_gets_its_result_in_order(pbjwt):
    lines = [
        (GOOD, "ok"),
        (b"", "malformed_token"),
        (BAD, "signature_mismatch"),
        (GOOD + b"\r", "ok"),
        (GOOD + b"\r\r", "malformed_signature"),
        (b" " + GOOD, "malformed_header"),
        (b"\xff\xfe\x00\x80", "malformed_token"),
        (GOOD + b"\x00", "malformed_signature"),
        (b"x" * (2 << 20), "token_too_large"),
        (b"\r", "malformed_token"),
        (GOOD, "ok"),
    ]
    code, got = statuses(pbjwt, b"".join(line + b"\n" for line, _ in lines))
    assert got == [status for _, status in lines]
    assert code == 1


def test_the_last_line_needs_no_newline_and_keeps_its_carriage_return(pbjwt):
    assert statuses(pbjwt, GOOD + b"\n" + GOOD) == (0, ["ok", "ok"])
    assert statuses(pbjwt, GOOD + b"\r") == (1, ["malformed_signature"])


def test_a_carriage_return_does_not_count_against_the_size(pbjwt):
    room = 256 * 3 // 4 - 36 * 3 // 4 - 43
    for size in range(room - 8, room + 8):
        token = sign(person(name="n" * (size - 54))).encode()
        expected = "ok" if len(token) <= 256 else "token_too_large"
        option = ("--max-token-bytes", "256")
        assert statuses(pbjwt, token + b"\r\n", *option)[1] == [expected]
        assert statuses(pbjwt, token + b"\n", *option)[1] == [expected]


def test_lines_across_chunks_are_joined(pbjwt):
    data = (GOOD + b"\n") * 2000 + BAD + b"\n"
    code, got = statuses(pbjwt, data)
    assert got == ["ok"] * 2000 + ["signature_mismatch"]
    assert code == 1


def test_json_results_are_one_line_whatever_is_in_the_token(pbjwt):
    spaced = '{"email": "a@example.com",\n"exp": %d,\n"custom": [\n1,\r\n\t2\n]}' % (NOW + 60)
    strange = sign(person(name="a\u2028b\u0085c\nd", x="\u2029"))
    data = "\n".join([sign(spaced), strange, ""]).encode()
    code, results = pbjwt.verify_json(input=data)
    assert code == 0
    assert results[0]["identity"]["custom"] == {"custom": [1, 2]}
    assert results[1]["identity"]["name"] == "a\u2028b\u0085c\nd"
    assert results[1]["identity"]["custom"] == {"x": "\u2029"}


def test_no_token_is_not_a_success(pbjwt):
    done = pbjwt.verify(input=b"")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"pbjwt: no token on standard input\n"


def test_a_dash_means_standard_input(pbjwt):
    done = pbjwt.verify("--status-only", "-", input=GOOD)
    assert (done.returncode, done.stdout) == (0, b"ok\n")


def test_results_are_printed_while_the_input_is_open(pbjwt):
    process = pbjwt.start(
        *["verify", "--now", str(NOW), "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    for token, status in ((GOOD, "ok"), (BAD, "signature_mismatch")):
        process.stdin.write(token + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], 30)
        assert ready, "no result while the input is open"
        assert json.loads(process.stdout.readline())["status"] == status
    process.stdin.close()
    assert process.wait(timeout=30) == 1


def test_descriptors_that_are_not_ready_are_waited_for(pbjwt):
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = pbjwt.start(
        *["verify", "--now", str(NOW), "--status-only"], stdin=reading, stdout=subprocess.PIPE
    )
    os.close(reading)
    os.write(writing, GOOD + b"\n")
    assert process.stdout.readline() == b"ok\n"
    os.write(writing, BAD + b"\n")
    os.close(writing)
    assert process.stdout.readline() == b"signature_mismatch\n"
    assert process.wait(timeout=30) == 1


def test_memory_stays_flat_on_a_line_of_any_length(pbjwt):
    process = pbjwt.start(
        *["verify", "--now", str(NOW), "--status-only"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    block = b"x" * (1 << 20)
    for _ in range(128):
        process.stdin.write(block)
    process.stdin.write(b"\n" + GOOD + b"\n")
    process.stdin.flush()
    assert process.stdout.readline() + process.stdout.readline() == b"token_too_large\nok\n"
    assert 0 < peak_kib(process) < 64 * 1024  # the line alone has 128 MiB
    process.stdin.close()
    assert process.wait(timeout=60) == 1


def test_a_terminal_sees_the_progress_and_a_file_the_results(pbjwt, tmp_path):
    terminal, side = pty.openpty()
    with open(tmp_path / "results", "wb") as results:
        process = pbjwt.start(
            *["verify", "--now", str(NOW), "--status-only"],
            stdin=subprocess.PIPE,
            stdout=results,
            stderr=side,
        )
    os.close(side)
    shown, sent, end = b"", 0, time.monotonic() + 30
    while b"tokens, 0 refused" not in shown and time.monotonic() < end:
        process.stdin.write((GOOD + b"\n") * 100)
        process.stdin.flush()
        sent += 100
        if select.select([terminal], [], [], 0)[0]:
            shown += os.read(terminal, 4096)
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert b"tokens, 0 refused" in shown
    assert (tmp_path / "results").read_bytes() == b"ok\n" * sent
    os.close(terminal)
