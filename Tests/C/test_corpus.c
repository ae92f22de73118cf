/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The library's own corpus: attacks with valid signatures, and similar good tokens. Each case has its expected
 * result, which is independent of the library. Tests/Corpus/generate.py makes the file; PBJWT_CORPUS or the
 * first argument names it.
 */

#include "corpus_row.h"
#include "corpus_tells.h"

#include <locale.h>
#include <openssl/err.h>
#include <stdio.h>

static const char *path;
static char *text; /* the file's contents */

/* The minimum numbers in a complete corpus, so that no group can disappear. */
enum { LEAST_CASES = 5000, LEAST_CLASSES = 50, MOST_CLASSES = 128 };

struct tally {
    const char *name;
    size_t cases;
    size_t refused;
};

/* Verifiers */

/* A verifier for each reader, or the status that refuses the secrets. */
static pbjwt_status make_verifiers(const struct corpus_row *row, pbjwt_verifier *verifiers[2]) {
    pbjwt_secret *secrets[CORPUS_SECRETS] = {NULL};
    size_t count = 0;
    pbjwt_status status = PBJWT_OK;
    char *keys = row->keys;
    while (keys != NULL && status == PBJWT_OK) {
        assert_true(count < CORPUS_SECRETS);
        status = corpus_secret(corpus_part(&keys, ','), &secrets[count++]);
    }
    pbjwt_policy *const policy = corpus_policy(row->policy);
    verifiers[0] = NULL;
    verifiers[1] = NULL;
    if (status == PBJWT_OK) {
        assert_int_equal(pbjwt_policy_set_reader(policy, PBJWT_READER_BOTH), PBJWT_OK);
        status = pbjwt_verifier_new(secrets, count, policy, &verifiers[0]);
    }
    if (status == PBJWT_OK) {
        assert_int_equal(pbjwt_policy_set_reader(policy, PBJWT_READER_FAST), PBJWT_OK);
        status = pbjwt_verifier_new(secrets, count, policy, &verifiers[1]);
    }
    for (size_t i = 0; i < count; i++) {
        pbjwt_secret_free(secrets[i]);
    }
    pbjwt_policy_free(policy);
    return status;
}

/* Cases */

/* The token with another signature of the right form is a mismatch, whatever its payload. */
static void check_under_a_wrong_mac(const struct corpus_row *row, const pbjwt_verifier *verifier,
                                    pbjwt_identity *identity) {
    unsigned char *const changed = allocate(row->token.length);
    memcpy(changed, row->token.bytes, row->token.length);
    unsigned char *const first = changed + row->token.length - 43;
    *first = *first == 'A' ? 'B' : 'A';
    check_verdict(verifier, identity, token_of_bytes(changed, row->token.length), row->now,
                  PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE);
}

/* Both readers, each with a used and with a new identity. */
static void check_outcome(const struct corpus_row *row, pbjwt_verifier *const verifiers[2],
                          pbjwt_identity *used) {
    const char *told = NULL;
    for (size_t i = 0; i < 4; i++) {
        pbjwt_identity *const identity = i % 2 == 0 ? used : pbjwt_identity_new(0);
        assert_non_null(identity);
        verdict(verifiers[i / 2], identity, row->token, row->now, row->status, row->claim, path,
                row->line);
        const char *const tells_now = describe_identity(identity);
        if (told != NULL && strcmp(told, tells_now) != 0) {
            report(path, row->line, "the readers gave two results: %s / %s", told, tells_now);
        }
        told = tells_now;
        if (i == 3 && row->status == PBJWT_OK) {
            check_telling(row, identity, path);
        }
        if (identity != used) {
            pbjwt_identity_free(identity);
        }
    }
}

/* Inspection accepts every token, and reads every good one. */
static void check_inspection(const struct corpus_row *row) {
    char *texts[2] = {NULL, NULL};
    size_t lengths[2];
    const pbjwt_status status = pbjwt_inspect_unverified(
        row->token.bytes, row->token.length, &texts[0], &lengths[0], &texts[1], &lengths[1]);
    if ((row->status == PBJWT_OK) && status != PBJWT_OK) {
        report(path, row->line, "verified, but not to be inspected: %s", pbjwt_status_name(status));
    }
    pbjwt_free(texts[0]);
    pbjwt_free(texts[1]);
}

static void check_case(struct fixture *f, const struct corpus_row *row) {
    const int before = reported_failures();
    pbjwt_verifier *verifiers[2];
    const pbjwt_status status = make_verifiers(row, verifiers);
    if (status != PBJWT_OK) {
        expect_status(status, row->status, "a verifier of these secrets", path, row->line);
    } else {
        check_outcome(row, verifiers, f->identity);
        if (row->status == PBJWT_OK ||
            (row->status >= PBJWT_MALFORMED_PAYLOAD && row->status < PBJWT_INVALID_ARGUMENT)) {
            check_under_a_wrong_mac(row, verifiers[1], f->identity);
        }
        check_inspection(row);
    }
    pbjwt_verifier_release(verifiers[0]);
    pbjwt_verifier_release(verifiers[1]);
    if (reported_failures() > before) {
        print_error("  %s: %s\n", row->name, row->why);
    }
}

