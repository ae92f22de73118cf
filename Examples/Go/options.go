// SPDX-License-Identifier: Apache-2.0

package pbjwt

/*
#include <pbjwt.h>

// An empty Go string may have no address, and to demand "" is not to demand nothing.
static pbjwt_status set_issuer(pbjwt_policy *policy, _GoString_ issuer) {
	const size_t length = _GoStringLen(issuer);
	return pbjwt_policy_set_issuer(policy, length > 0 ? _GoStringPtr(issuer) : "", length);
}
static pbjwt_status set_audience(pbjwt_policy *policy, _GoString_ audience) {
	const size_t length = _GoStringLen(audience);
	return pbjwt_policy_set_audience(policy, length > 0 ? _GoStringPtr(audience) : "", length);
}
*/
import "C"

import "time"

// A Profile tells where tokens come in.
type Profile int

// The profiles: the redirect flow's callback, and the widget's init and identify.
const (
	SSO    Profile = C.PBJWT_PROFILE_SSO
	Widget Profile = C.PBJWT_PROFILE_WIDGET
)

// A UserHashMode tells what is demanded of "user_hash".
type UserHashMode int

// The modes.
const (
	UserHashIgnored   UserHashMode = C.PBJWT_USER_HASH_OFF
	UserHashIfPresent UserHashMode = C.PBJWT_USER_HASH_IF_PRESENT
	UserHashRequired  UserHashMode = C.PBJWT_USER_HASH_REQUIRED
)

// An Option demands something beyond a good signature. Without any it is as [SSO] has it.
type Option func(*settings)

type settings struct {
	profile Profile
	demands []func(*C.pbjwt_policy) C.pbjwt_status
}

func (s *settings) demand(demand func(*C.pbjwt_policy) C.pbjwt_status) {
	s.demands = append(s.demands, demand)
}

// WithProfile starts from the profile's settings.
func WithProfile(profile Profile) Option {
	return func(s *settings) { s.profile = profile }
}

// WithLeeway is how far clocks may differ, in whole seconds.
func WithLeeway(leeway time.Duration) Option {
	return func(s *settings) {
		s.demand(func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_leeway(policy, wholeSeconds(leeway))
		})
	}
}

// WithMaxLifetime is the longest time from "iat" to "exp", in whole seconds; zero switches the check off.
func WithMaxLifetime(longest time.Duration) Option {
	return func(s *settings) {
		s.demand(func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_max_lifetime(policy, wholeSeconds(longest))
		})
	}
}

// WithUserHash is what is demanded of "user_hash".
func WithUserHash(mode UserHashMode) Option {
	return func(s *settings) {
		s.demand(func(policy *C.pbjwt_policy) C.pbjwt_status {
			return C.pbjwt_policy_set_user_hash(policy, C.pbjwt_user_hash_mode(mode))
		})
	}
}

// WithIssuer is the one "iss" that is let in.
func WithIssuer(issuer string) Option {
	return func(s *settings) {
		s.demand(func(policy *C.pbjwt_policy) C.pbjwt_status { return C.set_issuer(policy, issuer) })
	}
}

// WithAudience is what "aud" must be or hold.
func WithAudience(audience string) Option {
	return func(s *settings) {
		s.demand(func(policy *C.pbjwt_policy) C.pbjwt_status { return C.set_audience(policy, audience) })
	}
}

// wholeSeconds is out of every range where a duration has a fraction.
func wholeSeconds(duration time.Duration) C.int64_t {
	if duration%time.Second != 0 {
		return -1
	}
	return C.int64_t(duration / time.Second)
}

// newPolicy gives what the caller frees.
func newPolicy(options []Option) (*C.pbjwt_policy, error) {
	var s settings
	for _, option := range options {
		if option == nil {
			return nil, &Error{Status: ErrInvalidArgument}
		}
		option(&s)
	}
	if s.profile != SSO && s.profile != Widget {
		return nil, &Error{Status: ErrInvalidArgument}
	}
	policy := C.pbjwt_policy_new(C.pbjwt_profile(s.profile))
	if policy == nil {
		return nil, &Error{Status: ErrOutOfMemory}
	}
	for _, demand := range s.demands {
		if err := check(demand(policy)); err != nil {
			C.pbjwt_policy_free(policy)
			return nil, err
		}
	}
	return policy, nil
}
