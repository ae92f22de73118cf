// SPDX-License-Identifier: Apache-2.0
'use strict';

/**
 * Compiles the addon when the package is installed, unless the packed one can be loaded on this machine. With `--pack`
 * it compiles the addon for the package before packing.
 *
 * libpbjwt is compiled from the C sources in libpbjwt/, which ../sources copies there in a checkout; with
 * PBJWT_SYSTEM=1 the installed library is linked instead.
 */

const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const system = process.env.PBJWT_SYSTEM === '1';
const packed = join(__dirname, 'prebuilds', `${process.platform}-${process.arch}`, 'pbjwt.node');

function stop(reason) {
  console.error(`pbjwt: ${reason}`);
  process.exit(1);
}

/** Tries to load it in a separate process, because an incompatible addon can crash. */
function loads(file) {
  return existsSync(file) && spawnSync(process.execPath, ['-e', `require(${JSON.stringify(file)})`]).status === 0;
}

function headers() {
  const folders = [process.env.npm_config_nodedir && join(process.env.npm_config_nodedir, 'include/node'),
    resolve(process.execPath, '../../include/node'), '/usr/include/node', '/usr/include/nodejs/src'];
  const found = folders.find((folder) => folder && existsSync(join(folder, 'node_api.h')));
  return found ?? stop('the headers of Node are not here: install libnode-dev, or name their folder in npm_config_nodedir');
}

function pkgConfig(what) {
  const found = spawnSync('pkg-config', [what, 'pbjwt'], { encoding: 'utf8' });
  if (found.status !== 0) stop(`PBJWT_SYSTEM is set, but pkg-config finds no pbjwt: ${found.stderr ?? found.error}`);
  return found.stdout.trim().split(/\s+/).filter(Boolean);
}

function compile(target) {
  const native = join(__dirname, 'native'), carried = join(__dirname, 'libpbjwt');
  const sources = readdirSync(native).filter((name) => name.endsWith('.c')).map((name) => join(native, name));
  const ours = ['pbjwt.c', 'pbjwt_explain.c'].map((name) => join(carried, 'CSources', name));
  const flags = ['-std=c11', '-O3', '-fPIC', '-fvisibility=hidden', '-fstack-protector-strong', '-DNAPI_VERSION=8',
    '-isystem', headers()];
  const libraries = system ? pkgConfig('--libs') : ['-lcrypto', '-ljansson'];
  mkdirSync(dirname(target), { recursive: true });
  const done = spawnSync(process.env.CC || 'cc', [
    ...flags, ...(system ? pkgConfig('--cflags') : [`-I${join(carried, 'include')}`]), '-shared',
    `-Wl,--version-script=${join(native, 'exports.map')}`, '-Wl,-z,relro,-z,now', ...sources, ...(system ? [] : ours),
    ...libraries, '-o', target,
  ], { encoding: 'utf8' });
  if (done.error) stop(`there is no C compiler: ${done.error.message}`);
  if (done.status !== 0) stop(`${done.stderr}\nIt needs the headers of OpenSSL 3 and jansson: libssl-dev and libjansson-dev`);
}

if (!system && existsSync(join(__dirname, '../sources'))) {
  execFileSync(join(__dirname, '../sources'), [__dirname]);
}
if (process.argv[2] === '--pack') {
  compile(packed);
} else if (system || !loads(packed)) {
  compile(join(__dirname, 'build', 'pbjwt.node'));
}
