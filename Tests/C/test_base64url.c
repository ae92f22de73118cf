/* SPDX-License-Identifier: Apache-2.0 */

/* Step 3: base64url without padding, white space, other alphabets or unused bits; each segment has its own
   status for faults. */

#include "support.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum segment { IN_HEADER, IN_PAYLOAD, IN_SIGNATURE };

/* The bytes of a segment, which may be anything. */
struct segment_bytes {
    const char *bytes;
    size_t length;
};

static struct segment_bytes of_text(const char *text) {
    return (struct segment_bytes){text, strlen(text)};
}

static struct token join(struct segment_bytes header, struct segment_bytes payload,
                         struct segment_bytes signature) {
    size_t length = header.length + payload.length + signature.length + 2;
    char *whole = allocate(length);
    memcpy(whole, header.bytes, header.length);
    whole[header.length] = '.';
    memcpy(whole + header.length + 1, payload.bytes, payload.length);
    whole[header.length + 1 + payload.length] = '.';
    memcpy(whole + header.length + payload.length + 2, signature.bytes, signature.length);
    return token_of_bytes(whole, length);
}

static struct token signed_as_sent(struct segment_bytes header, struct segment_bytes payload) {
    size_t length = header.length + payload.length + 1;
    char *input = allocate(length);
    memcpy(input, header.bytes, header.length);
    input[header.length] = '.';
    memcpy(input + header.length + 1, payload.bytes, payload.length);
    return sign_input(input, length, SECRET, strlen(SECRET));
}

/* A good token with one segment encoded differently. For a header and a payload the MAC is over the text as
   sent, so that only the encoding is wrong. */
static struct token respelled(struct token good, enum segment which, struct segment_bytes text) {
    struct segment_bytes header = of_text(token_segment(good, 0));
    struct segment_bytes payload = of_text(token_segment(good, 1));
    struct segment_bytes signature = of_text(token_segment(good, 2));
    switch (which) {
    case IN_HEADER:
        return signed_as_sent(text, payload);
    case IN_PAYLOAD:
        return signed_as_sent(header, text);
    case IN_SIGNATURE:
        break;
    }
    (void)signature;
    return join(header, payload, text);
}

static pbjwt_status status_of(enum segment which) {
    switch (which) {
    case IN_HEADER:
        return PBJWT_MALFORMED_HEADER;
    case IN_PAYLOAD:
        return PBJWT_MALFORMED_PAYLOAD;
    case IN_SIGNATURE:
        break;
    }
    return PBJWT_MALFORMED_SIGNATURE;
}

static const enum segment all_segments[] = {IN_HEADER, IN_PAYLOAD, IN_SIGNATURE};

/* Headers and payloads whose segments have no, four and two unused bits. */
static struct token good_token(size_t left_over) {
    return make_token(textf("{\"alg\":\"HS256\"%s}", repeat(" ", left_over)),
                      textf("{%s,\"x\":\"%s\"}", PERSON, repeat("y", left_over)), SECRET);
}

static void each_segment_may_end_with_any_number_of_bytes(void **state) {
    struct fixture *f = *state;
    bool seen[2][4] = {{false}};
    for (size_t left_over = 0; left_over < 6; left_over++) {
        struct token token = good_token(left_over);
        seen[0][strlen(token_segment(token, 0)) % 4] = true;
        seen[1][strlen(token_segment(token, 1)) % 4] = true;
        check_token(f, token, PBJWT_OK);
    }
    for (size_t i = 0; i < 2; i++) {
        check(seen[i][0] && seen[i][2] && seen[i][3]);
    }
}

static void every_character_of_the_alphabet_is_read(void **state) {
    struct fixture *f = *state;
    /* The three bytes before the closing quote encode to four characters; '-' and '_' need bytes above 0x7e, so
       the text is UTF-8. */
    const char *text =
        "~~~\?\?\?>>>\xc3\xbf\xc3\xbe\xf4\x8f\xbf\xbf\xef\xbf\xbd\xdf\xbf\xef\xbf\xbf"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    bool seen[3][256] = {{false}};
    for (size_t shift = 0; shift < 60; shift++) {
        const char *pad = repeat("~", shift % 3);
        const char *number = textf("%zu", shift);
        struct token token =
            make_token(textf("{\"alg\":\"HS256\",\"x\":\"%s%s%s\"}", pad, text, number),
                       textf("{%s,\"name\":\"%s%s%s\"}", PERSON, pad, text, number), SECRET);
        check_token(f, token, PBJWT_OK);
        check_view(f->identity, identity_name, textf("%s%s%s", pad, text, number));
        for (size_t segment = 0; segment < 3; segment++) {
            for (const char *at = token_segment(token, segment); *at != '\0'; at++) {
                seen[segment][(unsigned char)*at] = true;
            }
        }
    }
    for (size_t segment = 0; segment < 3; segment++) {
        for (const char *at = alphabet; *at != '\0'; at++) {
            if (!seen[segment][(unsigned char)*at]) {
                report(__FILE__, __LINE__, "segment %zu never had a '%c'", segment, *at);
            }
        }
    }
}

