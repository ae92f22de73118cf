<?php

namespace App\Http\Controllers;

// composer require firebase/php-jwt
use Firebase\JWT\JWT;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

// In config/services.php: 'productbridge' => ['secret' => env('PRODUCTBRIDGE_WIDGET_SECRET')]
// In routes/web.php:
// Route::get('/api/productbridge-token', [ProductBridgeController::class, 'token'])->middleware('auth');
class ProductBridgeController extends Controller
{
    public function token(Request $request): JsonResponse
    {
        $token = $this->generateProductBridgeToken($request->user());
        return response()->json(['token' => $token], 200, ['Cache-Control' => 'no-store']);
    }

    private function generateProductBridgeToken(object $user): string
    {
        $now = time();
        $payload = array_filter([
            // --- Required ---
            'email' => $user->email,

            // --- Recommended ---
            'name' => $user->name,
            'sub' => $user->id === null ? null : (string) $user->id, // your internal user ID
            'avatar_url' => $user->avatar_url,

            // --- Optional: Company & Plan data ---
            'company_name' => $user->company_name,
            'company_id' => $user->company_id === null ? null : (string) $user->company_id,
            'company_mrr' => $user->mrr, // monthly recurring revenue (number)
            'customer_status' => $user->status, // "active", "trial", "churned"
            'renewal_date' => $user->renewal_date, // ISO date string
            'renewal_risk' => $user->renewal_risk, // "low", "medium", "high"
            'account_owner_email' => $user->account_owner_email,

            // --- Token lifetime ---
            'iat' => $now,
            'exp' => $now + 3600, // 1 hour
        ], fn ($value) => $value !== null);
        return JWT::encode($payload, config('services.productbridge.secret'), 'HS256');
    }
}
