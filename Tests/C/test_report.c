/* SPDX-License-Identifier: Apache-2.0 */

/* A second policy that refuses nobody: its list for a token that the first one accepts. */

#include "support.h"

#include <string.h>

/* A policy's requirements beyond a lenient one. */
struct demands {
    const char *name;
    pbjwt_user_hash_mode user_hash;
    bool needs_exp, strict;
    const char *issuer, *audience, *type;
    int64_t leeway, lifetime; /* 0: the lenient policy's */
    pbjwt_email_form email_form;
};

static void set_text(pbjwt_status (*set)(pbjwt_policy *, const void *, size_t),
                     pbjwt_policy *policy, const char *text) {
    if (text != NULL)
        assert_int_equal(set(policy, text, strlen(text)), PBJWT_OK);
}

static pbjwt_policy *policy_of(const struct demands *demands) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_non_null(policy);
    check_call(pbjwt_policy_set_leeway(policy, demands->leeway > 0 ? demands->leeway : 300),
               PBJWT_OK);
    check_call(pbjwt_policy_set_max_lifetime(policy, demands->lifetime), PBJWT_OK);
    check_call(pbjwt_policy_set_allow_missing_exp(policy, !demands->needs_exp), PBJWT_OK);
    check_call(pbjwt_policy_set_user_hash(policy, demands->user_hash), PBJWT_OK);
    check_call(pbjwt_policy_set_strict_claims(policy, demands->strict), PBJWT_OK);
    check_call(pbjwt_policy_set_email_form(policy, demands->email_form), PBJWT_OK);
    set_text(pbjwt_policy_set_issuer, policy, demands->issuer);
    set_text(pbjwt_policy_set_audience, policy, demands->audience);
    set_text(pbjwt_policy_set_type, policy, demands->type);
    return policy;
}

static const struct demands lenient = {.name = "lenient"};

static pbjwt_verifier *reporting(const struct demands *enforced, const struct demands *report) {
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_policy *const first = policy_of(enforced);
    pbjwt_policy *const second = report != NULL ? policy_of(report) : NULL;
    pbjwt_verifier *verifier = NULL;
    check_call(pbjwt_verifier_new_reporting(&secret, 1, first, second, &verifier), PBJWT_OK);
    pbjwt_secret_free(secret);
    pbjwt_policy_free(first);
    pbjwt_policy_free(second);
    return verifier;
}

/* "status status:claim", in list order. */
static const char *listed(const pbjwt_identity *identity) {
    const char *all = "";
    pbjwt_status status;
    pbjwt_claim claim;
    for (size_t i = 0; pbjwt_identity_would_refuse(identity, i, &status, &claim); i++)
        all = textf("%s%s%s%s%s", all, i > 0 ? " " : "", pbjwt_status_name(status),
                    claim != PBJWT_CLAIM_NONE ? ":" : "",
                    claim != PBJWT_CLAIM_NONE ? pbjwt_claim_name(claim) : "");
    return all;
}

#define EMAIL "\"email\":\"ann@example.com\""
#define NO_TYPE "{\"alg\":\"HS256\"}"
#define ODD                                                                                        \
    "\"name\":7,\"company_name\":true,\"company_mrr\":\"12\",\"renewal_risk\":\"LOW\","            \
    "\"renewal_date\":\"soon\",\"avatar_url\":\"x\",\"avatarURL\":[]"

enum { DEMANDS = 12 };
static const struct demands all_demands[DEMANDS] = {
    {.name = "lenient"},
    {.name = "hash required", .user_hash = PBJWT_USER_HASH_REQUIRED},
    {.name = "hash if present", .user_hash = PBJWT_USER_HASH_IF_PRESENT},
    {.name = "exp", .needs_exp = true},
    {.name = "strict", .strict = true},
    {.name = "issuer", .issuer = "https://good.example"},
    {.name = "audience", .audience = "portal"},
    {.name = "type", .type = "JWT"},
    {.name = "leeway", .leeway = 1},
    {.name = "lifetime", .lifetime = 600},
    {.name = "email", .email_form = PBJWT_EMAIL_REQUIRE_LOWERCASE},
    {.name = "all",
     .user_hash = PBJWT_USER_HASH_REQUIRED,
     .needs_exp = true,
     .strict = true,
     .issuer = "https://good.example",
     .audience = "portal",
     .type = "JWT",
     .leeway = 1,
     .lifetime = 600},
};

static const struct demands *demands_named(const char *name) {
    for (size_t i = 0; i < DEMANDS; i++)
        if (strcmp(all_demands[i].name, name) == 0)
            return &all_demands[i];
    fail_msg("no demands are called %s", name);
    return NULL;
}

