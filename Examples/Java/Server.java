// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Tells people who they are: `Server PORT`, with the secret in PRODUCTBRIDGE_SECRET. */
public final class Server {
    private Server() {}

    public static void main(String[] arguments) throws IOException {
        Verifier verifier = Verifier.of(System.getenv("PRODUCTBRIDGE_SECRET"));
        start(Integer.parseInt(arguments[0]), verifier, Executors.newFixedThreadPool(8));
    }

    /** On a port of this machine; 0 is a free one. */
    static HttpServer start(int port, Verifier verifier, ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", Server::answer).setAuthenticator(new SignIn(verifier));
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try {
            Identity identity = ((SignIn.Person) exchange.getPrincipal()).identity();
            byte[] text = (identity.canonicalEmail() + ", " + identity.userId().orElse("no id") + ", "
                            + identity.name().orElse("no name"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        } finally {
            exchange.close();
        }
    }
}
