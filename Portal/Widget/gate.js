// SPDX-License-Identifier: Apache-2.0
import { element, notice, spinner } from './element.js';
import { begin, renew } from './identity.js';
import { TEXTS } from './texts.js';

// The server's message, unless it only repeats the heading; in another language than English, the widget's own.
function reason(refusal, texts) {
  if (texts !== TEXTS.en) return texts.refusals[refusal.code] || texts.refused;
  return !refusal.message || refusal.message === `${TEXTS.en.login}.` ? texts.refused : refusal.message;
}

// The notice above the form, or instead of everything, if the person isn't known or nothing works.
export function gate(widget) {
  const { options, outage, refusal, state, texts } = widget;
  const retry = (work) => [element('button', { type: 'button', class: 'primary', onclick: work }, texts.retry)];
  switch (state) {
    case 'loading': return spinner(texts);
    case 'locked': return notice({ badge: 'lock', heading: texts.login, text: texts.locked });
    case 'refused': return notice({ badge: 'lock', heading: texts.login, text: reason(refusal, texts),
      small: refusal.reference && texts.reference(refusal.reference), actions: options.onTokenExpired ? retry(() => renew(widget)) : [] });
    case 'expired': return notice({ badge: 'lock', heading: texts.login, text: texts.expired,
      actions: options.onTokenExpired ? retry(() => renew(widget)) : [] });
    case 'unavailable': return notice({ badge: 'warning', heading: texts.unavailable,
      text: outage.status === 429 ? texts.tooMany(outage.seconds || 60) : texts.unavailableHint,
      actions: retry(() => begin(widget)) });
    default: return null;
  }
}
