// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Where a token comes in, which decides by which policy it is judged.
public enum TokenPurpose: Hashable, Sendable {
    /// The callback of the redirect flow.
    case sso
    /// The widget's `init` and `identify`; the documents' "Require User Hash" is a setting of its own.
    case widget(requiresUserHash: Bool)
}

/// The policies of an organization's verifiers.
public struct TokenPolicies: Hashable, Sendable {
    /// For tokens that come in at the callback of the redirect flow.
    public var sso: VerificationPolicy

    /// For tokens that come in at the widget. Its `VerificationPolicy.userHash` is what holds where
    /// the organization doesn't require one.
    public var widget: VerificationPolicy

    /// What to demand at the callback one day, and only to report until then: `Identity.wouldRefuse` of
    /// what is verified tells of it. Nil reports nothing.
    public var ssoReporting: VerificationPolicy?

    /// What to demand at the widget one day, and only to report until then.
    public var widgetReporting: VerificationPolicy?

    /// Makes policies; by default the profiles' own, and nothing is reported.
    public init(
        sso: VerificationPolicy = .sso,
        widget: VerificationPolicy = .widget,
        ssoReporting: VerificationPolicy? = nil,
        widgetReporting: VerificationPolicy? = nil
    ) {
        self.sso = sso
        self.widget = widget
        self.ssoReporting = ssoReporting
        self.widgetReporting = widgetReporting
    }
}
