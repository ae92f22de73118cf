// SPDX-License-Identifier: Apache-2.0

package pbjwt

/*
#include "crossing.h"

// A C structure, because a Go structure that is passed to C can't contain pointers to Go.
static pbjwt_status explain(pbjwt_secret *const *secrets, size_t count, pbjwt_secret *const *others,
                            size_t other_count, const pbjwt_policy *policy, const char *token, size_t length,
                            const char *second, size_t second_length, int64_t now, char **json, size_t *json_length,
                            char **text, size_t *text_length) {
	pbjwt_explain_input input;
	pbjwt_report *report = NULL;
	memset(&input, 0, sizeof input);
	input.size = sizeof input;
	input.secrets = secrets;
	input.secret_count = count;
	input.other_secrets = others;
	input.other_secret_count = other_count;
	input.policy = policy;
	input.token = token;
	input.token_length = length;
	input.second_token = second_length > 0 ? second : NULL;
	input.second_token_length = second_length;
	input.now = now;
	pbjwt_status status = pbjwt_explain(&input, &report);
	*json = *text = NULL;
	*json_length = *text_length = 0;
	if (status == PBJWT_OK)
		status = pbjwt_report_json(report, json, json_length);
	if (status == PBJWT_OK)
		status = pbjwt_report_text(report, false, text, text_length);
	pbjwt_report_free(report);
	return status;
}
*/
import "C"

import (
	"encoding/json"
	"runtime"
	"time"
	"unsafe"
)

// A Report says why a token is refused or gets a warning. It quotes the token's claims: show it to operators
// and to those who sign tokens. It gives no identity.
type Report struct {
	JSON                []byte  // the library's own, with every check
	Text                string  // the same for people
	Status              string  // such as "signature_mismatch", or "ok"
	Claim               string  // at fault, or empty
	StatusAfterCleaning string  // without what was wrapped around the token
	Causes              []Cause // the most likely first
}

// A Cause is a usual reason for such a refusal.
type Cause struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
	Side   string `json:"side"` // who has to change something: "signer", "carrier", "verifier" or "nobody"
	Found  string `json:"found"`
	Advice string `json:"advice"`
}

// Explaining has the options of an explanation.
type Explaining struct {
	OtherSecrets []*Secret // tried where none of the others fits
	Options      []Option  // the policy
	SecondToken  string    // whose signature the token may bear
	Now          time.Time // zero is the clock's
}

// Explain looks for the causes. It is slow: not for every refused token of a public endpoint.
func Explain(token string, secrets []*Secret, how Explaining) (*Report, error) {
	policies, err := newPolicies(how.Options)
	defer policies.free()
	if err != nil {
		return nil, err
	}
	own, err := handles(secrets)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(own))
	others, err := handles(how.OtherSecrets)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(others))
	now := how.Now
	if now.IsZero() {
		now = time.Now()
	}
	var text, forPrograms *C.char
	var textLength, length C.size_t
	status := C.explain(own, C.size_t(len(secrets)), others, C.size_t(len(how.OtherSecrets)), policies.enforced,
		startOf(token), C.size_t(len(token)), startOf(how.SecondToken), C.size_t(len(how.SecondToken)), C.int64_t(now.Unix()),
		&forPrograms, &length, &text, &textLength)
	runtime.KeepAlive(secrets)
	runtime.KeepAlive(how.OtherSecrets)
	report := &Report{JSON: taken(forPrograms, length), Text: string(taken(text, textLength))}
	if err := checkRule(status, "explain takes 1 to 8 secrets of different ids, at most 32 others, and a time from 1970 to 9999"); err != nil {
		return nil, err
	}
	return report, report.read()
}

func (r *Report) read() error {
	var members struct {
		Status  string  `json:"status"`
		Claim   string  `json:"claim"`
		Cleaned string  `json:"status_after_cleaning"`
		Causes  []Cause `json:"causes"`
	}
	if err := json.Unmarshal(r.JSON, &members); err != nil {
		return err
	}
	r.Status, r.Claim, r.StatusAfterCleaning, r.Causes = members.Status, members.Claim, members.Cleaned, members.Causes
	return nil
}

// An Inspection is a token's parts as JSON texts, UNVERIFIED: anyone may have written them. A part that can't
// be read is nil, and Err is the error that verification would return for it.
type Inspection struct {
	Header, Payload []byte
	Err             error
}

// Inspect reads a token without verifying it.
func Inspect(token string) Inspection {
	var header, payload *C.char
	var headerLength, payloadLength C.size_t
	status := C.pbjwt_inspect_unverified(unsafe.Pointer(startOf(token)), C.size_t(len(token)), &header, &headerLength,
		&payload, &payloadLength)
	return Inspection{taken(header, headerLength), taken(payload, payloadLength), check(status)}
}
