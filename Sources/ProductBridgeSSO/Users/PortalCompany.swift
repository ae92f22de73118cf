// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A company of an organization's users, found by the customer's own id of it, or by its name where it has
/// none. An id and a name that read alike are two companies.
public struct PortalCompany: Hashable, Codable, Sendable, Identifiable {
    /// What the company's record is kept under: 64 hex characters.
    public let id: String

    /// When the customer's server last told of it.
    public internal(set) var updatedAt: NumericDate

    /// What is known of it.
    public internal(set) var company: Company

    init(id: String, updatedAt: NumericDate) {
        self.id = id
        self.updatedAt = updatedAt
        company = Company()
    }

    /// The ``id`` of the company that a token tells of; nil where it tells neither id nor name.
    static func id(of company: Company) throws(VerificationError) -> String? {
        if let id = company.id { return try Digest.companyID.of(id) }
        if let name = company.name { return try Digest.companyName.of(name) }
        return nil
    }

    mutating func update(from fresh: Company, at now: NumericDate) {
        company.id = fresh.id ?? company.id
        company.name = fresh.name ?? company.name
        company.mrr = fresh.mrr ?? company.mrr
        updatedAt = now
    }
}

extension Identity {
    /// The company without what would merge strangers: an empty id or name, and a name such as
    /// `undefined`, as a program writes that had no value. (Of ids the verifier has taken those out.)
    var usableCompany: Company? {
        guard var company else { return nil }
        let placeholder = Warning(kind: .placeholder, claim: .companyName)
        if company.id == "" { company.id = nil }
        if company.name == "" || warnings.contains(placeholder) { company.name = nil }
        return company == Company() ? nil : company
    }
}
