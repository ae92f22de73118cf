// SPDX-License-Identifier: Apache-2.0

package productbridge

import "context"

// User is one of the customer's own users.
type User struct {
	ID                string
	Email             string   `json:"email"`
	Name              string   `json:"name"`
	AvatarURL         string   `json:"avatar_url"`
	CompanyName       string   `json:"company_name"`
	CompanyID         string   `json:"-"`
	MRR               *float64 `json:"mrr"`
	Status            string   `json:"status"`
	RenewalDate       string   `json:"renewal_date"`
	RenewalRisk       string   `json:"renewal_risk"`
	AccountOwnerEmail string   `json:"account_owner_email"`
}

type userKey struct{}

// WithUser returns the context of a request with the user added.
func WithUser(ctx context.Context, user User) context.Context {
	return context.WithValue(ctx, userKey{}, user)
}

func userFromContext(ctx context.Context) User {
	user, _ := ctx.Value(userKey{}).(User)
	return user
}
