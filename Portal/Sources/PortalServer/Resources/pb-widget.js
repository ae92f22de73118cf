// SPDX-License-Identifier: Apache-2.0
// The ProductBridge widget. Made of Portal/Widget by its `build`; pb-widget.d.ts says what there is.
(function () {
'use strict';

// A second copy, as React's StrictMode loads one, leaves the first in its place.
if (typeof window.ProductBridge?.identify === 'function') return;

// Every text that a visitor reads, and nothing else.
const TEXTS = {
  en: {
    feedback: 'Feedback',
    feedbackFor: (name) => `Feedback for ${name}`,
    ideas: 'Ideas',
    close: 'Close',
    loading: 'Loading…',
    title: 'Title',
    titleHint: 'A short summary',
    titleMissing: 'Please enter a title.',
    details: 'Details',
    detailsHint: 'What happens today, and what would help you?',
    optional: 'optional',
    send: 'Send',
    sending: 'Sending…',
    sendingAs: 'Sending as',
    anonymous: 'Sent without your name',
    thanks: 'Thank you!',
    received: 'Your feedback has arrived.',
    view: 'View it',
    another: 'Send more feedback',
    vote: (title, votes) => `Vote for ${title}, votes: ${votes}`,
    voteCounted: (votes) => `Votes: ${votes}`,
    loginToVote: 'Please log in to vote.',
    noIdeas: 'No ideas yet',
    noIdeasHint: 'Send the first one.',
    login: 'Please log in',
    locked: 'Only logged-in users can send feedback here.',
    refused: 'We couldn’t confirm who you are.',
    expired: 'Your session has ended. Log in again to continue; your draft is kept.',
    unavailable: 'Feedback isn’t available right now',
    unavailableHint: 'Please check your connection and try again.',
    failed: 'That didn’t work. Please try again.',
    tooMany: (seconds) => `Too many requests. Please try again in ${seconds} s.`,
    retry: 'Try again',
    reference: (reference) => `Reference ${reference}`,
  },
  de: {
    feedback: 'Feedback',
    feedbackFor: (name) => `Feedback für ${name}`,
    ideas: 'Ideen',
    close: 'Schließen',
    loading: 'Wird geladen …',
    title: 'Titel',
    titleHint: 'Kurz zusammengefasst',
    titleMissing: 'Bitte geben Sie einen Titel ein.',
    details: 'Beschreibung',
    detailsHint: 'Wie ist es heute, und was würde Ihnen helfen?',
    optional: 'optional',
    send: 'Senden',
    sending: 'Wird gesendet …',
    sendingAs: 'Absender:',
    anonymous: 'Wird ohne Ihren Namen gesendet',
    thanks: 'Vielen Dank!',
    received: 'Ihr Feedback ist angekommen.',
    view: 'Ansehen',
    another: 'Weiteres Feedback senden',
    vote: (title, votes) => `Für ${title} stimmen, Stimmen: ${votes}`,
    voteCounted: (votes) => `Stimmen: ${votes}`,
    loginToVote: 'Bitte melden Sie sich an, um abzustimmen.',
    noIdeas: 'Noch keine Ideen',
    noIdeasHint: 'Senden Sie die erste.',
    login: 'Bitte melden Sie sich an',
    locked: 'Feedback ist hier nur angemeldeten Personen möglich.',
    refused: 'Ihre Anmeldung konnte nicht bestätigt werden.',
    expired: 'Ihre Sitzung ist beendet. Melden Sie sich neu an; Ihr Entwurf bleibt erhalten.',
    unavailable: 'Feedback ist gerade nicht möglich',
    unavailableHint: 'Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    failed: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
    tooMany: (seconds) => `Zu viele Anfragen. Bitte versuchen Sie es in ${seconds} s noch einmal.`,
    retry: 'Erneut versuchen',
    reference: (reference) => `Referenz ${reference}`,
  },
};

// The page's language, or else the first of the browser's that there are texts for.
function language() {
  const wanted = [document.documentElement.lang, ...(navigator.languages || [])];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(TEXTS, tag)) || 'en';
}

// Colours that stay readable, whatever the customer's own is (WCAG 2.1, contrast ratio).
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const INK = [22, 24, 29];

function channels(hex) {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

function hexOf(colour) {
  return '#' + colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('');
}

function contrast(one, other) {
  const [low, high] = [one, other].map((colour) => {
    const [red, green, blue] = colour
      .map((channel) => channel / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }).sort((a, b) => a - b);
  return high / low;
}

// The colour, mixed with `end` only as far as it takes to be readable beside `beside`.
function readable(colour, end, beside) {
  let mixed = colour;
  for (let share = 0; share <= 1 && contrast(mixed, beside) < 4.8; share += 0.02) {
    mixed = colour.map((channel, index) => channel + (end[index] - channel) * share);
  }
  return hexOf(mixed);
}

// A middling colour is darkened until white can be read on it; a light one stays, and carries dark text.
function accents(hex) {
  const colour = channels(hex);
  const dark = contrast(colour, WHITE) >= 3;
  return {
    light: `--fill:${dark ? readable(colour, BLACK, WHITE) : hexOf(colour)};--on-fill:${dark ? '#fff' : hexOf(INK)};` +
      `--accent:${readable(colour, BLACK, WHITE)};`,
    dark: `--accent:${readable(colour, WHITE, [31, 34, 40])};`,
  };
}

const LIGHT = `color-scheme:light;--page:#fff;--well:#f4f5f7;--raised:#fff;--text:#16181d;--muted:#5b6270;
--line:#e3e6eb;--field:#8b92a0;--wrong:#b42318;--right:#067647;
--shadow:0 0 0 1px rgb(16 24 40/.08),0 8px 16px -6px rgb(16 24 40/.12),0 28px 56px -16px rgb(16 24 40/.28);`;
const DARK = `color-scheme:dark;--page:#17191e;--well:#1f2228;--raised:#2d3139;--text:#f2f4f7;--muted:#a3abb8;
--line:#2d3139;--field:#6f7785;--wrong:#ff9c92;--right:#5fd39b;
--shadow:0 0 0 1px rgb(255 255 255/.1),0 28px 56px -16px rgb(0 0 0/.7);`;

function styles({ theme, mode, buttonColor }) {
  const colours = accents(buttonColor);
  const dark = `:host{${DARK}${colours.dark}}`;
  // The page can't undo what is important here, nor pass on what is inherited.
  return `:host{all:initial!important;display:${mode === 'inline' ? 'block' : 'contents'}!important;
${LIGHT}${colours.light}}
${theme === 'dark' ? dark : theme === 'auto' ? `@media(prefers-color-scheme:dark){${dark}}` : ''}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.root{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--text);
text-align:start;-webkit-font-smoothing:antialiased}
button,input,textarea{font:inherit;color:inherit;letter-spacing:inherit;margin:0}
button{border:0;background:none;padding:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
h2,h3,p,ul{margin:0;padding:0}
svg{display:block;flex:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.launcher{position:fixed;z-index:2147483000;display:flex;align-items:center;gap:8px;height:44px;max-width:calc(100vw - 32px);
padding:0 18px 0 14px;border-radius:22px;background:var(--fill);color:var(--on-fill);font-weight:600;
box-shadow:0 1px 2px rgb(16 24 40/.16),0 10px 24px -8px rgb(16 24 40/.4)}
.launcher:focus-visible{outline-offset:3px}
.launcher span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.right>.launcher{right:24px}.left>.launcher{left:24px}
.bottom>.launcher{bottom:24px}.top>.launcher{top:24px}

.veil{position:fixed;inset:0;z-index:2147483000;background:rgb(10 12 16/.4)}
.popup>.veil{display:none}
.panel{display:flex;flex-direction:column;overflow:hidden;background:var(--page);outline:0}
.popup>.panel,.sidebar>.panel{position:fixed;z-index:2147483001;box-shadow:var(--shadow)}
.popup>.panel{width:384px;height:560px;max-height:calc(100vh - 104px);border-radius:16px}
.popup.right>.panel{right:24px}.popup.left>.panel{left:24px}
.popup.bottom>.panel{bottom:80px}.popup.top>.panel{top:80px}
.sidebar>.panel{top:0;bottom:0;width:min(440px,100vw)}
.sidebar.right>.panel{right:0}.sidebar.left>.panel{left:0}
.inline>.panel{min-height:480px;border:1px solid var(--line);border-radius:16px}

header{display:flex;align-items:center;gap:12px;padding:16px 16px 12px 20px}
h2{flex:1;min-width:0;font-size:16px;line-height:24px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
.close{display:grid;place-items:center;width:32px;height:32px;border-radius:8px;color:var(--muted)}
.close:hover{background:var(--well);color:var(--text)}
.tabs{display:flex;gap:2px;margin:0 20px 4px;padding:3px;border-radius:10px;background:var(--well)}
.tab{flex:1;min-width:0;height:32px;border-radius:8px;color:var(--muted);font-weight:550}
.tab:hover{color:var(--text)}
.tab[aria-selected=true]{background:var(--raised);color:var(--text);box-shadow:0 1px 2px rgb(16 24 40/.14)}
.body{flex:1;display:flex;flex-direction:column;min-height:0;overflow-y:auto;overscroll-behavior:contain}

form{flex:1;display:flex;flex-direction:column;gap:16px;padding:12px 20px 20px}
label{display:flex;justify-content:space-between;margin-bottom:6px;font-size:13px;font-weight:550}
label small{font-size:12px;font-weight:400;color:var(--muted)}
input,textarea{display:block;width:100%;padding:9px 12px;border:1px solid var(--field);border-radius:10px;background:var(--page)}
input::placeholder,textarea::placeholder{color:var(--muted);opacity:1}
input:focus,textarea:focus{outline:2px solid var(--accent);outline-offset:-1px;border-color:transparent}
[aria-invalid=true]{border-color:var(--wrong)}
.grow{flex:1;display:flex;flex-direction:column}
textarea{flex:1;min-height:112px;resize:none}
.wrong{color:var(--wrong);font-size:13px}
.wrong:empty{display:none}
.actions{display:flex;align-items:center;gap:12px}
.who{flex:1;display:flex;align-items:center;gap:8px;min-width:0;color:var(--muted);font-size:13px;line-height:18px}
.who b{display:block;color:var(--text);font-weight:550;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who>span{min-width:0}
.avatar{position:relative;display:grid;place-items:center;width:32px;height:32px;flex:none;border-radius:50%;overflow:hidden;
background:var(--well);color:var(--muted);font-size:12px;font-weight:600}
.avatar img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
.primary,.secondary{min-height:40px;padding:0 18px;border-radius:10px;font-weight:600;white-space:nowrap}
.primary{background:var(--fill);color:var(--on-fill)}
.secondary{border:1px solid var(--field)}
.secondary:hover{background:var(--well)}
.primary[aria-disabled=true]{cursor:default;opacity:.75}

.ideas{list-style:none;padding:8px 12px 16px}
.idea{display:flex;align-items:center;gap:12px;padding:8px;border-radius:12px}
.idea:hover{background:var(--well)}
.idea p{min-width:0;font-weight:500;overflow-wrap:anywhere}
.vote{display:grid;place-items:center;align-content:center;gap:1px;flex:none;min-width:48px;height:50px;padding:0 8px;
border:1px solid var(--line);border-radius:10px;background:var(--page);font-weight:600;font-variant-numeric:tabular-nums}
.vote:hover{border-color:var(--accent)}
.vote svg{color:var(--muted)}
.vote[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
.vote[aria-pressed=true] svg{color:inherit}
.note{margin:8px 20px 0;padding:10px 12px;border-radius:10px;background:var(--well);font-size:13px}

.notice{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:8px;padding:32px;text-align:center}
.notice h3{font-size:16px;line-height:24px;font-weight:650;letter-spacing:-.01em}
.notice p{max-width:36ch;color:var(--muted);overflow-wrap:anywhere}
.notice small{font-size:12px;color:var(--muted)}
.badge{display:grid;place-items:center;width:56px;height:56px;margin-bottom:8px;border-radius:50%;background:var(--well);color:var(--muted)}
.badge.right{color:var(--right)}
.notice .actions{flex-wrap:wrap;justify-content:center;margin-top:12px}
a.secondary{display:inline-flex;align-items:center;color:inherit;text-decoration:none}
.spinner{width:28px;height:28px;border:3px solid var(--line);border-top-color:var(--accent);border-radius:50%}

@media(max-width:480px){
.right>.launcher{right:16px}.left>.launcher{left:16px}.bottom>.launcher{bottom:16px}.top>.launcher{top:16px}
.popup>.veil{display:block}
.popup>.panel{inset:auto 0 0!important;width:100%;height:auto;min-height:min(520px,100vh);max-height:calc(100vh - 24px);max-height:calc(100dvh - 24px);
border-radius:16px 16px 0 0;padding-bottom:env(safe-area-inset-bottom)}
.sidebar>.panel{width:100%}
input,textarea{font-size:16px}
.close,.tab{min-height:44px}.close{width:44px;margin:-6px -6px -6px 0}
.primary,.secondary{min-height:44px}
}
@media(prefers-reduced-motion:no-preference){
.launcher,.vote,.tab,.close,.secondary{transition:background-color .15s,border-color .15s,color .15s,transform .15s}
.launcher:hover{transform:translateY(-1px)}
.primary:hover:not([aria-disabled=true]),.launcher:hover{filter:brightness(1.06)}
.popup>.panel,.sidebar>.panel{animation:arrive .2s cubic-bezier(.2,.8,.2,1)}
.sidebar>.panel{--from:translateX(24px)}.sidebar.left>.panel{--from:translateX(-24px)}
.veil{animation:fade .2s}
.spinner{animation:turn .8s linear infinite}
}
@keyframes arrive{from{opacity:0;transform:var(--from,translateY(12px))}}
@keyframes fade{from{opacity:0}}
@keyframes turn{to{transform:rotate(1turn)}}
@media(forced-colors:active){.launcher,.panel,.tab[aria-selected=true],.primary{border:1px solid}}
@media print{.launcher,.veil,.panel{display:none}}`;
}

// A sheet of its own needs no permission of a content security policy; browsers before 2023 get an element.
function addStyles(root, text, nonce) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(element('style', { nonce }, text));
  }
}

// Makes an element. Text is only ever text: nothing here, or anywhere in the widget, parses HTML.
function element(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  speech: 'M4 5.5h16v11h-9l-4.5 3.6v-3.6H4z',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M6 14.5l6-6 6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  cloud: 'M12 8v5M12 16.2v.3M4 19.5L12 5l8 14.5z',
  idea: 'M9 17.5h6M10 20.5h4M8.5 14.5a5.5 5.5 0 1 1 7 0l-.7 1.5h-5.6z',
};

function icon(name, size) {
  const make = (tag, attributes) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    return node;
  };
  const svg = make('svg', { viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor',
    'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': true });
  svg.append(make('path', { d: ICONS[name] }));
  return svg;
}

