/* SPDX-License-Identifier: Apache-2.0 */

/* What a token says: e-mail, ids, parties, and by explain_warned.c all other claims. */
#include "explain_claims.h"

#include "text.h"

/* Ids */

static void explain_id(pbjwti_explaining *work, pbjwt_claim claim) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    if (pbjwti_is_malformed(claims, claim)) {
        pbjwti_tell_wrong_type(work, claim, pbjwti_rank_of_claim(work, claim, 3), "text");
        pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_FAILED, "%s is %s",
                        pbjwt_claim_name(claim), pbjwti_kind_in_words(work->slots.of[claim].kind));
    } else if (pbjwti_has(claims->placeholders, claim)) {
        pbjwti_tell_placeholder(work, claim, pbjwti_rank_for(work, PBJWT_MISSING_USER_ID, 4),
                                "it counts as absent");
        pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_WARNED, "%s %v",
                        pbjwt_claim_name(claim), &claims->of[claim].text);
    } else if (pbjwti_has(claims->good, claim)) {
        pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_PASSED, "%s %v",
                        pbjwt_claim_name(claim), &claims->of[claim].text);
    }
}

static void explain_ids(pbjwti_explaining *work) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const pbjwti_view *const sub = &claims->of[PBJWT_CLAIM_SUB].text;
    const pbjwti_view *const id = &claims->of[PBJWT_CLAIM_ID].text;
    explain_id(work, PBJWT_CLAIM_SUB);
    explain_id(work, PBJWT_CLAIM_ID);
    if (!pbjwti_has(claims->good, PBJWT_CLAIM_SUB) || !pbjwti_has(claims->good, PBJWT_CLAIM_ID) ||
        pbjwti_view_equal(*sub, *id))
        return;
    pbjwti_cause(work, PBJWTI_CAUSE_IDS_DIFFER, pbjwti_rank_for(work, PBJWT_CONFLICTING_USER_ID, 3),
                 "%c is %v and %c is %v.", (int)PBJWT_CLAIM_SUB, sub, (int)PBJWT_CLAIM_ID, id);
    pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_FAILED, NULL);
}

/* Parties */

/* How a text differs from the wanted one, if people wouldn't see it. */
static const char *small_difference(pbjwti_view text, pbjwti_view wanted) {
    const pbjwti_view longer = text.length > wanted.length ? text : wanted;
    const pbjwti_view shorter = text.length > wanted.length ? wanted : text;
    if (pbjwti_equal_in_any_case(text, wanted))
        return " They differ in upper and lower case.";
    if (longer.length == shorter.length + 1 && longer.data[shorter.length] == '/' &&
        pbjwti_view_equal((pbjwti_view){longer.data, shorter.length}, shorter))
        return " They differ in the slash at the end.";
    if (pbjwti_view_equal(pbjwti_trim(text), pbjwti_trim(wanted)))
        return " They differ in white space at an end.";
    return "";
}

/* Tells that the token doesn't name the party that the verifier asks for. */
static void tell_mismatch(pbjwti_explaining *work, pbjwt_claim claim, const pbjwt_text *first,
                          size_t count, pbjwti_view wanted) {
    const bool issuer = claim == PBJWT_CLAIM_ISS;
    const pbjwti_cause_id cause = issuer ? PBJWTI_CAUSE_ISSUER : PBJWTI_CAUSE_AUDIENCE;
    const unsigned rank =
        pbjwti_rank_for(work, issuer ? PBJWT_ISSUER_MISMATCH : PBJWT_AUDIENCE_MISMATCH, 3);
    pbjwti_check_is(work, PBJWTI_CHECK_PARTIES, PBJWT_OUTCOME_FAILED, "asked for %v", &wanted);
    if (count == 0) {
        pbjwti_cause(work, cause, rank, "The token has no %c, and the verifier asks for %v.",
                     (int)claim, &wanted);
        return;
    }
    const pbjwti_view text = pbjwti_view_of(first);
    if (count == 1)
        pbjwti_cause(work, cause, rank, "%c is %v, and the verifier asks for %v.%s", (int)claim,
                     &text, &wanted, small_difference(text, wanted));
    else
        pbjwti_cause(work, cause, rank,
                     "%c is %v and %i more, and the verifier asks for %v, which isn't one of them.",
                     (int)claim, &text, (int64_t)count - 1, &wanted);
}

static bool is_among(const pbjwt_text *texts, size_t count, pbjwti_view wanted) {
    for (size_t i = 0; i < count; i++)
        if (pbjwti_view_equal(pbjwti_view_of(&texts[i]), wanted))
            return true;
    return false;
}

/* One party: its texts, and the one that the policy asks for. */
static void explain_party(pbjwti_explaining *work, pbjwt_claim claim, const pbjwt_text *texts,
                          size_t count, const pbjwti_owned_text *asked) {
    const pbjwti_view wanted = pbjwti_owned_view(asked);
    if (count > 0) {
        const pbjwti_view first = pbjwti_view_of(texts);
        pbjwti_check_is(work, PBJWTI_CHECK_PARTIES, PBJWT_OUTCOME_PASSED, "%s %v",
                        pbjwt_claim_name(claim), &first);
    }
    if (wanted.data != NULL && !pbjwti_is_malformed(&work->identity->claims, claim) &&
        !is_among(texts, count, wanted))
        tell_mismatch(work, claim, texts, count, wanted);
}

static void explain_parties(pbjwti_explaining *work) {
    static const pbjwt_claim parties[] = {PBJWT_CLAIM_ISS, PBJWT_CLAIM_JTI, PBJWT_CLAIM_AUD};
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const pbjwt_policy *const policy = work->input.policy;
    const bool has_iss = pbjwti_has(claims->good, PBJWT_CLAIM_ISS);
    const bool has_aud = pbjwti_has(claims->good, PBJWT_CLAIM_AUD);
    pbjwt_text iss = {NULL, 0};
    if (has_iss)
        iss = (pbjwt_text){(const char *)claims->of[PBJWT_CLAIM_ISS].text.data,
                           claims->of[PBJWT_CLAIM_ISS].text.length};
    pbjwti_check_is(work, PBJWTI_CHECK_PARTIES, PBJWT_OUTCOME_PASSED, NULL);
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++) {
        if (!pbjwti_is_malformed(claims, parties[i]))
            continue;
        pbjwti_tell_wrong_type(work, parties[i], pbjwti_rank_of_claim(work, parties[i], 3),
                               parties[i] == PBJWT_CLAIM_AUD ? "text or an array of texts"
                                                             : "text");
        pbjwti_check_is(work, PBJWTI_CHECK_PARTIES, PBJWT_OUTCOME_FAILED, "%s is %s",
                        pbjwt_claim_name(parties[i]),
                        pbjwti_kind_in_words(work->slots.of[parties[i]].kind));
    }
    explain_party(work, PBJWT_CLAIM_ISS, &iss, has_iss ? 1 : 0, &policy->issuer);
    explain_party(work, PBJWT_CLAIM_AUD, has_aud ? claims->audiences : NULL,
                  has_aud ? claims->audience_count : 0, &policy->audience);
}

void pbjwti_explain_claims(pbjwti_explaining *work) {
    if (!work->has_claims)
        return;
    pbjwti_explain_email(work);
    explain_ids(work);
    explain_parties(work);
    pbjwti_explain_warned(work);
}
