--TEST--
Errors: what each is, and what none holds
--EXTENSIONS--
pbjwt
--INI--
zend.exception_ignore_args=0
zend.exception_string_param_max_len=10000
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/support.inc';

use Pbjwt\Policy;
use Pbjwt\Secret;
use Pbjwt\Verifier;

$secret = token('secret');
$verifier = new Verifier($secret);
$error = throws(Pbjwt\TokenRefused::class, 'malformed_claim (email): email must be text',
    fn () => $verifier->verify(token('number-as-email')));
same(['malformed_claim', 61, 'email', 'Please log in.'],
    [$error->status, $error->getCode(), $error->claim, $error->publicMessage]);
same("malformed_claim (email): $error->operatorMessage", $error->getMessage());
throws(Error::class, 'readonly', function () use ($error) { $error->status = 'ok'; });
same(null, throws(Pbjwt\TokenRefused::class, 'expired: ', fn () => $verifier->verify(token('expired')))->claim);
throws(Pbjwt\PbjwtException::class, 'weak_secret: ', fn () => new Verifier('short'));

// Traces contain arguments, but no token or secret.
function visible(string $argument, callable $call): void
{
    $call();
}
foreach (['expired', 'forged', 'no-email', 'number-as-email'] as $name) {
    $token = token($name);
    try {
        visible('seen in the trace', fn () => $verifier->verify($token));
    } catch (Pbjwt\TokenRefused $refusal) {
        same(true, str_contains((string) $refusal, 'seen in the trace'));
        same(SensitiveParameterValue::class, get_debug_type($refusal->getTrace()[0]['args'][0]));
        foreach ([$secret, ...explode('.', $token)] as $hidden) {
            same(false, str_contains((string) $refusal, $hidden), $name);
        }
    }
}
$long = str_repeat('s', 4097);
foreach ([fn () => new Verifier($long), fn () => Verifier::persistent([$long]), fn () => new Secret($long),
    fn () => Pbjwt\explain($long, [$long]), fn () => (new Secret(token('secret')))->issue(['plan' => $long])] as $number => $try) {
    same(false, str_contains((string) throws(ValueError::class, '', $try), $long), "trace $number");
}

// Errors about arguments say what is allowed.
$values = [
    'leeway' => [301, '0 to 300 seconds'], 'maxLifetime' => [-1, '0 to 253402300799 seconds'],
    'maxTokenBytes' => [255, '256 to 1048576 bytes'], 'issuer' => ['', 'UTF-8, not empty'],
    'audience' => ["\xff", 'UTF-8, not empty'], 'type' => ['a b', '1 to 127 characters of a media type'],
];
foreach ($values as $name => [$value, $rule]) {
    throws(ValueError::class, "(\$$name) must be $rule", fn () => new Policy(...[$name => $value]));
}
throws(ValueError::class, 'must be 1 to 8 secrets', fn () => new Verifier([]));
throws(ValueError::class, 'not hold more than 8', fn () => new Verifier(array_fill(0, 9, $secret)));
throws(ValueError::class, '1970 to 9999', fn () => $verifier->verify('x', -1));
throws(ValueError::class, '1970 to 9999', fn () => $verifier->verify('x', new DateTime('@253402300800')));
throws(ValueError::class, '1970 to 9999', fn () => Pbjwt\explain('x', $secret, at: -1));
throws(ValueError::class, '($notAfter)', fn () => new Secret($secret, notAfter: -1));
throws(ValueError::class, 'claim "plan"', fn () => (new Secret($secret))->issue(['plan' => 'x']));
throws(ValueError::class, 'claim "company_mrr"', fn () => (new Secret($secret))->issue(['company_mrr' => NAN]));
throws(ValueError::class, 'names as keys', fn () => (new Secret($secret))->issue(['x']));
throws(ValueError::class, 'The lifetime must be', fn () => (new Secret($secret))->issue(['email' => 'a@b.c'], 0));
throws(ValueError::class, '($custom)', fn () => (new Secret($secret))->issue(['email' => 'a@b.c'], custom: ['exp' => 1]));
throws(ValueError::class, '($id)', fn () => (new Secret($secret))->userHash(''));
same(Pbjwt\PbjwtException::class, get_class(throws(Pbjwt\PbjwtException::class, 'malformed_claim (email)',
    fn () => (new Secret($secret))->issue(['email' => 'ada']))));
foreach ([null, 7, ['x'], new stdClass()] as $wrong) {
    throws(TypeError::class, 'of type string', fn () => $verifier->verify($wrong));
    throws(TypeError::class, 'strings and Pbjwt\Secret', fn () => new Verifier([$secret, $wrong]));
}
throws(TypeError::class, 'int|DateTimeInterface|null', fn () => $verifier->verify('x', 'now'));
throws(TypeError::class, 'Pbjwt\Policy', fn () => new Verifier($secret, new stdClass()));
throws(TypeError::class, 'Pbjwt\Profile', fn () => new Policy(profile: 'sso'));
throws(Error::class, 'Unknown named parameter', fn () => new Policy(leway: 1));
throws(ArgumentCountError::class, '', fn () => new Verifier());
foreach ([new Secret($secret), new Policy(), $verifier] as $object) {
    throws(Error::class, 'uncloneable', fn () => clone $object);
    throws(Exception::class, 'not allowed', fn () => serialize($object));
    throws(Error::class, 'constructed already', fn () => $object->__construct(...($object instanceof Policy ? [] : [$secret])));
    throws(Error::class, 'dynamic property', function () use ($object) { $object->new = 1; });
}
same(false, new Secret($secret) == new Secret($secret));
echo "done\n";
?>
--EXPECT--
done
