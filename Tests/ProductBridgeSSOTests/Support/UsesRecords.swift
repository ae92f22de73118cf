// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO

/// Tests of what keeps records of sessions.
protocol UsesRecords {
    /// The organization of records that are not said to be of another.
    var acme: OrganizationID { get }
}

extension UsesRecords {
    func record(
        _ digest: String,
        of email: String = "ada@example.com",
        in organization: OrganizationID? = nil,
        createdAt: Double = 0,
        until: Double = 60
    ) -> SessionRecord {
        SessionRecord(
            digest: digest,
            organization: organization ?? acme,
            email: email,
            userID: nil,
            createdAt: moment(createdAt),
            expiresAt: moment(until)
        )
    }
}
