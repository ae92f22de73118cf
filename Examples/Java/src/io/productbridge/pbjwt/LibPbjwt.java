// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;

/** The C library. A size_t is a long here, an enum an int, and a bool a byte: JNA's boolean is a C int. */
final class LibPbjwt {
    static {
        if (Native.SIZE_T_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("libpbjwt is bound for 64-bit machines alone");
        }
        try {
            Native.register(LibPbjwt.class, "libpbjwt.so.0");
        } catch (UnsatisfiedLinkError error) {
            String remedy = "libpbjwt.so.0 can't be loaded: install libpbjwt, or name its folder in LD_LIBRARY_PATH";
            throw (Error) new UnsatisfiedLinkError(remedy).initCause(error);
        }
    }

    private LibPbjwt() {}

    /** A text of the library's own, which ends at its NUL. */
    static String text(Pointer text) {
        return text == null ? null : text.getString(0, "UTF-8");
    }

    /** A text of a token, which doesn't. */
    static String text(Pointer text, long length) {
        return text == null ? null : new String(text.getByteArray(0, (int) length), StandardCharsets.UTF_8);
    }

    static Pointer orOutOfMemory(Pointer made) {
        if (made == null) {
            throw new PbjwtException(Status.OUT_OF_MEMORY, 0);
        }
        return made;
    }

    static void check(int status, String rule) {
        check(status, rule, 0);
    }

    /** Throws what a status other than 0 means; `rule` is what the caller has broken if the caller has. */
    static void check(int status, String rule, int claim) {
        if (status == Status.INVALID_ARGUMENT.code()) {
            throw new IllegalArgumentException(rule);
        } else if (status > Status.INVALID_ARGUMENT.code()) {
            throw new PbjwtException(new Status(status), claim);
        } else if (status != 0) {
            throw new TokenRefusedException(new Status(status), claim);
        }
    }

    static native Pointer pbjwt_version();

    static native Pointer pbjwt_status_name(int status);

    static native Pointer pbjwt_status_message(int status);

    static native Pointer pbjwt_status_public_message(int status);

    static native Pointer pbjwt_claim_name(int claim);

    static native Pointer pbjwt_claim_message(int status, int claim);

    static native Pointer pbjwt_warning_name(int kind);

    static native int pbjwt_secret_new(Pointer bytes, long length, int format, PointerByReference secret);

    static native void pbjwt_secret_free(Pointer secret);

    static native Pointer pbjwt_policy_new(int profile);

    static native void pbjwt_policy_free(Pointer policy);

    static native int pbjwt_policy_set_leeway(Pointer policy, long seconds);

    static native int pbjwt_policy_set_max_lifetime(Pointer policy, long seconds);

    static native int pbjwt_policy_set_user_hash(Pointer policy, int mode);

    static native int pbjwt_policy_set_issuer(Pointer policy, byte[] issuer, long length);

    static native int pbjwt_policy_set_audience(Pointer policy, byte[] audience, long length);

    static native int pbjwt_verifier_new(
            Pointer secrets, long count, Pointer policy, PointerByReference verifier);

    static native void pbjwt_verifier_release(Pointer verifier);

    static native Pointer pbjwt_identity_new(long tokenBytes);

    static native void pbjwt_identity_free(Pointer identity);

    static native int pbjwt_verify(Pointer verifier, byte[] token, long length, Pointer identity);

    static native int pbjwt_verify_at(Pointer verifier, byte[] token, long length, long now, Pointer identity);

    static native int pbjwt_identity_claim_at_fault(Pointer identity);

    static native int pbjwt_identity_read(Pointer identity, Pointer view);

    static native int pbjwt_identity_custom_json(Pointer identity, PointerByReference json, long[] length);

    static native void pbjwt_free(Pointer memory);
}
