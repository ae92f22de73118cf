// SPDX-License-Identifier: Apache-2.0
import { loadDraft, ownKey, saveDraft } from './drafts.js';
import { avatar, element, isLink, notice } from './element.js';
import { failureText, reportFailure } from './failures.js';
import { callAs } from './identity.js';

// The form and its confirmation. Created once per widget, so that typed text survives changes of state.
export function feedbackView(widget) {
  const { texts } = widget;
  const title = element('input', { id: 'title', type: 'text', maxlength: '140', autocomplete: 'off', placeholder: texts.titleHint,
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
  let again;

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
    again = element('button', { type: 'button', class: 'secondary', onclick: () => { thanks = null; widget.render(); title.focus(); } },
      texts.another);
    const view = url && element('a', { class: 'secondary', href: url, target: '_blank', rel: 'noopener noreferrer' }, texts.view);
    thanks = notice({ badge: 'check', good: true, heading: texts.thanks, text: texts.received, actions: [view, again] });
    widget.render();
    widget.announce(`${texts.thanks} ${texts.received}`);
    again.focus();
  }

  return {
    focus: () => (thanks ? again : title).focus(),
    // The node to show for the current person.
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
