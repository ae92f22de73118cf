// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ADA, BOB, held, identified, openPage, refusal, settle } = require('./page.js');

const HOUR = 3_600_000;

test('the credential and the token are in memory only, and are sent only in requests', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada-token' });
  await page.send();
  assert.equal(page.named('feedback')[0].headers.Authorization, 'Bearer credential of ada-token');
  const { window, document } = page;
  const kept = [document.cookie, JSON.stringify({ ...window.localStorage }), JSON.stringify({ ...window.sessionStorage }),
    document.documentElement.outerHTML, page.find('.root').outerHTML, JSON.stringify(page.events), window.location.href,
    JSON.stringify(Object.entries(page.widget).map(([name, value]) => [name, String(value)])), ...page.console];
  assert.doesNotMatch(kept.join('\n'), /ada-token/);
  assert.doesNotMatch(page.requests.map(({ url }) => url).join(), /ada-token/);
});

test('half a minute before its end onTokenExpired fetches a fresh token, and the form does not change', async () => {
  const page = await openPage();
  let calls = 0;
  await page.init({ userToken: 'ada', onTokenExpired: async () => { calls += 1; return `ada ${calls}`; } });
  await page.click('.launcher');
  const field = page.find('#title');
  field.focus();
  await page.clock.advance(HOUR - 30_001);
  assert.equal(calls, 0);
  await page.clock.advance(1);
  assert.equal(calls, 1);
  assert.equal(page.state(), 'identified');
  assert.equal(page.find('#title'), field);
  assert.equal(page.focused(), field);
  await page.send();
  assert.equal(page.named('feedback')[0].headers.Authorization, 'Bearer credential of ada 1');
});

test('without onTokenExpired the widget asks for a token, keeps the draft, and goes on with the next identify', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  await page.type('#title', 'Not yet sent');
  await page.clock.advance(HOUR - 30_000);
  assert.equal(page.state(), 'expired');
  assert.match(page.text(), /Please log in.*your draft is kept/);
  assert.deepEqual(page.errors(), ['credential_expired']);
  assert.equal(page.events.filter(({ name }) => name === 'tokenexpired').length, 1);
  assert.equal(page.find('form'), null);
  await page.identify('ada again');
  assert.equal(page.state(), 'identified');
  assert.equal(page.find('#title').value, 'Not yet sent');
});

for (const [name, onTokenExpired, codes] of [
  ['gives nothing', () => undefined, ['credential_expired']],
  ['gives null in a promise', async () => null, ['credential_expired']],
  ['throws', () => { throw new Error('offline'); }, ['token_refresh_failed', 'credential_expired']],
  ['rejects', async () => { throw new Error('offline'); }, ['token_refresh_failed', 'credential_expired']],
]) {
  test(`an onTokenExpired that ${name} leads to Please log in, where it can be tried again`, async () => {
    const page = await openPage();
    let answer = onTokenExpired;
    await page.init({ userToken: 'ada', onTokenExpired: () => answer() });
    await page.click('.launcher');
    await page.clock.advance(HOUR);
    assert.equal(page.state(), 'expired');
    assert.deepEqual(page.errors(), codes);
    assert.deepEqual(page.thrown, []);
    answer = async () => 'ada again';
    await page.click('.notice button');
    assert.equal(page.state(), 'identified');
  });
}

test('a credential that the server has ended is replaced, and the request repeated once', async () => {
  const page = await openPage({ answers: {
    feedback: ({ headers }) => (headers.Authorization === 'Bearer credential of fresh' ? { id: 'i', url: '' } : refusal(401, 'credential_expired')),
  } });
  await page.init({ userToken: 'ada', onTokenExpired: () => 'fresh' });
  await page.send();
  assert.match(page.text(), /Thank you!/);
  assert.deepEqual(page.named('feedback').map(({ headers }) => headers.Authorization), ['Bearer credential of ada', 'Bearer credential of fresh']);
});

test('a server that ends each credential at once is asked only twice', async () => {
  const page = await openPage({ answers: { feedback: refusal(401, 'credential_expired') } });
  let calls = 0;
  await page.init({ userToken: 'ada', onTokenExpired: () => { calls += 1; return 'fresh'; } });
  await page.send();
  assert.equal(page.named('feedback').length, 2);
  assert.equal(calls, 1);
  assert.equal(page.find('#title').value, 'A title');
  assert.match(page.find('.wrong').textContent, /didn’t work/);
});

test('two requests with an ended credential fetch one token', async () => {
  const fresh = held();
  const ended = ({ headers }, answer) => (headers.Authorization === 'Bearer credential of fresh' ? answer : refusal(401, 'credential_expired'));
  const page = await openPage({ answers: {
    ideas: (request) => ended(request, { ideas: [{ id: 'i1', title: 'Dark mode', votes: 3, voted: false }] }),
    feedback: (request) => ended(request, { id: 'i', url: '' }),
  } });
  let calls = 0;
  await page.init({ userToken: 'ada', onTokenExpired: () => { calls += 1; return fresh; } });
  await page.send();
  await page.click('#tab-ideas');
  fresh.give('fresh');
  await settle();
  assert.equal(calls, 1);
  assert.match(page.text(), /Dark mode/);
});

