# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# `puma --preload -w 3` in this folder, with the secret in PRODUCTBRIDGE_SECRET.

require "json"
require_relative "productbridge_sign_in"

use ProductBridgeSignIn, secrets: [ENV.fetch("PRODUCTBRIDGE_SECRET")]

run(lambda do |env|
  identity = env.fetch(ProductBridgeSignIn::IDENTITY)
  person = { email: identity.canonical_email, id: identity.user_id, name: identity.name }
  [200, { "content-type" => "application/json" }, [JSON.generate(person)]]
end)
