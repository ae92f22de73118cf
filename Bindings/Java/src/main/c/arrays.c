/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_jni.h"

void pbjwt_jni_take(JNIEnv *env, jbyteArray array, taken *into) {
    into->bytes = NULL;
    into->length = 0;
    if (array == NULL)
        return;
    const jsize length = (*env)->GetArrayLength(env, array);
    const size_t bytes = (size_t)length;
    into->bytes = bytes <= sizeof into->within ? into->within : (char *)malloc(bytes);
    if (into->bytes == NULL)
        return;
    into->length = bytes;
    (*env)->GetByteArrayRegion(env, array, 0, length, (jbyte *)into->bytes);
}

void pbjwt_jni_drop(taken *taken) {
    if (taken->bytes != taken->within)
        free(taken->bytes);
}

void pbjwt_jni_wipe(taken *taken) {
    /* Through a volatile pointer, or the compiler would remove the call. */
    static void *(*const volatile set)(void *, int, size_t) = memset;
    if (taken->bytes != NULL)
        set(taken->bytes, 0, taken->length);
    pbjwt_jni_drop(taken);
}

jbyteArray pbjwt_jni_array(JNIEnv *env, const char *bytes, size_t length) {
    if (bytes == NULL)
        return NULL;
    const jbyteArray array = (*env)->NewByteArray(env, (jsize)length);
    if (array != NULL)
        (*env)->SetByteArrayRegion(env, array, 0, (jsize)length, (const jbyte *)bytes);
    return array;
}

jbyteArray pbjwt_jni_give(JNIEnv *env, char *text, size_t length) {
    const jbyteArray array = pbjwt_jni_array(env, text, length);
    pbjwt_free(text);
    return array;
}

jbyteArray pbjwt_jni_answer(JNIEnv *env, pbjwt_status status, pbjwt_claim claim, char *text,
                            size_t length) {
    const jbyte head[2] = {(jbyte)status, (jbyte)claim};
    const jbyteArray array = (*env)->NewByteArray(env, (jsize)(sizeof head + length));
    if (array != NULL) {
        (*env)->SetByteArrayRegion(env, array, 0, sizeof head, head);
        if (length != 0)
            (*env)->SetByteArrayRegion(env, array, sizeof head, (jsize)length, (const jbyte *)text);
    }
    pbjwt_free(text);
    return array;
}

size_t pbjwt_jni_handles(JNIEnv *env, jlongArray array, pbjwt_secret **handles, size_t room) {
    jlong numbers[PBJWT_EXPLAIN_MAX_OTHER_SECRETS];
    const size_t count = (size_t)(*env)->GetArrayLength(env, array);
    if (count > room || count > sizeof numbers / sizeof *numbers)
        return room + 1;
    (*env)->GetLongArrayRegion(env, array, 0, (jsize)count, numbers);
    for (size_t i = 0; i < count; i++)
        handles[i] = (pbjwt_secret *)pbjwt_jni_pointer(numbers[i]);
    return count;
}
