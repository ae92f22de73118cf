--TEST--
Issuing, hashing, explaining, inspecting
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/support.inc';

$secret = new Pbjwt\Secret(token('secret'), id: '2027', notAfter: new DateTimeImmutable('2100-01-01'));
$made = $secret->issue(['email' => 'ada@example.com', 'sub' => 'u1', 'aud' => ['a', 'b'], 'name' => null, 'company_mrr' => 3],
    lifetime: 60, userHash: true, custom: ['plan' => ['seats' => 2], 'größe' => 'é/']);
$verifier = new Pbjwt\Verifier($secret, new Pbjwt\Policy(userHash: Pbjwt\UserHash::Required));
$identity = $verifier->verify($made);
same(['u1', ['a', 'b'], '2027', Pbjwt\UserHashState::Verified, 3.0, '{"plan":{"seats":2},"größe":"é/"}'],
    [$identity->userId, $identity->audience, $identity->keyId, $identity->userHash, $identity->companyMrr,
        $identity->customJson]);
same(60, $identity->expiresAt->getTimestamp() - $identity->issuedAt->getTimestamp());
same('{}', $verifier->verify($secret->issue(['email' => 'a@b.c', 'id' => '1'], userHash: true, custom: []))->customJson);
same(hash_hmac('sha256', 'u1', token('secret')), $secret->userHash('u1'));
[$one, $other] = [Pbjwt\Secret::generate(), Pbjwt\Secret::generate()];
same([1, false], [preg_match('/^[0-9a-f]{64}$/D', $one), $one === $other]);

$earlier = new DateTimeImmutable('@' . (time() - 5400));
same('usr_7Yk2L', $verifier->verify($secret->issue(['email' => 'a@b.c', 'sub' => 'usr_7Yk2L'], at: $earlier, userHash: true), $earlier)->userId);
throws(Pbjwt\TokenRefused::class, 'issued_in_future', fn () => (new Pbjwt\Verifier(token('secret')))->verify(token('good'), $earlier));

$report = Pbjwt\explain(token('expired'), token('secret'));
same(['expired', null, 'expired'], [$report->status, $report->claim, $report->statusAfterCleaning]);
same(json_decode($report->json, true)['causes'], array_map(fn ($cause) => (array) $cause, $report->causes));
same([true, true], [str_starts_with($report->text, 'REFUSED: expired'), str_contains($report->colorText, "\e[")]);
same('malformed_header', Pbjwt\inspect_unverified('a.b.c')->status);
same(1, preg_match('/^\d+\.\d+\.\d+$/', Pbjwt\version()));
same(phpversion('pbjwt'), Pbjwt\version());
echo "done\n";
?>
--EXPECT--
done
