<?php // SPDX-License-Identifier: Apache-2.0

/** Measures the extension and hand-written code; ../bench runs it. */

declare(strict_types=1);

const TURN = 0.02;
$folder = getenv('PBJWT_TOKENS');
$seconds = (float) (getenv('PBJWT_BENCH_SECONDS') ?: 3);
$secret = file_get_contents("$folder/secret");
$verifier = new Pbjwt\Verifier($secret);

function ours(string $token): array
{
    global $verifier;
    $identity = $verifier->verify($token);
    return [$identity->email, $identity->userId, $identity->name];
}

function all(string $token): void
{
    global $verifier;
    $it = $verifier->verify($token);
    [$it->email, $it->canonicalEmail, $it->userId, $it->name, $it->avatarUrl, $it->companyId, $it->companyName,
        $it->companyMrr, $it->customerStatus, $it->customerStatusKind, $it->renewalDate, $it->renewalTime,
        $it->renewalRisk, $it->accountOwnerId, $it->accountOwnerEmail, $it->externalUserId, $it->userHash,
        $it->issuedAt, $it->notBefore, $it->expiresAt, $it->issuer, $it->audience, $it->tokenId, $it->keyId,
        $it->warnings, $it->wouldRefuse, $it->customJson];
}

function decoded(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/'));
}

/** Hand-written code with the essential checks. */
function control(string $token): array
{
    global $secret;
    [$header, $payload, $signature] = explode('.', $token);
    $right = hash_hmac('sha256', "$header.$payload", $secret, true);
    if (!hash_equals($right, decoded($signature)) || json_decode(decoded($header), true)['alg'] !== 'HS256') {
        throw new Exception('signature');
    }
    $claims = json_decode(decoded($payload), true);
    if ($claims['exp'] <= time()) {
        throw new Exception('expired');
    }
    return [$claims['email'], $claims['sub'], $claims['name']];
}

function boundary(string $token): void
{
    Pbjwt\version();
}

function turn(callable $work, string $token, int $rounds): float
{
    $start = hrtime(true);
    for ($i = 0; $i < $rounds; $i++) {
        $work($token);
    }
    return (hrtime(true) - $start) / $rounds;
}

$php = 'PHP ' . PHP_VERSION;
$abouts = ['ours' => 'pbjwt ' . Pbjwt\version() . ", $php", 'control' => "hash and json, $php", 'floor' => $php];
$rows = [];
foreach (['minimal', 'full'] as $name) {
    $token = file_get_contents("$folder/$name");
    if (ours($token) !== control($token)) {
        throw new Exception('the rows differ');
    }
    $rows[] = [$name, 'ours', ours(...), $token];
    $rows[] = [$name, 'control', control(...), $token];
    $rows[] = [$name, 'floor', boundary(...), $token];
}
$rows[] = ['full-all', 'ours', all(...), $token];
$rounds = $turns = [];
foreach ($rows as [, , $work, $token]) {
    $rounds[] = max(1, (int) (TURN * 1e9 / min(turn($work, $token, 20), turn($work, $token, 20))));
    $turns[] = [];
}
$until = microtime(true) + $seconds * count($rows);
while (microtime(true) < $until) {
    foreach ($rows as $index => [, , $work, $token]) {
        $turns[$index][] = turn($work, $token, $rounds[$index]);
    }
}
foreach ($rows as $index => [$name, $row]) {
    sort($turns[$index]);
    $median = round($turns[$index][intdiv(count($turns[$index]), 2)], 1);
    echo json_encode(['language' => 'PHP', 'token' => $name, 'row' => $row, 'ns' => $median, 'about' => $abouts[$row]]), "\n";
}
