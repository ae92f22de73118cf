<?php
// SPDX-License-Identifier: Apache-2.0

// Issues a token as the PHP samples do, for the order on standard input (programs.py). Replaces firebase/php-jwt,
// with PHP's own functions.
declare(strict_types=1);

$order = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);

function now(): int
{
    global $order;
    return isset($order['clock']) ? array_shift($order['clock']) : time();
}

// Writes the same as JWT::encode: typ before alg, and slashes unescaped. Up to version 5.5 they were escaped.
function encode(array $payload, #[\SensitiveParameter] string $secret, string $algorithm, int $version): string
{
    $flags = JSON_THROW_ON_ERROR | ($version < 6 ? 0 : JSON_UNESCAPED_SLASHES);
    $segment = fn (string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $input = $segment(json_encode(['typ' => 'JWT', 'alg' => $algorithm], $flags))
        . '.' . $segment(json_encode($payload, $flags));
    return $input . '.' . $segment(hash_hmac(str_replace('HS', 'SHA', $algorithm), $input, $secret, true));
}

function widget(array $user): array
{
    return [
        'email' => $user['email'],
        'name' => $user['name'] ?? null,
        'sub' => (string) $user['id'],
        'avatar_url' => $user['avatar_url'] ?? null,
        'company_name' => $user['company_name'] ?? null,
        'company_id' => isset($user['company_id']) ? (string) $user['company_id'] : null,
        'company_mrr' => $user['mrr'] ?? null,
        'customer_status' => $user['status'] ?? null,
        'renewal_date' => $user['renewal_date'] ?? null,
        'renewal_risk' => $user['renewal_risk'] ?? null,
        'iat' => now(),
        'exp' => now() + 3600,
    ];
}

// Laravel's attributes are null if there is no such column.
function sso(object $user): array
{
    return array_filter([
        'email' => $user->email,
        'name' => $user->name ?? null,
        'id' => (string) $user->id,
        'avatarURL' => $user->avatar_url ?? null,
        'company_name' => $user->company_name ?? null,
        'company_id' => ($user->company_id ?? null) ? (string) $user->company_id : null,
        'company_mrr' => $user->mrr ?? null,
        'customer_status' => $user->status ?? null,
        'renewal_date' => $user->renewal_date ?? null,
        'renewal_risk' => $user->renewal_risk ?? null,
        'exp' => now() + 3600,
    ]);
}

function hashed(array $user, string $id, array $order): array
{
    return [
        'email' => $user['email'],
        $order['form'] === 'widget' ? 'sub' : 'id' => (string) $user['id'],
        'user_hash' => hash_hmac('sha256', $id, $order['secret']),
        'iat' => now(),
        'exp' => now() + 3600,
    ];
}

$user = $order['user'];
if (isset($order['hash_of'])) {
    $payload = hashed($user, (string) $order['hash_of'], $order);
} else {
    $payload = $order['form'] === 'widget' ? widget($user) : sso((object) $user);
}
echo encode($payload, $order['secret'], $order['algorithm'] ?? 'HS256', $order['version']), "\n";
