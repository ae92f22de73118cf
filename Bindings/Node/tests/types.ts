// SPDX-License-Identifier: Apache-2.0
import { Identity, PbjwtError, Secret, TokenRefused, Verifier, explain, generateSecret, inspect, issue, userHash, version } from 'pbjwt';

const secret: Secret = new Secret(generateSecret(), { id: 'a', format: 'hex', notAfter: new Date(), weak: false });
const verifier = new Verifier([secret, 'text', new Uint8Array(32)], { userHash: 'required', report: { leeway: 0 } });
try {
  const identity: Identity = verifier.verify('token', 7);
  const email: string = identity.email;
  const name: string | null = identity.name;
  const ends: Date | null = identity.expiresAt;
  const kinds: string[] = identity.warnings.map((warning) => warning.kind);
  const state: 'absent' | 'unchecked' | 'verified' = identity.userHash;
  console.log(email, name, ends, kinds, state, identity.custom['plan'], identity.wouldRefuse[0]?.status);
  // @ts-expect-error an identity is read-only
  identity.email = 'x';
} catch (error) {
  if (error instanceof TokenRefused) console.log(error.status, error.claim, error.publicMessage);
  const family: boolean = error instanceof PbjwtError;
  console.log(family);
}
// @ts-expect-error there is no such setting
new Verifier(secret, { leway: 5 });
// @ts-expect-error there is no such word
new Verifier(secret, { userHash: 'always' });
// @ts-expect-error nobody makes an identity
new Identity();
// @ts-expect-error no other object is a secret
new Verifier({ value: 'x' });
// @ts-expect-error exp comes of the lifetime
issue(secret, { email: 'a@b', exp: 5 });
const token: string = issue(secret, { email: 'a@b', aud: ['x'], company_mrr: 5, name: null }, { custom: { a: 1 }, lifetime: 5 });
const sides: string[] = explain(token, [secret], { otherSecrets: ['x'], policy: { leeway: 5 } }).causes.map((cause) => cause.side);
console.log(sides, inspect(token).payload, userHash(secret, 'u'), version(), verifier.verifyJson(token));
