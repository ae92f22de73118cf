// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortalSQLite
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

@Suite struct OperationsTests {
    @Test func aMasterKeyIsCreatedOnceAndForItsOwnerOnly() throws {
        try withKeyFolder { folder in
            let path = folder + "/portal.key"
            try MasterKeyFile.make(path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            _ = try MasterKeyFile.keys([path])
            #expect(failure { try MasterKeyFile.make(path) }?.contains("never overwritten") == true)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            #expect(failure { _ = try MasterKeyFile.keys([path]) }?.contains("chmod 600") == true)
            #expect(
                failure { _ = try MasterKeyFile.keys([folder + "/none"]) }?.contains("portal keygen") == true
            )
            #expect(
                failure { try MasterKeyFile.make(folder + "/none/key") }?.contains("can't be made") == true
            )
            let bad = folder + "/bad.key"
            #expect(
                FileManager.default.createFile(
                    atPath: bad,
                    contents: Data("zz".utf8),
                    attributes: [.posixPermissions: 0o600]
                )
            )
            #expect(failure { _ = try MasterKeyFile.keys([bad]) }?.contains("can't be used") == true)
        }
    }

    @Test func aConfigurationIsReadAndChecked() throws {
        let standard = try PortalConfiguration(environment: [:])
        #expect(standard.database == .sqlite(path: "portal.sqlite"))
        #expect(standard.listen == .init(host: "127.0.0.1", port: 8080))
        #expect(standard.management == .init(host: "127.0.0.1", port: 8090))
        let given = try PortalConfiguration(environment: [
            "PORTAL_DATABASE": "postgresql://db/portal", "PORTAL_LISTEN": "[::1]:80",
            "PORTAL_MASTER_KEY_FILE": "a.key", "PORTAL_PREVIOUS_MASTER_KEY_FILES": "b.key, c.key",
            "PORTAL_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8", "PORTAL_LOG_LEVEL": "error",
        ])
        #expect(given.database == .postgreSQL("postgresql://db/portal"))
        #expect(given.listen == .init(host: "::1", port: 80))
        #expect(given.masterKeyFiles == ["a.key", "b.key", "c.key"])
        #expect(given.trustedProxies.contains("10.1.2.3"))
        #expect(!given.trustedProxies.contains("11.1.2.3"))
    }

    @Test(arguments: [
        ("PORTAL_DATABASE", "mysql://db"), ("PORTAL_LISTEN", "8080"), ("PORTAL_LISTEN", "host:99999"),
        ("PORTAL_MANAGEMENT", ":1"), ("PORTAL_TRUSTED_PROXIES", "proxy.example"),
        ("PORTAL_LOG_LEVEL", "loud"),
        ("PORTAL_SHUTDOWN_SECONDS", "0"),
    ])
    func aWrongSettingIsNamed(name: String, value: String) {
        #expect(failure { _ = try PortalConfiguration(environment: [name: value]) }?.contains(name) == true)
    }

    @Test(arguments: [
        ("postgresql://u:secret@db/x", true), ("postgresql://db/x?password=y", true),
        ("postgresql://u@db/x", false),
        ("postgresql:///x", false),
    ])
    func aPasswordInAConnectionStringIsSeen(info: String, holds: Bool) {
        #expect(PortalConfiguration.holdsPassword(info) == holds)
    }

    @Test func failedCreationsAreExplained() async throws {
        try await TestPortal.run { portal in
            let operations = Operations(services: portal.services)
            func message(_ body: () async throws -> Void) async -> String {
                do { try await body() } catch { return "\(error)" }
                return "none"
            }
            #expect(
                await message {
                    try await operations.createOrganization("acme", hosts: ["a.example"], name: "A")
                }
                .contains("organization with this id already exists")
            )
            #expect(
                await message {
                    try await operations.createOrganization("b", hosts: ["localhost"], name: "A")
                }
                .contains("another organization's")
            )
            #expect(
                await message {
                    try await operations.createOrganization("b", hosts: ["not a host"], name: "A")
                }
                .contains("must be a host name")
            )
            #expect(
                await message {
                    try await operations.createOrganization("../b", hosts: ["b.example"], name: "A")
                }
                .contains("organization's id")
            )
            #expect(
                await message { _ = try await operations.restoreLogin(of: "nobody") }.contains(
                    "No organization"
                )
            )
            func create(_ email: String, _ password: String, replacing: Bool = false) async -> String {
                await message {
                    try await operations.createAccount(
                        .administrator,
                        of: "acme",
                        email: email,
                        name: "",
                        password: password,
                        replacing: replacing
                    )
                }
            }
            for (text, isGood) in [
                ("123456789", false), ("1234567890", true), (String(repeating: "x", count: 1024), true),
                (String(repeating: "x", count: 1025), false), (String(repeating: "é", count: 513), false),
            ] {
                let message = await create("\(text.utf8.count)@b.example", text)
                #expect(isGood ? message == "none" : message.contains("at least 10"), "\(text.utf8.count)")
            }
            #expect(await create("nobody", TestPortal.password).contains("isn't an e-mail address"))
            #expect(await create(TestPortal.adminEmail, TestPortal.password).contains("--replace"))
            #expect(await create(TestPortal.adminEmail, "another password", replacing: true) == "none")
            try await portal.browse { browser in
                try await browser.get("/admin/login")
                let fields = ["email": TestPortal.adminEmail, "password": "another password"]
                #expect(try await browser.post("/admin/login", fields).status == 303)
            }
        }
    }

    @Test func anAdministratorIsRemovedWithTheirSessions() async throws {
        try await TestPortal.run { portal in
            let operations = Operations(services: portal.services)
            try await portal.addAccount(TestPortal.adminEmail)
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                portal.clock.advance(by: 1)
                try await operations.removeAdministrator(" Root@portal.example", of: "acme")
                #expect(try await browser.get("/settings").location == "/admin/login?next=%2Fsettings")
                let fields = ["email": TestPortal.adminEmail, "password": TestPortal.password]
                try await browser.get("/admin/login")
                #expect(try await browser.post("/admin/login", fields).status == 401)
                // The native account of the same address stays.
                #expect(try await browser.logIn(TestPortal.adminEmail).status == 303)
            }
            let audit = try await portal.services.accounts.changes(of: portal.organization)
            #expect(audit.last?.change == "administrator removed: Root@portal.example")
            let again = await #expect(throws: ConfigurationFailure.self) {
                try await operations.removeAdministrator(TestPortal.adminEmail, of: "acme")
            }
            #expect(again?.description == "acme has no administrator \(TestPortal.adminEmail).")
        }
    }

    @Test func aPasswordIsTheFirstLineOfAFile() async throws {
        try await withFolder { folder in
            let path = folder + "/password"
            for (text, password) in [("secret word\n", "secret word"), ("a b\r\nc", "a b"), (" x", " x")] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                #expect(try PasswordInput.read(file: path) == password)
            }
            try Data("\nx".utf8).write(to: URL(fileURLWithPath: path))
            #expect(failure { _ = try PasswordInput.read(file: path) }?.contains("empty") == true)
            #expect(
                failure { _ = try PasswordInput.read(file: path + "x") }?.contains("can't be read") == true
            )
        }
    }

    @Test func aBackupOfARunningPortalIsRestored() async throws {
        try await TestPortal.run { portal in
            let database = portal.folder + "/portal.sqlite"
            var configuration = portal.services.configuration
            configuration.database = .sqlite(path: database)
            let kept = try await portal.addIdea("Kept")
            let backup = portal.folder + "/backup.sqlite"
            try await Backup.make(of: configuration, to: backup)
            let attributes = try FileManager.default.attributesOfItem(atPath: backup)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let lost = try await portal.addIdea("Made after the backup")
            let acme = try portal.organization

            await #expect(throws: ConfigurationFailure.self) {
                try await Backup.make(of: configuration, to: backup)
            }
            await #expect(throws: ConfigurationFailure.self) {
                try await Backup.restore(backup, to: configuration, replacing: false)
            }
            try await Backup.restore(backup, to: configuration, replacing: true)
            // The running portal sees it, and its secrets can be opened.
            #expect(try await portal.services.feedback.idea(kept.id, of: acme) != nil)
            #expect(try await portal.services.feedback.idea(lost.id, of: acme) == nil)
            _ = try await portal.services.sso.identify(portal.token(), of: acme, at: portal.clock.now)
            // Also into a new file.
            configuration.database = .sqlite(path: portal.folder + "/new.sqlite")
            try await Backup.restore(backup, to: configuration, replacing: false)
            let store = try await SQLitePortalStore(path: portal.folder + "/new.sqlite")
            #expect(try await Feedback(store: store).count(of: acme) == 1)
        }
    }

    @Test func aFileThatIsNotABackupIsRefused() async throws {
        try await TestPortal.run { portal in
            var configuration = portal.services.configuration
            configuration.database = .sqlite(path: portal.folder + "/portal.sqlite")
            let path = portal.folder + "/nonsense"
            try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: path))
            for file in [path, portal.folder + "/none"] {
                await #expect(throws: ConfigurationFailure.self) {
                    try await Backup.restore(file, to: configuration, replacing: true)
                }
            }
            // The old content is still there.
            _ = try await portal.services.sso.tenant(portal.organization)
            configuration.database = .postgreSQL("postgresql://db/portal")
            await #expect(throws: ConfigurationFailure.self) {
                try await Backup.make(of: configuration, to: portal.folder + "/x")
            }
        }
    }

    @Test func aSecretIsGeneratedIntoAFile() async throws {
        try await TestPortal.run { portal in
            let operations = Operations(services: portal.services)
            let path = portal.folder + "/secret"
            try await operations.createSecret(of: "acme", name: "demo", file: path)
            let secret = try String(contentsOfFile: path, encoding: .utf8).trimmed
            let token = try IdentityIssuer(secret: Secret(secret)).issue(
                IdentityClaims(email: "ada@example.com"),
                at: portal.clock.now
            )
            _ = try await portal.services.sso.identify(token, of: portal.organization, at: portal.clock.now)
            await #expect(throws: ConfigurationFailure.self) {
                try await operations.createSecret(of: "acme", name: "other", file: path)
            }
            // If the name is taken, no file is left behind.
            await #expect(throws: ConfigurationFailure.self) {
                try await operations.createSecret(of: "acme", name: "demo", file: path + "2")
            }
            #expect(!FileManager.default.fileExists(atPath: path + "2"))
        }
    }

    @Test func anotherMasterKeyTakesOver() async throws {
        try await TestPortal.run { portal in
            func services(_ keys: MasterKeys) throws -> AppServices {
                try AppServices(
                    configuration: portal.services.configuration,
                    store: portal.services.store,
                    masterKeys: keys,
                    clock: portal.services.clock
                )
            }
            let new = try MasterKeys.generate()
            let alone = try services(MasterKeys(current: new))
            let token = try portal.token()
            let acme = try portal.organization
            await #expect(throws: SSOError.self) {
                try await alone.sso.identify(token, of: acme, at: portal.clock.now)
            }
            try await Operations(services: services(MasterKeys(current: new, previous: [portal.masterKey])))
                .reseal()
            _ = try await alone.sso.identify(token, of: acme, at: portal.clock.now)
        }
    }

    private func failure(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func withKeyFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portal-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }
}
