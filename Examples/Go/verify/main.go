// SPDX-License-Identifier: Apache-2.0

// Says whose the token on standard input is; the file named by the argument holds the secret. Exit status 0 or 1.
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

// newVerifier is what a service does once, at its start.
func newVerifier(path string) (*pbjwt.Verifier, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// The newline that editors put at a file's end is no part of the secret.
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
		// For the log. The person who sent the token may see its PublicMessage and no more.
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
