<?php // SPDX-License-Identifier: Apache-2.0

declare(strict_types=1);

namespace Pbjwt\Tests;

use DateTimeImmutable;
use Pbjwt\PbjwtException;
use Pbjwt\Verifier;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Tokens.php';

final class MisuseTest extends TestCase
{
    /** @return iterable<string, list<mixed>> */
    public function settings(): iterable
    {
        $good = str_repeat('s', 32);
        yield 'no secret' => [\ValueError::class, [[]], '1 to 8 secrets'];
        yield 'nine secrets' => [\ValueError::class, [array_fill(0, 9, $good)], '1 to 8 secrets'];
        yield 'a secret of 4097 bytes' => [\ValueError::class, [str_repeat('s', 4097)], '4096 bytes'];
        yield 'null as secret' => [\TypeError::class, [null], '($secrets)'];
        yield 'a number as secret' => [\TypeError::class, [7], '($secrets)'];
        yield 'null among the secrets' => [\TypeError::class, [[$good, null]], 'a secret must be a string'];
        yield 'an object among the secrets' => [\TypeError::class, [[new \stdClass()]], 'a secret must be a string'];
        yield 'a number as profile' => [\TypeError::class, [$good, 'profile' => 0], '($profile)'];
        yield 'null as profile' => [\TypeError::class, [$good, 'profile' => null], '($profile)'];
        yield 'true as user hash' => [\TypeError::class, [$good, 'userHash' => true], '($userHash)'];
        yield 'a text as leeway' => [\TypeError::class, [$good, 'leeway' => '30'], '($leeway)'];
        yield 'a negative leeway' => [\ValueError::class, [$good, 'leeway' => -1], 'leeway must be'];
        yield 'a huge leeway' => [\ValueError::class, [$good, 'leeway' => PHP_INT_MAX], 'leeway must be'];
        yield 'a negative lifetime' => [\ValueError::class, [$good, 'maxLifetime' => -1], 'maxLifetime must be'];
        yield 'a fraction as lifetime' => [\TypeError::class, [$good, 'maxLifetime' => 1.5], '($maxLifetime)'];
        yield 'an empty issuer' => [\ValueError::class, [$good, 'issuer' => ''], 'issuer must be'];
        yield 'a NUL in the issuer' => [\ValueError::class, [$good, 'issuer' => "a\0b"], 'issuer must be'];
        yield 'bytes as audience' => [\ValueError::class, [$good, 'audience' => "\xff"], 'audience must be'];
        yield 'an array as audience' => [\TypeError::class, [$good, 'audience' => ['a']], '($audience)'];
        yield 'an unknown setting' => [\Error::class, [$good, 'userhash' => 2], '$userhash'];
    }

    /** @dataProvider settings */
    public function testIsNoVerifier(string $error, array $arguments, string $message): void
    {
        $this->expectException($error);
        $this->expectExceptionMessage($message);
        new Verifier(...$arguments);
    }

    /** @return iterable<string, list<mixed>> */
    public function arguments(): iterable
    {
        yield 'null' => [\TypeError::class, [null]];
        yield 'a number' => [\TypeError::class, [7]];
        yield 'an array' => [\TypeError::class, [['a']]];
        yield 'nothing' => [\ArgumentCountError::class, []];
        yield 'a number as time' => [\TypeError::class, ['a.b.c', 7]];
        yield 'a time before 1970' => [\ValueError::class, ['a.b.c', new DateTimeImmutable('@-1')]];
        yield 'a time after 9999' => [\ValueError::class, ['a.b.c', new DateTimeImmutable('@253402300800')]];
    }

    /** @dataProvider arguments */
    public function testIsNothingToVerify(string $error, array $arguments): void
    {
        $verifier = new Verifier(Tokens::read('secret'));
        $this->expectException($error);
        $verifier->verify(...$arguments);
    }

    public function testAClosedVerifierSaysSo(): void
    {
        $verifier = new Verifier(Tokens::read('secret'));
        $verifier->close();
        $verifier->close();
        $this->expectExceptionObject(new \LogicException('the verifier is closed'));
        $verifier->verify(Tokens::read('good'));
    }

    public function testAVerifierThatWasNeverMadeCountsAsClosed(): void
    {
        $verifier = (new \ReflectionClass(Verifier::class))->newInstanceWithoutConstructor();
        $this->expectExceptionObject(new \LogicException('the verifier is closed'));
        $verifier->verify(Tokens::read('good'));
    }

