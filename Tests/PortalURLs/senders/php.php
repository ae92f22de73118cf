<?php
// SPDX-License-Identifier: Apache-2.0

// Prints the redirect of the document's sample for each line of standard input, `URL TAB TOKEN`.
while (($line = fgets(STDIN)) !== false) {
    [$url, $token] = explode("\t", rtrim($line, "\n"));
    parse_str(parse_url($url, PHP_URL_QUERY), $query);
    $params = http_build_query(array_filter([
        'ssoToken' => $token,
        'organizationId' => $query['organizationId'],
        'returnTo' => $query['returnTo'],
    ]));
    echo "{$query['redirect']}?{$params}\n";
}
