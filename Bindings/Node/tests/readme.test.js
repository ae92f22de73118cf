// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Runs the README's programs unchanged. */

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const pbjwt = require('pbjwt');
const { NOW, OTHER, SECRET, sign } = require('./support.js');

const text = readFileSync(join(__dirname, '../node_modules/pbjwt/README.md'), 'utf8');
const blocks = [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map((match) => match[1]);

test('the ten lines sign in and refuse', () => {
  process.env.PRODUCTBRIDGE_SECRET = SECRET;
  const logged = [];
  const signIn = new Function('require', 'console', `${blocks[0]}\nreturn signIn;`)(require, { warn: (line) => logged.push(line) });
  const seconds = Math.floor(Date.now() / 1000), times = { iat: seconds, exp: seconds + 600 };
  assert.equal(signIn(sign(times)), 'ada@example.com');
  assert.deepEqual(logged, []);
  assert.equal(signIn(sign(times, OTHER)), null);
  assert.match(logged[0], /^signature_mismatch: /);
});

test('a rotation accepts both secrets', () => {
  const verifier = new Function('Verifier', 'Secret', 'fresh', 'old', `${blocks[1]}\nreturn verifier;`)(
    pbjwt.Verifier, pbjwt.Secret, SECRET, OTHER);
  assert.equal(verifier.verify(sign(), NOW).keyId, '2027');
  assert.equal(verifier.verify(sign({}, OTHER), NOW).keyId, '2026');
  const late = Date.parse('2027-02-02') / 1000, times = { iat: late, exp: late + 600 };
  assert.equal(verifier.verify(sign(times), late).keyId, '2027');
  assert.throws(() => verifier.verify(sign(times, OTHER), late), { status: 'signature_mismatch' });
});

test('no other program is shown', () => assert.equal(blocks.length, 2));
