// SPDX-License-Identifier: Apache-2.0

//go:build go1.24

package pbjwt

// What C is given doesn't outlive the call, and C calls nothing of Go.

// #cgo noescape pbjwt_go_verify
// #cgo nocallback pbjwt_go_verify
// #include "crossing.h"
import "C"
