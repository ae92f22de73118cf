// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include "gather.h"
import "C"

import (
	"encoding/json"
	"math"
	"time"
	"unsafe"
)

// An Identity is what a token says about a person. What is nil is absent, null, or was left out with a
// warning.
type Identity struct {
	Email              string // as sent
	CanonicalEmail     string // what to look people up by
	UserID             *string
	Name               *string
	AvatarURL          *string
	CompanyName        *string
	CompanyID          *string
	CompanyMRR         *float64 // US dollars
	CustomerStatus     CustomerStatus
	CustomerStatusText *string
	RenewalDate        *time.Time // a date without a time is its midnight in UTC
	RenewalDateText    *string
	RenewalRisk        RenewalRisk
	AccountOwnerID     *string
	AccountOwnerEmail  *string
	ExternalUserID     *string
	UserHash           UserHash
	IssuedAt           *time.Time
	NotBefore          *time.Time
	ExpiresAt          *time.Time
	Issuer             *string
	Audience           []string
	TokenID            *string
	Warnings           []Warning
	Custom             json.RawMessage // an object of the members that have no place above
}

// CustomerStatus tells where the customer stands.
type CustomerStatus int

// The customer's statuses; the text of another one is in CustomerStatusText.
const (
	CustomerAbsent  CustomerStatus = C.PBJWT_CUSTOMER_ABSENT
	CustomerActive  CustomerStatus = C.PBJWT_CUSTOMER_ACTIVE
	CustomerTrial   CustomerStatus = C.PBJWT_CUSTOMER_TRIAL
	CustomerChurned CustomerStatus = C.PBJWT_CUSTOMER_CHURNED
	CustomerOther   CustomerStatus = C.PBJWT_CUSTOMER_OTHER
)

// RenewalRisk tells how likely the customer is not to renew.
type RenewalRisk int

// The risks.
const (
	RiskAbsent RenewalRisk = C.PBJWT_RISK_ABSENT
	RiskLow    RenewalRisk = C.PBJWT_RISK_LOW
	RiskMedium RenewalRisk = C.PBJWT_RISK_MEDIUM
	RiskHigh   RenewalRisk = C.PBJWT_RISK_HIGH
)

// UserHash tells what became of the "user_hash". It binds the user id and not the e-mail.
type UserHash int

// The states of a user_hash. An unchecked one is there, but the policy didn't look at it.
const (
	HashAbsent    UserHash = C.PBJWT_HASH_ABSENT
	HashUnchecked UserHash = C.PBJWT_HASH_UNCHECKED
	HashVerified  UserHash = C.PBJWT_HASH_VERIFIED
)

// A Warning tells what is odd about a good token.
type Warning struct {
	Number int    // stable, as is the name
	Name   string // such as "not_canonical"
	Claim  string // that it is about, or empty
}

// copied gives the claims a life of their own.
func copied(found *C.found) *Identity {
	identity := &Identity{
		Email:              C.GoStringN(found.email.bytes, C.int(found.email.length)),
		CanonicalEmail:     C.GoStringN(found.canonical_email.bytes, C.int(found.canonical_email.length)),
		UserID:             text(found.user_id),
		Name:               text(found.name),
		AvatarURL:          text(found.avatar_url),
		CompanyName:        text(found.company_name),
		CompanyID:          text(found.company_id),
		CompanyMRR:         number(found.company_mrr),
		CustomerStatus:     CustomerStatus(found.customer_status),
		CustomerStatusText: text(found.customer_status_text),
		RenewalDate:        moment(found.renewal_date),
		RenewalDateText:    text(found.renewal_date_text),
		RenewalRisk:        RenewalRisk(found.renewal_risk),
		AccountOwnerID:     text(found.account_owner_id),
		AccountOwnerEmail:  text(found.account_owner_email),
		ExternalUserID:     text(found.external_user_id),
		UserHash:           UserHash(found.user_hash),
		IssuedAt:           moment(found.issued_at),
		NotBefore:          moment(found.not_before),
		ExpiresAt:          moment(found.expires_at),
		Issuer:             text(found.issuer),
		TokenID:            text(found.token_id),
		Custom:             C.GoBytes(unsafe.Pointer(found.custom_json), C.int(found.custom_length)),
	}
	for i := C.size_t(0); i < found.audience_count; i++ {
		var length C.size_t
		bytes := C.pbjwt_identity_audience(found.identity, i, &length)
		identity.Audience = append(identity.Audience, C.GoStringN(bytes, C.int(length)))
	}
	for i := C.size_t(0); i < found.warning_count; i++ {
		var claim C.pbjwt_claim
		kind := C.pbjwt_identity_warning(found.identity, i, &claim)
		identity.Warnings = append(identity.Warnings, Warning{
			Number: int(kind),
			Name:   C.GoString(C.pbjwt_warning_name(kind)),
			Claim:  C.GoString(C.pbjwt_claim_name(claim)),
		})
	}
	return identity
}

func text(view C.text) *string {
	if view.bytes == nil {
		return nil
	}
	copied := C.GoStringN(view.bytes, C.int(view.length))
	return &copied
}

func number(number C.number) *float64 {
	if !bool(number.there) {
		return nil
	}
	value := float64(number.value)
	return &value
}

func moment(number C.number) *time.Time {
	if !bool(number.there) {
		return nil
	}
	seconds, fraction := math.Modf(float64(number.value))
	moment := time.Unix(int64(seconds), int64(math.Round(fraction*1e9))).UTC()
	return &moment
}
