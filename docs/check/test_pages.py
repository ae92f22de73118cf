# SPDX-License-Identifier: Apache-2.0
"""The pages of the manual say what the header says."""

import ctypes
import re
import unittest

import header
import mdoc
from work import PREFIX


def names_in(text):
    """What reads like a name of the library: not CMake's, of a file or of a version's node."""
    return set(re.findall(r"(?<!::)\b(?:pbjwt|PBJWT)_\w+(?![\w.]*\.\d)", text))


def metrics():
    """The names of the counters that the library writes for Prometheus."""
    library = ctypes.CDLL(PREFIX / "lib/libpbjwt.so")
    library.pbjwt_counts_new.restype = ctypes.c_void_p
    counts, text = ctypes.c_void_p(library.pbjwt_counts_new(None)), ctypes.c_char_p()
    assert library.pbjwt_counts_prometheus(counts, ctypes.byref(text), None) == 0
    return set(re.findall(r"^# TYPE (\w+) counter$", text.value.decode(), re.M))


class Pages(unittest.TestCase):
    def test_every_function_and_type_has_exactly_one_page(self):
        for name in sorted(header.FUNCTIONS | dict.fromkeys(header.TYPES)):
            pages = [page.name for page in mdoc.FUNCTION_PAGES if name in page.names]
            self.assertEqual(len(pages), 1, f"{name} is in the NAME of {pages or 'no page'}")

    def test_no_page_names_what_the_header_has_not(self):
        for page in mdoc.FUNCTION_PAGES:
            known = header.NAMES | {"pbjwt", "libpbjwt"}
            self.assertEqual(set(page.names) - known, set(), page.path)
            self.assertIn(page.name, page.names, page.path)

    def test_the_prototypes_are_those_of_the_header(self):
        shown = [(page, *prototype) for page in mdoc.FUNCTION_PAGES for prototype in page.prototypes]
        for page, name, prototype in shown:
            self.assertEqual(prototype, header.FUNCTIONS.get(name), f"{name} in {page.path}")
        self.assertEqual(sorted(name for _, name, _ in shown), sorted(header.FUNCTIONS))

    def test_a_prototype_is_on_the_page_that_names_its_function(self):
        for page in mdoc.FUNCTION_PAGES:
            functions = [name for name in page.names if name in header.FUNCTIONS]
            self.assertEqual(sorted(functions), sorted(name for name, _ in page.prototypes), page.path)

    def test_the_types_of_a_page_are_in_its_synopsis(self):
        for page in mdoc.FUNCTION_PAGES:
            shown = [words[2] for words in page.macros("Vt", "SYNOPSIS")]
            self.assertEqual(sorted(shown), sorted(set(page.names) & header.TYPES), page.path)

    def test_every_function_is_described_on_its_page(self):
        for page in mdoc.FUNCTION_PAGES:
            description = "\n".join(page.sections["DESCRIPTION"])
            for name, _ in page.prototypes:
                self.assertRegex(description, rf"\.(It )?Fn {name}\b", page.path)

    def test_every_constant_is_described_once_with_its_number(self):
        found = {}
        for page in mdoc.FUNCTION_PAGES:
            for name, number, _ in page.definitions:
                self.assertNotIn(name, found, f"{page.path} describes it again")
                found[name] = None if number.startswith("Vt ") else int(number)
        self.assertEqual(found, header.CONSTANTS)

    def test_every_member_of_a_struct_is_described_on_its_page(self):
        self.assertIn("pbjwt_identity_view", header.MEMBERS)
        for name, members in header.MEMBERS.items():
            (page,) = [page for page in mdoc.FUNCTION_PAGES if name in page.names]
            shown = {word for line in page.lines if re.match(r"\.(It )?Va ", line) for word in re.findall(r"\w+", line)}
            self.assertLessEqual(members, shown, page.path)

    def test_every_status_is_on_the_page_of_statuses_by_its_stable_name(self):
        library = ctypes.CDLL(PREFIX / "lib/libpbjwt.so")
        library.pbjwt_status_name.restype = ctypes.c_char_p
        (page,) = [page for page in mdoc.FUNCTION_PAGES if page.name == "pbjwt_status"]
        shown = {name: int(number) for name, number, _ in page.definitions}
        for name, number in shown.items():
            # What the page says of the names.
            self.assertEqual(library.pbjwt_status_name(number).decode(), name.removeprefix("PBJWT_").lower())
        known = [number for number in range(256) if library.pbjwt_status_name(number) != b"unknown_status"]
        self.assertEqual(sorted(shown.values()), known)

    def test_every_claim_is_shown_by_its_name_in_a_payload(self):
        library = ctypes.CDLL(PREFIX / "lib/libpbjwt.so")
        library.pbjwt_claim_name.restype = ctypes.c_char_p
        (page,) = [page for page in mdoc.FUNCTION_PAGES if page.name == "pbjwt_claim"]
        claims = [(number, line) for _, number, line in page.definitions if number != "0"]
        self.assertGreater(len(claims), 20)
        for number, line in claims:
            self.assertEqual(mdoc.arguments(line)[:2], [".Dq", library.pbjwt_claim_name(int(number)).decode()])

    def test_a_page_whose_functions_may_fail_says_how(self):
        for page in mdoc.FUNCTION_PAGES:
            may_fail = any(result == "pbjwt_status" for _, (result, _) in page.prototypes)
            self.assertEqual("ERRORS" in page.sections, may_fail, page.path)

    def test_every_page_says_what_threads_may_do(self):
        for page in mdoc.FUNCTION_PAGES:
            self.assertIn("thread", "\n".join(page.lines), page.path)

    def test_the_counters_are_on_the_page_of_counts_and_in_the_header(self):
        page = next(page for page in mdoc.PAGES if page.name == "pbjwt_counts")
        for text in ("\n".join(page.lines), (header.ROOT / "include/pbjwt.h").read_text()):
            self.assertEqual({name for name in names_in(text) if name.endswith("_total")}, metrics())

    def test_pages_speak_of_nothing_that_is_not_there(self):
        there = {(name, page.section) for page in mdoc.PAGES for name in (page.name, *page.names)}
        outside = {("pkg-config", "1"), ("time", "2")}
        for page in mdoc.PAGES:
            self.assertEqual(page.macros("Dt"), [[page.name.upper(), page.section]])
            lines = [line for line in page.lines if not line.startswith(".Dt ")]
            self.assertEqual(names_in("\n".join(lines)) - header.NAMES - metrics(), set(), page.path)
            for line in page.lines:
                for name, section in re.findall(r"^\.(?:It )?Xr (\S+) (\d)", line):
                    self.assertIn((name, section), there | outside, page.path)

    def test_the_aliases_are_complete(self):
        wanted = [
            [name, page.name] for page in mdoc.FUNCTION_PAGES for name in page.names if name != page.name
        ]
        self.assertEqual(mdoc.ALIASES, sorted(wanted))
