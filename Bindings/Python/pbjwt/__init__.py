# SPDX-License-Identifier: Apache-2.0
"""Verifies the HS256 tokens that tell ProductBridge who a person is.

    verifier = pbjwt.Verifier(os.environ["PRODUCTBRIDGE_SECRET"])
    try:
        identity = verifier.verify(token)
    except pbjwt.TokenRefused as refusal:
        log.warning("%s", refusal)  # for the operator
        return 401, refusal.public_message

A verifier is immutable, and any number of threads may use it.
"""

from ._pbjwt import ArrowResults, Identity, Secret, Verifier, explain, generate_secret, inspect, issue, user_hash, version
from ._pure import Cause, ClaimWarning, Inspection, PbjwtError, Policy, Refusal, Report, TokenRefused

__all__ = [
    "ArrowResults", "Cause", "ClaimWarning", "Identity", "Inspection", "PbjwtError", "Policy", "Refusal", "Report", "Secret",
    "TokenRefused", "Verifier", "explain", "generate_secret", "inspect", "issue", "user_hash", "version",
]
__version__ = version()
