<?php // SPDX-License-Identifier: Apache-2.0

declare(strict_types=1);

namespace Pbjwt;

use DateTimeImmutable;
use FFI;

/** @internal The C library, as FFI sees it. */
final class Library
{
    public const OUT_OF_MEMORY = 92;
    private const INVALID_ARGUMENT = 90;

    // A const char * comes as a PHP string that ends at a NUL; a view, which has none, is a char * here.
    private const DECLARATIONS = '
        typedef struct pbjwt_secret pbjwt_secret;
        typedef struct pbjwt_policy pbjwt_policy;
        typedef struct pbjwt_verifier pbjwt_verifier;
        typedef struct pbjwt_identity pbjwt_identity;

        const char *pbjwt_version(void);
        const char *pbjwt_status_name(int status);
        const char *pbjwt_status_public_message(int status);
        const char *pbjwt_claim_name(int claim);
        const char *pbjwt_claim_message(int status, int claim);
        const char *pbjwt_warning_name(int kind);

        int pbjwt_secret_new(const char *bytes, size_t length, int format, pbjwt_secret **secret);
        void pbjwt_secret_free(pbjwt_secret *secret);

        pbjwt_policy *pbjwt_policy_new(int profile);
        void pbjwt_policy_free(pbjwt_policy *policy);
        int pbjwt_policy_set_leeway(pbjwt_policy *policy, int64_t seconds);
        int pbjwt_policy_set_max_lifetime(pbjwt_policy *policy, int64_t seconds);
        int pbjwt_policy_set_user_hash(pbjwt_policy *policy, int mode);
        int pbjwt_policy_set_issuer(pbjwt_policy *policy, const char *issuer, size_t length);
        int pbjwt_policy_set_audience(pbjwt_policy *policy, const char *audience, size_t length);

        int pbjwt_verifier_new(pbjwt_secret **secrets, size_t count, const pbjwt_policy *policy,
                               pbjwt_verifier **verifier);
        void pbjwt_verifier_release(pbjwt_verifier *verifier);

        pbjwt_identity *pbjwt_identity_new(size_t token_bytes);
        void pbjwt_identity_free(pbjwt_identity *identity);
        int pbjwt_verify(const pbjwt_verifier *verifier, const char *token, size_t length,
                         pbjwt_identity *identity);
        int pbjwt_verify_at(const pbjwt_verifier *verifier, const char *token, size_t length, int64_t now,
                            pbjwt_identity *identity);
        int pbjwt_identity_claim_at_fault(const pbjwt_identity *identity);

        typedef struct { char *data; size_t length; } pbjwt_text;
        typedef struct { uint8_t kind, claim; } pbjwt_noted_warning;
        typedef struct {
            size_t size;
            pbjwt_text email, canonical_email, user_id, name, avatar_url, company_id, company_name,
                customer_status, renewal_date, renewal_risk, account_owner_id, account_owner_email,
                external_user_id, issuer, token_id, key_id, payload;
            const pbjwt_text *audiences;
            size_t audience_count;
            const pbjwt_noted_warning *warnings;
            size_t warning_count;
            double company_mrr, renewal_date_seconds, issued_at, not_before, expires_at;
            uint32_t numbers;
            uint8_t customer_status_kind, renewal_risk_kind, user_hash, has_custom;
        } pbjwt_identity_view;
        int pbjwt_identity_read(const pbjwt_identity *identity, pbjwt_identity_view *view);
        int pbjwt_identity_custom_json(const pbjwt_identity *identity, char **json, size_t *length);
        void pbjwt_free(void *memory);
    ';

    private static ?FFI $library = null;

    public static function load(): FFI
    {
        if (self::$library !== null) {
            return self::$library;
        }
        if (!extension_loaded('ffi')) {
            throw new \RuntimeException('PHP has no FFI here: install or enable its extension "ffi"');
        }
        // The dynamic loader finds the library as it finds any other, by LD_LIBRARY_PATH or its cache.
        try {
            return self::$library = FFI::cdef(self::DECLARATIONS, 'libpbjwt.so.0');
        } catch (FFI\Exception $error) {
            $cause = $error->getMessage();
            throw new \RuntimeException("$cause; install libpbjwt, or name its folder in LD_LIBRARY_PATH", 0, $error);
        }
    }

