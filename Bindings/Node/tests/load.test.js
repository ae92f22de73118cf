// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Workers, memory, and forks. */

const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { test } = require('node:test');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const pbjwt = require('pbjwt');
const { NOW, OTHER, SECRET, sign } = require('./support.js');

function answer(verifier, token) {
  try {
    return verifier.verify(token, NOW).userId;
  } catch (error) {
    return error.status;
  }
}

const casesOf = (mine) => [
  [sign({ sub: mine }), mine], [sign({ sub: mine, note: 'n'.repeat(4000), name: 'ä' }), mine], [sign({}, OTHER), 'signature_mismatch'],
  [sign({ exp: 1, iat: undefined }), 'expired'], [sign({ email: 7 }), 'malformed_claim'],
];

/** The number of right answers. */
function work(mine, rounds, verifier = new pbjwt.Verifier(SECRET)) {
  const cases = casesOf(mine);
  let right = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [token, expected] = cases[round % cases.length];
    right += answer(verifier, token) === expected;
  }
  return right;
}

if (!isMainThread) {
  parentPort.postMessage(work(workerData, 50_000));
} else if (process.send) {
  process.send(work(process.argv[2], 5_000), () => process.disconnect());
} else {
  test('workers verify in parallel, each with its own verifier', async () => {
    for (let round = 0; round < 3; round += 1) {
      const workers = Array.from({ length: 4 }, (_, number) => new Worker(__filename, { workerData: `user-${number}` }));
      const right = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
      assert.deepEqual(right, [50_000, 50_000, 50_000, 50_000]);
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  });

  test('processes of a cluster verify', async () => {
    const right = await Promise.all(['a', 'b', 'c'].map(async (mine) => (await once(fork(__filename, [mine]), 'message'))[0]));
    assert.deepEqual(right, [5_000, 5_000, 5_000]);
  });

  /** By how many KiB the process grows from some rounds to many. */
  function growth(rounds, round) {
    const resident = () => {
      for (let times = 0; times < 4; times += 1) global.gc();
      return process.memoryUsage().rss / 1024;
    };
    for (let index = 0; index < rounds / 5; index += 1) round();
    const before = resident();
    for (let index = 0; index < rounds; index += 1) round();
    return resident() - before;
  }

  test('a million verifications do not leak', () => {
    const verifier = new pbjwt.Verifier(SECRET), cases = casesOf('u');
    let index = 0, wrong = 0;
    const grown = growth(1_000_000, () => {
      const [token, expected] = cases[index++ % 3];
      wrong += answer(verifier, token) !== expected;
    });
    assert.equal(wrong, 0);
    assert.ok(grown < 8192, `${grown} KiB`);
  });

  test('fields, results and failures do not leak', () => {
    const secret = new pbjwt.Secret(SECRET), verifier = new pbjwt.Verifier(secret, { report: { issuer: 'i' } });
    const token = sign({ name: 'n'.repeat(500), aud: Array(9).fill('a'), note: 'n'.repeat(500), company_id: 'undefined' });
    const names = Object.keys(Object.getOwnPropertyDescriptors(pbjwt.Identity.prototype));
    const grown = growth(20_000, () => {
      const identity = verifier.verify(token, NOW);
      for (const name of names) void identity[name];
      verifier.verifyJson(token, NOW);
      pbjwt.inspect(token);
      pbjwt.issue(secret, { email: 'a@b', aud: ['x', 'y'] }, { custom: { n: 'n'.repeat(500) } });
      assert.throws(() => pbjwt.issue(secret, { email: 'a@b', renewal_risk: 'x' }));
    });
    assert.ok(grown < 8192, `${grown} KiB`);
  });

  test('unreferenced verifiers do not leak', async () => {
    let made = 0;
    const round = () => {
      new pbjwt.Verifier([SECRET, new pbjwt.Secret(OTHER, { id: 'i'.repeat(200) })], { issuer: 'i'.repeat(200) });
      assert.throws(() => new pbjwt.Verifier([SECRET, 'short'], { issuer: 'i'.repeat(200) }));
      made += 1;
      if (made % 500 === 0) global.gc();
    };
    const turns = async (count) => {
      for (let turn = 0; turn < count; turn += 1) {
        for (let index = 0; index < 500; index += 1) round();
        // Finalizers run when the loop turns.
        await new Promise(setImmediate);
      }
      return process.memoryUsage().rss / 1024;
    };
    const before = await turns(10);
    const grown = (await turns(40)) - before;
    assert.ok(grown < 8192, `${grown} KiB`);
  });
}
