// SPDX-License-Identifier: Apache-2.0

/** What is demanded of tokens beyond their signature. Times are in seconds. */
export interface Settings {
  /** Where tokens come in; by default "sso". */
  readonly profile?: 'sso' | 'widget';
  /** How far clocks may differ: 0 to 300. */
  readonly leeway?: number;
  /** The longest time from "iat" to "exp"; 0 is no limit. */
  readonly maxLifetime?: number;
  /** By default "ignored". */
  readonly userHash?: 'ignored' | 'ifPresent' | 'required';
  /** The one "iss" that is let in. */
  readonly issuer?: string;
  /** What "aud" must be or hold. */
  readonly audience?: string;
}

/** A signing secret: a text, or its bytes. Nothing is trimmed: a newline at the end is part of it. */
export type Secret = string | Uint8Array;

/** What is odd about a good token. */
export interface ClaimWarning {
  /** Such as "not_canonical". */
  readonly kind: string;
  readonly claim: string | null;
}

/** What a verified token says about a person; null is what it doesn't say. */
export interface Identity {
  readonly email: string;
  /** What to look people up by. */
  readonly canonicalEmail: string;
  readonly userId: string | null;
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly companyName: string | null;
  readonly companyId: string | null;
  readonly companyMrr: number | null;
  /** "active", "trial", "churned" or a custom one. */
  readonly customerStatus: string | null;
  /** As the token has it: an ISO 8601 date, or date-time with an offset. */
  readonly renewalDate: string | null;
  readonly renewalTime: Date | null;
  readonly renewalRisk: 'low' | 'medium' | 'high' | null;
  readonly accountOwnerId: string | null;
  readonly accountOwnerEmail: string | null;
  readonly externalUserId: string | null;
  /** What became of the user_hash. It binds the user id, not the e-mail. */
  readonly userHash: 'absent' | 'unchecked' | 'verified';
  readonly issuedAt: Date | null;
  readonly notBefore: Date | null;
  readonly expiresAt: Date | null;
  readonly issuer: string | null;
  readonly audience: readonly string[];
  readonly tokenId: string | null;
  readonly warnings: readonly ClaimWarning[];
  /** The members that have no property here, as one JSON object. */
  readonly customJson: string;
}

/** What the library says when it does not do as asked. Holds no byte of a token or secret. */
export class PbjwtError extends Error {
  protected constructor();
  /** The stable name of the status, such as "expired". */
  readonly code: string;
  /** The stable number of the status. */
  readonly status: number;
  /** The claim at fault, as the token calls it. */
  readonly claim: string | null;
  /** One sentence that may be shown to whoever sent the token. `message` is for the operator. */
  readonly publicMessage: string;
}

/** The token is at fault. Any other PbjwtError is the server's trouble. */
export class TokenRefused extends PbjwtError {}

/**
 * Secrets and what is demanded of tokens. Takes tokens of any of the secrets, for their rotation.
 *
 * It belongs to the thread that made it: each worker makes its own.
 */
export class Verifier {
  /**
   * Copies of the secrets are wiped. A Uint8Array can be wiped by its owner, too; a string can't be.
   * @throws PbjwtError for a weak secret, a TypeError or RangeError for a wrong setting
   */
  constructor(secrets: Secret | readonly Secret[], settings?: Settings);

  /**
   * Says whose token it is, now or at another time.
   * @throws TokenRefused
   */
  verify(token: string, at?: Date): Identity;

  /** Wipes the secrets, as the garbage collector does. May be called again. */
  close(): void;

  /** The same, where Node has it. */
  [Symbol.dispose](): void;
}

/** The version of libpbjwt that is running. */
export const libraryVersion: string;

declare global {
  // As TypeScript itself declares it since 5.2.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}
