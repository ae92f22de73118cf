// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tokens of $PBJWT_TOKENS. */
final class Tokens {
    static final String SECRET = read("secret");
    static final String OTHER_SECRET = read("other-secret");

    private Tokens() {}

    static String read(String name) {
        try {
            return Files.readString(Path.of(System.getenv("PBJWT_TOKENS"), name));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
