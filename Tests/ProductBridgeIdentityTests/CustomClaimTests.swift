// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

/// A caller's own type.
private enum Plan: String, CustomClaimValue {
    case free
    case pro

    init?(customClaim value: CustomClaims.Value) {
        guard let text = value.string else { return nil }
        self.init(rawValue: text)
    }
}

@Suite("Custom claims")
struct CustomClaimTests {
    static let members = #"""
        "plan":"pro","seats":12,"ratio":0.5,"beta":true,"note":null,"big":9223372036854775807,
        "small":-9223372036854775808,"exponent":1e2,"tags":["a","\u00e9"],"sizes":[1,2],"mixed":[1,"a"],
        "holes":["a",null],"flags":[true,false],"none":[],"nested":{ "deep" : [ {"x":1} ] },
        "caf\u00e9":"au lait","huge":1e300,"empty":""
        """#

    private func identity() throws -> Identity {
        try Fixture.identity(Self.members)
    }

    @Test("Scalars are read as their types")
    func scalars() throws {
        let identity = try identity()
        #expect(try identity.claim("plan", as: String.self) == "pro")
        #expect(try identity.claim("empty", as: String.self) == "")
        #expect(try identity.claim("café", as: String.self) == "au lait")
        #expect(try identity.claim("plan", as: Plan.self) == .pro)
        #expect(try identity.claim("seats", as: Int.self) == 12)
        #expect(try identity.claim("seats", as: UInt8.self) == 12)
        #expect(try identity.claim("seats", as: Double.self) == 12)
        #expect(try identity.claim("big", as: Int64.self) == .max)
        #expect(try identity.claim("big", as: UInt64.self) == UInt64(Int64.max))
        #expect(try identity.claim("small", as: Int64.self) == .min)
        #expect(try identity.claim("ratio", as: Double.self) == 0.5)
        #expect(try identity.claim("ratio", as: Float.self) == 0.5)
        #expect(try identity.claim("exponent", as: Double.self) == 100)
        #expect(try identity.claim("huge", as: Double.self) == 1e300)
        #expect(try identity.claim("beta", as: Bool.self) == true)
    }

    @Test("Arrays of scalars are read as their types")
    func arrays() throws {
        let identity = try identity()
        #expect(try identity.claim("tags", as: [String].self) == ["a", "é"])
        #expect(try identity.claim("sizes", as: [Int].self) == [1, 2])
        #expect(try identity.claim("sizes", as: [Double].self) == [1, 2])
        #expect(try identity.claim("flags", as: [Bool].self) == [true, false])
        #expect(try identity.claim("none", as: [String].self) == [])
        #expect(try identity.claim("none", as: [[Int]].self) == [])
    }

    @Test("An absent or null claim is nil", arguments: ["note", "missing", "", "PLAN", "pla", "plan\u{0}"])
    func absent(_ name: String) throws {
        #expect(try identity().claim(name, as: String.self) == nil)
        #expect(try identity().claim(name, as: [Int].self) == nil)
        #expect(try identity().customClaims().claim(name, as: Bool.self) == nil)
    }

    @Test(
        "Another type is a malformed claim without a name",
        arguments: [
            "seats", "ratio", "beta", "tags", "nested",
        ]
    )
    func notStrings(_ name: String) throws {
        let identity = try identity()
        #expect(throws: refusal(.malformedClaim)) { try identity.claim(name, as: String.self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim(name, as: Plan.self) }
    }

    @Test("A number is an integer only if it is written as one and fits")
    func notIntegers() throws {
        let identity = try identity()
        for name in ["plan", "ratio", "exponent", "beta", "tags", "mixed"] {
            #expect(throws: refusal(.malformedClaim)) { try identity.claim(name, as: Int.self) }
        }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("big", as: Int32.self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("small", as: UInt64.self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("huge", as: Float.self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("plan", as: Double.self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("seats", as: Bool.self) }
    }

    @Test("A value that isn't an array of the requested type is malformed")
    func notArrays() throws {
        let identity = try identity()
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("mixed", as: [Int].self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("holes", as: [String].self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("plan", as: [String].self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("plan", as: [Plan].self) }
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("nested", as: [Int].self) }
    }

    @Test(
        "A claim that has a property is not read as a custom one",
        arguments: WarningTests.claims.map(\.2)
    )
    func typed(_ name: String) throws {
        let identity = try identity()
        #expect(throws: refusal(.invalidArgument)) { try identity.claim(name, as: String.self) }
        #expect(throws: refusal(.invalidArgument)) {
            try identity.customClaims().claim(name, as: [String].self)
        }
        #expect(try identity.customClaims()[name] == nil)
    }

    @Test(
        "The tree has every custom claim with its kind",
        arguments: [
            ("plan", .string), ("seats", .integer), ("ratio", .real), ("exponent", .real),
            ("beta", .boolean), ("note", .null), ("tags", .array), ("nested", .object),
        ] as [(String, CustomClaims.Value.Kind)]
    )
    func kinds(_ name: String, _ kind: CustomClaims.Value.Kind) throws {
        let value = try #require(try identity().customClaims()[name])
        #expect(value.kind == kind)
        #expect(value.description == kind.rawValue)
        #expect(value.isNull == (kind == .null))
        #expect((value.boolean != nil) == (kind == .boolean))
        #expect((value.integer != nil) == (kind == .integer))
        #expect((value.number != nil) == (kind == .integer || kind == .real))
        #expect((value.string != nil) == (kind == .string))
        #expect((value.elements != nil) == (kind == .array))
    }

    @Test("The tree can be walked")
    func tree() throws {
        let claims = try identity().customClaims()
        #expect(claims.count == 18)
        #expect(!claims.isEmpty)
        #expect(claims.description == "CustomClaims(count: 18)")
        #expect(claims["nested"]?.count == 1)
        #expect(claims["nested"]?["deep"]?[0]?["x"]?.integer == 1)
        #expect(claims["nested"]?["deep"]?[1] == nil)
        #expect(claims["nested"]?["deep"]?[-1] == nil)
        #expect(claims["nested"]?["shallow"] == nil)
        #expect(claims["tags"]?.count == 2)
        #expect(claims["tags"]?.elements?.map(\.string) == ["a", "é"])
        #expect(claims["tags"]?["0"] == nil)
        #expect(claims["plan"]?[0] == nil)
        #expect(claims["plan"]?["x"] == nil)
        #expect(claims["plan"]?.count == 0)
        #expect(claims["beta"]?.boolean == true)
        #expect(claims["missing"] == nil)
    }

    @Test("A token without custom claims has an empty tree")
    func empty() throws {
        let identity = try Fixture.identity(#""name":"Ada""#)
        #expect(try identity.customClaims().isEmpty)
        #expect(try identity.customClaims().count == 0)
        #expect(try identity.customJSON() == "{}")
    }

    @Test("The tree and its values outlive the identity, and can be shared")
    func sharing() async throws {
        let deep = try #require(try identity().customClaims()["nested"]?["deep"])
        let good = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<200).allSatisfy { _ in deep[0]?["x"]?.integer == 1 } }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 8)
    }

    @Test(
        "The JSON of a member is the token's own",
        arguments: [
            ("plan", #""pro""#), ("tags", #"["a","\u00e9"]"#), ("nested", #"{ "deep" : [ {"x":1} ] }"#),
            ("note", "null"), ("exponent", "1e2"), ("café", #""au lait""#),
            ("email", #""ada@example.com""#), ("iat", "\(Fixture.now)"),
        ]
    )
    func memberJSON(_ name: String, _ json: String) throws {
        #expect(try identity().memberJSON(name) == json)
    }

    @Test("White space around a member is not part of it")
    func memberJSONSpace() throws {
        let identity = try Fixture.identity("\"a\" : null , \"b\" :\n[ 1 ]\t")
        #expect(identity.memberJSON("a") == "null")
        #expect(identity.memberJSON("b") == "[ 1 ]")
        #expect(identity.memberJSON("c") == nil)
        #expect(identity.memberJSON("") == nil)
    }

    @Test("The custom JSON has the custom claims in the token's order and spelling")
    func customJSON() throws {
        let identity = try Fixture.identity(#""z":1.0,"name":"Ada","a":"\u0041""#)
        #expect(try identity.customJSON() == #"{"z":1.0,"a":"\u0041"}"#)
    }
}
