// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include "crossing.h"
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// A Secret signs tokens. It is immutable, and its copy of the key is wiped when it is collected; wiping the
// caller's own is up to the caller.
type Secret struct {
	handle *C.pbjwt_secret
}

// A Format says how a secret is written. It is never guessed.
type Format int

// The formats. ProductBridge's secrets are Text: their characters are the key.
const (
	Text   Format = C.PBJWT_SECRET_TEXT
	Hex    Format = C.PBJWT_SECRET_HEX
	Base64 Format = C.PBJWT_SECRET_BASE64
)

// A SecretOption sets an option of a secret.
type SecretOption func(*secretSettings)

type secretSettings struct {
	format   Format
	weak     bool
	id       *string
	notAfter *time.Time
}

// WithFormat says how it is written; without, it is Text.
func WithFormat(format Format) SecretOption {
	return func(s *secretSettings) { s.format = format }
}

// WithID names it, as the "kid" of tokens does.
func WithID(id string) SecretOption {
	return func(s *secretSettings) { s.id = &id }
}

// WithNotAfter is the last second at which it is valid.
func WithNotAfter(end time.Time) SecretOption {
	return func(s *secretSettings) { s.notAfter = &end }
}

// AllowWeak accepts a key of 1 to 31 bytes; every identity that it verifies has a warning.
func AllowWeak() SecretOption {
	return func(s *secretSettings) { s.weak = true }
}

// NewSecret takes all bytes of a secret: no newline is removed.
func NewSecret(bytes []byte, options ...SecretOption) (*Secret, error) {
	var s secretSettings
	for _, option := range options {
		if option == nil {
			return nil, broken("an option is nil")
		}
		option(&s)
	}
	var made *C.pbjwt_secret
	var status C.pbjwt_status
	rule := "a secret must be written in its format, and of at most 4096 bytes"
	start, length := unsafe.Pointer(startOfBytes(bytes)), C.size_t(len(bytes))
	if s.weak {
		status = C.pbjwt_secret_new_weak(start, length, C.pbjwt_secret_format(s.format), &made)
	} else {
		status = C.pbjwt_secret_new(start, length, C.pbjwt_secret_format(s.format), &made)
	}
	if status == C.PBJWT_OK && s.id != nil {
		rule = "a secret's id must be of 1 to 255 bytes of UTF-8 without control characters"
		status = C.pbjwt_secret_set_id(made, unsafe.Pointer(startOf(*s.id)), C.size_t(len(*s.id)))
	}
	if status == C.PBJWT_OK && s.notAfter != nil {
		rule = "the end of a secret must be in the years 1970 to 9999"
		status = C.pbjwt_secret_set_not_after(made, C.int64_t(s.notAfter.Unix()))
	}
	if err := checkRule(status, rule); err != nil {
		C.pbjwt_secret_free(made)
		return nil, err
	}
	secret := &Secret{handle: made}
	runtime.SetFinalizer(secret, func(s *Secret) { C.pbjwt_secret_free(s.handle) })
	return secret, nil
}

// handles returns an array of the secrets' handles in C's memory, which the caller frees; it must keep the secrets alive.
// cgo doesn't allow a Go array of pointers here.
func handles(secrets []*Secret) (**C.pbjwt_secret, error) {
	array := (**C.pbjwt_secret)(C.calloc(C.size_t(len(secrets))+1, C.size_t(unsafe.Sizeof(uintptr(0)))))
	if array == nil {
		return nil, &Error{Status: ErrOutOfMemory}
	}
	for place, secret := range secrets {
		if secret == nil || secret.handle == nil {
			C.free(unsafe.Pointer(array))
			return nil, broken("a secret is nil")
		}
		unsafe.Slice(array, len(secrets))[place] = secret.handle
	}
	return array, nil
}

// UserHash returns the user_hash of a user id, in hex.
func (s *Secret) UserHash(userID string) (string, error) {
	var hex [C.PBJWT_HASH_HEX_SIZE]C.char
	status := C.pbjwt_user_hash(s.handle, unsafe.Pointer(startOf(userID)), C.size_t(len(userID)), &hex[0], C.PBJWT_HASH_HEX_SIZE)
	runtime.KeepAlive(s)
	if err := checkRule(status, "a user id must not be empty, and not the first parts of a token"); err != nil {
		return "", err
	}
	return C.GoString(&hex[0]), nil
}

// GenerateSecret makes a new secret in the form that ProductBridge generates: 64 hex characters.
func GenerateSecret() (string, error) {
	var hex [C.PBJWT_HASH_HEX_SIZE]C.char
	if err := check(C.pbjwt_generate_secret(&hex[0], C.PBJWT_HASH_HEX_SIZE)); err != nil {
		return "", err
	}
	return C.GoString(&hex[0]), nil
}
