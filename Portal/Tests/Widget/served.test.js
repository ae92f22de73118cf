// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { gunzipSync } = require('node:zlib');
const { RESOURCES, SCRIPT } = require('./page.js');

const SOURCES = path.join(__dirname, '../../Widget');

test('the compressed script is under 12 KB, and decompresses to the script', () => {
  const compressed = readFileSync(path.join(RESOURCES, 'pb-widget.js.gz'));
  assert.ok(compressed.length < 12 * 1024, `${compressed.length} bytes`);
  assert.equal(gunzipSync(compressed).toString(), SCRIPT);
});

test('the script is built from its sources', () => {
  execFileSync(path.join(SOURCES, 'build'), ['--check'], { stdio: 'pipe' });
});

test('nothing in the sources parses HTML or runs text, and no store is used but sessionStorage', () => {
  for (const file of readdirSync(SOURCES).filter((name) => name.endsWith('.js'))) {
    const source = readFileSync(path.join(SOURCES, file), 'utf8');
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|localStorage|\.cookie|indexedDB/, file);
  }
});

test('English and German have the same texts', () => {
  const source = readFileSync(path.join(SOURCES, 'texts.js'), 'utf8').replaceAll('export ', '');
  const { en, de } = new Function(`${source}; return TEXTS;`)();
  assert.deepEqual(Object.keys(de), Object.keys(en));
  for (const [name, text] of Object.entries(en)) {
    assert.equal(typeof de[name], typeof text, name);
    if (typeof text === 'function') assert.equal(de[name].length, text.length, name);
  }
});

const GOOD = `
ProductBridge.init({ organizationId: 'acme' });
window.ProductBridge?.init({ organizationId: 'acme', userToken: undefined, position: 'top-left', mode: 'inline', theme: 'dark', defaultTab: 'ideas',
  buttonColor: '#fff', buttonText: 'Say it', container: document.body, onTokenExpired: async () => null });
ProductBridge.identify(undefined);
ProductBridge.destroy();
window.addEventListener('productbridge:error', ({ detail }) => detail.code.length + detail.reference.length);
window.addEventListener('productbridge:state', ({ detail: { state } }) => state === 'locked');
`;
const BAD = [
  ['ProductBridge.init({});', /organizationId/],
  ["ProductBridge.init({ organizationId: 'a', mode: 'modal' });", /ProductBridgeMode/],
  ["ProductBridge.init({ organizationId: 'a', onTokenExpired: 'f' });", /onTokenExpired|not assignable/],
  ['ProductBridge.identify(7);', /not assignable/],
  ["window.addEventListener('productbridge:state', ({ detail }) => detail.state === 'logged-in');", /no overlap/],
];

test('pb-widget.d.ts types what exists, and refuses everything else', () => {
  const folder = mkdtempSync(path.join(__dirname, '.build-types-'));
  try {
    const check = (source) => {
      const file = path.join(folder, 'use.ts');
      writeFileSync(file, source);
      execFileSync('tsc', ['--noEmit', '--strict', '--target', 'es2020', '--lib', 'dom,es2020',
        path.join(RESOURCES, 'pb-widget.d.ts'), file], { encoding: 'utf8' });
    };
    check(GOOD);
    for (const [source, complaint] of BAD) assert.throws(() => check(source), ({ stdout }) => complaint.test(stdout), source);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
