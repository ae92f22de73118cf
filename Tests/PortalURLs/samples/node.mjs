// SPDX-License-Identifier: Apache-2.0

// The document's Node sample as a server, on Node's own http and crypto. Prints its port.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

const PRODUCTBRIDGE_SECRET = process.env.PRODUCTBRIDGE_WIDGET_SECRET;

/** Writes the same as jsonwebtoken's sign. */
function sign(payload, secret) {
  const iat = Math.floor(Date.now() / 1000);
  const segments = [{ alg: 'HS256', typ: 'JWT' }, { ...payload, iat, exp: iat + 3600 }];
  const input = segments.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function handleSSOCallback(req, res) {
  const { redirect, organizationId, returnTo } = req.query;
  const user = req.user;
  const token = sign(
    { email: user.email, name: user.name, id: String(user.id), company_mrr: user.mrr },
    PRODUCTBRIDGE_SECRET,
  );
  const callbackUrl = new URL(redirect);
  callbackUrl.searchParams.set('ssoToken', token);
  callbackUrl.searchParams.set('organizationId', organizationId);
  if (returnTo) callbackUrl.searchParams.set('returnTo', returnTo);
  res.writeHead(302, { Location: callbackUrl.toString() }).end();
}

const server = createServer((req, res) => {
  req.query = Object.fromEntries(new URL(req.url, 'http://localhost').searchParams);
  req.user = { id: 42, email: 'ada@example.com', name: `Ada ${req.headers['x-visit']}` };
  handleSSOCallback(req, res);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
