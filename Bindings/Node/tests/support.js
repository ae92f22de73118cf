// SPDX-License-Identifier: Apache-2.0
'use strict';

const { createHmac } = require('node:crypto');

const SECRET = '0123456789abcdef'.repeat(4), OTHER = 'fedcba9876543210'.repeat(4);
const NOW = 1_800_000_000;

/** A token for a simple person at NOW, signed with Node's own modules. */
function sign(changes = {}, secret = SECRET) {
  const claims = { email: 'ada@example.com', sub: 'usr_1', iat: NOW, exp: NOW + 600, ...changes };
  return signText(JSON.stringify(claims), secret);
}

function signText(payload, secret = SECRET) {
  const text = ['{"alg":"HS256"}', payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

module.exports = { NOW, OTHER, SECRET, sign, signText };
