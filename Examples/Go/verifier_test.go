// SPDX-License-Identifier: Apache-2.0

package pbjwt

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAnotherSecretIsNoMatchAndWithSeveralAnyWillDo(t *testing.T) {
	_, err := verifierOf(t, "other-secret").Verify(file(t, "good"))
	wantError(t, err, ErrSignatureMismatch)

	both, err := NewVerifier([][]byte{[]byte(file(t, "secret")), []byte(file(t, "other-secret"))})
	if err != nil {
		t.Fatal(err)
	}
	defer both.Close()
	verified(t, both, file(t, "good"))
	verified(t, both, file(t, "forged"))
	_, err = both.Verify(file(t, "expired"))
	wantError(t, err, ErrExpired)
}

func TestSecretsThatCanNotBeAreRefused(t *testing.T) {
	good := []byte(file(t, "secret"))
	for name, row := range map[string]struct {
		secrets [][]byte
		want    error
	}{
		"short":         {[][]byte{[]byte("too short")}, ErrWeakSecret},
		"empty":         {[][]byte{{}}, ErrWeakSecret},
		"nil":           {[][]byte{nil}, ErrWeakSecret},
		"second short":  {[][]byte{good, []byte("too short")}, ErrWeakSecret},
		"long":          {[][]byte{make([]byte, 5000)}, ErrInvalidArgument},
		"none":          {nil, ErrInvalidArgument},
		"nine":          {[][]byte{good, good, good, good, good, good, good, good, good}, ErrInvalidArgument},
		"nothing wrong": {[][]byte{make([]byte, 32)}, nil},
	} {
		verifier, err := NewVerifier(row.secrets)
		if (verifier == nil) != (row.want != nil) {
			t.Errorf("%s: the verifier is %v", name, verifier)
		}
		wantError(t, err, row.want)
		verifier.Close()
	}
}

func TestASecretMayLieInAStructureWithPointers(t *testing.T) {
	var request struct {
		next   *int
		secret [64]byte
	}
	request.next = new(int)
	copy(request.secret[:], file(t, "secret"))
	verifier, err := NewVerifier([][]byte{request.secret[:]})
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	verified(t, verifier, file(t, "good"))
}

