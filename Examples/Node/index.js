// SPDX-License-Identifier: Apache-2.0
'use strict';

/**
 * Verifies the HS256 tokens that tell ProductBridge who a person is, by libpbjwt.
 *
 *     const verifier = new Verifier(secret, { userHash: 'required' });
 *     try {
 *       const identity = verifier.verify(token);
 *     } catch (error) {
 *       if (!(error instanceof TokenRefused)) throw error;
 *       console.error(error.message); // for the operator
 *       response.status(401).send(error.publicMessage);
 *     }
 *
 * Run `./build` first. index.d.ts says what there is.
 */

const { types } = require('node:util');
const addon = load();

class PbjwtError extends Error {
  constructor(status, claim = null, message = null) {
    const [code, general, publicMessage] = addon.describe(status);
    super(`${code}${claim === null ? '' : ` (${claim})`}: ${message ?? general}`);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.claim = claim;
    this.publicMessage = publicMessage;
  }
}

class TokenRefused extends PbjwtError {}

const PROFILES = new Map([['sso', 0], ['widget', 1]]);
const USER_HASHES = new Map([['ignored', 0], ['ifPresent', 1], ['required', 2]]);
const SETTINGS = ['profile', 'leeway', 'maxLifetime', 'userHash', 'issuer', 'audience'];

class Verifier {
  #handle = null;

  constructor(secrets, settings = {}) {
    if (settings === null || typeof settings !== 'object') throw new TypeError('the settings must be an object');
    for (const [name, value] of Object.entries(settings)) {
      // A misspelt setting, or one from a variable that isn't set, would be a check that nobody makes.
      if (!SETTINGS.includes(name)) throw new TypeError(`there is no setting ${name}`);
      if (value === undefined) throw new TypeError(`${name} is undefined`);
    }
    const { profile = 'sso', userHash = 'ignored', leeway, maxLifetime, issuer, audience } = settings;
    const policy = [
      oneOf('profile', profile, PROFILES),
      oneOf('userHash', userHash, USER_HASHES),
      seconds('leeway', leeway),
      seconds('maxLifetime', maxLifetime),
      issuer === undefined ? null : utf8('issuer', issuer),
      audience === undefined ? null : utf8('audience', audience),
    ];
    const keys = [];
    try {
      for (const secret of Array.isArray(secrets) ? secrets : [secrets]) keys.push(key(secret));
      this.#handle = result(addon.open(keys, ...policy));
    } finally {
      for (const bytes of keys) bytes.fill(0);
    }
  }

  verify(token, at) {
    if (typeof token !== 'string') throw new TypeError('the token must be a string');
    const identity = result(addon.verify(this.#handle, token, at === undefined ? null : numericDate(at)));
    identity.warnings.forEach(([kind, claim], i, all) => { all[i] = Object.freeze({ kind, claim }); });
    Object.freeze(identity.warnings);
    Object.freeze(identity.audience);
    return Object.freeze(identity);
  }

  close() {
    addon.close(this.#handle);
  }
}

// Where the language has `using`.
if (Symbol.dispose) Verifier.prototype[Symbol.dispose] = Verifier.prototype.close;

function load() {
  try {
    return require('./pbjwt.node');
  } catch (error) {
    const remedy = error.code === 'MODULE_NOT_FOUND'
      ? `run ${__dirname}/build`
      : 'install libpbjwt, or name its folder in LD_LIBRARY_PATH';
    throw new Error(`${error.message.split('\n')[0]}; ${remedy}`, { cause: error });
  }
}

/** The addon's result, unless it is a refusal: [status, claim, message]. */
function result(value) {
  if (!Array.isArray(value)) return value;
  const [status, claim, message] = value;
  // The statuses from 90 on are the server's own trouble.
  throw status < 90 ? new TokenRefused(status, claim, message) : new PbjwtError(status, claim, message);
}

function oneOf(name, value, all) {
  if (!all.has(value)) throw new TypeError(`${name} must be one of ${[...all.keys()].join(', ')}`);
  return all.get(value);
}

function seconds(name, value) {
  if (value === undefined) return null;
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name} must be a whole number of seconds`);
  return value;
}

function numericDate(at) {
  if (!types.isDate(at) || Number.isNaN(at.getTime())) throw new TypeError('at must be a valid Date');
  return Math.floor(at.getTime() / 1000);
}

/** A copy of a text's bytes. A lone surrogate has none: it would become the same as every other one. */
function utf8(name, text) {
  if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
    throw new TypeError(`${name} must be a well-formed string`);
  }
  return Buffer.from(text);
}

/** A copy of a secret's bytes, which can be wiped. */
function key(secret) {
  return types.isUint8Array(secret) ? Buffer.from(secret) : utf8('a secret', secret);
}

module.exports = { Verifier, PbjwtError, TokenRefused, libraryVersion: addon.version };
