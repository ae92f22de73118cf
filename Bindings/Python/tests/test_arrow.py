# SPDX-License-Identifier: Apache-2.0
"""Columns of tokens: verify_arrow."""

import struct
import threading
import unittest
from datetime import datetime, timezone
from typing import Any

import pbjwt
from arrow_abi import Made, MadeStream, bits, numbers, rows, streamed_rows, texts, views
from support import OTHER, SECRET, sign
from test_load import resident

NOW = 1_800_000_000
FIELDS = ("status", "claim", "user_id")


def plain(secret: str = SECRET, **changes: Any) -> str:
    return sign(secret, **{"iat": NOW, "exp": NOW + 600, **changes})


TOKENS: list[str | None] = [plain(sub="a"), None, plain(OTHER), "", plain(email=7), "x" * 9000, plain(sub="b")]
RIGHT: list[tuple[str | None, ...]] = [
    ("ok", None, "a"), (None, None, None), ("signature_mismatch", None, None), ("malformed_token", None, None),
    ("malformed_claim", "email", None), ("token_too_large", None, None), ("ok", None, "b"),
]


class LayoutTests(unittest.TestCase):
    def setUp(self) -> None:
        self.verifier = pbjwt.Verifier(SECRET)

    def judged(self, tokens: Any) -> list[tuple[str | None, ...]]:
        return rows(self.verifier.verify_arrow(tokens, now=NOW, fields=FIELDS))

    def test_texts_and_binaries_with_offsets_of_32_and_64_bits(self) -> None:
        for format in "uzUZ":
            with self.subTest(format):
                self.assertEqual(self.judged(texts(TOKENS, format)), RIGHT)

    def test_views(self) -> None:
        given = [token for token in TOKENS if token is not None]
        self.assertEqual(self.judged(views(given)), [row for row in RIGHT if row[0] is not None])

    def test_dictionaries_with_indexes_of_any_width(self) -> None:
        for format, code in zip("cCsSiIlL", "bBhHiIqQ"):
            with self.subTest(format):
                places = Made(format, [bits([True, False, True]), struct.pack(f"<3{code}", 2, 9, 1)], 3, nulls=1,
                              dictionary=texts(TOKENS))
                self.assertEqual(self.judged(places), [RIGHT[2], RIGHT[1], RIGHT[1]])

    def test_an_array_may_begin_within_its_buffers(self) -> None:
        whole = texts(TOKENS)
        for offset in range(len(TOKENS) + 1):
            part = texts(TOKENS)
            part.offset, part.length = offset, len(TOKENS) - offset
            part.nulls = -1  # not counted
            self.assertEqual(self.judged(part), RIGHT[offset:])
        self.assertEqual(self.judged(whole), RIGHT)

    def test_an_empty_array_gives_empty_results(self) -> None:
        self.assertEqual(self.judged(Made("u", [None, None, None], 0)), [])
        self.assertEqual(len(self.verifier.verify_arrow(texts([]))), 0)

    def test_a_stream_of_arrays_becomes_one(self) -> None:
        results = self.verifier.verify_arrow(MadeStream([texts(TOKENS), texts([]), texts(TOKENS[:2])]), now=NOW, fields=FIELDS)
        self.assertEqual((len(results), repr(results)), (9, "<ArrowResults of 9 tokens>"))
        for _ in range(2):
            self.assertEqual(streamed_rows(results), [RIGHT, [], RIGHT[:2]])
        with self.assertRaisesRegex(ValueError, "came in 3 arrays: take the results as a stream"):
            rows(results)

    def test_parts_on_many_threads_are_put_together_in_order(self) -> None:
        names = [f"user-{number}" for number in range(9999)]
        tokens = texts([plain(sub=name) if number % 7 else None for number, name in enumerate(names)])
        for threads in (1, 2, 5, 256):
            results = self.verifier.verify_arrow(tokens, now=NOW, fields=["user_id"], threads=threads)
            self.assertEqual([row[0] for row in rows(results)], [name if number % 7 else None for number, name in enumerate(names)])


