// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"productbridge.io/pbjwt"
)

func file(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(os.Getenv("PBJWT_TOKENS"), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheServerLetsInAndChallenges(t *testing.T) {
	secret, err := pbjwt.NewSecret([]byte(file(t, "secret")))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	server := signedIn(verifier, http.HandlerFunc(me))
	get := func(header, value string) *httptest.ResponseRecorder {
		request := httptest.NewRequest("GET", "/", nil)
		if header != "" {
			request.Header.Set(header, value)
		}
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, request)
		return recorder
	}
	const person = `{"email":"ada@example.com","id":"usr_7Yk2L","name":"Ada Lovelace"}` + "\n"
	for _, pair := range [][2]string{
		{"Authorization", "Bearer " + file(t, "minimal")}, {"Authorization", "bearer  " + file(t, "minimal")},
		{"Cookie", "a=b; " + cookieName + "=" + file(t, "minimal")},
	} {
		if answer := get(pair[0], pair[1]); answer.Code != 200 || answer.Body.String() != person {
			t.Errorf("%s: %d %s", pair[0], answer.Code, answer.Body)
		}
	}
	for _, pair := range [][2]string{{"", ""}, {"Authorization", "Basic YTpi"}, {"Cookie", cookieName + "="}} {
		answer := get(pair[0], pair[1])
		if answer.Code != 401 || answer.Header().Get("WWW-Authenticate") != `Bearer realm="productbridge"` {
			t.Errorf("%v: %d %v", pair, answer.Code, answer.Header())
		}
	}
	if logged.Len() > 0 {
		t.Errorf("there is in the log: %s", &logged)
	}
	reason := regexp.MustCompile(`^Bearer realm="productbridge", error="invalid_token", error_description="[^"]+"$`)
	for _, name := range []string{"expired", "forged", "no-email"} {
		answer := get("Authorization", "Bearer "+file(t, name))
		if answer.Code != 401 || !reason.MatchString(answer.Header().Get("WWW-Authenticate")) || strings.Contains(answer.Body.String(), "email") {
			t.Errorf("%s: %d %v %s", name, answer.Code, answer.Header(), answer.Body)
		}
	}
	if !strings.Contains(logged.String(), "a token was refused: signature_mismatch: ") {
		t.Errorf("there is in the log: %s", &logged)
	}
}
