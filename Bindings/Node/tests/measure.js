// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Measures the package and Node's usual alternatives; ../bench runs it. */

const assert = require('node:assert/strict');
const { createHmac, createSecretKey, timingSafeEqual } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const jose = require('jose');
const pbjwt = require('pbjwt');

const SECONDS = Number(process.env.PBJWT_BENCH_SECONDS ?? 3), TURN = 20e6;
const file = (name) => readFileSync(join(process.env.PBJWT_TOKENS, name), 'utf8');
const secret = file('secret'), tokens = { minimal: file('minimal'), full: file('full') };
const verifier = new pbjwt.Verifier(secret), key = createSecretKey(Buffer.from(secret));
const EVERY = Object.keys(Object.getOwnPropertyDescriptors(pbjwt.Identity.prototype))
  .filter((name) => !['constructor', 'toString', 'custom', 'keyId', 'renewalTime', 'customerStatusKind', 'wouldRefuse'].includes(name));

function ours(token) {
  const identity = verifier.verify(token);
  return [identity.email, identity.userId, identity.name];
}

function oursAll(token) {
  const identity = verifier.verify(token);
  for (const name of EVERY) void identity[name];
}

/** Hand-written code with the essential checks. */
function control(token) {
  const dot = token.lastIndexOf('.');
  const [header, payload] = token.split('.');
  const right = createHmac('sha256', key).update(token.slice(0, dot)).digest();
  if (!timingSafeEqual(right, Buffer.from(token.slice(dot + 1), 'base64url'))) throw new Error('signature');
  if (JSON.parse(Buffer.from(header, 'base64url')).alg !== 'HS256') throw new Error('algorithm');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  if (claims.exp <= Date.now() / 1000) throw new Error('expired');
  return [claims.email, claims.sub, claims.name];
}

async function main() {
  const peer = async (token) => {
    const { payload } = await jose.jwtVerify(token, key, { algorithms: ['HS256'] });
    return [payload.email, payload.sub, payload.name];
  };
  const floor = () => pbjwt.version();

  const node = `Node ${process.versions.node}`;
  const about = {
    ours: `pbjwt ${pbjwt.version()}, ${node}`, control: `createHmac and JSON.parse, ${node}`,
    'peer jose': `jose ${require('jose/package.json').version}, ${node}`, floor: node,
  };
  const rows = [];
  for (const [token, text] of Object.entries(tokens)) {
    for (const [row, call] of Object.entries({ ours, control, 'peer jose': peer, floor })) {
      rows.push({ token, row, call, text });
    }
  }
  rows.push({ token: 'full-all', row: 'ours', call: oursAll, text: tokens.full });
  assert.deepEqual(ours(tokens.full), control(tokens.full));
  assert.deepEqual(ours(tokens.full), await peer(tokens.full));

  const turn = async ({ row, call, text }, rounds) => {
    const start = process.hrtime.bigint();
    if (row.startsWith('peer')) for (let round = 0; round < rounds; round += 1) await call(text);
    else for (let round = 0; round < rounds; round += 1) call(text);
    return Number(process.hrtime.bigint() - start) / rounds;
  };
  for (const row of rows) {
    await turn(row, 2000);
    row.rounds = Math.max(1, Math.round(TURN / (await turn(row, 500))));
    row.turns = [];
  }
  const until = performance.now() + SECONDS * 1000 * rows.length;
  while (performance.now() < until) for (const row of rows) row.turns.push(await turn(row, row.rounds));
  for (const { token, row, turns } of rows) {
    const median = turns.sort((one, other) => one - other)[turns.length >> 1];
    console.log(JSON.stringify({ language: 'Node', token, row, ns: Math.round(median * 10) / 10, about: about[row] }));
  }
}

main();
