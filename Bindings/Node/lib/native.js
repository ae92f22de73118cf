// SPDX-License-Identifier: Apache-2.0
'use strict';

/** The addon: the one built on this machine, or else the one from the package. */

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const built = join(root, 'build', 'pbjwt.node');
const packed = join(root, 'prebuilds', `${process.platform}-${process.arch}`, 'pbjwt.node');

function load() {
  const file = existsSync(built) ? built : packed;
  try {
    return require(file);
  } catch (error) {
    const remedy = `run "npm rebuild pbjwt", which needs a C compiler and the headers of OpenSSL 3 and jansson`;
    throw new Error(`${error.message.split('\n')[0]}; ${remedy}`, { cause: error });
  }
}

module.exports = load();
