<?php
// SPDX-License-Identifier: Apache-2.0

// Verifies the token in the order on standard input (programs.py) with PHP's own functions: the algorithm, the MAC, and
// the times that firebase/php-jwt checks. There the caller has to check names.
declare(strict_types=1);

function decoded(string $segment): string
{
    $bytes = base64_decode(strtr($segment, '-_', '+/'), true);
    return $bytes === false ? throw new UnexpectedValueException('not base64url') : $bytes;
}

function verify(object $order): array
{
    [$head, $body, $signature] = explode('.', $order->token);
    $header = json_decode(decoded($head), false, 512, JSON_THROW_ON_ERROR);
    $claims = json_decode(decoded($body), false, 512, JSON_THROW_ON_ERROR);
    if ($header->alg !== 'HS256') {
        return ['refused' => 'algorithm'];
    }
    if (!hash_equals(hash_hmac('sha256', "$head.$body", $order->secret, true), decoded($signature))) {
        return ['refused' => 'signature'];
    }
    if (isset($claims->nbf) && $claims->nbf > time()) {
        return ['refused' => 'early'];
    }
    if ($claims->iat > time()) {
        return ['refused' => 'early'];
    }
    if (time() >= $claims->exp) {
        return ['refused' => 'expired'];
    }
    if (isset($order->audience) && !in_array($order->audience, (array) $claims->aud, true)) {
        return ['refused' => 'audience'];
    }
    if (isset($order->issuer) && $claims->iss !== $order->issuer) {
        return ['refused' => 'issuer'];
    }
    return ['header' => $header, 'claims' => $claims];
}

$order = json_decode(stream_get_contents(STDIN), false, 512, JSON_THROW_ON_ERROR);
echo json_encode(verify($order), JSON_THROW_ON_ERROR), "\n";
