--TEST--
Verifiers that are kept for later requests
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/support.inc';

use Pbjwt\Policy;
use Pbjwt\Secret;
use Pbjwt\Verifier;

/** The number of verifiers that this process keeps. */
function kept(): int
{
    ob_start();
    (new ReflectionExtension('pbjwt'))->info();
    return (int) preg_replace('/^.*persistent verifiers => (\d+).*$/s', '$1', ob_get_clean());
}

[$one, $other] = [token('secret'), token('other-secret')];
same(0, kept());
new Verifier($one);
same(0, kept());
// The same settings give one verifier, and each difference gives another.
$different = [
    [$one], [$other], [[$one, $other]], [[$other, $one]], [new Secret($one, id: 'a')], [new Secret($one, id: 'b')],
    [new Secret($one, notAfter: 4000000000)], [$one, new Policy(leeway: 1)], [$one, new Policy(leeway: 2)],
    [$one, new Policy(issuer: 'x')], [$one, new Policy(audience: 'x')], [$one, null, new Policy(audience: 'x')],
    [$one, new Policy(userHash: Pbjwt\UserHash::Required)], [$one, new Policy(strictClaims: true)],
    [$one, new Policy(profile: Pbjwt\Profile::Widget)], [$one, new Policy(maxLifetime: 0)],
];
foreach ($different as $number => $arguments) {
    Verifier::persistent(...$arguments);
    Verifier::persistent(...$arguments);
    same($number + 1, kept(), "verifier $number");
}
Verifier::persistent(new Secret(bin2hex($one), format: Pbjwt\SecretFormat::Hex));
same(count($different) + 1, kept());

// Each follows its own settings.
same('usr_7Yk2L', Verifier::persistent($one)->verify(token('good'))->userId);
throws(Pbjwt\TokenRefused::class, 'signature_mismatch', fn () => Verifier::persistent($other)->verify(token('good')));
throws(Pbjwt\TokenRefused::class, 'issuer_mismatch', fn () => Verifier::persistent($one, new Policy(issuer: 'x'))->verify(token('good')));

// Failed verifiers aren't kept, the number is limited, and a verifier in use stays alive.
throws(Pbjwt\PbjwtException::class, 'weak_secret', fn () => Verifier::persistent('short'));
throws(ValueError::class, '1 to 8', fn () => Verifier::persistent([]));
same(count($different) + 1, kept());
$mine = Verifier::persistent($one);
for ($i = 0; $i < 200; $i++) {
    Verifier::persistent(hash('sha256', "$i"));
}
same(64, kept());
same('usr_7Yk2L', $mine->verify(token('good'))->userId);
same('usr_7Yk2L', Verifier::persistent($one)->verify(token('good'))->userId);
echo "done\n";
?>
--EXPECT--
done
