// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include "crossing.h"
import "C"

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
)

// An Identity is what a verified token says about a person. It is a value: immutable, comparable, and free to
// copy. If the token doesn't have a text, it is empty; if it doesn't have a time, that is zero. The zero
// Identity is nobody.
type Identity struct {
	said  C.pbjwt_go_said
	bytes string
}

// The texts, in the order of crossing.h.
const (
	textEmail = iota
	textCanonicalEmail
	textUserID
	textName
	textAvatarURL
	textCompanyID
	textCompanyName
	textCustomerStatus
	textRenewalDate
	textRenewalRisk
	textAccountOwnerID
	textAccountOwnerEmail
	textExternalUserID
	textIssuer
	textTokenID
	textKeyID
	textPayload
)

func (i *Identity) text(place int) string {
	start := C.uint32_t(0)
	if place > 0 {
		start = i.said.ends[place-1]
	}
	return i.bytes[start:i.said.ends[place]]
}

// Email is the address as sent.
func (i *Identity) Email() string { return i.text(textEmail) }

// CanonicalEmail is the address to look people up by.
func (i *Identity) CanonicalEmail() string { return i.text(textCanonicalEmail) }

// UserID is "sub", or else "id".
func (i *Identity) UserID() string { return i.text(textUserID) }

// Name is the person's name.
func (i *Identity) Name() string { return i.text(textName) }

// AvatarURL is an http or https URL.
func (i *Identity) AvatarURL() string { return i.text(textAvatarURL) }

// CompanyID is the company's id.
func (i *Identity) CompanyID() string { return i.text(textCompanyID) }

// CompanyName is the company's name.
func (i *Identity) CompanyName() string { return i.text(textCompanyName) }

// CustomerStatus is "active", "trial", "churned" or a custom one.
func (i *Identity) CustomerStatus() string { return i.text(textCustomerStatus) }

// RenewalDate is the date as the token has it; [Identity.RenewalTime] is the same as a time.
func (i *Identity) RenewalDate() string { return i.text(textRenewalDate) }

// RenewalRisk is "low", "medium" or "high".
func (i *Identity) RenewalRisk() string { return i.text(textRenewalRisk) }

// AccountOwnerID is the id of the account's owner.
func (i *Identity) AccountOwnerID() string { return i.text(textAccountOwnerID) }

// AccountOwnerEmail is the address of the account's owner.
func (i *Identity) AccountOwnerEmail() string { return i.text(textAccountOwnerEmail) }

// ExternalUserID is the person's id elsewhere.
func (i *Identity) ExternalUserID() string { return i.text(textExternalUserID) }

// Issuer is "iss".
func (i *Identity) Issuer() string { return i.text(textIssuer) }

// TokenID is "jti".
func (i *Identity) TokenID() string { return i.text(textTokenID) }

// KeyID is the id of the secret that verified the token.
func (i *Identity) KeyID() string { return i.text(textKeyID) }

// Custom is a JSON object of the members that have no method here, made new with each call.
func (i *Identity) Custom() json.RawMessage {
	if i.said.there>>textPayload&1 == 0 {
		return json.RawMessage("{}")
	}
	return customOf(i.text(textPayload))
}

// CompanyMRR is in US dollars; false if the token doesn't have it.
func (i *Identity) CompanyMRR() (dollars float64, ok bool) {
	return i.number(0)
}

// RenewalSeconds is the renewal date as seconds since 1970; false if the token doesn't have it.
func (i *Identity) RenewalSeconds() (seconds float64, ok bool) {
	return i.number(1)
}

// RenewalTime is the renewal date; one without a time means midnight UTC.
func (i *Identity) RenewalTime() time.Time { return i.time(1) }

// IssuedAt is "iat".
func (i *Identity) IssuedAt() time.Time { return i.time(2) }

// NotBefore is "nbf".
func (i *Identity) NotBefore() time.Time { return i.time(3) }

// ExpiresAt is "exp".
func (i *Identity) ExpiresAt() time.Time { return i.time(4) }

func (i *Identity) number(place int) (float64, bool) {
	return float64(i.said.numbers[place]), i.said.which_numbers>>place&1 != 0
}

func (i *Identity) time(place int) time.Time {
	seconds, ok := i.number(place)
	if !ok {
		return time.Time{}
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(math.Round(fraction*1e9))).UTC()
}

