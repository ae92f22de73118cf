// SPDX-License-Identifier: Apache-2.0

module pbjwt

go 1.19