// A picture of another site learns nothing of this page; where it doesn't load, the initials stay.
function avatar(person) {
  const name = person.name || person.email;
  const initials = name.split(/[\s@.]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join('');
  const picture = element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials);
  if (isLink(person.avatarUrl, 'https:')) {
    const image = element('img', { alt: '', referrerpolicy: 'no-referrer', decoding: 'async', onerror: () => image.remove() });
    image.src = person.avatarUrl;
    picture.append(image);
  }
  return picture;
}

function isLink(text, ...protocols) {
  try {
    return typeof text === 'string' && protocols.includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

// What stands in the place of a form or a list: an icon, a heading and what can be done.
function notice({ badge, good, heading, text, small, actions = [] }) {
  return element('div', { class: 'notice' },
    element('span', { class: good ? 'badge right' : 'badge', 'aria-hidden': 'true' }, icon(badge, 26)),
    element('h3', null, heading),
    text && element('p', null, text),
    small && element('small', null, small),
    actions.length ? element('div', { class: 'actions' }, ...actions) : null);
}

function spinner(texts) {
  return element('div', { class: 'notice' },
    element('span', { class: 'spinner', 'aria-hidden': 'true' }), element('span', { class: 'unseen' }, texts.loading));
}

// A refusal of the server, or what kept it from answering. No token and no credential is ever in one.
class Failure extends Error {
  constructor(code, message, { status = 0, reference = '', seconds = 0 } = {}) {
    super(message);
    Object.assign(this, { code, status, reference, seconds });
  }
}

function tell(name, detail) {
  window.dispatchEvent(new CustomEvent(`productbridge:${name}`, { detail }));
}

// For the customer's developers: one line on the console, and an event, both with the stable code.
function report(code, message, reference = '') {
  console.error(`[ProductBridge] ${code}: ${message}${reference && ` (reference ${reference})`}`);
  tell('error', { code, message, reference });
}

function reportFailure(failure) {
  if (failure instanceof Failure) report(failure.code, failure.message, failure.reference);
  else report('internal_error', String(failure));
}

const CHOICES = {
  position: ['bottom-right', 'bottom-left', 'top-right', 'top-left'],
  mode: ['popup', 'sidebar', 'inline'],
  theme: ['auto', 'light', 'dark'],
  defaultTab: ['feedback', 'ideas'],
};
const CHECKS = {
  ...Object.fromEntries(Object.entries(CHOICES).map(([name, choices]) => [name, (value) => choices.includes(value)])),
  buttonColor: (value) => typeof value === 'string' && /^#(?:[\da-f]{3}){1,2}$/i.test(value),
  buttonText: (value) => typeof value === 'string',
  container: (value) => typeof value === 'string' || value instanceof Element,
  onTokenExpired: (value) => typeof value === 'function',
};
const EXPECTED = { ...CHOICES, buttonColor: ['#rgb', '#rrggbb'], buttonText: ['text'], container: ['a selector', 'an element'],
  onTokenExpired: ['a function'] };

// The options that are known, each with its default; null where there are none to begin with.
function readOptions(given) {
  if (typeof given?.organizationId !== 'string' || given.organizationId === '') {
    report('organization_missing', 'init() needs the option organizationId');
    return null;
  }
  const options = { organizationId: given.organizationId, userToken: given.userToken };
  for (const name of Object.keys(CHECKS)) {
    let value = given[name] ?? '';
    if (value !== '' && !CHECKS[name](value)) {
      report('option_invalid', `${name} is to be one of: ${EXPECTED[name].join(', ')}`);
      value = '';
    }
    options[name] = value || CHOICES[name]?.[0] || '';
  }
  options.buttonColor ||= '#3B82F6';
  return options;
}

const isAbsent = (token) => token === undefined || token === null || token === '';

const PATIENCE = 15000;

// Where this script came from is where its questions go. A page's element can be named `currentScript`.
const ORIGIN = (() => {
  const script = [document.currentScript, document.querySelector('script[src*="/sdk/pb-widget.js"]')]
    .find((node) => node instanceof HTMLScriptElement && node.src);
  return script ? { url: new URL(script.src).origin, nonce: script.nonce } : null;
})();

async function call(widget, method, path, { body, query = '', credential } = {}) {
  const request = new AbortController();
  widget.requests.set(request, setTimeout(() => request.abort(), PATIENCE));
  try {
    return await answerOf(await fetch(`${ORIGIN.url}/api/widget/${path}${query}`, {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(credential && { Authorization: `Bearer ${credential}` }) },
      body: body && JSON.stringify({ organizationId: widget.options.organizationId, ...body }),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: request.signal,
    }));
  } catch (failure) {
    if (failure instanceof Failure) throw failure;
    throw new Failure('network', `${ORIGIN.url} could not be reached: offline, ` +
      'kept away by connect-src of the page\'s content security policy, or the page\'s origin isn\'t among those of the settings');
  } finally {
    clearTimeout(widget.requests.get(request));
    widget.requests.delete(request);
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer && typeof answer === 'object') return answer;
  const { code, message, reference } = answer?.error ?? {};
  throw new Failure(String(code ?? (response.ok ? 'bad_answer' : `http_${response.status}`)),
    String(message ?? `The server answered with status ${response.status}`),
    { status: response.status, reference: String(reference ?? ''), seconds: Number(response.headers.get('Retry-After')) || 0 });
}

function abandon(widget) {
  for (const [request, timer] of widget.requests) {
    clearTimeout(timer);
    request.abort();
  }
  widget.requests.clear();
}

// What is typed and not yet sent survives a reload of the page, for the person who typed it.
const DRAFT = 'productbridge:draft:';

function storage(work) {
  try {
    return work(window.sessionStorage);
  } catch {
    return null; // the browser keeps nothing for this page
  }
}

function draftKey(widget, email) {
  return DRAFT + JSON.stringify([widget.options.organizationId, email]);
}

const ownKey = (widget) => draftKey(widget, widget.person?.email ?? '');

function loadDraft(widget) {
  const draft = storage((store) => JSON.parse(store.getItem(ownKey(widget))));
  return { title: String(draft?.title ?? ''), text: String(draft?.text ?? '') };
}

function saveDraft(widget, draft) {
  storage((store) => (draft.title || draft.text
    ? store.setItem(ownKey(widget), JSON.stringify(draft))
    : store.removeItem(ownKey(widget))));
}

function forgetDrafts(kept = []) {
  storage((store) => Object.keys(store)
    .filter((key) => key.startsWith(DRAFT) && !kept.includes(key))
    .forEach((key) => store.removeItem(key)));
}

// Another person's drafts go. What was typed before logging in becomes that of the person who logs in.
function takeOverDrafts(widget) {
  const [own, anonymous] = [ownKey(widget), draftKey(widget, '')];
  forgetDrafts([own, anonymous]);
  storage((store) => {
    const typed = store.getItem(anonymous);
    if (typed !== null && store.getItem(own) === null) store.setItem(own, typed);
    store.removeItem(anonymous);
  });
}

// Who the person is. A widget holds facts (settings, person, refusal, outage, attempt); its state follows from them.
function stateOf(widget) {
  if (widget.outage) return 'unavailable';
  if (widget.refusal) return widget.refusal.code === 'credential_expired' ? 'expired' : 'refused';
  if (!widget.settings) return 'loading';
  // An identification in the background leaves the form where it is, with what is being typed.
  if (widget.attempt && widget.state !== 'anonymous' && widget.state !== 'identified') return 'loading';
  if (widget.person) return 'identified';
  return widget.settings.requireIdentify ? 'locked' : 'anonymous';
}

function update(widget) {
  if (widget.stopped) return;
  const before = widget.state;
  widget.state = stateOf(widget);
  widget.render();
  if (widget.state !== before) tell('state', { state: widget.state });
}

// Asks for the organization's settings, and meanwhile identifies the person, where there is a token.
async function begin(widget) {
  widget.outage = null;
  if (!isAbsent(widget.token)) identify(widget, widget.token);
  update(widget);
  try {
    const settings = await call(widget, 'POST', 'init', { body: {} });
    widget.settings = { name: String(settings.name ?? ''), requireIdentify: settings.requireIdentify === true };
  } catch (failure) {
    fail(widget, failure);
  }
  update(widget);
}

function fail(widget, failure) {
  if (widget.stopped) return;
  widget.outage = failure;
  reportFailure(failure);
}

// The newest attempt is the only one that counts: answers to earlier ones are dropped.
function identify(widget, token, isFresh = false) {
  clearTimeout(widget.expiry);
  Object.assign(widget, { token, credential: null, refusal: null });
  if (widget.settings) widget.outage = null;
  const attempt = (async () => {
    const [answer, failure] = await askWho(widget, token).then((answer) => [answer], (failure) => [null, failure]);
    if (widget.attempt !== attempt) return;
    // A page that was kept for long, as by the Back button, starts with a token that has ended.
    if (failure?.code === 'expired' && !isFresh && widget.options.onTokenExpired) return void (await renew(widget));
    widget.attempt = null;
    if (answer) accept(widget, answer);
    else if (failure.status >= 400 && failure.status < 500 && failure.status !== 429) refuse(widget, failure);
    else fail(widget, failure);
    update(widget);
  })();
  widget.attempt = attempt;
  update(widget);
  return attempt;
}

async function askWho(widget, token) {
  if (typeof token !== 'string') throw new Failure('token_invalid', 'The token is not a string', { status: 400 });
  const answer = await call(widget, 'POST', 'identify', { body: { userToken: token } });
  if (typeof answer.credential !== 'string' || typeof answer.person?.email !== 'string') {
    throw new Failure('bad_answer', 'The server did not say who the person is');
  }
  return answer;
}

function accept(widget, { credential, expiresAt, person, warnings }) {
  Object.assign(widget, { credential, person, outage: widget.settings ? null : widget.outage });
  takeOverDrafts(widget);
  for (const { claim, kind, message } of Array.isArray(warnings) ? warnings : []) {
    console.warn(`[ProductBridge] ${kind}: ${message} (${claim})`);
  }
  // Half a minute early, so that nobody waits. A clock that is wrong by more than a token's life sets no timer:
  // the server says when a credential has ended.
  const left = expiresAt * 1000 - Date.now();
  if (left > 0 && left < 2 ** 31) widget.expiry = setTimeout(() => renew(widget), Math.max(left - 30000, Math.min(left, 5000)));
}

// The person stays unknown, and is told so: a token that is refused never makes an anonymous visitor.
function refuse(widget, failure) {
  Object.assign(widget, { refusal: failure, person: null });
  reportFailure(failure);
}

// Fetches a fresh token by the customer's own function; without one, the widget asks to log in.
function renew(widget) {
  widget.renewal ||= freshToken(widget).finally(() => { widget.renewal = null; });
  return widget.renewal;
}

async function freshToken(widget) {
  const { credential, attempt } = widget;
  let token = null;
  try {
    token = widget.options.onTokenExpired ? await widget.options.onTokenExpired() : null;
  } catch (error) {
    if (!widget.stopped) report('token_refresh_failed', `onTokenExpired: ${error?.message ?? error}`);
  }
  // Logged in or out meanwhile by the page itself.
  if (widget.stopped || widget.credential !== credential || widget.attempt !== attempt) return;
  if (!isAbsent(token)) return void (await identify(widget, token, true));
  clearTimeout(widget.expiry);
  Object.assign(widget, { credential: null, attempt: null });
  refuse(widget, new Failure('credential_expired', 'The token has ended: call identify() with a fresh one'));
  tell('tokenexpired', {});
  update(widget);
}

// A request in the person's name. It waits for an identification under way, and repeats once with a fresh credential.
async function callAs(widget, method, path, request) {
  const person = widget.person?.email;
  const send = () => {
    if (widget.refusal || widget.outage) throw widget.refusal || widget.outage;
    if (widget.stopped || (person && widget.person?.email !== person)) {
      throw new Failure('person_changed', 'The person changed while this was on its way');
    }
    return call(widget, method, path, { ...request, credential: widget.credential });
  };
  while (widget.attempt) await widget.attempt;
  try {
    return await send();
  } catch (failure) {
    if (failure.code === 'identify_required' && !widget.stopped) {
      Object.assign(widget.settings, { requireIdentify: true });
      update(widget);
    }
    if (failure.code !== 'credential_expired' || widget.stopped) throw failure;
    await renew(widget);
    if (!widget.credential) throw failure;
    return send();
  }
}

// The form, and what follows it. Made once a widget, so that nothing typed is lost when the state changes.
function feedbackView(widget) {
  const { texts } = widget;
  const title = element('input', { id: 'title', type: 'text', maxlength: '200', autocomplete: 'off', placeholder: texts.titleHint,
    required: true, 'aria-describedby': 'wrong', oninput: typed });
  const text = element('textarea', { id: 'text', maxlength: '5000', placeholder: texts.detailsHint, oninput: typed });
  const wrong = element('p', { class: 'wrong', id: 'wrong', role: 'alert' });
  const who = element('div', { class: 'who' });
  const send = element('button', { class: 'primary', type: 'submit' }, texts.send);
  const form = element('form', { novalidate: true, onsubmit: submit },
    element('div', null, element('label', { for: 'title' }, texts.title), title),
    element('div', { class: 'grow' },
      element('label', { for: 'text' }, texts.details, element('small', null, texts.optional)), text),
    wrong, element('div', { class: 'actions' }, who, send));
  let owner;
  let isSending = false;
  let thanks = null;

  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
  });

  function typed() {
    saveDraft(widget, { title: title.value, text: text.value });
    if (title.value.trim()) complain('');
  }

  function complain(message, field) {
    wrong.textContent = message;
    title.toggleAttribute('aria-invalid', false);
    if (field) {
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    }
  }

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    if (!title.value.trim()) return void complain(texts.titleMissing, title);
    complain('');
    sending(true);
    try {
      const sent = await callAs(widget, 'POST', 'feedback', { body: { title: title.value.trim(), text: text.value.trim() } });
      if (widget.stopped) return;
      title.value = text.value = '';
      typed();
      thank(isLink(sent.url, 'https:', 'http:') ? sent.url : null);
    } catch (failure) {
      if (widget.stopped) return;
      reportFailure(failure);
      complain(failureText(texts, failure));
    } finally {
      sending(false);
    }
  }

  function sending(now) {
    isSending = now;
    send.setAttribute('aria-disabled', now);
    send.textContent = now ? texts.sending : texts.send;
  }

  function thank(url) {
    const again = element('button', { type: 'button', class: 'secondary', onclick: () => { thanks = null; widget.render(); title.focus(); } },
      texts.another);
    const view = url && element('a', { class: 'secondary', href: url, target: '_blank', rel: 'noopener noreferrer' }, texts.view);
    thanks = notice({ badge: 'check', good: true, heading: texts.thanks, text: texts.received, actions: [view, again] });
    widget.render();
    widget.announce(`${texts.thanks} ${texts.received}`);
    again.focus();
  }

  return {
    focus: () => title.focus(),
    // The node to show, for the person of the moment.
    node() {
      const key = ownKey(widget);
      if (key !== owner) {
        const draft = loadDraft(widget);
        [owner, title.value, text.value, thanks] = [key, draft.title, draft.text, null];
        complain('');
      }
      const { person } = widget;
      who.replaceChildren(...(person
        ? [avatar(person), element('span', null, texts.sendingAs, element('b', null, person.name || person.email))]
        : [texts.anonymous]));
      return thanks || form;
    },
  };
}

