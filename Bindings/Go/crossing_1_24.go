// SPDX-License-Identifier: Apache-2.0

//go:build go1.24

package pbjwt

// C doesn't keep its arguments after the call, and doesn't call Go.

// #cgo noescape pbjwt_go_verify
// #cgo nocallback pbjwt_go_verify
// #include "crossing.h"
import "C"
