// SPDX-License-Identifier: Apache-2.0

// Compares the Swift module with the C library below it: each way to verify a token gives the same decision
// and the same data about the person as C, and nothing that may be logged contains a byte of the token.
// Compiled into one module with the library; resign.c mutates the tokens.

internal import CFuzz
internal import CPBJWT
internal import Glibc

private func hold(_ condition: Bool, _ what: StaticString, line: Int32 = #line) {
    guard !condition else { return }
    fuzz_fail("\(what)", "Layer.swift", line)
}

/// The verifiers for the tokens, one in Swift and one in C.
private struct Pair {
    let swift: IdentityVerifier
    let c: OpaquePointer

    init(_ policy: VerificationPolicy) throws {
        let secrets = [try Secret(FUZZ_SECRET, id: FUZZ_KEY_ID), try Secret(FUZZ_SECOND_SECRET)]
        swift = try IdentityVerifier(secrets: secrets, policy: policy)
        var handles = [fuzz_secret(FUZZ_SECRET, FUZZ_KEY_ID), fuzz_secret(FUZZ_SECOND_SECRET, nil)]
        let settings = pbjwt_policy_new(PBJWT_PROFILE_SSO)
        if policy.strictClaims {
            hold(pbjwt_policy_set_strict_claims(settings, true) == PBJWT_OK, "strict claims")
            hold(pbjwt_policy_set_user_hash(settings, PBJWT_USER_HASH_IF_PRESENT) == PBJWT_OK, "user hash")
            hold(pbjwt_policy_set_email_form(settings, PBJWT_EMAIL_LOWERCASED) == PBJWT_OK, "email form")
        }
        var verifier: OpaquePointer?
        hold(pbjwt_verifier_new(&handles, 2, settings, &verifier) == PBJWT_OK, "verifier of C")
        guard let verifier else { fatalError("verifier of C") }
        c = verifier
        handles.forEach { pbjwt_secret_free($0) }
        pbjwt_policy_free(settings)
    }
}

// Set before the first token, and then only read.
private nonisolated(unsafe) let pairs = {
    let stricter = VerificationPolicy.sso.strictClaims().userHash(.checkedIfPresent).emailForm(.lowercased)
    guard let pairs = try? [Pair(.sso), Pair(stricter)] else { fatalError("verifiers of Swift") }
    return pairs
}()

/// All texts that errors may contain, collected before there is a token.
private let sentences: Set<String> = {
    var all = Set<String>()
    for status in UInt32(PBJWT_MALFORMED_TOKEN.rawValue)...PBJWT_EMAIL_NOT_CANONICAL.rawValue {
        for claim in 0...UInt32(pbjwt_claim_count()) {
            let error = VerificationError(
                status: VerificationStatus(rawValue: status),
                claim: claim == 0 ? nil : ClaimName(rawValue: claim)
            )
            all.formUnion([error.description, "\(error)", error.message, error.publicMessage])
        }
    }
    return all
}()

