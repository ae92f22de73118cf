// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { mount } = require('./Frameworks/mount.js');
const { RESOURCES, SCRIPT_URL, held, openPage, refusal, settle } = require('./page.js');

const DOCUMENTS = path.join(__dirname, 'Frameworks/documents');
const FIXED = path.join(RESOURCES, 'snippets/browser');
const REFERENCE = path.join(process.env.PBJWT_VECTORS ?? path.join(__dirname, '../../../../shared/vectors'), '../reference/identity-verification.txt');
const VALUES = { ORGANIZATION_ID: 'YOUR_ORGANIZATION_ID', WIDGET_SCRIPT_URL: SCRIPT_URL };
const COMPONENTS = [
  ['react', path.join(DOCUMENTS, 'react.jsx')], ['react', path.join(FIXED, 'widget-react.jsx')],
  ['vue', path.join(DOCUMENTS, 'vue.vue')], ['vue', path.join(FIXED, 'widget-vue.vue')],
  ['angular', path.join(DOCUMENTS, 'angular.ts')], ['angular', path.join(FIXED, 'widget-angular.ts')],
];
const scripts = new Map(COMPONENTS.map(([kind, file]) => [file, mount(kind, file, VALUES)]));
const named = (file) => `${file.startsWith(FIXED) ? 'the fixed' : 'the document’s'} ${path.basename(file)}`;

const token = (text) => ({ ok: true, status: 200, json: async () => ({ token: text }) });
const NOBODY = { ok: false, status: 401, json: async () => ({ error: 'log in' }) };

// Scripts load in real time in jsdom, so this polls for at most five seconds.
async function until(what, look) {
  for (const end = performance.now() + 5000; performance.now() < end; await settle()) if (look()) return;
  assert.fail(`never: ${what}`);
}

async function open(script, answer, answers = {}) {
  const page = await openPage({ body: '<div id="root"></div>', answers: { token: answer, ...answers }, prepare(window) {
    // React's scheduler needs real timers.
    window.setTimeout = (...given) => setTimeout(...given).unref();
    window.clearTimeout = clearTimeout;
  } });
  if (script.startsWith('<script>')) page.window.eval(script.slice(8, script.lastIndexOf('</script>')));
  else page.window.eval(script);
  return page;
}

const state = (page) => page.events.filter(({ name }) => name === 'state').at(-1)?.state;
const scriptsOf = (page) => page.document.querySelectorAll(`script[src="${SCRIPT_URL}"]`).length;

for (const [kind, file] of COMPONENTS) {
  test(`${named(file)} shows the widget for the logged-in user, and removes it`, async () => {
    const page = await open(scripts.get(file), async () => token('ada'));
    const unmount = page.window.mountWidget({ organizationId: 'acme', position: 'top-left' });
    await until('identified', () => state(page) === 'identified');
    assert.deepEqual(page.named('init')[0].body, { organizationId: 'acme' });
    assert.match(page.hosts()[0].shadowRoot.querySelector('.root').className, /top left/);
    unmount();
    await settle();
    assert.equal(page.hosts().length, 0);
    assert.deepEqual([...page.thrown, ...page.console], []);
  });

  test(`${named(file)} is anonymous without a login`, async () => {
    const page = await open(scripts.get(file), async () => NOBODY);
    page.window.mountWidget({});
    await until('anonymous', () => state(page) === 'anonymous');
    assert.deepEqual(page.named('init')[0].body, { organizationId: 'YOUR_ORGANIZATION_ID' });
    assert.deepEqual(page.thrown, []);
  });

  if (kind === 'react') {
    test(`${named(file)} in StrictMode stays one widget`, async () => {
      let asked = 0;
      const page = await open(scripts.get(file), async () => { asked += 1; return token('ada'); });
      const unmount = page.window.mountWidget({ organizationId: 'acme' }, true);
      const isFixed = file.startsWith(FIXED);
      await until('identified', () => state(page) === 'identified' && asked === 2 && page.named('init').length === (isFixed ? 1 : 2));
      assert.equal(scriptsOf(page), isFixed ? 1 : 2);
      assert.equal(page.hosts().length, 1);
      unmount();
      await settle();
      assert.equal(page.hosts().length, 0);
      assert.equal(scriptsOf(page), isFixed ? 0 : 1);
      assert.deepEqual([...page.thrown, ...page.console], []);
    });
  }

  if (file.startsWith(FIXED)) {
    test(`${named(file)} that is unmounted before the token arrives does not appear later`, async () => {
      const late = held();
      const page = await open(scripts.get(file), () => late);
      const unmount = page.window.mountWidget({});
      await settle();
      unmount();
      late.give(token('ada'));
      await settle();
      assert.equal(scriptsOf(page), 0);
      assert.deepEqual(page.thrown, []);
    });

    test(`${named(file)} fetches the next token when one has ended`, async () => {
      let count = 0;
      const page = await open(scripts.get(file), async () => { count += 1; return token(`ada ${count}`); },
        { feedback: ({ headers }) => (headers.Authorization === 'Bearer credential of ada 2' ? { id: 'i' } : refusal(401, 'credential_expired')) });
      page.window.mountWidget({});
      await until('identified', () => state(page) === 'identified');
      await send(page);
      await until('two tries', () => page.named('feedback').length === 2);
      assert.equal(page.named('feedback')[1].headers.Authorization, 'Bearer credential of ada 2');
    });
  }
}

