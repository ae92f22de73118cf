// SPDX-License-Identifier: Apache-2.0

package pbjwt

/*
#include "crossing.h"

// Takes a Go string, which only a C function can read without a copy.
static pbjwt_status set_type(pbjwt_claims *claims, _GoString_ type) {
	return pbjwt_claims_set_type(claims, _GoStringLen(type) > 0 ? _GoStringPtr(type) : "", _GoStringLen(type));
}
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

// Claims are those of a token to issue, by their names in it: texts, numbers for "company_mrr" and "nbf", and
// a []string or a text for "aud". "exp" and "iat" follow from the lifetime, and claims that the documents
// don't name go into Custom.
type Claims map[string]any

// Issuing has the options of a token to issue.
type Issuing struct {
	Lifetime time.Duration   // in whole seconds; zero is an hour
	Now      time.Time       // zero is the clock's
	Custom   json.RawMessage // an object of members that the documents don't name
	UserHash bool            // whether it carries the hash of its user id
	Type     string          // the header's "typ"; empty is JWT
}

// Issue signs a token.
func (s *Secret) Issue(claims Claims, how Issuing) (string, error) {
	made := C.pbjwt_claims_new()
	if made == nil {
		return "", &Error{Status: ErrOutOfMemory}
	}
	defer C.pbjwt_claims_free(made)
	for name, value := range claims {
		if err := setClaim(made, name, value); err != nil {
			return "", err
		}
	}
	status, rule := C.pbjwt_claims_set_user_hash(made, C.bool(how.UserHash)), ""
	if status == C.PBJWT_OK && how.Custom != nil {
		rule = "Custom must be a JSON object without claims of the documents"
		status = C.pbjwt_claims_set_custom(made, unsafe.Pointer(startOfBytes(how.Custom)), C.size_t(len(how.Custom)))
	}
	if status == C.PBJWT_OK && how.Type != "" {
		rule = "Type must be 1 to 127 of the characters of media types"
		status = C.set_type(made, how.Type)
	}
	if err := checkRule(status, rule); err != nil {
		return "", err
	}
	return s.issue(made, how)
}

func (s *Secret) issue(claims *C.pbjwt_claims, how Issuing) (string, error) {
	lifetime := C.int64_t(C.PBJWT_DEFAULT_LIFETIME)
	if how.Lifetime != 0 {
		lifetime = wholeSeconds(how.Lifetime)
	}
	var token *C.char
	var length C.size_t
	var fault C.pbjwt_claim
	var status C.pbjwt_status
	if how.Now.IsZero() {
		status = C.pbjwt_issue(s.handle, claims, lifetime, &token, &length, &fault)
	} else {
		status = C.pbjwt_issue_at(s.handle, claims, C.int64_t(how.Now.Unix()), lifetime, &token, &length, &fault)
	}
	runtime.KeepAlive(s)
	if status == C.PBJWT_INVALID_ARGUMENT {
		return "", broken("no such token can be issued: its lifetime must be at least a second and whole, and end by the " +
			"year 9999, nbf must lie before its end, the secret must count yet, and a hashed user id must not be a token's first parts")
	}
	if status != C.PBJWT_OK {
		return "", &Error{Status: Status(status), fault: fault}
	}
	return string(taken(token, length)), nil
}

func setClaim(claims *C.pbjwt_claims, name string, value any) error {
	claim := claimNamed(name)
	if claim == C.PBJWT_CLAIM_NONE {
		return broken(fmt.Sprintf("%q is not a claim of the documents: put it into Custom", name))
	}
	status := C.pbjwt_status(C.PBJWT_OK)
	switch value := value.(type) {
	case nil:
	case string:
		status = C.pbjwt_claims_set_text(claims, claim, unsafe.Pointer(startOf(value)), C.size_t(len(value)))
	case []string:
		for place := 0; place < len(value) && status == C.PBJWT_OK; place++ {
			status = C.PBJWT_INVALID_ARGUMENT
			if claim == C.PBJWT_CLAIM_AUD {
				status = C.pbjwt_claims_add_audience(claims, unsafe.Pointer(startOf(value[place])), C.size_t(len(value[place])))
			}
		}
	case float64:
		status = C.pbjwt_claims_set_number(claims, claim, C.double(value))
	case int:
		status = C.pbjwt_claims_set_number(claims, claim, C.double(value))
	case int64:
		status = C.pbjwt_claims_set_number(claims, claim, C.double(value))
	default:
		status = C.PBJWT_INVALID_ARGUMENT
	}
	if status == C.PBJWT_INVALID_ARGUMENT {
		return broken(fmt.Sprintf("%s can't be set to a %T of that value", name, value))
	}
	return check(status)
}

func claimNamed(name string) C.pbjwt_claim {
	for number := 1; number <= int(C.pbjwt_claim_count()); number++ {
		if claimName(C.pbjwt_claim(number)) == name {
			return C.pbjwt_claim(number)
		}
	}
	return C.PBJWT_CLAIM_NONE
}
