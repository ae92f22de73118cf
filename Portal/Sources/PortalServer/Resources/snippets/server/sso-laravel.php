<?php

namespace App\Http\Controllers;

// composer require firebase/php-jwt
use Firebase\JWT\JWT;
use Illuminate\Http\RedirectResponse;
use Illuminate\Http\Request;

// In config/services.php: 'productbridge' => ['secret' => env('PRODUCTBRIDGE_WIDGET_SECRET')]
// In routes/web.php: Route::get('/login', [SSOController::class, 'login']);
class SSOController extends Controller
{
    // The SSO Callback URL of Settings > SSO > Portal
    private const CALLBACK = '{{CALLBACK_URL}}';

    public function login(Request $request): RedirectResponse
    {
        // Before your own auth. Anyone can make a link to your login page with a redirect of their own, and
        // would get your user's token.
        abort_unless($request->query('redirect') === self::CALLBACK, 400);

        $user = $request->user(); // your authenticated user
        if ($user === null) {
            return redirect()->guest('/session/new'); // your own login form, which leads back here
        }

        $now = time();
        $payload = array_filter([
            // Required
            'email' => $user->email,
            // Recommended
            'name' => $user->name,
            'id' => $user->id === null ? null : (string) $user->id,
            'avatarURL' => $user->avatar_url,
            'jti' => bin2hex(random_bytes(16)), // makes each token another one
            // Optional: company & plan data
            'company_name' => $user->company_name,
            'company_id' => $user->company_id === null ? null : (string) $user->company_id,
            'company_mrr' => $user->mrr,
            'customer_status' => $user->status, // "active", "trial", "churned"
            'renewal_date' => $user->renewal_date, // ISO date string
            'renewal_risk' => $user->renewal_risk, // "low", "medium", "high"
            'account_owner_email' => $user->account_owner_email,
            // Token lifetime
            'iat' => $now,
            'exp' => $now + 3600,
        ], fn ($value) => $value !== null);
        $token = JWT::encode($payload, config('services.productbridge.secret'), 'HS256');

        // Redirect back to ProductBridge
        $params = http_build_query([
            'ssoToken' => $token,
            'organizationId' => $request->query('organizationId'),
            'returnTo' => $request->query('returnTo'),
        ]);
        return redirect()->away(self::CALLBACK . "?{$params}", 302, ['Cache-Control' => 'no-store']);
    }
}
