// SPDX-License-Identifier: Apache-2.0

extension VerificationPolicy {
    /// The same policy with another ``maxTokenBytes``.
    public func maxTokenBytes(_ bytes: Int) -> VerificationPolicy {
        with { $0.maxTokenBytes = bytes }
    }

    /// The same policy with another ``leeway``.
    public func leeway(_ duration: Duration) -> VerificationPolicy {
        with { $0.leeway = duration }
    }

    /// The same policy with another ``maxLifetime``; nil for any.
    public func maxLifetime(_ duration: Duration?) -> VerificationPolicy {
        with { $0.maxLifetime = duration }
    }

    /// The same policy, but accepting tokens without `exp`; see ``allowsMissingExpiry``.
    public func allowingMissingExpiry(_ allows: Bool = true) -> VerificationPolicy {
        with { $0.allowsMissingExpiry = allows }
    }

    /// The same policy with another ``userHash``.
    public func userHash(_ mode: UserHashMode) -> VerificationPolicy {
        with { $0.userHash = mode }
    }

    /// The same policy, but refusing tokens without a valid `user_hash`.
    public func requiringUserHash() -> VerificationPolicy {
        userHash(.required)
    }

    /// The same policy with another ``issuer``; nil for any or none.
    public func issuer(_ issuer: String?) -> VerificationPolicy {
        with { $0.issuer = issuer }
    }

    /// The same policy with another ``audience``; nil for any or none.
    public func audience(_ audience: String?) -> VerificationPolicy {
        with { $0.audience = audience }
    }

    /// The same policy with another ``type``; nil for `JWT` or none.
    public func type(_ type: String?) -> VerificationPolicy {
        with { $0.type = type }
    }

    /// The same policy with other ``strictClaims``.
    public func strictClaims(_ strict: Bool = true) -> VerificationPolicy {
        with { $0.strictClaims = strict }
    }

    /// The same policy with another ``emailForm``.
    public func emailForm(_ form: EmailForm) -> VerificationPolicy {
        with { $0.emailForm = form }
    }

    /// The same policy with another ``reader``.
    public func reader(_ reader: Reader) -> VerificationPolicy {
        with { $0.reader = reader }
    }

    private func with(_ change: (inout VerificationPolicy) -> Void) -> VerificationPolicy {
        var copy = self
        change(&copy)
        return copy
    }
}
