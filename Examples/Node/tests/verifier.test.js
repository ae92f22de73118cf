// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { inspect } = require('node:util');
const { PbjwtError, TokenRefused, Verifier } = require('pbjwt');
const { now, read, refusal, sign } = require('./tokens');

const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const time = (seconds) => new Date(seconds * 1000);

test('the good token tells all its claims', () => {
  const token = read('good');
  const { iat, exp } = claims(token);
  assert.deepEqual({ ...new Verifier(read('secret'), { userHash: 'required' }).verify(token) }, {
    email: 'ada@example.com',
    canonicalEmail: 'ada@example.com',
    userId: 'usr_7Yk2L',
    name: 'Zoë "Ada" Lovelace',
    avatarUrl: 'https://cdn.example.com/avatars/7Yk2L.png',
    companyName: 'Analytical Engines Ltd',
    companyId: 'cmp_0042',
    companyMrr: 1249.5,
    customerStatus: 'active',
    renewalDate: '2026-03-31',
    renewalTime: new Date('2026-03-31T00:00:00Z'),
    renewalRisk: 'low',
    accountOwnerId: 'own_17',
    accountOwnerEmail: 'charles@example.org',
    externalUserId: '003Dn00000XyZAB',
    userHash: 'verified',
    issuedAt: time(iat),
    notBefore: null,
    expiresAt: time(exp),
    issuer: null,
    audience: [],
    tokenId: null,
    warnings: [],
    customJson: '{"plan":{"seats":25}}',
  });
});

test('what the minimal token does not say is null', () => {
  const who = new Verifier(read('secret')).verify(read('minimal'));
  const there = Object.entries(who).filter(([, claim]) => claim !== null);
  const { iat, exp } = claims(read('minimal'));
  assert.deepEqual(Object.fromEntries(there), {
    email: 'ada@example.com',
    canonicalEmail: 'ada@example.com',
    userId: 'usr_7Yk2L',
    name: 'Ada Lovelace',
    userHash: 'absent',
    issuedAt: time(iat),
    expiresAt: time(exp),
    audience: [],
    warnings: [],
    customJson: '{}',
  });
  assert.equal(Object.keys(who).length, 24);
});

test('the other claims are read, too', () => {
  const nbf = now() - 1.5;
  const token = sign({
    iss: 'https://example.com', aud: ['one', 'two'], jti: 't\u{1F600}', nbf, name: '',
    renewal_date: '1969-12-31T23:59:58.25Z', email: 'Ada@example.com', user_hash: 'f'.repeat(64),
  });
  const who = new Verifier(read('secret'), { issuer: 'https://example.com', audience: 'two' }).verify(token);
  assert.equal(who.issuer, 'https://example.com');
  assert.deepEqual(who.audience, ['one', 'two']);
  assert.equal(who.tokenId, 't\u{1F600}');
  assert.deepEqual(who.notBefore, time(nbf));
  assert.equal(who.name, null);
  assert.deepEqual(who.renewalTime, new Date('1969-12-31T23:59:58.250Z'));
  assert.equal(who.userHash, 'unchecked');
  assert.deepEqual(who.warnings, [{ kind: 'not_canonical', claim: 'email' }]);
});

const refusals = [
  ['an expired token', 'expired', 51, 'expired', null, /: The token has expired/, /log in again/],
  ['a forged token', 'forged', 31, 'signature_mismatch', null, /: The signature does not match/, /log in/],
  ['a token without e-mail', 'no-email', 60, 'missing_email', null, /: The token has no email claim/, /contact support/],
  ['a number as e-mail', 'number-as-email', 61, 'malformed_claim', 'email', /: email must be text/, /log in/],
];
for (const [title, file, status, code, claim, message, publicMessage] of refusals) {
  test(`${title} is refused with its reason`, () => {
    const error = refusal(read(file));
    assert.equal(error.name, 'TokenRefused');
    assert.ok(error instanceof PbjwtError);
    assert.equal(error.status, status);
    assert.equal(error.code, code);
    assert.equal(error.claim, claim);
    assert.ok(error.message.startsWith(claim === null ? `${code}: ` : `${code} (${claim}): `));
    assert.match(error.message, message);
    assert.match(error.publicMessage, publicMessage);
  });

  test(`the refusal of ${title} holds nothing of token or secret`, () => {
    const text = inspect(refusal(read(file)), { showHidden: true, depth: 9 });
    for (const part of [read('secret'), ...read(file).split('.')]) {
      assert.ok(part.length > 12 && !text.includes(part.slice(0, 12)));
    }
  });
}

