// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Runs the two programs with the installed package. */

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { Verifier } = require('pbjwt');
const { COOKIE, makeServer } = require('./server.js');

const FOLDER = process.env.PBJWT_TOKENS;
const file = (name) => readFileSync(join(FOLDER, name), 'utf8');

function who(token, secret = 'secret') {
  return spawnSync(process.execPath, [join(__dirname, 'who.js'), join(FOLDER, secret)], { input: `${file(token)}\n`, encoding: 'utf8' });
}

test('who.js says who it is', () => {
  const { status, stdout, stderr } = who('good');
  assert.deepEqual([status, stdout, stderr], [0, 'Zoë "Ada" Lovelace <ada@example.com>\n', '']);
});

test('who.js says why not', () => {
  for (const [token, secret, start] of [
    ['expired', 'secret', 'expired: The token has expired'], ['number-as-email', 'secret', 'malformed_claim (email): '],
    ['good', 'other-secret', 'signature_mismatch: '], ['good', 'nothing-here', 'ENOENT'],
  ]) {
    const { status, stdout, stderr } = who(token, secret);
    assert.deepEqual([status, stdout, stderr.slice(0, start.length)], [1, '', start]);
    assert.ok(!stderr.includes(file('secret')) && !stderr.includes(file(token)));
  }
});

test('the server lets in by header and cookie, and challenges otherwise', async (t) => {
  const logged = [];
  const server = makeServer(new Verifier(file('secret')), (line) => logged.push(line)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const get = (headers) => fetch(`http://127.0.0.1:${server.address().port}/`, { headers });

  for (const headers of [
    { Authorization: `Bearer ${file('minimal')}` }, { Authorization: `bearer  ${file('minimal')}` },
    { Cookie: `a=b; ${COOKIE}=${file('minimal')}; c` },
  ]) {
    const answer = await get(headers);
    assert.deepEqual([answer.status, await answer.json()],
      [200, { email: 'ada@example.com', id: 'usr_7Yk2L', name: 'Ada Lovelace' }]);
  }
  for (const headers of [{}, { Authorization: 'Basic YTpi' }, { Cookie: `${COOKIE}=` }]) {
    const answer = await get(headers);
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, 'Bearer realm="productbridge"']);
  }
  assert.deepEqual(logged, []);
  for (const [token, status] of [['expired', 'expired'], ['forged', 'signature_mismatch'], ['no-email', 'missing_email']]) {
    const answer = await get({ Authorization: `Bearer ${file(token)}` });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate'),
      /^Bearer realm="productbridge", error="invalid_token", error_description="[^"]+"$/);
    assert.ok(!(await answer.text()).includes('email'));
    assert.ok(logged.at(-1).startsWith(`a token was refused: ${status}`));
  }
});
