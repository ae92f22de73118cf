#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends bad input with schemathesis, from the portal's OpenAPI document: no 500, and no undocumented answer.

    api.py PATH/TO/portal [--seed 1] [--examples 40] [--postgresql]

First as a stranger, with the document unchanged; then as an identified visitor of an existing organization, with its tokens.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from portal import ORGANIZATION, Portal, postgresql, sign
from visitor import Browser, Door, Widget

HERE = pathlib.Path(__file__).resolve().parent
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def run(folder, schema, url, options, *more):
    """Runs schemathesis and shows its report; fails if a check fails."""
    command = [
        pathlib.Path(sys.executable).with_name("schemathesis"), "run", schema, "--url", url, "--checks", CHECKS,
        "--max-examples", str(options.examples), "--seed", str(options.seed), "--no-color",
        "--phases", "examples,coverage,fuzzing", "--request-timeout", "20", "--warnings", "off", *more,
    ]
    return subprocess.run(command, env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}, cwd=folder).returncode


def known(document, organization, token, idea):
    """The document, with existing values instead of arbitrary texts."""
    schemas = document["components"]["schemas"]
    schemas["OrganizationID"] = {"type": "string", "enum": [organization]}
    paths = document["paths"]
    for path, name, value in (("identify", "userToken", token), ("vote", "idea", idea)):
        schema = paths[f"/api/widget/{path}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        schema["properties"][name] = {"type": "string", "enum": [value]}
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=40)
    parser.add_argument("--postgresql", action="store_true", help="on the server that postgresql.py has started")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        portal = Portal(options.portal, folder, postgresql("api") if options.postgresql else folder / "portal.sqlite", "")
        process = portal.process()
        portal.host = f"127.0.0.1:{process.port}"
        portal.create()
        secret = portal.create_secret()
        process.start()
        try:
            attempt(portal, process, secret, folder, options)
        finally:
            process.end()


def attempt(portal, process, secret, folder, options):
    url = f"http://{portal.host}"
    door = Door(process.port, portal.host)
    failed = run(folder, f"{url}/api/openapi.json", url, options)
    widget, token = Widget(door), sign("ada@app.example", secret)
    assert widget.identify(token).status == 200
    idea = widget.post("feedback", title="Dark mode").json["id"]
    document = known(Browser(door).get("/api/openapi.json").json, ORGANIZATION, token, idea)
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    failed |= run(folder, file, url, options, "--header", f"Authorization: Bearer {widget.credential}")
    accepted = len(widget.ideas().json["ideas"])
    if accepted < 5:
        sys.exit(f"only {accepted} ideas were accepted: the second run doesn't get past the door")
    log = process.log.read_text()
    if log:
        sys.exit(f"the portal logged errors: {log[:2000]}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