class TimeTests(unittest.TestCase):
    def statuses(self, now: Any) -> list[str | None]:
        tokens = texts([plain(), plain(), None])
        return [row[0] for row in rows(pbjwt.Verifier(SECRET).verify_arrow(tokens, now=now, fields=["status"]))]

    def test_one_time_for_all_tokens(self) -> None:
        self.assertEqual(self.statuses(NOW + 9999), ["expired", "expired", None])
        self.assertEqual(self.statuses(datetime.fromtimestamp(NOW, timezone.utc)), ["ok", "ok", None])

    def test_each_token_may_have_its_own_time(self) -> None:
        self.assertEqual(self.statuses(numbers([NOW, NOW + 9999, -1])), ["ok", "expired", None])
        for unit, parts in (("s", 1), ("m", 10**3), ("u", 10**6), ("n", 10**9)):
            with self.subTest(unit):
                late = (NOW + 630) * parts - 1  # the last moment within the leeway
                times = numbers([late, late + 1, 0], f"ts{unit}:UTC")
                self.assertEqual(self.statuses(times), ["ok", "expired", None])

    def test_invalid_times_give_an_error(self) -> None:
        two, none = numbers([NOW, NOW]), numbers([NOW, NOW, NOW])
        none.nulls, none.buffers[0] = 1, texts(["x"]).buffers[1]  # whose first byte is 0
        for now, error in (
            (two, "now must have as many rows as tokens"), (none, "now has no time in row 0"),
            (numbers([NOW, -1, NOW]), "now must be in the years 1970 to 9999, also in row 1"),
            (numbers([NOW, 2**62, NOW]), "also in row 1"), (numbers([1, 2, 3], "tss:"), "now must have a time zone"),
            (texts(["x", "y", "z"]), r"now must hold whole seconds \(int64\) or timestamps"),
            (numbers([1, 2, 3], "tsx:UTC"), "now must hold"), (numbers([1, 2, 3], "i"), "now must hold"),
            (MadeStream([numbers([NOW] * 3)] * 2), "now must have as many rows as tokens"), (MadeStream([two]), "now must have as many rows as tokens"), (-1, "now must be in the years 1970 to 9999, also in row 0"),
        ):
            with self.subTest(error), self.assertRaisesRegex(ValueError, error):
                self.statuses(now)


class MalformedTests(unittest.TestCase):
    """Nothing in an array is trusted, except the lengths of its buffers, which the interface doesn't give."""

    def refused(self, tokens: Any, error: str = "tokens is not a well-formed Arrow array") -> None:
        with self.assertRaisesRegex(ValueError, error) as caught:
            pbjwt.Verifier(SECRET).verify_arrow(tokens)
        self.assertNotIn("eyJ", str(caught.exception))

    def test_impossible_numbers(self) -> None:
        for changes in ({"length": -1}, {"offset": -1}, {"offset": 2**63 - 1}, {"nulls": -2}, {"nulls": 3}, {"count": 2}, {"count": 0},
                        {"count": -5}, {"nulls": 1}):
            with self.subTest(changes):
                tokens = texts(["a", "b"])
                for name, value in changes.items():
                    setattr(tokens, name, value)
                self.refused(tokens)
        self.refused(Made("u", [b"\xff", struct.pack("<3i", 0, 1, 2), b"ab"], 2, nulls=3))
        long = Made("c", [None, b"\0"], 2**40, dictionary=texts(["a"]))
        with self.assertRaisesRegex(OverflowError, "give the tokens in smaller arrays"):
            pbjwt.Verifier(SECRET).verify_arrow(long)

    def test_offsets_outside_their_array(self) -> None:
        for format, code in (("u", "i"), ("U", "q")):
            for ends in ((0, 5, 3), (-4, 0, 3), (0, -1, 3), (0, 2**30, 3), (3, 2, 1)):
                with self.subTest(format, ends=ends):
                    self.refused(Made(format, [None, struct.pack(f"<3{code}", *ends), b"abc"], 2), "the text of row 0 lies outside")
            self.refused(Made(format, [None, struct.pack(f"<3{code}", 0, 1, -1), b"abc"], 2))
        self.refused(Made("u", [None, struct.pack("<2i", 0, 3), None], 1))
        self.refused(Made("u", [None, None, b"abc"], 1))

    def test_views_outside_their_buffers(self) -> None:
        sizes = struct.pack("<q", 20)
        for length, part, place in ((-1, 0, 0), (13, 1, 0), (13, -1, 0), (13, 0, -1), (13, 0, 8), (2**31 - 1, 0, 2**31 - 1)):
            with self.subTest(length=length, part=part, place=place):
                self.refused(Made("vu", [None, struct.pack("<i4sii", length, b"aaaa", part, place), b"a" * 20, sizes], 1))
        self.refused(Made("vu", [None, struct.pack("<i4sii", 13, b"aaaa", 0, 0), None, sizes], 1))
        self.refused(Made("vu", [None, struct.pack("<i4sii", 13, b"aaaa", 0, 0), b"a" * 20, None], 1))
        self.refused(Made("vu", [None, None, sizes], 1))

    def test_indexes_outside_the_dictionary(self) -> None:
        for format, code, place in (("c", "b", -1), ("c", "b", 2), ("i", "i", 2**31 - 1), ("L", "Q", 2**64 - 1), ("l", "q", -(2**63))):
            with self.subTest(format, place=place):
                self.refused(Made(format, [None, struct.pack(f"<{code}", place)], 1, dictionary=texts(["a", "b"])))
        self.refused(Made("c", [None, None], 1, dictionary=texts(["a"])))
        self.refused(Made("u", [None, b"\0"], 1, dictionary=texts(["a"])))
        self.refused(Made("c", [None, b"\0"], 1, dictionary=numbers([1])), "tokens must hold texts or binaries")

    def test_the_error_names_the_row(self) -> None:
        right = texts(["a"] * 9000)
        wrong = Made("u", [None, struct.pack("<9001i", *range(8999), 5, 9000), b"a" * 9000], 9000)
        self.refused(MadeStream([right, wrong]), "row 17998 lies outside of it")

    def test_arrays_without_texts(self) -> None:
        for tokens in (numbers([1]), Made("+s", [None], 1), Made("", [None, None, None], 1)):
            self.refused(tokens, "tokens must hold texts or binaries.*take the one column with the tokens")

    def test_streams_that_fail(self) -> None:
        for fails in (-1, 0, 1):
            self.refused(MadeStream([texts(["a"])] * 2, fails), "tokens is a stream that fails")

    def test_objects_that_are_not_arrays(self) -> None:
        verifier: Any = pbjwt.Verifier(SECRET)
        for wrong in (None, "x", b"x", [sign()], 7):
            with self.assertRaisesRegex(TypeError, "tokens must be an Arrow array or stream, not "):
                verifier.verify_arrow(wrong)

        class Liar:
            def __init__(self, answer: Any) -> None:
                self.answer = answer

            def __arrow_c_array__(self, requested_schema: object = None) -> Any:
                if isinstance(self.answer, Exception):
                    raise self.answer
                return self.answer

        given = texts(["a"])
        schema, array = given.__arrow_c_array__()
        for answer in (None, (), (1, 2), (array, schema), (schema,), (schema, schema)):
            with self.assertRaisesRegex(ValueError, "tokens gives no Arrow array"):
                verifier.verify_arrow(Liar(answer))
        kept = texts(["a"])
        used = kept.__arrow_c_array__()
        verifier.verify_arrow(Liar(used))
        with self.assertRaisesRegex(ValueError, "tokens gives no Arrow array"):
            verifier.verify_arrow(Liar(used))
        with self.assertRaises(ZeroDivisionError):
            verifier.verify_arrow(Liar(ZeroDivisionError()))


