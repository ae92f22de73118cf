/* SPDX-License-Identifier: Apache-2.0 */

/*
 * External vectors: a corpus of attacks, real-world tokens, JSONTestSuite, Wycheproof's JWS and HMAC files and the
 * example of RFC 7515. They aren't part of this repository; PBJWT_VECTORS in the environment names their folder,
 * or they are next to the checkout. Without them the test says what it left out.
 */

#include "support.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = {"attack.jsonl",
                                    "field.jsonl",
                                    "jsontestsuite.jsonl",
                                    "wycheproof-jws-hs256.json",
                                    "wycheproof-hmac-sha256.json",
                                    "rfc7515_a1.json"};

static const char *folder(void) {
    const char *named = getenv("PBJWT_VECTORS");
    return named != NULL && named[0] != '\0' ? named : PBJWT_SOURCE_ROOT "/../shared/vectors";
}

/* The file's text, or NULL if it doesn't exist. */
static char *read_text(const char *name) {
    FILE *file = fopen(textf("%s/%s", folder(), name), "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t capacity = 1 << 16;
    size_t length = 0;
    char *text = allocate(capacity + 1);
    for (;;) {
        length += fread(text + length, 1, capacity - length, file);
        if (length < capacity) {
            break;
        }
        char *larger = allocate(capacity * 2 + 1);
        memcpy(larger, text, length);
        text = larger;
        capacity *= 2;
    }
    assert_int_equal(ferror(file), 0);
    assert_int_equal(fclose(file), 0);
    text[length] = '\0';
    return text;
}

/* Whether there are any vectors; else says that this file was left out. Fails if only this one is missing. */
static char *vectors(const char *name) {
    char *text = read_text(name);
    if (text != NULL) {
        return text;
    }
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        if (read_text(files[i]) != NULL) {
            fail_msg("external vectors: %s is missing among the others", name);
        }
    }
    print_message("external vectors: none found, %s was left out\n", name);
    return NULL;
}

static const char *string_of(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    if (text == NULL) {
        fail_msg("external vectors: no string \"%s\"", name);
    }
    return text;
}

static struct token decode_base64(const char *text) {
    char *url = textf("%s", text);
    for (char *at = url; *at != '\0'; at++) {
        *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
    }
    size_t length = 0;
    const unsigned char *bytes = base64url_decode(url, strlen(url), &length);
    return token_of_bytes(bytes, length);
}

static struct token decode_hex(const char *hex) {
    size_t length = strlen(hex) / 2;
    unsigned char *bytes = allocate(length);
    for (size_t i = 0; i < length; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return token_of_bytes(bytes, length);
}

/* Tokens against the default policy */

/* The result of one reader with the widget's profile. A refused secret is a result too. */
static pbjwt_status judge(const json_t *row, pbjwt_reader reader, pbjwt_identity *identity) {
    struct token token = decode_base64(string_of(row, "token_b64"));
    const char *text = string_of(row, "secret");
    pbjwt_secret *secret = NULL;
    pbjwt_status status = pbjwt_secret_new(text, strlen(text), PBJWT_SECRET_TEXT, &secret);
    if (status != PBJWT_OK) {
        return status;
    }
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_policy_set_reader(policy, reader), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, policy, &verifier), PBJWT_OK);
    int64_t now = json_integer_value(json_object_get(row, "now"));
    status = pbjwt_verify_at(verifier, token.bytes, token.length, now, identity);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
    return status;
}

static bool is_expected(const json_t *row, pbjwt_status status, pbjwt_claim claim) {
    const json_t *names = json_object_get(row, "status");
    bool good = false;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        good = good || (name != NULL && strcmp(name, pbjwt_status_name(status)) == 0);
    }
    const char *expected = json_string_value(json_object_get(row, "claim"));
    const char *got = pbjwt_claim_name(claim);
    if (expected == NULL || got == NULL) {
        return good && expected == NULL && got == NULL;
    }
    return good && strcmp(expected, got) == 0;
}

