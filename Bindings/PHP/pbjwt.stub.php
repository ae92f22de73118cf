<?php

/**
 * SPDX-License-Identifier: Apache-2.0
 * @generate-class-entries
 */

namespace Pbjwt;

/** Where tokens arrive. */
enum Profile: string
{
    case Sso = 'sso';
    case Widget = 'widget';
}

/** How a token's user_hash is checked. */
enum UserHash: string
{
    case Off = 'off';
    case IfPresent = 'if_present';
    case Required = 'required';
}

/** The form of a person's canonical address. */
enum EmailForm: string
{
    case AsSent = 'as_sent';
    case Lowercased = 'lowercased';
    case RequireLowercase = 'require_lowercase';
}

/** Who reads the payload's JSON: the library, or jansson too. */
enum Reader: string
{
    case Fast = 'fast';
    case Both = 'both';
}

/** How a secret's bytes are written. */
enum SecretFormat: string
{
    case Text = 'text';
    case Hex = 'hex';
    case Base64 = 'base64';
}

/** The state of an accepted token's user_hash. It binds the user id, not the e-mail address. */
enum UserHashState: string
{
    case Absent = 'absent';
    case Unchecked = 'unchecked';
    case Verified = 'verified';
}

/** The customer's status; Other is a custom one, which Identity::$customerStatus has. */
enum CustomerStatus: string
{
    case Active = 'active';
    case Trial = 'trial';
    case Churned = 'churned';
    case Other = 'other';
}

/**
 * The library's error when a call fails. Contains no byte of a token or secret. getCode() is the status's
 * number, getMessage() its name, the claim and the operator's sentence. A setting out of range is a
 * ValueError instead.
 * @not-serializable
 */
class PbjwtException extends \RuntimeException
{
    /** The stable name of the status, such as "expired". */
    public readonly string $status;
    /** The claim at fault, by the name that the token uses. */
    public readonly ?string $claim;
    /** One sentence for the operator. */
    public readonly string $operatorMessage;
    /** One sentence that may be shown to the person who sent the token. */
    public readonly string $publicMessage;
}

/**
 * The token is at fault. Any other PbjwtException is a problem on the server.
 * @not-serializable
 */
final class TokenRefused extends PbjwtException
{
}

/**
 * A signing secret. All its bytes count: no line end is removed. The library wipes its copy.
 *
 * @strict-properties
 * @not-serializable
 */
final class Secret
{
    /**
     * $id names it in tokens ("kid") and in Identity::$keyId. After the second $notAfter it is no longer
     * valid. $weak accepts fewer than 32 bytes; every identity then carries the warning "weak_secret".
     */
    public function __construct(
        string $bytes,
        ?string $id = null,
        int|\DateTimeInterface|null $notAfter = null,
        SecretFormat $format = SecretFormat::Text,
        bool $weak = false,
    ) {
    }

    /** A new secret in the form that ProductBridge generates: 64 hex characters for 32 random bytes. */
    public static function generate(): string
    {
    }

    /**
     * Signs a token: claims by their names in it, such as "email", "sub", "avatar_url" and "aud". $custom is an
     * array, or a JSON object's text, of other members; $userHash adds the hash of the user id.
     */
    public function issue(
        array $claims,
        int $lifetime = 3600,
        int|\DateTimeInterface|null $at = null,
        bool $userHash = false,
        ?string $type = null,
        array|string|null $custom = null,
    ): string {
    }

    /** The user_hash of a user id: 64 hex characters. */
    public function userHash(string $id): string
    {
    }
}

/**
 * What a token needs besides a valid signature; null is the profile's setting. Times are in seconds.
 *
 * @strict-properties
 * @not-serializable
 */
final class Policy
{
    public function __construct(
        Profile $profile = Profile::Sso,
        ?int $maxTokenBytes = null,
        ?int $leeway = null,
        ?int $maxLifetime = null,
        bool $allowMissingExp = false,
        UserHash $userHash = UserHash::Off,
        ?string $issuer = null,
        ?string $audience = null,
        ?string $type = null,
        bool $strictClaims = false,
        EmailForm $emailForm = EmailForm::AsSent,
        Reader $reader = Reader::Fast,
    ) {
    }
}

/**
 * One to eight secrets, and a policy. A token may be signed with any of the secrets. $report is a second
 * policy that refuses nobody: Identity::$wouldRefuse lists what it would refuse.
 *
 * @strict-properties
 * @not-serializable
 */
final class Verifier
{
    public function __construct(string|Secret|array $secrets, ?Policy $policy = null, ?Policy $report = null)
    {
    }

    /** The same, kept in this process for later requests. */
    public static function persistent(
        string|Secret|array $secrets,
        ?Policy $policy = null,
        ?Policy $report = null,
    ): Verifier {
    }

