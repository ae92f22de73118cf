<?php
// SPDX-License-Identifier: Apache-2.0

// The customer's app (php -S 127.0.0.1:PORT server.php): its own login form, and the two controllers from
// ProductBridge's settings page.
declare(strict_types=1);

use App\Http\Controllers\ProductBridgeController;
use App\Http\Controllers\SSOController;
use Illuminate\Http\Answer;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\RedirectResponse;
use Illuminate\Http\Request;

require __DIR__ . '/standins.php';
require getenv('SNIPPETS') . '/sso-laravel.php';
require getenv('SNIPPETS') . '/token-laravel.php';

const FIELDS = [
    'id', 'email', 'name', 'avatar_url', 'company_name', 'company_id', 'mrr', 'status', 'renewal_date', 'renewal_risk',
    'account_owner_email',
];
$users = array_column(json_decode(file_get_contents(getenv('USERS')), true), null, 'email');
session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax']);

// Laravel's models return null for a missing attribute.
$known = $users[$_SESSION['email'] ?? ''] ?? null;
$user = $known ? (object) (array_intersect_key($known, array_flip(FIELDS)) + array_fill_keys(FIELDS, null)) : null;
$request = new Request($user);

function session_of(array $users): Answer
{
    $user = $users[$_POST['email'] ?? ''] ?? null;
    if ($user === null || !hash_equals($user['password'], $_POST['password'] ?? '')) {
        return new Answer(403, [], 'E-mail address or password is wrong.');
    }
    session_regenerate_id(true);
    $_SESSION['email'] = $user['email'];
    return redirect()->away($_SESSION['intended'] ?? '/', 303);
}

try {
    $answer = match ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
        'GET /login' => (new SSOController())->login($request),
        'GET /api/productbridge-token' => $user === null
            ? new JsonResponse(401, ['Content-Type' => 'application/json'], '{"error":"please sign in"}')
            : (new ProductBridgeController())->token($request),
        'GET /session/new' => new Answer(200, [], '<form method="post" action="/session"><input name="email">'
            . '<input type="password" name="password"><button>Sign in</button></form>'),
        'POST /session' => session_of($users),
        default => new Answer(404, []),
    };
} catch (Abort $abort) {
    $answer = new Answer($abort->getCode(), []);
}
http_response_code($answer->status);
foreach ($answer->headers as $name => $value) {
    header("{$name}: {$value}", true, $answer->status);
}
echo $answer->body;