struct row {
    const char *header, *payload, *report, *expected;
};

/* The user hash of the id 7. */
#define WITH_A_GOOD_HASH "{" PERSON ",\"sub\":\"7\",\"user_hash\":\"%s\"}"

static const struct row rows[] = {
    {HEADER, "{" PERSON "}", "lenient", ""},
    {HEADER, "{" PERSON "}", "hash if present", ""},
    {HEADER, "{" PERSON "}", "hash required", "missing_user_hash missing_user_id"},
    {HEADER, "{" PERSON ",\"sub\":\"7\"}", "hash required", "missing_user_hash"},
    {HEADER, "{" PERSON ",\"user_hash\":7}", "hash required",
     "missing_user_id malformed_claim:user_hash"},
    {HEADER, "{" PERSON ",\"user_hash\":\"x\"}", "hash if present",
     "missing_user_id malformed_claim:user_hash"},
    {HEADER, "{" PERSON ",\"id\":\"7\",\"user_hash\":\"\"}", "hash if present",
     "malformed_claim:user_hash"},
    {HEADER,
     "{" PERSON ",\"id\":\"7\",\"user_hash\":"
     "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
     "hash if present", "user_hash_mismatch"},
    {HEADER,
     "{" PERSON ",\"user_hash\":"
     "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
     "hash if present", "missing_user_id"},
    {HEADER, "{" EMAIL "}", "exp", "missing_exp"},
    {HEADER, "{" EMAIL ",\"iat\":1749999940}", "exp", "missing_exp"},
    {HEADER, "{" EMAIL "}", "lifetime", ""},
    {HEADER, "{" PERSON "," ODD "}", "strict",
     "malformed_claim:name malformed_claim:company_name malformed_claim:avatar_url "
     "malformed_claim:avatarURL malformed_claim:company_mrr malformed_claim:renewal_date "
     "malformed_claim:renewal_risk"},
    {HEADER, "{" PERSON ",\"user_hash\":7,\"company_id\":\"undefined\"}", "strict", ""},
    {HEADER, "{" PERSON "}", "issuer", "issuer_mismatch"},
    {HEADER, "{" PERSON ",\"iss\":\"https://good.example/\"}", "issuer", "issuer_mismatch"},
    {HEADER, "{" PERSON ",\"iss\":\"https://good.example\"}", "issuer", ""},
    {HEADER, "{" PERSON "}", "audience", "audience_mismatch"},
    {HEADER, "{" PERSON ",\"aud\":[\"widget\",\"portal\"]}", "audience", ""},
    {HEADER, "{" PERSON ",\"aud\":[\"widget\"]}", "audience", "audience_mismatch"},
    {HEADER, "{" PERSON "}", "type", ""},
    {NO_TYPE, "{" PERSON "}", "type", "unsupported_type"},
    {"{\"alg\":\"HS256\",\"typ\":\"application/jwt\",\"kid\":\"k\"}", "{" PERSON "}", "type",
     "unsupported_type"},
    {"{\"alg\":\"HS256\",\"typ\":\"jwt\",\"kid\":\"k\"}", "{" PERSON "}", "type", ""},
    {HEADER, "{" EMAIL ",\"exp\":1749999990,\"iat\":1749999000}", "leeway", "expired"},
    {HEADER, "{" EMAIL ",\"exp\":1750000200,\"iat\":1750000100,\"nbf\":1750000100}", "leeway",
     "not_yet_valid issued_in_future"},
    {HEADER, "{" PERSON "}", "lifetime", "lifetime_too_long"},
    {HEADER, "{" EMAIL ",\"exp\":1750000900}", "lifetime", ""},
    {HEADER, "{" EMAIL ",\"exp\":1750000901}", "lifetime", "lifetime_too_long"},
    {HEADER, "{\"email\":\"Ann@example.com\"," TIMES "}", "email", ""},
    {NO_TYPE,
     "{" EMAIL ",\"exp\":1749999999,\"iat\":1749990000,\"nbf\":1750000100,\"user_hash\":\"x\"," ODD
     "}",
     "all",
     "unsupported_type expired not_yet_valid lifetime_too_long missing_user_id "
     "malformed_claim:user_hash issuer_mismatch audience_mismatch malformed_claim:name "
     "malformed_claim:company_name malformed_claim:avatar_url malformed_claim:avatarURL "
     "malformed_claim:company_mrr malformed_claim:renewal_date malformed_claim:renewal_risk"},
    {NO_TYPE, "{" EMAIL ",\"company_mrr\":\"x\"}", "all",
     "unsupported_type missing_exp missing_user_hash missing_user_id issuer_mismatch "
     "audience_mismatch malformed_claim:company_mrr"},
};

