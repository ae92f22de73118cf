# SPDX-License-Identifier: Apache-2.0
"""Prints the redirect of the document's sample for each line of standard input, `URL TAB TOKEN`."""

import sys
from urllib.parse import parse_qs, urlencode, urlsplit

for line in sys.stdin:
    url, token = line.rstrip("\n").split("\t")
    query = parse_qs(urlsplit(url).query)
    params = {"ssoToken": token, "organizationId": query["organizationId"][0]}
    if "returnTo" in query:
        params["returnTo"] = query["returnTo"][0]
    print(f"{query['redirect'][0]}?{urlencode(params)}")
