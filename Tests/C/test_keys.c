/* SPDX-License-Identifier: Apache-2.0 */

/* Step 5: which of a verifier's keys is tried, by "kid" and by time. */

#include "support.h"

#define PAYLOAD "{" PERSON "}"

static const char *const texts[] = {
    "key-0-0123456789abcdef0123456789abcdef", "key-1-0123456789abcdef0123456789abcdef",
    "key-2-0123456789abcdef0123456789abcdef", "key-3-0123456789abcdef0123456789abcdef",
    "key-4-0123456789abcdef0123456789abcdef", "key-5-0123456789abcdef0123456789abcdef",
    "key-6-0123456789abcdef0123456789abcdef", "key-7-0123456789abcdef0123456789abcdef",
    "key-8-0123456789abcdef0123456789abcdef",
};

enum { FOREVER = -1 };

struct key {
    const char *id;    /* or NULL */
    int64_t not_after; /* or FOREVER */
};

/* A verifier with texts[0], texts[1], ... and these ids and times. */
static pbjwt_status make_verifier(const struct key *keys, size_t count, pbjwt_verifier **verifier) {
    pbjwt_secret *secrets[COUNT_OF(texts)] = {NULL};
    for (size_t i = 0; i < count; i++) {
        secrets[i] = new_secret_with_id(texts[i], keys[i].id);
        if (keys[i].not_after != FOREVER) {
            assert_int_equal(pbjwt_secret_set_not_after(secrets[i], keys[i].not_after), PBJWT_OK);
        }
    }
    pbjwt_status status = pbjwt_verifier_new(secrets, count, NULL, verifier);
    for (size_t i = 0; i < count; i++) {
        pbjwt_secret_free(secrets[i]);
    }
    return status;
}

/* A header member, such as "\"kid\":\"a\"" or "", and the index of the key that signs. */
static struct token signed_by(size_t key, const char *member) {
    const char *header = textf("{\"alg\":\"HS256\"%s%s}", member[0] == '\0' ? "" : ",", member);
    return make_token(header, PAYLOAD, texts[key]);
}

struct key_row {
    const char *member;
    size_t signer;
    pbjwt_status status;
    const char *key_id; /* expected in the identity */
};

static void check_rows(struct fixture *f, const struct key *keys, size_t key_count,
                       const struct key_row *rows, size_t count, int line) {
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(make_verifier(keys, key_count, &verifier), PBJWT_OK);
    for (size_t i = 0; i < count; i++) {
        verdict(verifier, f->identity, signed_by(rows[i].signer, rows[i].member), NOW,
                rows[i].status, PBJWT_CLAIM_NONE, __FILE__, line);
        size_t length = 99;
        const char *id = pbjwt_identity_key_id(f->identity, &length);
        expect_text(id, length, rows[i].key_id, rows[i].member, __FILE__, line);
    }
    pbjwt_verifier_release(verifier);
}

