#!/usr/bin/env php
<?php // SPDX-License-Identifier: Apache-2.0

/** Prints whom the token on standard input identifies: `who.php SECRET-FILE`. Exits 0 if it is verified, else 1. */

declare(strict_types=1);

try {
    if ($argc !== 2 || !is_readable($argv[1])) {
        throw new RuntimeException('usage: who.php SECRET-FILE < TOKEN');
    }
    // Editors end a file with a newline, which isn't part of the secret.
    $verifier = new Pbjwt\Verifier(rtrim(file_get_contents($argv[1]), "\r\n"));
    $identity = $verifier->verify(trim(stream_get_contents(STDIN)));
    echo $identity->name ?? 'somebody', " <$identity->email>\n";
} catch (Pbjwt\TokenRefused $refusal) {
    fwrite(STDERR, $refusal->getCode() . ' ' . $refusal->getMessage() . "\n");
    exit(1);
} catch (Exception $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
