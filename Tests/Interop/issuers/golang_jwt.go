// SPDX-License-Identifier: Apache-2.0

// Issues a token as the Go samples do, with golang-jwt, for the order on standard input (programs.py).
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

type widgetClaims struct {
	Email          string  `json:"email"`
	Name           string  `json:"name,omitempty"`
	AvatarURL      string  `json:"avatar_url,omitempty"`
	CompanyName    string  `json:"company_name,omitempty"`
	CompanyID      string  `json:"company_id,omitempty"`
	CompanyMRR     float64 `json:"company_mrr,omitempty"`
	CustomerStatus string  `json:"customer_status,omitempty"`
	RenewalDate    string  `json:"renewal_date,omitempty"`
	RenewalRisk    string  `json:"renewal_risk,omitempty"`
	UserHash       string  `json:"user_hash,omitempty"`
	jwt.RegisteredClaims
}

type ssoClaims struct {
	Email          string  `json:"email"`
	Name           string  `json:"name,omitempty"`
	ID             string  `json:"id,omitempty"`
	AvatarURL      string  `json:"avatarURL,omitempty"`
	CompanyName    string  `json:"company_name,omitempty"`
	CompanyID      string  `json:"company_id,omitempty"`
	CompanyMRR     float64 `json:"company_mrr,omitempty"`
	CustomerStatus string  `json:"customer_status,omitempty"`
	RenewalDate    string  `json:"renewal_date,omitempty"`
	RenewalRisk    string  `json:"renewal_risk,omitempty"`
	UserHash       string  `json:"user_hash,omitempty"`
	jwt.RegisteredClaims
}

// The order's id may be a number, which a Go service would have converted to a string. Null is the empty string.
type id string

func (i *id) UnmarshalJSON(text []byte) error {
	if text[0] == '"' {
		return json.Unmarshal(text, (*string)(i))
	}
	if string(text) != "null" {
		*i = id(text)
	}
	return nil
}

type user struct {
	Email       string  `json:"email"`
	Name        string  `json:"name"`
	ID          id      `json:"id"`
	AvatarURL   string  `json:"avatar_url"`
	CompanyName string  `json:"company_name"`
	CompanyID   id      `json:"company_id"`
	MRR         float64 `json:"mrr"`
	Status      string  `json:"status"`
	RenewalDate string  `json:"renewal_date"`
	RenewalRisk string  `json:"renewal_risk"`
}

type order struct {
	Secret    string  `json:"secret"`
	Form      string  `json:"form"`
	Algorithm string  `json:"algorithm"`
	Clock     []int64 `json:"clock"`
	User      user    `json:"user"`
	HashOf    *id     `json:"hash_of"`
}

func (o *order) now() time.Time {
	if len(o.Clock) == 0 {
		return time.Now()
	}
	reading := time.Unix(o.Clock[0], 0)
	o.Clock = o.Clock[1:]
	return reading
}

func (o *order) hash() string {
	if o.HashOf == nil {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(o.Secret))
	mac.Write([]byte(*o.HashOf))
	return hex.EncodeToString(mac.Sum(nil))
}

func (o *order) times() jwt.RegisteredClaims {
	return jwt.RegisteredClaims{
		ExpiresAt: jwt.NewNumericDate(o.now().Add(time.Hour)),
		IssuedAt:  jwt.NewNumericDate(o.now()),
	}
}

func (o *order) widget() jwt.Claims {
	claims := widgetClaims{
		Email:            o.User.Email,
		Name:             o.User.Name,
		AvatarURL:        o.User.AvatarURL,
		CompanyName:      o.User.CompanyName,
		CompanyID:        string(o.User.CompanyID),
		CompanyMRR:       o.User.MRR,
		CustomerStatus:   o.User.Status,
		RenewalDate:      o.User.RenewalDate,
		RenewalRisk:      o.User.RenewalRisk,
		UserHash:         o.hash(),
		RegisteredClaims: o.times(),
	}
	claims.Subject = string(o.User.ID)
	return claims
}

func (o *order) sso() jwt.Claims {
	return ssoClaims{
		Email:            o.User.Email,
		Name:             o.User.Name,
		ID:               string(o.User.ID),
		AvatarURL:        o.User.AvatarURL,
		CompanyName:      o.User.CompanyName,
		CompanyID:        string(o.User.CompanyID),
		CompanyMRR:       o.User.MRR,
		CustomerStatus:   o.User.Status,
		RenewalDate:      o.User.RenewalDate,
		RenewalRisk:      o.User.RenewalRisk,
		UserHash:         o.hash(),
		RegisteredClaims: o.times(),
	}
}

func (o *order) issue() (string, error) {
	method := jwt.GetSigningMethod(o.Algorithm)
	if method == nil {
		return "", jwt.ErrHashUnavailable
	}
	if o.HashOf != nil {
		o.User = user{Email: o.User.Email, ID: o.User.ID}
	}
	claims := o.sso
	if o.Form == "widget" {
		claims = o.widget
	}
	return jwt.NewWithClaims(method, claims()).SignedString([]byte(o.Secret))
}

func main() {
	o := order{Algorithm: "HS256"}
	err := json.NewDecoder(os.Stdin).Decode(&o)
	var token string
	if err == nil {
		token, err = o.issue()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(token)
}
