/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the files of the native part. Java passes handles that its objects keep alive, and arrays that it has
 * checked for null. A negative number returned instead of a handle is a negated status.
 */
#ifndef PBJWT_JNI_H
#define PBJWT_JNI_H

#include <jni.h>
#include <pbjwt.h>

#include <stdlib.h>
#include <string.h>

/* The bytes of a Java array, copied: a token's or a secret's. */
typedef struct taken {
    char *bytes; /* NULL if the array is, or if memory ran out */
    size_t length;
    char within[4096];
} taken;

void pbjwt_jni_take(JNIEnv *env, jbyteArray array, taken *into);
void pbjwt_jni_drop(taken *taken);
/* The same for a secret, which is wiped. */
void pbjwt_jni_wipe(taken *taken);
/* A new array; NULL for NULL, or after throwing an OutOfMemoryError. */
jbyteArray pbjwt_jni_array(JNIEnv *env, const char *bytes, size_t length);
/* The same for a text of the library, which is freed. */
jbyteArray pbjwt_jni_give(JNIEnv *env, char *text, size_t length);
/* The first byte is the status, the second the claim; a text may follow. Frees the text. */
jbyteArray pbjwt_jni_answer(JNIEnv *env, pbjwt_status status, pbjwt_claim claim, char *text,
                            size_t length);
/* Copies at most `room` handles from a Java array; returns their number. */
size_t pbjwt_jni_handles(JNIEnv *env, jlongArray array, pbjwt_secret **handles, size_t room);

static inline void *pbjwt_jni_pointer(jlong handle) {
    return (void *)(intptr_t)handle;
}

static inline jlong pbjwt_jni_handle(pbjwt_status status, const void *pointer) {
    return status == PBJWT_OK ? (jlong)(intptr_t)pointer : -(jlong)status;
}

/* verify.c: everything that an identity says, in one array, which Packed.java reads. Space.java owns the space. */
jlong JNICALL pbjwt_jni_space_new(JNIEnv *env, jclass class, jint size);
jobject JNICALL pbjwt_jni_space_bytes(JNIEnv *env, jclass class, jlong handle);
void JNICALL pbjwt_jni_space_free(JNIEnv *env, jclass class, jlong handle);
jint JNICALL pbjwt_jni_verify(JNIEnv *env, jclass class, jlong verifier, jlong handle, jint length,
                              jlong now);
/* The address of the function that does this, for java.lang.foreign. */
jlong JNICALL pbjwt_jni_verify_address(JNIEnv *env, jclass class);
jbyteArray JNICALL pbjwt_jni_verify_json(JNIEnv *env, jclass class, jlong verifier,
                                         jbyteArray token, jlong now);

/* tools.c */
jbyteArray JNICALL pbjwt_jni_issue(JNIEnv *env, jclass class, jlong secret, jintArray names,
                                   jobjectArray texts, jdoubleArray numbers, jbyteArray custom,
                                   jbyteArray type, jboolean with_hash, jlong now, jlong lifetime);
jbyteArray JNICALL pbjwt_jni_user_hash(JNIEnv *env, jclass class, jlong secret, jbyteArray id);
jbyteArray JNICALL pbjwt_jni_generate_secret(JNIEnv *env, jclass class);
jint JNICALL pbjwt_jni_inspect(JNIEnv *env, jclass class, jbyteArray token, jobjectArray parts);
jint JNICALL pbjwt_jni_explain(JNIEnv *env, jclass class, jlongArray secrets, jlongArray others,
                               jlong policy, jbyteArray token, jbyteArray second, jlong now,
                               jobjectArray texts, jintArray numbers);

#endif
