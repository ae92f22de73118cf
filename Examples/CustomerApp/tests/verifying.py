# SPDX-License-Identifier: Apache-2.0
"""Verifies tokens with the `pbjwt` command that PBJWT names."""

import json
import os
import subprocess

from browser import SECRET


def pbjwt(*arguments, secret=SECRET):
    return subprocess.run(
        [os.environ["PBJWT"], *arguments],
        env={"PATH": os.environ["PATH"], "PRODUCTBRIDGE_WIDGET_SECRET": secret},
        capture_output=True,
        timeout=60,
    )


def identity(token, profile, secret=SECRET):
    """The identity in a token, which must be valid now and give no warnings."""
    done = pbjwt("verify", "--json", "--profile", profile, token, secret=secret)
    result = json.loads(done.stdout)
    assert result["verified"], result
    assert result["warnings"] == [], result["warnings"]
    return result["identity"]
