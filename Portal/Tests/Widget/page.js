// SPDX-License-Identifier: Apache-2.0
'use strict';

// A customer's page in jsdom with the widget as served, and a server whose answers the test sets.

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { JSDOM, ResourceLoader, VirtualConsole } = require('jsdom');

const RESOURCES = path.join(__dirname, '../../Sources/PortalServer/Resources');
const SCRIPT = readFileSync(path.join(RESOURCES, 'pb-widget.js'), 'utf8');
const ORIGIN = 'https://app.productbridge.io';
const SCRIPT_URL = `${ORIGIN}/sdk/pb-widget.js`;
const ADA = { name: 'Ada Lovelace', email: 'ada@example.com' };
const BOB = { name: 'Bob', email: 'bob@example.com' };
const NOW = 1_800_000_000_000;

class Loader extends ResourceLoader {
  fetch(url) {
    return url === SCRIPT_URL ? Promise.resolve(Buffer.from(SCRIPT)) : Promise.reject(new Error(`no ${url}`));
  }
}

// The server's answer: a value, or a function of the request; a promise delays the answer.
const ANSWERS = {
  init: () => ({ organizationId: 'acme', name: 'Acme', requireIdentify: false }),
  identify: ({ body }) => identified(body.userToken.startsWith('bob') ? BOB : ADA, `credential of ${body.userToken}`),
  ideas: () => ({ ideas: [{ id: 'i1', title: 'Dark mode', votes: 3, voted: false }] }),
  feedback: () => ({ id: 'i2', url: `${ORIGIN}/ideas/i2` }),
  vote: () => ({ votes: 4, voted: true }),
};

function identified(person, credential = 'credential', seconds = 3600) {
  return { credential, expiresAt: NOW / 1000 + seconds, person, warnings: [] };
}

function refusal(status, code, message = `The message of ${code}`, reference = 'R-1', headers = {}) {
  return { status, headers, error: { code, message, reference } };
}

function held() {
  let give;
  const promise = new Promise((resolve) => { give = resolve; });
  return Object.assign(promise, { give });
}

async function settle() {
  for (let turn = 0; turn < 12; turn += 1) await new Promise(setImmediate);
}

// A clock that the test controls.
class Clock {
  timers = new Map();
  now = NOW;
  last = 0;

  install(window) {
    window.setTimeout = (work, delay = 0) => {
      this.last += 1;
      this.timers.set(this.last, { work, at: this.now + delay });
      return this.last;
    };
    window.clearTimeout = (id) => this.timers.delete(id);
    window.Date.now = () => this.now;
  }

  async advance(milliseconds) {
    this.now += milliseconds;
    for (const [id, { work, at }] of [...this.timers]) {
      if (at <= this.now && this.timers.delete(id)) work();
    }
    await settle();
  }
}

async function openPage({ answers = {}, body = `<script src="${SCRIPT_URL}"></script>`, language = 'en', storage, prepare } = {}) {
  const page = { requests: [], console: [], events: [], thrown: [], clock: new Clock(), answers: { ...ANSWERS, ...answers } };
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('error', (...words) => page.console.push(words.join(' ')));
  virtualConsole.on('warn', (...words) => page.console.push(words.join(' ')));
  virtualConsole.on('jsdomError', (error) => page.thrown.push(error.message));
  page.dom = new JSDOM(`<!doctype html><html lang="${language}"><head></head><body>${body}</body></html>`, {
    url: 'https://customer.example/page',
    runScripts: 'dangerously',
    resources: new Loader(),
    pretendToBeVisual: true,
    virtualConsole,
    beforeParse(window) {
      page.clock.install(window);
      window.fetch = (url, options) => serve(page, window, url, options);
      for (const [key, value] of Object.entries(storage ?? {})) window.sessionStorage.setItem(key, value);
      for (const name of ['error', 'state', 'tokenexpired']) {
        window.addEventListener(`productbridge:${name}`, (event) => page.events.push({ name, ...event.detail }));
      }
      window.addEventListener('unhandledrejection', (event) => page.thrown.push(String(event.reason)));
      prepare?.(window, page);
    },
  });
  page.window = page.dom.window;
  page.document = page.window.document;
  if (page.document.readyState !== 'complete') await new Promise((resolve) => page.window.addEventListener('load', resolve));
  return Object.assign(page, tools(page));
}

async function serve(page, window, url, { method = 'GET', headers = {}, body, signal, ...options } = {}) {
  if (!url.startsWith(`${ORIGIN}/api/widget/`)) return page.answers.token(url);
  const name = url.slice(`${ORIGIN}/api/widget/`.length).split('?')[0];
  const request = { name, url, method, headers, options, signal, body: body ? JSON.parse(body) : undefined };
  page.requests.push(request);
  const answer = page.answers[name];
  const given = await Promise.race([
    typeof answer === 'function' ? answer(request, page.requests.filter((other) => other.name === name).length) : answer,
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('AbortError')))),
  ]);
  if (given instanceof Error) throw given;
  const { status = name === 'feedback' ? 201 : 200, headers: sent = {}, ...json } = given;
  return { ok: status < 300, status, headers: { get: (key) => sent[key] ?? null }, json: async () => json };
}

function tools(page) {
  const { window, document } = page;
  const hosts = () => [...document.querySelectorAll('productbridge-widget')];
  const find = (selector) => hosts()[0]?.shadowRoot.querySelector(selector);
  return {
    hosts,
    find,
    widget: window.ProductBridge,
    state: () => page.events.filter(({ name }) => name === 'state').at(-1)?.state,
    errors: () => page.events.filter(({ name }) => name === 'error').map(({ code }) => code),
    named: (name) => page.requests.filter((request) => request.name === name),
    text: () => find('.panel').textContent,
    async init(options = {}) {
      page.window.ProductBridge.init({ organizationId: 'acme', ...options });
      await settle();
    },
    async identify(token) {
      page.window.ProductBridge.identify(token);
      await settle();
    },
    async click(selector) {
      find(selector).click();
      await settle();
    },
    async type(selector, value) {
      const field = find(selector);
      field.value = value;
      field.dispatchEvent(new window.Event('input', { bubbles: true }));
      await settle();
    },
    async send(title = 'A title', text = 'Some text') {
      if (find('.panel').hidden) await this.click('.launcher');
      await this.type('#title', title);
      await this.type('#text', text);
      await this.click('[type=submit]');
    },
    press(key, options = {}) {
      const target = find('.panel').getRootNode().activeElement;
      const event = new window.KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...options });
      target.dispatchEvent(event);
      return event;
    },
    focused: () => find('.panel').getRootNode().activeElement,
    drafts: () => Object.keys(window.sessionStorage),
    async loadAgain() {
      const script = document.createElement('script');
      script.src = SCRIPT_URL;
      const loaded = new Promise((resolve) => { script.onload = resolve; });
      document.head.append(script);
      await loaded;
      return script;
    },
  };
}

module.exports = { ADA, BOB, NOW, ORIGIN, RESOURCES, SCRIPT, SCRIPT_URL, held, identified, openPage, refusal, settle };
