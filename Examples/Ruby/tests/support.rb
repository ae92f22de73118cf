# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "json"
require "minitest"
require "openssl"
require_relative "../pbjwt"

# Tokens for the tests: those of $PBJWT_TOKENS, and more, signed here with the same secret.
class TokenTest < Minitest::Test
  FOLDER = ENV.fetch("PBJWT_TOKENS")
  SECRET = File.binread(File.join(FOLDER, "secret"))
  OTHER_SECRET = File.binread(File.join(FOLDER, "other-secret"))
  VERIFICATIONS = 20_000

  def setup
    @verifier = Pbjwt::Verifier.new(SECRET)
  end

  def teardown
    @verifier.close
  end

  def token(name)
    File.read(File.join(FOLDER, name), encoding: "UTF-8")
  end

  # A good token, save for what `claims` say otherwise.
  def sign(secret = SECRET, **claims)
    now = Time.now.to_i
    payload = { email: "ada@example.com", iat: now, exp: now + 600, **claims }
    text = [{ alg: "HS256" }, payload].map { |part| base64url(JSON.generate(part)) }.join(".")
    "#{text}.#{base64url(OpenSSL::HMAC.digest("SHA256", secret, text))}"
  end

  def user_hash(id)
    OpenSSL::HMAC.hexdigest("SHA256", SECRET, id)
  end

  # Who it is, or why not.
  def answer(verifier, text)
    verifier.verify(text).user_id
  rescue Pbjwt::TokenRefused => e
    e.name
  end

  def assert_refused(status, text, verifier: @verifier, claim: nil, **at)
    error = assert_raises(Pbjwt::TokenRefused) { verifier.verify(text, **at) }
    assert_equal [status, claim], [error.name, error.claim]
    error
  end

  def assert_rule(type, rule, &block)
    assert_match rule, assert_raises(type, &block).message
  end

  private

  def base64url(text)
    [text].pack("m0").tr("+/", "-_").delete("=")
  end
end