async function send(page) {
  const find = (selector) => page.hosts()[0].shadowRoot.querySelector(selector);
  find('.launcher').click();
  find('#title').value = 'Title';
  find('[type=submit]').click();
  await settle();
}

for (const file of [path.join(DOCUMENTS, 'plain.html'), path.join(FIXED, 'widget-plain.html')]) {
  const source = Object.entries(VALUES).reduce((text, [id, value]) => text.replaceAll(`{{${id}}}`, value), readFileSync(file, 'utf8'));

  test(`${named(file)} shows the widget with and without a login`, async () => {
    for (const [answer, expected] of [[token('ada'), 'identified'], [{ ...NOBODY, json: async () => ({}) }, 'anonymous']]) {
      const page = await open(source, async () => answer);
      await until(expected, () => state(page) === expected);
      assert.deepEqual(page.named('init')[0].body, { organizationId: 'YOUR_ORGANIZATION_ID' });
      assert.deepEqual(page.thrown, []);
    }
  });
}

test('the fixed widget-plain.html is anonymous if the token can’t be fetched', async () => {
  const source = readFileSync(path.join(FIXED, 'widget-plain.html'), 'utf8').replace('{{WIDGET_SCRIPT_URL}}', SCRIPT_URL);
  const page = await open(source, async () => { throw new TypeError('Failed to fetch'); });
  await until('anonymous', () => state(page) === 'anonymous');
  assert.deepEqual(page.thrown, []);
});

for (const file of [path.join(DOCUMENTS, 'identify.js'), path.join(FIXED, 'widget-identify.js')]) {
  test(`${named(file)} identifies after the login`, async () => {
    const source = readFileSync(file, 'utf8').replaceAll('{{ORGANIZATION_ID}}', 'acme');
    const page = await openPage({ answers: { token: async () => token('ada') } });
    page.window.eval(`${source}; window.onLoginSuccess = onLoginSuccess;`);
    await settle();
    assert.equal(page.state(), 'anonymous');
    await page.window.onLoginSuccess();
    await settle();
    assert.equal(page.state(), 'identified');
  });
}

test('the fixed widget-identify.js forgets the person after a logout', async () => {
  const source = readFileSync(path.join(FIXED, 'widget-identify.js'), 'utf8').replaceAll('{{ORGANIZATION_ID}}', 'acme');
  const page = await openPage({ answers: { token: async () => token('ada') } });
  page.window.eval(`${source}; Object.assign(window, { onLoginSuccess, onLogout });`);
  await page.window.onLoginSuccess();
  await settle();
  page.window.onLogout();
  await settle();
  assert.equal(page.state(), 'anonymous');
});

test('both Angular snippets are type-checked against the replacement for Angular', () => {
  const project = JSON.parse(readFileSync(path.join(__dirname, 'Frameworks/angular/tsconfig.json'), 'utf8'));
  const folder = mkdtempSync(path.join(__dirname, '.build-types-'));
  try {
    project.compilerOptions.baseUrl = path.join(__dirname, 'Frameworks/angular');
    project.files = [path.join(DOCUMENTS, 'angular.ts'), path.join(FIXED, 'widget-angular.ts')];
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(project));
    const check = () => execFileSync('tsc', ['--project', folder], { encoding: 'utf8' });
    check();
    const broken = path.join(folder, 'broken.ts');
    writeFileSync(broken, readFileSync(project.files[1], 'utf8').replace("position = 'bottom-right'", 'position: number = true'));
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ ...project, files: [broken] }));
    assert.throws(check, ({ stdout }) => /Type 'boolean' is not assignable to type 'number'/.test(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the document’s snippets are those of the document', { skip: !existsSync(REFERENCE) && 'the document is not at hand' }, () => {
  const document = readFileSync(REFERENCE, 'utf8');
  for (const file of readdirSync(DOCUMENTS)) {
    assert.ok(document.includes(readFileSync(path.join(DOCUMENTS, file), 'utf8')), file);
  }
});
