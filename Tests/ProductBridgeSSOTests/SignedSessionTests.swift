// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Signed sessions")
struct SignedSessionTests {
    private static let day = SessionFixture.day
    private static let id = String(repeating: "0a", count: 32)
    private let acme: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
    }

    private static func refused(_ status: VerificationStatus, _ claim: ClaimName? = nil) -> SSOError {
        SSOError(.sessionRefused, verification: VerificationError(status: status, claim: claim))
    }

    @Test("The cookie is a token of its own type, for one organization and one session")
    func token() async throws {
        let sessions = try await SessionFixture.signed(SessionFixture.sliding())
        let started = try await sessions.start()
        let checked = try await sessions.check(started.cookie.value, organization: acme, at: moment(Self.day))
        let verifier = try IdentityVerifier(
            secret: Secret(SessionFixture.sessionKey),
            policy: .sso.type("pb-session+jwt").maxLifetime(nil).strictClaims()
        )
        for (cookie, issuedAt) in [(started.cookie, 0), (try #require(checked.cookie), Self.day)] {
            let identity = try verifier.verify(cookie.value, at: moment(Self.day))
            #expect(identity.email == "ada@example.com")
            #expect(identity.userID == "4711")
            #expect(identity.memberJSON("sub") == "\"4711\"")
            #expect(identity.audience == ["acme"])
            #expect(identity.tokenID == started.session.id.rawValue)
            #expect(identity.issuedAt == moment(issuedAt))
            #expect(identity.expiresAt == moment(issuedAt + 30 * Self.day))
            #expect(try identity.customJSON() == #"{"auth_time":1767225600}"#)
            #expect(identity.warnings.isEmpty)
        }
    }

    @Test(
        "No verifier of identities takes a session, and no session is an identity, though one key signed both"
    )
    func types() async throws {
        let sessions = try await SessionFixture.signed()
        let key = try Secret(SessionFixture.sessionKey)
        let started = try await sessions.start()
        for policy in [VerificationPolicy.sso, .widget, .sso.maxLifetime(nil), .sso.type("other+jwt")] {
            #expect(throws: VerificationError(status: .unsupportedType)) {
                try IdentityVerifier(secret: key, policy: policy).verify(started.cookie.value, at: moment())
            }
        }
        for type in [nil, "JWT", "other+jwt"] {
            let token = try Self.forge { $0.type = type }
            await #expect(throws: Self.refused(.unsupportedType)) {
                try await sessions.check(token, organization: acme, at: moment())
            }
        }
    }

    /// A token as the sessions' key could have signed it.
    private static func forge(
        key: String = SessionFixture.sessionKey,
        lifetime: Duration = .seconds(30 * 86_400),
        at time: NumericDate = moment(),
        _ change: (inout IdentityClaims) -> Void = { _ in }
    ) throws -> String {
        var claims = IdentityClaims(email: "ada@example.com", userID: "4711", form: .widget)
        claims.audience = ["acme"]
        claims.tokenID = id
        claims.type = "pb-session+jwt"
        claims.customJSON = #"{"auth_time":1767225600}"#
        change(&claims)
        return try IdentityIssuer(secret: Secret(key), lifetime: lifetime).issue(claims, at: time)
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let token: String
        let error: SSOError?

        init(_ description: String, _ token: String, _ error: SSOError?) {
            testDescription = description
            self.token = token
            self.error = error
        }
    }

    private static func forgeries() throws -> [Forgery] {
        [
            Forgery("as the portal makes it", try forge(), nil),
            Forgery("another key", try forge(key: SessionFixture.widgetSecret), refused(.signatureMismatch)),
            Forgery("no audience", try forge { $0.audience = [] }, SSOError(.wrongOrganization)),
            Forgery("a longer name", try forge { $0.audience = ["acme2"] }, SSOError(.wrongOrganization)),
            Forgery("no jti", try forge { $0.tokenID = nil }, refused(.malformedClaim, .tokenID)),
            Forgery("a short jti", try forge { $0.tokenID = "1" }, refused(.malformedClaim, .tokenID)),
            Forgery("no auth_time", try forge { $0.customJSON = nil }, refused(.malformedClaim)),
            Forgery("auth_time null", try authTime("null"), refused(.malformedClaim)),
            Forgery("auth_time in a text", try authTime("\"1767225600\""), refused(.malformedClaim)),
            Forgery("auth_time with a fraction", try authTime("1767225600.0"), refused(.malformedClaim)),
            Forgery("auth_time before 1970", try authTime("-1"), refused(.malformedClaim)),
            Forgery("auth_time after iat", try authTime("1767225601"), refused(.malformedClaim)),
            Forgery("auth_time too long ago", try authTime("1764633600"), SSOError(.sessionExpired)),
            Forgery(
                "a longer lifetime",
                try forge(lifetime: .seconds(30 * 86_400 + 31)),
                refused(.lifetimeTooLong)
            ),
            Forgery("by a clock that is half a minute ahead", try forge(at: moment(30)), nil),
            Forgery("from the future", try forge(at: moment(31)), refused(.issuedInFuture)),
            Forgery(
                "ended this second",
                try forge(lifetime: .seconds(60), at: moment(-60)) {
                    $0.customJSON = #"{"auth_time":1767225540}"#
                },
                SSOError(.sessionExpired)
            ),
            Forgery(
                "too long",
                try forge { $0.name = String(repeating: "x", count: 3200) },
                refused(.tokenTooLarge)
            ),
            Forgery("cut off", String(try forge().dropLast()), refused(.malformedSignature)),
        ]
    }

    private static func authTime(_ json: String) throws -> String {
        try forge { $0.customJSON = "{\"auth_time\":\(json)}" }
    }

    @Test("A token that the portal would not make is no session, though its key signed it")
    func forged() async throws {
        let sessions = try await SessionFixture.signed()
        for forgery in try Self.forgeries() {
            var thrown: SSOError?
            do {
                _ = try await sessions.check(forgery.token, organization: acme, at: moment())
            } catch {
                thrown = error as? SSOError
            }
            #expect(thrown == forgery.error, "\(forgery.testDescription)")
        }
    }

    @Test("An organization is told apart by bytes: the Kelvin sign is no K")
    func audience() async throws {
        let sessions = try await SessionFixture.signed()
        let token = try Self.forge { $0.audience = ["\u{212A}9"] }
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sessions.check(token, organization: SessionFixture.organization("K9"), at: moment())
        }
    }

    @Test("A key that is also an organization's secret is refused, be it retired or not")
    func reusedKey() async throws {
        let fresh = try Secret(SessionFixture.sessionKey)
        let widget = try Secret(SessionFixture.widgetSecret, id: "by another name")
        for (key, retired) in [(widget, []), (fresh, [widget]), (fresh, [fresh, widget])] {
            await #expect(throws: SSOError(.sessionKeyReused)) {
                try await SignedSessions(
                    key: key,
                    retired: retired,
                    notAnyOf: WidgetSecrets(),
                    revocations: InMemorySessionRevocations()
                )
            }
        }
        _ = try await SignedSessions(
            key: widget,
            notAnyOf: WidgetSecrets(texts: []),
            revocations: InMemorySessionRevocations()
        )
    }

    @Test("An outage of what knows the secrets is not taken for an answer")
    func unknownSecrets() async throws {
        struct Outage: Error {}
        struct Broken: WidgetSecretFingerprints {
            func hasSecret(fingerprint: String) throws -> Bool { throw Outage() }
        }
        await #expect(throws: Outage.self) {
            try await SignedSessions(
                key: Secret(SessionFixture.sessionKey),
                notAnyOf: Broken(),
                revocations: InMemorySessionRevocations()
            )
        }
    }

    @Test("Sessions of a retired key are good until it ends, and are prolonged with the new one")
    func rotation() async throws {
        let old = try await SessionFixture.signed(key: SessionFixture.widgetSecret.reversedText)
        let started = try await old.start(
            for: SessionFixture.person(),
            organization: acme,
            replacing: nil,
            at: moment()
        )
        let retired = try Secret(
            SessionFixture.widgetSecret.reversedText,
            notAfter: moment(Self.day)
        )
        let new = try await SessionFixture.signed(SessionFixture.sliding(), retired: [retired])
        let checked = try await new.check(started.cookie.value, organization: acme, at: moment(Self.day))
        #expect(checked.session.id == started.session.id)
        let prolonged = try #require(checked.cookie).value
        let alone = try await SessionFixture.signed(SessionFixture.sliding())
        _ = try await alone.check(prolonged, organization: acme, at: moment(Self.day))
        for sessions in [new, alone] {
            let error = await #expect(throws: SSOError.self) {
                try await sessions.check(started.cookie.value, organization: acme, at: moment(Self.day + 1))
            }
            #expect(error?.verification?.status == .signatureMismatch)
        }
    }

    @Test("A person whose cookie browsers would drop gets none")
    func longCookie() async throws {
        let sessions = try await SessionFixture.signed()
        let person = try SessionFixture.person(userID: String(repeating: "4", count: 3000))
        await #expect(throws: Self.refused(.tokenTooLarge)) {
            try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        }
        let shorter = try SessionFixture.person(userID: String(repeating: "4", count: 2000))
        let started = try await sessions.start(for: shorter, organization: acme, replacing: nil, at: moment())
        _ = try await sessions.check(started.cookie.value, organization: acme, at: moment())
    }

    @Test("What was ended is remembered until no token of it is good")
    func remembering() async throws {
        let revocations = InMemorySessionRevocations()
        let policy = SessionFixture.sliding(atMost: .seconds(60 * 86_400))
        let sessions = try await SessionFixture.signed(policy, revocations: revocations)
        let started = try await sessions.start()
        let newer = try #require(
            try await sessions.check(started.cookie.value, organization: acme, at: moment(29 * Self.day))
                .cookie
        ).value
        _ = try await sessions.end(started.cookie.value, organization: acme, at: moment(29 * Self.day))
        // Another's, who sees to it that what may be forgotten is.
        for index in 0..<3 {
            try await sessions.endAll(
                email: "\(index)@example.com",
                organization: acme,
                at: moment(58 * Self.day)
            )
        }
        await #expect(throws: SSOError(.sessionRevoked)) {
            try await sessions.check(newer, organization: acme, at: moment(58 * Self.day))
        }
        #expect(revocations.count == 4)
        try await sessions.endAll(email: "x@example.com", organization: acme, at: moment(60 * Self.day))
        #expect(revocations.count == 4, "one is forgotten, and one came")
    }
}

extension String {
    fileprivate var reversedText: String { String(reversed()) }
}
