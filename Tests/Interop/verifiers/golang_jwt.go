// SPDX-License-Identifier: Apache-2.0

// Verifies the token of the order on standard input (programs.py) with golang-jwt.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/golang-jwt/jwt/v4"
)

type order struct {
	Secret   string `json:"secret"`
	Token    string `json:"token"`
	Audience string `json:"audience"`
	Issuer   string `json:"issuer"`
}

type answer struct {
	Header  map[string]interface{} `json:"header,omitempty"`
	Claims  jwt.MapClaims          `json:"claims,omitempty"`
	Refused string                 `json:"refused,omitempty"`
}

func refusal(err error) answer {
	for _, known := range []struct {
		err  error
		name string
	}{
		{jwt.ErrTokenSignatureInvalid, "signature"},
		{jwt.ErrTokenExpired, "expired"},
		{jwt.ErrTokenNotValidYet, "early"},
	} {
		if errors.Is(err, known.err) {
			return answer{Refused: known.name}
		}
	}
	return answer{Refused: err.Error()}
}

func verify(o order) answer {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}))
	claims := jwt.MapClaims{}
	token, err := parser.ParseWithClaims(o.Token, &claims, func(*jwt.Token) (interface{}, error) {
		return []byte(o.Secret), nil
	})
	switch {
	case err != nil:
		return refusal(err)
	case o.Audience != "" && !claims.VerifyAudience(o.Audience, true):
		return answer{Refused: "audience"}
	case o.Issuer != "" && !claims.VerifyIssuer(o.Issuer, true):
		return answer{Refused: "issuer"}
	}
	return answer{Header: token.Header, Claims: claims}
}

func main() {
	var o order
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verify(o)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
