// SPDX-License-Identifier: Apache-2.0

/** Verifies and issues the HS256 tokens that tell ProductBridge who a person is. */
module io.productbridge.pbjwt {
    exports io.productbridge.pbjwt;
}
