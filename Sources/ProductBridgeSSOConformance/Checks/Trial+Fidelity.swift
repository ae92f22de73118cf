// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func recordsComeBack() async throws {
        let organization = try Random.organization()
        let records = try await Specimens.all(of: organization, at: .start + 0.123456)
        let kinds = Set(PortalRecord.Kind.allCases).subtracting([.counter])
        try expect(Set(records.map(\.name.kind)) == kinds, "There isn't a record of each kind to put.")
        try await expectToComeBack(records, of: organization)
    }

    func timesComeBack() async throws {
        let organization = try await makeOrganization().organization
        let times = [
            0, 0.1, 0.000001, -1.5, 1_767_225_600.123_456, 1_767_225_600.999_999_9, 253_402_300_799,
            253_402_300_799.99997, 253_402_301_129, 1e15 + 0.125, Double(1 << 53),
        ]
        let used = times.enumerated().map { number, time in
            PortalRecord.used(digest: "\(number)", until: NumericDate(secondsSinceEpoch: time))
        }
        var records = used
        for time in [0.25, 1_767_225_600.000_000_2] {
            let now = NumericDate(secondsSinceEpoch: time)
            let user = try await Specimens.person(
                of: organization,
                email: "\(time)@example.com",
                userID: "1",
                at: now
            )
            .user
            records.append(.user(user))
        }
        try await expectToComeBack(records, of: organization)
    }

    func textsComeBack() async throws {
        let organization = try await makeOrganization().organization
        let texts = [
            "", " ", "a\u{0}b", "\u{0}", "\u{1}\u{7F}\u{85}\u{2028}\r\n\t", "\"'\\/`;--%_", "é", "e\u{301}",
            "\u{212B}ngstro\u{308}m", "İıſK", "👩🏽‍🚀👨‍👩‍👧‍👦🏴‍☠️", "עברית العربية", "ゾエ・漢字", "\u{10FFFF}\u{FFFF}\u{FEFF}",
            "NULL", "null", "0x1F600", "1e3", "{\"a\":[1]}", "\\u0000",
        ]
        var records: [PortalRecord] = []
        for (number, text) in texts.enumerated() {
            var user = try await Specimens.person(
                of: organization,
                email: "\(number)@example.com",
                userID: "1"
            ).user
            user.profile.name = text
            user.profile.externalUserID = text + text
            user.profile.customerStatus = CustomerStatus(rawValue: text)
            records.append(.user(user))
        }
        try await expectToComeBack(records, of: organization)
    }

    func longTextsComeBack() async throws {
        let organization = try await makeOrganization().organization
        var records: [PortalRecord] = []
        for (number, text) in ["x", "é", "👩🏽‍🚀", "\"\\\u{0}"].enumerated() {
            var user = try await Specimens.person(
                of: organization,
                email: "\(number)@example.com",
                userID: "1"
            ).user
            user.profile.name = String(repeating: text, count: 100_000 / text.utf8.count) + "end"
            records.append(.user(user))
        }
        try await expectToComeBack(records, of: organization)
    }

    func numbersComeBack() async throws {
        let organization = try await makeOrganization().organization
        var records: [PortalRecord] = []
        for mrr in [
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude, 0.1, 1.0.nextUp,
            1.0.nextDown, 1e-300, -1e22, 9_007_199_254_740_991, 0,
        ] {
            guard let company = try await Specimens.company(of: organization, mrr: mrr),
                company.company.mrr == mrr
            else { throw fail("No company with an mrr of \(mrr) was made.") }
            records.append(.company(company))
        }
        try await expectToComeBack(records, of: organization)
    }

    private func expectToComeBack(_ records: [PortalRecord], of organization: OrganizationID) async throws {
        var commit = PortalCommit(organization: organization)
        commit.puts = records
        try await expect(true, commit, "A commit of many records")
        let snapshot = try await read(organization, records.map { .named($0.name) }, by: other)
        for record in records {
            guard let found = snapshot.entries[record.name]?.record else {
                throw fail("A record of kind \(record.name.kind.rawValue) didn't come back.")
            }
            let differences = try ExactForm(found).differences(from: ExactForm(record))
            try expect(
                found == record && differences.isEmpty,
                "A record of kind \(record.name.kind.rawValue) came back otherwise: \(differences)."
            )
        }
        guard case .tenant(let tenant) = records.first(where: { $0.name == .tenant }) else { return }
        try expect(snapshot.tenant == tenant, "The tenant record came back otherwise.")
    }
}
