// SPDX-License-Identifier: Apache-2.0
'use strict';

/**
 * Verifies the HS256 tokens that tell ProductBridge who a person is, by libpbjwt.
 *
 *     const verifier = new Verifier(process.env.PRODUCTBRIDGE_SECRET);
 *     try {
 *       const identity = verifier.verify(token);
 *     } catch (error) {
 *       if (!(error instanceof TokenRefused)) throw error;
 *       console.error(error.message); // for the operator
 *       response.status(401).send(error.publicMessage);
 *     }
 *
 * index.d.ts describes everything.
 */

const native = require('./native.js');
const { PbjwtError, TokenRefused, result } = require('./errors.js');
const { Identity, makeIdentity } = require('./identity.js');
const { bytes, members, oneOf, policy, text, time, typed, whole } = require('./settings.js');

const given = (value, convert, name) => (value === undefined || value === null ? null : convert(name, value));
const format = oneOf('text', 'hex', 'base64');

/** A signing secret. Its bytes are wiped when it is collected. */
class Secret {
  #handle;

  constructor(value, options = {}) {
    members('the options', options, ['format', 'id', 'notAfter', 'weak']);
    const { format: form = 'text', id, notAfter, weak = false } = options;
    this.#handle = result(native.makeSecret(
      typeof value === 'string' ? text('a secret', value) : bytes('a secret', value), format('format', form),
      typed('weak', weak, 'boolean'), given(id, text, 'id'), given(notAfter, time, 'notAfter')));
    Object.freeze(this);
  }

  static handleOf(secret) {
    return (secret instanceof Secret ? secret : new Secret(secret)).#handle;
  }
}

const { handleOf } = Secret;
delete Secret.handleOf;

const isOne = (secrets) => typeof secrets === 'string' || secrets instanceof Uint8Array || secrets instanceof Secret;
const handles = (name, secrets) => {
  if (isOne(secrets)) return [handleOf(secrets)];
  if (!Array.isArray(secrets)) throw new TypeError(`${name} must be a secret or an array of secrets`);
  return secrets.map(handleOf);
};

/** Secrets and a policy. Accepts tokens signed with any of the secrets, for rotation. */
class Verifier {
  #handle;

  constructor(secrets, settings = {}) {
    const first = policy('the settings', settings, ['report']);
    const report = settings.report === undefined ? null : policy('report', settings.report);
    this.#handle = result(native.makeVerifier(handles('secrets', secrets), first, report));
    Object.freeze(this);
  }

  verify(token, now) {
    const packed = native.verify(this.#handle, typeof token === 'string' ? token : bytes('token', token),
      now === undefined ? undefined : time('now', now));
    return makeIdentity(result(packed));
  }

  verifyJson(token, now) {
    return result(native.verifyJson(this.#handle, bytes('token', token), now === undefined ? undefined : time('now', now)));
  }
}

/** Pairs of a claim's number and value; an array of audiences gives one pair for each. */
function pairs(claims) {
  const found = [];
  for (const [name, value] of Object.entries(members('claims', claims, native.claims))) {
    const number = native.claims.indexOf(name);
    if (value === null) continue;
    for (const each of Array.isArray(value) && name === 'aud' ? value : [value]) {
      found.push(number, typeof each === 'number' ? each : text(name, each));
    }
  }
  return found;
}

function issue(secret, claims, options = {}) {
  members('the options', options, ['custom', 'lifetime', 'now', 'userHash', 'type']);
  const { custom, lifetime = 3600, now, userHash: hashed = false, type } = options;
  const json = custom === undefined || typeof custom === 'string' ? custom : JSON.stringify(custom);
  return result(native.issue(handleOf(secret), pairs(claims), given(json, text, 'custom'), whole('lifetime', lifetime),
    given(now, time, 'now'), typed('userHash', hashed, 'boolean'), given(type, text, 'type')));
}

function userHash(secret, userId) {
  return result(native.userHash(handleOf(secret), text('userId', userId)));
}

/** Why a token is refused. It quotes the token's claims: show it to operators and to those who sign tokens. */
class Report {
  constructor(json, forPeople) {
    const { status, claim, status_after_cleaning: statusAfterCleaning, causes } = JSON.parse(json);
    Object.assign(this, { status, claim, statusAfterCleaning, causes: Object.freeze(causes.map(Object.freeze)) });
    Object.defineProperty(this, 'json', { value: json });
    Object.defineProperty(this, 'text', { value: forPeople });
    Object.freeze(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `<Report, ${this.status}>`;
  }
}

function explain(token, secrets, options = {}) {
  members('the options', options, ['policy', 'otherSecrets', 'secondToken', 'now']);
  const { policy: settings, otherSecrets = [], secondToken, now } = options;
  return new Report(...result(native.explain(
    bytes('token', token), handles('secrets', secrets), settings === undefined ? null : policy('policy', settings),
    handles('otherSecrets', otherSecrets), given(secondToken, bytes, 'secondToken'), given(now, time, 'now'))));
}

function inspect(token) {
  const [number, [header, payload]] = native.inspect(bytes('token', token));
  if (number >= 90) result(number * 256);
  return Object.freeze({ status: native.describe(number, 0)[0], header, payload });
}

module.exports = {
  Identity, PbjwtError, Report, Secret, TokenRefused, Verifier, explain, generateSecret: () => result(native.generateSecret()),
  inspect, issue, userHash, version: native.version,
};
