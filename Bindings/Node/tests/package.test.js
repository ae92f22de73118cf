// SPDX-License-Identifier: Apache-2.0
'use strict';

/** The package's interface: arguments, errors, identities, module forms. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const vm = require('node:vm');
const pbjwt = require('pbjwt');
const { NOW, OTHER, SECRET, sign, signText } = require('./support.js');

const verifier = new pbjwt.Verifier(SECRET);

function refusal(token) {
  try {
    verifier.verify(token, NOW);
  } catch (error) {
    return error;
  }
  return assert.fail('it was let through');
}

test('a wrong type is a TypeError that names the argument', () => {
  for (const wrong of [undefined, null, 7, true, ['x'], {}, new ArrayBuffer(8)]) {
    assert.throws(() => verifier.verify(wrong), { name: 'TypeError', message: /^token must be a string or a Uint8Array$/ });
    assert.throws(() => new pbjwt.Secret(wrong), { name: 'TypeError', message: /^a secret must be/ });
  }
  for (const wrong of [null, '7', true, 1.5, NaN, new Date(NaN), {}]) {
    assert.throws(() => verifier.verify('x', wrong), { name: 'TypeError', message: /^now must be/ });
  }
  for (const [setting, wrong, rule] of [
    ['leeway', '30', 'leeway must be a whole number'], ['leeway', 1.5, 'leeway must be a whole number'],
    ['issuer', 7, 'issuer must be a string, not number'], ['strictClaims', 1, 'strictClaims must be a boolean, not number'],
    ['userHash', 'always', 'userHash must be one of off, if_present, required'], ['leway', 5, 'the settings has no leway'],
    ['audience', undefined, 'audience is undefined'], ['issuer', '\ud83d', 'issuer must be a well-formed string'],
    ['report', null, 'report must be an object'], ['report', { report: {} }, 'report has no report'],
  ]) {
    assert.throws(() => new pbjwt.Verifier(SECRET, { [setting]: wrong }), { name: 'TypeError', message: rule });
  }
  for (const wrong of [null, {}, 7, undefined]) assert.throws(() => new pbjwt.Verifier(wrong), TypeError);
  assert.throws(() => pbjwt.issue(SECRET, { email: 'a@b', plan: 'x' }), { message: 'claims has no plan' });
  assert.throws(() => pbjwt.issue(SECRET, { email: 'a@b', exp: 1 }), { name: 'RangeError', message: /^a claim can't be set/ });
});

test('a value out of range is a RangeError that gives the range', () => {
  assert.throws(() => new pbjwt.Verifier(SECRET, { leeway: 301 }), { name: 'RangeError', message: 'leeway must be 0 to 300 seconds' });
  for (const now of [-1, 253402300800, new Date(-1)]) {
    assert.throws(() => verifier.verify('x', now), { name: 'RangeError', message: 'now must be in the years 1970 to 9999' });
  }
});

test('tokens may be strings, Buffers and any Uint8Array, of this realm or another', () => {
  const token = sign();
  const bytes = vm.runInNewContext('Uint8Array').from(Buffer.from(token));
  const within = new Uint8Array(Buffer.from(`xx${token}xx`)).subarray(2, 2 + token.length);
  for (const form of [token, Buffer.from(token), bytes, within]) {
    assert.equal(verifier.verify(form, new Date(NOW * 1000)).userId, 'usr_1');
  }
});

test('a letter whose low byte is a token\'s character makes no token', () => {
  const token = sign();
  const odd = String.fromCharCode(token.charCodeAt(5) + 0x100);
  assert.equal(refusal(token.slice(0, 5) + odd + token.slice(6)).status, 'malformed_header');
  assert.equal(refusal('\ud83d' + token).status, 'malformed_header');
});

test('long tokens and long texts are complete', () => {
  for (const length of [3000, 4086, 4090, 4096, 5000]) {
    const wide = new pbjwt.Verifier(SECRET, { maxTokenBytes: 1 << 20 });
    const name = 'ä🧮x'.repeat(length);
    assert.equal(wide.verify(sign({ name, jti: 't' }), NOW).name, name);
    assert.equal(wide.verify(sign({ name, jti: 't' }), NOW).tokenId, 't');
  }
  for (const name of ['ÿ\u0080é', 'ÿĀ', 'a', '\u{10ffff}']) {
    const identity = verifier.verify(sign({ name, company_name: 'é', plan: 'ÿ' }), NOW);
    assert.deepEqual([identity.name, identity.companyName, identity.email, identity.custom.plan], [name, 'é', 'ada@example.com', 'ÿ']);
  }
  assert.equal(refusal('a'.repeat(3 << 20)).status, 'token_too_large');
  const aud = Array.from({ length: 100 }, (_, index) => `audience ${index}`);
  assert.deepEqual(verifier.verify(sign({ aud }), NOW).audience, aud);
});

test('custom claims have the token\'s spelling', () => {
  const payload = '{ "email" : "a@b" ,"sub":"u","exp":1800000600,"iat":1800000000,"\\u0061ud":"x","n\\"a":[ 1.50 ,{"x" : "a , } b"}],\\n"e":{ },'
    + '"\\u00e9" : null ,"r":[ ],"t": -1E+2 }';
  const token = signText(payload.replace('\\n', '\n')), identity = verifier.verify(token, NOW);
  assert.equal(identity.customJson, '{"n\\"a":[1.50,{"x":"a , } b"}],"e":{},"\\u00e9":null,"r":[],"t":-1E+2}');
  assert.deepEqual(identity.custom['n"a'][1], { x: 'a , } b' });
  assert.deepEqual(identity.custom, JSON.parse(verifier.verifyJson(token, NOW)).identity.custom);
});

test('a refusal has one message for the operator and one for the sender', () => {
  const error = refusal(sign({ email: 7 }));
  assert.ok(error instanceof pbjwt.TokenRefused && error instanceof pbjwt.PbjwtError && error instanceof Error);
  assert.deepEqual([error.name, error.status, error.number, error.claim], ['TokenRefused', 'malformed_claim', 61, 'email']);
  assert.equal(error.message, `malformed_claim (email): ${error.advice}`);
  assert.notEqual(error.publicMessage, error.advice);
  const weak = assert.throws(() => new pbjwt.Verifier('short'), (thrown) =>
    thrown instanceof pbjwt.PbjwtError && !(thrown instanceof pbjwt.TokenRefused) && thrown.status === 'weak_secret');
  assert.equal(weak, undefined);
});

test('no error or inspected object shows a person, token or secret', () => {
  const token = sign({ name: 'Ada' }, OTHER);
  const identity = verifier.verify(sign({ name: 'Ada' }), NOW);
  for (const thing of [refusal(token), identity, verifier, new pbjwt.Secret(SECRET), pbjwt.explain(token, SECRET)]) {
    const text = [inspect(thing, { depth: 9, showHidden: true, getters: true }), String(thing), JSON.stringify(thing) ?? ''].join();
    for (const hidden of [SECRET, token.split('.')[1], 'ada@example', 'usr_1']) {
      if (!(thing.constructor.name === 'Report')) assert.ok(!text.includes(hidden), text);
    }
    assert.ok(!text.includes(SECRET));
  }
  assert.equal(inspect(identity), '<Identity, expires at 2027-01-15T08:10:00.000Z, 0 warnings>');
});

test('objects are immutable, and callers cannot create an identity', () => {
  const identity = verifier.verify(sign({ aud: ['a'], company_id: 'null' }), NOW);
  for (const change of [
    () => { identity.email = 'eve@example.com'; }, () => { identity.role = 'x'; }, () => identity.audience.push('b'),
    () => { identity.warnings[0].kind = 'x'; }, () => { verifier.verify = null; },
    () => Object.defineProperty(pbjwt.Identity.prototype, 'email', { value: 'x' }), () => new pbjwt.Identity('x'),
    () => new pbjwt.Identity('x', undefined), () => pbjwt.Identity.make(), () => Object.create(pbjwt.Identity.prototype).email,
    () => structuredClone(identity).email.length,
  ]) {
    assert.throws(change, TypeError);
  }
  assert.equal(identity.email, 'ada@example.com');
});

test('times keep their fractions', () => {
  const identity = verifier.verify(sign({ exp: NOW + 0.125, renewal_date: '1969-07-20T20:17:40.5Z' }), NOW);
  assert.equal(identity.expiresAt.getTime(), NOW * 1000 + 125);
  assert.equal(identity.renewalDateSeconds, -14182939.5);
  assert.equal(identity.renewalTime.toISOString(), '1969-07-20T20:17:40.500Z');
});

test('both module forms give the same', async () => {
  const { default: whole, ...named } = await import('pbjwt');
  assert.equal(whole, pbjwt);
  assert.deepEqual(Object.keys(named).filter((name) => name !== 'module.exports').sort(), Object.keys(pbjwt).sort());
  assert.equal(named.Verifier, pbjwt.Verifier);
  assert.equal(require('pbjwt/package.json').version, pbjwt.version());
});

test('a generated secret works', () => {
  assert.match(pbjwt.generateSecret(), /^[0-9a-f]{64}$/);
  assert.notEqual(pbjwt.generateSecret(), pbjwt.generateSecret());
});