static void check_row(struct fixture *f, const json_t *row) {
    const char *name = string_of(row, "name");
    const char *expect = string_of(row, "expect");
    pbjwt_identity_free(f->identity);
    f->identity = pbjwt_identity_new(0);
    assert_non_null(f->identity);
    pbjwt_status both = judge(row, PBJWT_READER_BOTH, f->identity);
    pbjwt_claim claim_of_both = pbjwt_identity_claim_at_fault(f->identity);
    const char *told_by_both = describe_identity(f->identity);
    pbjwt_status fast = judge(row, PBJWT_READER_FAST, f->identity);
    pbjwt_claim claim = pbjwt_identity_claim_at_fault(f->identity);
    if (fast != both || claim != claim_of_both ||
        strcmp(describe_identity(f->identity), told_by_both) != 0) {
        report(__FILE__, __LINE__, "%s: the readers differ, %s and %s", name,
               pbjwt_status_name(fast), pbjwt_status_name(both));
    }
    if (fast != PBJWT_OK && !identity_is_empty(f->identity)) {
        report(__FILE__, __LINE__, "%s: refused, but the identity is not empty", name);
    }
    if (strncmp(expect, "either", 6) == 0) {
        if (fast != PBJWT_OK && fast != PBJWT_MALFORMED_PAYLOAD && fast != PBJWT_DUPLICATE_MEMBER) {
            report(__FILE__, __LINE__, "%s: %s", name, pbjwt_status_name(fast));
        }
        return;
    }
    bool accepted = fast == PBJWT_OK;
    if (accepted != (strcmp(expect, "accept") == 0) || !is_expected(row, fast, claim)) {
        char *wanted = json_dumps(json_object_get(row, "status"), JSON_ENCODE_ANY);
        report(__FILE__, __LINE__, "%s: expected %s, got %s of %s (%s)", name,
               wanted == NULL ? "?" : wanted, pbjwt_status_name(fast),
               pbjwt_claim_name(claim) == NULL ? "-" : pbjwt_claim_name(claim),
               string_of(row, "why"));
        free(wanted);
    }
}

/* Applies the command line's options. */
static int64_t read_options(const json_t *options, pbjwt_policy *policy) {
    int64_t now = 0;
    for (size_t i = 0; i < json_array_size(options); i++) {
        const char *option = json_string_value(json_array_get(options, i));
        const char *value = json_string_value(json_array_get(options, i + 1));
        assert_non_null(option);
        if (strcmp(option, "--require-user-hash") == 0) {
            assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_REQUIRED),
                             PBJWT_OK);
            continue;
        }
        assert_non_null(value);
        i++;
        if (strcmp(option, "--now") == 0) {
            now = strtoll(value, NULL, 10);
        } else if (strcmp(option, "--aud") == 0) {
            assert_int_equal(pbjwt_policy_set_audience(policy, value, strlen(value)), PBJWT_OK);
        } else if (strcmp(option, "--email-form") == 0 && strcmp(value, "lowercased") == 0) {
            assert_int_equal(pbjwt_policy_set_email_form(policy, PBJWT_EMAIL_LOWERCASED), PBJWT_OK);
        } else {
            fail_msg("external vectors: what is %s %s?", option, value);
        }
    }
    return now;
}

/* A token as it was pasted. All warnings in the row must be given; if the row has none, there must be none. */
static void check_field_row(struct fixture *f, const json_t *row) {
    const char *const id = string_of(row, "id"), *const status = string_of(row, "status");
    const struct token token = token_of_text(string_of(row, "token"));
    const json_t *const warnings = json_object_get(row, "warnings");
    for (int reader = PBJWT_READER_FAST; reader <= PBJWT_READER_BOTH; reader++) {
        pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
        assert_int_equal(pbjwt_policy_set_reader(policy, (pbjwt_reader)reader), PBJWT_OK);
        const int64_t now = read_options(json_object_get(row, "options"), policy);
        pbjwt_verifier *const verifier = new_verifier(string_of(row, "secret"), policy);
        const pbjwt_status got =
            pbjwt_verify_at(verifier, token.bytes, token.length, now, f->identity);
        if (strcmp(pbjwt_status_name(got), status) != 0)
            report(__FILE__, __LINE__, "%s: expected %s, got %s", id, status,
                   pbjwt_status_name(got));
        const char *const told = textf(" %s ", describe_warnings(f->identity));
        for (size_t i = 0; i < json_array_size(warnings); i++) {
            const json_t *const warning = json_array_get(warnings, i);
            if (strstr(told, textf(" %s:%s ", string_of(warning, "kind"),
                                   string_of(warning, "claim"))) == NULL)
                report(__FILE__, __LINE__, "%s: no %s of %s in %s", id, string_of(warning, "kind"),
                       string_of(warning, "claim"), told);
        }
        if (warnings != NULL && json_array_size(warnings) == 0)
            check(strcmp(told, "  ") == 0);
        pbjwt_verifier_release(verifier);
        pbjwt_policy_free(policy);
    }
}

