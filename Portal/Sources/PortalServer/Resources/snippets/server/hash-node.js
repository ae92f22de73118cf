const crypto = require('crypto');

// HMAC-SHA256 of the user's ID with your Widget API Secret, as lower-case hex
function productBridgeUserHash(userId) {
  return crypto
    .createHmac('sha256', process.env.PRODUCTBRIDGE_WIDGET_SECRET)
    .update(String(userId))
    .digest('hex');
}

// Add it to the payload, beside the very id that it was made of (sub, or id for single sign-on):
//   sub: String(user.id),
//   user_hash: productBridgeUserHash(user.id),
