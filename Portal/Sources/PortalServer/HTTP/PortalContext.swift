// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging

/// What goes along with a request.
struct PortalContext: RequestContext {
    /// The largest body of a request.
    static let largestBody = 64 * 1024

    var coreContext: CoreRequestContextStorage
    /// The address of the connection; a test's has none.
    let peer: String?
    /// Filled in by ``RequestLog``.
    var client = ClientAddress(peer: nil, forwardedFor: [], forwardedProto: [], trusting: .none)
    /// By which logs and error pages know the request: 16 hex characters.
    var requestID = ""

    var maxUploadSize: Int { Self.largestBody }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}
