<?php // SPDX-License-Identifier: Apache-2.0

declare(strict_types=1);

namespace Pbjwt\Tests;

use DateTimeImmutable;
use Pbjwt\ClaimWarning;
use Pbjwt\Library;
use Pbjwt\PbjwtException;
use Pbjwt\Profile;
use Pbjwt\TokenRefused;
use Pbjwt\UserHash;
use Pbjwt\UserHashState;
use Pbjwt\Verifier;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Tokens.php';

final class VerifierTest extends TestCase
{
    private const CLASSES = [Verifier::class, Library::class, PbjwtException::class];

    public function testTheGoodTokenTellsAllItsClaims(): void
    {
        $token = Tokens::read('good');
        $sent = json_decode(base64_decode(strtr(explode('.', $token)[1], '-_', '+/')));
        $who = (new Verifier(Tokens::read('secret'), userHash: UserHash::Required))->verify($token);

        $this->assertSame('ada@example.com', $who->email);
        $this->assertSame('ada@example.com', $who->canonicalEmail);
        $this->assertSame('usr_7Yk2L', $who->userId);
        $this->assertSame('Zoë "Ada" Lovelace', $who->name);
        $this->assertSame('https://cdn.example.com/avatars/7Yk2L.png', $who->avatarUrl);
        $this->assertSame('Analytical Engines Ltd', $who->companyName);
        $this->assertSame('cmp_0042', $who->companyId);
        $this->assertSame(1249.5, $who->companyMrr);
        $this->assertSame('active', $who->customerStatus);
        $this->assertSame('2026-03-31', $who->renewalDate);
        $this->assertSame('2026-03-31T00:00:00+00:00', $who->renewalTime->format(DATE_ATOM));
        $this->assertSame('low', $who->renewalRisk);
        $this->assertSame('own_17', $who->accountOwnerId);
        $this->assertSame('charles@example.org', $who->accountOwnerEmail);
        $this->assertSame('003Dn00000XyZAB', $who->externalUserId);
        $this->assertSame(UserHashState::Verified, $who->userHash);
        $this->assertSame($sent->iat, $who->issuedAt->getTimestamp());
        $this->assertSame($sent->exp, $who->expiresAt->getTimestamp());
        $this->assertSame([], $who->warnings);
        $this->assertSame('{"plan":{"seats":25}}', $who->customJson);
    }

    public function testWhatTheMinimalTokenDoesNotSayIsNull(): void
    {
        $who = get_object_vars((new Verifier(Tokens::read('secret')))->verify(Tokens::read('minimal')));

        $this->assertSame('Ada Lovelace', $who['name']);
        $this->assertSame(UserHashState::Absent, $who['userHash']);
        $this->assertSame('{}', $who['customJson']);
        $this->assertSame(
            ['avatarUrl', 'companyName', 'companyId', 'companyMrr', 'customerStatus', 'renewalDate', 'renewalTime',
                'renewalRisk', 'accountOwnerId', 'accountOwnerEmail', 'externalUserId', 'notBefore', 'issuer',
                'tokenId'],
            array_keys(array_filter($who, is_null(...))),
        );
        $this->assertSame(['audience', 'warnings'], array_keys(array_filter($who, fn ($claim) => $claim === [])));
    }

    public function testTheOtherClaimsAreReadToo(): void
    {
        $now = time();
        $token = Tokens::sign([
            'iss' => 'https://example.com', 'aud' => ['one', 'two'], 'jti' => "t\u{1F600}", 'nbf' => $now - 1.5,
            'name' => '', 'renewal_date' => '1969-12-31T23:59:58.25Z', 'email' => 'Ada@example.com',
        ]);
        $verifier = new Verifier(Tokens::read('secret'), issuer: 'https://example.com', audience: 'two');
        $who = $verifier->verify($token);

        $this->assertSame('https://example.com', $who->issuer);
        $this->assertSame(['one', 'two'], $who->audience);
        $this->assertSame("t\u{1F600}", $who->tokenId);
        $this->assertSame(sprintf('%d.500000', $now - 2), $who->notBefore->format('U.u'));
        $this->assertNull($who->name);
        $this->assertSame('1969-12-31T23:59:58.250000', $who->renewalTime->format('Y-m-d\TH:i:s.u'));
        $this->assertEquals([new ClaimWarning('not_canonical', 'email')], $who->warnings);
    }

    /** @return iterable<string, list<mixed>> */
    public function refusals(): iterable
    {
        yield 'an expired token' => ['expired', 51, 'expired', null, 'The token has expired', 'log in again'];
        yield 'a forged token' => ['forged', 31, 'signature_mismatch', null, 'The signature does not match', 'log in'];
        yield 'a token without e-mail' => ['no-email', 60, 'missing_email', null, 'The token has no email claim', 'contact support'];
        yield 'a number as e-mail' => ['number-as-email', 61, 'malformed_claim', 'email', 'email must be text', 'log in'];
    }

    /** @dataProvider refusals */
    public function testItIsRefusedWithItsReason(
        string $file,
        int $status,
        string $name,
        ?string $claim,
        string $message,
        string $public,
    ): void {
        $refusal = $this->refusal($file);

        $this->assertSame($status, $refusal->getCode());
        $this->assertSame($name, $refusal->name);
        $this->assertSame($claim, $refusal->claim);
        $this->assertStringStartsWith(
            $name . ($claim ? " ($claim)" : '') . ': ' . $message,
            $refusal->getMessage(),
        );
        $this->assertStringContainsString($public, $refusal->publicMessage);
    }

