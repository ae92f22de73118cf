// SPDX-License-Identifier: Apache-2.0

// Package pbjwt verifies the HS256 JSON Web Tokens that tell ProductBridge who a person is, by libpbjwt.
//
//	secret, err := pbjwt.NewSecret(bytes)
//	…
//	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret}, pbjwt.WithAudience("sso"))
//	…
//	identity, err := verifier.Verify(token)
//	var refusal *pbjwt.Error
//	switch {
//	case errors.Is(err, pbjwt.ErrExpired):
//		askForAFreshToken()
//	case errors.As(err, &refusal):
//		log.Print(refusal)               // "malformed_claim (email): email must be text …"
//		respond(refusal.PublicMessage()) // safe to show to the person
//	}
package pbjwt

// #cgo pkg-config: pbjwt
// #include "crossing.h"
import "C"

import (
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// Version is that of this package; the library's own is [LibraryVersion].
const Version = "0.1.0"

// LibraryVersion is that of the running libpbjwt.
func LibraryVersion() string {
	return C.GoString(C.pbjwt_version())
}

// A Verifier has secrets and a policy, ready to verify with. It is immutable, and any number of goroutines
// may use one at once. Its copy of the secrets is wiped when it is collected.
type Verifier struct {
	handle *C.pbjwt_verifier
}

// NewVerifier takes one to eight secrets, any of which may have signed.
func NewVerifier(secrets []*Secret, options ...Option) (*Verifier, error) {
	policies, err := newPolicies(options)
	defer policies.free()
	if err != nil {
		return nil, err
	}
	array, err := handles(secrets)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(array))
	var handle *C.pbjwt_verifier
	status := C.pbjwt_verifier_new_reporting(array, C.size_t(len(secrets)), policies.enforced, policies.report, &handle)
	runtime.KeepAlive(secrets)
	if err := checkRule(status, "a verifier takes 1 to 8 secrets, no two with the same id"); err != nil {
		return nil, err
	}
	verifier := &Verifier{handle: handle}
	runtime.SetFinalizer(verifier, func(v *Verifier) { C.pbjwt_verifier_release(v.handle) })
	return verifier, nil
}

// roomBytes are enough for most tokens.
const roomBytes = 4096

// A space is the memory of one verification.
type space struct {
	identity *C.pbjwt_identity
	said     C.pbjwt_go_said
	used     C.size_t
	fault    C.pbjwt_claim
	room     [roomBytes]byte
}

var spaces = sync.Pool{New: func() any {
	made := &space{identity: C.pbjwt_identity_new(1024)}
	runtime.SetFinalizer(made, func(s *space) { C.pbjwt_identity_free(s.identity) })
	return made
}}

// A moment is the time to verify at: the clock's, or the caller's own.
type moment struct {
	now   C.int64_t
	timed C.int
}

func at(now time.Time) moment {
	return moment{C.int64_t(now.Unix()), 1}
}

// Verify returns who the token says it is, now. Its error is an [*Error].
func (v *Verifier) Verify(token string) (Identity, error) {
	return v.verify(startOf(token), len(token), moment{})
}

// VerifyAt does the same at that time, in whole seconds.
func (v *Verifier) VerifyAt(token string, now time.Time) (Identity, error) {
	return v.verify(startOf(token), len(token), at(now))
}

// VerifyBytes is Verify for a token that isn't a string. It must not be changed meanwhile.
func (v *Verifier) VerifyBytes(token []byte) (Identity, error) {
	return v.verify(startOfBytes(token), len(token), moment{})
}

// VerifyBytesAt is VerifyAt for a token that isn't a string.
func (v *Verifier) VerifyBytesAt(token []byte, now time.Time) (Identity, error) {
	return v.verify(startOfBytes(token), len(token), at(now))
}

func (v *Verifier) verify(token *C.char, length int, when moment) (Identity, error) {
	space := spaces.Get().(*space)
	if space.identity == nil {
		return Identity{}, &Error{Status: ErrOutOfMemory}
	}
	room := space.room[:]
	for {
		start := startOfBytes(room) // inside the call, cgo's check would allocate
		status := C.pbjwt_go_verify(C.uintptr_t(uintptr(unsafe.Pointer(v.handle))), token, C.size_t(length), when.now, when.timed,
			C.uintptr_t(uintptr(unsafe.Pointer(space.identity))), &space.said, start, C.size_t(len(room)), &space.used, &space.fault)
		if status != C.PBJWT_OK {
			err := &Error{Status: Status(status), fault: space.fault}
			spaces.Put(space)
			runtime.KeepAlive(v)
			return Identity{}, err
		}
		if int(space.used) <= len(room) {
			break
		}
		room = make([]byte, space.used) // repeats the call with enough room
	}
	identity := Identity{said: space.said, bytes: string(room[:space.used])}
	spaces.Put(space)
	runtime.KeepAlive(v)
	return identity, nil
}

// VerifyJSON returns the library's own JSON of the result, accepted or refused. Its error is a problem on the
// server, never the token's fault.
func (v *Verifier) VerifyJSON(token string) ([]byte, error) {
	return v.verifyJSON(token, moment{})
}

// VerifyJSONAt does the same at that time.
func (v *Verifier) VerifyJSONAt(token string, now time.Time) ([]byte, error) {
	return v.verifyJSON(token, at(now))
}

func (v *Verifier) verifyJSON(token string, when moment) ([]byte, error) {
	space := spaces.Get().(*space)
	defer spaces.Put(space)
	if space.identity == nil {
		return nil, &Error{Status: ErrOutOfMemory}
	}
	var json *C.char
	var length C.size_t
	status := C.pbjwt_go_verify_json(v.handle, startOf(token), C.size_t(len(token)), when.now, when.timed, space.identity,
		&json, &length)
	runtime.KeepAlive(v)
	if err := check(status); err != nil {
		return nil, err
	}
	return taken(json, length), nil
}

// String shows nothing about the secrets.
func (v *Verifier) String() string {
	defer runtime.KeepAlive(v)
	return "<Verifier by " + C.GoString(C.pbjwt_verifier_backend(v.handle)) + ">"
}

// startOf returns a pointer to a string's bytes, which isn't nil even if there are none: C reads only the given length.
func startOf(text string) *C.char {
	if text == "" {
		return &nothing
	}
	return *(**C.char)(unsafe.Pointer(&text))
}

func startOfBytes(bytes []byte) *C.char {
	if len(bytes) == 0 {
		return &nothing
	}
	return (*C.char)(unsafe.Pointer(&bytes[0]))
}

var nothing C.char

// taken copies bytes of the library into Go's memory, and frees them.
func taken(bytes *C.char, length C.size_t) []byte {
	if bytes == nil {
		return nil
	}
	defer C.pbjwt_free(unsafe.Pointer(bytes))
	return C.GoBytes(unsafe.Pointer(bytes), C.int(length))
}
