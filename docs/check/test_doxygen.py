# SPDX-License-Identifier: Apache-2.0
"""The reference that Doxygen makes of the header is complete."""

import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import header
from work import environment


def reference(folder, more=""):
    """Runs Doxygen as docs/Doxyfile says, and gives its exit status and its complaints."""
    done = subprocess.run(
        ["doxygen", "-"], cwd=header.ROOT, capture_output=True, text=True, timeout=120,
        input=(header.ROOT / "docs/Doxyfile").read_text() + more,
        env={**environment(), "PBJWT_DOXYGEN_OUT": folder},
    )
    return done.returncode, done.stdout + done.stderr


def text(element, *names):
    return "".join("".join(part.itertext()) for name in names for part in element.findall(name)).strip()


def descriptions(folder):
    """What there is to read of each name."""
    found = {}
    for path in pathlib.Path(folder, "xml").glob("*.xml"):
        root = xml.etree.ElementTree.parse(path)
        for compound in root.iter("compounddef"):
            if compound.get("kind") == "struct":
                found[compound.findtext("compoundname")] = text(compound, "briefdescription", "detaileddescription")
        for member in root.iter("memberdef"):
            for element in (member, *member.iter("enumvalue")):
                told = text(element, "briefdescription", "detaileddescription")
                found[element.findtext("name")] = found.get(element.findtext("name"), "") + told
    return found


class Doxygen(unittest.TestCase):
    def test_it_has_no_complaint_and_describes_every_name(self):
        with tempfile.TemporaryDirectory(prefix="pbjwt-doxygen-") as folder:
            self.assertEqual(reference(folder, "\nGENERATE_XML = YES\n"), (0, ""))
            found = descriptions(folder)
            for name in sorted(header.NAMES - header.NOT_FOR_USE):
                self.assertTrue(found.get(name), name)
            self.assertEqual({name for name in found if name.startswith("PBJWT")}, set(header.CONSTANTS))
            rules = pathlib.Path(folder, "html/pbjwt_8h.html").read_text()
            for rule in ("Ownership", "Threads", "Bad arguments"):
                self.assertIn(f"{rule}.", rules)

    def test_nothing_is_written_into_the_checkout(self):
        with tempfile.TemporaryDirectory(prefix="pbjwt-doxygen-") as folder:
            reference(folder)
            self.assertTrue(pathlib.Path(folder, "html/index.html").exists())
        self.assertFalse((header.ROOT / "html").exists())
