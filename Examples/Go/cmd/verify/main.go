// SPDX-License-Identifier: Apache-2.0

// The verify step of a small service: the file named by the first argument holds the secret, a token
// comes on standard input. Prints who it is, or why the token is refused; exit status 0 or 1.
//
//	go run ./cmd/verify SECRET_FILE < TOKEN
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"pbjwt"
)

// newVerifier is what a service does once, at its start.
func newVerifier(path string) (*pbjwt.Verifier, error) {
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer wipe(secret)
	return pbjwt.NewVerifier([][]byte{bytes.TrimSuffix(secret, []byte("\n"))})
}

func wipe(secret []byte) {
	for i := range secret {
		secret[i] = 0
	}
	runtime.KeepAlive(secret)
}

func run(arguments []string) error {
	if len(arguments) != 2 {
		return errors.New("usage: verify SECRET_FILE < TOKEN")
	}
	verifier, err := newVerifier(arguments[1])
	if err != nil {
		return err
	}
	defer verifier.Close()
	token, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	who, err := verifier.Verify(strings.TrimSuffix(string(token), "\n"))
	if err != nil {
		return err
	}
	name := &who.CanonicalEmail
	if who.Name != nil {
		name = who.Name
	}
	_, err = fmt.Printf("%s <%s>\n", *name, who.CanonicalEmail)
	return err
}

func main() {
	if err := run(os.Args); err != nil {
		// For the log. Whoever sent the token may see its PublicMessage and no more.
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