static void the_list_is_complete_and_in_the_order_of_the_checks(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_verifier *const verifier = reporting(&lenient, demands_named(rows[i].report));
        check_verdict(verifier, f->identity, make_token(rows[i].header, rows[i].payload, SECRET),
                      NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        const char *const got = listed(f->identity);
        if (strcmp(got, rows[i].expected) != 0)
            report(__FILE__, __LINE__, "%s under \"%s\": expected \"%s\", got \"%s\"",
                   rows[i].payload, rows[i].report, rows[i].expected, got);
        pbjwt_verifier_release(verifier);
    }
}

/* The address belongs to the first policy, so that one is excluded. */
static void the_first_of_the_list_is_the_status_when_enforced(void **state) {
    struct fixture *f = *state;
    const struct token good =
        make_token(HEADER, textf(WITH_A_GOOD_HASH, hmac_hex(SECRET, "7")), SECRET);
    for (size_t d = 0; d < DEMANDS; d++) {
        if (all_demands[d].email_form != PBJWT_EMAIL_AS_SENT)
            continue;
        pbjwt_verifier *const trying = reporting(&lenient, &all_demands[d]);
        pbjwt_verifier *const enforcing = reporting(&all_demands[d], NULL);
        for (size_t i = 0; i <= COUNT_OF(rows); i++) {
            const struct token token =
                i < COUNT_OF(rows) ? make_token(rows[i].header, rows[i].payload, SECRET) : good;
            pbjwt_status first = PBJWT_INTERNAL;
            pbjwt_claim claim = PBJWT_CLAIM_JTI;
            check_verdict(trying, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
            (void)pbjwt_identity_would_refuse(f->identity, 0, &first, &claim);
            check_verdict(enforcing, f->identity, token, NOW, first, claim);
        }
        pbjwt_verifier_release(trying);
        pbjwt_verifier_release(enforcing);
    }
}

static void a_verifier_without_a_second_policy_lists_nothing(void **state) {
    struct fixture *f = *state;
    pbjwt_verifier *const verifier = reporting(&lenient, NULL);
    check_verdict(verifier, f->identity, make_token(HEADER, "{" EMAIL "," ODD "}", SECRET), NOW,
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) == 0);
    pbjwt_verifier_release(verifier);
}

static void a_list_belongs_to_its_token(void **state) {
    struct fixture *f = *state;
    pbjwt_verifier *const verifier = reporting(&lenient, demands_named("all"));
    check_verdict(verifier, f->identity, person_token(ODD), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) > 0);
    check_verdict(verifier, f->identity, person_token("\"sub\":7"), NOW, PBJWT_MALFORMED_CLAIM,
                  PBJWT_CLAIM_SUB);
    check(pbjwt_identity_would_refuse_count(f->identity) == 0);
    check_verdict(verifier, f->identity, person_token(ODD), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_verdict(f->fast, f->identity, person_token(ODD), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) == 0);
    pbjwt_verifier_release(verifier);
}

