// SPDX-License-Identifier: Apache-2.0
import { element, icon } from './element.js';
import { report } from './failures.js';
import { feedbackView } from './feedback.js';
import { gate } from './gate.js';
import { ideasView } from './ideas.js';
import { ORIGIN } from './requests.js';
import { addStyles, styles } from './styles.js';

// Launcher and panel in a shadow root, which the page's styles don't affect.
export function buildPanel(widget, wasOpen) {
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
  // Typing here must not trigger the page's own keyboard shortcuts.
  for (const name of ['keydown', 'keyup', 'keypress']) root.addEventListener(name, (event) => event.stopPropagation());

  function open() {
    isOpen = true;
    widget.render();
    focusFirst();
  }

  // The form's first field; the panel itself if there is no form, or if an on-screen keyboard would cover it.
  function focusFirst() {
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

  // Changes what is shown; if that removes the focused element, the panel gets the focus.
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
    const blocked = gate(widget);
    tabs.hidden = blocked !== null && widget.state !== 'locked';
    const kind = blocked && (tabs.hidden || tab === 'feedback') ? widget.state : '';
    if (kind && kind !== shownGate) widget.announce(blocked.textContent);
    if (kind) body.replaceChildren(blocked);
    else place(views[tab].node());
    const wasLoading = shownGate === 'loading';
    shownGate = kind;
    // A panel that was opened before there was a form has the focus itself.
    if (wasLoading && !isInline && root.activeElement === panel) focusFirst();
  });

  // A node that is already shown stays, with its focus and caret.
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
