// SPDX-License-Identifier: Apache-2.0
internal import PortalRecords

/// The tables and their migrations.
enum Schema {
    /// The statements of each migration. A released migration is never changed.
    private static let migrations = [records, portal, accountChanges]

    /// Ids are compared by their bytes, whatever the database's collation.
    static let records = [
        """
        CREATE TABLE portal_records (
            organization text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
            version bigint NOT NULL, tag1 text COLLATE "C", tag2 text COLLATE "C", expires_at float8,
            body bytea NOT NULL,
            PRIMARY KEY (organization, kind, id))
        """,
        """
        CREATE INDEX portal_records_tag1 ON portal_records (organization, kind, tag1, id)
        WHERE tag1 IS NOT NULL
        """,
        """
        CREATE INDEX portal_records_tag2 ON portal_records (organization, kind, tag2, id)
        WHERE tag2 IS NOT NULL
        """,
        "CREATE INDEX portal_records_expiry ON portal_records (expires_at) WHERE expires_at IS NOT NULL",
        "CREATE INDEX portal_records_tenants ON portal_records (organization) WHERE kind = 'tenant'",
        """
        CREATE TABLE portal_counters (
            organization text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
            total bigint NOT NULL,
            PRIMARY KEY (organization, kind, id))
        """,
        """
        CREATE TABLE portal_hosts (
            host text COLLATE "C" NOT NULL PRIMARY KEY, organization text COLLATE "C" NOT NULL)
        """,
        "CREATE INDEX portal_hosts_organization ON portal_hosts (organization)",
        "CREATE SEQUENCE portal_versions",
    ]

    /// The portal's own tables: organizations' names, accounts, feedback. Times are whole seconds since 1970.
    static let portal = PortalTables.first(text: bytes)

    static let accountChanges = PortalTables.second(text: bytes)

    private static let bytes = "text COLLATE \"C\""

    /// Creates or updates the tables, within a transaction. If several processes start at the same time, one does it
    /// and the others wait. A role that may not create tables is enough if they are up to date.
    ///
    /// - Throws: ``PostgreSQLStoreError/Code/newerSchema``, and the server's errors.
    static func update(_ connection: PostgreSQLConnection) throws(PostgreSQLStoreError) {
        try connection.execute("SELECT pg_advisory_xact_lock($1::bigint)", [.integer(LockKey.schema)])
        let known = try connection.execute("SELECT to_regclass('portal_schema')::text IS NOT NULL")
        if known.bytes(0, 0) != [1] {
            try connection.execute("CREATE TABLE portal_schema (version bigint NOT NULL PRIMARY KEY)")
        }
        let version = try connection.execute("SELECT coalesce(max(version), 0) FROM portal_schema").integer(
            0,
            0
        )
        guard version <= migrations.count else { throw PostgreSQLStoreError(.newerSchema) }
        for (number, statements) in migrations.enumerated().dropFirst(Int(version)) {
            for statement in statements { try connection.execute(statement) }
            try connection.execute(
                "INSERT INTO portal_schema (version) VALUES ($1::bigint)",
                [.integer(Int64(number) + 1)]
            )
        }
    }
}
