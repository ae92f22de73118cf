// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// What a caller demands of a token beyond its signature.
///
/// Start from the profile of the place where the tokens come in, and change what differs: either by
/// the properties, or by the method of a property's name, which gives a changed copy.
///
/// ```swift
/// let policy = VerificationPolicy.widget
///     .requiringUserHash()
///     .leeway(.seconds(60))
/// ```
///
/// A value out of its range shows as ``VerificationStatus/invalidArgument`` when an
/// ``IdentityVerifier`` is made.
public struct VerificationPolicy: Hashable, Sendable {
    /// Where tokens come in. Both profiles start from the same settings today; each may change on
    /// its own.
    public let profile: Profile

    /// The longest token that is looked at, in bytes: 256 to 1048576 (1 MiB). By default 8192.
    public var maxTokenBytes = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT

    /// How far clocks may differ: 0 to 300 whole seconds. By default 30; the documents: "a small
    /// leeway for clock drift".
    public var leeway = Duration.seconds(PBJWT_DEFAULT_LEEWAY)

    /// The longest time from `iat` (without one, from now) to `exp`, in whole seconds from 1 on; nil
    /// for any. By default 3600, the documents' one hour.
    public var maxLifetime: Duration? = .seconds(PBJWT_DEFAULT_LIFETIME)

    /// Whether a token without `exp`, which never expires, is accepted. By default it is not.
    public var allowsMissingExpiry = false

    /// What is demanded of `user_hash`. By default nothing.
    public var userHash = UserHashMode.ignored

    /// The only `iss` that is accepted (RFC 7519, 4.1.1), compared byte by byte and not empty; nil, the
    /// default, for any and none.
    public var issuer: String?

    /// The value that `aud` must be or hold (RFC 7519, 4.1.3), compared byte by byte and not empty;
    /// nil, the default, for any and none.
    ///
    /// Without it a token that is meant for the widget also signs in by SSO.
    public var audience: String?

    /// The only `typ` that is accepted (RFC 8725, 3.11), in ASCII letters of either case, so that a token
    /// for one use is none for another; nil, the default, for `JWT`, `application/jwt` and none.
    ///
    /// 1 to 127 ASCII letters, digits and `!#$&-^_.+/`, as they stand in the header: `application/` is
    /// neither put before it nor taken off. A token that is issued under a type has it by
    /// ``IdentityClaims/type``.
    public var type: String?

    /// Whether what is warned of as ``Warning/Kind/wrongType``, ``Warning/Kind/wrongForm`` or
    /// ``Warning/Kind/coerced`` is a refusal instead. By default it is not: a malformed CRM field must not lock a person out.
    public var strictClaims = false

    /// What ``Identity/canonicalEmail`` is. By default the address as sent.
    public var emailForm = EmailForm.asSent

    /// Who reads the payload. By default only the library's own reader.
    public var reader = Reader.fast

    /// Makes a policy with a profile's settings.
    public init(profile: Profile) {
        self.profile = profile
    }

    /// For tokens that come in at the callback of the SSO redirect flow.
    public static let sso = VerificationPolicy(profile: .sso)

    /// For tokens that come in at the widget's `init` and `identify`.
    public static let widget = VerificationPolicy(profile: .widget)
}

extension VerificationPolicy {
    /// Where tokens come in.
    public enum Profile: Hashable, Sendable {
        /// The redirect flow's callback.
        case sso
        /// The widget's `init` and `identify`.
        case widget
    }

    /// What is demanded of `user_hash`; the documents' "Require User Hash".
    public enum UserHashMode: Hashable, Sendable {
        /// It is not looked at.
        case ignored
        /// It is checked where it is there.
        case checkedIfPresent
        /// A token without it, or without a user id, is refused.
        case required
    }

    /// What the canonical address is.
    public enum EmailForm: Hashable, Sendable {
        /// The address as sent.
        case asSent
        /// The address without white space and format characters (Unicode Cf) at its ends, and with
        /// A-Z as a-z; all else stays.
        case lowercased
        /// An address that ``lowercased`` would change, or with a format character anywhere, is refused.
        case requireLowercase
    }

    /// Who reads the payload.
    public enum Reader: Hashable, Sendable {
        /// The library's own strict JSON reader.
        case fast
        /// jansson reads it too, and any difference is ``VerificationStatus/internalFailure``.
        case both
    }
}
