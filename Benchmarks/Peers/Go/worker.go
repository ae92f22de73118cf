// SPDX-License-Identifier: Apache-2.0

// Verifies tokens with golang-jwt, as the driver asks on standard input.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

// The linker sets it to the version of golang-jwt.
var version string

type claims struct {
	Email             string  `json:"email"`
	Name              string  `json:"name"`
	AvatarURL         string  `json:"avatar_url"`
	CompanyName       string  `json:"company_name"`
	CompanyID         string  `json:"company_id"`
	CompanyMRR        float64 `json:"company_mrr"`
	CustomerStatus    string  `json:"customer_status"`
	RenewalDate       string  `json:"renewal_date"`
	RenewalRisk       string  `json:"renewal_risk"`
	AccountOwnerEmail string  `json:"account_owner_email"`
	ExternalUserID    string  `json:"external_user_id"`
	UserHash          string  `json:"user_hash"`
	jwt.RegisteredClaims
}

type token struct {
	outcome, text string
	verifier      verifier
}

type verifier struct {
	parser *jwt.Parser
	key    jwt.Keyfunc
}

func newVerifier(secret string) verifier {
	key := []byte(secret)
	return verifier{
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"HS256"})),
		key:    func(*jwt.Token) (interface{}, error) { return key, nil },
	}
}

func (v verifier) verify(text string, into *claims) bool {
	_, err := v.parser.ParseWithClaims(text, into, v.key)
	return err == nil
}

// What is wrong with the library's answer to this token, or "".
func check(t token) string {
	var got claims
	accepted := t.verifier.verify(t.text, &got)
	switch {
	case accepted && t.outcome != "accepted":
		return "accepted a token marked " + t.outcome
	case !accepted && t.outcome == "accepted":
		return "refused an accepted token"
	case accepted && got.Email == "":
		return "read no email"
	}
	return ""
}

var sink int

// How many of the verifications accepted the token.
func repeat(t token, count int) (accepted int) {
	for i := 0; i < count; i++ {
		var got claims
		if t.verifier.verify(t.text, &got) {
			accepted++
			sink += len(got.Email) + len(got.Subject)
		}
	}
	return accepted
}

func answer(command string, t token, count int) string {
	if wrong := check(t); wrong != "" {
		return "wrong " + wrong
	}
	var before, after runtime.MemStats
	if command == "count" {
		runtime.ReadMemStats(&before)
	}
	start := time.Now()
	accepted := repeat(t, count)
	elapsed := time.Since(start)
	expected := 0
	if t.outcome == "accepted" {
		expected = count
	}
	if accepted != expected {
		return "wrong did not decide alike each time"
	}
	if command == "count" {
		runtime.ReadMemStats(&after)
		return fmt.Sprint(after.Mallocs - before.Mallocs)
	}
	return fmt.Sprint(elapsed.Nanoseconds())
}

func load(path string) (tokens []token) {
	text, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	verifiers := map[string]verifier{}
	for _, line := range lines[1:] {
		words := append(strings.Fields(line), lines[0])
		secret := words[3] // the token's own, or the first line's
		v, known := verifiers[secret]
		if !known {
			v = newVerifier(secret)
			verifiers[secret] = v
		}
		tokens = append(tokens, token{words[1], words[2], v})
	}
	return tokens
}

func main() {
	tokens := load(os.Args[2])
	fmt.Printf("ready\t%s\n", version)
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() {
		var command string
		var index, count int
		if _, err := fmt.Sscan(commands.Text(), &command, &index, &count); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		switch command {
		case "sweep":
			fmt.Println(sweep(tokens[index:index+count], 1))
		case "pair":
			fmt.Println(sweep(tokens[index:index+count], 2))
		case "p50":
			fmt.Println(percentile(tokens[index:index+count], 50))
		case "p99":
			fmt.Println(percentile(tokens[index:index+count], 99))
		default:
			fmt.Println(answer(command, tokens[index], count))
		}
	}
}
