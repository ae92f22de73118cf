// SPDX-License-Identifier: Apache-2.0

/** What is demanded of tokens beyond their signature. Times are in seconds; what isn't set is the library's default. */
export interface Policy {
  /** Where tokens come in; by default "sso". */
  readonly profile?: 'sso' | 'widget';
  /** The longest token that is looked at: 256 to 1048576. */
  readonly maxTokenBytes?: number;
  /** How far clocks may differ: 0 to 300. */
  readonly leeway?: number;
  /** The longest time from "iat" to "exp"; 0 is no limit. */
  readonly maxLifetime?: number;
  readonly allowMissingExp?: boolean;
  readonly userHash?: 'off' | 'if_present' | 'required';
  /** The one "iss" that is let in. */
  readonly issuer?: string;
  /** What "aud" must be or hold. */
  readonly audience?: string;
  /** The one "typ" that is let in. */
  readonly type?: string;
  readonly strictClaims?: boolean;
  readonly emailForm?: 'as_sent' | 'lowercased' | 'require_lowercase';
  readonly reader?: 'fast' | 'both';
}

export interface Settings extends Policy {
  /** A second policy that refuses nobody: `wouldRefuse` lists what it would. */
  readonly report?: Policy;
}

export interface SecretOptions {
  /** How the value is written; by default "text". */
  readonly format?: 'text' | 'hex' | 'base64';
  readonly id?: string;
  /** The last second at which the secret counts. */
  readonly notAfter?: Date | number;
  /** Lets a secret of 1 to 31 bytes in. */
  readonly weak?: boolean;
}

/** A signing secret. Nothing is trimmed: a newline at the end is part of it. Its bytes are wiped when it is collected. */
export class Secret {
  constructor(value: string | Uint8Array, options?: SecretOptions);
  // No other object is one.
  private readonly _secret: never;
}

export type AnySecret = Secret | string | Uint8Array;

/** What is odd about a good token. */
export interface ClaimWarning {
  /** Such as "not_canonical". */
  readonly kind: string;
  readonly claim: string | null;
  /** One sentence for the operator. */
  readonly message: string;
}

export interface Refusal {
  readonly status: string;
  readonly claim: string | null;
}

/** What a verified token says about a person; null is what it doesn't say. */
export class Identity {
  private constructor();
  get email(): string;
  /** What to look people up by. */
  get canonicalEmail(): string;
  get userId(): string | null;
  get name(): string | null;
  get avatarUrl(): string | null;
  get companyId(): string | null;
  get companyName(): string | null;
  get companyMrr(): number | null;
  /** "active", "trial", "churned" or a custom one. */
  get customerStatus(): string | null;
  get customerStatusKind(): 'active' | 'trial' | 'churned' | 'other' | null;
  /** As the token has it. */
  get renewalDate(): string | null;
  get renewalDateSeconds(): number | null;
  get renewalTime(): Date | null;
  get renewalRisk(): 'low' | 'medium' | 'high' | null;
  get accountOwnerId(): string | null;
  get accountOwnerEmail(): string | null;
  get externalUserId(): string | null;
  get issuedAt(): Date | null;
  get notBefore(): Date | null;
  get expiresAt(): Date | null;
  get issuer(): string | null;
  get audience(): readonly string[];
  get tokenId(): string | null;
  /** The id of the secret that verified the token. */
  get keyId(): string | null;
  /** What became of the user_hash. It binds the user id, not the e-mail. */
  get userHash(): 'absent' | 'unchecked' | 'verified';
  get warnings(): readonly ClaimWarning[];
  /** What the report-only policy would refuse. */
  get wouldRefuse(): readonly Refusal[];
  /** The members that have no property here, as one JSON object. */
  get customJson(): string;
  /** The same, read by JSON.parse. */
  get custom(): Record<string, unknown>;
}

/** What the library says when it does not do as asked. Holds no byte of a token or secret. */
export class PbjwtError extends Error {
  protected constructor();
  /** The stable name of what is wrong, such as "expired". */
  readonly status: string;
  /** The stable number of it. */
  readonly number: number;
  /** The claim at fault, as the token calls it. */
  readonly claim: string | null;
  /** One sentence for the operator, which `message` has behind the status. */
  readonly advice: string;
  /** One sentence that may be shown to anyone who sent the token. */
  readonly publicMessage: string;
}

/** The token is at fault. Any other PbjwtError is the server's trouble. */
export class TokenRefused extends PbjwtError {}

/** Secrets and what is demanded of tokens. It belongs to the thread that made it: each worker makes its own. */
export class Verifier {
  /** @throws PbjwtError for a weak secret, a TypeError or RangeError for a wrong setting */
  constructor(secrets: AnySecret | readonly AnySecret[], settings?: Settings);
  /**
   * Says whose token it is, now or at another time.
   * @throws TokenRefused
   */
  verify(token: string | Uint8Array, now?: Date | number): Identity;
  /** The library's own JSON of what became of the token, accepted or refused. */
  verifyJson(token: string | Uint8Array, now?: Date | number): string;
}

export type ClaimName =
  | 'email' | 'sub' | 'id' | 'name' | 'avatar_url' | 'avatarURL' | 'company_name' | 'company_id' | 'company_mrr'
  | 'customer_status' | 'renewal_date' | 'renewal_risk' | 'account_owner_id' | 'account_owner_email' | 'external_user_id'
  | 'nbf' | 'iss' | 'aud' | 'jti';

export interface IssueOptions {
  /** Members that the documents don't name, as an object or its JSON. */
  readonly custom?: Record<string, unknown> | string;
  /** In seconds; by default 3600. */
  readonly lifetime?: number;
  readonly now?: Date | number;
  /** Whether the token carries the user_hash of its user id. */
  readonly userHash?: boolean;
  readonly type?: string;
}

/** A signed token. */
export function issue(
  secret: AnySecret, claims: { readonly [name in ClaimName]?: string | number | readonly string[] | null },
  options?: IssueOptions,
): string;

/** The user_hash of a user id, in hex. */
export function userHash(secret: AnySecret, userId: string): string;

export interface Cause {
  readonly number: number;
  readonly name: string;
  /** Who has to change something. */
  readonly side: 'signer' | 'carrier' | 'verifier' | 'nobody';
  readonly found: string | null;
  readonly advice: string | null;
}

/** Why a token is refused. It quotes the token's claims: show it to operators and to those who sign tokens. */
export interface Report {
  readonly status: string;
  readonly claim: string | null;
  /** What the token's status is without what was wrapped around it. */
  readonly statusAfterCleaning: string;
  /** The causes that fit, the most likely first. */
  readonly causes: readonly Cause[];
  /** The library's own JSON, with every check. */
  readonly json: string;
  /** The same for people. */
  readonly text: string;
}

export interface ExplainOptions {
  readonly policy?: Policy;
  readonly otherSecrets?: readonly AnySecret[];
  readonly secondToken?: string | Uint8Array;
  readonly now?: Date | number;
}

/** Never a verification, and slow: not for every refused token of a public endpoint. */
export function explain(token: string | Uint8Array, secrets: AnySecret | readonly AnySecret[], options?: ExplainOptions): Report;

/** A token's parts as JSON texts, UNVERIFIED: anyone may have written them. */
export function inspect(token: string | Uint8Array): {
  readonly status: string; readonly header: string | null; readonly payload: string | null;
};

/** A new secret, as ProductBridge makes them. */
export function generateSecret(): string;

/** The version of libpbjwt. */
export function version(): string;
