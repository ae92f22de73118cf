#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
'use strict';

// Turns a snippet into a script that a page can load, with only the changes that its framework's build tool makes:
//
//     mount.js react|vue|angular FILE [ID=VALUE …]
//
// The script sets window.mountWidget(properties, isStrict), which returns a function that unmounts it. Each ID=VALUE
// fills in {{ID}}. React is the real one, built with esbuild. Vue is the real one too, but its compiler isn't packaged,
// so a few lines below compile single-file components. Angular isn't packaged: angular/ replaces its decorators,
// HttpClient and rxjs, and the snippet is type-checked against that.

const { execFileSync } = require('node:child_process');
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '../../../..');
const ENVIRONMENT = { ...process.env, NODE_PATH: '/usr/share/nodejs' };

function esbuild(source, loader, ...options) {
  return execFileSync('esbuild', ['--bundle', '--format=iife', '--log-level=warning', `--loader=${loader}`,
    '--define:process.env.NODE_ENV="development"', ...options], { input: source, env: ENVIRONMENT, cwd: __dirname, encoding: 'utf8', maxBuffer: 2 ** 24 });
}

const MOUNT = {
  // The module is bundled as one text, so its default export gets a name.
  react: (source) => esbuild(`
    import * as React from 'react';
    import { createRoot } from 'react-dom/client';
    ${source.replace('export default function', 'function')}
    window.mountWidget = (properties, isStrict) => {
      const root = createRoot(document.getElementById('root'));
      const widget = <ProductBridgeWidget {...properties} />;
      root.render(isStrict ? <React.StrictMode>{widget}</React.StrictMode> : widget);
      return () => root.unmount();
    };`, 'jsx'),

  vue(source) {
    const setup = source.match(/<script setup>\n(.*)<\/script>/s)[1]
      .replace(/^import \{ (.*) \} from 'vue';$/m, 'const { $1 } = Vue;');
    const [whole, properties] = setup.match(/^const props = defineProps\((\{.*?^\})\);$/ms);
    return `${vue()}
      const component = { props: ${properties}, setup(props) {${setup.replace(whole, '')}; return () => null; } };
      window.mountWidget = (properties) => {
        const app = Vue.createApp(component, properties);
        app.mount('#root');
        return () => app.unmount();
      };`;
  },

  angular: (source) => esbuild(`
    import { HttpClient as Client } from '@angular/common/http';
    ${source}
    (window as any).mountWidget = (properties: object) => {
      const component = Object.assign(new ProductBridgeWidgetComponent(new Client()), properties);
      component.ngOnInit();
      return () => component.ngOnDestroy();
    };`, 'ts', '--tsconfig=angular/tsconfig.json'),
};

function vue() {
  const library = path.join(ROOT, '.build-python/lib');
  const [python] = readdirSync(library);
  return readFileSync(path.join(library, python, 'site-packages/trame_client/module/vue3-www/vue.global.js'), 'utf8');
}

function mount(kind, file, values = {}) {
  let source = readFileSync(file, 'utf8');
  for (const [id, value] of Object.entries(values)) source = source.replaceAll(`{{${id}}}`, value);
  return MOUNT[kind](source);
}

if (require.main === module) {
  const [kind, file, ...values] = process.argv.slice(2);
  process.stdout.write(mount(kind, file, Object.fromEntries(values.map((value) => value.split(/=(.*)/s)))));
}

module.exports = { mount };
