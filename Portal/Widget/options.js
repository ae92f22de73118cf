// SPDX-License-Identifier: Apache-2.0
import { report } from './failures.js';

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

// All options, each with its value or default; null if there is nothing valid to begin with.
export function readOptions(given) {
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

export const isAbsent = (token) => token === undefined || token === null || token === '';
