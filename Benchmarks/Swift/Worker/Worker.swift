// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Measures one library for `Benchmarks/compare.py`, which tells on standard input what to do.
///
///     swift-worker ProductBridgeIdentity|jwt-kit TOKENS_FILE
///
/// It answers `ready<TAB>VERSION`, and then one line for each of these:
///
///     run INDEX COUNT      verifies a token so often; the elapsed nanoseconds of the whole loop
///     count INDEX COUNT    the same; the heap allocations that it made, or - without a counter
///
/// or `wrong SENTENCE` where the library doesn't come to the token's outcome.
@main
struct Worker {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { return stop(usage, status: 2) }
        do {
            let file = try TokensFile(path: arguments[2])
            switch arguments[1] {
            case "ProductBridgeIdentity": await serve(try ProductBridgeContestant(secret: file.secret), file)
            case "jwt-kit": await serve(await JWTKitContestant(secret: file.secret), file)
            default: stop(usage, status: 2)
            }
        } catch {
            stop("swift-worker: \(error)", status: 3)
        }
    }

    private static let usage = "usage: swift-worker ProductBridgeIdentity|jwt-kit TOKENS_FILE"

    private static func stop(_ message: String, status: Int32) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(status)
    }

    private static func serve(_ contestant: some Contestant, _ file: TokensFile) async {
        let trial = Trial(contestant: contestant, counter: AllocationCounter())
        answer("ready\t\(contestant.version)")
        while let line = readLine() {
            answer(await reply(to: line, trial, file))
        }
    }

    private static func reply(
        to line: String,
        _ trial: Trial<some Contestant>,
        _ file: TokensFile
    ) async -> String {
        let words = line.split(separator: " ")
        guard words.count == 3, let index = Int(words[1]), let count = Int(words[2]), count > 0,
            file.tokens.indices.contains(index)
        else { return "wrong not a command" }
        let token = file.tokens[index]
        do throws(Mismatch) {
            switch words[0] {
            case "run": return String(try await trial.nanoseconds(of: token, times: count))
            case "count": return try await trial.allocations(of: token, times: count).map(String.init) ?? "-"
            default: return "wrong not a command"
            }
        } catch {
            return "wrong \(error.sentence)"
        }
    }

    private static func answer(_ line: String) {
        print(line)
        fflush(nil)
    }
}
