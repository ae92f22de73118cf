// 1. Init without a token (anonymous)
ProductBridge.init({ organizationId: '{{ORGANIZATION_ID}}' });

// 2. After the user logs in, fetch a token and identify
async function onLoginSuccess() {
  const res = await fetch('/api/productbridge-token', { cache: 'no-store' });
  if (!res.ok) return; // nobody is logged in after all: the widget stays anonymous
  const { token } = await res.json();
  ProductBridge.identify(token);
}

// 3. After the user logs out, forget who it was
function onLogout() {
  ProductBridge.destroy();
  ProductBridge.init({ organizationId: '{{ORGANIZATION_ID}}' });
}