class ArgumentTests(unittest.TestCase):
    def test_invalid_arguments(self) -> None:
        verify: Any = pbjwt.Verifier(SECRET).verify_arrow
        tokens = texts(["a"])
        for error, rule, arguments in (
            (ValueError, "threads must be 1 to 256", {"threads": 0}), (ValueError, "threads must be 1 to 256", {"threads": 257}),
            (TypeError, "threads must be int", {"threads": True}), (ValueError, "no field 'secret'", {"fields": ["secret"]}),
            (ValueError, "fields has 'status' twice", {"fields": ["status", "status"]}),
            (TypeError, "fields must be a sequence of str", {"fields": "status"}),
            (TypeError, "fields must be a sequence of str, not empty", {"fields": []}),
            (TypeError, "fields must be a sequence of str", {"fields": [1]}), (TypeError, "now must be int", {"now": "x"}),
            (TypeError, "verify_arrow", {"nope": 1}),
        ):
            with self.subTest(rule), self.assertRaisesRegex(error, rule):
                verify(tokens, **arguments)

    def test_results_cannot_be_constructed(self) -> None:
        kind: Any = pbjwt.ArrowResults
        with self.assertRaises(TypeError):
            kind()


class LoadTests(unittest.TestCase):
    def test_other_threads_run_while_tokens_are_verified(self) -> None:
        verifier, tokens = pbjwt.Verifier(SECRET), texts([plain()])
        many = Made("c", [None, b"\0" * 400_000], 400_000, dictionary=tokens)
        counted, done = 0, threading.Event()

        def verify() -> None:
            verifier.verify_arrow(many, now=NOW, fields=["status"], threads=1)
            done.set()

        thread = threading.Thread(target=verify)
        thread.start()
        while not done.is_set():
            counted += 1
        thread.join()
        self.assertGreater(counted, 10_000)

    def test_results_outlive_their_input(self) -> None:
        results = pbjwt.Verifier(SECRET).verify_arrow(texts(TOKENS), now=NOW, fields=FIELDS)
        kept = [results.__arrow_c_array__()[1] for _ in range(3)]
        self.assertEqual(rows(results), RIGHT)
        del results, kept

    def test_nothing_leaks(self) -> None:
        verifier = pbjwt.Verifier(SECRET)
        tokens, stream = texts([*TOKENS, *TOKENS] * 20), [texts(TOKENS)] * 3
        wrong = Made("u", [None, struct.pack("<3i", 0, 5, 3), b"abc"], 2)

        def work() -> None:
            results = verifier.verify_arrow(tokens, now=NOW, threads=2)
            results.__arrow_c_array__(), results.__arrow_c_stream__(), results.__arrow_c_schema__()
            tokens.kept[4:] = []
            streamed_rows(verifier.verify_arrow(MadeStream(stream), now=NOW, fields=FIELDS))
            for refused in (wrong, MadeStream([wrong, wrong]), numbers([1])):
                with self.assertRaises(ValueError):
                    verifier.verify_arrow(refused)
            for made in (*stream, wrong):
                made.kept[4:] = []

        for _ in range(300):
            work()
        before = resident()
        for _ in range(2000):
            work()
        self.assertLess(resident() - before, 1024)


if __name__ == "__main__":
    unittest.main()
