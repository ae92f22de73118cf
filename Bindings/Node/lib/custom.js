// SPDX-License-Identifier: Apache-2.0
'use strict';

/**
 * The members of a verified payload that the library doesn't type, as one JSON object: in the token's order and
 * spelling, without white space between its parts. The library has already checked that the payload is JSON.
 */

const native = require('./native.js');

const CLAIMS = new Set(native.claims.slice(1));
const PARTS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

function customOf(payload) {
  const members = [];
  let depth = 0, member = [];
  for (const part of payload.match(PARTS)) {
    if (depth === 1 && (part === ',' || part === '}')) {
      if (member.length > 0 && !CLAIMS.has(JSON.parse(member[0]))) members.push(member.join(''));
      member = [];
      continue;
    }
    if (depth > 0) member.push(part);
    if (part === '{' || part === '[') depth += 1;
    if (part === '}' || part === ']') depth -= 1;
  }
  return `{${members.join(',')}}`;
}

module.exports = { customOf };
