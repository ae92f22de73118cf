// SPDX-License-Identifier: Apache-2.0

package pbjwt_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"productbridge.io/pbjwt"
)

// The cases of contract.json, which all bindings run.
type contract struct {
	Count int
	Cases []contractCase
}

type secretOf struct {
	Text, Format string
	ID           *string
	NotAfter     *int64 `json:"not_after"`
	Weak         bool
}

type contractCase struct {
	Name, Operation string
	Secrets         []secretOf
	Secret          secretOf
	OtherSecrets    []secretOf `json:"other_secrets"`
	Policy, Report  map[string]any
	Token           string
	TokenHex        string `json:"token_hex"`
	SecondToken     string `json:"second_token"`
	Now, Lifetime   int64
	Claims          map[string]any
	Custom          *string
	UserHash        bool   `json:"user_hash"`
	UserID          string `json:"user_id"`
	Type            string
	Expect          expectation
}

type expectation struct {
	Status      string
	Claim       string
	Identity    map[string]any
	Warnings    []note
	WouldRefuse []note `json:"would_refuse"`
	JSON        string
	JSONStart   string `json:"json_start"`
	UserHash    string `json:"user_hash"`
	Cleaned     string `json:"status_after_cleaning"`
	Cause, Side string
	FailedCheck string `json:"failed_check"`
	Header      *string
	Payload     *string
}

type note struct{ Kind, Status, Claim string }

func at(seconds int64) time.Time { return time.Unix(seconds, 0) }

func secretFrom(given secretOf) (*pbjwt.Secret, error) {
	var options []pbjwt.SecretOption
	formats := map[string]pbjwt.Format{"": pbjwt.Text, "text": pbjwt.Text, "hex": pbjwt.Hex, "base64": pbjwt.Base64}
	options = append(options, pbjwt.WithFormat(formats[given.Format]))
	if given.ID != nil {
		options = append(options, pbjwt.WithID(*given.ID))
	}
	if given.NotAfter != nil {
		options = append(options, pbjwt.WithNotAfter(at(*given.NotAfter)))
	}
	if given.Weak {
		options = append(options, pbjwt.AllowWeak())
	}
	return pbjwt.NewSecret([]byte(given.Text), options...)
}

func secretsFrom(given []secretOf) (made []*pbjwt.Secret, err error) {
	for _, one := range given {
		secret, err := secretFrom(one)
		if err != nil {
			return nil, err
		}
		made = append(made, secret)
	}
	return made, nil
}

func optionsFrom(given map[string]any) (options []pbjwt.Option) {
	for name, value := range given {
		options = append(options, optionFrom(name, value))
	}
	return options
}

func optionFrom(name string, value any) pbjwt.Option {
	text, _ := value.(string)
	number, _ := value.(float64)
	switch name {
	case "profile":
		return pbjwt.WithProfile(map[string]pbjwt.Profile{"sso": pbjwt.SSO, "widget": pbjwt.Widget}[text])
	case "max_token_bytes":
		return pbjwt.WithMaxTokenBytes(int(number))
	case "leeway":
		return pbjwt.WithLeeway(time.Duration(number) * time.Second)
	case "max_lifetime":
		if number > 1e9 {
			return pbjwt.WithMaxLifetime(-1) // what a Duration can't hold
		}
		return pbjwt.WithMaxLifetime(time.Duration(number) * time.Second)
	case "allow_missing_exp":
		return pbjwt.AllowMissingExp()
	case "user_hash":
		return pbjwt.WithUserHash(map[string]pbjwt.UserHashMode{"off": pbjwt.UserHashOff, "if_present": pbjwt.UserHashIfPresent,
			"required": pbjwt.UserHashRequired}[text])
	case "issuer":
		return pbjwt.WithIssuer(text)
	case "audience":
		return pbjwt.WithAudience(text)
	case "type":
		return pbjwt.WithType(text)
	case "strict_claims":
		return pbjwt.WithStrictClaims()
	case "email_form":
		return pbjwt.WithEmailForm(map[string]pbjwt.EmailForm{"lowercased": pbjwt.EmailLowercased,
			"require_lowercase": pbjwt.EmailRequireLowercase}[text])
	case "reader":
		return pbjwt.WithReader(map[string]pbjwt.Reader{"fast": pbjwt.ReaderFast, "both": pbjwt.ReaderBoth}[text])
	}
	panic("there is no setting " + name)
}