    /** Whose token it is, now or at another time. @throws TokenRefused */
    public function verify(string $token, int|\DateTimeInterface|null $at = null): Identity
    {
    }

    /** The result as one line of JSON, refused or not. */
    public function verifyJson(string $token, int|\DateTimeInterface|null $at = null): string
    {
    }
}

/**
 * What a verified token says about a person; null if it doesn't say. Each property is created when it is
 * first read. var_dump() shows nothing about the person.
 *
 * @strict-properties
 * @not-serializable
 */
final class Identity implements \JsonSerializable
{
    public readonly string $email;
    /** Look people up by this address. */
    public readonly string $canonicalEmail;
    public readonly ?string $userId;
    public readonly ?string $name;
    public readonly ?string $avatarUrl;
    public readonly ?string $companyId;
    public readonly ?string $companyName;
    public readonly ?float $companyMrr;
    public readonly ?string $customerStatus;
    public readonly ?CustomerStatus $customerStatusKind;
    /** As the token has it: an ISO 8601 date, or date-time with an offset. */
    public readonly ?string $renewalDate;
    public readonly ?\DateTimeImmutable $renewalTime;
    /** "low", "medium" or "high". */
    public readonly ?string $renewalRisk;
    public readonly ?string $accountOwnerId;
    public readonly ?string $accountOwnerEmail;
    public readonly ?string $externalUserId;
    public readonly UserHashState $userHash;
    public readonly ?\DateTimeImmutable $issuedAt;
    public readonly ?\DateTimeImmutable $notBefore;
    public readonly ?\DateTimeImmutable $expiresAt;
    public readonly ?string $issuer;
    /** @var list<string> */
    public readonly array $audience;
    public readonly ?string $tokenId;
    /** The id of the secret that verified the token. */
    public readonly ?string $keyId;
    /** @var list<ClaimWarning> */
    public readonly array $warnings;
    /** @var list<Refusal> */
    public readonly array $wouldRefuse;
    /** The custom claims, which have no property here, as one JSON object. */
    public readonly string $customJson;

    private function __construct()
    {
    }

    /** Each property's value by its name. */
    public function toArray(): array
    {
    }

    /** The library's own JSON of the identity, decoded. */
    public function jsonSerialize(): \stdClass
    {
    }
}

/**
 * What is odd about an accepted token.
 *
 * @strict-properties
 */
final class ClaimWarning
{
    /** Such as "not_canonical". */
    public readonly string $kind;
    public readonly ?string $claim;
    /** One sentence for the operator. */
    public readonly string $message;

    private function __construct()
    {
    }
}

/**
 * What a second policy would refuse.
 *
 * @strict-properties
 */
final class Refusal
{
    /** Such as "issuer_mismatch". */
    public readonly string $status;
    public readonly ?string $claim;
    /** One sentence for the operator. */
    public readonly string $message;

    private function __construct()
    {
    }
}

/**
 * Why a token is refused or gets a warning, for operators: it quotes the token's claims. Never a
 * verification.
 *
 * @strict-properties
 */
final class Report
{
    /** The result of verifying the token as received, such as "expired". */
    public readonly string $status;
    /** The claim at fault. */
    public readonly ?string $claim;
    /** The token's status without anything that was wrapped around it. */
    public readonly string $statusAfterCleaning;
    /** @var list<Cause> the most likely first */
    public readonly array $causes;
    public readonly string $json;
    /** The report for people, plain and with ANSI colours. */
    public readonly string $text;
    public readonly string $colorText;

    private function __construct()
    {
    }
}

/**
 * Why a token is refused or gets a warning.
 *
 * @strict-properties
 */
final class Cause
{
    /** Stable, and never reused. */
    public readonly int $number;
    /** Such as "key_hex_decoded". */
    public readonly string $name;
    /** Who has to change something: "signer", "carrier", "verifier" or "nobody". */
    public readonly string $side;
    /** What was found, with its values. */
    public readonly string $found;
    /** What to change. */
    public readonly string $advice;

    private function __construct()
    {
    }
}

/**
 * The JSON texts of a token's header and payload, UNVERIFIED: its sender wrote them.
 *
 * @strict-properties
 */
final class Unverified
{
    /** "ok", or why one of the two can't be read. */
    public readonly string $status;
    public readonly ?string $header;
    public readonly ?string $payload;

    private function __construct()
    {
    }
}

/**
 * Why a token is refused. $otherSecrets are more that might have signed it. Slow: not for every refused token of a
 * public endpoint.
 */
function explain(
    string $token,
    string|Secret|array $secrets,
    ?Policy $policy = null,
    array $otherSecrets = [],
    ?string $secondToken = null,
    int|\DateTimeInterface|null $at = null,
): Report {
}

/** Header and payload of a token, for troubleshooting only. Never let anyone in based on them. */
function inspect_unverified(string $token): Unverified
{
}

/** The version of the running library. */
function version(): string
{
}
