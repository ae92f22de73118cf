// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ADA, held, identified, openPage, refusal, settle } = require('./page.js');

const styles = (page) => page.find('style').textContent;

test('defaults for all options but the organization', async () => {
  const page = await openPage();
  await page.init();
  assert.equal(page.find('.root').className, 'root popup bottom right');
  assert.equal(page.find('.launcher').textContent, 'Feedback');
  assert.equal(page.find('[aria-selected=true]').id, 'tab-feedback');
  assert.match(styles(page), /prefers-color-scheme:dark/);
  assert.deepEqual(page.console, []);
});

test('null and undefined are defaults, and unknown options are ignored', async () => {
  const page = await openPage();
  await page.init({ position: null, mode: undefined, theme: null, defaultTab: undefined, buttonColor: null, buttonText: null, colour: 'red', debug: {} });
  assert.equal(page.find('.root').className, 'root popup bottom right');
  assert.deepEqual(page.console, []);
});

for (const [option, value] of [
  ['position', 'middle'], ['mode', 'modal'], ['theme', 'solarized'], ['defaultTab', 'roadmap'], ['buttonColor', 'red;}*{display:none'],
  ['buttonColor', '#12345'], ['buttonText', {}], ['onTokenExpired', 'fetchToken'], ['container', 3], ['position', 'constructor'],
]) {
  test(`the option ${option} as ${JSON.stringify(value)} is reported, and its default taken`, async () => {
    const page = await openPage();
    await page.init({ [option]: value });
    assert.deepEqual(page.errors(), ['option_invalid']);
    assert.match(page.console[0], new RegExp(`^\\[ProductBridge\\] option_invalid: ${option} is to be one of`));
    assert.equal(page.state(), 'anonymous');
    assert.equal(page.find('.root').className, 'root popup bottom right');
    assert.doesNotMatch(styles(page), /red;/);
  });
}

for (const given of [undefined, null, {}, { organizationId: '' }, { organizationId: 7 }, 'acme']) {
  test(`init(${JSON.stringify(given)}) is reported and shows nothing`, async () => {
    const page = await openPage();
    page.widget.init(given);
    await settle();
    assert.deepEqual(page.errors(), ['organization_missing']);
    assert.equal(page.hosts().length, 0);
    assert.deepEqual(page.thrown, []);
  });
}

test('nothing is thrown at onload, even by options that throw', async () => {
  const page = await openPage();
  page.widget.init({ organizationId: 'acme', get theme() { throw new Error('a getter'); } });
  assert.deepEqual(page.errors(), ['internal_error']);
  assert.deepEqual(page.thrown, []);
});

test('an error is one line on the console with its code, and an event with code, message and reference', async () => {
  const page = await openPage({ answers: { identify: refusal(401, 'signature_mismatch', 'Please log in again.', 'R-42') } });
  await page.init({ userToken: 'secret-token' });
  assert.deepEqual(page.console, ['[ProductBridge] signature_mismatch: Please log in again. (reference R-42)']);
  assert.deepEqual(page.events.filter(({ name }) => name === 'error'), [
    { name: 'error', code: 'signature_mismatch', message: 'Please log in again.', reference: 'R-42' },
  ]);
});

test('the widget lives in a shadow root, without style attributes and inline handlers', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada', buttonColor: '#0f766e' });
  await page.click('.launcher');
  await page.click('#tab-ideas');
  const html = page.hosts()[0].outerHTML + page.find('.root').outerHTML;
  assert.doesNotMatch(html, /\s(style|on\w+)=/);
  assert.equal(page.document.querySelectorAll('.launcher, .panel').length, 0);
});