func (c *contractCase) verifier() (*pbjwt.Verifier, error) {
	secrets, err := secretsFrom(c.Secrets)
	if err != nil {
		return nil, err
	}
	options := optionsFrom(c.Policy)
	if c.Report != nil {
		options = append(options, pbjwt.WithReport(optionsFrom(c.Report)...))
	}
	return pbjwt.NewVerifier(secrets, options...)
}

// outcome returns the status and the claim of an error.
func outcome(err error) (status, claim string) {
	var full *pbjwt.Error
	var alone pbjwt.Status
	switch {
	case err == nil:
		return "ok", ""
	case errors.As(err, &full):
		return full.Status.Name(), full.Claim()
	case errors.As(err, &alone):
		return alone.Name(), ""
	}
	return "no error of the package: " + err.Error(), ""
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %#v instead of %#v", what, got, want)
	}
}

// said returns the fields that are present.
func said(i *pbjwt.Identity) map[string]any {
	found := map[string]any{}
	for name, text := range map[string]string{
		"email": i.Email(), "canonical_email": i.CanonicalEmail(), "user_id": i.UserID(), "name": i.Name(),
		"avatar_url": i.AvatarURL(), "company_id": i.CompanyID(), "company_name": i.CompanyName(),
		"customer_status": i.CustomerStatus(), "customer_status_kind": i.CustomerKind().String(),
		"renewal_date": i.RenewalDate(), "renewal_risk": i.RenewalRisk(), "account_owner_id": i.AccountOwnerID(),
		"account_owner_email": i.AccountOwnerEmail(), "external_user_id": i.ExternalUserID(), "issuer": i.Issuer(),
		"token_id": i.TokenID(), "key_id": i.KeyID(), "user_hash": i.UserHash().String(),
	} {
		if text != "" {
			found[name] = text
		}
	}
	if custom := string(i.Custom()); custom != "{}" {
		found["custom_json"] = custom
	}
	if number, ok := i.CompanyMRR(); ok {
		found["company_mrr"] = number
	}
	if number, ok := i.RenewalSeconds(); ok {
		found["renewal_date_seconds"] = number
	}
	for name, when := range map[string]time.Time{"issued_at": i.IssuedAt(), "not_before": i.NotBefore(), "expires_at": i.ExpiresAt()} {
		if !when.IsZero() {
			found[name] = float64(when.Unix()) + float64(when.Nanosecond())/1e9
		}
	}
	if audience := i.Audience(); audience != nil {
		list := make([]any, len(audience))
		for place, one := range audience {
			list[place] = one
		}
		found["audience"] = list
	}
	return found
}

