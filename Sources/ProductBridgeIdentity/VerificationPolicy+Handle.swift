// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension VerificationPolicy {
    /// Runs `body` on a `pbjwt_policy` that has these settings. Throws
    /// ``VerificationStatus/invalidArgument`` for a setting out of its range.
    func withPointer<R>(
        _ body: (OpaquePointer) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        guard let pointer = unsafe pbjwt_policy_new(profile.code) else {
            throw VerificationError(status: .outOfMemory)
        }
        defer { unsafe pbjwt_policy_free(pointer) }
        try unsafe apply(to: pointer)
        return try unsafe body(pointer)
    }

    private func apply(to policy: OpaquePointer) throws(VerificationError) {
        guard maxTokenBytes >= 0 else { throw VerificationError(status: .invalidArgument) }
        try check(unsafe pbjwt_policy_set_max_token_bytes(policy, maxTokenBytes))
        try check(unsafe pbjwt_policy_set_leeway(policy, leeway.wholeSeconds))
        try check(unsafe pbjwt_policy_set_max_lifetime(policy, lifetimeCode))
        try check(unsafe pbjwt_policy_set_allow_missing_exp(policy, allowsMissingExpiry))
        try check(unsafe pbjwt_policy_set_user_hash(policy, userHash.code))
        try check(unsafe pbjwt_policy_set_strict_claims(policy, strictClaims))
        try check(unsafe pbjwt_policy_set_email_form(policy, emailForm.code))
        try check(unsafe pbjwt_policy_set_reader(policy, reader.code))
        if let issuer {
            try unsafe issuer.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_policy_set_issuer(policy, start, count))
            }
        }
        if let audience {
            try unsafe audience.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_policy_set_audience(policy, start, count))
            }
        }
        if let type {
            try unsafe type.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_policy_set_type(policy, start, count))
            }
        }
    }

    /// The lifetime's seconds, or 0, which turns the check off in C.
    private var lifetimeCode: Int64 {
        get throws(VerificationError) {
            guard let maxLifetime else { return 0 }
            guard maxLifetime > .zero else { throw VerificationError(status: .invalidArgument) }
            return try maxLifetime.wholeSeconds
        }
    }
}

extension VerificationPolicy? {
    /// The same for an optional policy.
    func withPointer<R>(
        _ body: (OpaquePointer?) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        guard let policy = self else { return try body(nil) }
        return try unsafe policy.withPointer { pointer throws(VerificationError) in try unsafe body(pointer) }
    }
}

extension VerificationPolicy.Profile {
    fileprivate var code: pbjwt_profile {
        switch self {
        case .sso: PBJWT_PROFILE_SSO
        case .widget: PBJWT_PROFILE_WIDGET
        }
    }
}

extension VerificationPolicy.UserHashMode {
    fileprivate var code: pbjwt_user_hash_mode {
        switch self {
        case .ignored: PBJWT_USER_HASH_OFF
        case .checkedIfPresent: PBJWT_USER_HASH_IF_PRESENT
        case .required: PBJWT_USER_HASH_REQUIRED
        }
    }
}

extension VerificationPolicy.EmailForm {
    fileprivate var code: pbjwt_email_form {
        switch self {
        case .asSent: PBJWT_EMAIL_AS_SENT
        case .lowercased: PBJWT_EMAIL_LOWERCASED
        case .requireLowercase: PBJWT_EMAIL_REQUIRE_LOWERCASE
        }
    }
}

extension VerificationPolicy.Reader {
    fileprivate var code: pbjwt_reader {
        switch self {
        case .fast: PBJWT_READER_FAST
        case .both: PBJWT_READER_BOTH
        }
    }
}
