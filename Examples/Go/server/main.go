// SPDX-License-Identifier: Apache-2.0

// A server that lets people in by their token: the secret is in PRODUCTBRIDGE_SECRET, and the token comes in the
// Authorization header or in the cookie sso_token.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"

	"productbridge.io/pbjwt"
)

const cookieName = "sso_token"

type identityKey struct{}

// identityOf is the identity of the sender; empty if the request didn't come through signedIn.
func identityOf(request *http.Request) pbjwt.Identity {
	identity, _ := request.Context().Value(identityKey{}).(pbjwt.Identity)
	return identity
}

func tokenOf(request *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.Trim(token, " "), true
	}
	cookie, err := request.Cookie(cookieName)
	if err != nil || cookie.Value == "" {
		return "", false
	}
	return cookie.Value, true
}

// challenge answers 401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message.
func challenge(response http.ResponseWriter, refusal *pbjwt.Error) {
	reason, text := "", "Please sign in."
	if refusal != nil {
		text = refusal.PublicMessage()
		reason = `, error="invalid_token", error_description="` + text + `"`
	}
	response.Header().Set("WWW-Authenticate", `Bearer realm="productbridge"`+reason)
	response.Header().Set("Cache-Control", "no-store")
	http.Error(response, text, http.StatusUnauthorized)
}

// signedIn lets requests with a good token through, with the identity in the request's context.
func signedIn(verifier *pbjwt.Verifier, next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		token, ok := tokenOf(request)
		if !ok {
			challenge(response, nil)
			return
		}
		identity, err := verifier.Verify(token)
		var refusal *pbjwt.Error
		switch {
		case err == nil:
			next.ServeHTTP(response, request.WithContext(context.WithValue(request.Context(), identityKey{}, identity)))
		case errors.Is(err, pbjwt.ErrRefused) && errors.As(err, &refusal):
			log.Print("a token was refused: ", err)
			challenge(response, refusal)
		default:
			log.Print(err)
			http.Error(response, "Please try again later.", http.StatusInternalServerError)
		}
	})
}

func me(response http.ResponseWriter, request *http.Request) {
	identity := identityOf(request)
	response.Header().Set("Content-Type", "application/json")
	json.NewEncoder(response).Encode(map[string]string{
		"email": identity.CanonicalEmail(), "id": identity.UserID(), "name": identity.Name(),
	})
}

func main() {
	secret, err := pbjwt.NewSecret([]byte(os.Getenv("PRODUCTBRIDGE_SECRET")))
	if err != nil {
		log.Fatal(err)
	}
	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret})
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("localhost:8080", signedIn(verifier, http.HandlerFunc(me))))
}
