// SPDX-License-Identifier: Apache-2.0

module productbridge.io/pbjwt

go 1.19
