# SPDX-License-Identifier: Apache-2.0
#
# Typical mistakes of Ruby programs with ruby-jwt: prints a name and a token per line. Arguments: the secret, and now.

require "jwt"

secret = ARGV[0]
now = Integer(ARGV[1])
good = { email: "ada@example.com", sub: "4711", iat: now - 10, exp: now + 3590 }

{
  "another algorithm" => JWT.encode(good, secret, "HS512"),
  "no algorithm" => JWT.encode(good, nil, "none"),
  "a secret read with its line end" => JWT.encode(good, secret + "\n", "HS256"),
  "a secret that was packed" => JWT.encode(good, [secret].pack("H*"), "HS256"),
  "a secret of nil as text" => JWT.encode(good, "nil".sub("nil", "undefined"), "HS256"),
  "milliseconds" => JWT.encode(good.merge(exp: (now + 3590) * 1000), secret, "HS256"),
  "a lifetime for a time" => JWT.encode(good.merge(exp: 3600), secret, "HS256"),
  "a nil that compact would have removed" => JWT.encode(good.merge(email: nil), secret, "HS256"),
  "the user as an object" => JWT.encode(good.reject { |key, _| key == :email }.merge(user: { email: "ada@example.com" }), secret, "HS256"),
  "an id that is a number" => JWT.encode(good.reject { |key, _| key == :sub }.merge(id: 4711), secret, "HS256"),
  "no exp" => JWT.encode(good.reject { |key, _| key == :exp }, secret, "HS256"),
}.each { |name, token| puts "#{name}\t#{token}" }
