// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include "crossing.h"
import "C"

import (
	"time"
	"unsafe"
)

// A Profile says where tokens arrive.
type Profile int

// The profiles: the redirect flow's callback, and the widget's init and identify.
const (
	SSO    Profile = C.PBJWT_PROFILE_SSO
	Widget Profile = C.PBJWT_PROFILE_WIDGET
)

// A UserHashMode says how "user_hash" is checked.
type UserHashMode int

// The modes.
const (
	UserHashOff       UserHashMode = C.PBJWT_USER_HASH_OFF
	UserHashIfPresent UserHashMode = C.PBJWT_USER_HASH_IF_PRESENT
	UserHashRequired  UserHashMode = C.PBJWT_USER_HASH_REQUIRED
)

// An Option requires something besides a valid signature. Without any, the policy is that of [SSO].
type Option func(*settings)

type settings struct {
	profile Profile
	demands []demand
	report  []Option // of the second policy; nil for none
}

// A demand makes a setting of a policy; its rule says what is wrong with a value out of range.
type demand struct {
	rule string
	set  func(*C.pbjwt_policy) C.pbjwt_status
}

func (s *settings) demand(rule string, set func(*C.pbjwt_policy) C.pbjwt_status) {
	s.demands = append(s.demands, demand{rule, set})
}

// WithProfile starts from the profile's settings.
func WithProfile(profile Profile) Option {
	return func(s *settings) { s.profile = profile }
}

// WithLeeway is how far clocks may differ, in whole seconds.
func WithLeeway(leeway time.Duration) Option {
	return func(s *settings) {
		s.demand("leeway must be 0 to 300 whole seconds", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_leeway(policy, wholeSeconds(leeway))
		})
	}
}

// WithMaxLifetime is the longest time from "iat" to "exp", in whole seconds; zero turns the check off.
func WithMaxLifetime(longest time.Duration) Option {
	return func(s *settings) {
		s.demand("the longest lifetime must be 0 to 253402300799 whole seconds", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_max_lifetime(policy, wholeSeconds(longest))
		})
	}
}

// WithUserHash is how "user_hash" is checked.
func WithUserHash(mode UserHashMode) Option {
	return func(s *settings) {
		s.demand("there is no such user hash mode", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_user_hash(policy, C.pbjwt_user_hash_mode(mode))
		})
	}
}

// WithIssuer is the only "iss" to accept.
func WithIssuer(issuer string) Option {
	return func(s *settings) {
		s.demand("issuer must be a text, not empty, of UTF-8 without U+0000", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_issuer(policy, unsafe.Pointer(startOf(issuer)), C.size_t(len(issuer)))
		})
	}
}

// WithAudience is the value that "aud" must be or contain.
func WithAudience(audience string) Option {
	return func(s *settings) {
		s.demand("audience must be a text, not empty, of UTF-8 without U+0000", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_audience(policy, unsafe.Pointer(startOf(audience)), C.size_t(len(audience)))
		})
	}
}

// WithType is the only "typ" to accept.
func WithType(typ string) Option {
	return func(s *settings) {
		s.demand("type must be 1 to 127 of the characters of media types", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_type(policy, unsafe.Pointer(startOf(typ)), C.size_t(len(typ)))
		})
	}
}

// WithMaxTokenBytes is the longest token to accept.
func WithMaxTokenBytes(bytes int) Option {
	return func(s *settings) {
		s.demand("the longest token must be 256 to 1048576 bytes", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_max_token_bytes(policy, C.size_t(bytes))
		})
	}
}

// AllowMissingExp accepts tokens that never expire.
func AllowMissingExp() Option {
	return func(s *settings) {
		s.demand("", func(policy *C.pbjwt_policy) C.pbjwt_status { return C.pbjwt_policy_set_allow_missing_exp(policy, true) })
	}
}

// WithStrictClaims refuses claims that otherwise only get a warning: those with a wrong type or form.
func WithStrictClaims() Option {
	return func(s *settings) {
		s.demand("", func(policy *C.pbjwt_policy) C.pbjwt_status { return C.pbjwt_policy_set_strict_claims(policy, true) })
	}
}

// An EmailForm is the form of [Identity.CanonicalEmail].
type EmailForm int

// The forms.
const (
	EmailAsSent           EmailForm = C.PBJWT_EMAIL_AS_SENT
	EmailLowercased       EmailForm = C.PBJWT_EMAIL_LOWERCASED
	EmailRequireLowercase EmailForm = C.PBJWT_EMAIL_REQUIRE_LOWERCASE
)

// WithEmailForm is the form of the canonical e-mail.
func WithEmailForm(form EmailForm) Option {
	return func(s *settings) {
		s.demand("there is no such email form", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_email_form(policy, C.pbjwt_email_form(form))
		})
	}
}

// A Reader says who reads the payload's JSON.
type Reader int

// The readers: the library's own, or jansson as a second opinion, too.
const (
	ReaderFast Reader = C.PBJWT_READER_FAST
	ReaderBoth Reader = C.PBJWT_READER_BOTH
)

// WithReader is who reads the payload's JSON.
func WithReader(reader Reader) Option {
	return func(s *settings) {
		s.demand("there is no such reader", func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_reader(policy, C.pbjwt_reader(reader))
		})
	}
}

// WithReport is a second policy that refuses nobody: [Identity.WouldRefuse] lists what it would.
func WithReport(options ...Option) Option {
	return func(s *settings) { s.report = append([]Option{}, options...) }
}

// wholeSeconds returns a number outside every range if a duration has a fraction.
func wholeSeconds(duration time.Duration) C.int64_t {
	if duration%time.Second != 0 {
		return -1
	}
	return C.int64_t(duration / time.Second)
}

// policies are the enforced one, and the one of WithReport or nil.
type policies struct {
	enforced, report *C.pbjwt_policy
}

func (p policies) free() {
	C.pbjwt_policy_free(p.enforced)
	C.pbjwt_policy_free(p.report)
}

// newPolicies returns policies that the caller frees, even with an error.
func newPolicies(options []Option) (policies, error) {
	enforced, report, err := newPolicy(options)
	made := policies{enforced: enforced}
	if err == nil && report != nil {
		made.report, report, err = newPolicy(report)
		if report != nil && err == nil {
			err = broken("a report has no report of its own")
		}
	}
	return made, err
}

// newPolicy returns a policy that the caller frees, even with an error, and the options of WithReport.
func newPolicy(options []Option) (*C.pbjwt_policy, []Option, error) {
	var s settings
	for _, option := range options {
		if option == nil {
			return nil, nil, broken("an option is nil")
		}
		option(&s)
	}
	if s.profile != SSO && s.profile != Widget {
		return nil, nil, broken("there is no such profile")
	}
	policy := C.pbjwt_policy_new(C.pbjwt_profile(s.profile))
	if policy == nil {
		return nil, nil, &Error{Status: ErrOutOfMemory}
	}
	for _, demand := range s.demands {
		if err := checkRule(demand.set(policy), demand.rule); err != nil {
			return policy, nil, err
		}
	}
	return policy, s.report, nil
}
