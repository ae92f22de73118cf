// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ADA, BOB, held, identified, openPage, refusal, settle } = require('./page.js');

const LOCKED = { organizationId: 'acme', name: 'Acme', requireIdentify: true };

for (const [name, token] of [['undefined', undefined], ['null', null], ['an empty text', '']]) {
  test(`${name} as token is anonymous`, async () => {
    const page = await openPage();
    await page.init({ userToken: token });
    assert.equal(page.state(), 'anonymous');
    assert.equal(page.named('identify').length, 0);
    await page.send('Anonymous words');
    assert.deepEqual(page.named('feedback')[0].body, { organizationId: 'acme', title: 'Anonymous words', text: 'Some text' });
    assert.equal(page.named('feedback')[0].headers.Authorization, undefined);
    assert.match(page.text(), /Thank you!/);
  });

  test(`identify(${name}) is a reported no-op`, async () => {
    const page = await openPage();
    await page.init({ userToken: 'ada' });
    await page.identify(token);
    assert.equal(page.state(), 'identified');
    assert.deepEqual(page.errors(), ['token_missing']);
    assert.equal(page.named('identify').length, 1);
  });
}

for (const token of [7, {}, Promise.resolve('ada'), true]) {
  test(`a token that is ${Object.prototype.toString.call(token)} is refused, and not anonymous`, async () => {
    const page = await openPage();
    await page.init({ userToken: token });
    assert.equal(page.state(), 'refused');
    assert.deepEqual(page.errors(), ['token_invalid']);
    assert.deepEqual(page.thrown, []);
  });
}

test('identify before init is used by init', async () => {
  const page = await openPage();
  await page.identify('ada');
  assert.equal(page.requests.length, 0);
  await page.init();
  assert.equal(page.state(), 'identified');
  assert.deepEqual(page.named('identify')[0].body, { organizationId: 'acme', userToken: 'ada' });
});

test('the token of init is later than that of an identify before it', async () => {
  const page = await openPage();
  await page.identify('ada');
  await page.init({ userToken: 'bob' });
  assert.deepEqual(page.named('identify').map(({ body }) => body.userToken), ['bob']);
});

test('identify before destroy is forgotten by it', async () => {
  const page = await openPage();
  await page.identify('ada');
  page.widget.destroy();
  await page.init();
  assert.equal(page.state(), 'anonymous');
});

test('identify during init takes effect', async () => {
  const settings = held();
  const page = await openPage({ answers: { init: settings } });
  await page.init();
  await page.identify('ada');
  assert.equal(page.state(), 'loading');
  settings.give(LOCKED);
  await settle();
  assert.equal(page.state(), 'identified');
});

test('identify after init unlocks, and a second one updates the profile', async () => {
  const page = await openPage({ answers: { init: LOCKED } });
  await page.init();
  assert.equal(page.state(), 'locked');
  await page.click('.launcher');
  assert.match(page.text(), /Please log in/);
  assert.equal(page.find('form'), null);
  await page.identify('ada');
  assert.equal(page.state(), 'identified');
  assert.match(page.text(), /Ada Lovelace/);
  page.answers.identify = identified({ ...ADA, name: 'Ada King' });
  await page.identify('ada with another name');
  assert.match(page.text(), /Ada King/);
});

test('the last of several tokens wins, whatever the order of the answers', async () => {
  const answers = { ada: held(), bob: held() };
  const page = await openPage({ answers: { identify: ({ body }) => answers[body.userToken] } });
  await page.init({ userToken: 'ada' });
  await page.identify('bob');
  answers.bob.give(identified(BOB, 'of bob'));
  await settle();
  answers.ada.give(identified(ADA, 'of ada'));
  await settle();
  await page.send();
  assert.equal(page.named('feedback')[0].headers.Authorization, 'Bearer of bob');
});

