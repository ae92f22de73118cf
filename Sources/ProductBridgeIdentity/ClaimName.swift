// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// A typed claim, by one of its names.
///
/// The documents' two payload forms sometimes use two names for one thing, so the user id is ``id`` or
/// ``sub``, and the avatar is ``avatarURL`` or ``avatarURLCamel``. The numbers are those of the C library's
/// `pbjwt_claim` and are never reused; new ones may be added.
public struct ClaimName: RawRepresentable, Hashable, Codable, Sendable {
    /// The stable number.
    public let rawValue: UInt32

    /// Makes a claim's name from its number, whether or not this version knows it.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

extension ClaimName {
    /// `email`.
    public static let email = ClaimName(code: PBJWT_CLAIM_EMAIL)
    /// `sub`: the user id, in the widget's payload form.
    public static let sub = ClaimName(code: PBJWT_CLAIM_SUB)
    /// `id`: the user id, in the SSO payload form.
    public static let id = ClaimName(code: PBJWT_CLAIM_ID)
    /// `user_hash`.
    public static let userHash = ClaimName(code: PBJWT_CLAIM_USER_HASH)
    /// `name`.
    public static let name = ClaimName(code: PBJWT_CLAIM_NAME)
    /// `avatar_url`: the avatar, in the widget's payload form.
    public static let avatarURL = ClaimName(code: PBJWT_CLAIM_AVATAR_URL)
    /// `avatarURL`: the avatar, in the SSO payload form.
    public static let avatarURLCamel = ClaimName(code: PBJWT_CLAIM_AVATAR_URL_CAMEL)
    /// `company_name`.
    public static let companyName = ClaimName(code: PBJWT_CLAIM_COMPANY_NAME)
    /// `company_id`.
    public static let companyID = ClaimName(code: PBJWT_CLAIM_COMPANY_ID)
    /// `company_mrr`.
    public static let companyMRR = ClaimName(code: PBJWT_CLAIM_COMPANY_MRR)
    /// `customer_status`.
    public static let customerStatus = ClaimName(code: PBJWT_CLAIM_CUSTOMER_STATUS)
    /// `renewal_date`.
    public static let renewalDate = ClaimName(code: PBJWT_CLAIM_RENEWAL_DATE)
    /// `renewal_risk`.
    public static let renewalRisk = ClaimName(code: PBJWT_CLAIM_RENEWAL_RISK)
    /// `account_owner_id`.
    public static let accountOwnerID = ClaimName(code: PBJWT_CLAIM_ACCOUNT_OWNER_ID)
    /// `account_owner_email`.
    public static let accountOwnerEmail = ClaimName(code: PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL)
    /// `external_user_id`.
    public static let externalUserID = ClaimName(code: PBJWT_CLAIM_EXTERNAL_USER_ID)
    /// `exp`; RFC 7519, 4.1.4.
    public static let expiry = ClaimName(code: PBJWT_CLAIM_EXP)
    /// `nbf`; RFC 7519, 4.1.5.
    public static let notBefore = ClaimName(code: PBJWT_CLAIM_NBF)
    /// `iat`; RFC 7519, 4.1.6.
    public static let issuedAt = ClaimName(code: PBJWT_CLAIM_IAT)
    /// `iss`; RFC 7519, 4.1.1.
    public static let issuer = ClaimName(code: PBJWT_CLAIM_ISS)
    /// `aud`; RFC 7519, 4.1.3.
    public static let audience = ClaimName(code: PBJWT_CLAIM_AUD)
    /// `jti`; RFC 7519, 4.1.7.
    public static let tokenID = ClaimName(code: PBJWT_CLAIM_JTI)
}

extension ClaimName {
    /// The name as payloads have it, such as `avatarURL`; `unknown_claim` for a number that
    /// this version doesn't know.
    public var name: String {
        unsafe String(staticText: pbjwt_claim_name(code)) ?? "unknown_claim"
    }

    /// All typed claims, by their numbers.
    public static var all: [ClaimName] {
        (1...UInt32(pbjwt_claim_count())).map(ClaimName.init(rawValue:))
    }

    /// The claim that payloads call `name`, or nil if the library has no such typed claim.
    public init?(_ name: some StringProtocol) {
        guard let known = Self.all.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The C library's number.
    var code: pbjwt_claim {
        pbjwt_claim(rawValue: .init(truncatingIfNeeded: rawValue))
    }

    /// The claim for a number from the C library, or nil for `PBJWT_CLAIM_NONE`.
    init?(_ code: pbjwt_claim) {
        guard code != PBJWT_CLAIM_NONE else { return nil }
        self.init(code: code)
    }

    private init(code: pbjwt_claim) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension ClaimName: CustomStringConvertible {
    /// The name as payloads have it.
    public var description: String { name }
}
