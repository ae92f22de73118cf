# SPDX-License-Identifier: Apache-2.0
import os

import pytest


def pytest_configure():
    if "PBJWT" not in os.environ:
        pytest.exit("PBJWT must name the pbjwt command", returncode=2)
