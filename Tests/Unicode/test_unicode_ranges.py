# SPDX-License-Identifier: Apache-2.0
"""The table of format characters and white space is that of Unicode 16.0. Without unicodedata2 of that version this
fails with a message, and isn't skipped."""

import pathlib
import shutil
import subprocess
import sys

import pytest

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "CSources"


def check(folder):
    command = [sys.executable, "-B", folder / "unicode_ranges.py", "--check"]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_table_is_that_of_unicode():
    done = check(SOURCES)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("old, new", [
    ("{0x0600, 0x0605}", "{0x0600, 0x0604}"),
    ("{0xE0020, 0xE007F}", "{0xE0021, 0xE007F}"),
    ("{0x3000, 0x3000}", "{0x3000, 0x3001}"),
    ("{0x00AD, 0x00AD},", ""),
])
def test_a_changed_table_is_noticed(tmp_path, old, new):
    for name in ("unicode_ranges.py", "unicode_ranges.h"):
        shutil.copy(SOURCES / name, tmp_path)
    header = tmp_path / "unicode_ranges.h"
    text = header.read_text()
    assert text.count(old) == 1
    header.write_text(text.replace(old, new))
    done = check(tmp_path)
    assert done.returncode == 1
    assert "is not what unicode_ranges.py writes" in done.stderr
