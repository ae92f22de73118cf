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
        const char *pbjwt_status_message(int status);
        const char *pbjwt_status_public_message(int status);
        const char *pbjwt_claim_name(int claim);
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

        char *pbjwt_identity_email(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_canonical_email(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_user_id(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_name(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_avatar_url(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_company_name(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_company_id(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_customer_status_text(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_renewal_date_text(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_renewal_risk_text(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_account_owner_id(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_account_owner_email(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_external_user_id(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_issuer(const pbjwt_identity *identity, size_t *length);
        char *pbjwt_identity_token_id(const pbjwt_identity *identity, size_t *length);
        size_t pbjwt_identity_audience_count(const pbjwt_identity *identity);
        char *pbjwt_identity_audience(const pbjwt_identity *identity, size_t index, size_t *length);
        bool pbjwt_identity_issued_at(const pbjwt_identity *identity, double *seconds);
        bool pbjwt_identity_not_before(const pbjwt_identity *identity, double *seconds);
        bool pbjwt_identity_expires_at(const pbjwt_identity *identity, double *seconds);
        bool pbjwt_identity_company_mrr(const pbjwt_identity *identity, double *dollars);
        bool pbjwt_identity_renewal_date(const pbjwt_identity *identity, double *seconds);
        int pbjwt_identity_user_hash(const pbjwt_identity *identity);
        size_t pbjwt_identity_warning_count(const pbjwt_identity *identity);
        int pbjwt_identity_warning(const pbjwt_identity *identity, size_t index, int *claim);
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
    public static function check(int $status, string $rule, ?string $claim = null): void
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
    private FFI\CData $length;
    private FFI\CData $number;

    public function __construct(private readonly FFI $c, private readonly FFI\CData $from)
    {
        $this->length = $c->new('size_t');
        $this->number = $c->new('double');
    }

    public function identity(): Identity
    {
        return new Identity(
            email: $this->text('email'),
            canonicalEmail: $this->text('canonical_email'),
            userId: $this->text('user_id'),
            name: $this->text('name'),
            avatarUrl: $this->text('avatar_url'),
            companyName: $this->text('company_name'),
            companyId: $this->text('company_id'),
            companyMrr: $this->number('company_mrr'),
            customerStatus: $this->text('customer_status_text'),
            renewalDate: $this->text('renewal_date_text'),
            renewalTime: $this->time('renewal_date'),
            renewalRisk: $this->text('renewal_risk_text'),
            accountOwnerId: $this->text('account_owner_id'),
            accountOwnerEmail: $this->text('account_owner_email'),
            externalUserId: $this->text('external_user_id'),
            userHash: UserHashState::from($this->c->pbjwt_identity_user_hash($this->from)),
            issuedAt: $this->time('issued_at'),
            notBefore: $this->time('not_before'),
            expiresAt: $this->time('expires_at'),
            issuer: $this->text('issuer'),
            audience: $this->audience(),
            tokenId: $this->text('token_id'),
            warnings: $this->warnings(),
            customJson: $this->customJson(),
        );
    }

    private function text(string $claim, int ...$index): ?string
    {
        $view = $this->c->{"pbjwt_identity_$claim"}($this->from, ...[...$index, FFI::addr($this->length)]);
        return $view === null ? null : FFI::string($view, $this->length->cdata);
    }

    private function number(string $claim): ?float
    {
        $there = $this->c->{"pbjwt_identity_$claim"}($this->from, FFI::addr($this->number));
        return $there ? $this->number->cdata : null;
    }

    private function time(string $claim): ?DateTimeImmutable
    {
        $seconds = $this->number($claim);
        if ($seconds === null) {
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
        for ($i = 0, $count = $this->c->pbjwt_identity_audience_count($this->from); $i < $count; $i++) {
            $audience[] = $this->text('audience', $i);
        }
        return $audience;
    }

    /** @return list<ClaimWarning> */
    private function warnings(): array
    {
        $warnings = [];
        $claim = $this->c->new('int');
        for ($i = 0, $count = $this->c->pbjwt_identity_warning_count($this->from); $i < $count; $i++) {
            $kind = $this->c->pbjwt_identity_warning($this->from, $i, FFI::addr($claim));
            $name = $this->c->pbjwt_warning_name($kind) ?? 'unknown_warning';
            $warnings[] = new ClaimWarning($name, $this->c->pbjwt_claim_name($claim->cdata));
        }
        return $warnings;
    }

    private function customJson(): string
    {
        $json = $this->c->new('char *');
        $status = $this->c->pbjwt_identity_custom_json($this->from, FFI::addr($json), FFI::addr($this->length));
        Library::check($status, 'the identity holds no one');
        try {
            return FFI::string($json, $this->length->cdata);
        } finally {
            $this->c->pbjwt_free($json);
        }
    }
}
