/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_jni.h"

/* Sentences. All are static; NewStringUTF's own form of UTF-8 is the usual one up to U+FFFF without U+0000. */

static jstring string(JNIEnv *env, const char *text) {
    return text != NULL ? (*env)->NewStringUTF(env, text) : NULL;
}

static jstring JNICALL version(JNIEnv *env, jclass class) {
    (void)class;
    return string(env, pbjwt_version());
}

static jstring JNICALL status_name(JNIEnv *env, jclass class, jint status) {
    (void)class;
    return string(env, pbjwt_status_name((pbjwt_status)status));
}

static jstring JNICALL public_message(JNIEnv *env, jclass class, jint status) {
    (void)class;
    return string(env, pbjwt_status_public_message((pbjwt_status)status));
}

static jstring JNICALL claim_name(JNIEnv *env, jclass class, jint claim) {
    (void)class;
    return string(env, pbjwt_claim_name((pbjwt_claim)claim));
}

static jint JNICALL claim_count(JNIEnv *env, jclass class) {
    (void)env;
    (void)class;
    return (jint)pbjwt_claim_count();
}

static jstring JNICALL claim_message(JNIEnv *env, jclass class, jint status, jint claim) {
    (void)class;
    return string(env, pbjwt_claim_message((pbjwt_status)status, (pbjwt_claim)claim));
}

static jstring JNICALL warning_name(JNIEnv *env, jclass class, jint kind) {
    (void)class;
    return string(env, pbjwt_warning_name((pbjwt_warning)kind));
}

static jstring JNICALL warning_message(JNIEnv *env, jclass class, jint kind, jint claim) {
    (void)class;
    return string(env, pbjwt_warning_message((pbjwt_warning)kind, (pbjwt_claim)claim));
}

/* Secrets */

static jlong JNICALL secret_new(JNIEnv *env, jclass class, jbyteArray array, jint format,
                                jboolean weak) {
    (void)class;
    taken bytes;
    pbjwt_secret *secret = NULL;
    pbjwt_jni_take(env, array, &bytes);
    const pbjwt_status status =
        bytes.bytes == NULL ? PBJWT_OUT_OF_MEMORY
                            : (weak == JNI_TRUE ? pbjwt_secret_new_weak : pbjwt_secret_new)(
                                  bytes.bytes, bytes.length, (pbjwt_secret_format)format, &secret);
    pbjwt_jni_wipe(&bytes);
    return pbjwt_jni_handle(status, secret);
}

static jint JNICALL secret_set_id(JNIEnv *env, jclass class, jlong secret, jbyteArray array) {
    (void)class;
    taken id;
    pbjwt_jni_take(env, array, &id);
    const pbjwt_status status =
        id.bytes != NULL
            ? pbjwt_secret_set_id((pbjwt_secret *)pbjwt_jni_pointer(secret), id.bytes, id.length)
            : PBJWT_OUT_OF_MEMORY;
    pbjwt_jni_drop(&id);
    return (jint)status;
}

static jint JNICALL secret_set_not_after(JNIEnv *env, jclass class, jlong secret, jlong seconds) {
    (void)env;
    (void)class;
    return (jint)pbjwt_secret_set_not_after((pbjwt_secret *)pbjwt_jni_pointer(secret), seconds);
}

static void JNICALL secret_free(JNIEnv *env, jclass class, jlong secret) {
    (void)env;
    (void)class;
    pbjwt_secret_free((pbjwt_secret *)pbjwt_jni_pointer(secret));
}

/* Policies */

static jlong JNICALL policy_new(JNIEnv *env, jclass class, jint profile) {
    (void)env;
    (void)class;
    const pbjwt_policy *const policy = pbjwt_policy_new((pbjwt_profile)profile);
    return pbjwt_jni_handle(policy != NULL ? PBJWT_OK : PBJWT_OUT_OF_MEMORY, policy);
}

/* Policy.Builder's numbers of the settings. */
static jint JNICALL policy_set(JNIEnv *env, jclass class, jlong handle, jint setting, jlong value) {
    (void)env;
    (void)class;
    pbjwt_policy *const policy = (pbjwt_policy *)pbjwt_jni_pointer(handle);
    switch (setting) {
    case 0:
        return (jint)pbjwt_policy_set_max_token_bytes(policy, value < 0 ? 0 : (size_t)value);
    case 1:
        return (jint)pbjwt_policy_set_leeway(policy, value);
    case 2:
        return (jint)pbjwt_policy_set_max_lifetime(policy, value);
    case 3:
        return (jint)pbjwt_policy_set_allow_missing_exp(policy, value != 0);
    case 4:
        return (jint)pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)value);
    case 5:
        return (jint)pbjwt_policy_set_strict_claims(policy, value != 0);
    case 6:
        return (jint)pbjwt_policy_set_email_form(policy, (pbjwt_email_form)value);
    case 7:
        return (jint)pbjwt_policy_set_reader(policy, (pbjwt_reader)value);
    default:
        return PBJWT_INTERNAL;
    }
}

