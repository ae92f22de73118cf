// SPDX-License-Identifier: Apache-2.0
// Creates an element. Text is always text: nothing in the widget parses HTML.
export function element(tag, properties, ...children) {
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
  warning: 'M12 8v5M12 16.2v.3M4 19.5L12 5l8 14.5z',
  idea: 'M9 17.5h6M10 20.5h4M8.5 14.5a5.5 5.5 0 1 1 7 0l-.7 1.5h-5.6z',
};

export function icon(name, size) {
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

// A picture from another site gets no information about this page; if it doesn't load, the initials stay.
export function avatar(person) {
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

export function isLink(text, ...protocols) {
  try {
    return typeof text === 'string' && protocols.includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

// A notice instead of a form or a list: an icon, a heading and an action.
export function notice({ badge, good, heading, text, small, actions = [] }) {
  return element('div', { class: 'notice' },
    element('span', { class: good ? 'badge right' : 'badge', 'aria-hidden': 'true' }, icon(badge, 26)),
    element('h3', null, heading),
    text && element('p', null, text),
    small && element('small', null, small),
    actions.length ? element('div', { class: 'actions' }, ...actions) : null);
}

export function spinner(texts) {
  return element('div', { class: 'notice' },
    element('span', { class: 'spinner', 'aria-hidden': 'true' }), element('span', { class: 'unseen' }, texts.loading));
}
