// SPDX-License-Identifier: Apache-2.0
// Makes any colour that a customer chooses readable (WCAG 2.1, contrast ratio).
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const INK = [22, 24, 29];

function channels(hex) {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

function hexOf(colour) {
  return '#' + colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('');
}

function contrast(one, other) {
  const [low, high] = [one, other].map((colour) => {
    const [red, green, blue] = colour
      .map((channel) => channel / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }).sort((a, b) => a - b);
  return high / low;
}

// The colour, mixed with `end` only as much as needed to be readable next to `beside`.
function readable(colour, end, beside) {
  let mixed = colour;
  for (let share = 0; share <= 1 && contrast(mixed, beside) < 4.8; share += 0.02) {
    mixed = colour.map((channel, index) => channel + (end[index] - channel) * share);
  }
  return hexOf(mixed);
}

// Darkens a medium colour until white text is readable on it; a light one stays and gets dark text.
export function accents(hex) {
  const colour = channels(hex);
  const dark = contrast(colour, WHITE) >= 3;
  return {
    light: `--fill:${dark ? readable(colour, BLACK, WHITE) : hexOf(colour)};--on-fill:${dark ? '#fff' : hexOf(INK)};` +
      `--accent:${readable(colour, BLACK, WHITE)};`,
    dark: `--accent:${readable(colour, WHITE, [31, 34, 40])};`,
  };
}
