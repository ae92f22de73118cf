// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const test = require('node:test');
const { Worker } = require('node:worker_threads');
const { PbjwtError, Verifier, libraryVersion } = require('pbjwt');
const addon = require('pbjwt/pbjwt.node');
const { path, read, sign } = require('./tokens');

const good = 's'.repeat(32);
const nothings = [undefined, null, 7, true, {}, [], () => {}, Symbol('s'), 7n, new Date()];

const settings = [
  ['no secrets', [[]], RangeError, /1 to 8 secrets/],
  ['nine secrets', [Array(9).fill(good)], RangeError, /1 to 8 secrets/],
  ['two hundred secrets', [Array(200).fill(good)], RangeError, /1 to 8 secrets/],
  ['a secret of 4097 bytes', ['s'.repeat(4097)], RangeError, /4096 bytes/],
  ['a lone surrogate in the secret', [`${good}\ud800`], TypeError, /a secret must/],
  ['null among the secrets', [[good, null]], TypeError, /a secret must/],
  ['a hole among the secrets', [[good, , good]], TypeError, /a secret must/],
  ['an array of numbers as secret', [[Array(32).fill(7)]], TypeError, /a secret must/],
  ['null as settings', [good, null], TypeError, /settings/],
  ['a text as settings', [good, 'widget'], TypeError, /settings/],
  ['an unknown setting', [good, { userhash: 'required' }], TypeError, /no setting userhash/],
  ['an undefined setting', [good, { audience: undefined }], TypeError, /audience is undefined/],
  ['an unknown profile', [good, { profile: 'SSO' }], TypeError, /sso, widget/],
  ['a number as user hash', [good, { userHash: 2 }], TypeError, /ignored, ifPresent, required/],
  ['a text as leeway', [good, { leeway: '30' }], TypeError, /leeway must be a whole/],
  ['a fraction as leeway', [good, { leeway: 1.5 }], TypeError, /leeway must be a whole/],
  ['NaN as leeway', [good, { leeway: NaN }], TypeError, /leeway must be a whole/],
  ['a negative leeway', [good, { leeway: -1 }], RangeError, /leeway must be 0 to 300/],
  ['a leeway beyond 32 bits', [good, { leeway: 2 ** 32 + 30 }], RangeError, /leeway must be 0 to 300/],
  ['infinity as lifetime', [good, { maxLifetime: Infinity }], TypeError, /maxLifetime must be a whole/],
  ['a negative lifetime', [good, { maxLifetime: -1 }], RangeError, /maxLifetime must be 0 to/],
  ['an empty issuer', [good, { issuer: '' }], RangeError, /issuer/],
  ['a NUL in the issuer', [good, { issuer: 'a\0b' }], RangeError, /issuer/],
  ['a lone surrogate in the issuer', [good, { issuer: 'a\udfff' }], TypeError, /issuer/],
  ['null as audience', [good, { audience: null }], TypeError, /audience/],
  ['an empty audience', [good, { audience: '' }], RangeError, /audience/],
];
for (const [title, given, error, message] of settings) {
  test(`${title} makes no verifier`, () => {
    assert.throws(() => new Verifier(...given), (thrown) => thrown instanceof error && message.test(thrown.message));
  });
}

test('only a string or bytes are a secret', () => {
  for (const nothing of nothings) {
    if (!Array.isArray(nothing)) assert.throws(() => new Verifier(nothing), { name: 'TypeError', message: /secret/ });
  }
});

test('only a string is a token', () => {
  const verifier = new Verifier(read('secret'));
  for (const nothing of [...nothings, Buffer.from(read('good')), Object(read('good'))]) {
    assert.throws(() => verifier.verify(nothing), { name: 'TypeError', message: 'the token must be a string' });
  }
});

