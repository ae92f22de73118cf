<?php // SPDX-License-Identifier: Apache-2.0

declare(strict_types=1);

namespace Pbjwt\Tests;

require_once __DIR__ . '/../Pbjwt.php';

/** The given tokens, and ones made for a test. */
final class Tokens
{
    public static function read(string $name): string
    {
        return file_get_contents(self::path($name));
    }

    public static function path(string $name): string
    {
        return getenv('PBJWT_TOKENS') . "/$name";
    }

    /** @param array<string, mixed> $claims beside an e-mail, iat and exp */
    public static function sign(array $claims, ?string $secret = null): string
    {
        $claims += ['email' => 'ada@example.com', 'iat' => time(), 'exp' => time() + 60];
        $text = self::encode(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . self::encode($claims);
        $mac = hash_hmac('sha256', $text, $secret ?? self::read('secret'), true);
        return $text . '.' . self::base64url($mac);
    }

    /** @param array<string, mixed> $json */
    private static function encode(array $json): string
    {
        return self::base64url(json_encode($json, JSON_THROW_ON_ERROR));
    }

    private static function base64url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
