// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.HashSet;
import java.util.Set;

/**
 * Extracts the custom claims from a payload. The library has already read the payload: it is an object in strict
 * JSON without duplicate members.
 */
final class CustomJson {
    private static final Set<String> TYPED = typed();

    private final String payload;
    private int at;

    private CustomJson(String payload) {
        this.payload = payload;
    }

    private static Set<String> typed() {
        Set<String> names = new HashSet<>();
        for (int claim = 1; claim <= Native.claimCount(); claim++) {
            names.add(Native.claimName(claim));
        }
        return Set.copyOf(names);
    }

    /** The members in the token's order and spelling, without white space between their parts. */
    static String of(String payload) {
        return new CustomJson(payload).members();
    }

    private String members() {
        StringBuilder custom = new StringBuilder("{");
        at = payload.indexOf('{') + 1;
        while (next() != '}') {
            if (payload.charAt(at) == ',') {
                at++;
                next();
            }
            int start = at;
            skipString();
            String name = payload.substring(start, at);
            next();
            at++; // the colon
            boolean wanted = !TYPED.contains(unescaped(name));
            if (wanted) {
                custom.append(custom.length() > 1 ? "," : "").append(name).append(':');
            }
            value(wanted ? custom : null);
        }
        return custom.append('}').toString();
    }

    /** Moves `at` to the next character that isn't white space, and returns it. */
    private char next() {
        while (payload.charAt(at) <= ' ') {
            at++;
        }
        return payload.charAt(at);
    }

    /** Moves from a quote to the character after the closing quote. */
    private void skipString() {
        at++;
        while (payload.charAt(at) != '"') {
            at += payload.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** Moves to the comma or brace after a value, and appends the value to `out` if wanted. */
    private void value(StringBuilder out) {
        int depth = 0;
        while (true) {
            char letter = next();
            if (depth == 0 && (letter == ',' || letter == '}')) {
                return;
            }
            int start = at;
            if (letter == '"') {
                skipString();
            } else {
                depth += letter == '{' || letter == '[' ? 1 : letter == '}' || letter == ']' ? -1 : 0;
                at++;
            }
            if (out != null) {
                out.append(payload, start, at);
            }
        }
    }

    /** A name without its quotes and escapes. */
    private static String unescaped(String quoted) {
        if (quoted.indexOf('\\') < 0) {
            return quoted.substring(1, quoted.length() - 1);
        }
        StringBuilder name = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char letter = quoted.charAt(i);
            if (letter == '\\' && quoted.charAt(++i) == 'u') {
                letter = (char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16);
                i += 4;
            } else if (letter == '\\') {
                // Other escapes can't be in a claim's name: none has a slash, a quote or a control character.
                letter = quoted.charAt(i) == '/' ? '/' : '\0';
            }
            name.append(letter);
        }
        return name.toString();
    }
}