    /** Throws what a status other than 0 means; $rule is what the caller has broken if the caller has. */
    public static function check(int $status, string $rule, int $claim = 0): void
    {
        match (true) {
            $status === 0 => null,
            $status === self::INVALID_ARGUMENT => throw new \ValueError($rule),
            $status < self::INVALID_ARGUMENT => throw new TokenRefused($status, $claim),
            default => throw new PbjwtException($status),
        };
    }
}

/** @internal Copies what the library's identity says to a PHP one. */
final class Reader
{
    private const HAS_COMPANY_MRR = 1;
    private const HAS_RENEWAL_DATE = 2;
    private const HAS_ISSUED_AT = 4;
    private const HAS_NOT_BEFORE = 8;
    private const HAS_EXPIRES_AT = 16;

    private FFI\CData $view;

    public function __construct(private readonly FFI $c, private readonly FFI\CData $from)
    {
        $this->view = $c->new('pbjwt_identity_view');
        $this->view->size = FFI::sizeof($this->view);
        Library::check($c->pbjwt_identity_read($from, FFI::addr($this->view)), 'the identity holds no one');
    }

    public function identity(): Identity
    {
        $view = $this->view;
        return new Identity(
            email: self::text($view->email),
            canonicalEmail: self::text($view->canonical_email),
            userId: self::text($view->user_id),
            name: self::text($view->name),
            avatarUrl: self::text($view->avatar_url),
            companyName: self::text($view->company_name),
            companyId: self::text($view->company_id),
            companyMrr: $this->number(self::HAS_COMPANY_MRR, $view->company_mrr),
            customerStatus: self::text($view->customer_status),
            renewalDate: self::text($view->renewal_date),
            renewalTime: $this->time(self::HAS_RENEWAL_DATE, $view->renewal_date_seconds),
            renewalRisk: self::text($view->renewal_risk),
            accountOwnerId: self::text($view->account_owner_id),
            accountOwnerEmail: self::text($view->account_owner_email),
            externalUserId: self::text($view->external_user_id),
            userHash: UserHashState::from($view->user_hash),
            issuedAt: $this->time(self::HAS_ISSUED_AT, $view->issued_at),
            notBefore: $this->time(self::HAS_NOT_BEFORE, $view->not_before),
            expiresAt: $this->time(self::HAS_EXPIRES_AT, $view->expires_at),
            issuer: self::text($view->issuer),
            audience: $this->audience(),
            tokenId: self::text($view->token_id),
            warnings: $this->warnings(),
            customJson: $view->has_custom ? $this->customJson() : '{}',
        );
    }

    private static function text(FFI\CData $text): ?string
    {
        return $text->data === null ? null : FFI::string($text->data, $text->length);
    }

    private function number(int $which, float $value): ?float
    {
        return $this->view->numbers & $which ? $value : null;
    }

    private function time(int $which, float $seconds): ?DateTimeImmutable
    {
        if ($this->number($which, $seconds) === null) {
            return null;
        }
        $whole = (int) floor($seconds);
        $rest = (int) round(($seconds - $whole) * 1e6);
        return (new DateTimeImmutable("@$whole"))->modify("+$rest microseconds");
    }

    /** @return list<string> */
    private function audience(): array
    {
        $audience = [];
        for ($i = 0; $i < $this->view->audience_count; $i++) {
            $audience[] = self::text($this->view->audiences[$i]);
        }
        return $audience;
    }

    /** @return list<ClaimWarning> */
    private function warnings(): array
    {
        $warnings = [];
        for ($i = 0; $i < $this->view->warning_count; $i++) {
            $warning = $this->view->warnings[$i];
            $name = $this->c->pbjwt_warning_name($warning->kind) ?? 'unknown_warning';
            $warnings[] = new ClaimWarning($name, $this->c->pbjwt_claim_name($warning->claim));
        }
        return $warnings;
    }

    private function customJson(): string
    {
        $json = $this->c->new('char *');
        $length = $this->c->new('size_t');
        $status = $this->c->pbjwt_identity_custom_json($this->from, FFI::addr($json), FFI::addr($length));
        Library::check($status, 'the identity holds no one');
        try {
            return FFI::string($json, $length->cdata);
        } finally {
            $this->c->pbjwt_free($json);
        }
    }
}
