package productbridge

import (
	"encoding/json"
	"net/http"
	"os"
	"time"

	// go get github.com/golang-jwt/jwt/v5
	"github.com/golang-jwt/jwt/v5"
)

var widgetSecret = []byte(os.Getenv("PRODUCTBRIDGE_WIDGET_SECRET"))

type ProductBridgeClaims struct {
	Email             string   `json:"email"`
	Name              string   `json:"name,omitempty"`
	AvatarURL         string   `json:"avatar_url,omitempty"`
	CompanyName       string   `json:"company_name,omitempty"`
	CompanyID         string   `json:"company_id,omitempty"`
	CompanyMRR        *float64 `json:"company_mrr,omitempty"` // a pointer, so that 0 is written
	CustomerStatus    string   `json:"customer_status,omitempty"`
	RenewalDate       string   `json:"renewal_date,omitempty"`
	RenewalRisk       string   `json:"renewal_risk,omitempty"`
	AccountOwnerEmail string   `json:"account_owner_email,omitempty"`
	jwt.RegisteredClaims
}

func generateProductBridgeToken(user User) (string, error) {
	now := time.Now()
	claims := ProductBridgeClaims{
		Email:             user.Email,
		Name:              user.Name,
		AvatarURL:         user.AvatarURL,
		CompanyName:       user.CompanyName,
		CompanyID:         user.CompanyID,
		CompanyMRR:        user.MRR,
		CustomerStatus:    user.Status,
		RenewalDate:       user.RenewalDate,
		RenewalRisk:       user.RenewalRisk,
		AccountOwnerEmail: user.AccountOwnerEmail,
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   user.ID,
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
		},
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(widgetSecret)
}

// TokenHandler is called after your own auth succeeds.
func TokenHandler(w http.ResponseWriter, r *http.Request) {
	token, err := generateProductBridgeToken(userFromContext(r.Context())) // your auth middleware
	if err != nil || len(widgetSecret) == 0 {
		http.Error(w, "token generation failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(map[string]string{"token": token})
}

// The route:
//   http.Handle("/api/productbridge-token", requireUser(http.HandlerFunc(TokenHandler)))
