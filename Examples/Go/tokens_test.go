// SPDX-License-Identifier: Apache-2.0

package pbjwt

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// file reads one of the folder PBJWT_TOKENS.
func file(t testing.TB, name string) string {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(os.Getenv("PBJWT_TOKENS"), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// verifierOf is a verifier of the secret in that file; it is closed at the test's end.
func verifierOf(t testing.TB, secret string, options ...Option) *Verifier {
	t.Helper()
	verifier, err := NewVerifier([][]byte{[]byte(file(t, secret))}, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { verifier.Close() })
	return verifier
}

func verified(t testing.TB, verifier *Verifier, token string) *Identity {
	t.Helper()
	identity, err := verifier.Verify(token)
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func wantError(t testing.TB, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("the error is %v instead of %v", err, want)
	}
}

func pointer[T any](value T) *T { return &value }

func wantEqual(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("there is %#v instead of %#v", got, want)
	}
}

func TestTheLibraryTellsItsVersion(t *testing.T) {
	wantEqual(t, Version(), "0.1.0")
}

func TestTheGoodTokenTellsAllItsClaims(t *testing.T) {
	identity := verified(t, verifierOf(t, "secret"), file(t, "good"))
	issued := identity.IssuedAt
	if issued == nil || time.Since(*issued) > 10*time.Minute || issued.After(time.Now()) {
		t.Fatalf("it is issued at %v", issued)
	}
	wantEqual(t, identity, &Identity{
		Email:              "ada@example.com",
		CanonicalEmail:     "ada@example.com",
		UserID:             pointer("usr_7Yk2L"),
		Name:               pointer(`Zoë "Ada" Lovelace`),
		AvatarURL:          pointer("https://cdn.example.com/avatars/7Yk2L.png"),
		CompanyName:        pointer("Analytical Engines Ltd"),
		CompanyID:          pointer("cmp_0042"),
		CompanyMRR:         pointer(1249.5),
		CustomerStatus:     CustomerActive,
		CustomerStatusText: pointer("active"),
		RenewalDate:        pointer(time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)),
		RenewalDateText:    pointer("2026-03-31"),
		RenewalRisk:        RiskLow,
		AccountOwnerID:     pointer("own_17"),
		AccountOwnerEmail:  pointer("charles@example.org"),
		ExternalUserID:     pointer("003Dn00000XyZAB"),
		UserHash:           HashUnchecked,
		IssuedAt:           issued,
		ExpiresAt:          pointer(issued.Add(time.Hour)),
		Custom:             json.RawMessage(`{"plan":{"seats":25}}`),
	})
}

func TestTheMinimalTokenLeavesAllElseNil(t *testing.T) {
	identity := verified(t, verifierOf(t, "secret"), file(t, "minimal"))
	wantEqual(t, identity, &Identity{
		Email:          "ada@example.com",
		CanonicalEmail: "ada@example.com",
		UserID:         pointer("usr_7Yk2L"),
		Name:           pointer("Ada Lovelace"),
		IssuedAt:       identity.IssuedAt,
		ExpiresAt:      pointer(identity.IssuedAt.Add(time.Hour)),
		Custom:         json.RawMessage(`{}`),
	})
}

func TestAnUnusualTokenTellsTheRestAndWhatIsOddAboutIt(t *testing.T) {
	identity := verified(t, verifierOf(t, "secret"), file(t, "unusual"))
	wantEqual(t, identity, &Identity{
		Email:              "Ada@Example.com",
		CanonicalEmail:     "Ada@Example.com",
		UserID:             pointer("4711"),
		AvatarURL:          pointer("http://example.com/a.png"),
		CustomerStatus:     CustomerOther,
		CustomerStatusText: pointer("paused"),
		RenewalDate:        pointer(time.Date(1969, 7, 20, 20, 17, 40, 0, time.UTC)),
		RenewalDateText:    pointer("1969-07-20T20:17:40Z"),
		RenewalRisk:        RiskHigh,
		NotBefore:          pointer(time.Unix(1000000000, 250000000).UTC()),
		ExpiresAt:          identity.ExpiresAt,
		Issuer:             pointer("https://id.example.com"),
		Audience:           []string{"sso", "widget"},
		TokenID:            pointer("t-1"),
		Custom:             json.RawMessage(`{}`),
		Warnings: []Warning{
			{4, "missing_iat", "iat"},
			{2, "not_canonical", "email"},
			{3, "placeholder", "company_id"},
			{1, "wrong_type", "company_mrr"},
		},
	})
}

