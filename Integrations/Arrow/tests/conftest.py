# SPDX-License-Identifier: Apache-2.0
"""A log for the tests, and what PyJWT says of it: a judge that owes nothing to pbjwt."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from make_log import make_log  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A small log over a week, with its key ring."""
    folder = tmp_path_factory.mktemp("log")
    make_log(folder, 40_000)
    return folder
