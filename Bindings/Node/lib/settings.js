// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Checks the arguments of callers, and converts them for the addon. */

const { types } = require('node:util');

function typed(name, value, type) {
  if (typeof value !== type) throw new TypeError(`${name} must be a ${type}, not ${value === null ? 'null' : typeof value}`);
  return value;
}

function whole(name, value) {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name} must be a whole number`);
  return value;
}

/** A lone surrogate has no UTF-8 form: all of them would become the same bytes. */
function text(name, value) {
  if (/\p{Surrogate}/u.test(typed(name, value, 'string'))) throw new TypeError(`${name} must be a well-formed string`);
  return value;
}

/** A text, or its bytes as a Buffer. */
function bytes(name, value) {
  if (typeof value === 'string') return value;
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError(`${name} must be a string or a Uint8Array`);
}

/** Seconds of a Date or a whole number. */
function time(name, value) {
  if (typeof value === 'number') return whole(name, value);
  if (!types.isDate(value) || Number.isNaN(value.getTime())) throw new TypeError(`${name} must be a valid Date or a whole number`);
  return Math.floor(value.getTime() / 1000);
}

const boolean = (name, value) => (typed(name, value, 'boolean') ? 1 : 0);
const oneOf = (...words) => (name, value) => {
  const place = words.indexOf(value);
  if (place < 0) throw new TypeError(`${name} must be one of ${words.join(', ')}`);
  return place;
};

/** The settings of a policy, in the order in which native/make.c takes them. */
const POLICY = {
  profile: oneOf('sso', 'widget'),
  maxTokenBytes: whole,
  leeway: whole,
  maxLifetime: whole,
  allowMissingExp: boolean,
  userHash: oneOf('off', 'if_present', 'required'),
  issuer: text,
  audience: text,
  type: text,
  strictClaims: boolean,
  emailForm: oneOf('as_sent', 'lowercased', 'require_lowercase'),
  reader: oneOf('fast', 'both'),
};

/** An object's members, none of which may be unknown: a misspelt setting would silently disable a check. */
function members(name, object, known) {
  if (object === null || typeof object !== 'object') throw new TypeError(`${name} must be an object`);
  for (const [member, value] of Object.entries(object)) {
    if (!known.includes(member)) throw new TypeError(`${name} has no ${member}`);
    // So would a setting from an undefined variable.
    if (value === undefined) throw new TypeError(`${member} is undefined`);
  }
  return object;
}

function policy(name, settings, more = []) {
  members(name, settings, [...Object.keys(POLICY), ...more]);
  return Object.entries(POLICY).map(([member, convert]) => {
    if (Object.hasOwn(settings, member)) return convert(member, settings[member]);
    return member === 'profile' ? 0 : null;
  });
}

module.exports = { bytes, members, oneOf, policy, text, time, typed, whole };
