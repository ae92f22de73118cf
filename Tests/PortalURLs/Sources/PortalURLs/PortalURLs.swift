// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program for portal_urls.py and samples.py. Reads one question per line and prints an answer to each: `ok` and
/// its parts, or `refused` and the error's code.
///
/// Fields are separated by tabs, and written as hex digits of their UTF-8, because they can contain anything.
///
///     PortalURLs cases     how ProductBridgeSSO reads hosts, pages, login URLs and queries
///     PortalURLs portal    one organization's portal and its browser
@main
struct PortalURLs {
    static func main() async throws {
        guard CommandLine.arguments.dropFirst().first == "portal" else {
            while let question = readQuestion() { print(Cases.answer(to: question)) }
            return
        }
        var portal = try await Portal()
        while let question = readQuestion() {
            print(try await portal.answer(to: question))
            fflush(nil)
        }
    }

    private static func readQuestion() -> [String]? {
        readLine()?.split(separator: "\t", omittingEmptySubsequences: false).map(decode)
    }

    static func ok(_ fields: [String]) -> String {
        (["ok"] + fields.map(encode)).joined(separator: "\t")
    }

    private static func decode(_ hex: Substring) -> String {
        let digits = hex.compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { fatalError("a field is not UTF-8") }
        return text
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
