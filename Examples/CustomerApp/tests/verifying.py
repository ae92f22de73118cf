# SPDX-License-Identifier: Apache-2.0
"""What `pbjwt`, which PBJWT names, says of a token."""

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
    """Whom a token names, which must be good at this time, and without a warning."""
    done = pbjwt("verify", "--json", "--profile", profile, token, secret=secret)
    result = json.loads(done.stdout)
    assert result["verified"], result
    assert result["warnings"] == [], result["warnings"]
    return result["identity"]
