/* SPDX-License-Identifier: Apache-2.0 */

/* Step 10: the user_hash, in its three modes. */

#include "support.h"

#include <ctype.h>
#include <string.h>

static void set_mode(struct fixture *f, pbjwt_user_hash_mode mode) {
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, mode), PBJWT_OK);
    fixture_apply(f);
}

static const char *upper(const char *text) {
    char *copy = textf("%s", text);
    for (char *at = copy; *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    return copy;
}

/* "user_hash" and its value as JSON. */
static const char *hash_member(const char *json) {
    return textf("\"user_hash\":%s", json);
}

static const char *hash_of(const char *key, const char *id) {
    return textf("\"user_hash\":\"%s\"", hmac_hex(key, id));
}

static void check_state(struct fixture *f, pbjwt_user_hash_state expected, int line) {
    pbjwt_user_hash_state got = pbjwt_identity_user_hash(f->identity);
    if (got != expected) {
        report(__FILE__, line, "expected the state %d of the hash, got %d", (int)expected,
               (int)got);
    }
}

static void off_ignores_the_hash(void **state) {
    struct fixture *f = *state;
    const char *const values[] = {
        textf("\"%s\"", hmac_hex(SECRET, "42")),
        textf("\"%s\"", repeat("0", 64)),
        "\"\"",
        "\"undefined\"",
        "7",
        "true",
        "[]",
        "{}",
    };
    for (int explicitly = 0; explicitly < 2; explicitly++) {
        for (size_t i = 0; i < COUNT_OF(values); i++) {
            check_members(f, textf("\"sub\":\"42\",%s", hash_member(values[i])), PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_state(f, PBJWT_HASH_UNCHECKED, __LINE__);
            check_warnings(f, "");
            check_members(f, hash_member(values[i]), PBJWT_OK, PBJWT_CLAIM_NONE);
            check_state(f, PBJWT_HASH_UNCHECKED, __LINE__);
        }
        check_members(f, "\"sub\":\"42\",\"user_hash\":null", PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_ABSENT, __LINE__);
        check_members(f, "\"sub\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_ABSENT, __LINE__);
        set_mode(f, PBJWT_USER_HASH_OFF);
    }
}

static void a_good_hash_is_verified(void **state) {
    struct fixture *f = *state;
    static const pbjwt_user_hash_mode modes[] = {PBJWT_USER_HASH_IF_PRESENT,
                                                 PBJWT_USER_HASH_REQUIRED};
    static const struct {
        const char *json;
        const char *id;
    } ids[] = {
        {"42", "42"},
        {"a", "a"},
        {" ", " "},
        {"\\u0034\\u0032", "42"},
        {"caf\\u00e9", "caf\xc3\xa9"},
        {"\\ud83d\\ude00/\\n", "\xf0\x9f\x98\x80/\n"},
    };
    for (size_t m = 0; m < COUNT_OF(modes); m++) {
        set_mode(f, modes[m]);
        for (size_t i = 0; i < COUNT_OF(ids); i++) {
            const char *lower = hmac_hex(SECRET, ids[i].id);
            char *mixed = textf("%s", upper(lower));
            memcpy(mixed, lower, 32);
            const char *const hashes[] = {lower, upper(lower), mixed};
            for (size_t h = 0; h < COUNT_OF(hashes); h++) {
                const char *hash = textf("\"user_hash\":\"%s\"", hashes[h]);
                check_members(f, textf("\"sub\":\"%s\",%s", ids[i].json, hash), PBJWT_OK,
                              PBJWT_CLAIM_NONE);
                check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
                check_view(f->identity, pbjwt_identity_user_id, ids[i].id);
                check_members(f, textf("%s,\"id\":\"%s\"", hash, ids[i].json), PBJWT_OK,
                              PBJWT_CLAIM_NONE);
                check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
                check_members(
                    f, textf("\"id\":\"%s\",%s,\"sub\":\"%s\"", ids[i].json, hash, ids[i].json),
                    PBJWT_OK, PBJWT_CLAIM_NONE);
                check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
            }
        }
        const char *large = repeat("i", 4000);
        check_members(f, textf("\"sub\":\"%s\",%s", large, hash_of(SECRET, large)), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
        /* The first name is empty or a placeholder, so the other one is the id. */
        check_members(f, textf("\"sub\":\"\",\"id\":\"42\",%s", hash_of(SECRET, "42")), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
        check_members(f, textf("\"sub\":\"null\",\"id\":\"42\",%s", hash_of(SECRET, "42")),
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
        check_members(f,
                      textf("\"sub\":\"42\",\"user_hash\":\"\\u%04x%s\"",
                            (unsigned)hmac_hex(SECRET, "42")[0], hmac_hex(SECRET, "42") + 1),
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
    }
}

static void a_hash_may_be_missing_only_if_it_is_not_required(void **state) {
    struct fixture *f = *state;
    static const char *const members[] = {"\"sub\":\"42\"",
                                          "\"sub\":\"42\",\"user_hash\":null",
                                          "",
                                          "\"id\":\"undefined\"",
                                          "\"sub\":\"1\",\"userHash\":\"x\"",
                                          "\"sub\":\"1\",\"USER_HASH\":\"x\""};
    set_mode(f, PBJWT_USER_HASH_IF_PRESENT);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        check_members(f, members[i], PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_ABSENT, __LINE__);
    }
    set_mode(f, PBJWT_USER_HASH_REQUIRED);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        check_members(f, members[i], PBJWT_MISSING_USER_HASH, PBJWT_CLAIM_NONE);
    }
}

static void a_hash_without_a_user_id_is_refused_in_both_modes(void **state) {
    struct fixture *f = *state;
    static const pbjwt_user_hash_mode modes[] = {PBJWT_USER_HASH_IF_PRESENT,
                                                 PBJWT_USER_HASH_REQUIRED};
    static const char *const ids[] = {"",
                                      "\"sub\":null,",
                                      "\"sub\":\"\",",
                                      "\"id\":\"\",\"sub\":\"\",",
                                      "\"sub\":\"undefined\",",
                                      "\"id\":\"[object Object]\",",
                                      "\"id\":\"NaN\",\"sub\":\"None\",",
                                      "\"external_user_id\":\"42\","};
    for (size_t m = 0; m < COUNT_OF(modes); m++) {
        set_mode(f, modes[m]);
        for (size_t i = 0; i < COUNT_OF(ids); i++) {
            check_members(f, textf("%s%s", ids[i], hash_of(SECRET, "42")), PBJWT_MISSING_USER_ID,
                          PBJWT_CLAIM_NONE);
            check_members(f, textf("%s%s", ids[i], hash_of(SECRET, "")), PBJWT_MISSING_USER_ID,
                          PBJWT_CLAIM_NONE);
            check_members(f, textf("%s%s", ids[i], hash_of(SECRET, "undefined")),
                          PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE);
            /* reported before the form */
            check_members(f, textf("%s\"user_hash\":\"\"", ids[i]), PBJWT_MISSING_USER_ID,
                          PBJWT_CLAIM_NONE);
            check_members(f, textf("%s\"user_hash\":7", ids[i]), PBJWT_MISSING_USER_ID,
                          PBJWT_CLAIM_NONE);
        }
    }
}

static void a_hash_in_another_form_is_malformed(void **state) {
    struct fixture *f = *state;
    static const pbjwt_user_hash_mode modes[] = {PBJWT_USER_HASH_IF_PRESENT,
                                                 PBJWT_USER_HASH_REQUIRED};
    const char *good = hmac_hex(SECRET, "42");
    const char *const values[] = {
        "\"\"",
        "\" \"",
        "\"undefined\"",
        "\"null\"",
        "0",
        "true",
        "false",
        "[]",
        "{}",
        textf("[\"%s\"]", good),
        textf("\"%s0\"", good),
        textf("\"0%s\"", good),
        textf("\"%s \"", good),
        textf("\" %s\"", good),
        textf("\"%s\\n\"", good),
        textf("\"%.63s\"", good),
        textf("\"%.32s\"", good),
        textf("\"%.63sg\"", good),
        textf("\"%.63s \"", good),
        textf("\"g%.63s\"", good),
        textf("\"%.63s:\"", good),
        textf("\"%.63s/\"", good),
        textf("\"%.63s@\"", good),
        textf("\"%.63sG\"", good),
        textf("\"%.63s`\"", good),
        textf("\"0x%.62s\"", good),
        textf("\"%.62s\xc3\xa9\"", good),
        textf("\"sha256=%s\"", good),
        textf("\"%s%s\"", good, good),
        textf("\"%s\"", base64url(good, 48)),
    };
    for (size_t m = 0; m < COUNT_OF(modes); m++) {
        set_mode(f, modes[m]);
        for (size_t i = 0; i < COUNT_OF(values); i++) {
            /* 48 bytes give 64 characters of base64url, some of which aren't hex. */
            check_members(f, textf("\"sub\":\"42\",%s", hash_member(values[i])),
                          PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_USER_HASH);
        }
    }
}

static void another_hash_is_a_mismatch(void **state) {
    struct fixture *f = *state;
    static const pbjwt_user_hash_mode modes[] = {PBJWT_USER_HASH_IF_PRESENT,
                                                 PBJWT_USER_HASH_REQUIRED};
    const char *good = hmac_hex(SECRET, "42");
    const char *const hashes[] = {
        hmac_hex(SECRET, "43"),
        hmac_hex(SECRET, ""),
        hmac_hex(SECRET, "42\n"),
        hmac_hex(SECRET, "\"42\""),
        hmac_hex(SECRET, "ann@example.com"),
        hmac_hex(OTHER_SECRET, "42"),
        hmac_hex("", "42"),
        hmac_hex("42", SECRET),
        repeat("0", 64),
        repeat("f", 64),
        repeat("F", 64),
    };
    for (size_t m = 0; m < COUNT_OF(modes); m++) {
        set_mode(f, modes[m]);
        for (size_t i = 0; i < COUNT_OF(hashes); i++) {
            check_members(f, textf("\"sub\":\"42\",\"user_hash\":\"%s\"", hashes[i]),
                          PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
        }
        for (size_t i = 0; i < 64; i++) {
            static const char digits[] = "0123456789abcdef";
            char *changed = textf("%s", good);
            size_t value = (size_t)(strchr(digits, good[i]) - digits);
            changed[i] = digits[value ^ 1u << i % 4];
            check_members(f, textf("\"sub\":\"42\",\"user_hash\":\"%s\"", changed),
                          PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
        }
        check_members(f, textf("\"sub\":\"42 \",\"user_hash\":\"%s\"", good),
                      PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
        check_members(f, textf("\"sub\":\"4\",\"user_hash\":\"%s\"", good),
                      PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
    }
}

static void a_hashs_faults_are_reported_in_their_order(void **state) {
    struct fixture *f = *state;
    set_mode(f, PBJWT_USER_HASH_REQUIRED);
    /* After the conflict and the types of the ids, before iss, jti, aud and the warned claims. */
    check_members(f, "\"sub\":\"1\",\"id\":\"2\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE);
    check_members(f, "\"user_hash\":7,\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
    check_members(f, "\"iss\":7", PBJWT_MISSING_USER_HASH, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":7,\"user_hash\":\"\"", PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":7,\"user_hash\":\"\",\"sub\":\"1\"", PBJWT_MALFORMED_CLAIM,
                  PBJWT_CLAIM_USER_HASH);
    check_members(f, textf("\"iss\":7,\"user_hash\":\"%s\",\"sub\":\"1\"", repeat("a", 64)),
                  PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
    check_members(f, textf("\"iss\":7,%s,\"sub\":\"1\"", hash_of(SECRET, "1")),
                  PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS);
}

static void a_hash_is_checked_with_the_key_that_verified_the_token(void **state) {
    struct fixture *f = *state;
    set_mode(f, PBJWT_USER_HASH_REQUIRED);
    static const char *const headers[] = {"{\"alg\":\"HS256\"}",
                                          "{\"alg\":\"HS256\",\"kid\":\"b\"}"};
    pbjwt_secret *secrets[2] = {new_secret_with_id(SECRET, "a"),
                                new_secret_with_id(OTHER_SECRET, "b")};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(secrets, 2, f->policy, &verifier), PBJWT_OK);
    const char *of_a = textf("{%s,\"sub\":\"42\",%s}", PERSON, hash_of(SECRET, "42"));
    const char *of_b = textf("{%s,\"sub\":\"42\",%s}", PERSON, hash_of(OTHER_SECRET, "42"));
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        check_verdict(verifier, f->identity, make_token(headers[i], of_b, OTHER_SECRET), NOW,
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_state(f, PBJWT_HASH_VERIFIED, __LINE__);
        check_view(f->identity, pbjwt_identity_key_id, "b");
        check_verdict(verifier, f->identity, make_token(headers[i], of_a, OTHER_SECRET), NOW,
                      PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
    }
    check_verdict(verifier, f->identity, make_token(headers[0], of_a, SECRET), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_key_id, "a");
    check_verdict(verifier, f->identity, make_token(headers[0], of_b, SECRET), NOW,
                  PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
}

static void an_unknown_mode_changes_nothing(void **state) {
    struct fixture *f = *state;
    set_mode(f, PBJWT_USER_HASH_REQUIRED);
    check_call(pbjwt_policy_set_user_hash(f->policy, (pbjwt_user_hash_mode)3),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_user_hash(f->policy, (pbjwt_user_hash_mode)-1),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_user_hash(NULL, PBJWT_USER_HASH_OFF), PBJWT_INVALID_ARGUMENT);
    fixture_apply(f);
    check_members(f, "", PBJWT_MISSING_USER_HASH, PBJWT_CLAIM_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(off_ignores_the_hash),
        fixture_test(a_good_hash_is_verified),
        fixture_test(a_hash_may_be_missing_only_if_it_is_not_required),
        fixture_test(a_hash_without_a_user_id_is_refused_in_both_modes),
        fixture_test(a_hash_in_another_form_is_malformed),
        fixture_test(another_hash_is_a_mismatch),
        fixture_test(a_hashs_faults_are_reported_in_their_order),
        fixture_test(a_hash_is_checked_with_the_key_that_verified_the_token),
        fixture_test(an_unknown_mode_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
