// SPDX-License-Identifier: Apache-2.0

// Package pbjwt verifies the HS256 JSON Web Tokens that tell ProductBridge who a person is, by libpbjwt.
//
//	verifier, err := pbjwt.NewVerifier([][]byte{secret})
//	…
//	identity, err := verifier.Verify(token)
//	var refusal *pbjwt.Error
//	switch {
//	case errors.Is(err, pbjwt.ErrExpired):
//		askForAFreshToken()
//	case errors.As(err, &refusal):
//		log.Print(refusal)               // "malformed_claim (email): email must be text …"
//		respond(refusal.PublicMessage()) // safe to show to whoever sent the token
//	}
package pbjwt

/*
#cgo pkg-config: pbjwt
#include "gather.h"

static pbjwt_status find_string(const pbjwt_verifier *verifier, _GoString_ token, const int64_t *at, found *to) {
	return find(verifier, _GoStringPtr(token), _GoStringLen(token), at, to);
}
*/
import "C"

import (
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// Version is that of the library which is running.
func Version() string {
	return C.GoString(C.pbjwt_version())
}

// A Verifier holds secrets and a policy, made ready. Any number of goroutines may use one at once.
type Verifier struct {
	// Held for reading while the handle is used, so that Close waits.
	mutex  sync.RWMutex
	handle *C.pbjwt_verifier
}

// NewVerifier takes one to eight secrets, any of which may have signed. They are not kept; to wipe the
// caller's own copy of them is up to the caller. The verifier is to be closed when it isn't needed any
// more; what is forgotten the garbage collector closes at some time.
func NewVerifier(secrets [][]byte, options ...Option) (*Verifier, error) {
	policy, err := newPolicy(options)
	if err != nil {
		return nil, err
	}
	defer C.pbjwt_policy_free(policy)

	if len(secrets) == 0 {
		return nil, &Error{Status: ErrInvalidArgument}
	}
	made := make([]*C.pbjwt_secret, len(secrets))
	defer func() {
		for _, secret := range made {
			C.pbjwt_secret_free(secret) // wipes it
		}
	}()
	for i, text := range secrets {
		var secret *C.pbjwt_secret
		var status C.pbjwt_status
		if len(text) == 0 {
			status = C.pbjwt_secret_new(nil, 0, C.PBJWT_SECRET_TEXT, &secret)
		} else {
			// The element's address has to stand in the call itself: so no more than the slice is
			// looked through for pointers, which whatever it lies in may have.
			status = C.pbjwt_secret_new(unsafe.Pointer(&text[0]), C.size_t(len(text)), C.PBJWT_SECRET_TEXT, &secret)
		}
		if err := check(status); err != nil {
			return nil, err
		}
		made[i] = secret
	}

	var handle *C.pbjwt_verifier
	if err := check(C.pbjwt_verifier_new(&made[0], C.size_t(len(made)), policy, &handle)); err != nil {
		return nil, err
	}
	verifier := &Verifier{handle: handle}
	runtime.SetFinalizer(verifier, (*Verifier).Close)
	return verifier, nil
}

// Close wipes and frees, after all verifications that are under way. It may be called again.
func (v *Verifier) Close() error {
	if v == nil {
		return nil
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	C.pbjwt_verifier_release(v.handle)
	v.handle = nil
	runtime.SetFinalizer(v, nil)
	return nil
}

// Verify tells who the token says it is, now. Its error is an [*Error] or [ErrClosed].
func (v *Verifier) Verify(token string) (*Identity, error) {
	return v.verify(token, nil)
}

// VerifyAt does the same at that time, in whole seconds.
func (v *Verifier) VerifyAt(token string, at time.Time) (*Identity, error) {
	seconds := C.int64_t(at.Unix())
	return v.verify(token, &seconds)
}

func (v *Verifier) verify(token string, at *C.int64_t) (*Identity, error) {
	if v == nil {
		return nil, ErrClosed
	}
	v.mutex.RLock()
	defer v.mutex.RUnlock() // which also keeps the finalizer away
	if v.handle == nil {
		return nil, ErrClosed
	}
	var found C.found
	defer C.found_free(&found)
	if status := C.find_string(v.handle, token, at, &found); status != C.PBJWT_OK {
		return nil, &Error{
			Status: Status(status),
			Claim:  C.GoString(C.pbjwt_claim_name(found.claim_at_fault)),
			fault:  found.claim_at_fault,
		}
	}
	return copied(&found), nil
}
