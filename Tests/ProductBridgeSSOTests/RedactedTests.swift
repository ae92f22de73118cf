// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import ProductBridgeSSO

private struct Visit: Hashable, Codable, Sendable {
    @Redacted var email: String
    @Redacted var name: String?
    var count = 1
}

@Suite("Values that must not be printed")
struct RedactedTests {
    @Test("Neither description, reflection, mirror nor dump shows it, at any depth")
    func said() {
        let visit = Visit(email: "ada.lovelace@example.com", name: "Ada Lovelace")
        let wrapped = Redacted(wrappedValue: ["ada.lovelace@example.com"])
        for value: Any in [
            visit, [visit], Optional(visit) as Any, ["k": wrapped], wrapped,
            Result<_, SSOError>.success(visit),
        ] {
            let said = everything(about: value)
            #expect(!shows(["ada.lovelace@example.com", "Ada Lovelace"], said))
            #expect(said.contains("<redacted>"))
        }
        #expect("\(wrapped)" == "<redacted>")
        #expect(String(reflecting: wrapped) == "<redacted>")
        #expect("\(visit)" == "Visit(_email: <redacted>, _name: <redacted>, count: 1)")
        #expect(shows(["ada.lovelace@example.com"], everything(about: [visit.email])))
    }

    @Test("It can be used like the value: read, changed, compared, hashed")
    func value() {
        var visit = Visit(email: "a")
        let same = Visit(email: "a")
        #expect(visit == same)
        #expect(visit.hashValue == same.hashValue)
        visit.email += "b"
        #expect(visit.email == "ab")
        #expect(visit != same)
        #expect(Set([visit, same, same]).count == 2)
    }

    @Test("It is stored as the value itself")
    func coding() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let cases: [(Visit, String)] = [
            (Visit(email: "a", name: "b"), #"{"count":1,"email":"a","name":"b"}"#),
            (Visit(email: ""), #"{"count":1,"email":"","name":null}"#),
        ]
        for (visit, json) in cases {
            #expect(String(decoding: try encoder.encode(visit), as: UTF8.self) == json)
            #expect(try JSONDecoder().decode(Visit.self, from: Data(json.utf8)) == visit)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Visit.self, from: Data(#"{"count":1,"email":5,"name":null}"#.utf8))
        }
    }
}
