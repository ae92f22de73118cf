// SPDX-License-Identifier: Apache-2.0

package pbjwt_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"productbridge.io/pbjwt"
)

const (
	ours, others = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "another secret, of more than 32 bytes"
	now          = 1_800_000_000
)

// sign makes a token for a simple person with Go's own packages.
func sign(secret string, changes map[string]any) string {
	claims := map[string]any{"email": "ada@example.com", "sub": "usr_1", "iat": now, "exp": now + 600}
	for name, value := range changes {
		claims[name] = value
	}
	payload, _ := json.Marshal(claims)
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func secretOf32(t testing.TB, text string) *pbjwt.Secret {
	t.Helper()
	secret, err := pbjwt.NewSecret([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func verifierOf(t testing.TB, options ...pbjwt.Option) *pbjwt.Verifier {
	t.Helper()
	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secretOf32(t, ours)}, options...)
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

// An answer is the person whom a token identifies, or the reason for its refusal.
func answer(verifier *pbjwt.Verifier, token string) string {
	identity, err := verifier.VerifyAt(token, at(now))
	if err != nil {
		status, _ := outcome(err)
		return status
	}
	return identity.UserID()
}

func casesOf(mine string) [][2]string {
	return [][2]string{
		{sign(ours, map[string]any{"sub": mine, "plan": "seats"}), mine},
		{sign(ours, map[string]any{"sub": mine, "name": strings.Repeat("n", 5000)}), mine}, // beyond the room
		{sign(others, nil), "signature_mismatch"},
		{sign(ours, map[string]any{"exp": 1, "iat": nil}), "expired"},
		{sign(ours, map[string]any{"email": 7}), "malformed_claim"},
	}
}

func TestManyGoroutinesShareAVerifier(t *testing.T) {
	verifier := verifierOf(t)
	var group sync.WaitGroup
	for number := 0; number < 32; number++ {
		cases := casesOf(fmt.Sprint("user-", number))
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < 400; round++ {
				for _, one := range cases {
					if got := answer(verifier, one[0]); got != one[1] {
						t.Errorf("%s instead of %s", got, one[1])
						return
					}
				}
				if round%100 == 0 {
					runtime.GC()
				}
			}
		}()
	}
	group.Wait()
}

// residentKiB is the memory of the whole process, after Go has returned all that it can.
func residentKiB(t *testing.T) (kib int) {
	t.Helper()
	for i := 0; i < 3; i++ { // finalizers run between collections
		runtime.GC()
	}
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		t.Fatal(err)
	}
	return kib
}

func wantFlat(t *testing.T, rounds int, round func(number int)) {
	t.Helper()
	for number := 0; number < rounds/10; number++ {
		round(number)
	}
	before := residentKiB(t)
	for number := 0; number < rounds; number++ {
		round(number)
	}
	if after := residentKiB(t); after > before+4096 {
		t.Errorf("memory has grown from %d to %d KiB", before, after)
	}
}

func TestAMillionVerificationsLeaveMemoryFlat(t *testing.T) {
	verifier, cases := verifierOf(t), casesOf("u")
	wantFlat(t, 1_000_000, func(number int) {
		if one := cases[number%len(cases)]; answer(verifier, one[0]) != one[1] {
			t.Fatal(one[1])
		}
	})
}

func TestVerifiersReportsAndFailuresLeaveMemoryFlat(t *testing.T) {
	secret, long := secretOf32(t, ours), strings.Repeat("i", 200)
	token := sign(others, map[string]any{"note": strings.Repeat("n", 500)})
	verifier := verifierOf(t)
	wantFlat(t, 20_000, func(number int) {
		if _, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret, secretOf32(t, others)}, pbjwt.WithIssuer(long), pbjwt.WithReport(pbjwt.WithAudience(long))); err != nil {
			t.Fatal(err)
		}
		if _, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret}, pbjwt.WithIssuer(long), pbjwt.WithLeeway(-1)); err == nil {
			t.Fatal("a leeway of -1 is taken")
		}
		if _, err := pbjwt.NewSecret([]byte(ours), pbjwt.WithID("\n")); err == nil {
			t.Fatal("an id of a line end is taken")
		}
		if _, err := secret.Issue(pbjwt.Claims{"email": "a@b", "aud": []string{long, long}}, pbjwt.Issuing{Custom: []byte(`{"a":1}`)}); err != nil {
			t.Fatal(err)
		}
		if _, err := verifier.VerifyJSON(token); err != nil {
			t.Fatal(err)
		}
		pbjwt.Inspect(token)
		if number%50 == 0 {
			if _, err := pbjwt.Explain(token, []*pbjwt.Secret{secret}, pbjwt.Explaining{}); err != nil {
				t.Fatal(err)
			}
			runtime.GC() // Go doesn't know how much memory C could free
		}
	})
}

