<?php // SPDX-License-Identifier: Apache-2.0

declare(strict_types=1);

/**
 * Laravel-style middleware: signs people in by their token, from the Authorization header or a cookie, and passes the
 * request on with the identity. In Laravel, $request is an Illuminate\Http\Request, which has the same members.
 */
final class SignIn
{
    private const COOKIE = 'sso_token';

    private readonly Pbjwt\Verifier $verifier;

    public function __construct(#[SensitiveParameter] string ...$secrets)
    {
        // Created for this process's first request, and reused for those that follow.
        $this->verifier = Pbjwt\Verifier::persistent($secrets);
    }

    /** @param callable(Request): Response $next */
    public function handle(Request $request, callable $next): Response
    {
        $token = $request->bearerToken() ?? $request->cookie(self::COOKIE);
        if ($token === null) {
            return $this->challenge(null);
        }
        try {
            $request->attributes['identity'] = $this->verifier->verify($token);
        } catch (Pbjwt\TokenRefused $refusal) {
            error_log('a token was refused: ' . $refusal->getMessage());
            return $this->challenge($refusal->publicMessage);
        }
        return $next($request);
    }

    /** 401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message. */
    private function challenge(?string $reason): Response
    {
        $how = 'Bearer realm="productbridge"';
        if ($reason !== null) {
            $how .= ", error=\"invalid_token\", error_description=\"$reason\"";
        }
        return new Response(401, $reason ?? 'Please sign in.', ['WWW-Authenticate' => $how, 'Cache-Control' => 'no-store',
            'Content-Type' => 'text/plain']);
    }
}