test('a wrong secret is a signature mismatch', () => {
  assert.equal(refusal(read('good'), new Verifier(read('other-secret'))).code, 'signature_mismatch');
});

test('a short or empty secret is refused and not shown', () => {
  for (const secret of ['correct horse', '', new Uint8Array(0), [read('secret'), 'correct horse']]) {
    assert.throws(() => new Verifier(secret), (error) => {
      assert.ok(error instanceof PbjwtError && !(error instanceof TokenRefused));
      assert.equal(error.status, 91);
      assert.equal(error.code, 'weak_secret');
      assert.ok(!inspect(error).includes('horse'));
      return true;
    });
  }
});

test('what is no token is refused', () => {
  const token = read('good');
  const verifier = new Verifier(read('secret'));
  const code = (text) => refusal(text, verifier).code;
  assert.equal(code(''), 'malformed_token');
  assert.equal(code('\0'), 'malformed_token');
  assert.equal(code(`${token}\0`), 'malformed_signature');
  assert.equal(code(`\0${token}`), 'malformed_header');
  assert.equal(code(`${token.slice(0, 5)}\0${token.slice(6)}`), 'malformed_header');
  assert.equal(code(`\ud800${token}`), 'malformed_header');
  assert.equal(code(`${token}é`), 'malformed_signature');
  for (const length of [8193, (1 << 20) - 1, 1 << 20, (1 << 20) + 7, (1 << 20) + 9, 2_000_000]) {
    assert.equal(code('a'.repeat(length)), 'token_too_large');
  }
});

test('several secrets are taken while they rotate', () => {
  const verifier = new Verifier([read('other-secret'), Buffer.from(read('secret'))]);
  assert.equal(verifier.verify(read('minimal')).email, 'ada@example.com');
  assert.equal(verifier.verify(read('forged')).email, 'ada@example.com');
});

test('a secret may hold a NUL and letters of any script, and its owner keeps its bytes', () => {
  const secret = `${'k'.repeat(32)}\0${'é'.repeat(32)}`;
  const bytes = Buffer.from(secret);
  for (const form of [secret, bytes]) {
    const verifier = new Verifier(form);
    assert.equal(verifier.verify(sign({}, secret)).email, 'ada@example.com');
    assert.equal(refusal(sign({}, 'k'.repeat(32)), verifier).code, 'signature_mismatch');
  }
  assert.equal(bytes.toString(), secret);
});

test('a token is verified at a given time', () => {
  const verifier = new Verifier(read('secret'));
  assert.equal(verifier.verify(read('expired'), time(now() - 5400)).email, 'ada@example.com');
  assert.equal(refusal(read('good'), verifier, time(now() + 7200)).code, 'expired');
});

test('the settings decide', () => {
  const code = (token, settings) => refusal(token, new Verifier(read('secret'), settings)).code;
  const wrong = sign({ sub: 'u', user_hash: '0'.repeat(64) });
  assert.equal(code(read('minimal'), { userHash: 'required' }), 'missing_user_hash');
  assert.equal(code(wrong, { userHash: 'ifPresent' }), 'user_hash_mismatch');
  assert.equal(code(read('good'), { issuer: 'x' }), 'issuer_mismatch');
  assert.equal(code(read('good'), { audience: 'x' }), 'audience_mismatch');
  assert.equal(code(read('good'), { maxLifetime: 60 }), 'lifetime_too_long');

  const late = sign({ iat: now() - 200, exp: now() - 100 });
  assert.equal(code(late, { profile: 'widget', leeway: 0 }), 'expired');
  const patient = new Verifier(read('secret'), { profile: 'widget', leeway: 300 });
  assert.equal(patient.verify(late).email, 'ada@example.com');
});
