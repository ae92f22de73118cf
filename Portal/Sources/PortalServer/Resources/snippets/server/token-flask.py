# pip install PyJWT
import os
from datetime import datetime, timedelta, timezone

import jwt
from flask import jsonify

PRODUCTBRIDGE_SECRET = os.environ['PRODUCTBRIDGE_WIDGET_SECRET']


def generate_productbridge_token(user):
    now = datetime.now(tz=timezone.utc)
    payload = {
        # --- Required ---
        'email': user.email,

        # --- Recommended ---
        'name': user.name,
        'sub': str(user.id) if user.id is not None else None,  # your internal user ID
        'avatar_url': user.avatar_url,

        # --- Optional: Company & Plan data ---
        'company_name': user.company_name,
        'company_id': str(user.company_id) if user.company_id is not None else None,
        'company_mrr': user.mrr,  # monthly recurring revenue (number)
        'customer_status': user.status,  # "active", "trial", "churned"
        'renewal_date': user.renewal_date,  # ISO date string
        'renewal_risk': user.renewal_risk,  # "low", "medium", "high"
        'account_owner_email': user.account_owner_email,

        # --- Token lifetime ---
        'iat': now,
        'exp': now + timedelta(hours=1),
    }
    return jwt.encode(payload, PRODUCTBRIDGE_SECRET, algorithm='HS256')


# Flask route
@app.get('/api/productbridge-token')
@login_required
def productbridge_token():
    response = jsonify({'token': generate_productbridge_token(current_user)})
    response.headers['Cache-Control'] = 'no-store'
    return response
