// SPDX-License-Identifier: Apache-2.0

/// The company that a person belongs to, as the customer's server describes it.
public struct Company: Hashable, Codable, Sendable {
    /// The customer's own id for the company (`company_id`).
    public var id: String?

    /// The company's name (`company_name`).
    public var name: String?

    /// Monthly recurring revenue in US dollars; finite, of either sign (`company_mrr`).
    public var mrr: Double?

    /// Makes a company from what is known about it.
    public init(id: String? = nil, name: String? = nil, mrr: Double? = nil) {
        self.id = id
        self.name = name
        self.mrr = mrr
    }
}
