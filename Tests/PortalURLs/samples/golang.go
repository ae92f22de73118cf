// SPDX-License-Identifier: Apache-2.0

// The document's Go sample as a server, on net/http and golang-jwt. Prints its port.
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

var secret = []byte(os.Getenv("PRODUCTBRIDGE_WIDGET_SECRET"))

type ssoClaims struct {
	Email string `json:"email"`
	Name  string `json:"name,omitempty"`
	ID    string `json:"id,omitempty"`
	jwt.RegisteredClaims
}

func ssoCallback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirectURL := q.Get("redirect")
	orgID := q.Get("organizationId")
	returnTo := q.Get("returnTo")
	claims := ssoClaims{
		Email: "ada@example.com",
		Name:  "Ada " + r.Header.Get("X-Visit"),
		ID:    "42",
		RegisteredClaims: jwt.RegisteredClaims{
			ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour)),
			IssuedAt:  jwt.NewNumericDate(time.Now()),
		},
	}
	token, _ := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)
	cb, _ := url.Parse(redirectURL)
	p := url.Values{"ssoToken": {token}, "organizationId": {orgID}}
	if returnTo != "" {
		p.Set("returnTo", returnTo)
	}
	cb.RawQuery = p.Encode()
	http.Redirect(w, r, cb.String(), http.StatusFound)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, http.HandlerFunc(ssoCallback)))
}
