--TEST--
A million verifications leave nothing behind
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/support.inc';

/** By how many KiB the process grows from some rounds to many. */
function growth(int $rounds, callable $work): int
{
    for ($i = 0; $i < $rounds / 5; $i++) {
        $work($i);
    }
    $before = resident();
    for ($i = 0; $i < $rounds; $i++) {
        $work($i);
    }
    return resident() - $before;
}

function resident(): int
{
    preg_match('/^VmRSS:\s*(\d+) kB$/m', file_get_contents('/proc/self/status'), $found);
    return (int) $found[1];
}

$verifier = new Pbjwt\Verifier(token('secret'));
[$good, $bad] = [token('minimal'), token('forged')];
$grown = growth(1_000_000, function (int $i) use ($verifier, $good, $bad): void {
    try {
        $verifier->verify($i % 10 === 0 ? $bad : $good)->email;
    } catch (Pbjwt\TokenRefused) {
    }
});
same(true, $grown < 2048, "verifying: $grown KiB");
$secret = token('secret');
$whole = token('good');
$grown = growth(5_000, function (int $i) use ($secret, $whole): void {
    $one = new Pbjwt\Secret($secret, id: str_repeat('i', 200));
    $verifier = new Pbjwt\Verifier([$one, $secret], new Pbjwt\Policy(issuer: str_repeat('i', 500)));
    try {
        $verifier->verifyJson($whole);
        new Pbjwt\Verifier([$secret, 'short']);
    } catch (Pbjwt\PbjwtException) {
        $one->issue(['email' => 'a@b.c', 'aud' => ['a', 'b']], custom: ['a' => 1]);
    }
    (new Pbjwt\Verifier($one))->verify($whole)->toArray();
    Pbjwt\inspect_unverified($whole);
    if ($i % 50 === 0) {
        Pbjwt\explain($whole, hash('sha256', 'x'), otherSecrets: [$secret]);
    }
});
same(true, $grown < 2048, "all else: $grown KiB");
echo "done\n";
?>
--EXPECT--
done