test('a refused token shows Please log in with the public message and the reference, and is never silently anonymous', async () => {
  const page = await openPage({ answers: { identify: refusal(401, 'signature_mismatch', 'Please log in again.', 'R-42') } });
  await page.init({ userToken: 'forged' });
  assert.equal(page.state(), 'refused');
  await page.click('.launcher');
  assert.match(page.text(), /Please log in.*Please log in again\..*Reference R-42/);
  assert.equal(page.find('form'), null);
  assert.ok(page.find('.tabs').hidden);
  assert.deepEqual(page.errors(), ['signature_mismatch']);
  page.answers.identify = identified(ADA);
  await page.identify('ada');
  assert.equal(page.state(), 'identified');
});

test('a message that only repeats the heading is not shown', async () => {
  const page = await openPage({ answers: { identify: refusal(401, 'signature_mismatch', 'Please log in.', 'R-42') } });
  await page.init({ userToken: 'forged' });
  await page.click('.launcher');
  assert.match(page.find('.notice').textContent, /^Please log in\s*We couldn’t confirm who you are\.\s*Reference R-42$/);
});

test('feedback that is submitted during an identification waits for it, and is not sent if the token is refused', async () => {
  const answer = held();
  const page = await openPage({ answers: { identify: answer } });
  await page.init();
  await page.click('.launcher');
  await page.identify('forged');
  await page.send('Kept back');
  assert.equal(page.named('feedback').length, 0);
  answer.give(refusal(401, 'signature_mismatch'));
  await settle();
  assert.equal(page.state(), 'refused');
  assert.equal(page.named('feedback').length, 0);
});

test('feedback of one person is not sent as another', async () => {
  const answer = held();
  const page = await openPage({ answers: { identify: ({ body }) => (body.userToken === 'bob' ? answer : identified(ADA)) } });
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  await page.identify('bob');
  await page.send('From Ada');
  answer.give(identified(BOB));
  await settle();
  assert.equal(page.named('feedback').length, 0);
  assert.deepEqual(page.errors(), ['person_changed']);
  assert.equal(page.find('#title').value, '');
});

test('an anonymous visitor of an organization that has come to require identify sees the lock', async () => {
  const page = await openPage({ answers: { feedback: refusal(401, 'identify_required') } });
  await page.init();
  await page.send();
  assert.equal(page.state(), 'locked');
  assert.match(page.text(), /Please log in/);
});

for (const [name, answer, code] of [
  ['no connection', () => new TypeError('Failed to fetch'), 'network'],
  ['a fault of the server', () => refusal(500, 'internal'), 'internal'],
  ['an answer of a proxy', () => ({ status: 502 }), 'http_502'],
  ['too many requests', () => refusal(429, 'rate_limited', 'Slow down', '', { 'Retry-After': '7' }), 'rate_limited'],
]) {
  test(`${name} is unavailable until it is tried again, and not anonymous`, async () => {
    const page = await openPage({ answers: { identify: answer } });
    await page.init({ userToken: 'ada' });
    assert.equal(page.state(), 'unavailable');
    assert.deepEqual(page.errors(), [code]);
    await page.click('.launcher');
    assert.equal(page.find('form'), null);
    if (code === 'rate_limited') assert.match(page.text(), /try again in 7 s/);
    page.answers.identify = identified(ADA);
    await page.click('.notice button');
    assert.equal(page.state(), 'identified');
  });
}

test('an unknown organization is unavailable', async () => {
  const page = await openPage({ answers: { init: refusal(404, 'organization_unknown') } });
  await page.init();
  assert.equal(page.state(), 'unavailable');
  assert.deepEqual(page.errors(), ['organization_unknown']);
});

test('a server that does not answer is given up after fifteen seconds', async () => {
  const page = await openPage({ answers: { init: held() } });
  await page.init();
  await page.clock.advance(14_999);
  assert.equal(page.state(), 'loading');
  await page.clock.advance(1);
  assert.equal(page.state(), 'unavailable');
});

test('an identify answer without a person is not accepted', async () => {
  const page = await openPage({ answers: { identify: () => ({ credential: 'c' }) } });
  await page.init({ userToken: 'ada' });
  assert.equal(page.state(), 'unavailable');
  assert.deepEqual(page.errors(), ['bad_answer']);
});
