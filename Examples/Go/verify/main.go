// SPDX-License-Identifier: Apache-2.0

// Prints whom the token on standard input identifies; the argument names the file with the secret. Exit status 0 or 1.
//
//	go run ./verify SECRET_FILE < TOKEN
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"productbridge.io/pbjwt"
)

// newVerifier is called once, when a service starts.
func newVerifier(path string) (*pbjwt.Verifier, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// The newline that editors add at the end of a file isn't part of the secret.
	secret, err := pbjwt.NewSecret(bytes.TrimSuffix(text, []byte("\n")))
	if err != nil {
		return nil, err
	}
	return pbjwt.NewVerifier([]*pbjwt.Secret{secret})
}

func run(arguments []string) error {
	if len(arguments) != 2 {
		return errors.New("usage: verify SECRET_FILE < TOKEN")
	}
	verifier, err := newVerifier(arguments[1])
	if err != nil {
		return err
	}
	token, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	who, err := verifier.Verify(strings.TrimSuffix(string(token), "\n"))
	if err != nil {
		return err
	}
	name := who.Name()
	if name == "" {
		name = who.CanonicalEmail()
	}
	_, err = fmt.Printf("%s <%s>\n", name, who.CanonicalEmail())
	return err
}

func main() {
	if err := run(os.Args); err != nil {
		// For the log. Show the sender of the token only its PublicMessage.
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
