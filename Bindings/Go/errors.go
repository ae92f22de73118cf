// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include <pbjwt.h>
import "C"

import (
	"errors"
	"fmt"
)

// ErrRefused matches every error that is the token's fault, and no other: errors.Is(err, pbjwt.ErrRefused).
var ErrRefused = errors.New("pbjwt: the token is refused")

// A Status says what is wrong, for errors.Is: its numbers and names are stable, but new ones may be added.
type Status uint32

// The statuses of tokens, and from ErrInvalidArgument on those of calls.
const (
	ErrMalformedToken       Status = C.PBJWT_MALFORMED_TOKEN
	ErrTokenTooLarge        Status = C.PBJWT_TOKEN_TOO_LARGE
	ErrMalformedHeader      Status = C.PBJWT_MALFORMED_HEADER
	ErrUnsupportedAlgorithm Status = C.PBJWT_UNSUPPORTED_ALGORITHM
	ErrUnsupportedType      Status = C.PBJWT_UNSUPPORTED_TYPE
	ErrCriticalHeader       Status = C.PBJWT_CRITICAL_HEADER
	ErrUnknownKey           Status = C.PBJWT_UNKNOWN_KEY
	ErrMalformedSignature   Status = C.PBJWT_MALFORMED_SIGNATURE
	ErrSignatureMismatch    Status = C.PBJWT_SIGNATURE_MISMATCH
	ErrMalformedPayload     Status = C.PBJWT_MALFORMED_PAYLOAD
	ErrDuplicateMember      Status = C.PBJWT_DUPLICATE_MEMBER
	ErrMissingExp           Status = C.PBJWT_MISSING_EXP
	ErrExpired              Status = C.PBJWT_EXPIRED
	ErrNotYetValid          Status = C.PBJWT_NOT_YET_VALID
	ErrIssuedInFuture       Status = C.PBJWT_ISSUED_IN_FUTURE
	ErrLifetimeTooLong      Status = C.PBJWT_LIFETIME_TOO_LONG
	ErrMissingEmail         Status = C.PBJWT_MISSING_EMAIL
	ErrMalformedClaim       Status = C.PBJWT_MALFORMED_CLAIM
	ErrConflictingUserID    Status = C.PBJWT_CONFLICTING_USER_ID
	ErrMissingUserHash      Status = C.PBJWT_MISSING_USER_HASH
	ErrMissingUserID        Status = C.PBJWT_MISSING_USER_ID
	ErrUserHashMismatch     Status = C.PBJWT_USER_HASH_MISMATCH
	ErrIssuerMismatch       Status = C.PBJWT_ISSUER_MISMATCH
	ErrAudienceMismatch     Status = C.PBJWT_AUDIENCE_MISMATCH
	ErrEmailNotCanonical    Status = C.PBJWT_EMAIL_NOT_CANONICAL
	ErrInvalidArgument      Status = C.PBJWT_INVALID_ARGUMENT
	ErrWeakSecret           Status = C.PBJWT_WEAK_SECRET
	ErrOutOfMemory          Status = C.PBJWT_OUT_OF_MEMORY
	ErrInternal             Status = C.PBJWT_INTERNAL
)

// Name is the stable name, such as "signature_mismatch".
func (s Status) Name() string {
	return C.GoString(C.pbjwt_status_name(C.pbjwt_status(s)))
}

// Error is the name, for a status by itself.
func (s Status) Error() string {
	return s.Name()
}

// An Error says why a token is refused, or why a call failed. It contains no byte of any token, claim or
// secret. It wraps its status: errors.Is(err, pbjwt.ErrExpired).
type Error struct {
	Status Status
	fault  C.pbjwt_claim
}

// Claim is the one at fault of an ErrMalformedClaim, by the name that the token uses; else empty.
func (e *Error) Claim() string {
	return claimName(e.fault)
}

func claimName(claim C.pbjwt_claim) string {
	return C.GoString(C.pbjwt_claim_name(claim))
}

// Is reports whether the token is at fault, for ErrRefused.
func (e *Error) Is(target error) bool {
	return target == ErrRefused && e.Status < ErrInvalidArgument
}

// Error is a line for the log, such as "malformed_claim (email): email must be text …".
func (e *Error) Error() string {
	if claim := e.Claim(); claim != "" {
		return e.Status.Name() + " (" + claim + "): " + e.Message()
	}
	return e.Status.Name() + ": " + e.Message()
}

// Message is for the operator: what is wrong, with the claim if there is one, and what to do about it.
func (e *Error) Message() string {
	return C.GoString(C.pbjwt_claim_message(C.pbjwt_status(e.Status), e.fault))
}

// PublicMessage is for the person who sent the token.
func (e *Error) PublicMessage() string {
	return C.GoString(C.pbjwt_status_public_message(C.pbjwt_status(e.Status)))
}

// Unwrap returns the status.
func (e *Error) Unwrap() error {
	return e.Status
}

// check is nil for the status of success.
func check(status C.pbjwt_status) error {
	if status == C.PBJWT_OK {
		return nil
	}
	return &Error{Status: Status(status)}
}

// broken returns the error for an argument that breaks a rule.
func broken(rule string) error {
	return fmt.Errorf("pbjwt: %s: %w", rule, ErrInvalidArgument)
}

// checkRule returns the error for a status, with the rule that an invalid argument breaks.
func checkRule(status C.pbjwt_status, rule string) error {
	if status == C.PBJWT_INVALID_ARGUMENT {
		return broken(rule)
	}
	return check(status)
}