func (c *contractCase) verify(t *testing.T) {
	verifier, err := c.verifier()
	if err != nil {
		t.Fatal(err)
	}
	token := c.Token
	if c.TokenHex != "" {
		bytes, _ := hex.DecodeString(c.TokenHex)
		token = string(bytes)
	}
	identity, err := verifier.VerifyAt(token, at(c.Now))
	status, claim := outcome(err)
	same(t, "status", status, c.Expect.Status)
	same(t, "claim", claim, c.Expect.Claim)
	again, err := verifier.VerifyBytesAt([]byte(token), at(c.Now))
	same(t, "bytes", again, identity)
	got, failed := verifier.VerifyJSONAt(token, at(c.Now))
	if failed != nil {
		t.Fatal(failed)
	}
	if status != "ok" {
		same(t, "is refused", errors.Is(err, pbjwt.ErrRefused), true)
		var refusal *pbjwt.Error
		errors.As(err, &refusal)
		message := strings.ReplaceAll(strings.ReplaceAll(refusal.Message(), `\`, `\\`), `"`, `\"`)
		same(t, "JSON", string(got), c.Expect.JSONStart+message+`"}`)
		return
	}
	same(t, "identity", said(&identity), c.Expect.Identity)
	notes := []note{}
	for _, warning := range identity.Warnings() {
		notes = append(notes, note{Kind: warning.Kind, Claim: warning.Claim})
		if !strings.Contains(warning.Message, warning.Claim) || !strings.HasSuffix(warning.Message, ".") {
			t.Errorf("of %s the sentence is %s", warning.Claim, warning.Message)
		}
	}
	same(t, "warnings", notes, c.Expect.Warnings)
	notes = []note{}
	for _, refusal := range identity.WouldRefuse() {
		notes = append(notes, note{Status: refusal.Status.Name(), Claim: refusal.Claim()})
	}
	same(t, "refusals", notes, c.Expect.WouldRefuse)
	same(t, "JSON", string(got), c.Expect.JSON)
}

func (c *contractCase) make(t *testing.T) {
	_, err := c.verifier()
	status, _ := outcome(err)
	same(t, "status", status, c.Expect.Status)
}

func (c *contractCase) issue(t *testing.T) {
	secret, err := secretFrom(c.Secret)
	if err != nil {
		t.Fatal(err)
	}
	claims := pbjwt.Claims{}
	for name, value := range c.Claims {
		if list, ok := value.([]any); ok {
			var texts []string
			for _, one := range list {
				texts = append(texts, one.(string))
			}
			value = texts
		}
		claims[name] = value
	}
	how := pbjwt.Issuing{Lifetime: time.Duration(c.Lifetime) * time.Second, Now: at(c.Now), UserHash: c.UserHash, Type: c.Type}
	if c.Lifetime == 0 {
		how.Lifetime = -time.Second // zero is the default
	}
	if c.Custom != nil {
		how.Custom = json.RawMessage(*c.Custom)
	}
	token, err := secret.Issue(claims, how)
	status, claim := outcome(err)
	same(t, "status", status, c.Expect.Status)
	same(t, "claim", claim, c.Expect.Claim)
	if status != "ok" {
		return
	}
	verifier, err := pbjwt.NewVerifier([]*pbjwt.Secret{secret}, optionsFrom(c.Policy)...)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := verifier.VerifyAt(token, at(c.Now))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "identity", said(&identity), c.Expect.Identity)
	same(t, "warnings", len(identity.Warnings()), 0)
}

func (c *contractCase) hash(t *testing.T) {
	secret, err := secretFrom(c.Secret)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := secret.UserHash(c.UserID)
	status, _ := outcome(err)
	same(t, "status", status, c.Expect.Status)
	same(t, "hash", hash, c.Expect.UserHash)
}

func (c *contractCase) explain(t *testing.T) {
	secrets, err := secretsFrom(c.Secrets)
	if err != nil {
		t.Fatal(err)
	}
	others, err := secretsFrom(c.OtherSecrets)
	if err != nil {
		t.Fatal(err)
	}
	report, err := pbjwt.Explain(c.Token, secrets, pbjwt.Explaining{OtherSecrets: others, SecondToken: c.SecondToken,
		Options: optionsFrom(c.Policy), Now: at(c.Now)})
	if err != nil {
		t.Fatal(err)
	}
	first := pbjwt.Cause{}
	if len(report.Causes) > 0 {
		first = report.Causes[0]
	}
	same(t, "report", []string{report.Status, report.Claim, report.StatusAfterCleaning, first.Name, first.Side},
		[]string{c.Expect.Status, c.Expect.Claim, c.Expect.Cleaned, c.Expect.Cause, c.Expect.Side})
	same(t, "text", report.Text == "", false)
	var read struct {
		Checks []struct{ Name, Outcome string }
	}
	if err := json.Unmarshal(report.JSON, &read); err != nil {
		t.Fatal(err)
	}
	for _, check := range read.Checks {
		if check.Name == c.Expect.FailedCheck {
			same(t, check.Name, check.Outcome, "failed")
		}
	}
}

func (c *contractCase) inspect(t *testing.T) {
	found := pbjwt.Inspect(c.Token)
	status, _ := outcome(found.Err)
	same(t, "status", status, c.Expect.Status)
	for what, pair := range map[string][2]any{"header": {found.Header, c.Expect.Header}, "payload": {found.Payload, c.Expect.Payload}} {
		want := []byte(nil)
		if text := pair[1].(*string); text != nil {
			want = []byte(*text)
		}
		same(t, what, pair[0], want)
	}
}

func TestContract(t *testing.T) {
	bytes, err := os.ReadFile(os.Getenv("PBJWT_CONTRACT"))
	if err != nil {
		t.Fatal(err)
	}
	var all contract
	if err := json.Unmarshal(bytes, &all); err != nil {
		t.Fatal(err)
	}
	run := 0
	for _, one := range all.Cases {
		one := one
		operation := map[string]func(*testing.T){"verify": one.verify, "make": one.make, "issue": one.issue,
			"user_hash": one.hash, "explain": one.explain, "inspect": one.inspect}[one.Operation]
		t.Run(one.Name, operation)
		run++
	}
	same(t, "the number of cases", run, all.Count)
	fmt.Printf("contract: %d cases\n", run)
}