test('a token that has already ended is replaced once, as on a page from the Back button', async () => {
  const page = await openPage({ answers: { identify: ({ body }) => (body.userToken === 'fresh' ? identified(ADA) : refusal(401, 'expired')) } });
  let next = 'fresh';
  await page.init({ userToken: 'old', onTokenExpired: () => next });
  assert.equal(page.state(), 'identified');
  next = 'also old';
  await page.init({ userToken: 'old', onTokenExpired: () => next });
  assert.equal(page.state(), 'refused');
  assert.equal(page.named('identify').filter(({ body }) => body.userToken === 'also old').length, 1);
});

test('an identify during onTokenExpired is the one that counts', async () => {
  const late = held();
  const page = await openPage();
  await page.init({ userToken: 'ada', onTokenExpired: () => late });
  await page.clock.advance(HOUR);
  await page.identify('bob');
  late.give('ada late');
  await settle();
  assert.deepEqual(page.named('identify').map(({ body }) => body.userToken), ['ada', 'bob']);
});

test('a destroy during onTokenExpired ends it', async () => {
  const late = held();
  const page = await openPage();
  await page.init({ userToken: 'ada', onTokenExpired: () => late });
  await page.clock.advance(HOUR);
  page.widget.destroy();
  late.give('ada late');
  await settle();
  assert.equal(page.named('identify').length, 1);
  assert.deepEqual(page.errors(), []);
});

test('a wrong clock causes no loop: the server says when a credential has ended', async () => {
  const page = await openPage({ answers: { identify: identified(ADA, 'c', -7200) } });
  await page.init({ userToken: 'ada', onTokenExpired: () => 'fresh' });
  assert.equal(page.clock.timers.size, 0);
  await page.clock.advance(100 * HOUR);
  assert.equal(page.named('identify').length, 1);
});

test('an end in the distant future sets no timer, which would fire at once', async () => {
  const page = await openPage({ answers: { identify: identified(ADA, 'c', 40 * 86_400) } });
  await page.init({ userToken: 'ada' });
  assert.equal(page.clock.timers.size, 0);
});

test('a draft is kept for its person over a reload, and another person does not see it', async () => {
  const first = await openPage();
  await first.init({ userToken: 'ada' });
  await first.click('.launcher');
  await first.type('#title', 'Ada’s draft');
  await first.type('#text', 'and its text');
  const storage = { ...first.window.sessionStorage };

  const again = await openPage({ storage });
  await again.init({ userToken: 'ada' });
  await again.click('.launcher');
  assert.equal(again.find('#title').value, 'Ada’s draft');
  assert.equal(again.find('#text').value, 'and its text');

  const anonymous = await openPage({ storage });
  await anonymous.init();
  await anonymous.click('.launcher');
  assert.equal(anonymous.find('#title').value, '');
  await anonymous.identify('bob');
  assert.equal(anonymous.find('#title').value, '');
  assert.deepEqual(anonymous.drafts(), []);
});

test('a draft from before a login stays for the person who logs in', async () => {
  const page = await openPage();
  await page.init();
  await page.click('.launcher');
  await page.type('#title', 'Typed before');
  await page.identify('ada');
  assert.equal(page.find('#title').value, 'Typed before');
  assert.equal(page.drafts().length, 1);
  await page.identify('bob');
  assert.equal(page.find('#title').value, '');
  assert.deepEqual(page.drafts(), []);
});

test('sent text is removed from the draft, and an empty draft is not stored', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  await page.send();
  assert.deepEqual(page.drafts(), []);
  await page.click('.notice button');
  await page.type('#title', 'x');
  assert.equal(page.drafts().length, 1);
  await page.type('#title', '');
  assert.deepEqual(page.drafts(), []);
});

test('the widget works in a browser without storage, or with invalid data in it', async () => {
  const blocked = await openPage({ prepare: (window) => Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('SecurityError'); } }) });
  await blocked.init({ userToken: 'ada' });
  await blocked.send();
  assert.match(blocked.text(), /Thank you!/);
  blocked.widget.destroy();
  const strange = await openPage({ storage: { 'productbridge:draft:["acme","ada@example.com"]': '{{', other: 'kept' } });
  await strange.init({ userToken: 'ada' });
  await strange.send();
  strange.widget.destroy();
  assert.deepEqual(strange.drafts(), ['other']);
  assert.deepEqual([...blocked.thrown, ...strange.thrown], []);
});

test('warnings of the token go to the console, for the developers', async () => {
  const warnings = [{ claim: 'company_mrr', kind: 'wrong_type', message: 'not a number' }, { claim: null, kind: 'odd', message: 'strange' }];
  const page = await openPage({ answers: { identify: { ...identified(BOB), warnings } } });
  await page.init({ userToken: 'bob' });
  assert.deepEqual(page.console, ['[ProductBridge] wrong_type: not a number (company_mrr)', '[ProductBridge] odd: strange']);
  assert.equal(page.state(), 'identified');
});
