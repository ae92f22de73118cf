// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ORIGIN, SCRIPT, held, identified, BOB, openPage, settle } = require('./page.js');

test('window.ProductBridge exists before onload, with init, identify and destroy', async () => {
  const page = await openPage({ body: '' });
  page.window.eval(`window.before = []; ${SCRIPT}; window.before = Object.keys(window.ProductBridge)`);
  assert.deepEqual([...page.window.before], ['init', 'identify', 'destroy']);
  let seen;
  const script = page.document.createElement('script');
  script.src = `${ORIGIN}/sdk/pb-widget.js`;
  await new Promise((resolve) => {
    script.onload = () => { seen = typeof page.window.ProductBridge.init; resolve(); };
    page.document.head.append(script);
  });
  assert.equal(seen, 'function');
});

test('evaluated twice it stays one instance: two scripts, two init, one destroy', async () => {
  const page = await openPage();
  const { widget } = page;
  await page.init({ userToken: 'ada' });
  const second = await page.loadAgain();
  assert.equal(page.window.ProductBridge, widget);
  assert.equal(page.hosts().length, 1);
  await page.init({ userToken: 'ada' });
  assert.equal(page.hosts().length, 1);
  assert.equal(page.state(), 'identified');
  page.window.ProductBridge.destroy();
  assert.equal(page.hosts().length, 0);
  page.document.head.removeChild(second);
  assert.deepEqual(page.thrown, []);
});

test('it never moves or removes its own tag', async () => {
  const page = await openPage({ body: '<p>One</p><script id="own" src="https://app.productbridge.io/sdk/pb-widget.js"></script><p>Two</p>' });
  const isInPlace = () => page.document.getElementById('own')?.previousSibling?.textContent === 'One'
    && page.document.getElementById('own').nextSibling.textContent === 'Two';
  assert.ok(isInPlace());
  await page.init();
  assert.ok(isInPlace());
  page.widget.destroy();
  assert.ok(isInPlace());
});

test('it calls the origin that its script came from, without cookies and without the page\'s address', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  assert.deepEqual(page.requests.map(({ url }) => url).sort(), [`${ORIGIN}/api/widget/identify`, `${ORIGIN}/api/widget/init`]);
  for (const { options } of page.requests) {
    assert.deepEqual(options, { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' });
  }
});

test('an element of the page that is named currentScript does not choose the origin', async () => {
  const page = await openPage({
    body: '<img name="currentScript" src="https://evil.example/sdk/pb-widget.js"><script src="https://app.productbridge.io/sdk/pb-widget.js"></script>',
    prepare: (window) => Object.defineProperty(window.document, 'currentScript', { get: () => window.document.querySelector('img') }),
  });
  await page.init();
  assert.deepEqual(page.requests.map(({ url }) => new URL(url).origin), [ORIGIN]);
});

test('an element of the page with the id ProductBridge does not keep the widget away', async () => {
  const page = await openPage({ body: '<a id="ProductBridge"></a><script src="https://app.productbridge.io/sdk/pb-widget.js"></script>' });
  await page.init();
  assert.equal(page.state(), 'anonymous');
});

test('without its own script tag it reports an error and does nothing', async () => {
  const page = await openPage({ body: '' });
  page.window.eval(SCRIPT);
  await page.init();
  assert.deepEqual(page.errors(), ['script_unknown']);
  assert.equal(page.hosts().length, 0);
});

test('destroy before init and a second destroy do no harm', async () => {
  const page = await openPage();
  page.widget.destroy();
  await page.init();
  page.widget.destroy();
  page.widget.destroy();
  assert.deepEqual(page.console, []);
  await page.init({ userToken: 'ada' });
  assert.equal(page.state(), 'identified');
});

test('destroy is synchronous: it removes DOM, styles, listeners and timers, aborts requests, and forgets person and drafts', async () => {
  const listeners = new Set();
  const page = await openPage({
    prepare(window) {
      for (const target of [window, window.document]) {
        const { addEventListener, removeEventListener } = target;
        target.addEventListener = (name, work, options) => { listeners.add(work); addEventListener.call(target, name, work, options); };
        target.removeEventListener = (name, work) => { listeners.delete(work); removeEventListener.call(target, name, work); };
      }
    },
  });
  const before = listeners.size;
  const html = page.document.documentElement.outerHTML;
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  await page.type('#title', 'Half a sent');
  assert.equal(page.drafts().length, 1);
  assert.equal(page.clock.timers.size, 1, 'the timer of the credential');
  page.answers.identify = held();
  page.window.ProductBridge.identify('ada again');
  const open = page.requests.filter(({ signal }) => !signal.aborted).at(-1);
  page.widget.destroy();
  assert.ok(open.signal.aborted);
  assert.equal(page.clock.timers.size, 0);
  assert.equal(page.document.documentElement.outerHTML, html);
  assert.equal(page.document.adoptedStyleSheets?.length ?? 0, 0);
  assert.deepEqual(page.drafts(), []);
  assert.equal(listeners.size, before);
  assert.deepEqual(page.thrown, []);
  await page.init();
  assert.equal(page.state(), 'anonymous');
  assert.ok(!page.find('.root').textContent.includes('Ada'));
});

test('destroy ends the timer of a credential', async () => {
  const page = await openPage();
  let calls = 0;
  await page.init({ userToken: 'ada', onTokenExpired: () => { calls += 1; } });
  assert.equal(page.clock.timers.size, 1);
  page.widget.destroy();
  assert.equal(page.clock.timers.size, 0);
  await page.clock.advance(7_200_000);
  assert.equal(calls, 0);
});

test('destroy before the body is there keeps the widget from appearing in it', async () => {
  const page = await openPage({ body: '' });
  const { document } = page;
  const body = document.body;
  await page.loadAgain();
  body.remove();
  await page.init();
  page.window.ProductBridge.destroy();
  document.documentElement.append(body);
  document.dispatchEvent(new page.window.Event('DOMContentLoaded'));
  assert.equal(page.hosts().length, 0);
  body.remove();
  await page.init();
  document.documentElement.append(body);
  document.dispatchEvent(new page.window.Event('DOMContentLoaded'));
  assert.equal(page.hosts().length, 1);
});

test('a second init replaces options and identity, and drops late answers of the first', async () => {
  const late = held();
  const page = await openPage({ answers: { identify: ({ body }) => (body.userToken === 'ada' ? late : identified(BOB)) } });
  await page.init({ userToken: 'ada', buttonText: 'First' });
  await page.init({ userToken: 'bob', buttonText: 'Second' });
  assert.equal(page.find('.launcher').textContent, 'Second');
  late.give(identified({ name: 'Late', email: 'late@example.com' }));
  await settle();
  await page.click('.launcher');
  assert.match(page.text(), /Bob/);
  assert.doesNotMatch(page.text(), /Late/);
  await page.init();
  assert.equal(page.state(), 'anonymous');
  assert.doesNotMatch(page.text(), /Bob/);
});

test('an open panel stays open over a second init', async () => {
  const page = await openPage();
  await page.init();
  await page.click('.launcher');
  await page.init({ userToken: 'ada' });
  assert.equal(page.find('.panel').hidden, false);
});

test('another organization is a clean switch', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  await page.type('#title', 'For Acme alone');
  page.widget.init({ organizationId: 'globex' });
  await settle();
  assert.equal(page.state(), 'anonymous');
  assert.equal(page.hosts().length, 1);
  assert.deepEqual(page.drafts(), []);
  assert.deepEqual(page.named('init').at(-1).body, { organizationId: 'globex' });
  assert.equal(page.named('identify').length, 1);
});
