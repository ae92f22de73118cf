// SPDX-License-Identifier: Apache-2.0

internal import CLibcrypto

/// Signs arbitrary tokens for the tests, with OpenSSL only, so that the library isn't involved in making
/// the tokens that it verifies.
package enum Signer {
    package static let header = #"{"alg":"HS256","typ":"JWT"}"#

    /// A token from the given JSON texts, which may also be invalid JSON.
    package static func token(
        _ payload: String,
        header: String = header,
        secret: String
    ) -> String {
        let input = base64URL(Array(header.utf8)) + "." + base64URL(Array(payload.utf8))
        return input + "." + signature(of: input, secret: secret)
    }

    /// The third segment for a signing input.
    package static func signature(of input: String, secret: String) -> String {
        base64URL(hmacSHA256(Array(input.utf8), key: Array(secret.utf8)))
    }

    /// Lower-case hex of HMAC-SHA256.
    package static func userHash(of userID: String, secret: String) -> String {
        hmacSHA256(Array(userID.utf8), key: Array(secret.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    package static func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let result = unsafe HMAC(
            EVP_sha256(),
            key,
            Int32(key.count),
            message,
            message.count,
            &code,
            &count
        )
        precondition(unsafe result != nil && count == 32)
        return code
    }

    /// base64url as in RFC 4648, 5, without padding.
    package static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for sextet in 0...group.count { text.append(alphabet[bits >> (18 - 6 * sextet) & 63]) }
        }
        return text
    }
}
