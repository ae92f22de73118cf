// SPDX-License-Identifier: Apache-2.0

/// The company that a person belongs to, as the customer's server tells it.
public struct Company: Hashable, Codable, Sendable {
    /// The customer's own id of the company (`company_id`).
    public var id: String?

    /// The company's name (`company_name`).
    public var name: String?

    /// Monthly recurring revenue in US dollars; finite, of either sign (`company_mrr`).
    public var mrr: Double?

    /// Makes a company of what is known about it.
    public init(id: String? = nil, name: String? = nil, mrr: Double? = nil) {
        self.id = id
        self.name = name
        self.mrr = mrr
    }
}