static void the_second_policy_does_not_change_the_identity(void **state) {
    struct fixture *f = *state;
    static const struct demands lowering = {.email_form = PBJWT_EMAIL_LOWERCASED};
    struct demands everything = *demands_named("all");
    everything.email_form = PBJWT_EMAIL_LOWERCASED;
    const struct token tokens[] = {
        make_token(HEADER, textf(WITH_A_GOOD_HASH, hmac_hex(SECRET, "7")), SECRET),
        make_token(HEADER, "{\"email\":\" Ann@Example.com\"," TIMES "," ODD "}", SECRET),
    };
    const struct demands *const enforced[] = {&lenient, &lowering};
    for (size_t i = 0; i < COUNT_OF(enforced); i++) {
        pbjwt_verifier *const plain = reporting(enforced[i], NULL);
        pbjwt_verifier *const trying = reporting(enforced[i], &everything);
        for (size_t t = 0; t < COUNT_OF(tokens); t++) {
            check_verdict(plain, f->identity, tokens[t], NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
            const char *const before = describe_identity(f->identity);
            check_verdict(trying, f->identity, tokens[t], NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
            char *const after = describe_identity(f->identity);
            char *const list = strstr(after, " would_refuse=");
            check(list != NULL && strncmp(after, before, (size_t)(list - after)) == 0 &&
                  strlen(before) >= (size_t)(list - after));
            check(t > 0 || pbjwt_identity_user_hash(f->identity) == PBJWT_HASH_UNCHECKED);
        }
        pbjwt_verifier_release(plain);
        pbjwt_verifier_release(trying);
    }
}

static void the_second_policy_accepts_a_hash_that_the_first_verified(void **state) {
    struct fixture *f = *state;
    pbjwt_verifier *const verifier =
        reporting(demands_named("hash if present"), demands_named("hash required"));
    check_verdict(verifier, f->identity,
                  make_token(HEADER, textf(WITH_A_GOOD_HASH, hmac_hex(SECRET, "7")), SECRET), NOW,
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) == 0);
    check(pbjwt_identity_user_hash(f->identity) == PBJWT_HASH_VERIFIED);
    pbjwt_verifier_release(verifier);
}

static void size_and_reader_come_from_the_first_policy(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_policy *const report = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier *verifier = NULL;
    check_call(pbjwt_policy_set_max_token_bytes(report, PBJWT_MIN_TOKEN_BYTES_LIMIT), PBJWT_OK);
    check_call(pbjwt_policy_set_reader(report, PBJWT_READER_BOTH), PBJWT_OK);
    check_call(pbjwt_verifier_new_reporting(&secret, 1, NULL, report, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, token_of_length(4000), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) == 0);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(report);
    pbjwt_secret_free(secret);
}

static void every_way_to_read_the_list_gives_the_same(void **state) {
    struct fixture *f = *state;
    pbjwt_verifier *const verifier = reporting(&lenient, demands_named("all"));
    check_verdict(verifier, f->identity,
                  make_token(NO_TYPE, "{" PERSON ",\"sub\":\"7\",\"name\":7}", SECRET), NOW,
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_identity_view view = {.size = sizeof view};
    check_call(pbjwt_identity_read(f->identity, &view), PBJWT_OK);
    const size_t count = pbjwt_identity_would_refuse_count(f->identity);
    check(count == 6 && view.would_refuse_count == count);
    for (size_t i = 0; i < count; i++) {
        pbjwt_status status = PBJWT_OK;
        pbjwt_claim claim = PBJWT_CLAIM_JTI;
        check(pbjwt_identity_would_refuse(f->identity, i, &status, NULL));
        check(pbjwt_identity_would_refuse(f->identity, i, NULL, &claim));
        check(view.would_refuse[i].status == status && view.would_refuse[i].claim == claim);
    }
    pbjwt_status status = PBJWT_EXPIRED;
    pbjwt_claim claim = PBJWT_CLAIM_JTI;
    check(!pbjwt_identity_would_refuse(f->identity, count, &status, &claim));
    check(status == PBJWT_OK && claim == PBJWT_CLAIM_NONE);
    check(!pbjwt_identity_would_refuse(NULL, 0, NULL, NULL));
    check(pbjwt_identity_would_refuse_count(NULL) == 0);

    char *json = NULL;
    check_call(pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, f->identity, &json, NULL), PBJWT_OK);
    static const char expected[] =
        "\"would_refuse\":[{\"status\":\"unsupported_type\",\"claim\":null},"
        "{\"status\":\"lifetime_too_long\",\"claim\":null},"
        "{\"status\":\"missing_user_hash\",\"claim\":null},"
        "{\"status\":\"issuer_mismatch\",\"claim\":null},"
        "{\"status\":\"audience_mismatch\",\"claim\":null},"
        "{\"status\":\"malformed_claim\",\"claim\":\"name\"}],\"identity\":{";
    check(strstr(json, expected) != NULL);
    pbjwt_free(json);

    check_verdict(f->fast, f->identity, make_token(HEADER, "{", SECRET), NOW,
                  PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_read(f->identity, &view), PBJWT_INVALID_ARGUMENT);
    check(view.would_refuse == NULL && view.would_refuse_count == 0);
    pbjwt_verifier_release(verifier);
}

static void secrets_and_policies_are_still_required(void **state) {
    (void)state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_policy *const policy = policy_of(&lenient);
    pbjwt_verifier *verifier = (pbjwt_verifier *)&verifier;
    check_call(pbjwt_verifier_new_reporting(&secret, 0, policy, policy, &verifier),
               PBJWT_INVALID_ARGUMENT);
    check(verifier == NULL);
    check_call(pbjwt_verifier_new_reporting(&secret, 1, policy, policy, NULL),
               PBJWT_INVALID_ARGUMENT);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_list_is_complete_and_in_the_order_of_the_checks),
        fixture_test(the_first_of_the_list_is_the_status_when_enforced),
        fixture_test(a_verifier_without_a_second_policy_lists_nothing),
        fixture_test(a_list_belongs_to_its_token),
        fixture_test(the_second_policy_does_not_change_the_identity),
        fixture_test(the_second_policy_accepts_a_hash_that_the_first_verified),
        fixture_test(size_and_reader_come_from_the_first_policy),
        fixture_test(every_way_to_read_the_list_gives_the_same),
        fixture_test(secrets_and_policies_are_still_required),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
