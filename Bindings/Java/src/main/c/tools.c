/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_jni.h"

static pbjwt_status set_text(JNIEnv *env, pbjwt_claims *claims, pbjwt_claim claim,
                             jbyteArray array) {
    taken text;
    pbjwt_jni_take(env, array, &text);
    const pbjwt_status status = text.bytes == NULL ? PBJWT_OUT_OF_MEMORY
                                : claim == PBJWT_CLAIM_AUD
                                    ? pbjwt_claims_add_audience(claims, text.bytes, text.length)
                                    : pbjwt_claims_set_text(claims, claim, text.bytes, text.length);
    pbjwt_jni_drop(&text);
    return status;
}

/* Sets *fault to the claim that can't have this value. */
static pbjwt_status set_claims(JNIEnv *env, pbjwt_claims *claims, jintArray names,
                               jobjectArray texts, jdoubleArray numbers, pbjwt_claim *fault) {
    const jsize count = (*env)->GetArrayLength(env, names);
    for (jsize i = 0; i < count; i++) {
        jint name;
        jdouble number;
        (*env)->GetIntArrayRegion(env, names, i, 1, &name);
        const jbyteArray text = (jbyteArray)(*env)->GetObjectArrayElement(env, texts, i);
        pbjwt_status status;
        if (text != NULL) {
            status = set_text(env, claims, (pbjwt_claim)name, text);
            (*env)->DeleteLocalRef(env, text);
        } else {
            (*env)->GetDoubleArrayRegion(env, numbers, i, 1, &number);
            status = pbjwt_claims_set_number(claims, (pbjwt_claim)name, number);
        }
        if (status != PBJWT_OK) {
            *fault = (pbjwt_claim)name;
            return status;
        }
    }
    return PBJWT_OK;
}

static pbjwt_status set_whole(JNIEnv *env, pbjwt_claims *claims, jbyteArray array,
                              pbjwt_status (*set)(pbjwt_claims *, const void *, size_t)) {
    taken text;
    if (array == NULL)
        return PBJWT_OK;
    pbjwt_jni_take(env, array, &text);
    const pbjwt_status status =
        text.bytes != NULL ? set(claims, text.bytes, text.length) : PBJWT_OUT_OF_MEMORY;
    pbjwt_jni_drop(&text);
    return status;
}

/* The token; or a status and the claim at fault, which an invalid argument also has if a claim's value can't be set. */
jbyteArray JNICALL pbjwt_jni_issue(JNIEnv *env, jclass class, jlong secret, jintArray names,
                                   jobjectArray texts, jdoubleArray numbers, jbyteArray custom,
                                   jbyteArray type, jboolean with_hash, jlong now, jlong lifetime) {
    (void)class;
    const pbjwt_secret *const with = (const pbjwt_secret *)pbjwt_jni_pointer(secret);
    char *token = NULL;
    size_t length = 0;
    pbjwt_claim fault = PBJWT_CLAIM_NONE;
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_status status = claims != NULL ? PBJWT_OK : PBJWT_OUT_OF_MEMORY;
    if (status == PBJWT_OK)
        status = set_claims(env, claims, names, texts, numbers, &fault);
    if (status == PBJWT_OK)
        status = set_whole(env, claims, custom, pbjwt_claims_set_custom);
    if (status == PBJWT_OK)
        status = set_whole(env, claims, type, pbjwt_claims_set_type);
    if (status == PBJWT_OK)
        status = pbjwt_claims_set_user_hash(claims, with_hash == JNI_TRUE);
    if (status == PBJWT_OK)
        status = now < 0 ? pbjwt_issue(with, claims, lifetime, &token, &length, &fault)
                         : pbjwt_issue_at(with, claims, now, lifetime, &token, &length, &fault);
    pbjwt_claims_free(claims);
    return pbjwt_jni_answer(env, status, fault, token, length);
}

jbyteArray JNICALL pbjwt_jni_user_hash(JNIEnv *env, jclass class, jlong secret, jbyteArray array) {
    (void)class;
    char hex[PBJWT_HASH_HEX_SIZE];
    taken id;
    pbjwt_jni_take(env, array, &id);
    const pbjwt_status status =
        id.bytes == NULL ? PBJWT_OUT_OF_MEMORY
                         : pbjwt_user_hash((const pbjwt_secret *)pbjwt_jni_pointer(secret),
                                           id.bytes, id.length, hex, sizeof hex);
    pbjwt_jni_drop(&id);
    return status == PBJWT_OK ? pbjwt_jni_array(env, hex, PBJWT_HASH_HEX_LENGTH)
                              : pbjwt_jni_answer(env, status, PBJWT_CLAIM_NONE, NULL, 0);
}

jbyteArray JNICALL pbjwt_jni_generate_secret(JNIEnv *env, jclass class) {
    (void)class;
    char hex[PBJWT_HASH_HEX_SIZE];
    return pbjwt_generate_secret(hex, sizeof hex) == PBJWT_OK
               ? pbjwt_jni_array(env, hex, PBJWT_HASH_HEX_LENGTH)
               : NULL;
}