private typealias CText = (OpaquePointer?, UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?

private func text(_ claim: pbjwt_claim) -> CText {
    { pbjwt_identity_text($0, claim, $1) }
}

private nonisolated(unsafe) let texts: [(CText, (Identity) -> String?)] = [
    (text(PBJWT_CLAIM_EMAIL), { $0.email }),
    (pbjwt_identity_canonical_email, { $0.canonicalEmail }),
    (pbjwt_identity_user_id, { $0.userID }),
    (text(PBJWT_CLAIM_NAME), { $0.name }),
    (pbjwt_identity_avatar_url, { $0.avatarURL }),
    (text(PBJWT_CLAIM_COMPANY_NAME), { $0.company?.name }),
    (text(PBJWT_CLAIM_COMPANY_ID), { $0.company?.id }),
    (text(PBJWT_CLAIM_CUSTOMER_STATUS), { $0.customerStatus?.rawValue }),
    (text(PBJWT_CLAIM_RENEWAL_DATE), { $0.renewalDate }),
    (text(PBJWT_CLAIM_RENEWAL_RISK), { $0.renewalRisk?.rawValue }),
    (text(PBJWT_CLAIM_ACCOUNT_OWNER_ID), { $0.accountOwnerID }),
    (text(PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL), { $0.accountOwnerEmail }),
    (text(PBJWT_CLAIM_EXTERNAL_USER_ID), { $0.externalUserID }),
    (text(PBJWT_CLAIM_ISS), { $0.issuer }),
    (text(PBJWT_CLAIM_JTI), { $0.tokenID }),
    (pbjwt_identity_key_id, { $0.keyID }),
]

private typealias CNumber = (OpaquePointer?, UnsafeMutablePointer<Double>?) -> Bool

private func number(_ claim: pbjwt_claim) -> CNumber {
    { pbjwt_identity_number($0, claim, $1) }
}

private nonisolated(unsafe) let numbers: [(CNumber, (Identity) -> Double?)] = [
    (number(PBJWT_CLAIM_IAT), { $0.issuedAt?.secondsSinceEpoch }),
    (number(PBJWT_CLAIM_NBF), { $0.notBefore?.secondsSinceEpoch }),
    (number(PBJWT_CLAIM_EXP), { $0.expiresAt?.secondsSinceEpoch }),
    (number(PBJWT_CLAIM_COMPANY_MRR), { $0.company?.mrr }),
    (pbjwt_identity_renewal_date, { $0.renewalTime?.secondsSinceEpoch }),
]

/// Compares bytes, because different strings can be canonically equivalent, and then compare as equal.
private func same(_ text: String?, _ start: UnsafePointer<CChar>?, _ count: Int) -> Bool {
    guard let text, let start else { return text == nil && start == nil }
    return text.utf8.elementsEqual(
        UnsafeBufferPointer(start: start, count: count).lazy.map(UInt8.init(bitPattern:))
    )
}

private func compare(_ identity: Identity, _ c: OpaquePointer) {
    var count = 0
    for (ofC, ofSwift) in texts {
        let start = ofC(c, &count)
        hold(same(ofSwift(identity), start, count), "a text")
    }
    var value = 0.0
    for (ofC, ofSwift) in numbers { hold(ofSwift(identity) == (ofC(c, &value) ? value : nil), "a number") }
    hold(identity.audience.count == pbjwt_identity_audience_count(c), "the audience")
    for (index, text) in identity.audience.enumerated() {
        let start = pbjwt_identity_audience(c, index, &count)
        hold(same(text, start, count), "an audience")
    }
    hold(identity.warnings.count == pbjwt_identity_warning_count(c), "the warnings")
    for (index, warning) in identity.warnings.enumerated() {
        var claim = PBJWT_CLAIM_NONE
        hold(warning.kind.rawValue == pbjwt_identity_warning(c, index, &claim).rawValue, "a warning")
        hold(warning.claim?.rawValue ?? 0 == claim.rawValue, "a warning's claim")
    }
    for name in ["email", "x", "plan", "a\"\\é"] {
        let start = pbjwt_identity_member_json(c, name, name.utf8.count, &count)
        hold(same(identity.memberJSON(name), start, count), "a member")
    }
    var json: UnsafeMutablePointer<CChar>?
    hold(pbjwt_identity_custom_json(c, &json, &count) == PBJWT_OK, "custom JSON of C")
    hold(same(try? identity.customJSON(), json, count), "custom JSON")
    pbjwt_free(json)
}

/// Checks that each value has exactly one kind, and checks its children.
private func walk(_ value: CustomClaims.Value) {
    hold((value.string != nil) == (value.kind == .string), "a string")
    hold((value.boolean != nil) == (value.kind == .boolean), "a boolean")
    hold((value.integer != nil) == (value.kind == .integer), "an integer")
    hold((value.number != nil) == [.integer, .real].contains(value.kind), "a number's kind")
    hold(value.number?.isFinite ?? true && "\(value)" == value.kind.rawValue, "a description")
    hold(value.elements?.count ?? value.count == value.count && value[value.count] == nil, "elements")
    value.elements?.forEach(walk)
}

private func readCustom(_ identity: Identity) {
    guard let claims = try? identity.customClaims() else { return hold(false, "custom claims") }
    hold("\(claims)" == "CustomClaims(count: \(claims.count))", "custom claims' description")
    for name in ["x", "plan", "a", "k"] {
        guard let value = claims[name] else { continue }
        walk(value)
        let text = try? identity.claim(name, as: String.self)
        hold(text == value.string, "a custom text")
        hold(
            (try? claims.claim(name, as: [Int8].self)) == nil || value.kind == .array || value.isNull,
            "an array"
        )
    }
    hold((try? identity.claim("email", as: String.self)) == nil, "a typed claim as a custom one")
}

/// C's result for a token, and the identities that Swift has made from it.
private struct Hearing {
    let status: pbjwt_status
    let fault: UInt32
    var identities: [Identity] = []

    /// Another way to verify it, which must give C's result.
    mutating func hear(_ way: () throws -> Identity) {
        do {
            identities.append(try way())
            hold(status == PBJWT_OK, "let in only by Swift")
        } catch {
            guard let error = error as? VerificationError else {
                return hold(false, "an error of another type")
            }
            hold(error.status.rawValue == status.rawValue && error.claim?.rawValue ?? 0 == fault, "an error")
            for text in [error.description, error.message, error.publicMessage, "\(error)"] {
                hold(sentences.contains(text), "what an error says")
            }
        }
    }
}

private func verify(
    _ verifier: IdentityVerifier,
    _ bytes: [UInt8],
    _ exact: UnsafeBufferPointer<UInt8>,
    _ hearing: inout Hearing
) {
    let now = NumericDate(secondsSinceEpoch: Double(FUZZ_NOW))
    hearing.hear { try verifier.verify(utf8: exact, at: now) }
    hearing.hear { try verifier.verify(utf8: bytes.span, at: now) }
    hearing.hear { try verifier.verify(utf8: bytes.lazy.map { $0 }, at: now) }
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    hearing.hear { try verifier.verify(text, at: now) }
    let longer = text + " "
    hearing.hear { try verifier.verify(longer.dropLast(), at: now) }
}

/// libFuzzer calls this before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func prepare(
    _ count: UnsafeMutableRawPointer?,
    _ arguments: UnsafeMutableRawPointer?
) -> CInt {
    hold(pairs.count == 2 && !sentences.isEmpty, "the start")
    return 0
}