static void one_key_without_an_id_is_tried_for_any_kid(void **state) {
    static const struct key keys[] = {{NULL, FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_OK, NULL},
        {"\"kid\":\"a\"", 0, PBJWT_OK, NULL},
        {"\"kid\":\"\"", 0, PBJWT_OK, NULL},
        {"\"kid\":7", 0, PBJWT_OK, NULL},
        {"\"kid\":\"../../etc/passwd\"", 0, PBJWT_OK, NULL},
        {"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"a\"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void one_key_with_an_id(void **state) {
    static const struct key keys[] = {{"a", FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_OK, "a"},
        {"\"kid\":\"a\"", 0, PBJWT_OK, "a"},
        {"\"kid\":\"\\u0061\"", 0, PBJWT_OK, "a"},
        {"\"kid\":\"\\u0062\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"b\\u0061\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"a\\u0061\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"k\\u0069d\":\"a\"", 0, PBJWT_OK, "a"},
        {"\"kid\":\"b\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"A\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"aa\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"a \"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"k\\u0069d\":\"b\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"b\"", 1, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"a\"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"KID\":\"b\"", 0, PBJWT_OK, "a"},
        {"\"x\":{\"kid\":\"b\"}", 0, PBJWT_OK, "a"},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void a_kid_of_another_type_is_ignored(void **state) {
    static const struct key keys[] = {{"1", FOREVER}, {"null", FOREVER}};
    static const struct key_row rows[] = {
        {"\"kid\":null", 1, PBJWT_OK, "null"},
        {"\"kid\":1", 1, PBJWT_OK, "null"},
        {"\"kid\":1", 0, PBJWT_OK, "1"},
        {"\"kid\":true", 1, PBJWT_OK, "null"},
        {"\"kid\":[\"1\"]", 1, PBJWT_OK, "null"},
        {"\"kid\":{\"kid\":\"1\"}", 1, PBJWT_OK, "null"},
        {"\"kid\":-0.5", 0, PBJWT_OK, "1"},
        {"\"kid\":[]", 2, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"1\"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void only_the_key_that_a_kid_names_is_tried(void **state) {
    static const struct key keys[] = {{"a", FOREVER}, {"b", FOREVER}, {"ab", FOREVER}};
    static const struct key_row rows[] = {
        {"\"kid\":\"a\"", 0, PBJWT_OK, "a"},
        {"\"kid\":\"b\"", 1, PBJWT_OK, "b"},
        {"\"kid\":\"ab\"", 2, PBJWT_OK, "ab"},
        {"\"kid\":\"a\"", 1, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"b\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"ab\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"c\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"ba\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"", 0, PBJWT_OK, "a"},
        {"", 1, PBJWT_OK, "b"},
        {"", 2, PBJWT_OK, "ab"},
        {"", 3, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void keys_with_and_without_an_id(void **state) {
    static const struct key keys[] = {{NULL, FOREVER}, {"a", FOREVER}, {NULL, FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_OK, NULL},
        {"", 1, PBJWT_OK, "a"},
        {"", 2, PBJWT_OK, NULL},
        {"\"kid\":\"a\"", 1, PBJWT_OK, "a"},
        {"\"kid\":\"a\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"a\"", 2, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"b\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"b\"", 1, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"\"", 2, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":0", 2, PBJWT_OK, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void keys_without_ids_are_all_tried(void **state) {
    static const struct key keys[] = {{NULL, FOREVER}, {NULL, FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_OK, NULL},
        {"", 1, PBJWT_OK, NULL},
        {"\"kid\":\"a\"", 0, PBJWT_OK, NULL},
        {"\"kid\":\"a\"", 1, PBJWT_OK, NULL},
        {"\"kid\":\"a\"", 2, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void ids_are_compared_as_text_of_any_script(void **state) {
    static const struct key keys[] = {{"schl\xc3\xbcssel", FOREVER},
                                      {"\xf0\x9f\x94\x91", FOREVER},
                                      {"a\"b\\c/d", FOREVER},
                                      {"schlussel", FOREVER}};
    static const struct key_row rows[] = {
        {"\"kid\":\"schl\xc3\xbcssel\"", 0, PBJWT_OK, "schl\xc3\xbcssel"},
        {"\"kid\":\"schl\\u00fcssel\"", 0, PBJWT_OK, "schl\xc3\xbcssel"},
        {"\"kid\":\"schl\\u00FCssel\"", 0, PBJWT_OK, "schl\xc3\xbcssel"},
        {"\"kid\":\"schlu\xcc\x88ssel\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"\xf0\x9f\x94\x91\"", 1, PBJWT_OK, "\xf0\x9f\x94\x91"},
        {"\"kid\":\"\\ud83d\\udd11\"", 1, PBJWT_OK, "\xf0\x9f\x94\x91"},
        {"\"kid\":\"a\\\"b\\\\c\\/d\"", 2, PBJWT_OK, "a\"b\\c/d"},
        {"\"kid\":\"a\\u0022b\\u005cc/d\"", 2, PBJWT_OK, "a\"b\\c/d"},
        {"\"kid\":\"schlussel\"", 3, PBJWT_OK, "schlussel"},
        {"\"kid\":\"schlussel\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void an_id_of_255_bytes_is_found(void **state) {
    const char *longest = repeat("k", 255);
    const struct key keys[] = {{longest, FOREVER}, {repeat("k", 254), FOREVER}};
    const struct key_row rows[] = {
        {textf("\"kid\":\"%s\"", longest), 0, PBJWT_OK, longest},
        {textf("\"kid\":\"%s\"", repeat("\\u006b", 255)), 0, PBJWT_OK, longest},
        {textf("\"kid\":\"%s\"", longest), 1, PBJWT_SIGNATURE_MISMATCH, NULL},
        {textf("\"kid\":\"%sk\"", longest), 0, PBJWT_UNKNOWN_KEY, NULL},
        {textf("\"kid\":\"%s\"", repeat("\\u006b", 256)), 0, PBJWT_UNKNOWN_KEY, NULL},
        {textf("\"kid\":\"%s\"", repeat("k", 3000)), 0, PBJWT_UNKNOWN_KEY, NULL},
        {textf("\"kid\":\"%s\"", repeat("k", 254)), 1, PBJWT_OK, repeat("k", 254)},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void a_key_is_valid_up_to_its_last_second(void **state) {
    struct fixture *f = *state;
    static const struct key keys[] = {{"a", NOW}};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(make_verifier(keys, 1, &verifier), PBJWT_OK);
    static const char *const members[] = {"", "\"kid\":\"a\"", "\"kid\":\"b\""};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        struct token token = signed_by(0, members[i]);
        pbjwt_status held = i == 2 ? PBJWT_UNKNOWN_KEY : PBJWT_OK;
        check_verdict(verifier, f->identity, token, NOW - 1, held, PBJWT_CLAIM_NONE);
        check_verdict(verifier, f->identity, token, NOW, held, PBJWT_CLAIM_NONE);
        check_verdict(verifier, f->identity, token, NOW + 1, PBJWT_UNKNOWN_KEY, PBJWT_CLAIM_NONE);
        check_verdict(verifier, f->identity, token, NOW + 2, PBJWT_UNKNOWN_KEY, PBJWT_CLAIM_NONE);
        check_verdict(verifier, f->identity, token, PBJWT_MAX_NUMERIC_DATE, PBJWT_UNKNOWN_KEY,
                      PBJWT_CLAIM_NONE);
    }
    pbjwt_verifier_release(verifier);
}

static void with_no_key_left_every_token_has_an_unknown_key(void **state) {
    static const struct key keys[] = {{NULL, NOW - 1}, {"a", 0}, {"b", NOW - 1000}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"", 3, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"a\"", 1, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"c\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":5", 0, PBJWT_UNKNOWN_KEY, NULL},
    };
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void an_expired_key_counts_as_absent(void **state) {
    static const struct key with_ids[] = {{"old", NOW - 1}, {"new", FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"", 1, PBJWT_OK, "new"},
        {"\"kid\":\"old\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"old\"", 1, PBJWT_UNKNOWN_KEY, NULL},
        {"\"kid\":\"new\"", 1, PBJWT_OK, "new"},
        {"\"kid\":\"new\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
    };
    check_rows(*state, with_ids, COUNT_OF(with_ids), rows, COUNT_OF(rows), __LINE__);

    /* Only the old key has an id, so no valid key has one. */
    static const struct key only_old_id[] = {{"old", NOW - 1}, {NULL, FOREVER}};
    static const struct key_row without_ids[] = {
        {"\"kid\":\"old\"", 1, PBJWT_OK, NULL},
        {"\"kid\":\"other\"", 1, PBJWT_OK, NULL},
        {"\"kid\":\"old\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"", 1, PBJWT_OK, NULL},
    };
    check_rows(*state, only_old_id, COUNT_OF(only_old_id), without_ids, COUNT_OF(without_ids),
               __LINE__);

    static const struct key only_new_id[] = {{NULL, NOW - 1}, {"new", FOREVER}};
    static const struct key_row with_new[] = {
        {"\"kid\":\"old\"", 0, PBJWT_UNKNOWN_KEY, NULL},
        {"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"", 1, PBJWT_OK, "new"},
    };
    check_rows(*state, only_new_id, COUNT_OF(only_new_id), with_new, COUNT_OF(with_new), __LINE__);
}

static void the_clock_counts_for_keys_too(void **state) {
    struct fixture *f = *state;
    static const struct key keys[] = {{NULL, 1000000000}};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(make_verifier(keys, 1, &verifier), PBJWT_OK);
    struct token token = signed_by(0, "");
    check_call(pbjwt_verify(verifier, token.bytes, token.length, f->identity), PBJWT_UNKNOWN_KEY);
    pbjwt_verifier_release(verifier);
}

static void a_key_may_last_to_the_year_9999(void **state) {
    static const struct key keys[] = {{NULL, PBJWT_MAX_NUMERIC_DATE}};
    static const struct key_row rows[] = {{"", 0, PBJWT_OK, NULL}};
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void the_key_is_checked_after_the_header_and_before_the_signature(void **state) {
    struct fixture *f = *state;
    static const struct key keys[] = {{"a", FOREVER}};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(make_verifier(keys, 1, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, signed_by(0, "\"kid\":\"b\",\"crit\":[]"), NOW,
                  PBJWT_CRITICAL_HEADER, PBJWT_CLAIM_NONE);
    check_verdict(verifier, f->identity, signed_by(0, "\"kid\":\"b\",\"typ\":1"), NOW,
                  PBJWT_UNSUPPORTED_TYPE, PBJWT_CLAIM_NONE);
    struct token unknown = signed_by(0, "\"kid\":\"b\"");
    unknown.length -= 44;
    check_verdict(verifier, f->identity, unknown, NOW, PBJWT_MALFORMED_TOKEN, PBJWT_CLAIM_NONE);
    unknown.length += 1;
    check_verdict(verifier, f->identity, unknown, NOW, PBJWT_UNKNOWN_KEY, PBJWT_CLAIM_NONE);
    unknown.length += 10;
    check_verdict(verifier, f->identity, unknown, NOW, PBJWT_UNKNOWN_KEY, PBJWT_CLAIM_NONE);
    struct token known = signed_by(0, "\"kid\":\"a\"");
    known.length -= 1;
    check_verdict(verifier, f->identity, known, NOW, PBJWT_MALFORMED_SIGNATURE, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);

    static const struct key past[] = {{NULL, 0}};
    assert_int_equal(make_verifier(past, 1, &verifier), PBJWT_OK);
    struct token bare = signed_by(0, "");
    bare.length -= 43;
    check_verdict(verifier, f->identity, bare, NOW, PBJWT_UNKNOWN_KEY, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
}

static void each_of_eight_keys_is_tried(void **state) {
    static const struct key keys[] = {{"0", FOREVER}, {"1", FOREVER}, {"2", FOREVER},
                                      {"3", FOREVER}, {"4", FOREVER}, {"5", FOREVER},
                                      {"6", FOREVER}, {"7", FOREVER}};
    static const struct key_row rows[] = {
        {"", 0, PBJWT_OK, "0"},
        {"", 1, PBJWT_OK, "1"},
        {"", 2, PBJWT_OK, "2"},
        {"", 3, PBJWT_OK, "3"},
        {"", 4, PBJWT_OK, "4"},
        {"", 5, PBJWT_OK, "5"},
        {"", 6, PBJWT_OK, "6"},
        {"", 7, PBJWT_OK, "7"},
        {"", 8, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"7\"", 7, PBJWT_OK, "7"},
        {"\"kid\":\"0\"", 0, PBJWT_OK, "0"},
        {"\"kid\":\"7\"", 0, PBJWT_SIGNATURE_MISMATCH, NULL},
        {"\"kid\":\"8\"", 8, PBJWT_UNKNOWN_KEY, NULL},
    };
    assert_int_equal(PBJWT_MAX_KEYS, 8);
    check_rows(*state, keys, COUNT_OF(keys), rows, COUNT_OF(rows), __LINE__);
}

static void no_nine_and_null_secrets_make_no_verifier(void **state) {
    (void)state;
    static const struct key nine[9] = {{NULL, FOREVER}, {NULL, FOREVER}, {NULL, FOREVER},
                                       {NULL, FOREVER}, {NULL, FOREVER}, {NULL, FOREVER},
                                       {NULL, FOREVER}, {NULL, FOREVER}, {NULL, FOREVER}};
    pbjwt_verifier *const poison = (pbjwt_verifier *)allocate(1);
    pbjwt_verifier *verifier = poison;
    check_call(make_verifier(nine, 9, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);

    pbjwt_secret *secrets[3] = {new_secret(SECRET), NULL, new_secret(OTHER_SECRET)};
    verifier = poison;
    check_call(pbjwt_verifier_new(secrets, 0, NULL, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    verifier = poison;
    check_call(pbjwt_verifier_new(NULL, 1, NULL, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    verifier = poison;
    check_call(pbjwt_verifier_new(NULL, 0, NULL, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    verifier = poison;
    check_call(pbjwt_verifier_new(secrets, 3, NULL, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    verifier = poison;
    check_call(pbjwt_verifier_new(secrets, SIZE_MAX, NULL, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    check_call(pbjwt_verifier_new(secrets, 1, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[2]);
}

static void two_keys_never_share_an_id(void **state) {
    struct fixture *f = *state;
    static const struct key same[] = {{"a", FOREVER}, {"b", FOREVER}, {"a", FOREVER}};
    static const struct key same_but_old[] = {{"a", 0}, {"a", FOREVER}};
    pbjwt_verifier *verifier = NULL;
    check_call(make_verifier(same, 3, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    check_call(make_verifier(same_but_old, 2, &verifier), PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);

    /* One secret under two ids is fine. */
    pbjwt_secret *secrets[2] = {new_secret_with_id(SECRET, "a"), new_secret_with_id(SECRET, "A")};
    check_call(pbjwt_verifier_new(secrets, 2, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity,
                  make_token("{\"alg\":\"HS256\",\"kid\":\"A\"}", PAYLOAD, SECRET), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_key_id, "A");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
}

static void a_verifier_keeps_its_copy_of_the_secrets(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = new_secret_with_id(SECRET, "a");
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_call(pbjwt_secret_set_id(secret, "b", 1), PBJWT_OK);
    check_call(pbjwt_secret_set_not_after(secret, 0), PBJWT_OK);
    struct token of_a = make_token("{\"alg\":\"HS256\",\"kid\":\"a\"}", PAYLOAD, SECRET);
    check_verdict(verifier, f->identity, of_a, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_secret_free(secret);
    check_verdict(verifier, f->identity, of_a, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_key_id, "a");
    pbjwt_verifier_release(verifier);
}

static void an_identity_keeps_its_key_id_when_the_verifier_is_gone(void **state) {
    struct fixture *f = *state;
    const char *id = repeat("0123456789abcdef", 10);
    const struct key keys[] = {{id, FOREVER}};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(make_verifier(keys, 1, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, signed_by(0, ""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    check_view(f->identity, pbjwt_identity_key_id, id);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(one_key_without_an_id_is_tried_for_any_kid),
        fixture_test(one_key_with_an_id),
        fixture_test(a_kid_of_another_type_is_ignored),
        fixture_test(only_the_key_that_a_kid_names_is_tried),
        fixture_test(keys_with_and_without_an_id),
        fixture_test(keys_without_ids_are_all_tried),
        fixture_test(ids_are_compared_as_text_of_any_script),
        fixture_test(an_id_of_255_bytes_is_found),
        fixture_test(a_key_is_valid_up_to_its_last_second),
        fixture_test(with_no_key_left_every_token_has_an_unknown_key),
        fixture_test(an_expired_key_counts_as_absent),
        fixture_test(the_clock_counts_for_keys_too),
        fixture_test(a_key_may_last_to_the_year_9999),
        fixture_test(the_key_is_checked_after_the_header_and_before_the_signature),
        fixture_test(each_of_eight_keys_is_tried),
        fixture_test(no_nine_and_null_secrets_make_no_verifier),
        fixture_test(two_keys_never_share_an_id),
        fixture_test(a_verifier_keeps_its_copy_of_the_secrets),
        fixture_test(an_identity_keeps_its_key_id_when_the_verifier_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
