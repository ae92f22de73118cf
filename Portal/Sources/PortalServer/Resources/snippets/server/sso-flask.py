# pip install PyJWT
import os
import secrets
from datetime import datetime, timedelta, timezone
from functools import wraps
from urllib.parse import urlencode

import jwt
from flask import abort, redirect, request

PRODUCTBRIDGE_SECRET = os.environ['PRODUCTBRIDGE_WIDGET_SECRET']

# The SSO Callback URL of Settings > SSO > Portal
PRODUCTBRIDGE_CALLBACK = '{{CALLBACK_URL}}'


def compare_redirect(view):
    """Put it before your own auth. Anyone can make a link to your login page with a redirect of their own, and
    would get your user's token."""
    @wraps(view)
    def compared(*args, **kwargs):
        if request.args.get('redirect') != PRODUCTBRIDGE_CALLBACK:
            abort(400, 'redirect is not the callback URL of the portal')
        return view(*args, **kwargs)
    return compared


# Called after your own auth succeeds
def handle_sso_callback(user):
    now = datetime.now(tz=timezone.utc)
    payload = {
        # Required
        'email': user.email,
        # Recommended
        'name': user.name,
        'id': str(user.id) if user.id is not None else None,
        'avatarURL': user.avatar_url,
        'jti': secrets.token_hex(16),  # makes each token another one
        # Optional: company & plan data
        'company_name': user.company_name,
        'company_id': str(user.company_id) if user.company_id is not None else None,
        'company_mrr': user.mrr,
        'customer_status': user.status,  # "active", "trial", "churned"
        'renewal_date': user.renewal_date,  # ISO date string
        'renewal_risk': user.renewal_risk,  # "low", "medium", "high"
        'account_owner_email': user.account_owner_email,
        # Token lifetime
        'iat': now,
        'exp': now + timedelta(hours=1),
    }
    token = jwt.encode(payload, PRODUCTBRIDGE_SECRET, algorithm='HS256')

    # Redirect back to ProductBridge
    params = {'ssoToken': token, 'organizationId': request.args.get('organizationId', '')}
    if request.args.get('returnTo'):
        params['returnTo'] = request.args['returnTo']
    response = redirect(f'{PRODUCTBRIDGE_CALLBACK}?{urlencode(params)}')
    response.headers['Cache-Control'] = 'no-store'
    return response


# Flask route
@app.get('/login')
@compare_redirect
@login_required
def login():
    return handle_sso_callback(current_user)
