// npm install jsonwebtoken
const crypto = require('crypto');
const jwt = require('jsonwebtoken');

const PRODUCTBRIDGE_SECRET = process.env.PRODUCTBRIDGE_WIDGET_SECRET;
if (!PRODUCTBRIDGE_SECRET) throw new Error('PRODUCTBRIDGE_WIDGET_SECRET is not set');

// The SSO Callback URL of Settings > SSO > Portal
const PRODUCTBRIDGE_CALLBACK = '{{CALLBACK_URL}}';

// Put it before your own auth. Anyone can make a link to your login page with a redirect of their own, and
// would get your user's token.
function compareRedirect(req, res, next) {
  if (req.query.redirect !== PRODUCTBRIDGE_CALLBACK) {
    return res.status(400).send('redirect is not the callback URL of the portal');
  }
  next();
}

// Called after your own auth succeeds
function handleSSOCallback(req, res) {
  const { organizationId, returnTo } = req.query;
  const user = req.user; // your authenticated user

  const token = jwt.sign(
    {
      // Required
      email: user.email,
      // Recommended
      name: user.name,
      id: user.id == null ? undefined : String(user.id),
      avatarURL: user.avatarUrl,
      jti: crypto.randomUUID(), // makes each token another one
      // Optional: company & plan data
      company_name: user.companyName,
      company_id: user.companyId == null ? undefined : String(user.companyId),
      company_mrr: user.mrr,
      customer_status: user.status, // "active" | "trial" | "churned"
      renewal_date: user.renewalDate, // ISO date string
      renewal_risk: user.renewalRisk, // "low" | "medium" | "high"
      account_owner_email: user.accountOwnerEmail,
    },
    PRODUCTBRIDGE_SECRET,
    { expiresIn: '1h', algorithm: 'HS256' }
  );

  // Redirect back to ProductBridge
  const callbackUrl = new URL(PRODUCTBRIDGE_CALLBACK);
  callbackUrl.searchParams.set('ssoToken', token);
  callbackUrl.searchParams.set('organizationId', organizationId);
  if (returnTo) callbackUrl.searchParams.set('returnTo', returnTo);
  res.set('Cache-Control', 'no-store');
  res.redirect(callbackUrl.toString());
}

// Express route
app.get('/login', compareRedirect, requireAuth, handleSSOCallback);
