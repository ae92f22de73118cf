// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// What a caller requires of a token besides a valid signature.
///
/// Start from the profile for the place where tokens arrive, and change what you need: either the properties,
/// or use the methods with the same names, which return a changed copy.
///
/// ```swift
/// let policy = VerificationPolicy.widget
///     .requiringUserHash()
///     .leeway(.seconds(60))
/// ```
///
/// A value out of range throws ``VerificationStatus/invalidArgument`` when you make an ``IdentityVerifier``.
public struct VerificationPolicy: Hashable, Sendable {
    /// Where tokens arrive. Both profiles have the same settings today; each may change separately.
    public let profile: Profile

    /// The longest token to accept, in bytes: 256 to 1048576 (1 MiB). By default 8192.
    public var maxTokenBytes = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT

    /// How far clocks may differ: 0 to 300 whole seconds. By default 30; the documents: "a small
    /// leeway for clock drift".
    public var leeway = Duration.seconds(PBJWT_DEFAULT_LEEWAY)

    /// The longest time from `iat` (without one, from now) to `exp`, in whole seconds from 1 on; nil
    /// for any. By default 3600, the documents' one hour.
    public var maxLifetime: Duration? = .seconds(PBJWT_DEFAULT_LIFETIME)

    /// Whether a token without `exp`, which never expires, is accepted. By default it is not.
    public var allowsMissingExpiry = false

    /// How `user_hash` is checked. By default it is not.
    public var userHash = UserHashMode.ignored

    /// The only `iss` to accept (RFC 7519, 4.1.1), compared byte by byte and not empty; nil, the default, for
    /// any or none.
    public var issuer: String?

    /// The value that `aud` must be or contain (RFC 7519, 4.1.3), compared byte by byte and not empty; nil,
    /// the default, for any or none.
    ///
    /// Without it, a token for the widget also signs in by SSO.
    public var audience: String?

    /// The only `typ` to accept (RFC 8725, 3.11), with ASCII letters of either case, so that a token for one
    /// use is refused for another; nil, the default, for `JWT`, `application/jwt` or none.
    ///
    /// 1 to 127 ASCII letters, digits and `!#$&-^_.+/`, exactly as in the header: `application/` is neither
    /// added nor removed. To issue a token with a type, set ``IdentityClaims/type``.
    public var type: String?

    /// Whether to refuse a token instead of warning with ``Warning/Kind/wrongType``,
    /// ``Warning/Kind/wrongForm`` or ``Warning/Kind/coerced``. By default it only warns: a malformed CRM
    /// field must not lock a person out.
    public var strictClaims = false

    /// The form of ``Identity/canonicalEmail``. By default the address as sent.
    public var emailForm = EmailForm.asSent

    /// Who reads the payload. By default only the library's own reader.
    public var reader = Reader.fast

    /// Makes a policy with a profile's settings.
    public init(profile: Profile) {
        self.profile = profile
    }

    /// For tokens that arrive at the callback of the SSO redirect flow.
    public static let sso = VerificationPolicy(profile: .sso)

    /// For tokens that arrive at the widget's `init` and `identify`.
    public static let widget = VerificationPolicy(profile: .widget)
}

extension VerificationPolicy {
    /// Where tokens arrive.
    public enum Profile: Hashable, Sendable {
        /// The redirect flow's callback.
        case sso
        /// The widget's `init` and `identify`.
        case widget
    }

    /// How `user_hash` is checked; the documents' "Require User Hash".
    public enum UserHashMode: Hashable, Sendable {
        /// It is ignored.
        case ignored
        /// It is checked if present.
        case checkedIfPresent
        /// A token without it, or without a user id, is refused.
        case required
    }

    /// The form of the canonical address.
    public enum EmailForm: Hashable, Sendable {
        /// The address as sent.
        case asSent
        /// The address without white space and format characters (Unicode Cf) at its ends, and with A-Z as
        /// a-z; everything else is unchanged.
        case lowercased
        /// An address that ``lowercased`` would change, or with a format character anywhere, is refused.
        case requireLowercase
    }

    /// Who reads the payload.
    public enum Reader: Hashable, Sendable {
        /// The library's own strict JSON reader.
        case fast
        /// jansson also reads it, and any difference is ``VerificationStatus/internalFailure``.
        case both
    }
}
