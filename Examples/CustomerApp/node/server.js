// SPDX-License-Identifier: Apache-2.0

// The customer's app on Express: its own login form, and the two snippets from ProductBridge's settings page.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const express = require('express');

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const users = JSON.parse(fs.readFileSync(process.env.USERS, 'utf8')).map((user) =>
  Object.fromEntries(Object.entries(user).map(([name, value]) => [camel(name), value]))
);
const sessions = new Map();
const app = express();

function requireAuth(req, res, next) {
  const cookie = /(?:^|; )session=([0-9a-f-]+)/.exec(req.headers.cookie ?? '');
  req.user = cookie && sessions.get(cookie[1]);
  if (req.user) return next();
  if (req.path.startsWith('/api/')) return res.status(401).json({ error: 'please sign in' });
  res.redirect(`/session/new?next=${encodeURIComponent(req.originalUrl)}`);
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const ownPage = (url) => (/^\/(?![/\\])[!-~]*$/.test(url) ? url : '/');

app.get('/session/new', (req, res) => {
  res.send(`<form method="post" action="/session"><input type="hidden" name="next" value="${escaped(String(req.query.next ?? '/'))}">
<input name="email"><input type="password" name="password"><button>Sign in</button></form>`);
});

app.post('/session', express.urlencoded({ extended: false }), (req, res) => {
  const user = users.find(({ email, password }) => email === req.body.email && password === req.body.password);
  if (!user) return res.status(403).send('E-mail address or password is wrong.');
  const id = crypto.randomUUID();
  sessions.set(id, user);
  res.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
  res.redirect(303, ownPage(String(req.body.next)));
});

for (const name of ['sso-node.js', 'token-node.js']) {
  const snippet = fs.readFileSync(path.join(process.env.SNIPPETS, name), 'utf8');
  new Function('require', 'app', 'requireAuth', snippet)(require, app, requireAuth);
}

app.listen(Number(process.env.PORT), '127.0.0.1');
