// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ADA, SCRIPT_URL, held, identified, openPage, refusal, settle } = require('./page.js');

const IDENTIFIED = identified(ADA);
const SETTINGS = { organizationId: 'acme', name: 'Acme', requireIdentify: false };

// A page whose visitor has a mouse (jsdom has no matchMedia), or only a touch screen.
function openFor(pointer, options) {
  return openPage({ ...options, prepare(window) {
    window.matchMedia = (query) => ({ matches: query === `(pointer: ${pointer})` });
  } });
}

// The panel, opened before the widget knows the person; `end` sends the pending answer.
async function openWhileLoading({ pointer = 'fine', waitsFor = 'identify', init = {}, body } = {}) {
  const answer = held();
  const page = await openFor(pointer, { answers: { [waitsFor]: answer }, body });
  await page.init({ userToken: 'ada', ...init });
  assert.equal(page.state(), 'loading');
  await page.click('.launcher');
  assert.equal(page.focused(), page.find('.panel'));
  const end = async (given) => {
    answer.give(given);
    await settle();
  };
  return { page, end };
}

test('the keyboard: Tab stays in the panel, Escape closes it and goes back to the launcher, arrows change the tab', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  assert.equal(page.focused(), page.find('.panel'));
  const stops = [...page.find('.panel').querySelectorAll('button, input, textarea')].filter((node) => node.tabIndex >= 0);
  assert.deepEqual([stops[0], stops.at(-1)], [page.find('.close'), page.find('[type=submit]')]);
  assert.ok(page.press('Tab', { shiftKey: true }).defaultPrevented);
  assert.equal(page.focused(), stops.at(-1));
  assert.ok(page.press('Tab').defaultPrevented);
  assert.equal(page.focused(), stops[0]);
  assert.ok(page.press('Tab', { shiftKey: true }).defaultPrevented);
  assert.equal(page.focused(), stops.at(-1));
  page.find('#title').focus();
  assert.equal(page.press('Tab').defaultPrevented, false);
  page.find('#tab-feedback').focus();
  for (const [key, tab] of [['ArrowRight', 'ideas'], ['ArrowRight', 'feedback'], ['ArrowLeft', 'ideas'], ['Home', 'feedback'], ['End', 'ideas']]) {
    assert.ok(page.press(key).defaultPrevented);
    await settle();
    assert.equal(page.focused().id, `tab-${tab}`);
    assert.equal(page.find('[aria-selected=true]').id, `tab-${tab}`);
  }
  page.press('Escape');
  assert.ok(page.find('.panel').hidden);
  assert.equal(page.focused(), page.find('.launcher'));
});

test('the focus is not lost when the focused element is removed', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  page.find('#title').focus();
  await page.clock.advance(3_600_000);
  assert.equal(page.state(), 'expired');
  assert.equal(page.focused(), page.find('.panel'));
  assert.match(page.find('[role=status].unseen').textContent, /Please log in/);
});

for (const [pointer, focused] of [['fine', '#title'], ['coarse', '.panel']]) {
  test(`opened with a ${pointer} pointer, ${focused} has the focus`, async () => {
    const page = await openFor(pointer);
    await page.init({ userToken: 'ada' });
    await page.click('.launcher');
    assert.equal(page.focused(), page.find(focused));
  });

  for (const [waitsFor, given] of [['identify', IDENTIFIED], ['init', SETTINGS]]) {
    test(`opened with a ${pointer} pointer before the answer to ${waitsFor}, ${focused} has the focus after it`, async () => {
      const { page, end } = await openWhileLoading({ pointer, waitsFor });
      await end(given);
      assert.equal(page.state(), 'identified');
      assert.equal(page.focused(), page.find(focused));
    });
  }
}

for (const [name, given, options, state] of [
  ['a refusal', refusal(401, 'signature_mismatch'), {}, 'refused'],
  ['the ideas', IDENTIFIED, { init: { defaultTab: 'ideas' } }, 'identified'],
]) {
  test(`where loading ends with ${name}, the panel keeps the focus`, async () => {
    const { page, end } = await openWhileLoading(options);
    await end(given);
    assert.equal(page.state(), state);
    assert.equal(page.focused(), page.find('.panel'));
  });
}

test('opened again after a message was sent, the button for another one has the focus', async () => {
  const page = await openFor('fine');
  await page.init({ userToken: 'ada' });
  await page.send();
  const another = page.find('.notice button');
  assert.equal(page.focused(), another);
  page.press('Escape');
  assert.equal(page.focused(), page.find('.launcher'));
  await page.click('.launcher');
  assert.equal(page.focused(), another);
  await page.click('.notice button');
  assert.equal(page.focused(), page.find('#title'));
});

test('focus that was moved while loading is not moved again', async () => {
  const { page, end } = await openWhileLoading();
  page.find('.close').focus();
  await end(IDENTIFIED);
  assert.ok(page.find('form'));
  assert.equal(page.focused(), page.find('.close'));
});

test('focus that was moved to the page while loading stays there', async () => {
  const { page, end } = await openWhileLoading({ body: `<input id="elsewhere"><script src="${SCRIPT_URL}"></script>` });
  const field = page.document.getElementById('elsewhere');
  field.focus();
  await end(IDENTIFIED);
  assert.ok(page.find('form'));
  assert.equal(page.document.activeElement, field);
});

test('a panel that was closed while loading takes no focus', async () => {
  const { page, end } = await openWhileLoading();
  await page.click('.close');
  await end(IDENTIFIED);
  assert.equal(page.state(), 'identified');
  assert.equal(page.focused(), page.find('.launcher'));
});

test('an inline panel moves no focus when loading ends', async () => {
  const answer = held();
  const page = await openFor('fine', { answers: { identify: answer } });
  await page.init({ userToken: 'ada', mode: 'inline' });
  page.find('.panel').focus();
  answer.give(IDENTIFIED);
  await settle();
  assert.ok(page.find('form'));
  assert.equal(page.focused(), page.find('.panel'));
});

test('an identification in the background moves no focus', async () => {
  const { page, end } = await openWhileLoading();
  await end(IDENTIFIED);
  page.find('.panel').focus();
  await page.identify('ada again');
  assert.equal(page.state(), 'identified');
  assert.equal(page.focused(), page.find('.panel'));
});