static void set_element(JNIEnv *env, jobjectArray into, jsize place, const char *text) {
    const jbyteArray array = pbjwt_jni_array(env, text, text != NULL ? strlen(text) : 0);
    (*env)->SetObjectArrayElement(env, into, place, array);
    (*env)->DeleteLocalRef(env, array);
}

jint JNICALL pbjwt_jni_inspect(JNIEnv *env, jclass class, jbyteArray array, jobjectArray parts) {
    (void)class;
    char *header = NULL, *payload = NULL;
    taken token;
    pbjwt_jni_take(env, array, &token);
    const pbjwt_status status =
        token.bytes == NULL
            ? PBJWT_OUT_OF_MEMORY
            : pbjwt_inspect_unverified(token.bytes, token.length, &header, NULL, &payload, NULL);
    pbjwt_jni_drop(&token);
    set_element(env, parts, 0, header);
    set_element(env, parts, 1, payload);
    pbjwt_free(header);
    pbjwt_free(payload);
    return (jint)status;
}

enum { CAUSE_TEXTS = 4, MAX_CAUSES = 64, FIRST_CAUSE = 3 };

/* texts: JSON, text, text with colours; and for each cause its name, side, found and advice. numbers: status, claim,
   both after cleaning, the count of causes, and the number of each cause. */
static pbjwt_status fill(JNIEnv *env, const pbjwt_report *report, jobjectArray texts,
                         jintArray numbers) {
    char *text = NULL;
    pbjwt_claim claim;
    pbjwt_cause cause;
    jint told[5 + MAX_CAUSES] = {0};
    pbjwt_status status = pbjwt_report_json(report, &text, NULL);
    for (jsize i = 0; status == PBJWT_OK && i < FIRST_CAUSE; i++) {
        set_element(env, texts, i, text);
        pbjwt_free(text);
        text = NULL;
        if (i + 1 < FIRST_CAUSE)
            status = pbjwt_report_text(report, i == 1, &text, NULL);
    }
    told[0] = (jint)pbjwt_report_status(report, &claim);
    told[1] = (jint)claim;
    told[2] = (jint)pbjwt_report_status_after_cleaning(report, &claim);
    told[3] = (jint)claim;
    for (jsize i = 0; i < MAX_CAUSES && pbjwt_report_cause(report, (size_t)i, &cause); i++) {
        const char *const parts[CAUSE_TEXTS] = {cause.name, pbjwt_side_name(cause.side),
                                                cause.found, cause.advice};
        for (jsize j = 0; j < CAUSE_TEXTS; j++)
            set_element(env, texts, FIRST_CAUSE + i * CAUSE_TEXTS + j, parts[j]);
        told[4] = (jint)i + 1;
        told[5 + i] = (jint)cause.number;
    }
    (*env)->SetIntArrayRegion(env, numbers, 0, 5 + MAX_CAUSES, told);
    return status;
}

jint JNICALL pbjwt_jni_explain(JNIEnv *env, jclass class, jlongArray secrets, jlongArray others,
                               jlong policy, jbyteArray token, jbyteArray second, jlong now,
                               jobjectArray texts, jintArray numbers) {
    (void)class;
    pbjwt_secret *with[PBJWT_MAX_KEYS], *more[PBJWT_EXPLAIN_MAX_OTHER_SECRETS];
    const size_t count = pbjwt_jni_handles(env, secrets, with, PBJWT_MAX_KEYS);
    const size_t other_count =
        pbjwt_jni_handles(env, others, more, PBJWT_EXPLAIN_MAX_OTHER_SECRETS);
    if (count > PBJWT_MAX_KEYS || other_count > PBJWT_EXPLAIN_MAX_OTHER_SECRETS)
        return PBJWT_INVALID_ARGUMENT;
    taken first, other;
    pbjwt_report *report = NULL;
    pbjwt_jni_take(env, token, &first);
    pbjwt_jni_take(env, second, &other);
    const pbjwt_explain_input input = {
        .size = sizeof input,
        .secrets = with,
        .secret_count = count,
        .other_secrets = more,
        .other_secret_count = other_count,
        .policy = (const pbjwt_policy *)pbjwt_jni_pointer(policy),
        .token = first.bytes,
        .token_length = first.length,
        .second_token = other.bytes,
        .second_token_length = other.length,
        .now = now,
    };
    pbjwt_status status = first.bytes != NULL && (second == NULL || other.bytes != NULL)
                              ? pbjwt_explain(&input, &report)
                              : PBJWT_OUT_OF_MEMORY;
    if (status == PBJWT_OK)
        status = fill(env, report, texts, numbers);
    pbjwt_report_free(report);
    pbjwt_jni_drop(&first);
    pbjwt_jni_drop(&other);
    return (jint)status;
}