function failureText(texts, failure) {
  return failure.status === 429 ? texts.tooMany(failure.seconds || 60) : texts.failed;
}

// The ideas with their votes; loaded when they are first shown, and for each person anew.
function ideasView(widget) {
  const { texts } = widget;
  const node = element('div', { class: 'body' });
  let owner = null;

  async function load() {
    owner = ownKey(widget);
    const mine = owner;
    node.replaceChildren(spinner(texts));
    let shown;
    try {
      const query = `?organizationId=${encodeURIComponent(widget.options.organizationId)}`;
      const { ideas } = await callAs(widget, 'GET', 'ideas', { query });
      shown = list(Array.isArray(ideas) ? ideas : []);
    } catch (failure) {
      if (!widget.stopped) reportFailure(failure);
      shown = [notice({ badge: 'cloud', heading: texts.unavailable, text: failureText(texts, failure),
        actions: [element('button', { type: 'button', class: 'secondary', onclick: load }, texts.retry)] })];
    }
    if (!widget.stopped && owner === mine) widget.keepFocus(() => node.replaceChildren(...shown));
  }

  function list(ideas) {
    if (!ideas.length) return [notice({ badge: 'idea', heading: texts.noIdeas, text: texts.noIdeasHint })];
    const note = element('p', { class: 'note', role: 'status', hidden: true });
    return [note, element('ul', { class: 'ideas' }, ...ideas.map((idea) => row(idea, note)))];
  }

  function row(idea, note) {
    const title = String(idea.title);
    const count = element('span');
    const button = element('button', { type: 'button', class: 'vote', onclick: vote }, icon('up', 16), count);
    let isVoting = false;
    show(idea);

    function show({ votes, voted }) {
      count.textContent = String(Number(votes) || 0);
      button.setAttribute('aria-pressed', voted === true);
      button.setAttribute('aria-label', texts.vote(title, count.textContent));
    }

    function say(message) {
      note.textContent = message;
      note.hidden = !message;
    }

    async function vote() {
      if (isVoting) return;
      if (!widget.person && !widget.attempt) return void say(texts.loginToVote);
      isVoting = true;
      say('');
      try {
        show(await callAs(widget, 'POST', 'vote', { body: { idea: idea.id } }));
        widget.announce(texts.voteCounted(count.textContent));
      } catch (failure) {
        if (widget.stopped) return;
        reportFailure(failure);
        say(failure.code === 'identify_required' ? texts.loginToVote : failureText(texts, failure));
      } finally {
        isVoting = false;
      }
    }

    return element('li', { class: 'idea' }, button, element('p', null, title));
  }

  return {
    node() {
      if (owner !== ownKey(widget)) load();
      return node;
    },
  };
}