test('only a date from 1970 to 9999 is a time', () => {
  const verifier = new Verifier(read('secret'));
  for (const nothing of [null, 7, '2026-01-01', {}, new Date(NaN)]) {
    assert.throws(() => verifier.verify(read('good'), nothing), { name: 'TypeError', message: /valid Date/ });
  }
  for (const date of [new Date(-1), new Date(253402300800000), new Date(8.64e15)]) {
    assert.throws(() => verifier.verify(read('good'), date), { name: 'RangeError', message: /1970 to 9999/ });
  }
});

test('a closed verifier says so', () => {
  const verifier = new Verifier(read('secret'));
  verifier.close();
  verifier.close();
  assert.throws(() => verifier.verify(read('good')), { name: 'Error', message: 'the verifier is closed' });
});

test('a verifier can be disposed of where Node has it', () => {
  const verifier = new Verifier(read('secret'));
  const dispose = Symbol.dispose ?? 'close';
  verifier[dispose]();
  assert.throws(() => verifier.verify(read('good')), /closed/);
});

test('a method of a verifier works on nothing else', () => {
  assert.throws(() => Verifier.prototype.verify.call({}, read('good')), TypeError);
  assert.throws(() => Verifier.prototype.close.call(null), TypeError);
});

test('the addon itself throws for what it can not use', () => {
  const bytes = Buffer.from(good);
  const opened = addon.open([bytes], 0, 0, null, null, null, null);
  for (const nothing of [...nothings, new Verifier(good), require(process.env.PBJWT_HEAP).wrapped]) {
    assert.throws(() => addon.verify(nothing, 'a', null), /closed/);
    assert.throws(() => addon.verify(opened, nothing, null), TypeError);
    assert.throws(() => addon.open([bytes, nothing], 0, 0, null, null, null, null), TypeError);
    assert.equal(addon.close(nothing), undefined);
  }
  assert.throws(() => addon.open(), TypeError);
  assert.throws(() => addon.open(bytes, 0, 0, null, null, null, null), TypeError);
  assert.throws(() => addon.open([bytes], 0, 0, 'a', null, null, null), TypeError);
  assert.throws(() => addon.open([bytes], 0, 0, null, null, 'a', null), TypeError);
  assert.throws(() => addon.open([bytes], 0, 9, null, null, null, null), RangeError);
  assert.deepEqual(addon.open([bytes], 9, 0, null, null, null, null), [92, null, addon.describe(92)[1]]);
  assert.throws(() => addon.describe('a'), TypeError);
  assert.deepEqual(addon.verify(opened, 'a', null), [10, null, addon.describe(10)[1]]);
  addon.close(opened);
  assert.throws(() => addon.verify(opened, 'a', null), /closed/);
});

test('copies of secrets are wiped, also where the library refuses them', (t) => {
  const copies = [];
  const from = Buffer.from;
  t.mock.method(Buffer, 'from', (...given) => {
    copies.push(from(...given));
    return copies.at(-1);
  });
  new Verifier([good, new TextEncoder().encode(good)]);
  assert.throws(() => new Verifier([good, 'short']), PbjwtError);
  assert.deepEqual(copies.map((copy) => copy.length), [32, 32, 32, 5]);
  assert.ok(copies.every((copy) => copy.every((byte) => byte === 0)));
});

test('an identity can not be changed', () => {
  const who = new Verifier(read('secret')).verify(sign({ aud: 'one', email: 'A@b.c' }));
  assert.throws(() => { who.email = 'charles@example.org'; }, TypeError);
  assert.throws(() => { who.role = 'admin'; }, TypeError);
  assert.throws(() => who.audience.push('two'), TypeError);
  assert.throws(() => who.warnings.pop(), TypeError);
  assert.throws(() => { who.warnings[0].kind = ''; }, TypeError);
});

test('the version is the library\'s', () => {
  assert.match(libraryVersion, /^\d+\.\d+\.\d+$/);
});

