<?php // SPDX-License-Identifier: Apache-2.0

/**
 * Verifies the HS256 tokens that tell ProductBridge who a person is, by libpbjwt.
 *
 *     $verifier = new Pbjwt\Verifier($secret, userHash: Pbjwt\UserHash::Required);
 *     try {
 *         $identity = $verifier->verify($token);
 *     } catch (Pbjwt\TokenRefused $refusal) {
 *         error_log($refusal->getMessage()); // for the operator
 *         http_response_code(401);
 *         exit($refusal->publicMessage);
 *     }
 *
 * Needs PHP 8.2 with FFI. Web servers let only preloaded files use it: opcache.preload=/path/to/Pbjwt.php
 */

declare(strict_types=1);

namespace Pbjwt;

use DateTimeImmutable;
use DateTimeInterface;
use FFI;
use SensitiveParameter;

require_once __DIR__ . '/Library.php';

/** Where tokens come in. */
enum Profile: int
{
    case Sso = 0;
    case Widget = 1;
}

/** What is demanded of a token's user_hash. */
enum UserHash: int
{
    case Ignored = 0;
    case IfPresent = 1;
    case Required = 2;
}

/** What became of a good token's user_hash. It binds the user id, not the e-mail. */
enum UserHashState: int
{
    case Absent = 0;
    case Unchecked = 1;
    case Verified = 2;
}

/** What the library says when it does not do as asked. Holds no byte of a token or secret. */
class PbjwtException extends \RuntimeException
{
    /** The stable name of the status that getCode() gives, such as "expired". */
    public readonly string $name;
    /** One sentence that may be shown to the person who sent the token. */
    public readonly string $publicMessage;
    /** The claim at fault, as the token calls it. */
    public readonly ?string $claim;

    /** Of a status, and the claim of that number; 0 is none. */
    final public function __construct(int $status, int $claim = 0)
    {
        $c = Library::load();
        $this->claim = $c->pbjwt_claim_name($claim);
        $this->name = $c->pbjwt_status_name($status);
        $this->publicMessage = $c->pbjwt_status_public_message($status);
        $at = $this->claim === null ? '' : " ({$this->claim})";
        parent::__construct($this->name . $at . ': ' . $c->pbjwt_claim_message($status, $claim), $status);
    }
}

/** The token is at fault. Any other PbjwtException is the server's trouble. */
final class TokenRefused extends PbjwtException
{
}

/** What is odd about a good token. */
final readonly class ClaimWarning
{
    public function __construct(public string $kind, public ?string $claim)
    {
    }
}

/** What a verified token says about a person; null is what it doesn't say. */
final readonly class Identity
{
    public function __construct(
        public string $email,
        /** What to look people up by. */
        public string $canonicalEmail,
        public ?string $userId,
        public ?string $name,
        public ?string $avatarUrl,
        public ?string $companyName,
        public ?string $companyId,
        public ?float $companyMrr,
        /** "active", "trial", "churned" or a custom one. */
        public ?string $customerStatus,
        /** As the token has it: an ISO 8601 date, or date-time with an offset. */
        public ?string $renewalDate,
        public ?DateTimeImmutable $renewalTime,
        /** "low", "medium" or "high". */
        public ?string $renewalRisk,
        public ?string $accountOwnerId,
        public ?string $accountOwnerEmail,
        public ?string $externalUserId,
        public UserHashState $userHash,
        public ?DateTimeImmutable $issuedAt,
        public ?DateTimeImmutable $notBefore,
        public ?DateTimeImmutable $expiresAt,
        public ?string $issuer,
        /** @var list<string> */
        public array $audience,
        public ?string $tokenId,
        /** @var list<ClaimWarning> */
        public array $warnings,
        /** The members that have no property here, as one JSON object. */
        public string $customJson,
    ) {
    }
}

/**
 * Secrets and what is demanded of tokens. Takes tokens of any of the secrets, for their rotation.
 *
 * A secret's bytes are all of it: no newline is taken off. The library's copies are wiped; PHP's can't be.
 */
final class Verifier
{
    private ?FFI\CData $handle;

