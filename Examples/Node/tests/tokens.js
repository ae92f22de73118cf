// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { TokenRefused, Verifier } = require('pbjwt');

const path = (name) => `${process.env.PBJWT_TOKENS}/${name}`;
const read = (name) => readFileSync(path(name), 'utf8');
const now = () => Math.floor(Date.now() / 1000);

/** A token with these claims beside an e-mail, iat and exp. */
function sign(claims, secret = read('secret')) {
  const all = { email: 'ada@example.com', iat: now(), exp: now() + 60, ...claims };
  const encode = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(all)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** What is thrown by verifying the token. */
function refusal(token, verifier = new Verifier(read('secret')), at = undefined) {
  let thrown = null;
  try {
    verifier.verify(token, at);
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof TokenRefused, `${thrown}`);
  return thrown;
}

module.exports = { path, read, now, sign, refusal };
