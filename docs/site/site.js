// SPDX-License-Identifier: Apache-2.0
// Search over search.js, the filter of the tables to look things up in, and the menu of small screens.
'use strict';

const root = document.currentScript.dataset.root;

function menu() {
  const details = document.querySelector('nav details');
  const small = window.matchMedia('(max-width: 800px)');
  const follow = () => { details.open = !small.matches; };
  small.addEventListener('change', follow);
  follow();
}

function words(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
}

// An entry is [address, page, heading, text]. Every word has to begin a word of the entry; headings count most.
function find(entries, query) {
  const wanted = words(query);
  if (wanted.length === 0) return [];
  const scored = [];
  for (const entry of entries) {
    const [, page, heading, text] = entry;
    let score = 0;
    for (const word of wanted) {
      const inside = (where) => ` ${words(where).join(' ')}`.includes(` ${word}`);
      const whole = words(heading).includes(word);
      const worth = whole ? 12 : inside(heading) ? 8 : inside(page) ? 4 : inside(text) ? 1 : 0;
      if (worth === 0) { score = 0; break; }
      score += worth;
    }
    if (score > 0) scored.push([score - heading.length / 1000, entry]);
  }
  return scored.sort((one, other) => other[0] - one[0]).slice(0, 20).map(([, entry]) => entry);
}

function excerpt(text, query) {
  const lower = text.toLowerCase();
  const at = Math.max(0, Math.min(...words(query).map((word) => lower.indexOf(word)).filter((place) => place >= 0), text.length) - 40);
  return (at > 0 ? '…' : '') + text.slice(at, at + 130) + (at + 130 < text.length ? '…' : '');
}

function search() {
  const input = document.getElementById('search');
  const list = document.getElementById('found');
  let entries = null;
  let chosen = -1;

  const load = () => {
    if (entries !== null) return;
    entries = [];
    const script = document.createElement('script');
    script.src = `${root}search.js`;
    script.onload = () => { entries = window.searchEntries; show(); };
    document.head.append(script);
  };
  const close = () => { list.hidden = true; chosen = -1; };
  const show = () => {
    chosen = -1;
    list.replaceChildren();
    list.hidden = input.value.trim() === '';
    if (list.hidden) return;
    const found = find(entries ?? [], input.value);
    for (const [address, page, heading, text] of found) {
      const link = document.createElement('a');
      link.href = root + address;
      link.append(heading || page);
      const more = document.createElement('small');
      more.append(heading ? `${page} — ${excerpt(text, input.value)}` : excerpt(text, input.value));
      link.append(more);
      const item = document.createElement('li');
      item.append(link);
      list.append(item);
    }
    if (found.length === 0) {
      const none = document.createElement('p');
      none.append('Nothing was found.');
      list.append(none);
    }
  };

  input.addEventListener('focus', load);
  input.addEventListener('input', () => { load(); show(); });
  input.addEventListener('keydown', (event) => {
    const links = [...list.querySelectorAll('a')];
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && links.length > 0) links[Math.max(0, chosen)].click();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    chosen = Math.max(0, Math.min(links.length - 1, chosen + (event.key === 'ArrowDown' ? 1 : -1)));
    links.forEach((link, number) => link.classList.toggle('chosen', number === chosen));
    links[chosen]?.scrollIntoView({ block: 'nearest' });
  });
  document.addEventListener('click', (event) => { if (!event.target.closest('.search')) close(); });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    input.focus();
  });
}

function filter() {
  const input = document.getElementById('filter');
  if (!input) return;
  const rows = [...document.querySelectorAll('.lookup tbody tr')].map((row) => [row, row.textContent.toLowerCase()]);
  const apply = () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    document.getElementById('shown').textContent = `${shown} of ${rows.length}`;
  };
  input.addEventListener('input', apply);
  apply();
}

menu();
search();
filter();
