// SPDX-License-Identifier: Apache-2.0
import { ownKey } from './drafts.js';
import { element, icon, notice, spinner } from './element.js';
import { failureText, reportFailure } from './failures.js';
import { callAs } from './identity.js';

// The ideas with their votes; loaded when they are first shown, and again for each person.
export function ideasView(widget) {
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
      shown = [notice({ badge: 'warning', heading: texts.unavailable, text: failureText(texts, failure),
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
