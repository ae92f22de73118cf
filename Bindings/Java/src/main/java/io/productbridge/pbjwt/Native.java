// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The native part. Handles are kept alive by the objects that own them; a negative number is a negated status. */
final class Native {
    static final Cleaner CLEANER = Cleaner.create();

    static final int OK = 0;
    static final int INVALID_ARGUMENT = 90;
    static final int OUT_OF_MEMORY = 92;
    static final int INTERNAL = 93;

    /** A time that means now. */
    static final long NOW = -1;

    /** {@link #verify} without JNI; null if JNI is used. */
    static final MethodHandle FOREIGN_VERIFY;

    static {
        load();
        FOREIGN_VERIFY = Foreign.chosen(System.getProperty(Foreign.PROPERTY, ""), verifyAddress());
    }

    private Native() {}

    /** Loads the file that a property names, or the jar's copy through a temporary file, which is deleted. */
    private static void load() {
        String named = System.getProperty("io.productbridge.pbjwt.library");
        if (named != null) {
            System.load(Path.of(named).toAbsolutePath().toString());
            return;
        }
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        machine = machine.equals("amd64") ? "x86_64" : machine.equals("arm64") ? "aarch64" : machine;
        String place = (mac ? "macos-" : "linux-") + machine + "/libpbjwt_java." + (mac ? "dylib" : "so");
        try (InputStream bytes = Native.class.getResourceAsStream(place)) {
            if (bytes == null) {
                throw new UnsatisfiedLinkError("this jar has no " + place + ": build it on such a machine, or name the"
                        + " library in -Dio.productbridge.pbjwt.library");
            }
            Path file = Files.createTempFile("libpbjwt_java", null);
            try {
                Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
                System.load(file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException error) {
            throw (Error) new UnsatisfiedLinkError("can't copy " + place + " out of the jar to java.io.tmpdir: "
                    + error.getMessage()).initCause(error);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    /** Returns a valid handle; throws the error for a status. */
    static long handle(long handle, String rule) {
        if (handle < 0) {
            check((int) -handle, 0, rule);
        }
        return handle;
    }

    /** Throws the exception for a status: for a rule that the caller broke, or with the status inside. */
    static void check(int status, int claim, String rule) {
        if (status == INVALID_ARGUMENT) {
            throw new IllegalArgumentException(rule);
        }
        if (status != OK) {
            throw new PbjwtException(status, claim);
        }
    }

    static native String version();

    static native String statusName(int status);

    static native String publicMessage(int status);

    static native String claimName(int claim);

    static native int claimCount();

    static native String claimMessage(int status, int claim);

    static native String warningName(int kind);

    static native String warningMessage(int kind, int claim);

    static native long secretNew(byte[] bytes, int format, boolean weak);

    static native int secretSetId(long secret, byte[] id);

    static native int secretSetNotAfter(long secret, long seconds);

    static native void secretFree(long secret);

    static native long policyNew(int profile);

    static native int policySet(long policy, int setting, long value);

    static native int policySetText(long policy, int setting, byte[] text);

    static native void policyFree(long policy);

    static native long verifierNew(long[] secrets, long policy, long report);

    static native void verifierFree(long verifier);

    static native long spaceNew(int size);

    static native ByteBuffer spaceBytes(long space);

    static native void spaceFree(long space);

    static native int verify(long verifier, long space, int length, long now);

    static native long verifyAddress();

    static native byte[] verifyJson(long verifier, byte[] token, long now);

    static native byte[] issue(
            long secret,
            int[] names,
            byte[][] texts,
            double[] numbers,
            byte[] custom,
            byte[] type,
            boolean userHash,
            long now,
            long lifetime);

    static native byte[] userHash(long secret, byte[] id);

    static native byte[] generateSecret();

    static native int inspect(byte[] token, byte[][] parts);

    static native int explain(
            long[] secrets,
            long[] others,
            long policy,
            byte[] token,
            byte[] second,
            long now,
            byte[][] texts,
            int[] numbers);
}