// A CustomerKind is the kind of customer status.
type CustomerKind int

// The kinds; the text of another one is [Identity.CustomerStatus].
const (
	CustomerAbsent  CustomerKind = C.PBJWT_CUSTOMER_ABSENT
	CustomerActive  CustomerKind = C.PBJWT_CUSTOMER_ACTIVE
	CustomerTrial   CustomerKind = C.PBJWT_CUSTOMER_TRIAL
	CustomerChurned CustomerKind = C.PBJWT_CUSTOMER_CHURNED
	CustomerOther   CustomerKind = C.PBJWT_CUSTOMER_OTHER
)

// String is the kind's name in the contract, and empty if it is absent.
func (k CustomerKind) String() string {
	return wordAt([]string{"", "active", "trial", "churned", "other"}, int(k))
}

// CustomerKind is the kind of customer status.
func (i *Identity) CustomerKind() CustomerKind { return CustomerKind(i.said.customer_status) }

// HashState is the state of "user_hash". It binds the user id, not the e-mail address.
type HashState int

// The states of a user_hash. An unchecked one is present, but the policy doesn't check it.
const (
	HashAbsent    HashState = C.PBJWT_HASH_ABSENT
	HashUnchecked HashState = C.PBJWT_HASH_UNCHECKED
	HashVerified  HashState = C.PBJWT_HASH_VERIFIED
)

// String is the state's name in the contract.
func (s HashState) String() string {
	return wordAt([]string{"absent", "unchecked", "verified"}, int(s))
}

func wordAt(words []string, place int) string {
	if place < 0 || place >= len(words) {
		return "unknown"
	}
	return words[place]
}

// UserHash is the state of "user_hash".
func (i *Identity) UserHash() HashState { return HashState(i.said.user_hash) }

// notes returns where the warnings begin, and where the ends of the audiences begin.
func (i *Identity) notes() (notes, ends int) {
	ends = len(i.bytes) - 4*int(i.said.audiences)
	return ends - 2*int(i.said.warnings+i.said.refusals), ends
}

// Audience is what "aud" names.
func (i *Identity) Audience() []string {
	if i.said.audiences == 0 {
		return nil
	}
	_, ends := i.notes()
	all, start := make([]string, i.said.audiences), uint32(i.said.ends[textPayload])
	for place := range all {
		at := ends + 4*place
		end := binary.LittleEndian.Uint32([]byte(i.bytes[at : at+4]))
		all[place], start = i.bytes[start:end], end
	}
	return all
}

// A Warning says what is odd about an accepted token.
type Warning struct {
	Kind    string // stable, such as "not_canonical"
	Claim   string // that it is about, or empty
	Message string // for the operator
}

// Warnings are in the order of the checks.
func (i *Identity) Warnings() []Warning {
	if i.said.warnings == 0 {
		return nil
	}
	at, _ := i.notes()
	all := make([]Warning, i.said.warnings)
	for place := range all {
		kind, claim := C.pbjwt_warning(i.bytes[at+2*place]), C.pbjwt_claim(i.bytes[at+2*place+1])
		all[place] = Warning{C.GoString(C.pbjwt_warning_name(kind)), claimName(claim), C.GoString(C.pbjwt_warning_message(kind, claim))}
	}
	return all
}

// WouldRefuse lists what the policy of [WithReport] would refuse.
func (i *Identity) WouldRefuse() []*Error {
	if i.said.refusals == 0 {
		return nil
	}
	at, _ := i.notes()
	at += 2 * int(i.said.warnings)
	all := make([]*Error, i.said.refusals)
	for place := range all {
		all[place] = &Error{Status: Status(i.bytes[at+2*place]), fault: C.pbjwt_claim(i.bytes[at+2*place+1])}
	}
	return all
}

// String is a summary for logs: nothing about the person.
func (i Identity) String() string {
	if i.said.holds_someone == 0 {
		return "<Identity of nobody>"
	}
	return fmt.Sprintf("<Identity, expires at %s, %d warnings>", i.ExpiresAt().Format(time.RFC3339), i.said.warnings)
}

// Format writes the same for every verb.
func (i Identity) Format(to fmt.State, _ rune) {
	io.WriteString(to, i.String())
}
