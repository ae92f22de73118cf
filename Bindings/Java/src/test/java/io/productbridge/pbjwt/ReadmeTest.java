// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the README's programs unchanged. */
class ReadmeTest {
    @TempDir
    Path folder;

    private static List<String> blocks() throws Exception {
        Matcher found = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        List<String> blocks = new ArrayList<>();
        while (found.find()) {
            blocks.add(found.group(1));
        }
        return blocks;
    }

    @Test
    void theProgramsOfTheReadme() throws Exception {
        List<String> blocks = blocks();
        assertEquals(2, blocks.size());
        // System.getenv can't be changed here, so a class of that name shadows java.lang's.
        String program = "import io.productbridge.pbjwt.*;\nimport java.time.Instant;\nimport java.util.Optional;\n"
                + "public class Program {\n"
                + "static class System { static String getenv(String name) { return \"" + Tokens.SECRET + "\"; } }\n"
                + "static final java.util.logging.Logger LOG = java.util.logging.Logger.getAnonymousLogger();\n"
                + "static { LOG.setLevel(java.util.logging.Level.OFF); }\n"
                + blocks.get(0).replace("static Optional", "public static Optional")
                + "public static Verifier rotation(String current, String old) { return\n" + blocks.get(1) + "}\n}\n";
        Path source = Files.writeString(folder.resolve("Program.java"), program);
        String classes = Path.of(Verifier.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        // A runtime has no compiler: then the one in PATH compiles for the oldest Java.
        Process compiling = new ProcessBuilder(
                        "javac", "--release", "11", "-cp", classes, "-d", folder.toString(), source.toString())
                .inheritIO()
                .start();
        assertEquals(0, compiling.waitFor());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, Verifier.class.getClassLoader())) {
            Class<?> made = loader.loadClass("Program");
            Method signIn = made.getMethod("signIn", String.class);
            Secret current = Secret.of(Tokens.SECRET);
            Secret old = Secret.of(Tokens.OTHER_SECRET);
            assertEquals(Optional.of("a@b.c"), signIn.invoke(null, current.issue(claims())));
            assertEquals(Optional.empty(), signIn.invoke(null, old.issue(claims())));

            Verifier verifier = (Verifier) made.getMethod("rotation", String.class, String.class)
                    .invoke(null, Tokens.SECRET, Tokens.OTHER_SECRET);
            Instant late = Instant.parse("2027-02-02T00:00:00Z");
            assertEquals(Optional.of("2027"), verifier.verify(current.issue(claims())).keyId());
            assertEquals(Optional.of("2026"), verifier.verify(old.issue(claims())).keyId());
            assertEquals(Optional.of("2027"), verifier.verify(current.issue(claims().at(late)), late).keyId());
            try {
                verifier.verify(old.issue(claims().at(late)), late);
                throw new AssertionError("the old secret's time has passed");
            } catch (TokenRefusedException refusal) {
                assertEquals("signature_mismatch", refusal.status());
            }
        }
    }

    private static Claims claims() {
        return new Claims().set("email", "a@b.c");
    }
}
