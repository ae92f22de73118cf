// SPDX-License-Identifier: Apache-2.0

package pbjwt

// #include <pbjwt.h>
import "C"

import (
	"encoding/json"
	"sync"
)

// The names that have a method here.
var typedNames struct {
	once sync.Once
	set  map[string]bool
}

func isTyped(name string) bool {
	typedNames.once.Do(func() {
		typedNames.set = make(map[string]bool)
		for claim := C.size_t(1); claim <= C.pbjwt_claim_count(); claim++ {
			typedNames.set[claimName(C.pbjwt_claim(claim))] = true
		}
	})
	return typedNames.set[name]
}

// A scanner goes through a payload that the library has already read: it is an object in strict JSON without duplicate
// names.
type scanner struct {
	payload string
	at      int
}

// customOf returns the members of a payload that have no method here, in the token's order and spelling, without white
// space between their parts.
func customOf(payload string) json.RawMessage {
	read := scanner{payload: payload}
	custom := []byte{'{'}
	read.next()
	read.at++ // the brace
	for read.next() != '}' {
		if payload[read.at] == ',' {
			read.at++
			read.next()
		}
		before := len(custom)
		if before > 1 {
			custom = append(custom, ',')
		}
		name := read.part()
		custom = append(custom, name...)
		custom = read.value(custom) // with the colon
		if isTyped(unescaped(name)) {
			custom = custom[:before]
		}
	}
	return append(custom, '}')
}

// next moves `at` to the next character that isn't white space, and returns it.
func (s *scanner) next() byte {
	for s.payload[s.at] <= ' ' {
		s.at++
	}
	return s.payload[s.at]
}

// part reads a string with its quotes, or one character.
func (s *scanner) part() string {
	start := s.at
	s.at++
	if s.payload[start] == '"' {
		for ; s.payload[s.at] != '"'; s.at++ {
			if s.payload[s.at] == '\\' {
				s.at++
			}
		}
		s.at++
	}
	return s.payload[start:s.at]
}

// value appends everything up to the comma or brace after a member's value.
func (s *scanner) value(to []byte) []byte {
	for depth := 0; ; {
		switch s.next() {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth < 0 || depth == 0 && s.payload[s.at] == ',' {
			return to
		}
		to = append(to, s.part()...)
	}
}

// unescaped returns the name for a JSON string with its quotes.
func unescaped(name string) string {
	for place := range name {
		if name[place] == '\\' {
			var meant string
			if err := json.Unmarshal([]byte(name), &meant); err != nil {
				panic("pbjwt: a name in a good token can't be read: " + err.Error())
			}
			return meant
		}
	}
	return name[1 : len(name)-1]
}
