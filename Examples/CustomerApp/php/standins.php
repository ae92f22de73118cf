<?php
// SPDX-License-Identifier: Apache-2.0

// The few parts of Laravel and firebase/php-jwt that the snippets use, for machines without Composer.

namespace Firebase\JWT {
    class JWT
    {
        public static function encode(array $payload, #[\SensitiveParameter] string $secret, string $algorithm): string
        {
            $algorithm === 'HS256' || throw new \DomainException('Algorithm not supported');
            $segment = fn (string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
            $json = fn (array $part) => $segment(json_encode($part, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
            $input = $json(['typ' => 'JWT', 'alg' => 'HS256']) . '.' . $json($payload);
            return $input . '.' . $segment(hash_hmac('SHA256', $input, $secret, true));
        }
    }
}

namespace Illuminate\Http {
    class Request
    {
        public function __construct(private ?object $user)
        {
        }

        public function query(string $name): mixed
        {
            return $_GET[$name] ?? null;
        }

        public function user(): ?object
        {
            return $this->user;
        }
    }

    class Answer
    {
        public function __construct(public int $status, public array $headers, public string $body = '')
        {
        }
    }

    class RedirectResponse extends Answer
    {
    }

    class JsonResponse extends Answer
    {
    }
}

namespace App\Http\Controllers {
    abstract class Controller
    {
    }
}

namespace {
    use Illuminate\Http\JsonResponse;
    use Illuminate\Http\RedirectResponse;

    class Abort extends Exception
    {
    }

    function abort_unless(bool $condition, int $status): void
    {
        $condition || throw new Abort('', $status);
    }

    function config(string $name): string
    {
        return ['services.productbridge.secret' => getenv('PRODUCTBRIDGE_WIDGET_SECRET')][$name];
    }

    function redirect(): object
    {
        return new class {
            public function away(string $url, int $status = 302, array $headers = []): RedirectResponse
            {
                return new RedirectResponse($status, ['Location' => $url] + $headers);
            }

            public function guest(string $page): RedirectResponse
            {
                $_SESSION['intended'] = $_SERVER['REQUEST_URI'];
                return $this->away($page);
            }
        };
    }

    function response(): object
    {
        return new class {
            public function json(array $data, int $status, array $headers): JsonResponse
            {
                return new JsonResponse($status, ['Content-Type' => 'application/json'] + $headers, json_encode($data));
            }
        };
    }
}