static void run_lines(struct fixture *f, const char *name,
                      void (*check_one)(struct fixture *f, const json_t *row)) {
    char *text = vectors(name);
    size_t count = 0;
    while (text != NULL && text[0] != '\0') {
        char *end = strchr(text, '\n');
        size_t length = end == NULL ? strlen(text) : (size_t)(end - text);
        json_error_t error;
        json_t *row = json_loadb(text, length, 0, &error);
        assert_non_null(row);
        check_one(f, row);
        json_decref(row);
        count++;
        text += length + (end == NULL ? 0 : 1);
    }
    if (text != NULL) {
        print_message("external vectors: %s, %zu ran\n", name, count);
        check(count > 0);
    }
}

static void the_corpus_of_attacks(void **state) {
    run_lines(*state, "attack.jsonl", check_row);
}

static void the_json_test_suite(void **state) {
    run_lines(*state, "jsontestsuite.jsonl", check_row);
}

static void tokens_that_people_met(void **state) {
    run_lines(*state, "field.jsonl", check_field_row);
}

/* Wycheproof */

static json_t *load(const char *name) {
    const char *text = vectors(name);
    if (text == NULL) {
        return NULL;
    }
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    if (root == NULL) {
        fail_msg("external vectors: %s is no JSON: %s", name, error.text);
    }
    return root;
}

/* A verifier with a vector's keys, or the status that refuses them. */
static pbjwt_status verifier_of(const json_t *vector, pbjwt_verifier **verifier) {
    enum { MOST = 8 };
    pbjwt_secret *secrets[MOST] = {NULL};
    const json_t *keys = json_object_get(vector, "keys");
    size_t count = keys == NULL ? 1 : json_array_size(keys);
    assert_true(count <= MOST);
    pbjwt_status status = PBJWT_OK;
    for (size_t i = 0; i < count && status == PBJWT_OK; i++) {
        const json_t *key = json_array_get(keys, i);
        struct token bytes =
            decode_hex(key == NULL ? string_of(vector, "key_hex") : string_of(key, "k_hex"));
        status = pbjwt_secret_new(bytes.bytes, bytes.length, PBJWT_SECRET_TEXT, &secrets[i]);
        const char *id = json_string_value(json_object_get(key, "kid"));
        if (status == PBJWT_OK && id != NULL) {
            status = pbjwt_secret_set_id(secrets[i], id, strlen(id));
        }
    }
    *verifier = NULL;
    if (status == PBJWT_OK) {
        status = pbjwt_verifier_new(secrets, count, NULL, verifier);
    }
    for (size_t i = 0; i < count; i++) {
        pbjwt_secret_free(secrets[i]);
    }
    return status;
}

/* Whether a key is for another algorithm, which a secret can't express. */
static bool has_foreign_key(const json_t *vector) {
    const json_t *keys = json_object_get(vector, "keys");
    for (size_t i = 0; i < json_array_size(keys); i++) {
        if (strcmp(string_of(json_array_get(keys, i), "alg"), "HS256") != 0) {
            return true;
        }
    }
    return false;
}

static void wycheproofs_signatures(void **state) {
    struct fixture *f = *state;
    json_t *root = load("wycheproof-jws-hs256.json");
    size_t ran = 0;
    size_t left_out = 0;
    for (size_t i = 0; i < json_array_size(root); i++) {
        const json_t *vector = json_array_get(root, i);
        if (has_foreign_key(vector)) {
            left_out++;
            continue;
        }
        ran++;
        bool valid = strcmp(string_of(vector, "result_to_use"), "valid") == 0;
        pbjwt_verifier *verifier = NULL;
        pbjwt_status status = verifier_of(vector, &verifier);
        if (status == PBJWT_OK) {
            struct token token = token_of_text(string_of(vector, "jws"));
            status = pbjwt_verify_at(verifier, token.bytes, token.length, NOW, f->identity);
        }
        pbjwt_verifier_release(verifier);
        /* The payloads aren't identities, so a good signature is recognized by a later fault. A bad one never gets that
           far, unless the MAC is right and the payload's encoding is wrong. */
        bool got_past = status >= PBJWT_MALFORMED_PAYLOAD && status < PBJWT_INVALID_ARGUMENT;
        bool right_mac = json_is_true(json_object_get(vector, "mac_over_text_matches"));
        bool good = valid ? got_past
                          : status != PBJWT_OK &&
                                (!got_past || (right_mac && status == PBJWT_MALFORMED_PAYLOAD));
        if (!good) {
            report(__FILE__, __LINE__, "tcId %lld %s is %s, but gave %s",
                   (long long)json_integer_value(json_object_get(vector, "tcId")),
                   string_of(vector, "comment"), valid ? "valid" : "invalid",
                   pbjwt_status_name(status));
        }
    }
    if (root != NULL) {
        print_message("external vectors: wycheproof-jws-hs256.json, %zu ran, %zu left out (keys "
                      "marked as another algorithm's)\n",
                      ran, left_out);
        check(ran > 0);
    }
    json_decref(root);
}

