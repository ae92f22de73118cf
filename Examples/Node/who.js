#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Prints whom the token on standard input identifies: `who.js SECRET-FILE`. Exits 0 if it is verified, else 1. */

const { readFileSync } = require('node:fs');
const { Verifier } = require('pbjwt');

try {
  if (process.argv.length !== 3) throw new Error('usage: who.js SECRET-FILE < TOKEN');
  // Editors end a file with a newline, which isn't part of the secret.
  const verifier = new Verifier(readFileSync(process.argv[2], 'utf8').replace(/\r?\n$/, ''));
  const identity = verifier.verify(readFileSync(0, 'utf8').trim());
  console.log(`${identity.name ?? 'somebody'} <${identity.email}>`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