// Launcher and panel in a shadow root, where the page's styles don't reach.
function buildPanel(widget, wasOpen) {
  const { options, texts } = widget;
  const isInline = options.mode === 'inline';
  const views = { feedback: feedbackView(widget), ideas: ideasView(widget) };
  let tab = options.defaultTab;
  let isOpen = isInline;
  let shownGate = '';

  const host = element('productbridge-widget', { lang: widget.language });
  const root = host.attachShadow({ mode: 'open' });
  addStyles(root, styles(options), ORIGIN.nonce);

  const launcher = element('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', onclick: () => (isOpen ? close() : open()) },
    icon('speech', 20), element('span', null, options.buttonText || texts.feedback));
  const heading = element('h2', { id: 'heading' }, texts.feedback);
  const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-labelledby': 'heading', onkeydown: moveTab },
    ...['feedback', 'ideas'].map((name) => element('button', { type: 'button', role: 'tab', class: 'tab', id: `tab-${name}`,
      'aria-controls': 'body', onclick: () => { tab = name; widget.render(); } }, texts[name])));
  const body = element('div', { class: 'body', id: 'body', role: 'tabpanel' });
  const status = element('p', { class: 'unseen', role: 'status' });
  const panel = element('section', { class: 'panel', role: isInline ? 'region' : 'dialog', 'aria-modal': isInline ? null : 'true',
    'aria-labelledby': 'heading', tabindex: '-1', onkeydown: press },
  element('header', null, heading, isInline ? null
    : element('button', { type: 'button', class: 'close', 'aria-label': texts.close, onclick: close }, icon('close', 18))),
  tabs, body, status);
  const veil = element('div', { class: 'veil', onclick: close });
  root.append(element('div', { class: ['root', options.mode, ...options.position.split('-')].join(' ') },
    ...(isInline ? [panel] : [launcher, veil, panel])));
  // The page's own keyboard shortcuts are not meant by what is typed here.
  for (const name of ['keydown', 'keyup', 'keypress']) root.addEventListener(name, (event) => event.stopPropagation());

  function open() {
    isOpen = true;
    widget.render();
    const canType = window.matchMedia?.('(pointer: fine)').matches && !shownGate && tab === 'feedback';
    (canType ? views.feedback : panel).focus();
  }

  function close() {
    if (isInline) return;
    isOpen = false;
    widget.render();
    launcher.focus();
  }

  function press(event) {
    if (isInline) return;
    if (event.key === 'Escape') return void close();
    if (event.key !== 'Tab') return;
    const stops = [...panel.querySelectorAll('a[href],button,input,textarea')].filter((node) => node.tabIndex >= 0 && !node.closest('[hidden]'));
    const ends = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (root.activeElement !== ends[0] && !(event.shiftKey && root.activeElement === panel)) return;
    event.preventDefault();
    ends[1].focus();
  }

  function moveTab(event) {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    tab = event.key === 'Home' ? 'feedback' : event.key === 'End' ? 'ideas' : tab === 'ideas' ? 'feedback' : 'ideas';
    widget.render();
    root.getElementById(`tab-${tab}`).focus();
  }

  // What stands before the form, or instead of everything, where the person isn't known or nothing works.
  function gate() {
    const { refusal, outage, state } = widget;
    const retry = (work) => [element('button', { type: 'button', class: 'primary', onclick: work }, texts.retry)];
    switch (state) {
      case 'loading': return spinner(texts);
      case 'locked': return notice({ badge: 'lock', heading: texts.login, text: texts.locked });
      case 'refused': return notice({ badge: 'lock', heading: texts.login, text: refusal.message || texts.refused,
        small: refusal.reference && texts.reference(refusal.reference), actions: options.onTokenExpired ? retry(() => renew(widget)) : [] });
      case 'expired': return notice({ badge: 'lock', heading: texts.login, text: texts.expired,
        actions: options.onTokenExpired ? retry(() => renew(widget)) : [] });
      case 'unavailable': return notice({ badge: 'cloud', heading: texts.unavailable,
        text: outage.status === 429 ? texts.tooMany(outage.seconds || 60) : texts.unavailableHint,
        actions: retry(() => begin(widget)) });
      default: return null;
    }
  }

  // Changes what is shown; where that takes the focused element away, the panel has the focus.
  widget.keepFocus = (change) => {
    const hadFocus = panel.contains(root.activeElement);
    change();
    if (hadFocus && isOpen && !panel.contains(root.activeElement)) panel.focus();
  };

  widget.render = () => widget.keepFocus(() => {
    heading.textContent = widget.settings?.name ? texts.feedbackFor(widget.settings.name) : texts.feedback;
    panel.hidden = veil.hidden = !isOpen;
    launcher.setAttribute('aria-expanded', isOpen);
    for (const button of tabs.children) {
      const isShown = button.id === `tab-${tab}`;
      button.setAttribute('aria-selected', isShown);
      button.tabIndex = isShown ? 0 : -1;
    }
    body.setAttribute('aria-labelledby', `tab-${tab}`);
    if (!isOpen) return;
    const blocked = gate();
    tabs.hidden = blocked !== null && widget.state !== 'locked';
    const kind = blocked && (tabs.hidden || tab === 'feedback') ? widget.state : '';
    if (kind && kind !== shownGate) widget.announce(blocked.textContent);
    if (kind) body.replaceChildren(blocked);
    else place(views[tab].node());
    shownGate = kind;
  });

  // A node that is there already stays, with its focus and its caret.
  function place(node) {
    if (body.firstChild !== node || body.childNodes.length > 1) body.replaceChildren(node);
  }

  widget.announce = (message) => { status.textContent = message; };
  widget.isOpen = () => isOpen && !isInline;

  const attach = () => {
    parent().append(host);
    if (wasOpen && !isInline) open();
  };
  function parent() {
    const { container } = options;
    if (!isInline || !container) return document.body;
    let found = container;
    try {
      if (typeof container === 'string') found = document.querySelector(container);
    } catch {
      found = null;
    }
    if (!found) report('container_missing', `There is no element ${container}: the widget is at the end of the page`);
    return found || document.body;
  }
  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach, { once: true });

  return () => {
    document.removeEventListener('DOMContentLoaded', attach);
    host.remove();
  };
}

