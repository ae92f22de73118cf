# SPDX-License-Identifier: Apache-2.0
"""A log for the tests, and PyJWT's results for it, which are independent of pbjwt."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from make_log import make_log  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A small log of one week, with its key ring."""
    folder = tmp_path_factory.mktemp("log")
    make_log(folder, 40_000)
    return folder
