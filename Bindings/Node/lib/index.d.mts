// SPDX-License-Identifier: Apache-2.0
export * from './index.js';
import * as pbjwt from './index.js';
export default pbjwt;
