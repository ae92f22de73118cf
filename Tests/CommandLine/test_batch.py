# SPDX-License-Identifier: Apache-2.0
"""pbjwt verify on many tokens: threads, files, CSV, JSON lines, times, and the summary."""

import json
import os
import random
import resource
import select
import subprocess
import tempfile

import pytest
from conftest import NOW, OTHER_SECRET, SECRET, peak_kib, person, sign

GOOD = sign(person())
BAD = GOOD[:-1] + ("A" if GOOD[-1] != "A" else "E")
EXPIRED = sign(person(iat=NOW - 9000, exp=NOW - 8000))
JOBS = ["1", "2", "7"]


def statuses(pbjwt, data, *options, at=("--now", str(NOW))):
    done = pbjwt.run("verify", "--status-only", *at, *options, input=data.encode() if isinstance(data, str) else data)
    return done.returncode, done.stdout.decode().split(), done.stderr.decode()


# Threads


@pytest.mark.parametrize("jobs", JOBS)
def test_the_order_is_kept_on_any_number_of_threads(pbjwt, jobs):
    chance = random.Random(int(jobs))
    kinds = {"ok": GOOD, "signature_mismatch": BAD, "expired": EXPIRED, "malformed_token": "x" * 300}
    expected = chance.choices(list(kinds), k=30_000)
    code, got, _ = statuses(pbjwt, "".join(kinds[name] + "\n" for name in expected), "--jobs", jobs)
    assert (code, got) == (1, expected)


@pytest.mark.parametrize("jobs", JOBS)
def test_results_are_printed_while_the_input_is_open(pbjwt, jobs):
    process = pbjwt.start(
        *["verify", "--now", str(NOW), "--status-only", "--jobs", jobs], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    for token, status in [(GOOD, b"ok\n"), (BAD, b"signature_mismatch\n")] * 10:
        process.stdin.write(token.encode() + b"\n")
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 30)[0], "no result while the input is open"
        assert process.stdout.readline() == status
    process.stdin.close()
    assert process.wait(timeout=30) == 1


