// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the array that src/main/c/verify.c packs; `head` there has these places. */
final class Packed {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    // Bits of the byte NUMBERS, and the places of the numbers.
    static final int COMPANY_MRR = 0;
    static final int RENEWAL_DATE = 1;
    static final int ISSUED_AT = 2;
    static final int NOT_BEFORE = 3;
    static final int EXPIRES_AT = 4;
    private static final int NUMBERS = 2;
    private static final int FIRST_NUMBER = 8;

    static final int CUSTOMER_STATUS = 3;
    static final int USER_HASH = 4;
    static final int HAS_CUSTOM = 5;

    private static final int FIRST_TEXT = FIRST_NUMBER + 5 * 8;
    private static final int PLACE = 8;
    private static final int TEXTS = 17;
    private static final int COUNTS = FIRST_TEXT + TEXTS * PLACE;
    private static final int HEAD = COUNTS + 4 * 4;

    private final byte[] array;

    Packed(byte[] array) {
        this.array = array;
    }

    int kind(int place) {
        return array[place];
    }

    /** The text at `index` in the view, or null. */
    String text(int index) {
        return at(FIRST_TEXT + index * PLACE);
    }

    private String at(int place) {
        int length = (int) INTS.get(array, place + 4);
        return length < 0 ? null : new String(array, (int) INTS.get(array, place), length, StandardCharsets.UTF_8);
    }

    private boolean has(int number) {
        return (array[NUMBERS] >> number & 1) != 0;
    }

    private double value(int number) {
        return Double.longBitsToDouble((long) LONGS.get(array, FIRST_NUMBER + number * 8));
    }

    OptionalDouble number(int number) {
        return has(number) ? OptionalDouble.of(value(number)) : OptionalDouble.empty();
    }

    Optional<Instant> time(int number) {
        if (!has(number)) {
            return Optional.empty();
        }
        double seconds = value(number);
        double whole = Math.floor(seconds);
        return Optional.of(Instant.ofEpochSecond((long) whole, (long) ((seconds - whole) * 1e9)));
    }

    int audiences() {
        return (int) INTS.get(array, COUNTS);
    }

    String audience(int index) {
        return at(HEAD + index * PLACE);
    }

    int warnings() {
        return (int) INTS.get(array, COUNTS + 4);
    }

    int refusals() {
        return (int) INTS.get(array, COUNTS + 8);
    }

    /** The kind of a warning at 2 * index, followed by its claim; refusals come after the warnings. */
    int noted(int place) {
        return array[HEAD + audiences() * PLACE + place];
    }
}