test('in a browser with constructable style sheets there is no style element', async () => {
  let sheet;
  const page = await openPage({ prepare(window) {
    window.CSSStyleSheet = class { replaceSync(text) { sheet = text; } };
  } });
  await page.init();
  assert.equal(page.find('style'), null);
  assert.equal(page.find('.root').getRootNode().adoptedStyleSheets.length, 1);
  assert.match(sheet, /^:host\{all:initial!important/);
});

test('in a browser without them, the style element has the nonce of the script', async () => {
  const page = await openPage({ body: '<script nonce="n0nce" src="https://app.productbridge.io/sdk/pb-widget.js"></script>' });
  await page.init();
  assert.equal(page.find('style').getAttribute('nonce'), 'n0nce');
});

for (const position of ['bottom-right', 'bottom-left', 'top-right', 'top-left']) {
  for (const mode of ['popup', 'sidebar']) {
    test(`${mode} at ${position}`, async () => {
      const page = await openPage();
      await page.init({ position, mode });
      assert.equal(page.find('.root').className, `root ${mode} ${position.replace('-', ' ')}`);
      assert.equal(page.find('.panel').hidden, true);
      await page.click('.launcher');
      assert.equal(page.find('.panel').hidden, false);
      await page.click('.veil');
      assert.equal(page.find('.panel').hidden, true);
    });
  }
}

for (const [name, container] of [['a selector', '#here'], ['an element', null]]) {
  test(`inline, in the container that is ${name}`, async () => {
    const page = await openPage({ body: '<main id="here"></main><script src="https://app.productbridge.io/sdk/pb-widget.js"></script>' });
    await page.init({ mode: 'inline', container: container ?? page.document.getElementById('here') });
    assert.equal(page.hosts()[0].parentElement.id, 'here');
    assert.equal(page.find('.launcher'), null);
    assert.equal(page.find('.panel').hidden, false);
    assert.equal(page.find('.panel').getAttribute('role'), 'region');
    assert.equal(page.find('.close'), null);
    page.find('#title').focus();
    page.press('Escape');
    assert.equal(page.find('.panel').hidden, false);
    assert.equal(page.press('Tab').defaultPrevented, false);
  });
}

test('inline without a container is at the end of the page, and a container that is missing is reported', async () => {
  for (const container of [undefined, '#nowhere', '<<']) {
    const page = await openPage();
    await page.init({ mode: 'inline', container });
    assert.equal(page.hosts()[0].parentElement, page.document.body);
    assert.deepEqual(page.errors(), container ? ['container_missing'] : []);
  }
});

for (const [theme, query, dark] of [['auto', true, true], ['light', false, false], ['dark', false, true]]) {
  test(`the theme ${theme}`, async () => {
    const page = await openPage();
    await page.init({ theme });
    assert.equal(styles(page).includes('prefers-color-scheme'), query);
    assert.equal(styles(page).includes('color-scheme:dark;'), dark);
  });
}

for (const [colour, fill, text] of [['#3B82F6', '#326dcf', '#fff'], ['#0f766e', '#0f766e', '#fff'], ['#facc15', '#facc15', '#16181d'], ['#000', '#000000', '#fff'], ['#fff', '#ffffff', '#16181d']]) {
  test(`text can be read on a launcher of ${colour}`, async () => {
    const page = await openPage();
    await page.init({ buttonColor: colour });
    const [, background, foreground] = styles(page).match(/--fill:(#\w+);--on-fill:(#\w+)/);
    assert.deepEqual([background, foreground], [fill, text]);
  });
}

test('the first tab is that of the options', async () => {
  const page = await openPage();
  await page.init({ defaultTab: 'ideas' });
  await page.click('.launcher');
  assert.match(page.text(), /Dark mode/);
  assert.equal(page.find('[aria-selected=true]').id, 'tab-ideas');
});

test('names of roles: a modal dialog, tabs with their panel, fields with labels, pressed votes', async () => {
  const page = await openPage();
  await page.init({ userToken: 'ada' });
  const launcher = page.find('.launcher');
  assert.equal(launcher.getAttribute('aria-expanded'), 'false');
  launcher.focus();
  await page.click('.launcher');
  assert.equal(launcher.getAttribute('aria-expanded'), 'true');
  const panel = page.find('.panel');
  assert.deepEqual([panel.getAttribute('role'), panel.getAttribute('aria-modal')], ['dialog', 'true']);
  assert.equal(page.find(`#${panel.getAttribute('aria-labelledby')}`).textContent, 'Feedback for Acme');
  const body = page.find('[role=tabpanel]');
  for (const tab of panel.querySelectorAll('[role=tablist] > [role=tab]')) assert.equal(tab.getAttribute('aria-controls'), body.id);
  assert.equal(page.find(`#${body.getAttribute('aria-labelledby')}`).textContent, 'Feedback');
  for (const field of panel.querySelectorAll('input, textarea')) assert.ok(page.find(`label[for=${field.id}]`).textContent);
  await page.click('#tab-ideas');
  const vote = page.find('.vote');
  assert.deepEqual([vote.getAttribute('aria-pressed'), vote.getAttribute('aria-label')], ['false', 'Vote for Dark mode, votes: 3']);
  await page.click('.vote');
  assert.deepEqual([vote.getAttribute('aria-pressed'), vote.getAttribute('aria-label')], ['true', 'Vote for Dark mode, votes: 4']);
  assert.equal(page.find('[role=status].unseen').textContent, 'Votes: 4');
});

test('Ctrl and Enter send, and a title that is missing is said beside its field', async () => {
  const page = await openPage();
  await page.init();
  await page.click('.launcher');
  page.find('#text').focus();
  page.press('Enter', { ctrlKey: true });
  await settle();
  assert.equal(page.named('feedback').length, 0);
  assert.equal(page.find('.wrong').textContent, 'Please enter a title.');
  assert.equal(page.find('#title').getAttribute('aria-invalid'), 'true');
  assert.equal(page.focused(), page.find('#title'));
  await page.type('#title', 'Now there is one');
  assert.equal(page.find('.wrong').textContent, '');
  assert.equal(page.find('#title').hasAttribute('aria-invalid'), false);
  page.find('#text').focus();
  page.press('Enter', { metaKey: true });
  await settle();
  assert.equal(page.named('feedback').length, 1);
});

test('a key that is pressed in the widget is no shortcut of the page', async () => {
  const page = await openPage();
  const seen = [];
  page.document.addEventListener('keydown', (event) => seen.push(event.key));
  await page.init();
  await page.click('.launcher');
  page.find('#title').focus();
  page.press('k');
  assert.deepEqual(seen, []);
});

test('sending twice sends once', async () => {
  const answer = held();
  const page = await openPage({ answers: { feedback: answer } });
  await page.init();
  await page.send();
  await page.click('[type=submit]');
  assert.equal(page.find('[type=submit]').textContent, 'Sending…');
  answer.give({ id: 'i', url: 'https://feedback.example/ideas/i' });
  await settle();
  assert.equal(page.named('feedback').length, 1);
  assert.equal(page.find('.notice a').href, 'https://feedback.example/ideas/i');
  assert.equal(page.find('.notice a').rel, 'noopener noreferrer');
  await page.click('.notice button');
  assert.equal(page.find('#title').value, '');
});

test('feedback that fails stays in the form, and says what happened', async () => {
  const page = await openPage({ answers: { feedback: refusal(429, 'rate_limited', 'Slow down', '', { 'Retry-After': '30' }) } });
  await page.init();
  await page.send();
  assert.equal(page.find('.wrong').textContent, 'Too many requests. Please try again in 30 s.');
  assert.equal(page.find('#title').value, 'A title');
  assert.deepEqual(page.errors(), ['rate_limited']);
  page.answers.feedback = refusal(500, 'internal');
  await page.click('[type=submit]');
  assert.equal(page.find('.wrong').textContent, 'That didn’t work. Please try again.');
});

test('an anonymous visitor is asked to log in before a vote', async () => {
  const page = await openPage();
  await page.init({ defaultTab: 'ideas' });
  await page.click('.launcher');
  await page.click('.vote');
  assert.equal(page.named('vote').length, 0);
  assert.equal(page.find('.note').textContent, 'Please log in to vote.');
});

test('a locked widget shows ideas, and no form', async () => {
  const page = await openPage({ answers: { init: { name: 'Acme', requireIdentify: true } } });
  await page.init();
  await page.click('.launcher');
  await page.click('#tab-ideas');
  assert.match(page.text(), /Dark mode/);
  await page.click('#tab-feedback');
  assert.match(page.text(), /Please log in/);
  assert.equal(page.find('form'), null);
});

test('ideas are loaded again for another person, and after a failure', async () => {
  const page = await openPage({ answers: { ideas: refusal(500, 'internal') } });
  await page.init({ defaultTab: 'ideas', organizationId: 'a&b' });
  await page.click('.launcher');
  assert.match(page.text(), /isn’t available/);
  page.answers.ideas = { ideas: [] };
  await page.click('.notice button');
  assert.match(page.text(), /No ideas yet/);
  await page.identify('ada');
  assert.equal(page.named('ideas').length, 3);
  assert.match(page.named('ideas')[0].url, /\/ideas\?organizationId=a%26b$/);
  assert.equal(page.named('ideas')[2].headers.Authorization, 'Bearer credential of ada');
});

const HOSTILE = '<img src=x onerror=alert(1)>"\'`</style></script>{{7*7}}';

test('names, titles and messages are text, whatever is in them', async () => {
  const page = await openPage({ answers: {
    init: { name: HOSTILE, requireIdentify: false },
    identify: identified({ name: HOSTILE, email: HOSTILE, avatarUrl: 'javascript:alert(1)' }),
    ideas: { ideas: [{ id: HOSTILE, title: HOSTILE, votes: HOSTILE, voted: 'yes' }, { id: 1, title: { toString: null } }] },
    feedback: { id: HOSTILE, url: 'javascript:alert(1)' },
  } });
  await page.init({ userToken: 'ada', buttonText: HOSTILE });
  await page.send();
  assert.equal(page.find('.launcher').textContent, HOSTILE);
  assert.equal(page.find('.notice a'), null);
  assert.equal(page.find('#heading').textContent, `Feedback for ${HOSTILE}`);
  await page.click('#tab-ideas');
  assert.equal(page.find('.root').querySelectorAll('img, script').length, 0);
  page.answers.identify = refusal(401, 'malformed', HOSTILE, HOSTILE);
  await page.identify('bad');
  assert.ok(page.text().includes(HOSTILE));
  assert.equal(page.find('.root').querySelectorAll('img, script').length, 0);
  assert.deepEqual(page.thrown, []);
});

test('a picture is loaded over https only, without a referrer, and initials replace one that fails', async () => {
  const page = await openPage({ answers: { identify: identified({ ...ADA, avatarUrl: 'https://pictures.example/ada.png' }) } });
  await page.init({ userToken: 'ada' });
  await page.click('.launcher');
  const image = page.find('.avatar img');
  assert.deepEqual([image.getAttribute('referrerpolicy'), image.alt, image.src], ['no-referrer', '', 'https://pictures.example/ada.png']);
  image.dispatchEvent(new page.window.Event('error'));
  assert.equal(page.find('.avatar').innerHTML, 'AL');
  for (const avatarUrl of ['http://pictures.example/ada.png', 'data:image/png;base64,AA', '//x', 7, null, {}]) {
    page.answers.identify = identified({ ...ADA, avatarUrl });
    await page.identify('ada');
    assert.equal(page.find('.avatar').innerHTML, 'AL');
  }
});

for (const [page_, browser, expected] of [
  ['de', ['en-GB'], 'Ideen'], ['de-AT', ['en'], 'Ideen'], ['en', ['de'], 'Ideas'], ['', ['de-DE', 'en'], 'Ideen'], ['', ['fr', 'de'], 'Ideen'],
  ['fr', ['fr'], 'Ideas'], ['constructor', [], 'Ideas'],
]) {
  test(`a page in ${page_ || 'no language'} and a browser in ${browser} get ${expected}`, async () => {
    const page = await openPage({ language: page_, prepare: (window) => Object.defineProperty(window.navigator, 'languages', { value: browser }) });
    await page.init();
    assert.equal(page.find('#tab-ideas').textContent, expected);
    assert.equal(page.hosts()[0].lang, expected === 'Ideen' ? 'de' : 'en');
  });
}

for (const [code, expected] of [
  ['expired', /ist abgelaufen/], ['missing_email', /E-Mail-Adresse/], ['email_not_canonical', /E-Mail-Adresse/], ['unknown_user', /kein Feedback geben/],
  ['signature_mismatch', /konnte nicht bestätigt werden/], ['constructor', /konnte nicht bestätigt werden/],
]) {
  test(`${code} is explained in the page's language`, async () => {
    const page = await openPage({ language: 'de', answers: { identify: refusal(401, code, 'A message in English.') } });
    await page.init({ userToken: 'ada' });
    await page.click('.launcher');
    assert.match(page.find('.notice').textContent, expected);
    assert.doesNotMatch(page.find('.notice').textContent, /English|Please/);
  });
}
