<?php // SPDX-License-Identifier: Apache-2.0

/** A front controller: `php -S localhost:8000 index.php`, with the secret in PRODUCTBRIDGE_SECRET. */

declare(strict_types=1);

require __DIR__ . '/SignIn.php';

/** The parts of a framework's request that this example needs. */
final class Request
{
    /** @var array<string, mixed> what middleware adds */
    public array $attributes = [];

    public function bearerToken(): ?string
    {
        [$scheme, $token] = explode(' ', $_SERVER['HTTP_AUTHORIZATION'] ?? '', 2) + ['', ''];
        return strcasecmp($scheme, 'Bearer') === 0 ? trim($token) : null;
    }

    public function cookie(string $name): ?string
    {
        return is_string($_COOKIE[$name] ?? null) ? $_COOKIE[$name] : null;
    }
}

/** The same for its response. */
final readonly class Response
{
    /** @param array<string, string> $headers */
    public function __construct(private int $status, private string $body, private array $headers)
    {
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach ($this->headers as $name => $value) {
            header("$name: $value");
        }
        echo $this->body;
    }
}

$me = function (Request $request): Response {
    $identity = $request->attributes['identity'];
    $person = ['email' => $identity->canonicalEmail, 'id' => $identity->userId, 'name' => $identity->name];
    return new Response(200, json_encode($person), ['Content-Type' => 'application/json']);
};
(new SignIn(getenv('PRODUCTBRIDGE_SECRET')))->handle(new Request(), $me)->send();