test('a missing library is named with what to install', () => {
  const env = { ...process.env, LD_LIBRARY_PATH: '' };
  const { status, stderr } = spawnSync(process.execPath, ['-e', 'require("pbjwt")'], { env, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /libpbjwt\.so\.0: cannot open .*; install libpbjwt, or name its folder in LD_LIBRARY_PATH/);
});

test('the example tells who it is', () => {
  const who = require.resolve('pbjwt/who.js');
  const run = (secret, input) => {
    const { status, stdout, stderr } = spawnSync(who, [secret], { input, encoding: 'utf8' });
    return [status, stdout, stderr];
  };
  assert.deepEqual(run(path('secret'), read('good')), [0, 'Zoë "Ada" Lovelace <ada@example.com>\n', '']);
  const [status, stdout, stderr] = run(path('secret'), `${read('number-as-email')}\n`);
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /^61 malformed_claim \(email\): /);
  assert.equal(run('/no/such/file', '')[0], 1);
});

test('each of several threads verifies with a verifier of its own', async () => {
  const work = `
    const { parentPort, workerData: { secret, tokens } } = require('node:worker_threads');
    const { Verifier } = require('pbjwt');
    const verifier = new Verifier(secret);
    const told = { ada: 0, signature_mismatch: 0 };
    for (let i = 0; i < 2000; i++) {
      try {
        if (verifier.verify(tokens[i % 2]).email === 'ada@example.com') told.ada++;
      } catch (error) {
        told[error.code]++;
      }
    }
    parentPort.postMessage(told);`;
  const workerData = { secret: read('secret'), tokens: [read('good'), read('forged')] };
  const answers = await Promise.all(Array.from({ length: 4 }, () => new Promise((resolve, reject) => {
    const worker = new Worker(work, { eval: true, workerData });
    let told;
    worker.on('message', (message) => { told = message; });
    worker.on('error', reject);
    worker.on('exit', () => resolve(told));
  })));
  assert.deepEqual(answers, Array(4).fill({ ada: 1000, signature_mismatch: 1000 }));
  assert.equal(new Verifier(read('secret')).verify(read('good')).email, 'ada@example.com');
});

test('a verifier that is not closed goes with the garbage, and not before', async () => {
  const { allocated } = require(process.env.PBJWT_HEAP);
  const kept = new Verifier(read('secret'));
  const collect = async () => {
    for (let i = 0; i < 5; i++) {
      global.gc();
      await new Promise(setImmediate);
    }
  };
  const make = () => { for (let i = 0; i < 5000; i++) new Verifier(read('secret')); };
  make();
  await collect();
  const before = allocated();
  make();
  await collect();
  assert.ok(allocated() - before < 200_000, `${allocated() - before} bytes more`);
  assert.equal(kept.verify(read('good')).email, 'ada@example.com');
});

test('20,000 verifications leave memory as it was', async () => {
  const { allocated } = require(process.env.PBJWT_HEAP);
  const verifier = new Verifier(read('secret'));
  const tokens = ['good', 'minimal', 'expired', 'forged', 'number-as-email'].map(read);
  tokens.push(sign({ aud: ['a', 'b'], email: 'A@b.c' }));
  const counts = { verified: 0, refused: 0 };
  const work = (times) => {
    for (let i = 0; i < times; i++) {
      try {
        verifier.verify(tokens[i % tokens.length]);
        counts.verified++;
      } catch (error) {
        if (!(error instanceof PbjwtError)) throw error;
        counts.refused++;
      }
      if (i % 4 === 0) new Verifier([read('secret')], { issuer: 'https://example.com' }).close();
    }
  };
  const settle = async () => {
    for (let i = 0; i < 5; i++) {
      global.gc();
      await new Promise(setImmediate);
    }
  };
  work(5_000);
  await settle();
  const before = [allocated(), process.memoryUsage().heapUsed];
  work(20_000);
  await settle();
  assert.deepEqual(counts, { verified: 12_502, refused: 12_498 });
  assert.ok(allocated() - before[0] < 200_000, `${allocated() - before[0]} bytes more`);
  assert.ok(process.memoryUsage().heapUsed - before[1] < 500_000);
});