    /** @dataProvider refusals */
    public function testARefusalHoldsNothingOfTokenOrSecret(string $file): void
    {
        ini_set('zend.exception_ignore_args', '0');
        $refusal = $this->refusal($file);
        $text = $this->allItHolds($refusal);

        $this->assertStringContainsString('SensitiveParameterValue', $text);
        foreach ([Tokens::read('secret'), ...explode('.', Tokens::read($file))] as $part) {
            $this->assertFalse(str_contains($text, substr($part, 0, 12)));
        }
    }

    public function testAWrongSecretIsASignatureMismatch(): void
    {
        $refusal = $this->refusal('good', new Verifier(Tokens::read('other-secret')));
        $this->assertSame('signature_mismatch', $refusal->name);
    }

    public function testAShortSecretIsRefusedAndNotShown(): void
    {
        ini_set('zend.exception_ignore_args', '0');
        try {
            new Verifier('correct horse');
            $this->fail('it was taken');
        } catch (PbjwtException $error) {
            $this->assertNotInstanceOf(TokenRefused::class, $error);
            $this->assertSame(91, $error->getCode());
            $this->assertSame('weak_secret', $error->name);
            $this->assertStringNotContainsString('horse', $this->allItHolds($error));
        }
    }

    public function testWhatIsNoTokenIsRefused(): void
    {
        $token = Tokens::read('good');
        $verifier = new Verifier(Tokens::read('secret'));
        $reasons = [];
        foreach (['', "\0", "$token\0", "\0$token", substr_replace($token, "\0", 5, 0), "\xff$token"] as $text) {
            $reasons[] = $this->refusalOf($text, $verifier)->name;
        }
        $this->assertSame(
            ['malformed_token', 'malformed_token', 'malformed_signature', 'malformed_header', 'malformed_header',
                'malformed_header'],
            $reasons,
        );
        $this->assertSame('token_too_large', $this->refusalOf(str_repeat('a', 2_000_000), $verifier)->name);
    }

    public function testSeveralSecretsAreTakenWhileTheyRotate(): void
    {
        $verifier = new Verifier([Tokens::read('other-secret'), Tokens::read('secret')]);
        $this->assertSame('ada@example.com', $verifier->verify(Tokens::read('minimal'))->email);
        $this->assertSame('ada@example.com', $verifier->verify(Tokens::read('forged'))->email);
    }

    public function testASecretMayHoldANul(): void
    {
        $secret = str_repeat('k', 32) . "\0" . str_repeat('k', 32);
        $verifier = new Verifier($secret);
        $this->assertSame('ada@example.com', $verifier->verify(Tokens::sign([], $secret))->email);
        $refusal = $this->refusalOf(Tokens::sign([], str_repeat('k', 32)), $verifier);
        $this->assertSame('signature_mismatch', $refusal->name);
    }

    public function testATokenIsVerifiedAtAGivenTime(): void
    {
        $verifier = new Verifier(Tokens::read('secret'));
        $who = $verifier->verify(Tokens::read('expired'), new DateTimeImmutable('-90 minutes'));
        $this->assertSame('ada@example.com', $who->email);

        $later = new DateTimeImmutable('+2 hours');
        $this->assertSame('expired', $this->refusalOf(Tokens::read('good'), $verifier, $later)->name);
    }

    public function testThePolicyDecides(): void
    {
        $secret = Tokens::read('secret');
        $required = new Verifier($secret, userHash: UserHash::Required);
        $this->assertSame('missing_user_hash', $this->refusal('minimal', $required)->name);
        $wrong = Tokens::sign(['sub' => 'u', 'user_hash' => str_repeat('0', 64)]);
        $checked = new Verifier($secret, userHash: UserHash::IfPresent);
        $this->assertSame('user_hash_mismatch', $this->refusalOf($wrong, $checked)->name);
        $this->assertSame('issuer_mismatch', $this->refusal('good', new Verifier($secret, issuer: 'x'))->name);
        $this->assertSame('audience_mismatch', $this->refusal('good', new Verifier($secret, audience: 'x'))->name);
        $this->assertSame('lifetime_too_long', $this->refusal('good', new Verifier($secret, maxLifetime: 60))->name);

        $late = Tokens::sign(['iat' => time() - 200, 'exp' => time() - 100]);
        $this->assertSame('expired', $this->refusalOf($late, new Verifier($secret, Profile::Widget, leeway: 0))->name);
        $who = (new Verifier($secret, Profile::Widget, leeway: 300))->verify($late);
        $this->assertSame('ada@example.com', $who->email);
    }

    private function allItHolds(PbjwtException $error): string
    {
        // This test's own calls are in the trace, too, with the token.
        $ours = array_filter($error->getTrace(), fn ($call) => in_array($call['class'], self::CLASSES, true));
        return print_r($ours, true) . print_r(get_object_vars($error), true) . $error->getMessage();
    }

    private function refusal(string $file, ?Verifier $verifier = null): TokenRefused
    {
        return $this->refusalOf(Tokens::read($file), $verifier ?? new Verifier(Tokens::read('secret')));
    }

    private function refusalOf(string $token, Verifier $verifier, ?DateTimeImmutable $at = null): TokenRefused
    {
        try {
            $verifier->verify($token, $at);
        } catch (TokenRefused $refusal) {
            return $refusal;
        }
        $this->fail('the token was taken');
    }
}
