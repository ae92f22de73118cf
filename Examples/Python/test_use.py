# SPDX-License-Identifier: Apache-2.0
"""Wrong types, closing, threads, memory, and the program."""

import gc
import itertools
import os
import re
import subprocess
import sys
import threading
import unittest
from pathlib import Path
from typing import Any

import pbjwt
from support import FOLDER, OTHER_SECRET, SECRET, sign, token

HERE = Path(__file__).parent
THREADS = 8
VERIFICATIONS = 20_000


def answer(verifier: pbjwt.Verifier, text: str) -> str:
    """Who it is, or why not."""
    try:
        return str(verifier.verify(text).user_id)
    except pbjwt.TokenRefused as refusal:
        return refusal.name


class TypeTests(unittest.TestCase):
    def test_a_wrong_type_is_a_type_error_in_every_place(self) -> None:
        verifier: Any = pbjwt.Verifier(SECRET)
        for wrong in (None, 7, True, 1.5, ["x"], object(), bytearray(b"x"), memoryview(b"x")):
            with self.subTest(token=wrong), self.assertRaisesRegex(TypeError, "^token must be of type bytes"):
                verifier.verify(wrong)
        for wrong in (7, True, 1.5, "now", b"x", object()):
            with self.subTest(at=wrong), self.assertRaisesRegex(TypeError, "^at must be of type datetime"):
                verifier.verify("x", at=wrong)
        make: Any = pbjwt.Verifier
        for wrong in (None, 7, "x" * 64, [SECRET], memoryview(SECRET), object()):
            with self.subTest(secret=wrong), self.assertRaisesRegex(TypeError, "^a secret must be of type bytes"):
                make(SECRET, wrong)
        for setting, kind, wrongs in (
            ("profile", "Profile", (None, 0, "sso")),
            ("user_hash", "UserHash", (None, 2, True)),
            ("leeway", "int", (True, 1.5, "30")),
            ("max_lifetime", "int", (False, 1.5, b"30")),
            ("issuer", "str", (b"x", 7, ["x"])),
            ("audience", "str", (b"x", 7, ["x"])),
        ):
            for wrong in wrongs:
                with self.subTest(setting, wrong=wrong):
                    with self.assertRaisesRegex(TypeError, f"^{setting} must be of type {kind},"):
                        make(SECRET, **{setting: wrong})

    def test_a_type_error_does_not_show_the_secret(self) -> None:
        make: Any = pbjwt.Verifier
        with self.assertRaises(TypeError) as caught:
            make(SECRET.decode())
        self.assertNotIn(SECRET.decode(), str(caught.exception))


class CloseTests(unittest.TestCase):
    def test_a_closed_verifier_says_so(self) -> None:
        with pbjwt.Verifier(SECRET) as verifier:
            verifier.verify(token("good"))
        with self.assertRaisesRegex(ValueError, "^the verifier is closed$"):
            verifier.verify(token("good"))
        with self.assertRaisesRegex(ValueError, "^the verifier is closed$"):
            with verifier:
                self.fail("entered")
        verifier.close()

    def test_what_was_said_outlives_the_verifier(self) -> None:
        with pbjwt.Verifier(SECRET) as verifier:
            identity = verifier.verify(token("good"))
        del verifier
        gc.collect()
        self.assertEqual((identity.name, identity.audience), ('Zoë "Ada" Lovelace', ()))

    def test_a_verifier_is_closed_when_its_block_fails(self) -> None:
        with self.assertRaises(ZeroDivisionError), pbjwt.Verifier(SECRET) as verifier:
            raise ZeroDivisionError
        with self.assertRaisesRegex(ValueError, "closed"):
            verifier.verify(token("good"))