let current = null;
// identify() before init(): the token waits here.
let waiting = null;

function start(options, wasOpen = false) {
  const widget = { options, token: options.userToken, requests: new Map(), state: null, settings: null, person: null, credential: null,
    refusal: null, outage: null, attempt: null, renewal: null, expiry: 0, stopped: false, language: language() };
  widget.texts = TEXTS[widget.language];
  current = widget;
  widget.remove = buildPanel(widget, wasOpen);
  begin(widget);
}

function stop() {
  const widget = current;
  current = null;
  if (!widget) return false;
  widget.stopped = true;
  clearTimeout(widget.expiry);
  abandon(widget);
  const wasOpen = widget.isOpen();
  widget.remove();
  Object.assign(widget, { token: null, credential: null, person: null, attempt: null });
  return wasOpen;
}

function destroy() {
  waiting = null;
  stop();
  forgetDrafts();
}

// A page calls these from `onload` and from event handlers: nothing is ever thrown at it.
function safely(work) {
  return (argument) => {
    try {
      work(argument);
    } catch (error) {
      report('internal_error', String(error));
    }
  };
}

window.ProductBridge = {
  init: safely((given) => {
    const options = readOptions(given);
    if (!options) return;
    if (!ORIGIN) return void report('script_unknown', 'init() needs the script from …/sdk/pb-widget.js, loaded by its own tag');
    if (isAbsent(options.userToken)) options.userToken = waiting;
    waiting = null;
    if (current && current.options.organizationId !== options.organizationId) destroy();
    start(options, stop());
  }),
  identify: safely((token) => {
    if (isAbsent(token)) return void report('token_missing', 'identify() needs a token; nothing was changed');
    if (current) identify(current, token);
    else waiting = token;
  }),
  destroy: safely(destroy),
};
})();
