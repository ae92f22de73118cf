// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory outside of Java's heap for a verification: it holds the token, and then the result. Threads take one and
 * return it, so that each has exclusive use for a while, and few are created.
 */
final class Space {
    private static final int MAX_TOKEN = 1 << 20;

    /** The size of those that are kept: enough for a token of 3 KiB. */
    private static final int SIZE = 16 * 1024;

    /** The longest token that is verified by java.lang.foreign: the garbage collector waits for such a call. */
    private static final int FOREIGN = 1024;

    /** The idle ones. A thread first tries its own slot; slots are spaced apart for the processor's cache. */
    private static final AtomicReferenceArray<Space> IDLE = new AtomicReferenceArray<>(64 * 16);

    private final long handle;
    private final ByteBuffer bytes;
    private final Cleaner.Cleanable cleanable;

    private Space(int size) {
        long made = Native.handle(Native.spaceNew(size), "no space");
        handle = made;
        cleanable = Native.CLEANER.register(this, () -> Native.spaceFree(made));
        bytes = Native.spaceBytes(made);
    }

    /** The array that verify.c makes from the token. */
    static byte[] verify(long verifier, byte[] token, long now) {
        // A longer token is refused for its length.
        int length = Math.min(token.length, MAX_TOKEN + 1);
        // The texts and the payload are shorter than the token; an audience's place takes 8 bytes, the audience at least 3.
        int needed = 4 * length + 4096;
        if (needed > SIZE) {
            Space space = new Space(needed);
            try {
                return space.run(verifier, token, length, now);
            } finally {
                space.cleanable.clean();
            }
        }
        int place = ((int) Thread.currentThread().getId() & 63) * 16;
        Space space = IDLE.getAndSet(place, null);
        if (space == null) {
            space = new Space(SIZE);
        }
        try {
            return space.run(verifier, token, length, now);
        } finally {
            IDLE.lazySet(place, space); // if another thread has put one there, that one is collected
        }
    }

    private byte[] run(long verifier, byte[] token, int length, long now) {
        bytes.clear();
        bytes.put(token, 0, length);
        byte[] answer = new byte[call(verifier, length, now)];
        Reference.reachabilityFence(this);
        bytes.clear();
        bytes.get(answer);
        return answer;
    }

    private int call(long verifier, int length, long now) {
        if (Native.FOREIGN_VERIFY == null || length > FOREIGN) {
            return Native.verify(verifier, handle, length, now);
        }
        try {
            return (int) Native.FOREIGN_VERIFY.invokeExact(verifier, handle, length, now);
        } catch (RuntimeException | Error error) {
            throw error;
        } catch (Throwable error) {
            throw new AssertionError(error);
        }
    }
}
