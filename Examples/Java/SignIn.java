// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.TokenRefusedException;
import io.productbridge.pbjwt.Verifier;

/**
 * Signs people in to the JDK's own server by their token, from the Authorization header or a cookie. The exchange's
 * principal is the person. (Its attributes are shared by all exchanges of a context, so they would mix people up.)
 */
public final class SignIn extends Authenticator {
    private static final String COOKIE = "sso_token=";
    private static final String REALM = "productbridge";

    private final Verifier verifier;

    public SignIn(Verifier verifier) {
        this.verifier = verifier;
    }

    /** A person who has signed in. */
    public static final class Person extends HttpPrincipal {
        private final Identity identity;

        private Person(Identity identity) {
            super(identity.canonicalEmail(), REALM);
            this.identity = identity;
        }

        public Identity identity() {
            return identity;
        }
    }

    @Override
    public Result authenticate(HttpExchange exchange) {
        String token = token(exchange.getRequestHeaders());
        if (token == null) {
            return challenge(exchange, "");
        }
        try {
            return new Success(new Person(verifier.verify(token)));
        } catch (TokenRefusedException refusal) {
            System.err.println("a token was refused: " + refusal.getMessage());
            return challenge(
                    exchange, ", error=\"invalid_token\", error_description=\"" + refusal.publicMessage() + "\"");
        }
    }

    private static String token(Headers headers) {
        String authorization = headers.getFirst("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        String cookies = headers.getFirst("Cookie");
        for (String cookie : cookies == null ? new String[0] : cookies.split("; *")) {
            if (cookie.startsWith(COOKIE)) {
                return cookie.substring(COOKIE.length());
            }
        }
        return null;
    }

    /** 401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message. */
    private static Result challenge(HttpExchange exchange, String reason) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"" + REALM + "\"" + reason);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        return new Failure(401);
    }
}
