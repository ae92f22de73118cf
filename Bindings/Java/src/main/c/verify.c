/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_jni.h"

/*
 * The array of an accepted token: a head of fixed size, the audiences' places, the warnings, the refusals, and the
 * texts. A place is where a text begins in the array and its length, or 0 and -1 where there is none. Native byte
 * order. Of a refused token there are the status and the claim alone.
 */
typedef struct place {
    int32_t start, length;
} place;

enum { TEXTS = 17 };

typedef struct head {
    uint8_t status, claim, numbers, customer_status, user_hash, has_custom, spare[2];
    double company_mrr, renewal_date, issued_at, not_before, expires_at;
    place texts[TEXTS];
    int32_t audiences, warnings, refusals, spare_count;
} head;

/* In the order of Packed's constants. */
static const pbjwt_text *text_at(const pbjwt_identity_view *view, size_t index) {
    static const pbjwt_text none;
    /* The payload is read for its custom claims alone. */
    if (index == TEXTS - 1 && !view->has_custom)
        return &none;
    return &view->email + index;
}

static size_t length_of(const pbjwt_identity_view *view) {
    size_t length = sizeof(head) + view->audience_count * sizeof(place) + 2 * view->warning_count +
                    2 * view->would_refuse_count;
    for (size_t i = 0; i < TEXTS; i++)
        length += text_at(view, i)->length;
    for (size_t i = 0; i < view->audience_count; i++)
        length += view->audiences[i].length;
    return length;
}

static place put(char *array, size_t *used, const pbjwt_text *text) {
    if (text->data == NULL)
        return (place){0, -1};
    const place where = {(int32_t)*used, (int32_t)text->length};
    memcpy(array + *used, text->data, text->length);
    *used += text->length;
    return where;
}

static void pack(const pbjwt_identity_view *view, char *array) {
    head first = {
        .numbers = (uint8_t)view->numbers,
        .customer_status = view->customer_status_kind,
        .user_hash = view->user_hash,
        .has_custom = view->has_custom,
        .company_mrr = view->company_mrr,
        .renewal_date = view->renewal_date_seconds,
        .issued_at = view->issued_at,
        .not_before = view->not_before,
        .expires_at = view->expires_at,
        .audiences = (int32_t)view->audience_count,
        .warnings = (int32_t)view->warning_count,
        .refusals = (int32_t)view->would_refuse_count,
    };
    size_t used = sizeof first;
    char *const places = array + used;
    used += view->audience_count * sizeof(place);
    if (view->warning_count != 0)
        memcpy(array + used, view->warnings, 2 * view->warning_count);
    used += 2 * view->warning_count;
    if (view->would_refuse_count != 0)
        memcpy(array + used, view->would_refuse, 2 * view->would_refuse_count);
    used += 2 * view->would_refuse_count;
    for (size_t i = 0; i < TEXTS; i++)
        first.texts[i] = put(array, &used, text_at(view, i));
    for (size_t i = 0; i < view->audience_count; i++) {
        const place where = put(array, &used, &view->audiences[i]);
        memcpy(places + i * sizeof where, &where, sizeof where);
    }
    memcpy(array, &first, sizeof first);
}

static jbyteArray packed(JNIEnv *env, const pbjwt_identity *identity) {
    pbjwt_identity_view view = {.size = sizeof view};
    const pbjwt_status status = pbjwt_identity_read(identity, &view);
    if (status != PBJWT_OK)
        return pbjwt_jni_answer(env, status, PBJWT_CLAIM_NONE, NULL, 0);
    char within[4096];
    const size_t length = length_of(&view);
    char *const array = length <= sizeof within ? within : (char *)malloc(length);
    if (array == NULL)
        return pbjwt_jni_answer(env, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE, NULL, 0);
    pack(&view, array);
    const jbyteArray given = pbjwt_jni_array(env, array, length);
    if (array != within)
        free(array);
    return given;
}

/* Now, where `now` is below 0. */
static pbjwt_status run(jlong verifier, const taken *token, jlong now, pbjwt_identity *identity) {
    const pbjwt_verifier *const with = (const pbjwt_verifier *)pbjwt_jni_pointer(verifier);
    if (token->bytes == NULL || identity == NULL)
        return PBJWT_OUT_OF_MEMORY;
    return now < 0 ? pbjwt_verify(with, token->bytes, token->length, identity)
                   : pbjwt_verify_at(with, token->bytes, token->length, now, identity);
}

/* Longer ones are refused without being read. */
static pbjwt_identity *identity_for(const taken *token) {
    return pbjwt_identity_new(token->length <= PBJWT_MAX_TOKEN_BYTES_LIMIT ? token->length : 0);
}

jbyteArray JNICALL pbjwt_jni_verify(JNIEnv *env, jclass class, jlong verifier, jbyteArray array,
                                    jlong now) {
    (void)class;
    taken token;
    pbjwt_jni_take(env, array, &token);
    pbjwt_identity *const identity = identity_for(&token);
    const pbjwt_status status = run(verifier, &token, now, identity);
    const jbyteArray answer =
        status == PBJWT_OK
            ? packed(env, identity)
            : pbjwt_jni_answer(env, status, pbjwt_identity_claim_at_fault(identity), NULL, 0);
    pbjwt_identity_free(identity);
    pbjwt_jni_drop(&token);
    return answer;
}

jbyteArray JNICALL pbjwt_jni_verify_json(JNIEnv *env, jclass class, jlong verifier,
                                         jbyteArray array, jlong now) {
    (void)class;
    taken token;
    char *json = NULL;
    size_t length = 0;
    pbjwt_jni_take(env, array, &token);
    pbjwt_identity *const identity = identity_for(&token);
    const pbjwt_status status = run(verifier, &token, now, identity);
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    const pbjwt_status written = status < PBJWT_INVALID_ARGUMENT
                                     ? pbjwt_result_json(status, claim, identity, &json, &length)
                                     : status;
    pbjwt_identity_free(identity);
    pbjwt_jni_drop(&token);
    return pbjwt_jni_answer(env, written, PBJWT_CLAIM_NONE, json, length);
}
