# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "json"
require "minitest"
require "openssl"
require "pbjwt"

# Tokens for the tests: those of $PBJWT_TOKENS, and more, signed here with the same secret.
class TokenTest < Minitest::Test
  FOLDER = ENV.fetch("PBJWT_TOKENS")
  SECRET = File.binread(File.join(FOLDER, "secret"))
  OTHER_SECRET = File.binread(File.join(FOLDER, "other-secret"))
  VERIFIER = Pbjwt::Verifier.new(SECRET)

  def token(name)
    File.read(File.join(FOLDER, name), encoding: "UTF-8")
  end

  # A good token, with the changes in `claims`.
  def sign(secret = SECRET, **claims)
    now = Time.now.to_i
    payload = { email: "ada@example.com", iat: now, exp: now + 600, **claims }
    text = [{ alg: "HS256" }, payload].map { |part| base64url(JSON.generate(part)) }.join(".")
    "#{text}.#{base64url(OpenSSL::HMAC.digest("SHA256", secret, text))}"
  end

  # Who it is, or why not.
  def answer(verifier, text)
    verifier.verify(text).user_id
  rescue Pbjwt::TokenRefused => e
    e.status
  end

  def assert_rule(type, rule, &block)
    assert_match rule, assert_raises(type, &block).message
  end

  private

  def base64url(text)
    [text].pack("m0").tr("+/", "-_").delete("=")
  end
end
