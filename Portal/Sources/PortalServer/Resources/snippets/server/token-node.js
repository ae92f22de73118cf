// npm install jsonwebtoken
const jwt = require('jsonwebtoken');

const PRODUCTBRIDGE_SECRET = process.env.PRODUCTBRIDGE_WIDGET_SECRET;
if (!PRODUCTBRIDGE_SECRET) throw new Error('PRODUCTBRIDGE_WIDGET_SECRET is not set');

function generateProductBridgeToken(user) {
  return jwt.sign(
    {
      // --- Required ---
      email: user.email,

      // --- Recommended ---
      name: user.name,
      sub: user.id == null ? undefined : String(user.id), // your internal user ID
      avatar_url: user.avatarUrl,

      // --- Optional: Company & Plan data ---
      company_name: user.companyName,
      company_id: user.companyId == null ? undefined : String(user.companyId),
      company_mrr: user.mrr, // monthly recurring revenue (number)
      customer_status: user.status, // e.g. "active", "trial", "churned"
      renewal_date: user.renewalDate, // ISO date string
      renewal_risk: user.renewalRisk, // "low", "medium", "high"
      account_owner_email: user.accountOwnerEmail,
    },
    PRODUCTBRIDGE_SECRET,
    { expiresIn: '1h', algorithm: 'HS256' }
  );
}

// Express route
app.get('/api/productbridge-token', requireAuth, (req, res) => {
  res.set('Cache-Control', 'no-store');
  res.json({ token: generateProductBridgeToken(req.user) });
});
