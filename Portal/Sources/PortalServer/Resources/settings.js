// SPDX-License-Identifier: Apache-2.0

// Copy buttons, and the test of the login page: opens its popup, and shows its result without a reload.

const SECOND = 1000;

for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;

// If the menu is a scrolling row, makes the entry of the current page visible.
const menu = document.querySelector('.menu');
const open = menu?.querySelector('[aria-current]')?.getBoundingClientRect();
if (open) menu.scrollLeft += open.left - menu.getBoundingClientRect().left - (menu.clientWidth - open.width) / 2;

async function copy(button) {
  const label = button.firstChild;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    label.data = 'Copied';
  } catch {
    // Selected, so that it can be copied by hand.
    getSelection().selectAllChildren(source);
    label.data = 'Press Ctrl+C';
  }
  setTimeout(() => { label.data = 'Copy'; }, 2 * SECOND);
}

let popup = null;
let timer = 0;

/** Polls for the result; `before` is the test that was the newest when this one began. */
async function poll(before, began, kind) {
  const live = document.getElementById('live');
  let fresh;
  try {
    const answer = await fetch(live.dataset.live, { redirect: 'error', cache: 'no-store' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  } catch {
    // The network may recover; if the session has ended, a reload of the page says so.
  }
  const waited = Date.now() - began;
  if (fresh) {
    const { test, state } = fresh.dataset;
    if (test !== live.dataset.test || state !== live.dataset.state) live.replaceWith(document.adoptNode(fresh));
    if (test !== before && state === 'done') {
      // The popup also shows what is wrong; after a good test it has nothing to show.
      if (popup && !document.querySelector(`#live [data-result="${kind}"] .alert-bad`)) popup.close();
      popup = null;
      return;
    }
  }
  // A test that doesn't begin was refused, which its popup shows.
  if (waited > 15 * SECOND && document.getElementById('live').dataset.test === before) return;
  if (waited < 1200 * SECOND) timer = setTimeout(poll, waited < 60 * SECOND ? SECOND : 5 * SECOND, before, began, kind);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
});

document.addEventListener('submit', (event) => {
  if (!('testForm' in event.target.dataset)) return;
  popup = window.open('', 'pb-test', 'popup,width=520,height=720');
  if (popup) event.target.target = 'pb-test';
  clearTimeout(timer);
  poll(document.getElementById('live').dataset.test, Date.now(), new URL(event.target.action).pathname.split('/').pop());
});

if (document.getElementById('live')?.dataset.state === 'waiting') poll('', Date.now());
