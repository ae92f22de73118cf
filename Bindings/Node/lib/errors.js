// SPDX-License-Identifier: Apache-2.0
'use strict';

const native = require('./native.js');

/** The library's error when a call fails. Contains no byte of a token or secret. */
class PbjwtError extends Error {
  constructor(number, claim) {
    const [status, claimName, message, publicMessage] = native.describe(number, claim);
    super(`${status}${claimName === null ? '' : ` (${claimName})`}: ${message}`);
    this.status = status;
    this.number = number;
    this.claim = claimName;
    this.advice = message;
    this.publicMessage = publicMessage;
  }
}

/** The token is at fault. Any other PbjwtError is a problem on the server. */
class TokenRefused extends PbjwtError {}

for (const kind of [PbjwtError, TokenRefused]) {
  Object.defineProperty(kind.prototype, 'name', { value: kind.name, configurable: true, writable: true });
}

const INVALID_ARGUMENT = 90;

/** Returns the addon's result, or throws if it is a refusal's number. */
function result(value) {
  if (typeof value !== 'number') return value;
  const number = value >> 8;
  throw new (number < INVALID_ARGUMENT ? TokenRefused : PbjwtError)(number, value & 255);
}

module.exports = { PbjwtError, TokenRefused, result };
