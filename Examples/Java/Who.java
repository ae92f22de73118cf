// SPDX-License-Identifier: Apache-2.0

import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.Secret;
import io.productbridge.pbjwt.TokenRefusedException;
import io.productbridge.pbjwt.Verifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Prints whom the token on standard input identifies: `Who SECRET-FILE`. Exits 0 if it is verified, else 1. */
public final class Who {
    private Who() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            if (arguments.length != 1) {
                throw new IOException("usage: Who SECRET-FILE < TOKEN");
            }
            String token = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
            Identity identity = new Verifier(Secret.of(readSecret(Path.of(arguments[0])))).verify(token);
            out.println(identity.name().orElse("somebody") + " <" + identity.email() + ">");
        } catch (TokenRefusedException refusal) {
            System.err.println(refusal.number() + " " + refusal.getMessage());
            System.exit(1);
        } catch (IOException | RuntimeException error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }

    /** Editors end a file with a newline, which isn't part of the secret. */
    private static byte[] readSecret(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
