// SPDX-License-Identifier: Apache-2.0

//go:build ignore

// Measures the package and Go's usual alternatives; ../bench runs it in a separate module.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
	"productbridge.io/pbjwt"
)

const turn = 20 * time.Millisecond

// The linker sets it to the version of golang-jwt.
var peerVersion string

type claims struct {
	Email string `json:"email"`
	Name  string `json:"name"`
	jwt.RegisteredClaims
}

type row struct {
	token, name, about string
	call               func(token string) [3]string
	text               string
	rounds             int
	turns              []float64
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func file(name string) string {
	text, err := os.ReadFile(filepath.Join(os.Getenv("PBJWT_TOKENS"), name))
	must(err)
	return string(text)
}

var key = []byte(file("secret"))

// control is hand-written code with the essential checks.
func control(token string) [3]string {
	dot := strings.LastIndexByte(token, '.')
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(token[:dot]))
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	must(err)
	if !hmac.Equal(mac.Sum(nil), signature) {
		must(errors.New("signature"))
	}
	first := strings.IndexByte(token, '.')
	var header struct {
		Alg string `json:"alg"`
	}
	var payload struct {
		Email string  `json:"email"`
		Sub   string  `json:"sub"`
		Name  string  `json:"name"`
		Exp   float64 `json:"exp"`
	}
	for _, part := range []struct {
		text string
		into any
	}{{token[:first], &header}, {token[first+1 : dot], &payload}} {
		bytes, err := base64.RawURLEncoding.DecodeString(part.text)
		must(err)
		must(json.Unmarshal(bytes, part.into))
	}
	if header.Alg != "HS256" || payload.Exp <= float64(time.Now().Unix()) {
		must(errors.New("expired"))
	}
	return [3]string{payload.Email, payload.Sub, payload.Name}
}

var parser = jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}))

func peer(token string) [3]string {
	var read claims
	_, err := parser.ParseWithClaims(token, &read, func(*jwt.Token) (any, error) { return key, nil })
	must(err)
	return [3]string{read.Email, read.Subject, read.Name}
}

func (r *row) measure(rounds int) float64 {
	start := time.Now()
	for round := 0; round < rounds; round++ {
		kept = r.call(r.text)
	}
	return float64(time.Since(start).Nanoseconds()) / float64(rounds)
}

var kept [3]string

func main() {
	secret, err := pbjwt.NewSecret(key)
	must(err)
	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret})
	must(err)
	ours := func(token string) [3]string {
		identity, err := verifier.Verify(token)
		must(err)
		return [3]string{identity.Email(), identity.UserID(), identity.Name()}
	}
	all := func(token string) [3]string {
		i, err := verifier.Verify(token)
		must(err)
		_, _ = i.CompanyMRR()
		length := len(i.CanonicalEmail()) + len(i.AvatarURL()) + len(i.CompanyID()) + len(i.CompanyName()) + len(i.CustomerStatus()) +
			len(i.RenewalDate()) + len(i.RenewalRisk()) + len(i.AccountOwnerID()) + len(i.AccountOwnerEmail()) +
			len(i.ExternalUserID()) + len(i.Issuer()) + len(i.TokenID()) + len(i.Audience()) + len(i.Custom()) + len(i.Warnings()) +
			i.IssuedAt().Nanosecond() + i.NotBefore().Nanosecond() + i.ExpiresAt().Nanosecond() + int(i.UserHash())
		if length == 0 {
			must(errors.New("nothing was read"))
		}
		return [3]string{i.Email(), i.UserID(), i.Name()}
	}
	floor := func(string) [3]string { _ = pbjwt.ErrExpired.Name(); return [3]string{} }
	release := runtime.Version()
	about := map[string]string{"ours": "pbjwt " + pbjwt.Version + ", " + release, "control": "crypto/hmac and encoding/json, " + release,
		"peer golang-jwt": "golang-jwt " + peerVersion + ", " + release, "floor": release}
	var rows []*row
	for _, token := range []string{"minimal", "full"} {
		text := file(token)
		for name, call := range map[string]func(string) [3]string{"ours": ours, "control": control, "peer golang-jwt": peer, "floor": floor} {
			rows = append(rows, &row{token: token, name: name, about: about[name], call: call, text: text})
			if name != "floor" && call(text) != ours(text) {
				must(errors.New(name + " says something else"))
			}
		}
	}
	rows = append(rows, &row{token: "full-all", name: "ours", about: about["ours"], call: all, text: file("full")})
	seconds, err := strconv.ParseFloat(os.Getenv("PBJWT_BENCH_SECONDS"), 64)
	if err != nil {
		seconds = 3
	}
	for _, r := range rows {
		r.measure(200)
		r.rounds = int(math.Max(1, float64(turn.Nanoseconds())/r.measure(200)))
	}
	for until := time.Now().Add(time.Duration(seconds * float64(len(rows)) * 1e9)); time.Now().Before(until); {
		for _, r := range rows {
			r.turns = append(r.turns, r.measure(r.rounds))
		}
	}
	for _, r := range rows {
		sort.Float64s(r.turns)
		line, err := json.Marshal(map[string]any{"language": "Go", "token": r.token, "row": r.name,
			"ns": math.Round(r.turns[len(r.turns)/2]*10) / 10, "about": r.about})
		must(err)
		fmt.Println(string(line))
	}
}
