// SPDX-License-Identifier: Apache-2.0
'use strict';

/**
 * A server that signs people in by their token: `node server.js`, with the secret in PRODUCTBRIDGE_SECRET.
 *
 * The token is in the Authorization header or in the cookie `sso_token`. `identify` is Express-style middleware: it
 * puts the identity on the request. It also works with node:http, without Express.
 */

const { createServer } = require('node:http');
const { TokenRefused, Verifier } = require('pbjwt');

const COOKIE = 'sso_token';

function tokenOf(request) {
  const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '');
  if (bearer !== null) return bearer[1];
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === COOKIE && value) return value;
  }
  return null;
}

/** 401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message. */
function challenge(response, refusal) {
  const reason = refusal ? `, error="invalid_token", error_description="${refusal.publicMessage}"` : '';
  response.writeHead(401, {
    'WWW-Authenticate': `Bearer realm="productbridge"${reason}`, 'Cache-Control': 'no-store', 'Content-Type': 'text/plain',
  });
  response.end(refusal ? refusal.publicMessage : 'Please sign in.');
}

function identify(verifier, log = console.warn) {
  return (request, response, next) => {
    const token = tokenOf(request);
    if (token === null) return challenge(response, null);
    try {
      request.identity = verifier.verify(token);
    } catch (error) {
      if (!(error instanceof TokenRefused)) return next(error);
      log(`a token was refused: ${error.message}`);
      return challenge(response, error);
    }
    return next();
  };
}

function makeServer(verifier, log) {
  const signedIn = identify(verifier, log);
  return createServer((request, response) => signedIn(request, response, (error) => {
    if (error) return response.writeHead(500).end();
    const { canonicalEmail: email, userId: id, name } = request.identity;
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ email, id, name }));
  }));
}

module.exports = { COOKIE, identify, makeServer };

if (require.main === module) {
  makeServer(new Verifier(process.env.PRODUCTBRIDGE_SECRET)).listen(process.env.PORT ?? 8080);
}
