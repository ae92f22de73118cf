// SPDX-License-Identifier: Apache-2.0

import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import PortalServer

@Suite struct ConnectionTests {
    @Test(arguments: [
        "", "GET / HTTP/1.1\r\nHost: local", "POST /login HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    ])
    func aConnectionWithoutACompleteRequestIsClosed(start: String) async throws {
        try await TestPortal.run { portal in
            let application = portal.application.application(idleTimeout: .milliseconds(200))
            try await application.test(.live) { client in
                let port = try #require(client.port)
                let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "localhost", port: port).get()
                try await channel.writeAndFlush(ByteBuffer(string: start))
                let isClosed = channel.eventLoop.makePromise(of: Bool.self)
                channel.closeFuture.whenComplete { _ in isClosed.succeed(true) }
                let deadline = channel.eventLoop.scheduleTask(in: .seconds(10)) { isClosed.succeed(false) }
                #expect(try await isClosed.futureResult.get())
                deadline.cancel()
                try? await channel.close()
            }
        }
    }
}
