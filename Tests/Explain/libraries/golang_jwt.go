// SPDX-License-Identifier: Apache-2.0

// Typical mistakes of Go programs with golang-jwt: prints a name and a token per line. Arguments: the secret, and now.
package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

// The fields have no JSON names, so their names are upper-case.
type withoutTags struct {
	Email string
	Name  string
	jwt.RegisteredClaims
}

func main() {
	secret := os.Args[1]
	seconds, err := strconv.ParseInt(os.Args[2], 10, 64)
	if err != nil {
		panic(err)
	}
	now := time.Unix(seconds, 0)
	show := func(name string, method jwt.SigningMethod, claims jwt.Claims, key interface{}) {
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s\t%s\n", name, token)
	}
	good := func(change func(jwt.MapClaims)) jwt.MapClaims {
		claims := jwt.MapClaims{
			"email": "ada@example.com", "sub": "4711", "iat": now.Unix() - 10, "exp": now.Unix() + 3590,
		}
		change(claims)
		return claims
	}
	unchanged := good(func(jwt.MapClaims) {})
	key := []byte(secret)
	decoded, err := hex.DecodeString(secret)
	if err != nil {
		panic(err)
	}

	registered := jwt.RegisteredClaims{ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)), IssuedAt: jwt.NewNumericDate(now)}
	show("fields without tags", jwt.SigningMethodHS256, withoutTags{"ada@example.com", "Ada", registered}, key)
	show("a duration without its unit", jwt.SigningMethodHS256, good(func(claims jwt.MapClaims) {
		claims["iat"] = jwt.NewNumericDate(now)
		claims["exp"] = jwt.NewNumericDate(now.Add(3600))
	}), key)
	show("a time as it is", jwt.SigningMethodHS256, good(func(claims jwt.MapClaims) {
		claims["exp"] = now.Add(time.Hour).UTC()
	}), key)
	show("milliseconds", jwt.SigningMethodHS256, good(func(claims jwt.MapClaims) {
		claims["exp"] = now.Add(time.Hour).UnixMilli()
	}), key)
	show("an id that is a number", jwt.SigningMethodHS256, good(func(claims jwt.MapClaims) { claims["sub"] = 4711 }), key)
	show("another algorithm", jwt.SigningMethodHS512, unchanged, key)
	show("no algorithm", jwt.SigningMethodNone, unchanged, jwt.UnsafeAllowNoneSignatureType)
	show("a secret that was decoded", jwt.SigningMethodHS256, unchanged, decoded)
	show("a variable that isn't set", jwt.SigningMethodHS256, unchanged, []byte(os.Getenv("NOT_SET_ANYWHERE")))
}
