// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

/// The advisory locks that a commit holds, which decide which other commits it waits for.
///
/// Row locks aren't enough: a commit may depend on the absence of a record, and may read a record without changing
/// it; and one statement can't take row locks of two strengths in one order. So each name has a lock, whether or
/// not it has a record. A commit holds an exclusive lock on each name that it changes, and a shared lock on each
/// name of which it only expects a version. It takes all locks before it reads, and keeps them to its end
/// (two-phase locking). So if one commit reads what another writes, they run one after the other, and all commits
/// have an order in which each sees the effects of those before it. Every process takes locks in the order of
/// their numbers, so there is no deadlock.
///
/// `SERIALIZABLE` would need no locks, but it detects conflicts by index page, so while tables are small it fails
/// many unrelated sign-ins.
///
/// The names of an organization share 256 locks, so that one commit can't fill the server's lock table: most
/// commits hold a few, and those of a person with thousands of sessions hold 256. Two names that share a lock only
/// wait for each other more often than necessary. The tenant record, which every commit expects, has its own lock.
///
/// The numbers must be the same in all processes, so this must never change.
enum LockKey {
    /// Taken last, by commits that change hosts: only hosts are shared between organizations.
    static let hosts: Int64 = 0x7062_706f_7274_6101

    /// Taken to create or update the tables.
    static let schema: Int64 = 0x7062_706f_7274_6102

    /// A commit's locks in their order, and whether each is exclusive.
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

    /// FNV-1a, 64 bits.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