    public function testAVerifierIsNeitherClonedNorSerialized(): void
    {
        $verifier = new Verifier(Tokens::read('secret'));
        foreach ([fn () => clone $verifier, fn () => serialize($verifier)] as $copy) {
            $copied = true;
            try {
                $copy();
            } catch (\Throwable) {
                $copied = false;
            }
            $this->assertFalse($copied);
        }
        $this->assertSame('ada@example.com', $verifier->verify(Tokens::read('good'))->email);
    }

    public function testAnIdentityCannotBeChanged(): void
    {
        $who = (new Verifier(Tokens::read('secret')))->verify(Tokens::read('good'));
        $this->expectExceptionMessage('readonly');
        $who->email = 'charles@example.org';
    }

    public function testTheVersionIsTheLibrarys(): void
    {
        $this->assertMatchesRegularExpression('/^\d+\.\d+\.\d+$/', Verifier::libraryVersion());
    }

    public function testAMissingLibraryIsNamedWithWhatToInstall(): void
    {
        $code = 'require "Pbjwt.php"; try { Pbjwt\Verifier::libraryVersion(); }
            catch (RuntimeException $e) { echo $e->getMessage(); }';
        [, $out] = $this->execute([PHP_BINARY, '-r', $code], '', ['LD_LIBRARY_PATH' => '']);
        $this->assertStringContainsString("Failed loading 'libpbjwt.so.0'", $out);
        $this->assertStringContainsString('install libpbjwt, or name its folder in LD_LIBRARY_PATH', $out);
    }

    public function testTheExampleTellsWhoItIs(): void
    {
        $secret = Tokens::path('secret');
        $this->assertSame([0, "Zoë \"Ada\" Lovelace <ada@example.com>\n"], $this->who($secret, Tokens::read('good')));
        [$status, $said] = $this->who($secret, Tokens::read('number-as-email') . "\n");
        $this->assertSame(1, $status);
        $this->assertStringStartsWith('61 malformed_claim (email): ', $said);
        [$status, $said] = $this->who('/no/such/file', '');
        $this->assertSame([1, "usage: who.php SECRET-FILE < TOKEN\n"], [$status, $said]);
    }

    public function testTwentyThousandVerificationsLeaveMemoryAsItWas(): void
    {
        $secret = Tokens::read('secret');
        $verifier = new Verifier($secret);
        $files = ['good', 'minimal', 'expired', 'forged', 'number-as-email'];
        $tokens = [...array_map(Tokens::read(...), $files), Tokens::sign(['aud' => ['a', 'b'], 'email' => 'A@b.c'])];
        $verified = $refused = 0;
        $work = function (int $times) use ($verifier, $tokens, $secret, &$verified, &$refused): void {
            for ($i = 0; $i < $times; $i++) {
                try {
                    $verifier->verify($tokens[$i % count($tokens)]);
                    $verified++;
                } catch (PbjwtException) {
                    $refused++;
                }
                if ($i % 4 === 0) {
                    new Verifier([$secret, $secret], issuer: 'https://example.com');
                }
            }
        };
        $work(5_000);
        $before = [memory_get_usage(), $this->residentKilobytes()];
        $work(20_000);

        $this->assertSame([12_502, 12_498], [$verified, $refused]);
        $this->assertLessThan(10_000, memory_get_usage() - $before[0]);
        $this->assertLessThan(256, $this->residentKilobytes() - $before[1]);
    }

    private function residentKilobytes(): int
    {
        preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $match);
        return (int) $match[1];
    }

    /** @return array{int, string} */
    private function who(string $secret, string $token): array
    {
        return $this->execute([PHP_BINARY, __DIR__ . '/../who.php', $secret], $token);
    }

    /** @return array{int, string} */
    private function execute(array $command, string $input, array $environment = []): array
    {
        $pipes = [['pipe', 'r'], ['pipe', 'w'], ['redirect', 1]];
        $process = proc_open($command, $pipes, $open, __DIR__ . '/..', $environment + getenv());
        fwrite($open[0], $input);
        fclose($open[0]);
        $output = stream_get_contents($open[1]);
        return [proc_close($process), $output];
    }
}
