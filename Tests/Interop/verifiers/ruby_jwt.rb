# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Verifies the token of the order on standard input (programs.py) with ruby-jwt.

require 'json'
require 'jwt'

REFUSALS = {
  JWT::VerificationError => 'signature',
  JWT::ExpiredSignature => 'expired',
  JWT::ImmatureSignature => 'early',
  JWT::InvalidAudError => 'audience',
  JWT::InvalidIssuerError => 'issuer'
}.freeze

order = JSON.parse($stdin.read.force_encoding('UTF-8'))
options = {
  algorithm: 'HS256', verify_iat: true, required_claims: %w[exp iat],
  verify_aud: order.key?('audience'), aud: order['audience'],
  verify_iss: order.key?('issuer'), iss: order['issuer']
}
answer = begin
  claims, header = JWT.decode(order['token'], order['secret'], true, options)
  { header: header, claims: claims }
rescue JWT::DecodeError => e
  { refused: REFUSALS.fetch(e.class, e.class.name) }
end
puts JSON.generate(answer)