    /**
     * Times are in seconds; null is the library's default, and a $maxLifetime of 0 no limit.
     *
     * @param string|list<string> $secrets
     * @throws \ValueError for a setting out of its range
     * @throws PbjwtException for a weak secret
     */
    public function __construct(
        #[SensitiveParameter] string|array $secrets,
        Profile $profile = Profile::Sso,
        ?int $leeway = null,
        ?int $maxLifetime = null,
        UserHash $userHash = UserHash::Ignored,
        ?string $issuer = null,
        ?string $audience = null,
    ) {
        $c = Library::load();
        $secrets = array_values((array) $secrets);
        $policy = $c->pbjwt_policy_new($profile->value) ?? throw new PbjwtException(Library::OUT_OF_MEMORY);
        // One more than needed, since C has no array of nothing.
        $handles = $c->new('pbjwt_secret *[' . (count($secrets) + 1) . ']');
        $made = [];
        try {
            Library::check($c->pbjwt_policy_set_user_hash($policy, $userHash->value), 'userHash');
            if ($leeway !== null) {
                Library::check($c->pbjwt_policy_set_leeway($policy, $leeway), 'leeway must be 0 to 300 seconds');
            }
            if ($maxLifetime !== null) {
                $status = $c->pbjwt_policy_set_max_lifetime($policy, $maxLifetime);
                Library::check($status, 'maxLifetime must be 0 to 253402300799 seconds');
            }
            foreach (['issuer' => $issuer, 'audience' => $audience] as $name => $text) {
                if ($text !== null) {
                    $status = $c->{"pbjwt_policy_set_$name"}($policy, $text, strlen($text));
                    Library::check($status, "$name must be UTF-8, not empty and without U+0000");
                }
            }
            foreach ($secrets as $index => $secret) {
                if (!is_string($secret)) {
                    throw new \TypeError('a secret must be a string, not ' . get_debug_type($secret));
                }
                $one = $c->new('pbjwt_secret *');
                $status = $c->pbjwt_secret_new($secret, strlen($secret), 0, FFI::addr($one));
                Library::check($status, 'a secret has at most 4096 bytes');
                $made[] = $handles[$index] = $one;
            }
            $verifier = $c->new('pbjwt_verifier *');
            $status = $c->pbjwt_verifier_new($handles, count($secrets), $policy, FFI::addr($verifier));
            Library::check($status, 'a verifier has 1 to 8 secrets');
            $this->handle = $verifier;
        } finally {
            foreach ($made as $secret) {
                $c->pbjwt_secret_free($secret);
            }
            $c->pbjwt_policy_free($policy);
        }
    }

    /** Says whose token it is, now or at another time. @throws TokenRefused */
    public function verify(#[SensitiveParameter] string $token, ?DateTimeInterface $at = null): Identity
    {
        $verifier = $this->handle ?? throw new \LogicException('the verifier is closed');
        $c = Library::load();
        // One for each call: a signal handler or a fiber that verifies meanwhile must not change who this is.
        $identity = $c->pbjwt_identity_new(0) ?? throw new PbjwtException(Library::OUT_OF_MEMORY);
        try {
            if ($at === null) {
                $status = $c->pbjwt_verify($verifier, $token, strlen($token), $identity);
            } else {
                $status = $c->pbjwt_verify_at($verifier, $token, strlen($token), $at->getTimestamp(), $identity);
            }
            Library::check(
                $status,
                '$at must be in the years 1970 to 9999',
                $c->pbjwt_identity_claim_at_fault($identity),
            );
            return (new Reader($c, $identity))->identity();
        } finally {
            $c->pbjwt_identity_free($identity);
        }
    }

    /** Wipes the secrets, as the destructor does. May be called again. */
    public function close(): void
    {
        $handle = $this->handle ?? null;
        $this->handle = null;
        Library::load()->pbjwt_verifier_release($handle);
    }

    public function __destruct()
    {
        $this->close();
    }

    /** A copy would release the library's object a second time. */
    private function __clone()
    {
    }

    /** The version of the library that is running. */
    public static function libraryVersion(): string
    {
        return Library::load()->pbjwt_version();
    }
}
