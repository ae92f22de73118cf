// SPDX-License-Identifier: Apache-2.0

internal import CScrypt
internal import ProductBridgeIdentity

/// A stored password: the salt and scrypt's result in hex, with scrypt's costs.
package struct PasswordHash: Hashable, Sendable {
    /// `scrypt$15$8$3$SALT$HASH`.
    let text: String

    init(text: String) {
        self.text = text
    }

    /// The hash to compare with if there is no account, so that it takes the same time.
    static func ofNobody(costs: Costs) -> PasswordHash {
        PasswordHash(
            costs,
            salt: String(repeating: "0", count: 32),
            hash: String(repeating: "0", count: 64)
        )
    }

    /// Hashes a password; with the standard costs it takes some 200 ms and 32 MiB.
    init(hashing password: String, costs: Costs) throws {
        let salt = String(Array(try Secret.generate().prefix(32)))
        self.init(costs, salt: salt, hash: try costs.derive(password, salt: salt))
    }

    private init(_ costs: Costs, salt: String, hash: String) {
        text = "scrypt$\(costs.logN)$\(costs.r)$\(costs.p)$\(salt)$\(hash)"
    }

    /// Whether a password is the right one; takes the same time for any password.
    func matches(_ password: String) throws -> Bool {
        let parts = text.split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let logN = UInt64(parts[1]), let r = UInt64(parts[2]),
            let p = UInt64(parts[3]), logN <= 20
        else { return false }
        let derived = Array(try Costs(logN: logN, r: r, p: p).derive(password, salt: parts[4]).utf8)
        let kept = Array(parts[5].utf8)
        guard derived.count == kept.count else { return false }
        return unsafe portal_equal(derived, kept, kept.count)
    }

    /// scrypt's parameters.
    package struct Costs: Sendable {
        let logN: UInt64
        let r: UInt64
        let p: UInt64

        /// 2^15 · 8 · 128 bytes: 32 MiB, processed three times.
        package static let standard = Costs(logN: 15, r: 8, p: 3)

        fileprivate func derive(_ password: String, salt: String) throws -> String {
            var derived = [UInt8](repeating: 0, count: 32)
            let password = Array(password.utf8)
            let salt = Array(salt.utf8)
            let isDerived = unsafe portal_scrypt(
                password,
                password.count,
                salt,
                salt.count,
                1 << logN,
                r,
                p,
                &derived,
                derived.count
            )
            guard isDerived else { throw PasswordFailure.outOfMemory }
            let digits = Array("0123456789abcdef".utf8)
            return String(
                decoding: derived.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
                as: UTF8.self
            )
        }
    }
}

enum PasswordFailure: Error {
    case outOfMemory
    /// More passwords are waiting than can be checked.
    case busy
}
