<?php // SPDX-License-Identifier: Apache-2.0

/** Runs the programs: `test_programs.php EXTENSION`; ../../Bindings/PHP/test does so. */

declare(strict_types=1);

const PERSON = '{"email":"ada@example.com","id":"usr_7Yk2L","name":"Ada Lovelace"}';
$extension = $argv[1];
$folder = getenv('PBJWT_TOKENS');
$failures = 0;

function token(string $name): string
{
    return file_get_contents(getenv('PBJWT_TOKENS') . "/$name");
}

function same(mixed $right, mixed $is, string $name): void
{
    global $failures;
    if ($right !== $is) {
        $failures++;
        echo "$name: expected ", var_export($right, true), "\nbut it is ", var_export($is, true), "\n";
    }
}

/** The output, errors and exit status of a program that gets $input. */
function run(array $command, string $input = '', array $environment = []): array
{
    $pipes = [];
    $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, null, $environment + getenv());
    fwrite($pipes[0], $input);
    fclose($pipes[0]);
    $said = [stream_get_contents($pipes[1]), stream_get_contents($pipes[2])];
    return [...$said, proc_close($process)];
}

/** Repeats the call until the result isn't null, for up to half a minute. */
function patiently(callable $call): mixed
{
    $until = microtime(true) + 30;
    do {
        $answer = $call();
    } while ($answer === null && microtime(true) < $until);
    return $answer ?? throw new Exception('there is no answer after 30 seconds');
}

function who(string $token, string $secret = 'secret'): array
{
    global $extension, $folder;
    return run([PHP_BINARY, '-n', '-d', "extension=$extension", __DIR__ . '/who.php', "$folder/$secret"], token($token) . "\n");
}

// The program
same(["Zoë \"Ada\" Lovelace <ada@example.com>\n", '', 0], who('good'), 'who it is');
foreach ([['expired', 'secret', '51 expired: The token has expired'], ['number-as-email', 'secret', '61 malformed_claim (email): '],
    ['good', 'other-secret', '31 signature_mismatch: '], ['good', 'nothing-here', 'usage: ']] as [$name, $secret, $start]) {
    [$output, $errors, $status] = who($name, $secret);
    same(['', $start, 1], [$output, substr($errors, 0, strlen($start)), $status], "$name by $secret");
    same([false, false], [str_contains($errors, token('secret')), str_contains($errors, token($name))], "secrets of $name");
}

/** Requests the page in every way through $ask, which takes headers and returns status, WWW-Authenticate and body, or null. */
function people(callable $ask, string $name): void
{
    $good = token('minimal');
    for ($i = 0; $i < 40; $i++) {
        same([200, null, PERSON], $ask(['Authorization' => "Bearer $good"]), "$name: a header");
    }
    same([200, null, PERSON], $ask(['Authorization' => "bearer  $good"]), "$name: another way to write it");
    same([200, null, PERSON], $ask(['Cookie' => "sso_token=$good"]), "$name: a cookie");
    $challenge = [401, 'Bearer realm="productbridge"', 'Please sign in.'];
    same($challenge, $ask([]), "$name: no token");
    same($challenge, $ask(['Authorization' => 'Basic YTpi']), "$name: another scheme");
    same($challenge, $ask(['Cookie' => 'sso_token[]=x']), "$name: a cookie that is an array");
    foreach (['expired', 'forged', 'no-email'] as $refused) {
        [$status, $how, $body] = $ask(['Authorization' => 'Bearer ' . token($refused)]);
        same([401, 1, false], [$status, preg_match('/^Bearer realm="productbridge", error="invalid_token", error_description="[^"]+"$/D', $how),
            str_contains($body, 'email')], "$name: $refused");
    }
}

/** Status, WWW-Authenticate and body of a response's head and body. */
function response(string $head, string $body): array
{
    preg_match('/^(?:HTTP\/\S+|Status:) (\d+)/', $head, $status);
    preg_match('/^WWW-Authenticate: (.*?)\r?$/mi', $head, $how);
    return [(int) ($status[1] ?? 200), $how[1] ?? null, $body];
}

// PHP's own server, which forks its workers
$probe = stream_socket_server('tcp://127.0.0.1:0');
$address = stream_socket_get_name($probe, false);
fclose($probe);
$environment = ['PRODUCTBRIDGE_SECRET' => token('secret'), 'PHP_CLI_SERVER_WORKERS' => '3'] + getenv();
$null = ['file', '/dev/null', 'w'];
$server = proc_open([PHP_BINARY, '-n', '-d', "extension=$extension", '-S', $address, __DIR__ . '/index.php'],
    [['file', '/dev/null', 'r'], $null, $null], $pipes, null, $environment);
try {
    people(fn (array $headers) => patiently(function () use ($headers, $address) {
        $socket = @stream_socket_client("tcp://$address");
        if ($socket === false) {
            return null;
        }
        $lines = array_map(fn ($name, $value) => "$name: $value\r\n", array_keys($headers), $headers);
        fwrite($socket, "GET / HTTP/1.0\r\n" . implode('', $lines) . "\r\n");
        $parts = explode("\r\n\r\n", stream_get_contents($socket), 2);
        return count($parts) === 2 ? response(...$parts) : null;
    }), 'php -S');
} finally {
    proc_terminate($server);
    proc_close($server);
}

// php-fpm, whose workers are forked and keep their verifiers
$home = "$folder/fpm";
mkdir($home);
file_put_contents("$home/fpm.conf", <<<CONF
    [global]
    error_log = $home/log
    daemonize = no
    [www]
    user = nobody
    group = nogroup
    listen = $home/socket
    listen.mode = 0666
    pm = static
    pm.max_children = 3
    env[PRODUCTBRIDGE_SECRET] = {$environment['PRODUCTBRIDGE_SECRET']}
    CONF);
// The workers may run as another user, who needs access.
foreach ([$folder, dirname($folder), __DIR__, dirname(__DIR__)] as $through) {
    chmod($through, 0755);
}
$fpm = glob('/usr/sbin/php-fpm*')[0] ?? 'php-fpm';
$server = proc_open([$fpm, '-n', '-d', "extension=$extension", '-y', "$home/fpm.conf"], [['file', '/dev/null', 'r'], $null, $null], $pipes);
try {
    people(fn (array $headers) => patiently(function () use ($headers, $home) {
        $parameters = ['REQUEST_METHOD' => 'GET', 'SCRIPT_FILENAME' => __DIR__ . '/index.php', 'SCRIPT_NAME' => '/'];
        foreach ($headers as $name => $value) {
            $parameters['HTTP_' . strtoupper($name)] = $value;
        }
        [$said] = run(['cgi-fcgi', '-bind', '-connect', "$home/socket"], '', $parameters);
        $parts = explode("\r\n\r\n", $said, 2);
        return count($parts) === 2 ? response(...$parts) : null;
    }), 'php-fpm');
} finally {
    proc_terminate($server);
    proc_close($server);
}
exit($failures === 0 ? 0 : 1);
