// SPDX-License-Identifier: Apache-2.0

// Replaces jsonwebtoken's sign, with the options that the snippets use, on machines without the package. Uses Node's crypto.
const { createHmac } = require('crypto');

exports.sign = (payload, secret, { algorithm, expiresIn }) => {
  if (!secret) throw new Error('secretOrPrivateKey must have a value');
  if (algorithm !== 'HS256' || expiresIn !== '1h') throw new Error('only HS256 and 1h are known here');
  const iat = Math.floor(Date.now() / 1000);
  const segments = [{ alg: algorithm, typ: 'JWT' }, { ...payload, iat, exp: iat + 3600 }];
  const input = segments.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
