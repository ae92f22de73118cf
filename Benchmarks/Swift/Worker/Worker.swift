// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Measures one library for `Benchmarks/compare.py`, which sends commands on standard input.
///
///     swift-worker LIBRARY TOKENS_FILE
///
/// LIBRARY is `ProductBridgeIdentity`, the same with a follower, or with a follower and claims in place, or `jwt-kit`.
/// It answers `ready<TAB>VERSION`, and then one line for each of these:
///
///     run INDEX COUNT      verifies a token COUNT times; the elapsed nanoseconds of the whole loop
///     count INDEX COUNT    the same; the heap allocations that it made, or - without a counter
///     sweep INDEX COUNT    verifies COUNT tokens once each, from INDEX on; the elapsed nanoseconds
///     pair INDEX COUNT     the same in two tasks
///     p50 INDEX COUNT      such a sweep; the nanoseconds within which half of the single calls finish
///     p99 INDEX COUNT      the same for all but one in a hundred
///
/// or `wrong SENTENCE` if the library's result isn't the token's outcome.
@main
struct Worker {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { return stop(usage, status: 2) }
        do {
            let file = try TokensFile(path: arguments[2])
            switch arguments[1] {
            case "ProductBridgeIdentity": try await serve(file) { try ProductBridgeContestant(secret: $0) }
            case "ProductBridgeIdentity (follower)":
                try await serve(file) { try ProductBridgeFollowerContestant(secret: $0, reading: .strings) }
            case "ProductBridgeIdentity (in place)":
                try await serve(file) { try ProductBridgeFollowerContestant(secret: $0, reading: .inPlace) }
            case "jwt-kit": try await serve(file) { await JWTKitContestant(secret: $0) }
            default: stop(usage, status: 2)
            }
        } catch {
            stop("swift-worker: \(error)", status: 3)
        }
    }

    private static let usage = "usage: swift-worker LIBRARY TOKENS_FILE"

    private static func stop(_ message: String, status: Int32) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(status)
    }

    private static func serve<Library: Contestant>(
        _ file: TokensFile,
        make: @Sendable (String) async throws -> Library
    ) async throws {
        var libraries: [String: Library] = [:]
        var calls: [Sweep<Library>.Call] = []
        for token in file.tokens {
            let library =
                if let known = libraries[token.secret] { known } else { try await make(token.secret) }
            libraries[token.secret] = library
            calls.append(Sweep.Call(library: library, token: token))
        }
        answer("ready\t\(calls.first?.library.version ?? "")")
        while let line = readLine() {
            do throws(Mismatch) {
                answer(try await reply(to: line, calls))
            } catch {
                answer("wrong \(error.sentence)")
            }
        }
    }

    private static func reply<Library: Contestant>(
        to line: String,
        _ calls: [Sweep<Library>.Call]
    ) async throws(Mismatch) -> String {
        let words = line.split(separator: " ")
        guard words.count == 3, let index = Int(words[1]), let count = Int(words[2]), count > 0,
            calls.indices.contains(index)
        else { throw Mismatch(sentence: "not a command") }
        let trial = Trial(contestant: calls[index].library, counter: AllocationCounter())
        let sweep = Sweep(calls: Array(calls[index...].prefix(count)))
        let token = calls[index].token
        switch words[0] {
        case "run": return String(try await trial.nanoseconds(of: token, times: count))
        case "count": return try await trial.allocations(of: token, times: count).map(String.init) ?? "-"
        case "sweep": return String(try await sweep.nanoseconds(tasks: 1))
        case "pair": return String(try await sweep.nanoseconds(tasks: 2))
        case "p50": return String(try await sweep.nanoseconds(percent: 50))
        case "p99": return String(try await sweep.nanoseconds(percent: 99))
        default: throw Mismatch(sentence: "not a command")
        }
    }

    private static func answer(_ line: String) {
        print(line)
        fflush(nil)
    }
}
