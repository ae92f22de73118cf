// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sort"
	"sync"
	"time"
)

const (
	coldBytes = 16 << 20
	stride    = 7919 // a prime
	misjudged = "wrong misjudged a token in the sweep"
)

var cold [coldBytes]byte

// Fills the caches with other data.
func coolDown() {
	for i := 0; i < len(cold); i += 64 {
		cold[i]++
	}
}

// Whether the library gives the right result for the token at this step, and how much text it read.
func step(tokens []token, i int) (right bool, read int) {
	t := &tokens[i*stride%len(tokens)]
	var got claims
	accepted := t.verifier.verify(t.text, &got)
	return accepted == (t.outcome == "accepted"), len(got.Email) + len(got.Subject)
}

// Verifies each of the tokens once, out of order, in this many goroutines.
func sweep(tokens []token, routines int) string {
	coolDown()
	rights, reads := make([]int, routines), make([]int, routines)
	var done sync.WaitGroup
	done.Add(routines)
	start := time.Now()
	for own := 0; own < routines; own++ {
		go func(own int) {
			rightOnes, bytes := 0, 0
			for i := own; i < len(tokens); i += routines {
				right, read := step(tokens, i)
				bytes += read
				if right {
					rightOnes++
				}
			}
			rights[own], reads[own] = rightOnes, bytes
			done.Done()
		}(own)
	}
	done.Wait()
	elapsed := time.Since(start)
	all := 0
	for own := range rights {
		all += rights[own]
		sink += reads[own]
	}
	if all != len(tokens) {
		return misjudged
	}
	return fmt.Sprint(elapsed.Nanoseconds())
}

// The time within which this percentage of the calls finish.
func percentile(tokens []token, percent int) string {
	calls := make([]int, len(tokens))
	coolDown()
	for i := range tokens {
		start := time.Now()
		right, read := step(tokens, i)
		calls[i] = int(time.Since(start).Nanoseconds())
		sink += read
		if !right {
			return misjudged
		}
	}
	sort.Ints(calls)
	return fmt.Sprint(calls[(len(calls)-1)*percent/100])
}
