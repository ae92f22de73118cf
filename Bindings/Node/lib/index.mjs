// SPDX-License-Identifier: Apache-2.0
import pbjwt from './index.js';

export const {
  Identity, PbjwtError, Report, Secret, TokenRefused, Verifier, explain, generateSecret, inspect, issue, userHash, version,
} = pbjwt;
export default pbjwt;
