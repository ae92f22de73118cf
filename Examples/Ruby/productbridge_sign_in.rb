# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "pbjwt"
require "rack"

# Rack middleware that signs people in by their token, from the Authorization header or a cookie:
#
#     use ProductBridgeSignIn, secrets: [ENV.fetch("PRODUCTBRIDGE_SECRET")]
#     run ->(env) { [200, {}, ["hello #{env[ProductBridgeSignIn::IDENTITY].email}"]] }
class ProductBridgeSignIn
  IDENTITY = "productbridge.identity"
  COOKIE = "sso_token"

  # The verifier is created here, once, before the server forks, so that the workers share it.
  def initialize(app, secrets:, **policy)
    @app = app
    @verifier = Pbjwt::Verifier.new(*secrets, **policy)
  end

  def call(env)
    token = token_of(Rack::Request.new(env))
    return challenge(nil) unless token

    # `merge` overwrites any identity that is already in env.
    @app.call(env.merge(IDENTITY => @verifier.verify(token)))
  rescue Pbjwt::TokenRefused => e
    env["rack.errors"]&.puts("a token was refused: #{e.message}")
    challenge(e.public_message)
  end

  private

  def token_of(request)
    scheme, token = request.get_header("HTTP_AUTHORIZATION").to_s.split(" ", 2)
    scheme&.casecmp?("Bearer") ? token.to_s.strip : request.cookies[COOKIE]
  end

  # 401 as in RFC 6750, 3: without an error if there was no token, and never with the operator's message.
  def challenge(reason)
    how = 'Bearer realm="productbridge"'
    how += %(, error="invalid_token", error_description="#{reason}") if reason
    [401, { "www-authenticate" => how, "cache-control" => "no-store", "content-type" => "text/plain" },
     [reason || "Please sign in."]]
  end
end
