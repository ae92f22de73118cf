// SPDX-License-Identifier: Apache-2.0
'use strict';

/** What a verified token says: one string, laid out by native/pack.c, from which each field is read on access. */

const { customOf } = require('./custom.js');
const native = require('./native.js');

const TEXTS = [
  'email', 'canonicalEmail', 'userId', 'name', 'avatarUrl', 'companyId', 'companyName', 'customerStatus', 'renewalDate',
  'renewalRisk', 'accountOwnerId', 'accountOwnerEmail', 'externalUserId', 'issuer', 'tokenId', 'keyId', 'payload',
];
const PAYLOAD = TEXTS.length - 1;
const NUMBERS = ['companyMrr', 'renewalDateSeconds', 'issuedAt', 'notBefore', 'expiresAt'];
const STATUSES = [null, 'active', 'trial', 'churned', 'other'];
const HASHES = ['absent', 'unchecked', 'verified'];
// The starts of the parts.
const KINDS = 3, THERE = 4, HEAD = 7, WHICH_NUMBERS = 10, FIRST_NUMBER = 11, NOTES = FIRST_NUMBER + 10 * NUMBERS.length;

const three = (packed, at) => packed.charCodeAt(at) | packed.charCodeAt(at + 1) << 7 | packed.charCodeAt(at + 2) << 14;

/** The text at this index among the texts and audiences. */
function textAt(packed, place) {
  const head = three(packed, HEAD);
  // The places come just before the texts.
  const at = head - 3 * (TEXTS.length + three(packed, 0) + 1 - place);
  return packed.slice(head + three(packed, at), head + three(packed, at + 3));
}

const textOf = (packed, place) => (three(packed, THERE) >> place & 1 ? textAt(packed, place) : null);

const bits = new DataView(new ArrayBuffer(8));

function numberOf(packed, place) {
  if (!(packed.charCodeAt(WHICH_NUMBERS) >> place & 1)) return null;
  const at = FIRST_NUMBER + 10 * place, part = (index) => packed.charCodeAt(at + index);
  bits.setUint32(4, part(0) | part(1) << 7 | part(2) << 14 | part(3) << 21 | part(4) << 28);
  bits.setUint32(0, part(4) >> 4 | part(5) << 3 | part(6) << 10 | part(7) << 17 | part(8) << 24 | part(9) << 31);
  return bits.getFloat64(0);
}

function timeOf(packed, place) {
  const seconds = numberOf(packed, place);
  return seconds === null ? null : new Date(seconds * 1000);
}

/** The pairs of a list that begins at this index with its length. */
function notes(packed, at, make) {
  return Object.freeze(Array.from({ length: packed.charCodeAt(at) }, (_, index) =>
    Object.freeze(make(packed.charCodeAt(at + 1 + 2 * index), packed.charCodeAt(at + 2 + 2 * index)))));
}

class Identity {
  #packed;

  /** Only for lib/verifier.js. */
  constructor(packed, key) {
    if (key !== Identity.#key) throw new TypeError('an Identity comes from a Verifier');
    this.#packed = packed;
    Object.freeze(this);
  }

  static #key = Symbol('identity');

  static make() {
    const key = Identity.#key;
    delete Identity.make;
    return (packed) => new Identity(packed, key);
  }

  get email() { return textOf(this.#packed, 0); }
  get canonicalEmail() { return textOf(this.#packed, 1); }
  get userId() { return textOf(this.#packed, 2); }
  get name() { return textOf(this.#packed, 3); }
  get avatarUrl() { return textOf(this.#packed, 4); }
  get companyId() { return textOf(this.#packed, 5); }
  get companyName() { return textOf(this.#packed, 6); }
  get customerStatus() { return textOf(this.#packed, 7); }
  get renewalDate() { return textOf(this.#packed, 8); }
  get renewalRisk() { return textOf(this.#packed, 9); }
  get accountOwnerId() { return textOf(this.#packed, 10); }
  get accountOwnerEmail() { return textOf(this.#packed, 11); }
  get externalUserId() { return textOf(this.#packed, 12); }
  get issuer() { return textOf(this.#packed, 13); }
  get tokenId() { return textOf(this.#packed, 14); }
  get keyId() { return textOf(this.#packed, 15); }
  get customJson() {
    const payload = textOf(this.#packed, PAYLOAD);
    return payload === null ? '{}' : customOf(payload);
  }

  get custom() { return JSON.parse(this.customJson); }

  get companyMrr() { return numberOf(this.#packed, 0); }
  get renewalDateSeconds() { return numberOf(this.#packed, 1); }
  get renewalTime() { return timeOf(this.#packed, 1); }
  get issuedAt() { return timeOf(this.#packed, 2); }
  get notBefore() { return timeOf(this.#packed, 3); }
  get expiresAt() { return timeOf(this.#packed, 4); }

  get customerStatusKind() { return STATUSES[this.#packed.charCodeAt(KINDS) >> 2]; }
  get userHash() { return HASHES[this.#packed.charCodeAt(KINDS) & 3]; }

  get audience() {
    const packed = this.#packed;
    return Object.freeze(Array.from({ length: three(packed, 0) }, (_, index) => textAt(packed, TEXTS.length + index)));
  }

  get warnings() {
    return notes(this.#packed, NOTES, (number, of) => {
      const [kind, claim, message] = native.describeWarning(number, of);
      return { kind, claim, message };
    });
  }

  get wouldRefuse() {
    return notes(this.#packed, NOTES + 1 + 2 * this.#packed.charCodeAt(NOTES), (number, of) => {
      const [status, claim] = native.describe(number, of);
      return { status, claim };
    });
  }

  /** A summary for logs: nothing about the person. */
  toString() {
    return `<Identity, expires at ${this.expiresAt?.toISOString() ?? 'no time'}, ${this.#packed.charCodeAt(NOTES)} warnings>`;
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return this.toString();
  }
}

const makeIdentity = Identity.make();
Object.freeze(Identity.prototype);
Object.freeze(Identity);

module.exports = { Identity, makeIdentity };
