<?php
// SPDX-License-Identifier: Apache-2.0

// The document's PHP sample as a server (php -S 127.0.0.1:PORT php.php), on PHP's own functions.
declare(strict_types=1);

// Writes the same as firebase/php-jwt's JWT::encode.
function encode(array $payload, #[\SensitiveParameter] string $secret): string
{
    $segment = fn (string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $json = fn (array $part) => $segment(json_encode($part, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
    $input = $json(['typ' => 'JWT', 'alg' => 'HS256']) . '.' . $json($payload);
    return $input . '.' . $segment(hash_hmac('SHA256', $input, $secret, true));
}

$redirectUrl = $_GET['redirect'];
$organizationId = $_GET['organizationId'];
$returnTo = $_GET['returnTo'] ?? null;
$payload = array_filter([
    'email' => 'ada@example.com',
    'name' => "Ada {$_SERVER['HTTP_X_VISIT']}",
    'id' => '42',
    'company_id' => null,
    'exp' => time() + 3600,
]);
$token = encode($payload, getenv('PRODUCTBRIDGE_WIDGET_SECRET'));
$params = http_build_query(array_filter([
    'ssoToken' => $token,
    'organizationId' => $organizationId,
    'returnTo' => $returnTo,
]));
header("Location: {$redirectUrl}?{$params}", true, 302);
