// SPDX-License-Identifier: Apache-2.0

/** What tokens need besides a valid signature. Times are in seconds; settings that aren't set have the library's defaults. */
export interface Policy {
  /** Where tokens arrive; by default "sso". */
  readonly profile?: 'sso' | 'widget';
  /** The longest token to accept: 256 to 1048576. */
  readonly maxTokenBytes?: number;
  /** How far clocks may differ: 0 to 300. */
  readonly leeway?: number;
  /** The longest time from "iat" to "exp"; 0 is no limit. */
  readonly maxLifetime?: number;
  readonly allowMissingExp?: boolean;
  readonly userHash?: 'off' | 'if_present' | 'required';
  /** The only "iss" to accept. */
  readonly issuer?: string;
  /** The value that "aud" must be or contain. */
  readonly audience?: string;
  /** The only "typ" to accept. */
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
  /** The last second at which the secret is valid. */
  readonly notAfter?: Date | number;
  /** Accepts a secret of 1 to 31 bytes. */
  readonly weak?: boolean;
}

/** A signing secret. Nothing is trimmed: a newline at the end is part of it. Its bytes are wiped when it is collected. */
export class Secret {
  constructor(value: string | Uint8Array, options?: SecretOptions);
  // No other object is one.
  private readonly _secret: never;
}

export type AnySecret = Secret | string | Uint8Array;

/** What is odd about an accepted token. */
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

/** What a verified token says about a person; null if it doesn't say. */
export class Identity {
  private constructor();
  get email(): string;
  /** Look people up by this address. */
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
  /** The state of the user_hash. It binds the user id, not the e-mail address. */
  get userHash(): 'absent' | 'unchecked' | 'verified';
  get warnings(): readonly ClaimWarning[];
  /** What the report-only policy would refuse. */
  get wouldRefuse(): readonly Refusal[];
  /** The custom claims, which have no property here, as one JSON object. */
  get customJson(): string;
  /** The same, read by JSON.parse. */
  get custom(): Record<string, unknown>;
}

/** The library's error when a call fails. Contains no byte of a token or secret. */
export class PbjwtError extends Error {
  protected constructor();
  /** The stable name of what is wrong, such as "expired". */
  readonly status: string;
  /** The stable number of it. */
  readonly number: number;
  /** The claim at fault, by the name that the token uses. */
  readonly claim: string | null;
  /** One sentence for the operator, which follows the status in `message`. */
  readonly advice: string;
  /** One sentence that may be shown to anyone who sent the token. */
  readonly publicMessage: string;
}

/** The token is at fault. Any other PbjwtError is a problem on the server. */
export class TokenRefused extends PbjwtError {}

/** Secrets and a policy. It belongs to the thread that made it: each worker makes its own. */
export class Verifier {
  /** @throws PbjwtError for a weak secret, a TypeError or RangeError for a wrong setting */
  constructor(secrets: AnySecret | readonly AnySecret[], settings?: Settings);
  /**
   * Returns whose token it is, now or at another time.
   * @throws TokenRefused
   */
  verify(token: string | Uint8Array, now?: Date | number): Identity;
  /** The library's own JSON of the result, accepted or refused. */
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
  /** The token's status without anything that was wrapped around it. */
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

/** A new secret, in the form that ProductBridge generates. */
export function generateSecret(): string;

/** The version of libpbjwt. */
export function version(): string;