/* A letter and a number. */
static int compare_names(const void *left, const void *right) {
    const struct tally *const l = left;
    const struct tally *const r = right;
    const int letters = l->name[0] - r->name[0];
    return letters != 0 ? letters : atoi(l->name + 1) - atoi(r->name + 1);
}

static size_t count_case(struct tally *tallies, size_t count, const struct corpus_row *row) {
    char *names = row->classes;
    while (names != NULL) {
        const char *const name = corpus_part(&names, ',');
        size_t i = 0;
        while (i < count && strcmp(tallies[i].name, name) != 0) {
            i++;
        }
        assert_true(i < MOST_CLASSES);
        if (i == count) {
            tallies[count++] = (struct tally){name, 0, 0};
        }
        tallies[i].cases++;
        tallies[i].refused += row->status == PBJWT_OK ? 0 : 1;
    }
    return count;
}

/* The file */

static void read_corpus(void) {
    FILE *const file = path == NULL ? NULL : fopen(path, "rb");
    if (file == NULL) {
        fail_msg("no corpus at %s: make one with python3 Tests/Corpus/generate.py FILE, and set "
                 "PBJWT_CORPUS to it",
                 path == NULL ? "hand" : path);
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long length = ftell(file);
    assert_true(length > 0);
    rewind(file);
    free(text);
    text = malloc((size_t)length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)length, file), (size_t)length);
    assert_int_equal(fclose(file), 0);
    text[length] = '\0';
}

static void run(struct fixture *f, bool quiet) {
    struct tally tallies[MOST_CLASSES];
    size_t classes = 0;
    size_t cases = 0;
    size_t refused = 0;
    int line = 1;
    read_corpus();
    char *rest = text;
    const char *const format = corpus_part(&rest, '\n');
    assert_string_equal(format, "pbjwt-corpus 1");
    char *next = corpus_part(&rest, '\n');
    while (next != NULL && strncmp(next, "end ", 4) != 0) {
        const struct corpus_row row = corpus_row(next, ++line);
        check_case(f, &row);
        classes = count_case(tallies, classes, &row);
        refused += row.status == PBJWT_OK ? 0 : 1;
        cases++;
        release_memory();
        next = corpus_part(&rest, '\n');
    }
    assert_non_null(next); /* else the file is truncated */
    assert_int_equal(corpus_integer(next + 4), cases);
    check(cases >= LEAST_CASES);
    check(classes >= LEAST_CLASSES);
    qsort(tallies, classes, sizeof(tallies[0]), compare_names);
    for (size_t i = 0; i < classes; i++) {
        const size_t accepted = tallies[i].cases - tallies[i].refused;
        if (!quiet) {
            print_message("corpus: %-4s %4zu cases, %4zu refused, %4zu accepted\n", tallies[i].name,
                          tallies[i].cases, tallies[i].refused, accepted);
        }
        /* A verifier that refuses or accepts everything must not pass for one that decides. */
        if (tallies[i].refused == 0 || accepted == 0) {
            report(path, 0, "class %s decides nothing", tallies[i].name);
        }
    }
    print_message("corpus: %zu cases of %zu classes, %zu refused, %zu accepted, %s\n", cases,
                  classes, refused, cases - refused,
                  reported_failures() == 0 ? "each as it should be" : "NOT as it should be");
    /* The library must not leave errors in OpenSSL's queue, which belongs to the program. */
    check(ERR_peek_error() == 0);
}

static void every_case_has_the_expected_result(void **state) {
    run(*state, false);
}

/* The build makes a locale with a decimal comma if it can (PBJWT_COMMA_LOCALE). */
static void every_case_has_the_same_result_in_a_locale_with_commas(void **state) {
    const char *const name = getenv("PBJWT_COMMA_LOCALE");
    if (name == NULL) {
        print_message("left out: there is no locale with a decimal comma here\n");
        return;
    }
    assert_non_null(setlocale(LC_ALL, name));
    assert_string_equal(localeconv()->decimal_point, ",");
    run(*state, true);
    assert_non_null(setlocale(LC_ALL, "C"));
}

int main(int argc, char **argv) {
    path = argc > 1 ? argv[1] : getenv("PBJWT_CORPUS");
    const struct CMUnitTest tests[] = {
        fixture_test(every_case_has_the_expected_result),
        fixture_test(every_case_has_the_same_result_in_a_locale_with_commas),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(text);
    return failed;
}
