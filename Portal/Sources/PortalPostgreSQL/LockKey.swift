// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

/// Which advisory locks a commit holds, and so which other commits it waits for.
///
/// Rows can't be the locks: a commit may depend on there being no record of a name, and may read what it
/// leaves as it is; and row locks of two strengths can't be taken in one order by one statement. So each name has a
/// lock whether there is a record or not. A commit holds that of each name it changes alone, and that
/// of each name it only expects a version of together with others that do so; it takes them all before it reads,
/// and keeps them to its end (two-phase locking): commits of which one reads what the other writes come one after
/// the other, and all have an order in which each sees what those before it did. Every process takes them
/// in the order of their numbers, so none waits for another in a circle.
///
/// `SERIALIZABLE` would need no lock, but looks for conflicts by pages of indexes, and fails many sign-ins that
/// have nothing to do with each other while tables are small.
///
/// Names share an organization's 256 locks, so that one commit can't fill the server's table of locks: it holds
/// a few, and those of a person with thousands of sessions 256. Two names that share one only wait for each other
/// more often than they would have to. The tenant record, which each commit expects, shares its own with none.
///
/// The numbers must be the same in all processes, so this is never changed.
enum LockKey {
    /// Taken last, by commits that change hosts: those are the one thing that organizations share.
    static let hosts: Int64 = 0x7062_706f_7274_6101

    /// Taken by who makes or updates the tables.
    static let schema: Int64 = 0x7062_706f_7274_6102

    /// The locks of a commit in their order, and whether it is the one to hold each.
    static func all(_ commit: PortalCommit) -> [(key: Int64, isExclusive: Bool)] {
        let organization = hash(commit.organization.rawValue) & ~0xff
        var modes: [Int64: Bool] = [:]
        func add(_ name: RecordName, isExclusive: Bool) {
            let stripe = name == .tenant ? 0 : 1 + hash("\(name.kind.rawValue)/\(name.id)") % 255
            let key = Int64(bitPattern: organization | stripe)
            modes[key] = isExclusive || modes[key] ?? false
        }
        for name in commit.expected.keys { add(name, isExclusive: false) }
        for name in commit.removals { add(name, isExclusive: true) }
        for record in commit.puts { add(record.name, isExclusive: true) }
        return modes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// FNV-1a, of 64 bits.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