func TestBadTokensAreRefusedByStatusNameClaimAndMessage(t *testing.T) {
	verifier := verifierOf(t, "secret")
	for _, row := range []struct {
		file        string
		status      Status
		number      int
		name, claim string
		message     string
	}{
		{"expired", ErrExpired, 51, "expired", "", "has expired"},
		{"forged", ErrSignatureMismatch, 31, "signature_mismatch", "", "does not match"},
		{"no-email", ErrMissingEmail, 60, "missing_email", "", "no email claim"},
		{"number-as-email", ErrMalformedClaim, 61, "malformed_claim", "email", "email must be text"},
	} {
		token := file(t, row.file)
		identity, err := verifier.Verify(token)
		if identity != nil {
			t.Errorf("%s: there is an identity", row.file)
		}
		wantError(t, err, row.status)
		var refusal *Error
		if !errors.As(fmt.Errorf("signing in: %w", err), &refusal) {
			t.Fatalf("%s: the error is a %T", row.file, err)
		}
		wantEqual(t, int(refusal.Status), row.number)
		wantEqual(t, refusal.Status.Name(), row.name)
		wantEqual(t, refusal.Claim, row.claim)
		if !strings.Contains(refusal.Message(), row.message) {
			t.Errorf("%s: the message is %q", row.file, refusal.Message())
		}
		if public := refusal.PublicMessage(); public == "" || public == refusal.Message() {
			t.Errorf("%s: the public message is %q", row.file, public)
		}
		for _, part := range []string{token, token[strings.LastIndex(token, "."):], file(t, "secret")} {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, *refusal, refusal), part) {
				t.Errorf("%s: the error tells the token or the secret", row.file)
			}
		}
	}
}

func TestAnErrorIsALineForTheLog(t *testing.T) {
	verifier := verifierOf(t, "secret")
	for name, start := range map[string]string{
		"expired":         "expired: The token has expired",
		"number-as-email": "malformed_claim (email): email must be text",
	} {
		if _, err := verifier.Verify(file(t, name)); !strings.HasPrefix(err.Error(), start) {
			t.Errorf("the error reads %q", err)
		}
	}
	wantEqual(t, ErrExpired.Error(), "expired")
}

func TestATokenIsVerifiedAtAGivenTime(t *testing.T) {
	verifier, exact := verifierOf(t, "secret"), verifierOf(t, "secret", WithLeeway(0))
	expiry := *verified(t, verifier, file(t, "good")).ExpiresAt
	for _, row := range []struct {
		by   *Verifier
		file string
		at   time.Time
		want error
	}{
		{verifier, "expired", expiry.Add(-2 * time.Hour), nil},
		{verifier, "good", expiry.Add(30*time.Second - 1), nil},
		{verifier, "good", expiry.Add(30 * time.Second), ErrExpired},
		{exact, "good", expiry.Add(-time.Second), nil},
		{exact, "good", expiry, ErrExpired},
		{verifier, "good", time.Unix(-1, 0), ErrInvalidArgument},
		{verifier, "good", time.Time{}, ErrInvalidArgument},
	} {
		_, err := row.by.VerifyAt(file(t, row.file), row.at)
		wantError(t, err, row.want)
	}
}

func TestWhatIsNoTokenIsRefused(t *testing.T) {
	verifier, good := verifierOf(t, "secret"), file(t, "good")
	for _, row := range []struct {
		token string
		want  error
	}{
		{"", ErrMalformedToken},
		{"a\x00b", ErrMalformedToken},
		{"\xff\xfe", ErrMalformedToken},
		{good + "\x00", ErrMalformedSignature},
		{good[:len(good)-43] + "\x00" + good[len(good)-42:], ErrMalformedSignature},
		{strings.Repeat("a", 2<<20), ErrTokenTooLarge},
	} {
		_, err := verifier.Verify(row.token)
		wantError(t, err, row.want)
	}
}
