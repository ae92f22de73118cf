--TEST--
The README's programs, as they stand there
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/support.inc';

preg_match_all('/^```php\n(.*?)^```$/ms', file_get_contents(__DIR__ . '/../README.md'), $found);
[$ten, $rotation] = $found[1];
same(2, count($found[1]));

[$new, $old] = [token('secret'), token('other-secret')];
putenv("PRODUCTBRIDGE_SECRET=$new");
ini_set('error_log', getenv('PBJWT_TOKENS') . '/php-log');
eval($ten);
same('ada@example.com', signIn($verifier, sign()));
same(null, signIn($verifier, sign(secret: $old)));
same(true, str_contains(file_get_contents(ini_get('error_log')), '] signature_mismatch: '));

eval($rotation);
$late = (new DateTime('2027-02-02'))->getTimestamp();
$times = ['iat' => $late, 'exp' => $late + 600];
same('2027', $verifier->verify(sign(secret: $new))->keyId);
same('2026', $verifier->verify(sign(secret: $old))->keyId);
same('2027', $verifier->verify(sign($times, $new), $late)->keyId);
throws(Pbjwt\TokenRefused::class, 'signature_mismatch', fn () => $verifier->verify(sign($times, $old), $late));
echo "done\n";
?>
--EXPECT--
done
