// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// Prints the redirect of the document's sample for each line of standard input, `URL TAB TOKEN`.
func main() {
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		login, token, _ := strings.Cut(lines.Text(), "\t")
		parsed, err := url.Parse(login)
		if err != nil {
			panic(err)
		}
		query := parsed.Query()
		callback, err := url.Parse(query.Get("redirect"))
		if err != nil {
			panic(err)
		}
		values := url.Values{"ssoToken": {token}, "organizationId": {query.Get("organizationId")}}
		if returnTo := query.Get("returnTo"); returnTo != "" {
			values.Set("returnTo", returnTo)
		}
		callback.RawQuery = values.Encode()
		fmt.Fprintln(output, callback.String())
	}
}
