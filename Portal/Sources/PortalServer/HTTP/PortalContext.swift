// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging

/// The context of a request.
struct PortalContext: RequestContext {
    /// The largest body of a request.
    static let largestBody = 64 * 1024

    var coreContext: CoreRequestContextStorage
    /// The address of the connection; nil in tests.
    let peer: String?
    /// Filled in by ``RequestLog``.
    var client = ClientAddress(peer: nil, forwardedFor: [], forwardedProto: [], trusting: .none)
    /// The request's id in logs and error pages: 16 hex characters.
    var requestID = ""

    var maxUploadSize: Int { Self.largestBody }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}
