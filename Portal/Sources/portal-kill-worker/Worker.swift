// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import PortalPostgreSQL
internal import PortalSQLite
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// A process of a portal, which Tests/Kill/kill.py controls and kills.
///
///     portal-kill-worker sqlite PATH
///     portal-kill-worker postgresql CONNECTION-INFO
///
/// Each line of standard input is `NUMBER COMMAND ARGUMENT`; the answer is a line `NUMBER OUTCOME ...`, which is
/// written only after the store has reported that the step is durable. Commands run concurrently.
@main
struct Worker {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let kind = arguments.first, let place = arguments.last,
            let masterKey = ProcessInfo.processInfo.environment["PORTAL_MASTER_KEY"]
        else { fatalError("usage: PORTAL_MASTER_KEY=... portal-kill-worker sqlite|postgresql PLACE") }
        // After a crash the server needs a moment to accept connections again.
        var store: (any PortalStore)?
        for _ in 0..<200 where store == nil {
            do {
                store =
                    if kind == "sqlite" { try await SQLitePortalStore(path: place) } else {
                        try await PostgreSQLPortalStore(connectionInfo: place)
                    }
            } catch let error as PostgreSQLStoreError {
                guard [.connectionFailed, .connectionLost].contains(error.code) else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        guard let store else { fatalError("the server lets nobody in") }
        let portal = try Portal(
            store: BrokenStore.breaking(store),
            masterKeys: MasterKeys(current: masterKey)
        )
        say("0 ready")
        await withDiscardingTaskGroup { group in
            for await line in lines() {
                group.addTask { await answer(line, portal) }
            }
        }
    }

    /// The lines of standard input, read by a separate thread.
    private static func lines() -> AsyncStream<String> {
        AsyncStream { continuation in
            Thread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }.start()
        }
    }

    private static func answer(_ line: String, _ portal: Portal) async {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 2 else { return }
        do {
            say("\(words[0]) \(try await portal.run(words[1], words.count > 2 ? words[2] : ""))")
        } catch let error as SSOError {
            say("\(words[0]) refused \(error.code.rawValue)")
        } catch {
            say("\(words[0]) failed \(error)")
        }
    }

    /// Writes a line at once, with one call.
    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