func TestAVerificationAllocatesItsTextsAlone(t *testing.T) {
	verifier, token := verifierOf(t), sign(ours, map[string]any{"name": "Ada", "aud": "sso"})
	var read int
	allocations := testing.AllocsPerRun(1000, func() {
		identity, err := verifier.VerifyAt(token, at(now))
		if err != nil {
			t.Fatal(err)
		}
		read += len(identity.Email()) + len(identity.UserID()) + len(identity.Name())
	})
	if read == 0 || allocations > 1 {
		t.Errorf("there are %v allocations", allocations)
	}
}

func TestNothingOfAPersonOrSecretIsPrinted(t *testing.T) {
	verifier := verifierOf(t)
	identity, err := verifier.VerifyAt(sign(ours, map[string]any{"name": "Ada"}), at(now))
	if err != nil {
		t.Fatal(err)
	}
	refusal := func() error { _, err := verifier.Verify(sign(others, nil)); return err }()
	asJSON, _ := json.Marshal(identity)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, thing := range []any{identity, &identity, verifier, secretOf32(t, ours), refusal} {
			text := fmt.Sprintf(verb, thing) + string(asJSON)
			for _, hidden := range []string{"ada@", "usr_1", "Ada", ours, fmt.Sprintf("%x", "ada@")} {
				if strings.Contains(text, hidden) {
					t.Errorf("%s shows %s: %s", verb, hidden, text)
				}
			}
		}
	}
	same(t, "an identity", fmt.Sprint(identity), "<Identity, expires at 2027-01-15T08:10:00Z, 0 warnings>")
	same(t, "nobody", fmt.Sprint(pbjwt.Identity{}), "<Identity of nobody>")
	nobody := pbjwt.Identity{}
	same(t, "nobody's e-mail", nobody.Email(), "")
	same(t, "nobody's audience", nobody.Audience() == nil && nobody.Warnings() == nil && nobody.ExpiresAt().IsZero(), true)
}

func TestErrorsAreOfOneFamily(t *testing.T) {
	_, err := verifierOf(t).VerifyAt(sign(ours, map[string]any{"email": 7}), at(now))
	var refusal *pbjwt.Error
	if !errors.As(err, &refusal) || !errors.Is(err, pbjwt.ErrMalformedClaim) || !errors.Is(err, pbjwt.ErrRefused) || errors.Is(err, pbjwt.ErrExpired) {
		t.Fatalf("the error is %#v", err)
	}
	same(t, "claim", refusal.Claim(), "email")
	same(t, "line", err.Error(), "malformed_claim (email): "+refusal.Message())
	same(t, "public message", refusal.PublicMessage() != refusal.Message(), true)
	_, err = pbjwt.NewSecret([]byte("short"))
	if !errors.Is(err, pbjwt.ErrWeakSecret) || errors.Is(err, pbjwt.ErrRefused) {
		t.Errorf("the error is %v", err)
	}
}

func TestAnArgumentOutOfRangeIsToldTheRange(t *testing.T) {
	secrets := []*pbjwt.Secret{secretOf32(t, ours)}
	for rule, option := range map[string]pbjwt.Option{
		"an option is nil": nil, "no such profile": pbjwt.WithProfile(7), "no such user hash mode": pbjwt.WithUserHash(-1),
		"0 to 300 whole seconds": pbjwt.WithLeeway(1500 * 1e6), "issuer must be a text": pbjwt.WithIssuer("\xff"),
		"256 to 1048576 bytes": pbjwt.WithMaxTokenBytes(-1), "no report of its own": pbjwt.WithReport(pbjwt.WithReport()),
	} {
		if _, err := pbjwt.NewVerifier(secrets, option); !errors.Is(err, pbjwt.ErrInvalidArgument) || !strings.Contains(err.Error(), rule) {
			t.Errorf("%s: the error is %v", rule, err)
		}
	}
	if _, err := pbjwt.NewVerifier([]*pbjwt.Secret{nil}); err == nil || !strings.Contains(err.Error(), "a secret is nil") {
		t.Errorf("the error is %v", err)
	}
	for rule, claims := range map[string]pbjwt.Claims{
		`"plan" is not a claim`: {"plan": "x"}, "exp can't be set": {"exp": 5}, "name can't be set to a bool": {"name": true},
		"sub can't be set": {"sub": []string{"x"}},
	} {
		if _, err := secrets[0].Issue(claims, pbjwt.Issuing{}); !errors.Is(err, pbjwt.ErrInvalidArgument) || !strings.Contains(err.Error(), rule) {
			t.Errorf("%s: the error is %v", rule, err)
		}
	}
}

func TestVersionsAgree(t *testing.T) {
	same(t, "the library's version", pbjwt.LibraryVersion(), pbjwt.Version)
	one, err := pbjwt.GenerateSecret()
	if err != nil {
		t.Fatal(err)
	}
	secretOf32(t, one)
	same(t, "its length", len(one), 64)
}