static void padding_is_refused(void **state) {
    struct fixture *f = *state;
    static const char *const endings[] = {"=", "==", "===", "====", "%3D", "%3d%3d"};
    for (size_t left_over = 0; left_over < 3; left_over++) {
        struct token good = good_token(left_over);
        for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
            const char *text = token_segment(good, all_segments[s]);
            for (size_t i = 0; i < COUNT_OF(endings); i++) {
                struct segment_bytes padded = of_text(textf("%s%s", text, endings[i]));
                check_token(f, respelled(good, all_segments[s], padded),
                            status_of(all_segments[s]));
            }
            const char *in_front = textf("=%s", text);
            const char *inside = textf("%.8s==%s", text, text + 8);
            check_token(f, respelled(good, all_segments[s], of_text(in_front)),
                        status_of(all_segments[s]));
            check_token(f, respelled(good, all_segments[s], of_text(inside)),
                        status_of(all_segments[s]));
        }
    }
}

static void every_byte_outside_the_alphabet_is_refused_everywhere(void **state) {
    struct fixture *f = *state;
    struct token good = good_token(1);
    for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
        const char *text = token_segment(good, all_segments[s]);
        size_t length = strlen(text);
        const size_t places[] = {0,          1,          2,          3,         length / 2,
                                 length - 4, length - 3, length - 2, length - 1};
        for (unsigned byte = 0; byte < 256; byte++) {
            if (byte != 0 && strchr(alphabet, (int)byte) != NULL) {
                continue;
            }
            for (size_t p = 0; p < COUNT_OF(places); p++) {
                char *changed = textf("%s", text);
                changed[places[p]] = (char)byte;
                struct segment_bytes segment = {changed, length};
                check_token(f, respelled(good, all_segments[s], segment),
                            byte == '.' ? PBJWT_MALFORMED_TOKEN : status_of(all_segments[s]));
            }
        }
    }
}

/* An invalid character must not count as zero, which a segment's last bits may be. */
static void a_bad_last_character_does_not_count_as_zero(void **state) {
    struct fixture *f = *state;
    size_t lengths_seen = 0;
    for (size_t spaces = 1; spaces < 4; spaces++) {
        const char *end = repeat(" ", spaces);
        struct token good =
            make_token(textf("{\"alg\":\"HS256\"}%s", end), textf("{%s}%s", PERSON, end), SECRET);
        check_token(f, good, PBJWT_OK);
        for (size_t s = 0; s < 2; s++) {
            const char *text = token_segment(good, all_segments[s]);
            size_t last = strlen(text) - 1;
            if (text[last] != 'A') {
                continue;
            }
            lengths_seen++;
            for (unsigned byte = 0; byte < 256; byte++) {
                if (byte == '.' || (byte != 0 && strchr(alphabet, (int)byte) != NULL)) {
                    continue;
                }
                char *changed = textf("%s", text);
                changed[last] = (char)byte;
                check_token(
                    f, respelled(good, all_segments[s], (struct segment_bytes){changed, last + 1}),
                    status_of(all_segments[s]));
            }
        }
    }
    check(lengths_seen == 4); /* two and three characters over, in either segment */
}

static void a_byte_outside_the_alphabet_is_found_at_every_offset(void **state) {
    struct fixture *f = *state;
    struct token good = token_of_length(400);
    for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
        const char *text = token_segment(good, all_segments[s]);
        for (size_t i = 0; i < strlen(text); i++) {
            static const char wrong[] = {'+', '/', ' ', '=', '\n', '\x80', '\xff', '@', '['};
            char *changed = textf("%s", text);
            changed[i] = wrong[i % COUNT_OF(wrong)];
            check_token(f, respelled(good, all_segments[s], of_text(changed)),
                        status_of(all_segments[s]));
        }
    }
}

static void white_space_is_refused(void **state) {
    struct fixture *f = *state;
    static const char *const spaces[] = {" ", "\t", "\n", "\r", "\r\n", "\v", "\f", "\xc2\xa0"};
    struct token good = good_token(0);
    for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
        const char *text = token_segment(good, all_segments[s]);
        for (size_t i = 0; i < COUNT_OF(spaces); i++) {
            const char *const variants[] = {
                textf("%s%s", spaces[i], text),
                textf("%s%s", text, spaces[i]),
                textf("%.4s%s%s", text, spaces[i], text + 4),
            };
            for (size_t v = 0; v < COUNT_OF(variants); v++) {
                check_token(f, respelled(good, all_segments[s], of_text(variants[v])),
                            status_of(all_segments[s]));
            }
        }
    }
}

