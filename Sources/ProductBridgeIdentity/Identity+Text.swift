// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension Identity {
    /// A text of an identity, by which ``Identity/withUTF8(of:_:)`` finds it.
    public struct Text: Sendable {
        private let source: Source

        private enum Source {
            case claim(pbjwt_claim)
            case canonicalEmail
            case userID
            case avatarURL
            case keyID
        }
    }

    /// Runs `body` on a text's UTF-8 in place, without making a string.
    ///
    /// ```swift
    /// let length = identity.withUTF8(of: .name) { $0.count } ?? 0
    /// log("a name of \(length) bytes")
    /// ```
    ///
    /// - Parameters:
    ///   - text: The text. It has the same bytes as the property of that name.
    ///   - body: What to do with the bytes, which it can't keep.
    /// - Returns: What `body` returned; nil where the property is nil, and `body` isn't run.
    /// - Throws: What `body` throws.
    @inlinable
    public func withUTF8<R, E>(
        of text: Text,
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R? {
        defer { withExtendedLifetime(self) {} }
        guard let bytes = unsafe utf8(of: text) else { return nil }
        return try unsafe body(bytes.span)
    }

    /// A text's bytes, which live as long as the identity; nil where it is absent. Apart from what is inlined into
    /// other modules, which know nothing of C.
    @usableFromInline
    @unsafe func utf8(of text: Text) -> UnsafeBufferPointer<UInt8>? {
        unsafe handle.withPointer { identity in
            var count = 0
            guard let view = unsafe text.view(in: identity, &count) else { return nil }
            let start = unsafe UnsafeRawPointer(view).assumingMemoryBound(to: UInt8.self)
            return unsafe UnsafeBufferPointer(start: start, count: count)
        }
    }
}

extension Identity.Text {
    /// ``Identity/email``.
    public static let email = Self(source: .claim(PBJWT_CLAIM_EMAIL))
    /// ``Identity/canonicalEmail``.
    public static let canonicalEmail = Self(source: .canonicalEmail)
    /// ``Identity/userID``.
    public static let userID = Self(source: .userID)
    /// ``Identity/name``.
    public static let name = Self(source: .claim(PBJWT_CLAIM_NAME))
    /// ``Identity/avatarURL``.
    public static let avatarURL = Self(source: .avatarURL)
    /// ``Identity/externalUserID``.
    public static let externalUserID = Self(source: .claim(PBJWT_CLAIM_EXTERNAL_USER_ID))
    /// The ``Company/id`` of ``Identity/company``.
    public static let companyID = Self(source: .claim(PBJWT_CLAIM_COMPANY_ID))
    /// The ``Company/name`` of ``Identity/company``.
    public static let companyName = Self(source: .claim(PBJWT_CLAIM_COMPANY_NAME))
    /// ``Identity/customerStatus``.
    public static let customerStatus = Self(source: .claim(PBJWT_CLAIM_CUSTOMER_STATUS))
    /// ``Identity/renewalDate``.
    public static let renewalDate = Self(source: .claim(PBJWT_CLAIM_RENEWAL_DATE))
    /// ``Identity/accountOwnerID``.
    public static let accountOwnerID = Self(source: .claim(PBJWT_CLAIM_ACCOUNT_OWNER_ID))
    /// ``Identity/accountOwnerEmail``.
    public static let accountOwnerEmail = Self(source: .claim(PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL))
    /// ``Identity/issuer``.
    public static let issuer = Self(source: .claim(PBJWT_CLAIM_ISS))
    /// ``Identity/tokenID``.
    public static let tokenID = Self(source: .claim(PBJWT_CLAIM_JTI))
    /// ``Identity/keyID``.
    public static let keyID = Self(source: .keyID)
}

extension Identity.Text {
    /// The text's bytes and their number; nil where it is absent.
    @unsafe fileprivate func view(in identity: OpaquePointer, _ count: inout Int) -> UnsafePointer<CChar>? {
        switch source {
        case .claim(let claim): unsafe pbjwt_identity_text(identity, claim, &count)
        case .canonicalEmail: unsafe pbjwt_identity_canonical_email(identity, &count)
        case .userID: unsafe pbjwt_identity_user_id(identity, &count)
        case .avatarURL: unsafe pbjwt_identity_avatar_url(identity, &count)
        case .keyID: unsafe pbjwt_identity_key_id(identity, &count)
        }
    }
}