/// libFuzzer calls this with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIdentity(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let copy = fuzz_copy(data, count)
    defer { free(copy) }
    for pair in pairs {
        guard let c = pbjwt_identity_new(0) else { fatalError("out of memory") }
        defer { pbjwt_identity_free(c) }
        let status = pbjwt_verify_at(pair.c, copy, count, Int64(FUZZ_NOW), c)
        let exact = UnsafeBufferPointer(start: UnsafePointer(copy), count: count)
        var hearing = Hearing(status: status, fault: pbjwt_identity_claim_at_fault(c).rawValue)
        verify(pair.swift, bytes, exact, &hearing)
        for identity in hearing.identities {
            compare(identity, c)
            let expiry = identity.expiresAt.map { $0.description } ?? "never"
            let key = identity.keyID ?? "unnamed"
            let said = "Identity(key: \(key), expires: \(expiry), warnings: \(identity.warnings.count))"
            hold("\(identity)" == said && String(reflecting: identity) == said, "an identity's description")
        }
        guard let first = hearing.identities.first else { continue }
        fuzz_accepted()
        readCustom(first)
    }
    if let token = try? UnverifiedToken(inspecting: bytes) {
        hold(token.form != .ok || (token.headerJSON != nil && token.payloadJSON != nil), "inspection")
    }
    return 0
}
