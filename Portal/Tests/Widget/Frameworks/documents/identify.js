// 1. Init without a token (anonymous)
ProductBridge.init({ organizationId: 'YOUR_ORGANIZATION_ID' });
// 2. After the user logs in, fetch a token and identify
async function onLoginSuccess() {
const { token } = await fetch('/api/productbridge-token').then(r => r.json());
ProductBridge.identify(token);
}
