// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;

/**
 * Calls a verification through java.lang.foreign, final since Java 22. The package is compiled for Java 11, so it looks
 * the API up once by reflection; a call then uses a constant method handle. All other calls use JNI.
 */
final class Foreign {
    static final String PROPERTY = "io.productbridge.pbjwt.binding";
    private static final int SINCE = 22;

    private Foreign() {}

    /**
     * The handle of the function at an address, which takes the same arguments as Native.verify; null to use JNI.
     *
     * @param asked the property: empty to let the package choose
     */
    static MethodHandle chosen(String asked, long address) {
        if (!asked.isEmpty() && !asked.equals("jni") && !asked.equals("foreign")) {
            throw new UnsatisfiedLinkError("-D" + PROPERTY + " must be jni or foreign");
        }
        boolean forced = asked.equals("foreign");
        try {
            return forced || asked.isEmpty() && isPermitted() ? handle(address) : null;
        } catch (ReflectiveOperationException error) {
            if (!forced) {
                return null;
            }
            throw (Error) new UnsatisfiedLinkError("-D" + PROPERTY + "=foreign needs Java " + SINCE
                    + " or newer, and native access that is not denied").initCause(error);
        }
    }

    /** Whether this gives no further warning: after JNI's own on Java 24 and newer, or if enabled on older versions. */
    private static boolean isPermitted() throws ReflectiveOperationException {
        return Runtime.version().feature() >= SINCE
                && (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(Foreign.class.getModule());
    }

    private static MethodHandle handle(long address) throws ReflectiveOperationException {
        Class<?> linker = type("Linker");
        Class<?> layout = type("MemoryLayout");
        Class<?> segment = type("MemorySegment");
        Class<?> descriptor = type("FunctionDescriptor");
        Object int32 = type("ValueLayout").getField("JAVA_INT").get(null);
        Object int64 = type("ValueLayout").getField("JAVA_LONG").get(null);
        Object parameters = array(layout, int64, int64, int32, int64);
        // The thread doesn't change its state for the call, which makes it faster than JNI.
        Class<?> option = type("Linker$Option");
        Object options = array(option, option.getMethod("critical", boolean.class).invoke(null, false));
        return (MethodHandle) linker.getMethod("downcallHandle", segment, descriptor, options.getClass())
                .invoke(
                        linker.getMethod("nativeLinker").invoke(null),
                        segment.getMethod("ofAddress", long.class).invoke(null, address),
                        descriptor.getMethod("of", layout, parameters.getClass()).invoke(null, int32, parameters),
                        options);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    private static Object array(Class<?> type, Object... elements) {
        Object array = Array.newInstance(type, elements.length);
        for (int i = 0; i < elements.length; i++) {
            Array.set(array, i, elements[i]);
        }
        return array;
    }
}
