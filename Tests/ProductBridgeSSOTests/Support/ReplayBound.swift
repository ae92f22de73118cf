// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

/// Times that a token and a clock can have, and what becomes of the token.
struct ReplayBound: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var expiresAt: NumericDate?
    var leeway = Duration.seconds(30)
    var time = moment()
    let error: SSOError?
}

extension ReplayBound {
    private static let expired = SSOError(.tokenRefused, verification: VerificationError(status: .expired))
    private static let withoutExpiry = SSOError(
        .tokenRefused,
        verification: VerificationError(status: .missingExpiry)
    )
    private static let badArgument = SSOError(.invalidArgument)

    static let all = [
        ReplayBound(testDescription: "no exp", expiresAt: nil, error: withoutExpiry),
        ReplayBound(testDescription: "in the leeway", expiresAt: moment(), time: moment(29.9), error: nil),
        ReplayBound(testDescription: "past it", expiresAt: moment(), time: moment(30), error: expired),
        ReplayBound(
            testDescription: "an exp with a fraction",
            expiresAt: moment(0.5),
            time: moment(30),
            error: nil
        ),
        ReplayBound(testDescription: "past that", expiresAt: moment(0.5), time: moment(31), error: expired),
        ReplayBound(
            testDescription: "the largest leeway",
            expiresAt: moment(),
            leeway: .seconds(300),
            error: nil
        ),
        ReplayBound(
            testDescription: "a larger one",
            expiresAt: moment(9),
            leeway: .seconds(301),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "a negative one",
            expiresAt: moment(9),
            leeway: .seconds(-1),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "a leeway with a fraction",
            expiresAt: moment(9),
            leeway: .milliseconds(1500),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "the last exp of all",
            expiresAt: NumericDate(secondsSinceEpoch: 253_402_300_799.5),
            leeway: .seconds(300),
            error: nil
        ),
        ReplayBound(
            testDescription: "one beyond",
            expiresAt: NumericDate(secondsSinceEpoch: 253_402_300_800),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "an exp that is no number",
            expiresAt: NumericDate(secondsSinceEpoch: .nan),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "a time before 1970",
            expiresAt: moment(),
            time: NumericDate(secondsSinceEpoch: -1),
            error: badArgument
        ),
        ReplayBound(
            testDescription: "a time that is no number",
            expiresAt: moment(),
            time: NumericDate(secondsSinceEpoch: .nan),
            error: badArgument
        ),
    ]
}
