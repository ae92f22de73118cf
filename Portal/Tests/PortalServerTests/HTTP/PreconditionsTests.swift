// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import PortalServer

@Suite struct PreconditionsTests {
    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip;q=0.5", true), ("br;q=1,*;q=0.1", true),
        ("gzip ; q=1.000", true), ("", false), ("identity", false), ("br", false), ("gzip;q=0", false),
        ("gzip; q=0.000", false), ("*, gzip;q=0", false), ("*;q=0", false), ("gzipped", false),
        ("gzip;q=", false),
    ])
    func gzipIsTaken(header: String, isTaken: Bool) {
        #expect(HTTPFields([HTTPField(name: .acceptEncoding, value: header)]).takesGzip == isTaken)
    }

    @Test func withoutHeadersNothingIsAccepted() {
        #expect(!HTTPFields().takesGzip)
        let twice = HTTPFields([
            HTTPField(name: .acceptEncoding, value: "br"), HTTPField(name: .acceptEncoding, value: "gzip"),
        ])
        #expect(twice.takesGzip)
    }

    @Test(arguments: [
        ("\"a\"", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("*", true), ("\"b\"", false),
        ("a", false),
        ("\"a-gzip\"", false), ("", false),
    ])
    func aCopyIsKnownByItsTag(header: String, isKnown: Bool) {
        #expect(HTTPFields([HTTPField(name: .ifNoneMatch, value: header)]).ifNoneMatch("\"a\"") == isKnown)
    }
}
