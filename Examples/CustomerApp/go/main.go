// SPDX-License-Identifier: Apache-2.0

// The customer's app on net/http: its own login form, and the handlers from ProductBridge's settings page.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	"customer/productbridge"
)

type account struct {
	productbridge.User
	Number   int    `json:"id"`
	Company  *int   `json:"company_id"`
	Password string `json:"password"`
}

var (
	accounts = map[string]account{}
	sessions sync.Map
	form     = template.Must(template.New("form").Parse(
		`<form method="post" action="/session"><input type="hidden" name="next" value="{{.}}"><input name="email">` +
			`<input type="password" name="password"><button>Sign in</button></form>`))
)

func readAccounts() error {
	text, err := os.ReadFile(os.Getenv("USERS"))
	if err != nil {
		return err
	}
	var all []account
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, one := range all {
		one.User.ID = fmt.Sprint(one.Number)
		if one.Company != nil {
			one.User.CompanyID = fmt.Sprint(*one.Company)
		}
		accounts[one.User.Email] = one
	}
	return nil
}

func requireUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie("session"); err == nil {
			if user, ok := sessions.Load(cookie.Value); ok {
				next.ServeHTTP(w, r.WithContext(productbridge.WithUser(r.Context(), user.(productbridge.User))))
				return
			}
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			http.Error(w, "please sign in", http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, "/session/new?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusFound)
	})
}

func ownPage(page string) string {
	if strings.HasPrefix(page, "/") && !strings.HasPrefix(page, "//") && !strings.HasPrefix(page, "/\\") {
		return page
	}
	return "/"
}

func signIn(w http.ResponseWriter, r *http.Request) {
	user, ok := accounts[r.PostFormValue("email")]
	if r.Method != http.MethodPost || !ok || user.Password != r.PostFormValue("password") {
		http.Error(w, "E-mail address or password is wrong.", http.StatusForbidden)
		return
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		http.Error(w, "please try again", http.StatusInternalServerError)
		return
	}
	number := hex.EncodeToString(id)
	sessions.Store(number, user.User)
	http.SetCookie(w, &http.Cookie{Name: "session", Value: number, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, ownPage(r.PostFormValue("next")), http.StatusSeeOther)
}

func main() {
	if err := readAccounts(); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/session/new", func(w http.ResponseWriter, r *http.Request) {
		if err := form.Execute(w, r.URL.Query().Get("next")); err != nil {
			log.Print(err)
		}
	})
	http.HandleFunc("/session", signIn)
	http.Handle("/login", productbridge.CompareRedirect(requireUser(http.HandlerFunc(productbridge.SSOCallback))))
	http.Handle("/api/productbridge-token", requireUser(http.HandlerFunc(productbridge.TokenHandler)))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
