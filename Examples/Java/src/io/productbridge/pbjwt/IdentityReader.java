// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static io.productbridge.pbjwt.LibPbjwt.*;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.productbridge.pbjwt.Identity.ClaimWarning;
import io.productbridge.pbjwt.Identity.UserHashState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/** Copies what the library's identity says to a Java one, from a pbjwt_identity_view. */
final class IdentityReader {
    /** Its texts in their order: each an address and a length. */
    private enum Text {
        EMAIL,
        CANONICAL_EMAIL,
        USER_ID,
        NAME,
        AVATAR_URL,
        COMPANY_ID,
        COMPANY_NAME,
        CUSTOMER_STATUS,
        RENEWAL_DATE,
        RENEWAL_RISK,
        ACCOUNT_OWNER_ID,
        ACCOUNT_OWNER_EMAIL,
        EXTERNAL_USER_ID,
        ISSUER,
        TOKEN_ID,
        KEY_ID,
        PAYLOAD
    }

    /** Its numbers in their order, which is also that of the bits that say whether they are there. */
    private enum Number {
        COMPANY_MRR,
        RENEWAL_DATE_SECONDS,
        ISSUED_AT,
        NOT_BEFORE,
        EXPIRES_AT
    }

    private static final long TEXT_SIZE = 16;
    private static final long TEXTS = 8; // after the size
    private static final long AUDIENCES = TEXTS + TEXT_SIZE * Text.values().length;
    private static final long WARNINGS = AUDIENCES + 16;
    private static final long NUMBERS = WARNINGS + 16;
    private static final long NUMBERS_THERE = NUMBERS + 8L * Number.values().length;
    private static final long USER_HASH = NUMBERS_THERE + 6;
    private static final long HAS_CUSTOM = NUMBERS_THERE + 7;
    private static final long SIZE = NUMBERS_THERE + 8;

    private final Pointer from;
    private final Pointer view;

    private IdentityReader(Pointer from, Pointer view) {
        this.from = from;
        this.view = view;
    }

    static Identity read(Pointer from) {
        try (Memory view = new Memory(SIZE)) {
            view.setLong(0, SIZE);
            check(pbjwt_identity_read(from, view), "the identity holds no one");
            return new IdentityReader(from, view).read();
        }
    }

    private Identity read() {
        return new Identity(
                text(Text.EMAIL).orElseThrow(),
                text(Text.CANONICAL_EMAIL).orElseThrow(),
                text(Text.USER_ID),
                text(Text.NAME),
                text(Text.AVATAR_URL),
                text(Text.COMPANY_NAME),
                text(Text.COMPANY_ID),
                number(Number.COMPANY_MRR),
                text(Text.CUSTOMER_STATUS),
                text(Text.RENEWAL_DATE),
                time(Number.RENEWAL_DATE_SECONDS),
                text(Text.RENEWAL_RISK),
                text(Text.ACCOUNT_OWNER_ID),
                text(Text.ACCOUNT_OWNER_EMAIL),
                text(Text.EXTERNAL_USER_ID),
                UserHashState.values()[view.getByte(USER_HASH)],
                time(Number.ISSUED_AT),
                time(Number.NOT_BEFORE),
                time(Number.EXPIRES_AT),
                text(Text.ISSUER),
                audience(),
                text(Text.TOKEN_ID),
                warnings(),
                view.getByte(HAS_CUSTOM) == 0 ? "{}" : customJson());
    }

    private Optional<String> text(Text text) {
        return Optional.ofNullable(textAt(view, TEXTS + TEXT_SIZE * text.ordinal()));
    }

    private static String textAt(Pointer start, long offset) {
        return LibPbjwt.text(start.getPointer(offset), start.getLong(offset + 8));
    }

    private OptionalDouble number(Number number) {
        boolean there = (view.getInt(NUMBERS_THERE) >> number.ordinal() & 1) == 1;
        return there ? OptionalDouble.of(view.getDouble(NUMBERS + 8L * number.ordinal())) : OptionalDouble.empty();
    }

    private Optional<Instant> time(Number number) {
        OptionalDouble seconds = number(number);
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        double whole = Math.floor(seconds.getAsDouble());
        long micros = Math.round((seconds.getAsDouble() - whole) * 1e6);
        return Optional.of(Instant.ofEpochSecond((long) whole, micros * 1000));
    }

    private List<String> audience() {
        Pointer audiences = view.getPointer(AUDIENCES);
        return LongStream.range(0, view.getLong(AUDIENCES + 8))
                .mapToObj(i -> textAt(audiences, TEXT_SIZE * i))
                .toList();
    }

    private List<ClaimWarning> warnings() {
        Pointer warnings = view.getPointer(WARNINGS);
        return LongStream.range(0, view.getLong(WARNINGS + 8))
                .mapToObj(i -> warning(warnings.getByte(2 * i), warnings.getByte(2 * i + 1)))
                .toList();
    }

    private static ClaimWarning warning(byte kind, byte claim) {
        String name = LibPbjwt.text(pbjwt_warning_name(Byte.toUnsignedInt(kind)));
        return new ClaimWarning(
                name == null ? "unknown_warning" : name,
                Optional.ofNullable(LibPbjwt.text(pbjwt_claim_name(Byte.toUnsignedInt(claim)))));
    }

    private String customJson() {
        PointerByReference json = new PointerByReference();
        long[] length = new long[1];
        check(pbjwt_identity_custom_json(from, json, length), "the identity holds no one");
        try {
            return LibPbjwt.text(json.getValue(), length[0]);
        } finally {
            pbjwt_free(json.getValue());
        }
    }
}