def usage(pbjwt, lines, *options):
    """The exit status, the number of output lines, and the peak resident memory in KiB."""
    process = pbjwt.start("verify", "--now", str(NOW), *options, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pid = os.fork()
    if pid == 0:
        try:
            for line, count in lines:
                block = (line + "\n").encode() * min(count, 10_000)
                for _ in range(max(count // 10_000, 1)):
                    process.stdin.write(block)
            process.stdin.close()
        finally:
            os._exit(0)
    came = 0
    while came < sum(count for _, count in lines):
        came += os.read(process.stdout.fileno(), 1 << 20).count(b"\n")
    os.waitpid(pid, 0)
    peak = peak_kib(process)  # the program still waits for tokens, because its input is open
    process.stdin.close()
    came += process.stdout.read().count(b"\n")
    return process.wait(timeout=60), came, peak


def test_memory_stays_flat_on_any_number_of_tokens(pbjwt):
    code, came, resident = usage(pbjwt, [(GOOD, 400_000)], "--status-only", "--jobs", "4")
    assert (code, came) == (0, 400_000)
    assert 0 < resident < 64 * 1024  # KiB; the tokens have 90 MiB


def test_memory_stays_flat_if_results_are_longer_than_their_tokens(pbjwt):
    code, came, resident = usage(pbjwt, [("", 1_500_000)], "--json", "--jobs", "4")
    assert (code, came) == (1, 1_500_000)
    assert 0 < resident < 64 * 1024  # the results have some 300 MiB


def test_memory_stays_flat_on_a_record_that_never_ends(pbjwt):
    for options, line in ((["--column", "t"], 't\n"'), (["--jsonl", "t"], '{"t": "')):
        process = pbjwt.start("verify", *options, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(line.encode())
        peak = 0
        with pytest.raises(BrokenPipeError):
            for _ in range(1024):
                peak = max(peak, peak_kib(process))
                process.stdin.write(b"x" * (1 << 18))
        said = process.stderr.read()
        assert process.wait(timeout=60) == 3
        assert b"a record begins here that is longer than 8388608 bytes" in said
        assert 0 < peak < 96 * 1024


def test_results_before_a_failure_are_written(pbjwt, tmp_path):
    (tmp_path / "first").write_text((GOOD + "\n") * 5000)
    code, got, said = statuses(
        pbjwt, "", "--jobs", "3", "--input", str(tmp_path / "first"), "--input", str(tmp_path / "none-there")
    )
    assert (code, got) == (3, ["ok"] * 5000)
    assert said.startswith("pbjwt: can't open the file ") and "No such file" in said


@pytest.mark.parametrize("jobs", JOBS)
def test_long_records_are_read_on_any_number_of_threads(pbjwt, tmp_path, jobs):
    """A record may start in the block of one thread and end in that of another."""
    long, tokens = "x" * 300_000, (GOOD, BAD) * 10
    lines, rows = tmp_path / "lines", tmp_path / "rows"
    lines.write_text("".join(json.dumps({"x": long, "t": token}) + "\n" for token in tokens))
    rows.write_text("x,t\n" + "".join(f'"{long}",{token}\n' for token in tokens))
    for file, option in ((lines, "--jsonl"), (rows, "--column")):
        got = statuses(pbjwt, "", option, "t", "--jobs", jobs, "--input", str(file))
        assert got == (1, ["ok", "signature_mismatch"] * 10, "")


@pytest.mark.parametrize("jobs", JOBS)
def test_results_before_a_bad_record_are_written(pbjwt, jobs):
    good = json.dumps({"t": GOOD, "at": NOW}) + "\n"
    code, got, said = statuses(
        pbjwt, good * 1500 + json.dumps({"t": GOOD}) + "\n", "--jsonl", "t", "--time-from", "at", "--jobs", jobs, at=()
    )
    assert (code, got) == (3, ["ok"] * 1500)
    assert f"standard input, byte {len(good) * 1500 + 1}: a record without a time" in said


@pytest.mark.parametrize("jobs", JOBS)
def test_an_output_that_fails_ends_it_while_the_input_is_still_open(pbjwt, jobs):
    process = pbjwt.start(
        *["verify", "--now", str(NOW), "--status-only", "--jobs", jobs], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, restore_signals=False,
    )
    process.stdin.write(GOOD.encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"ok\n"
    process.stdout.close()
    process.stdin.write(GOOD.encode() + b"\n")
    process.stdin.flush()
    assert process.wait(timeout=30) == 3
    assert process.stderr.read().startswith(b"pbjwt: can't write: ")
    process.stdin.close()


def test_a_full_disk_is_an_error_and_does_not_hang(pbjwt):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [pbjwt.program, "verify", "--status-only", "--jobs", "4"], input=(GOOD + "\n").encode() * 20_000,
            env=pbjwt.environment(), stdout=full, stderr=subprocess.PIPE, timeout=60,
        )
    assert done.returncode == 3
    assert done.stderr.startswith(b"pbjwt: can't write: ")


def test_a_disk_that_fills_up_is_an_error_and_does_not_hang(pbjwt):
    """Also if the writing thread isn't the one that verified the block."""
    for room in range(5_000, 65_000, 5_000):
        with tempfile.TemporaryFile() as results:
            done = subprocess.run(
                [pbjwt.program, "verify", "--now", str(NOW), "--status-only", "--jobs", "4"], input=(GOOD + "\n").encode() * 25_000, env=pbjwt.environment(),
                stdout=results, stderr=subprocess.PIPE, timeout=60, restore_signals=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
            )
            assert (done.returncode, done.stderr) == (3, b"pbjwt: can't write: File too large\n")
            assert os.fstat(results.fileno()).st_size == room


# Files


def test_files_are_read_one_after_another(pbjwt, tmp_path):
    (tmp_path / "a").write_text(f"{GOOD}\n{BAD}")
    (tmp_path / "b").write_text("")
    (tmp_path / "c").write_text(f"{EXPIRED}\r\n")
    inputs = [option for name in ("a", "b", "-", "c") for option in ("--input", name if name == "-" else str(tmp_path / name))]
    code, got, _ = statuses(pbjwt, GOOD, "--jobs", "2", *inputs)
    assert (code, got) == (1, ["ok", "signature_mismatch", "ok", "expired"])


def test_a_token_given_instead_of_a_path_is_not_repeated(pbjwt):
    for path in (GOOD, SECRET, "/tmp/" + GOOD):
        got = statuses(pbjwt, "", "--input", path)
        assert got == (3, [], "pbjwt: can't open the file of --input: No such file or directory\n")


def test_no_token_is_not_a_success(pbjwt, tmp_path):
    (tmp_path / "empty").write_text("")
    assert statuses(pbjwt, "", "--input", str(tmp_path / "empty")) == (2, [], "pbjwt: no token in the input\n")


# CSV


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_column_of_csv(pbjwt, end):
    rows = [
        ("time,token,note", None), (f"1,{GOOD},plain", "ok"), (f'2,"{BAD}","a, ""b"", c"', "signature_mismatch"),
        (f'"3","{EXPIRED}","line{end}break,{end}{end}"', "expired"), ("4,,", "malformed_token"), ("5", "malformed_token"),
        ("", None), (f"6,{GOOD},x,y,z", "ok"), ('7,"a""b",', "malformed_token"), (f"8,{GOOD},", "ok"),
    ]
    expected = [status for _, status in rows if status]
    text = end.join(row for row, _ in rows)
    for data in (text, text + end, "\ufeff" + text):
        code, got, said = statuses(pbjwt, data, "--column", "token")
        assert (code, got, said) == (1, expected, "")


def test_a_column_may_be_any_and_have_any_name(pbjwt):
    for name, header in (("token", "token"), ("a, b", '"a, b"'), ('say "x"', '"say ""x"""'), ("ключ", "ключ"), ("z", "x,y,z")):
        before = "," * header.count(",") if header == "x,y,z" else ""
        assert statuses(pbjwt, f"{header}\n{before}{GOOD}\n", "--column", name)[:2] == (0, ["ok"])


@pytest.mark.parametrize("jobs", JOBS)
def test_line_breaks_in_quotes_never_end_a_record(pbjwt, jobs):
    chance = random.Random(7)
    text, expected = ["note,token\n"], []
    for _ in range(20_000):
        note = "".join(chance.choices(['""', "\n", "\r\n", ",", "x", GOOD[:40]], k=chance.randrange(12)))
        token, status = chance.choice([(GOOD, "ok"), (BAD, "signature_mismatch")])
        text.append(f'"{note}",{token}\n')
        expected.append(status)
    code, got, said = statuses(pbjwt, "".join(text), "--column", "token", "--jobs", jobs)
    assert (code, got, said) == (1, expected, "")


@pytest.mark.parametrize(
    "data, code, error",
    [
        ("a,b\n1,2\n", 2, "standard input has no column that --column names; its first line must name the columns"),
        (GOOD + "\n", 2, "has no column that --column names"),
        ("token,token\nx,y\n", 3, "standard input, byte 7: the header names a wanted column twice"),
        (f'token\n{GOOD}\nab"c\n', 3, f"standard input, byte {len(GOOD) + 10}: a quote within a field that doesn't begin"),
        ('token\n"ab"c\n', 3, "standard input, byte 11: something after a quoted field (RFC 4180, 2)"),
        ('token\n"abc', 3, "standard input, byte 7: a quoted field without an end (RFC 4180, 2)"),
    ],
)
def test_bad_csv_is_reported_with_its_position(pbjwt, data, code, error):
    got = statuses(pbjwt, data, "--column", "token")
    assert got[0] == code
    assert error in got[2] and GOOD not in got[2]


def test_a_row_of_millions_of_fields_takes_no_time(pbjwt):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    row = "," * 3_000_000
    assert statuses(pbjwt, f"t\n{GOOD}{row}\n", "--column", "t")[:2] == (0, ["ok"])
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 20


def test_each_file_has_its_own_header(pbjwt, tmp_path):
    (tmp_path / "a").write_text(f"token,x\n{GOOD},{BAD}\n")
    (tmp_path / "b").write_text(f"x,token\n{GOOD},{BAD}\n")
    inputs = ["--input", str(tmp_path / "a"), "--input", str(tmp_path / "b")]
    assert statuses(pbjwt, "", *inputs, "--column", "token")[1] == ["ok", "signature_mismatch"]


# JSON lines


def test_a_member_of_json_lines(pbjwt):
    escaped = GOOD.replace("e", "\\u0065").replace(".", "\\u002E", 1)
    lines = [
        (json.dumps({"token": GOOD}), "ok"), (json.dumps({"a": {"token": BAD}, "b": ['"}', "]"], "token": GOOD}), "ok"),
        (json.dumps({"token": BAD, "x": "\\\"token\": \n"}), "signature_mismatch"), (f' {{ "token" : "{escaped}" }} \r', "ok"),
        (f'{{"\\u0074oken": "{GOOD}"}}', "ok"), ('{"token": 7}', "malformed_token"), ("{}", "malformed_token"),
        ("[1]", "malformed_token"), (f'"{GOOD}"', "malformed_token"), (f'{{"token": "{GOOD}"', "malformed_token"),
        (f'{{"token": "{GOOD}", "token": "{GOOD}"}}', "malformed_token"), (f'{{"token": "{GOOD}"}} x', "malformed_token"),
        (f'{{"token": "{GOOD}\\', "malformed_token"), ('{"token": "', "malformed_token"), ("nonsense", "malformed_token"),
        ('{"token": null}', "malformed_token"), (f'{{"a": {{"b": [}}, "token": "{GOOD}"}}', "malformed_token"), ("", None),
        (json.dumps({"a": "\\", "token": GOOD}), "ok"), (json.dumps({"a": "\\\"", "token": GOOD}), "ok"),
        ('{"token": "\\ud83d\\ude00\\uD800\\"\\/\\b\\q"}', "malformed_token"), (json.dumps({"token": EXPIRED, "n": -1.5e9}), "expired"),
    ]
    code, got, said = statuses(pbjwt, "\n".join(line for line, _ in lines), "--jsonl", "token")
    assert (code, got, said) == (1, [status for _, status in lines if status], "")


def test_a_member_that_no_line_has_is_reported(pbjwt):
    code, got, said = statuses(pbjwt, json.dumps({"token": GOOD}) + "\n", "--jsonl", "tokens")
    assert (code, got) == (2, ["malformed_token"])
    assert said == "pbjwt: no line is a JSON object with a text as the member that --jsonl names\n"


# Times


def test_each_token_may_be_verified_at_its_own_time(pbjwt):
    times = [(NOW, "ok"), (NOW + 9999, "expired"), ("2025-06-15T15:06:40Z", "ok"), ("2025-06-15T17:06:41+02:00", "ok"),
             ("2024-01-01", "issued_in_future")]
    csv = "at,token\n" + "".join(f"{time},{GOOD}\n" for time, _ in times)
    lines = "\n".join(json.dumps({"token": GOOD, "at": time}) for time, _ in times)
    for data, option in ((csv, "--column"), (lines, "--jsonl")):
        code, got, said = statuses(pbjwt, data, option, "token", "--time-from", "at", at=())
        assert (code, got, said) == (1, [status for _, status in times], "")


@pytest.mark.parametrize("time", ["", "soon", "-1", "253402300800", "1e9", "2025-13-01", "99999999999999999999"])
def test_a_record_without_a_time_is_reported_with_its_position(pbjwt, time):
    code, got, said = statuses(pbjwt, f"at,token\n{NOW},{GOOD}\n{time},{GOOD}\n", "--column", "token", "--time-from", "at", at=())
    assert code == 3
    assert f"standard input, byte {len(GOOD) + 22}: a record " in said and GOOD not in said


# The summary


def summary(pbjwt, data, *options):
    done = pbjwt.run("verify", "--summary", "--now", str(NOW), *options, input=data.encode())
    return done.returncode, done.stdout.decode()


def test_the_summary_counts_instead_of_listing_results(pbjwt, tmp_path):
    (tmp_path / "new").write_text(OTHER_SECRET)
    (tmp_path / "old").write_text(SECRET)
    keys = ["--secret-file", str(tmp_path / "new"), "--secret-file", str(tmp_path / "old"), "--secret-id", "new", "--secret-id", "old"]
    upper = sign(person(email="Ann@example.com", iat=NOW - 3500, exp=NOW + 60), secret=OTHER_SECRET)
    data = "\n".join([GOOD] * 3 + [BAD, EXPIRED, upper])
    for jobs in JOBS:
        code, text = summary(pbjwt, data, "--jobs", jobs, *keys)
        assert code == 1
        assert text == (
            "6 tokens, 4 accepted, 2 refused\n"
            "\nstatus                            tokens\nok                                     4\n"
            "expired                                1\nsignature_mismatch                     1\n"
            "\nwarning                           tokens\nnot_canonical                          1\n"
            "\nkey                               tokens\nnew                                    1\n"
            "old                                    4\n"
            "\nhour                            accepted     refused\n"
            "2025-06-15T14:00Z                      1           0\n2025-06-15T15:00Z                      3           0\n"
        )
    _, text = summary(pbjwt, data, "--json", *keys)
    assert json.loads(text) == {
        "tokens": 6, "accepted": 4, "refused": 2,
        "statuses": [{"status": "ok", "tokens": 4}, {"status": "expired", "tokens": 1}, {"status": "signature_mismatch", "tokens": 1}],
        "warnings": [{"kind": "not_canonical", "tokens": 1}], "keys": [{"key": "new", "tokens": 1}, {"key": "old", "tokens": 4}],
        "hours": [{"hour": "2025-06-15T14:00Z", "accepted": 1, "refused": 0}, {"hour": "2025-06-15T15:00Z", "accepted": 3, "refused": 0}],
    }


def test_the_hour_is_that_of_the_verification_time(pbjwt):
    data = f"at,token\n{NOW},{GOOD}\n{NOW + 7200},{GOOD}\n{NOW},{BAD}\n"
    done = pbjwt.run("verify", "--summary", "--json", "--column", "token", "--time-from", "at", input=data.encode())
    assert json.loads(done.stdout)["hours"] == [
        {"hour": "2025-06-15T15:00Z", "accepted": 1, "refused": 1}, {"hour": "2025-06-15T17:00Z", "accepted": 0, "refused": 1},
    ]


def test_many_hours_need_bounded_memory(pbjwt):
    data = "at,token\n" + "".join(f"{hour * 3600},{BAD}\n" for hour in range(100_200))
    done = pbjwt.run("verify", "--summary", "--json", "--column", "token", "--time-from", "at", input=data.encode())
    hours = json.loads(done.stdout)["hours"]
    assert len(hours) <= 100_001 and hours[-1] == {"hour": "other", "accepted": 0, "refused": 100_200 - (len(hours) - 1)}


def test_the_summary_of_one_token(pbjwt):
    done = pbjwt.verify("--summary", "--json", GOOD)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "tokens": 1, "accepted": 1, "refused": 0, "statuses": [{"status": "ok", "tokens": 1}], "warnings": [],
        "keys": [{"key": "key 0", "tokens": 1}], "hours": [{"hour": "2025-06-15T15:00Z", "accepted": 1, "refused": 0}],
    }


# The command line


@pytest.mark.parametrize(
    "arguments",
    [
        ["--jobs", "0"], ["--jobs", "257"], ["--jobs", "x"], ["--column", "a", "--jsonl", "a"], ["--time-from", "a"],
        ["--column", "a", "--time-from", "a"], ["--column", "a", "--time-from", "b", "--now", "1"], ["--summary", "--status-only"],
        ["--input", "-", "--input", "-"], ["--input", "x", "a.b.c"], ["--column", "x", "a.b.c"], ["--input", "-", "--secret-fd", "0"],
    ],
)
def test_invalid_options(pbjwt, arguments):
    done = pbjwt.run("verify", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"Error: ")
