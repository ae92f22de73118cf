// SPDX-License-Identifier: Apache-2.0
// The ProductBridge widget, <origin>/sdk/pb-widget.js, sets `window.ProductBridge` when it runs.
//
// A content security policy needs these sources, <origin> being the one that the script comes from:
//     script-src <origin>; connect-src <origin>; img-src https:
// img-src is for profile pictures; without it, initials are shown. No style-src is needed.

interface ProductBridgeOptions {
  /** Your organization's id, from Settings → Snippets. */
  organizationId: string;
  /** The token (JWT) from your server. `undefined`, `null` and `''` mean that nobody is logged in. */
  userToken?: string | null;
  /** The corner of the launcher; in the sidebar mode, also the side. Default: `'bottom-right'`. */
  position?: ProductBridgePosition | null;
  /** A popup over the page, a sidebar, or a part of the page. Default: `'popup'`. */
  mode?: ProductBridgeMode | null;
  /** `'auto'` follows the browser. Default: `'auto'`. */
  theme?: ProductBridgeTheme | null;
  /** The tab that is shown first. Default: `'feedback'`. */
  defaultTab?: ProductBridgeTab | null;
  /**
   * `#rgb` or `#rrggbb`. Default: `'#3B82F6'`. A colour on which neither white nor dark text can be read well
   * is darkened until white can.
   */
  buttonColor?: string | null;
  /** The launcher's text. Default: `'Feedback'`. */
  buttonText?: string | null;
  /** Where the mode `'inline'` puts the widget: an element or a selector. Default: the end of the page. */
  container?: Element | string | null;
  /**
   * Fetches a fresh token from your server. Called shortly before a token's `exp`, when a token has already ended,
   * and when the visitor presses "Try again" after a refusal. Without a token the widget asks to log in.
   */
  onTokenExpired?: (() => string | null | undefined | Promise<string | null | undefined>) | null;
}

type ProductBridgePosition = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
type ProductBridgeMode = 'popup' | 'sidebar' | 'inline';
type ProductBridgeTheme = 'auto' | 'light' | 'dark';
type ProductBridgeTab = 'feedback' | 'ideas';

/** None of these throws, and none returns anything: failures are events, and lines on the console. */
interface ProductBridgeWidget {
  /**
   * Shows the widget. Called again, it replaces options and identity; the draft stays.
   * With another organization it starts afresh, as after `destroy()`.
   */
  init(options: ProductBridgeOptions): void;
  /**
   * Says who the person is: before, during or after `init()`, as often as you like. The last token wins.
   * Without a token it changes nothing, and reports `token_missing`.
   */
  identify(token: string | null | undefined): void;
  /** Removes the widget, and forgets the person and all drafts. May come twice, or before `init()`. */
  destroy(): void;
}

/**
 * - `loading`: the server was asked, and hasn't answered yet.
 * - `anonymous`: feedback can be sent without a name.
 * - `locked`: the organization requires `identify()`, and it didn't come.
 * - `identified`: the person is known.
 * - `refused`: the token was refused. The widget says "Please log in".
 * - `expired`: the token has ended, and no fresh one came. The widget says "Please log in".
 * - `unavailable`: the server could not be reached, or couldn't answer.
 */
type ProductBridgeState = 'loading' | 'anonymous' | 'locked' | 'identified' | 'refused' | 'expired' | 'unavailable';

/** What `productbridge:error` tells; the console shows the same. */
interface ProductBridgeError {
  /**
   * A stable name: that of the server's refusal (`signature_mismatch`, `expired`, …), or one of the widget's own:
   * `organization_missing`, `option_invalid`, `script_unknown`, `container_missing`, `token_missing`, `token_invalid`,
   * `token_refresh_failed`, `person_changed`, `network`, `bad_answer`, `http_<status>`, `internal_error`.
   */
  code: string;
  message: string;
  /** The number under which the sign-in log has more, or empty. */
  reference: string;
}

interface WindowEventMap {
  'productbridge:state': CustomEvent<{ state: ProductBridgeState }>;
  'productbridge:error': CustomEvent<ProductBridgeError>;
  /** The token has ended, and there is no `onTokenExpired` that fetched another: call `identify()`. */
  'productbridge:tokenexpired': CustomEvent<Record<string, never>>;
}

interface Window {
  /** There once the script has run. */
  ProductBridge?: ProductBridgeWidget;
}

declare const ProductBridge: ProductBridgeWidget;
