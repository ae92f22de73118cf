/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_jni.h"

/*
 * The array for an accepted token: a head of fixed size, the places of the audiences, the warnings, the refusals, and
 * the texts. A place is the start of a text in the array and its length, or 0 and -1 if there is none. Native byte
 * order. For a refused token there are only the status and the claim.
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
    /* The payload is included only for its custom claims. */
    if (index == TEXTS - 1 && !view->has_custom)
        return &none;
    return &view->email + index;
}

/* The maximum size. */
static size_t length_of(const pbjwt_identity_view *view) {
    size_t length = sizeof(head) + view->audience_count * sizeof(place) + 2 * view->warning_count +
                    2 * view->would_refuse_count;
    for (size_t i = 0; i < TEXTS; i++)
        length += text_at(view, i)->length;
    for (size_t i = 0; i < view->audience_count; i++)
        length += view->audiences[i].length;
    return length;
}

/* The payload comes first. A text without escapes is a part of it, and isn't copied again. */
static place put(char *array, size_t *used, const pbjwt_text *text, const pbjwt_text *payload,
                 place payload_at) {
    if (text->data == NULL)
        return (place){0, -1};
    if (payload_at.length > 0) {
        const uintptr_t offset = (uintptr_t)text->data - (uintptr_t)payload->data;
        if (offset < payload->length && text->length <= payload->length - offset)
            return (place){payload_at.start + (int32_t)offset, (int32_t)text->length};
    }
    const place where = {(int32_t)*used, (int32_t)text->length};
    memcpy(array + *used, text->data, text->length);
    *used += text->length;
    return where;
}

static size_t pack(const pbjwt_identity_view *view, char *array) {
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
    const pbjwt_text *const payload = &view->payload;
    const place payload_at = put(array, &used, text_at(view, TEXTS - 1), payload, (place){0, -1});
    for (size_t i = 0; i < TEXTS - 1; i++)
        first.texts[i] = put(array, &used, text_at(view, i), payload, payload_at);
    first.texts[TEXTS - 1] = payload_at;
    for (size_t i = 0; i < view->audience_count; i++) {
        const place where = put(array, &used, &view->audiences[i], payload, payload_at);
        memcpy(places + i * sizeof where, &where, sizeof where);
    }
    memcpy(array, &first, sizeof first);
    return used;
}

/* A negative `now` means the current time. */
static pbjwt_status run(jlong verifier, pbjwt_text token, jlong now, pbjwt_identity *identity) {
    const pbjwt_verifier *const with = (const pbjwt_verifier *)pbjwt_jni_pointer(verifier);
    return now < 0 ? pbjwt_verify(with, token.data, token.length, identity)
                   : pbjwt_verify_at(with, token.data, token.length, now, identity);
}

/* Longer ones are refused without being read. */
static pbjwt_identity *identity_for(const taken *token) {
    return pbjwt_identity_new(token->length <= PBJWT_MAX_TOKEN_BYTES_LIMIT ? token->length : 0);
}

/* Memory for successive verifications: Java writes the token into the bytes, and reads the result from them. */
typedef struct space {
    pbjwt_identity *identity;
    size_t size; /* of the bytes */
    char bytes[];
} space;

jlong JNICALL pbjwt_jni_space_new(JNIEnv *env, jclass class, jint size) {
    (void)env;
    (void)class;
    space *const made = (space *)malloc(sizeof *made + (size_t)size);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    if (made == NULL || identity == NULL) {
        free(made);
        pbjwt_identity_free(identity);
        return pbjwt_jni_handle(PBJWT_OUT_OF_MEMORY, NULL);
    }
    made->identity = identity;
    made->size = (size_t)size;
    return pbjwt_jni_handle(PBJWT_OK, made);
}

jobject JNICALL pbjwt_jni_space_bytes(JNIEnv *env, jclass class, jlong handle) {
    (void)class;
    space *const with = (space *)pbjwt_jni_pointer(handle);
    return (*env)->NewDirectByteBuffer(env, with->bytes, (jlong)with->size);
}

void JNICALL pbjwt_jni_space_free(JNIEnv *env, jclass class, jlong handle) {
    (void)env;
    (void)class;
    space *const with = (space *)pbjwt_jni_pointer(handle);
    pbjwt_identity_free(with->identity);
    free(with);
}

/* Returns the size of the array; for a refused token it has only the status and the claim. Must not call Java: such
   a call takes longer than everything here except the verification, and isn't allowed if Foreign.java is the
   caller. */
static int32_t verify(int64_t verifier, int64_t handle, int32_t length, int64_t now) {
    space *const with = (space *)pbjwt_jni_pointer(handle);
    const pbjwt_text token = {with->bytes, (size_t)length};
    pbjwt_status status = run(verifier, token, now, with->identity);
    pbjwt_identity_view view = {.size = sizeof view};
    if (status == PBJWT_OK)
        status = pbjwt_identity_read(with->identity, &view);
    const size_t needed = status == PBJWT_OK ? length_of(&view) : 2;
    if (needed > with->size) /* Space.java provides more than any token needs */
        status = PBJWT_INTERNAL;
    if (status == PBJWT_OK)
        return (int32_t)pack(&view, with->bytes);
    with->bytes[0] = (char)status;
    with->bytes[1] = (char)pbjwt_identity_claim_at_fault(with->identity);
    return 2;
}

jint JNICALL pbjwt_jni_verify(JNIEnv *env, jclass class, jlong verifier, jlong handle, jint length,
                              jlong now) {
    (void)env;
    (void)class;
    return verify(verifier, handle, length, now);
}

jlong JNICALL pbjwt_jni_verify_address(JNIEnv *env, jclass class) {
    (void)env;
    (void)class;
    return (jlong)(intptr_t)verify;
}

jbyteArray JNICALL pbjwt_jni_verify_json(JNIEnv *env, jclass class, jlong verifier,
                                         jbyteArray array, jlong now) {
    (void)class;
    taken token;
    char *json = NULL;
    size_t length = 0;
    pbjwt_jni_take(env, array, &token);
    pbjwt_identity *const identity = identity_for(&token);
    const pbjwt_status status =
        token.bytes != NULL && identity != NULL
            ? run(verifier, (pbjwt_text){token.bytes, token.length}, now, identity)
            : PBJWT_OUT_OF_MEMORY;
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    const pbjwt_status written = status < PBJWT_INVALID_ARGUMENT
                                     ? pbjwt_result_json(status, claim, identity, &json, &length)
                                     : status;
    pbjwt_identity_free(identity);
    pbjwt_jni_drop(&token);
    return pbjwt_jni_answer(env, written, PBJWT_CLAIM_NONE, json, length);
}
