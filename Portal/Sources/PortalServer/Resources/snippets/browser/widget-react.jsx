// Complete copy-paste React component with identity verification.
// Place it in your app root (App.jsx, layout.jsx, etc.).
import { useEffect } from 'react';

// The token from your backend; none if nobody is logged in, or if that fails
async function fetchToken() {
  try {
    const res = await fetch('/api/productbridge-token', { cache: 'no-store' });
    return res.ok ? (await res.json()).token : undefined;
  } catch {
    return undefined;
  }
}

export default function ProductBridgeWidget({
  organizationId = '{{ORGANIZATION_ID}}',
  position = 'bottom-right',
  mode = 'popup',
  theme = 'auto',
  defaultTab = 'feedback',
  buttonColor = '#3B82F6',
  buttonText = 'Feedback',
}) {
  useEffect(() => {
    // The component may be gone before the token or the script has come.
    let cancelled = false;
    const script = document.createElement('script');

    fetchToken().then((token) => {
      if (cancelled) return;
      script.src = '{{WIDGET_SCRIPT_URL}}';
      script.async = true;
      script.onload = () => {
        if (cancelled) return;
        window.ProductBridge.init({
          organizationId,
          position,
          mode,
          theme,
          defaultTab,
          buttonColor,
          buttonText,
          userToken: token,
          onTokenExpired: fetchToken,
        });
      };
      script.onerror = () => console.error(`ProductBridge: the widget did not load from ${script.src}`);
      document.head.appendChild(script);
    });

    return () => {
      cancelled = true;
      window.ProductBridge?.destroy();
      script.remove();
    };
  }, [organizationId, position, mode, theme, defaultTab, buttonColor, buttonText]);

  return null;
}

// Usage:
// <ProductBridgeWidget />
