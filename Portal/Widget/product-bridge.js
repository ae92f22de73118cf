// SPDX-License-Identifier: Apache-2.0
import { forgetDrafts } from './drafts.js';
import { report } from './failures.js';
import { begin, identify } from './identity.js';
import { isAbsent, readOptions } from './options.js';
import { buildPanel } from './panel.js';
import { ORIGIN, abandon } from './requests.js';
import { TEXTS, language } from './texts.js';

let current = null;
// The token of an identify() before init().
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

// Pages call these from `onload` and event handlers, so they never throw.
function safely(work) {
  return (argument) => {
    try {
      work(argument);
    } catch (error) {
      report('internal_error', String(error));
    }
  };
}

// A second copy, such as React's StrictMode loads, doesn't replace the first.
if (typeof window.ProductBridge?.identify !== 'function') window.ProductBridge = {
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
