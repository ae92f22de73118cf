// SPDX-License-Identifier: Apache-2.0

// Compiled, never run: index.d.ts lets in what is right and nothing else.
import { ClaimWarning, Identity, PbjwtError, TokenRefused, Verifier, libraryVersion } from 'pbjwt';

const secret = new Uint8Array(32);
new Verifier('text');
const verifier = new Verifier([secret, 'text'] as const, {
  profile: 'widget', leeway: 0, maxLifetime: 60, userHash: 'required', issuer: 'i', audience: 'a',
});
const identity: Identity = verifier.verify('a.b.c', new Date());
const email: string = identity.email;
const name: string | null = identity.name;
const until: number | undefined = identity.expiresAt?.getTime();
const warning: ClaimWarning | undefined = identity.warnings[0];
const version: string = libraryVersion;
verifier.close();
verifier[Symbol.dispose]();

try {
  verifier.verify('a.b.c');
} catch (error) {
  if (error instanceof TokenRefused) {
    const told: [number, string, string | null, string] = [error.status, error.code, error.claim, error.publicMessage];
    const base: PbjwtError = error;
    const builtin: Error = base;
    void [told, builtin];
  }
}
void [email, name, until, warning, version];

// @ts-expect-error: a number is no secret
new Verifier(7);
// @ts-expect-error: the setting is misspelt
new Verifier(secret, { userhash: 'required' });
// @ts-expect-error: there is no such profile
new Verifier(secret, { profile: 'SSO' });
// @ts-expect-error: a number is no time
verifier.verify('a.b.c', 7);
// @ts-expect-error: bytes are no token
verifier.verify(secret);
// @ts-expect-error: a name may be null
identity.name.length;
// @ts-expect-error: nothing can be set
identity.email = 'charles@example.org';
// @ts-expect-error: nothing can be added
identity.audience.push('a');
// @ts-expect-error: only the library makes errors
new TokenRefused();