static jint JNICALL policy_set_text(JNIEnv *env, jclass class, jlong handle, jint setting,
                                    jbyteArray array) {
    (void)class;
    static pbjwt_status (*const setters[])(pbjwt_policy *, const void *, size_t) = {
        pbjwt_policy_set_issuer, pbjwt_policy_set_audience, pbjwt_policy_set_type};
    taken text;
    pbjwt_jni_take(env, array, &text);
    const pbjwt_status status =
        text.bytes != NULL
            ? setters[setting]((pbjwt_policy *)pbjwt_jni_pointer(handle), text.bytes, text.length)
            : PBJWT_OUT_OF_MEMORY;
    pbjwt_jni_drop(&text);
    return (jint)status;
}

static void JNICALL policy_free(JNIEnv *env, jclass class, jlong policy) {
    (void)env;
    (void)class;
    pbjwt_policy_free((pbjwt_policy *)pbjwt_jni_pointer(policy));
}

/* Verifiers */

static jlong JNICALL verifier_new(JNIEnv *env, jclass class, jlongArray secrets, jlong policy,
                                  jlong report) {
    (void)class;
    pbjwt_secret *handles[PBJWT_MAX_KEYS];
    pbjwt_verifier *verifier = NULL;
    const size_t count = pbjwt_jni_handles(env, secrets, handles, PBJWT_MAX_KEYS);
    const pbjwt_status status =
        count > PBJWT_MAX_KEYS
            ? PBJWT_INVALID_ARGUMENT
            : pbjwt_verifier_new_reporting(
                  handles, count, (const pbjwt_policy *)pbjwt_jni_pointer(policy),
                  (const pbjwt_policy *)pbjwt_jni_pointer(report), &verifier);
    return pbjwt_jni_handle(status, verifier);
}

static void JNICALL verifier_free(JNIEnv *env, jclass class, jlong verifier) {
    (void)env;
    (void)class;
    pbjwt_verifier_release((pbjwt_verifier *)pbjwt_jni_pointer(verifier));
}

#define TEXT "Ljava/lang/String;"

static const JNINativeMethod methods[] = {
    {"version", "()" TEXT, (void *)version},
    {"statusName", "(I)" TEXT, (void *)status_name},
    {"publicMessage", "(I)" TEXT, (void *)public_message},
    {"claimName", "(I)" TEXT, (void *)claim_name},
    {"claimCount", "()I", (void *)claim_count},
    {"claimMessage", "(II)" TEXT, (void *)claim_message},
    {"warningName", "(I)" TEXT, (void *)warning_name},
    {"warningMessage", "(II)" TEXT, (void *)warning_message},
    {"secretNew", "([BIZ)J", (void *)secret_new},
    {"secretSetId", "(J[B)I", (void *)secret_set_id},
    {"secretSetNotAfter", "(JJ)I", (void *)secret_set_not_after},
    {"secretFree", "(J)V", (void *)secret_free},
    {"policyNew", "(I)J", (void *)policy_new},
    {"policySet", "(JIJ)I", (void *)policy_set},
    {"policySetText", "(JI[B)I", (void *)policy_set_text},
    {"policyFree", "(J)V", (void *)policy_free},
    {"verifierNew", "([JJJ)J", (void *)verifier_new},
    {"verifierFree", "(J)V", (void *)verifier_free},
    {"spaceNew", "(I)J", (void *)pbjwt_jni_space_new},
    {"spaceBytes", "(J)Ljava/nio/ByteBuffer;", (void *)pbjwt_jni_space_bytes},
    {"spaceFree", "(J)V", (void *)pbjwt_jni_space_free},
    {"verify", "(JJIJ)I", (void *)pbjwt_jni_verify},
    {"verifyAddress", "()J", (void *)pbjwt_jni_verify_address},
    {"verifyJson", "(J[BJ)[B", (void *)pbjwt_jni_verify_json},
    {"issue", "(J[I[[B[D[B[BZJJ)[B", (void *)pbjwt_jni_issue},
    {"userHash", "(J[B)[B", (void *)pbjwt_jni_user_hash},
    {"generateSecret", "()[B", (void *)pbjwt_jni_generate_secret},
    {"inspect", "([B[[B)I", (void *)pbjwt_jni_inspect},
    {"explain", "([J[JJ[B[BJ[[B[I)I", (void *)pbjwt_jni_explain},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *machine, void *reserved) {
    (void)reserved;
    JNIEnv *env;
    if ((*machine)->GetEnv(machine, (void **)&env, JNI_VERSION_10) != JNI_OK)
        return JNI_ERR;
    const jclass native = (*env)->FindClass(env, "io/productbridge/pbjwt/Native");
    if (native == NULL)
        return JNI_ERR;
    const jint count = (jint)(sizeof methods / sizeof *methods);
    return (*env)->RegisterNatives(env, native, methods, count) == JNI_OK ? JNI_VERSION_10
                                                                          : JNI_ERR;
}
