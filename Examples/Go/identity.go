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
	says := &found.says
	identity := &Identity{
		Email:              C.GoStringN(says.email.data, C.int(says.email.length)),
		CanonicalEmail:     C.GoStringN(says.canonical_email.data, C.int(says.canonical_email.length)),
		UserID:             text(says.user_id),
		Name:               text(says.name),
		AvatarURL:          text(says.avatar_url),
		CompanyName:        text(says.company_name),
		CompanyID:          text(says.company_id),
		CustomerStatus:     CustomerStatus(says.customer_status_kind),
		CustomerStatusText: text(says.customer_status),
		RenewalDate:        moment(says, C.PBJWT_HAS_RENEWAL_DATE, says.renewal_date_seconds),
		RenewalDateText:    text(says.renewal_date),
		RenewalRisk:        RenewalRisk(says.renewal_risk_kind),
		AccountOwnerID:     text(says.account_owner_id),
		AccountOwnerEmail:  text(says.account_owner_email),
		ExternalUserID:     text(says.external_user_id),
		UserHash:           UserHash(says.user_hash),
		IssuedAt:           moment(says, C.PBJWT_HAS_ISSUED_AT, says.issued_at),
		NotBefore:          moment(says, C.PBJWT_HAS_NOT_BEFORE, says.not_before),
		ExpiresAt:          moment(says, C.PBJWT_HAS_EXPIRES_AT, says.expires_at),
		Issuer:             text(says.issuer),
		TokenID:            text(says.token_id),
		Custom:             json.RawMessage("{}"),
	}
	if says.numbers&C.PBJWT_HAS_COMPANY_MRR != 0 {
		dollars := float64(says.company_mrr)
		identity.CompanyMRR = &dollars
	}
	if found.custom_json != nil {
		identity.Custom = C.GoBytes(unsafe.Pointer(found.custom_json), C.int(found.custom_length))
	}
	for _, view := range unsafe.Slice(says.audiences, says.audience_count) {
		identity.Audience = append(identity.Audience, *text(view))
	}
	for _, warning := range unsafe.Slice(says.warnings, says.warning_count) {
		identity.Warnings = append(identity.Warnings, Warning{
			Number: int(warning.kind),
			Name:   C.GoString(C.pbjwt_warning_name(C.pbjwt_warning(warning.kind))),
			Claim:  C.GoString(C.pbjwt_claim_name(C.pbjwt_claim(warning.claim))),
		})
	}
	return identity
}

func text(view C.pbjwt_text) *string {
	if view.data == nil {
		return nil
	}
	copied := C.GoStringN(view.data, C.int(view.length))
	return &copied
}

func moment(says *C.pbjwt_identity_view, number C.uint32_t, seconds C.double) *time.Time {
	if says.numbers&number == 0 {
		return nil
	}
	whole, fraction := math.Modf(float64(seconds))
	moment := time.Unix(int64(whole), int64(math.Round(fraction*1e9))).UTC()
	return &moment
}
