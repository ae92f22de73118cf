# SPDX-License-Identifier: Apache-2.0
"""Holds the manual, the Markdown pages and the Doxygen reference to the header and the command line:

    PBJWT=PATH-OF-THE-COMMAND-LINE PBJWT_PREFIX=WHERE-THE-LIBRARY-IS-INSTALLED python3 docs/check [TEST...]

Needs mandoc, man-db, groff, doxygen, gcc, g++, pkg-config and libpbjwt's own libraries. All of it is checked, or it
fails.
"""

import os
import pathlib
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
TOOLS = ("mandoc", "man", "groff", "doxygen", "gcc", "g++", "pkg-config")


def main():
    missing = [name for name in ("PBJWT", "PBJWT_PREFIX") if not os.environ.get(name)]
    if missing:
        sys.exit(f"docs/check: set {' and '.join(missing)}\n\n{__doc__}")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"docs/check: please install {', '.join(missing)} and try again")
    tests = unittest.TestLoader()
    tests.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    found = tests.discover(str(HERE), pattern="test_*.py")
    if found.countTestCases() == 0:
        sys.exit("docs/check: there is no such test")
    done = unittest.TextTestRunner(verbosity=2).run(found)
    return 0 if done.wasSuccessful() and not done.skipped else 1


if __name__ == "__main__":
    sys.exit(main())