static void an_impossible_length_is_refused(void **state) {
    struct fixture *f = *state;
    for (size_t left_over = 0; left_over < 3; left_over++) {
        struct token good = good_token(left_over);
        for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
            const char *text = token_segment(good, all_segments[s]);
            size_t more = (5 - strlen(text) % 4) % 4;
            const char *longer = textf("%s%s", text, repeat("A", more == 0 ? 4 : more));
            assert_int_equal(strlen(longer) % 4, 1);
            check_token(f, respelled(good, all_segments[s], of_text(longer)),
                        status_of(all_segments[s]));
            check_token(f, respelled(good, all_segments[s], of_text("A")),
                        status_of(all_segments[s]));
        }
    }
}

static void unused_bits_that_are_not_zero_are_refused(void **state) {
    struct fixture *f = *state;
    size_t tried = 0;
    for (size_t left_over = 0; left_over < 3; left_over++) {
        struct token good = good_token(left_over);
        for (size_t s = 0; s < COUNT_OF(all_segments); s++) {
            const char *text = token_segment(good, all_segments[s]);
            size_t length = strlen(text);
            if (length % 4 == 0) {
                continue;
            }
            unsigned unused = length % 4 == 2 ? 15 : 3;
            const char *last = strchr(alphabet, text[length - 1]);
            assert_non_null(last);
            unsigned value = (unsigned)(last - alphabet);
            assert_int_equal(value & unused, 0);
            for (unsigned bits = 1; bits <= unused; bits++) {
                char *changed = textf("%s", text);
                changed[length - 1] = alphabet[value | bits];
                check_token(f, respelled(good, all_segments[s], of_text(changed)),
                            status_of(all_segments[s]));
                tried++;
            }
        }
    }
    /* 15 + 3 of each of the first two segments, and 3 of the signature's in all three tokens. */
    check(tried == 2 * 18 + 3 * 3);
}

static void a_signature_of_another_length_is_refused(void **state) {
    struct fixture *f = *state;
    struct token good = good_token(0);
    for (size_t length = 0; length <= 100; length++) {
        if (length == 43) {
            continue;
        }
        check_token(f, respelled(good, IN_SIGNATURE, of_text(repeat("A", length))),
                    PBJWT_MALFORMED_SIGNATURE);
    }
    check_token(f, respelled(good, IN_SIGNATURE, of_text(repeat("A", 43))),
                PBJWT_SIGNATURE_MISMATCH);
    check_token(f, respelled(good, IN_SIGNATURE, of_text(repeat("A", 6000))),
                PBJWT_MALFORMED_SIGNATURE);
}

static void bad_payload_text_under_a_wrong_mac_is_a_mismatch(void **state) {
    struct fixture *f = *state;
    struct token good = good_token(0);
    struct segment_bytes header = of_text(token_segment(good, 0));
    struct segment_bytes signature = of_text(token_segment(good, 2));
    static const char *const payloads[] = {"A",   "e30=", "e 30",  "e30+", "e30/",
                                           "e31", "\x80", "AAAAA", "%",    "{}"};
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_token(f, join(header, of_text(payloads[i]), signature), PBJWT_SIGNATURE_MISMATCH);
    }
    struct segment_bytes with_nul = {"e3\0", 3};
    check_token(f, join(header, with_nul, signature), PBJWT_SIGNATURE_MISMATCH);
}

static void a_bad_signature_is_reported_before_a_bad_payload(void **state) {
    struct fixture *f = *state;
    struct segment_bytes header = of_text(base64url(HEADER, strlen(HEADER)));
    check_token(f, join(header, of_text("e30="), of_text("AAA=")), PBJWT_MALFORMED_SIGNATURE);
    check_token(f, join(header, of_text("A"), of_text("")), PBJWT_MALFORMED_SIGNATURE);
}

static void a_bad_header_is_reported_before_a_bad_signature(void **state) {
    struct fixture *f = *state;
    check_token(f, token_of_text("e30=.e30.AAA="), PBJWT_MALFORMED_HEADER);
    check_token(f, token_of_text("A.e30."), PBJWT_MALFORMED_HEADER);
    check_token(f, token_of_text("e31.e30.AAA="), PBJWT_MALFORMED_HEADER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(each_segment_may_end_with_any_number_of_bytes),
        fixture_test(every_character_of_the_alphabet_is_read),
        fixture_test(padding_is_refused),
        fixture_test(every_byte_outside_the_alphabet_is_refused_everywhere),
        fixture_test(a_bad_last_character_does_not_count_as_zero),
        fixture_test(a_byte_outside_the_alphabet_is_found_at_every_offset),
        fixture_test(white_space_is_refused),
        fixture_test(an_impossible_length_is_refused),
        fixture_test(unused_bits_that_are_not_zero_are_refused),
        fixture_test(a_signature_of_another_length_is_refused),
        fixture_test(bad_payload_text_under_a_wrong_mac_is_a_mismatch),
        fixture_test(a_bad_signature_is_reported_before_a_bad_payload),
        fixture_test(a_bad_header_is_reported_before_a_bad_signature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
