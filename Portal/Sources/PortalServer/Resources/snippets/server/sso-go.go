package productbridge

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"time"

	// go get github.com/golang-jwt/jwt/v5
	"github.com/golang-jwt/jwt/v5"
)

var ssoSecret = []byte(os.Getenv("PRODUCTBRIDGE_WIDGET_SECRET"))

// The SSO Callback URL of Settings > SSO > Portal
const ssoCallback = "{{CALLBACK_URL}}"

type SSOClaims struct {
	Email             string   `json:"email"`
	Name              string   `json:"name,omitempty"`
	UserID            string   `json:"id,omitempty"`
	AvatarURL         string   `json:"avatarURL,omitempty"`
	CompanyName       string   `json:"company_name,omitempty"`
	CompanyID         string   `json:"company_id,omitempty"`
	CompanyMRR        *float64 `json:"company_mrr,omitempty"` // a pointer, so that 0 is written
	CustomerStatus    string   `json:"customer_status,omitempty"`
	RenewalDate       string   `json:"renewal_date,omitempty"`
	RenewalRisk       string   `json:"renewal_risk,omitempty"`
	AccountOwnerEmail string   `json:"account_owner_email,omitempty"`
	jwt.RegisteredClaims
}

// CompareRedirect goes before your own auth. Anyone can make a link to your login page with a redirect of their own,
// and would get your user's token.
func CompareRedirect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("redirect") != ssoCallback {
			http.Error(w, "redirect is not the callback URL of the portal", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// SSOCallback is called after your own auth succeeds.
func SSOCallback(w http.ResponseWriter, r *http.Request) {
	user := userFromContext(r.Context()) // your auth middleware

	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		http.Error(w, "token generation failed", http.StatusInternalServerError)
		return
	}
	now := time.Now()
	claims := SSOClaims{
		Email:             user.Email,
		Name:              user.Name,
		UserID:            user.ID,
		AvatarURL:         user.AvatarURL,
		CompanyName:       user.CompanyName,
		CompanyID:         user.CompanyID,
		CompanyMRR:        user.MRR,
		CustomerStatus:    user.Status,
		RenewalDate:       user.RenewalDate,
		RenewalRisk:       user.RenewalRisk,
		AccountOwnerEmail: user.AccountOwnerEmail,
		RegisteredClaims: jwt.RegisteredClaims{
			ID:        hex.EncodeToString(id), // jti, makes each token another one
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
		},
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(ssoSecret)
	if err != nil || len(ssoSecret) == 0 {
		http.Error(w, "token generation failed", http.StatusInternalServerError)
		return
	}

	// Redirect back to ProductBridge
	q := r.URL.Query()
	p := url.Values{"ssoToken": {token}, "organizationId": {q.Get("organizationId")}}
	if returnTo := q.Get("returnTo"); returnTo != "" {
		p.Set("returnTo", returnTo)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, ssoCallback+"?"+p.Encode(), http.StatusFound)
}

// The route:
//   http.Handle("/login", CompareRedirect(requireUser(http.HandlerFunc(SSOCallback))))