/* The tag is the whole MAC, so the user hash of the message must equal it. */
static void check_tag(const json_t *vector) {
    struct token key = decode_hex(string_of(vector, "key"));
    struct token message = decode_hex(string_of(vector, "msg"));
    bool valid = strcmp(string_of(vector, "result"), "valid") == 0;
    pbjwt_secret *secret = NULL;
    char hex[PBJWT_HASH_HEX_SIZE];
    assert_int_equal(pbjwt_secret_new_weak(key.bytes, key.length, PBJWT_SECRET_TEXT, &secret),
                     PBJWT_OK);
    check_call(pbjwt_user_hash(secret, message.bytes, message.length, hex, sizeof(hex)), PBJWT_OK);
    if ((strcmp(hex, string_of(vector, "tag")) == 0) != valid) {
        report(__FILE__, __LINE__, "tcId %lld is %s, but the MAC is %s",
               (long long)json_integer_value(json_object_get(vector, "tcId")),
               valid ? "valid" : "invalid", hex);
    }
    pbjwt_secret_free(secret);
}

static void wycheproofs_macs(void **state) {
    (void)state;
    json_t *root = load("wycheproof-hmac-sha256.json");
    size_t ran = 0;
    size_t truncated = 0;
    size_t empty = 0;
    const json_t *groups = json_object_get(root, "testGroups");
    for (size_t g = 0; g < json_array_size(groups); g++) {
        const json_t *group = json_array_get(groups, g);
        bool whole = json_integer_value(json_object_get(group, "tagSize")) == 256;
        const json_t *tests = json_object_get(group, "tests");
        for (size_t i = 0; i < json_array_size(tests); i++) {
            const json_t *vector = json_array_get(tests, i);
            if (!whole) {
                truncated++;
            } else if (string_of(vector, "msg")[0] == '\0') {
                empty++;
            } else {
                check_tag(vector);
                ran++;
            }
        }
    }
    if (root != NULL) {
        print_message("external vectors: wycheproof-hmac-sha256.json, %zu ran, %zu left out (%zu "
                      "truncated tags, %zu empty messages)\n",
                      ran, truncated + empty, truncated, empty);
        check(ran > 0);
    }
    json_decref(root);
}

static void the_example_of_rfc_7515(void **state) {
    struct fixture *f = *state;
    json_t *root = load("rfc7515_a1.json");
    if (root == NULL) {
        return;
    }
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(verifier_of(root, &verifier), PBJWT_OK);
    struct token token = token_of_text(string_of(root, "jws"));
    check_verdict(verifier, f->identity, token, 1300819300, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
    char *header = NULL;
    char *payload = NULL;
    size_t header_length = 0;
    size_t payload_length = 0;
    check_call(pbjwt_inspect_unverified(token.bytes, token.length, &header, &header_length,
                                        &payload, &payload_length),
               PBJWT_OK);
    check_text(header, header_length, string_of(root, "header"));
    check_text(payload, payload_length, string_of(root, "payload"));
    pbjwt_free(header);
    pbjwt_free(payload);
    pbjwt_verifier_release(verifier);
    json_decref(root);
    print_message("external vectors: rfc7515_a1.json, 1 ran\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_corpus_of_attacks), fixture_test(tokens_that_people_met),
        fixture_test(the_json_test_suite),   fixture_test(wycheproofs_signatures),
        fixture_test(wycheproofs_macs),      fixture_test(the_example_of_rfc_7515),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
