// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Runs the cases of contract.json, which all bindings run. */

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { test } = require('node:test');
const pbjwt = require('pbjwt');

const contract = JSON.parse(readFileSync(process.env.PBJWT_CONTRACT, 'utf8'));
const TEXTS = [
  'email', 'canonical_email', 'user_id', 'name', 'avatar_url', 'company_id', 'company_name', 'customer_status',
  'renewal_date', 'renewal_risk', 'account_owner_id', 'account_owner_email', 'external_user_id', 'issuer', 'token_id',
  'key_id', 'customer_status_kind', 'user_hash', 'company_mrr', 'renewal_date_seconds',
];
const TIMES = ['issued_at', 'not_before', 'expires_at'];

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const camels = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [camel(name), value]));

const policy = (given) => (given === undefined ? {} : camels(given));
function secret({ text, ...options }) {
  return new pbjwt.Secret(text, camels(options));
}
function verifier(of) {
  return new pbjwt.Verifier(of.secrets.map(secret), { ...policy(of.policy), ...(of.report ? { report: policy(of.report) } : {}) });
}

/** The fields that are present. */
function said(identity) {
  const found = {};
  for (const name of TEXTS) found[name] = identity[camel(name)];
  for (const name of TIMES) found[name] = identity[camel(name)] && identity[camel(name)].getTime() / 1000;
  found.audience = identity.audience.length > 0 ? [...identity.audience] : null;
  found.custom_json = identity.customJson === '{}' ? null : identity.customJson;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

function outcome(call) {
  try {
    return { status: 'ok', claim: null, result: call() };
  } catch (error) {
    if (error instanceof pbjwt.PbjwtError) return { status: error.status, claim: error.claim, error };
    if (error instanceof RangeError) return { status: 'invalid_argument', claim: null, error };
    throw error;
  }
}

const operations = {
  verify(of, expect) {
    const made = verifier(of);
    const token = of.token_hex === undefined ? of.token : Buffer.from(of.token_hex, 'hex');
    const { status, claim, result, error } = outcome(() => made.verify(token, of.now));
    const json = made.verifyJson(token, of.now);
    assert.deepEqual([status, claim], [expect.status, expect.claim ?? null]);
    assert.equal(outcome(() => made.verify(Buffer.from(token), of.now)).status, status);
    if (status !== 'ok') {
      assert.ok(error instanceof pbjwt.TokenRefused);
      assert.equal(json, `${expect.json_start}${JSON.stringify(error.advice).slice(1)}}`);
      return;
    }
    assert.deepEqual(said(result), expect.identity);
    assert.deepEqual(result.warnings.map(({ kind, claim: about }) => ({ kind, claim: about })), expect.warnings);
    assert.deepEqual(result.wouldRefuse.map((refusal) => ({ ...refusal })), expect.would_refuse);
    for (const warning of result.warnings) {
      assert.ok(warning.message.endsWith('.') && warning.message.includes(warning.claim ?? ''), warning.message);
    }
    assert.equal(json, expect.json);
  },

  make(of, expect) {
    assert.equal(outcome(() => verifier(of)).status, expect.status);
  },

  issue(of, expect) {
    const key = secret(of.secret);
    const { custom, type, user_hash: userHash, now, lifetime } = of;
    const options = Object.entries({ custom, type, userHash, now, lifetime }).filter(([, value]) => value !== undefined);
    const { status, claim, result } = outcome(() => pbjwt.issue(key, of.claims, Object.fromEntries(options)));
    assert.deepEqual([status, claim], [expect.status, expect.claim]);
    if (status !== 'ok') return;
    const identity = new pbjwt.Verifier(key, policy(of.policy)).verify(result, now);
    assert.deepEqual(said(identity), expect.identity);
    assert.deepEqual(identity.warnings, []);
  },

  user_hash(of, expect) {
    const { status, result } = outcome(() => pbjwt.userHash(secret(of.secret), of.user_id));
    assert.equal(status, expect.status);
    assert.equal(result, expect.user_hash);
  },

  explain(of, expect) {
    const report = pbjwt.explain(of.token, of.secrets.map(secret), {
      policy: policy(of.policy), otherSecrets: (of.other_secrets ?? []).map(secret), now: of.now,
      ...(of.second_token === undefined ? {} : { secondToken: of.second_token }),
    });
    assert.deepEqual([report.status, report.claim, report.statusAfterCleaning],
      [expect.status, expect.claim, expect.status_after_cleaning]);
    assert.deepEqual(report.causes.slice(0, 1).map(({ name, side }) => [name, side]), expect.cause ? [[expect.cause, expect.side]] : []);
    if (expect.failed_check) {
      assert.equal(JSON.parse(report.json).checks.find(({ name }) => name === expect.failed_check).outcome, 'failed');
    }
    assert.ok(report.text.length > 0);
  },

  inspect(of, expect) {
    assert.deepEqual({ ...pbjwt.inspect(of.token) }, expect);
  },
};

test('every case of the contract', async (t) => {
  let run = 0;
  for (const of of contract.cases) {
    await t.test(of.name, () => operations[of.operation](of, of.expect));
    run += 1;
  }
  assert.equal(run, contract.count);
  console.log(`contract: ${run} cases`);
});