class ThreadTests(unittest.TestCase):
    def setUp(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)  # many more changes of thread than usual
        self.addCleanup(sys.setswitchinterval, interval)

    def test_threads_share_a_verifier_and_get_their_own_answers(self) -> None:
        verifier = pbjwt.Verifier(SECRET)
        self.addCleanup(verifier.close)
        wrong: list[str] = []
        done = [0] * THREADS
        start = threading.Barrier(THREADS, timeout=60)

        def work(number: int) -> None:
            mine = f"user-{number}"
            cases = [(sign(sub=mine, name="n" * 40 * number), mine), (token("expired"), "expired"),
                     (sign(OTHER_SECRET, sub=mine), "signature_mismatch"), (token("no-email"), "missing_email")]
            start.wait()
            for text, right in itertools.islice(itertools.cycle(cases), VERIFICATIONS // THREADS):
                got = answer(verifier, text)
                if got != right:
                    wrong.append(f"{got} instead of {right}")
                done[number] += 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong[:3], [])
        self.assertEqual(done, [VERIFICATIONS // THREADS] * THREADS)

    def test_a_verifier_may_be_closed_while_others_verify(self) -> None:
        for _ in range(100):
            verifier = pbjwt.Verifier(SECRET)
            answers: set[str] = set()
            warm = threading.Barrier(THREADS + 1, timeout=60)

            def work() -> None:
                answers.add(answer(verifier, token("minimal")))
                warm.wait()
                try:
                    for _ in range(VERIFICATIONS):  # far more than there is time for
                        answers.add(answer(verifier, token("minimal")))
                except Exception as error:
                    answers.add(str(error))

            threads = [threading.Thread(target=work) for _ in range(THREADS)]
            for thread in threads:
                thread.start()
            warm.wait()
            verifier.close()
            for thread in threads:
                thread.join()
            self.assertEqual(answers, {"usr_7Yk2L", "the verifier is closed"})


class MemoryTests(unittest.TestCase):
    def growth(self, work: Any) -> int:
        """By how many KiB the process is larger after many rounds than after some."""
        def resident() -> int:
            gc.collect()
            found = re.search(r"^VmRSS:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
            assert found is not None
            return int(found[1])

        for _ in range(VERIFICATIONS // 10):
            work()
        before = resident()
        for _ in range(VERIFICATIONS):
            work()
        return resident() - before

    def test_verifications_leave_nothing_behind(self) -> None:
        cases = itertools.cycle([(sign(sub="u", note="n" * 2000), "u"), (sign(OTHER_SECRET), "signature_mismatch"),
                                 (token("number-as-email"), "malformed_claim"), ("a" * 9000, "token_too_large")])
        wrong = []
        with pbjwt.Verifier(SECRET) as verifier:
            def work() -> None:
                text, right = next(cases)
                if answer(verifier, text) != right:
                    wrong.append(right)
            grown = self.growth(work)
        self.assertEqual(wrong, [])
        self.assertLess(grown, 1024)

    def test_verifiers_leave_nothing_behind(self) -> None:
        turns = itertools.count()
        not_refused = []

        def work() -> None:
            verifier = pbjwt.Verifier(SECRET, OTHER_SECRET, issuer="i" * 200, audience="a" * 200)
            if next(turns) % 2:
                verifier.close()  # and the others when nothing names them any more
            try:
                pbjwt.Verifier(SECRET, b"short", issuer="i" * 200)
                not_refused.append("short")
            except pbjwt.PbjwtError:
                pass
        grown = self.growth(work)
        self.assertEqual(not_refused, [])
        self.assertLess(grown, 1024)


class ProgramTests(unittest.TestCase):
    def run_it(self, name: str, secret: str = "secret", **environment: str) -> subprocess.CompletedProcess[str]:
        with open(FOLDER / name, "rb") as source:
            return subprocess.run([sys.executable, "-B", HERE / "whois.py", secret], cwd=FOLDER, stdin=source,
                                  env={**os.environ, **environment}, capture_output=True, encoding="utf-8", timeout=60)

    def test_it_says_who_it_is(self) -> None:
        done = self.run_it("good")
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "ada@example.com is 'Zoë \"Ada\" Lovelace', user id 'usr_7Yk2L'\n", ""))

    def test_a_newline_at_the_end_of_secret_or_token_is_none_of_theirs(self) -> None:
        for name in ("secret", "minimal"):
            (FOLDER / f"{name}-line").write_text(token(name) + "\n")
            self.addCleanup((FOLDER / f"{name}-line").unlink)
        done = self.run_it("minimal-line", "secret-line")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_it_says_why_not(self) -> None:
        for name, secret, start in (
            ("expired", "secret", "whois: expired: The token has expired"),
            ("number-as-email", "secret", "whois: malformed_claim (email): "),
            ("good", "other-secret", "whois: signature_mismatch: "),
            ("good", "nothing-here", "whois: [Errno 2] No such file"),
        ):
            with self.subTest(name, secret=secret):
                done = self.run_it(name, secret)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertEqual(done.stderr[:len(start)], start)
                self.assertNotIn(SECRET.decode(), done.stderr)
                self.assertNotIn(token(name), done.stderr)

    def test_it_finds_the_library_without_a_prefix(self) -> None:
        library = Path(os.environ["PBJWT_PREFIX"]) / "lib"
        self.assertEqual(self.run_it("good", PBJWT_PREFIX="", LD_LIBRARY_PATH=str(library)).returncode, 0)

    def test_without_the_library_it_says_what_to_install(self) -> None:
        done = self.run_it("good", PBJWT_PREFIX="/nonexistent")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "/nonexistent/lib/libpbjwt.so.0: .*; install libpbjwt, or set PBJWT_PREFIX")


if __name__ == "__main__":
    unittest.main()
