--TEST--
Identities: lazy, immutable, and silent about the person
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/support.inc';

$verifier = new Pbjwt\Verifier(token('secret'));
$identity = $verifier->verify(token('good'));

// Each way to access a property that hasn't been read yet.
$fresh = fn () => $verifier->verify(token('good'));
same('ada@example.com', $fresh()->email);
same([true, false, true], [isset($fresh()->name), isset($fresh()->issuer), empty($fresh()->issuer)]);
same('Zoë "Ada" Lovelace', $fresh()->name ?? 'nobody');
same(27, count(get_object_vars($fresh())));
same(27, count((array) $fresh()));
$seen = [];
foreach ($fresh() as $name => $value) {
    $seen[$name] = $value;
}
same(array_keys($fresh()->toArray()), array_keys($seen));
same(['usr_7Yk2L', 1249.5, Pbjwt\CustomerStatus::Active, Pbjwt\UserHashState::Unchecked],
    [$seen['userId'], $seen['companyMrr'], $seen['customerStatusKind'], $seen['userHash']]);
same('2026-03-31T00:00:00+00:00', $seen['renewalTime']->format('c'));
same('{"plan":{"seats":25}}', str_replace(' ', '', $seen['customJson']));
same('usr_7Yk2L', (new ReflectionProperty(Pbjwt\Identity::class, 'userId'))->getValue($fresh()));

// Identities of the same token are equal, and those of different tokens aren't.
same([true, false], [$fresh() == $fresh(), $fresh() == $verifier->verify(token('minimal'))]);

// A property can't be changed, whether it was read before or not.
$change = [
    fn ($it) => $it->email = 'eve@example.com', fn ($it) => $it->audience[] = 'x', fn ($it) => $it->new = 1,
    function ($it) { unset($it->email); },
    function ($it) { $reference = &$it->email; $reference = 'eve@example.com'; },
    fn ($it) => (new ReflectionProperty(Pbjwt\Identity::class, 'email'))->setValue($it, 'eve@example.com'),
    fn ($it) => $it->__construct(), fn ($it) => clone $it, fn ($it) => serialize($it),
];
foreach ($change as $number => $try) {
    foreach ([$fresh(), $identity] as $one) {
        try {
            $try($one);
            echo "change $number went through\n";
        } catch (Throwable $error) {
            same(true, $error instanceof Error || $number === 8, "change $number");
        }
        same('ada@example.com', $one->email);
    }
}
throws(Error::class, 'private', fn () => new Pbjwt\Identity());

// Logs contain no personal data.
ob_start();
var_dump($fresh(), $verifier, new Pbjwt\Secret(token('secret'), id: 'mine'));
print_r($fresh());
var_export($fresh());
$shown = ob_get_clean();
foreach (['ada@', 'Lovelace', 'usr_7Yk2L', token('secret'), 'mine'] as $hidden) {
    same(false, str_contains($shown, $hidden), $hidden);
}
same(true, str_contains($shown, 'expiresAt'));
same(json_decode($verifier->verifyJson(token('good')))->identity == json_decode(json_encode($identity)), true);

// It outlives its verifier.
$kept = (new Pbjwt\Verifier(token('secret')))->verify(token('good'));
gc_collect_cycles();
same('usr_7Yk2L', $kept->userId);
$cycle = new stdClass();
$cycle->identity = $fresh();
$cycle->self = $cycle;
unset($cycle);
same(true, gc_collect_cycles() >= 1);
echo "done\n";
?>
--EXPECT--
done
