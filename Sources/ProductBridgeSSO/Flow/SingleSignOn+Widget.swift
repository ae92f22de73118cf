// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// The visitor of the widget.
public enum WidgetVisitor: Sendable {
    /// A person without a token, who may submit.
    case anonymous
    /// A person without a token, who sees the locked state because the organization requires identify.
    case locked
    /// A person whose token was verified. The widget shows its ``Identified/credential`` from now on.
    case identified(Identified)
}

extension SingleSignOn {
    /// `ProductBridge.init({ organizationId, userToken })`.
    ///
    /// The organization is that of the widget's configuration, never one that a token names. A refused token
    /// is not the same as none: anyone who sent one is never treated as anonymous, but told "Please log in"
    /// (``SSOError/visitorMessage``).
    ///
    /// - Parameters:
    ///   - userToken: The token; nil if the page passed none. An empty text is a token.
    ///   - organization: The organization.
    ///   - now: The time to judge by.
    /// - Throws: As ``identify(_:of:at:)``.
    public func initializeWidget(
        userToken: String?,
        of organization: OrganizationID,
        at now: NumericDate = .now
    ) async throws -> WidgetVisitor {
        if let userToken { return .identified(try await identify(userToken, of: organization, at: now)) }
        return try await tenant(organization).widget.requireIdentify ? .locked : .anonymous
    }

    /// `ProductBridge.identify(token)`, after `init` or again: the token's claims replace the person's stored
    /// ones. A token may be sent each time its page is loaded, until it expires.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - organization: The organization.
    ///   - now: The time to judge by.
    /// - Throws: ``SSOError/Code/tokenRefused``; ``SSOError/Code/noSecret``; ``SSOError/Code/unknownUser`` in
    ///   ``IdentifyMode/updateOnly``; ``SSOError/Code/unknownOrganization``.
    public func identify(
        _ token: String,
        of organization: OrganizationID,
        at now: NumericDate = .now
    ) async throws -> Identified {
        do {
            return try await retrying {
                var work = try await work(.id(organization))
                let verified = try verify(
                    token,
                    of: work.tenant,
                    by: widgetPolicy(of: work.tenant),
                    reporting: policy.widgetReporting,
                    at: now
                )
                let step = Identification(
                    verified: verified,
                    origin: .widget,
                    mode: work.tenant.widget.identifyMode,
                    now: now
                )
                let identified = try await step.run(&work, self)
                return try await work.made() ? identified : nil
            }
        } catch let refusal as SSOError where refusal.isRefusal {
            await log(refusal, of: token, .id(organization), origin: .widget, at: now)
            throw refusal
        }
    }

    func widgetPolicy(of tenant: Tenant) -> VerificationPolicy {
        tenant.widget.requireUserHash ? policy.widget.requiringUserHash() : policy.widget
    }

    /// The person who made a widget's submission: "The widget only accepts submissions from users who have
    /// been identified" if the settings say so now, whatever they said when the visitor came.
    ///
    /// - Parameters:
    ///   - credential: The ``Identified/credential`` that the widget sends; nil if it has none.
    ///   - organization: The organization.
    ///   - now: The time.
    /// - Returns: The person, or nil for an anonymous visitor.
    /// - Throws: ``SSOError/Code/unknownSession`` for a credential that isn't valid (any more);
    ///   ``SSOError/Code/identifyRequired``; ``SSOError/Code/unknownOrganization``.
    public func submitter(
        _ credential: String?,
        of organization: OrganizationID,
        at now: NumericDate = .now
    ) async throws -> PortalUser? {
        guard let credential else {
            guard try await !tenant(organization).widget.requireIdentify else {
                throw SSOError(.identifyRequired)
            }
            return nil
        }
        guard let found = try await goodSession(credential, .id(organization), at: now),
            found.session.origin == .widget
        else { throw SSOError(.unknownSession) }
        return found.user
    }
}