func TestAPolicyDemandsMore(t *testing.T) {
	for name, row := range map[string]struct {
		option Option
		token  string
		want   error
	}{
		"hash required":      {WithUserHash(UserHashRequired), "minimal", ErrMissingUserHash},
		"hash if present":    {WithUserHash(UserHashIfPresent), "minimal", nil},
		"lifetime":           {WithMaxLifetime(3500 * time.Second), "good", ErrLifetimeTooLong},
		"no lifetime":        {WithMaxLifetime(0), "good", nil},
		"issuer":             {WithIssuer("https://id.example.com"), "good", ErrIssuerMismatch},
		"the right issuer":   {WithIssuer("https://id.example.com"), "unusual", nil},
		"audience":           {WithAudience("widget"), "good", ErrAudienceMismatch},
		"the right audience": {WithAudience("widget"), "unusual", nil},
	} {
		_, err := verifierOf(t, "secret", WithProfile(Widget), row.option).Verify(file(t, row.token))
		if !errors.Is(err, row.want) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	hashed := verifierOf(t, "secret", WithUserHash(UserHashRequired))
	wantEqual(t, verified(t, hashed, file(t, "good")).UserHash, HashVerified)
}

func TestOptionsOutOfRangeAreRefused(t *testing.T) {
	for name, option := range map[string]Option{
		"nil":                  nil,
		"an unknown profile":   WithProfile(7),
		"an unknown mode":      WithUserHash(-1),
		"a long leeway":        WithLeeway(301 * time.Second),
		"a negative leeway":    WithLeeway(-time.Second),
		"a fraction of second": WithMaxLifetime(1500 * time.Millisecond),
		"an empty issuer":      WithIssuer(""),
		"an empty audience":    WithAudience(""),
		"an issuer with NUL":   WithIssuer("a\x00b"),
		"no UTF-8":             WithAudience("\xff"),
	} {
		verifier, err := NewVerifier([][]byte{[]byte(file(t, "secret"))}, option)
		if verifier != nil || !errors.Is(err, ErrInvalidArgument) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestAClosedVerifierSaysSo(t *testing.T) {
	closed := verifierOf(t, "secret")
	closed.Close()
	wantEqual(t, closed.Close(), nil)
	for _, verifier := range []*Verifier{closed, nil, {}} {
		identity, err := verifier.Verify(file(t, "good"))
		if identity != nil {
			t.Error("there is an identity")
		}
		wantError(t, err, ErrClosed)
		wantEqual(t, verifier.Close(), nil)
	}
}

func TestNothingOfASecretShowsInAVerifier(t *testing.T) {
	if strings.Contains(fmt.Sprintf("%#v", verifierOf(t, "secret")), file(t, "secret")) {
		t.Error("it does")
	}
}

func TestManyGoroutinesShareAVerifier(t *testing.T) {
	verifier, good, forged := verifierOf(t, "secret"), file(t, "good"), file(t, "forged")
	var group sync.WaitGroup
	for i := 0; i < 64; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < 100; round++ {
				if identity, err := verifier.Verify(good); err != nil || *identity.UserID != "usr_7Yk2L" {
					t.Errorf("of the good token: %v", err)
				}
				if _, err := verifier.Verify(forged); !errors.Is(err, ErrSignatureMismatch) {
					t.Errorf("of the forged token: %v", err)
				}
			}
		}()
	}
	group.Wait()
}

func TestAVerifierIsClosedWhileOthersUseIt(t *testing.T) {
	good := file(t, "good")
	for round := 0; round < 10; round++ {
		verifier := verifierOf(t, "secret")
		var started, group sync.WaitGroup
		for i := 0; i < 8; i++ {
			started.Add(1)
			group.Add(1)
			go func() {
				defer group.Done()
				_, err := verifier.Verify(good)
				started.Done()
				for err == nil {
					_, err = verifier.Verify(good)
				}
				wantError(t, err, ErrClosed)
			}()
		}
		started.Wait()
		verifier.Close()
		group.Wait()
	}
}

// residentKiB is the memory of the whole process, after all that Go can give back.
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

const (
	rounds = 20_000
	// Less than is left when each round forgets two allocations of C's least size.
	slackKiB = 1024
)

func wantFlat(t *testing.T, round func()) {
	t.Helper()
	for i := 0; i < 2000; i++ {
		round()
	}
	before := residentKiB(t)
	for i := 0; i < rounds; i++ {
		round()
	}
	if after := residentKiB(t); after > before+slackKiB {
		t.Errorf("memory has grown from %d to %d KiB", before, after)
	}
}

func TestFortyThousandVerificationsLeaveMemoryFlat(t *testing.T) {
	verifier, good, bad := verifierOf(t, "secret"), file(t, "good"), file(t, "number-as-email")
	wantFlat(t, func() {
		verified(t, verifier, good)
		_, err := verifier.Verify(bad)
		wantError(t, err, ErrMalformedClaim)
	})
}

func TestVerifiersThatAreForgottenLeaveMemoryFlat(t *testing.T) {
	secret, other := []byte(file(t, "secret")), []byte(file(t, "other-secret"))
	made := 0
	wantFlat(t, func() {
		if _, err := NewVerifier([][]byte{secret, other}); err != nil {
			t.Fatal(err)
		}
		if _, err := NewVerifier([][]byte{secret, other[:9]}, WithIssuer("me")); err == nil {
			t.Fatal("a short secret is taken")
		}
		if made++; made%250 == 0 { // Go doesn't see what there is to collect in C
			runtime.GC()
		}
	})
}
