// Complete copy-paste React component with identity verification.
// Place it in your app root (App.jsx, layout.jsx, etc.).
import { useEffect } from 'react';
export default function ProductBridgeWidget({
organizationId = 'YOUR_ORGANIZATION_ID',
position = 'bottom-right',
mode = 'popup',
theme = 'auto',
defaultTab = 'feedback',
buttonColor = '#3B82F6',
buttonText = 'Feedback',
}) {
useEffect(() => {
let script;
// Fetch the token from your backend (user must be logged in)
fetch('/api/productbridge-token')
.then((res) => {
if (!res.ok) return { token: null }; // anonymous if not logged in
return res.json();
})
.then(({ token }) => {
script = document.createElement('script');
script.src = 'https://app.productbridge.io/sdk/pb-widget.js';
script.async = true;
script.onload = () => {
window.ProductBridge.init({
organizationId,
position,
mode,
theme,
defaultTab,
buttonColor,
buttonText,
...(token && { userToken: token }),
});
};
document.head.appendChild(script);
});
return () => {
window.ProductBridge?.destroy();
if (script) document.head.removeChild(script);
};
}, [organizationId]);
return null;
}
// Usage:
// <ProductBridgeWidget organizationId="YOUR_ID" />
