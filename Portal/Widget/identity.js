// SPDX-License-Identifier: Apache-2.0
import { takeOverDrafts } from './drafts.js';
import { Failure, report, reportFailure, tell } from './failures.js';
import { isAbsent } from './options.js';
import { call } from './requests.js';

// Identifies the person. A widget stores facts (settings, person, refusal, outage, attempt), which determine its state.
function stateOf(widget) {
  if (widget.outage) return 'unavailable';
  if (widget.refusal) return widget.refusal.code === 'credential_expired' ? 'expired' : 'refused';
  if (!widget.settings) return 'loading';
  // An identification in the background doesn't change the form, so that typing can go on.
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

// Requests the organization's settings, and at the same time identifies the person if there is a token.
export async function begin(widget) {
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

// Only the newest attempt counts: answers to earlier ones are ignored.
export function identify(widget, token, isFresh = false) {
  clearTimeout(widget.expiry);
  Object.assign(widget, { token, credential: null, refusal: null });
  if (widget.settings) widget.outage = null;
  const attempt = (async () => {
    const [answer, failure] = await askWho(widget, token).then((answer) => [answer], (failure) => [null, failure]);
    if (widget.attempt !== attempt) return;
    // A page from the cache, as with the Back button, can start with an expired token.
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
    console.warn(`[ProductBridge] ${kind}: ${message}${claim ? ` (${claim})` : ''}`);
  }
  // Half a minute early, so that nobody waits. If the clock is wrong by more than a token's lifetime, no timer is set:
  // the server reports when a credential has ended.
  const left = expiresAt * 1000 - Date.now();
  if (left > 0 && left < 2 ** 31) widget.expiry = setTimeout(() => renew(widget), Math.max(left - 30000, Math.min(left, 5000)));
}

// The person stays unknown and sees that: a refused token never makes an anonymous visitor.
function refuse(widget, failure) {
  Object.assign(widget, { refusal: failure, person: null });
  reportFailure(failure);
}

// Fetches a fresh token with the customer's function; without one, the widget asks to log in.
export function renew(widget) {
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
  // Meanwhile the page itself logged in or out.
  if (widget.stopped || widget.credential !== credential || widget.attempt !== attempt) return;
  if (!isAbsent(token)) return void (await identify(widget, token, true));
  clearTimeout(widget.expiry);
  Object.assign(widget, { credential: null, attempt: null });
  refuse(widget, new Failure('credential_expired', 'The token has ended: call identify() with a fresh one'));
  tell('tokenexpired', {});
  update(widget);
}

// A request as the person. It waits for a running identification, and is repeated once with a fresh credential.
export async function callAs(widget, method, path, request) {
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
