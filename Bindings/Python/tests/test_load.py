# SPDX-License-Identifier: Apache-2.0
"""Threads, memory and forks."""

import gc
import itertools
import multiprocessing
import os
import re
import sys
import threading
import unittest
from pathlib import Path
from typing import Any

import pbjwt
from support import OTHER, SECRET, sign

THREADS, EACH = 8, 25_000


def answer(verifier: pbjwt.Verifier, token: str) -> str:
    """Who it is, or why not."""
    try:
        return str(verifier.verify(token).user_id)
    except pbjwt.TokenRefused as refusal:
        return refusal.status


def cases_of(mine: str) -> list[tuple[str, str]]:
    """Tokens with their expected results; verifying the long one releases the GIL."""
    return [(sign(sub=mine), mine), (sign(sub=mine, note="n" * 4000), mine), (sign(OTHER, sub=mine), "signature_mismatch"),
            (sign(sub=mine, exp=1, iat=None), "expired"), (sign(sub=mine, email=7), "malformed_claim")]


def resident() -> int:
    """The process's memory in KiB."""
    gc.collect()
    found = re.search(r"^VmRSS:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


class ThreadTests(unittest.TestCase):
    def test_threads_share_a_verifier_and_get_their_own_answers(self) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)  # far more thread switches than usual
        self.addCleanup(sys.setswitchinterval, interval)
        verifier, wrong, done = pbjwt.Verifier(SECRET), list[str](), [0] * THREADS
        start = threading.Barrier(THREADS, timeout=60)

        def work(number: int) -> None:
            cases = cases_of(f"user-{number}")
            start.wait()
            for token, right in itertools.islice(itertools.cycle(cases), EACH):
                got = answer(verifier, token)
                if got != right:
                    wrong.append(f"{got} instead of {right}")
                done[number] += 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong[:3], [])
        self.assertEqual(done, [EACH] * THREADS)


class MemoryTests(unittest.TestCase):
    def growth(self, rounds: int, work: Any) -> int:
        """By how many KiB the process grows from some rounds to many."""
        for _ in range(rounds // 10):
            work()
        before = resident()
        for _ in range(rounds):
            work()
        return resident() - before

    def test_a_million_verifications_do_not_leak(self) -> None:
        verifier, cases, wrong = pbjwt.Verifier(SECRET), itertools.cycle(cases_of("u")), list[str]()

        def work() -> None:
            token, right = next(cases)
            if answer(verifier, token) != right:
                wrong.append(right)
        grown = self.growth(1_000_000, work)
        self.assertEqual(wrong, [])
        self.assertLess(grown, 1024)

    def test_attributes_and_results_do_not_leak(self) -> None:
        verifier = pbjwt.Verifier(SECRET, report=pbjwt.Policy(issuer="i"))
        token = sign(name="n" * 500, aud=["a"] * 9, note="n" * 500, company_id="undefined", renewal_date="2027-01-01")
        names = [name for name in dir(pbjwt.Identity) if not name.startswith("_")]
        self.assertIn("custom_json", names)

        def work() -> None:
            identity = verifier.verify(token)
            for name in names:
                getattr(identity, name)
            verifier.verify_json(token)
            repr(identity)
        self.assertLess(self.growth(20_000, work), 1024)

    def test_verifiers_and_failures_do_not_leak(self) -> None:
        make: Any = pbjwt.Policy

        def attempt(call: Any) -> None:
            try:
                call()
            except (ValueError, TypeError, pbjwt.PbjwtError):
                return
            self.fail("it was let through")

        def work() -> None:
            pbjwt.Verifier(SECRET, pbjwt.Secret(OTHER, id="i" * 200), policy=pbjwt.Policy(issuer="i" * 200),
                           report=pbjwt.Policy(audience="a" * 200))
            attempt(lambda: pbjwt.Verifier(SECRET, "short"))
            attempt(lambda: pbjwt.Verifier(SECRET, policy=make(issuer="i" * 200, leeway=999)))
            attempt(lambda: pbjwt.Secret(SECRET, id="\n"))
            attempt(lambda: pbjwt.issue(SECRET, {"email": "a@b", "name": 7}))
            attempt(lambda: pbjwt.explain("x" * 500, [SECRET, "short"]))
            pbjwt.issue(SECRET, {"email": "a@b", "aud": ["x"] * 9}, custom={"n": "n" * 500})
            pbjwt.inspect(sign())
        self.assertLess(self.growth(5_000, work), 1024)


def forked(verifier: pbjwt.Verifier, mine: str, said: Any) -> None:
    said.put([answer(verifier, token) == right for token, right in cases_of(mine) * 200])


class ForkTests(unittest.TestCase):
    def test_a_verifier_made_before_a_fork_verifies_after_it(self) -> None:
        verifier = pbjwt.Verifier(SECRET)
        kept = verifier.verify(sign(sub="parent"))
        context = multiprocessing.get_context("fork")
        said = context.Queue()
        children = [context.Process(target=forked, args=(verifier, f"child-{number}", said)) for number in range(4)]
        for child in children:
            child.start()
        answers = [said.get(timeout=60) for _ in children]
        for child in children:
            child.join(60)
        self.assertEqual([child.exitcode for child in children], [0] * 4)
        self.assertEqual([len(one) for one in answers], [1000] * 4)
        self.assertTrue(all(map(all, answers)))
        self.assertEqual((kept.user_id, answer(verifier, sign(sub="after"))), ("parent", "after"))


if __name__ == "__main__":
    assert os.environ["PBJWT_CONTRACT"]
    unittest.main()
