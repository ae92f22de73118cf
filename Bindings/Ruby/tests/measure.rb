# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Measures the package and Ruby's usual alternatives; ../bench runs it.

require "json"
require "jwt"
require "openssl"
require "pbjwt"

FOLDER = ENV.fetch("PBJWT_TOKENS")
SECONDS = Float(ENV.fetch("PBJWT_BENCH_SECONDS", "3"))
TURN = 0.02
SECRET = File.read(File.join(FOLDER, "secret"))
VERIFIER = Pbjwt::Verifier.new(SECRET)
MEMBERS = Pbjwt::Identity::MEMBERS
SENTENCES = Pbjwt.send(:const_get, :Sentences)

# A row, and the time of each of its turns.
Row = Struct.new(:token, :name, :work, :rounds, :turns) do
  def turn(count = rounds)
    start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    call = work
    index = 0
    while index < count
      call.call
      index += 1
    end
    (Process.clock_gettime(Process::CLOCK_MONOTONIC) - start) / count
  end

  def prepare
    self.rounds = [(TURN / Array.new(3) { turn(20) }.min).round, 1].max
    self.turns = []
  end

  def median
    turns.sort[turns.size / 2] * 1e9
  end
end

def ours(token)
  identity = VERIFIER.verify(token)
  [identity.email, identity.user_id, identity.name]
end

def ours_all(token)
  identity = VERIFIER.verify(token)
  MEMBERS.each { |name| identity.public_send(name) }
end

# Hand-written code with the essential checks.
def control(token)
  header, payload, signature = token.split(".")
  right = OpenSSL::HMAC.digest("SHA256", SECRET, "#{header}.#{payload}")
  raise "signature" unless OpenSSL.fixed_length_secure_compare(right, decoded(signature))
  raise "algorithm" unless JSON.parse(decoded(header))["alg"] == "HS256"

  claims = JSON.parse(decoded(payload))
  raise "expired" if claims["exp"] <= Time.now.to_i

  claims.values_at("email", "sub", "name")
end

def decoded(text)
  text.tr("-_", "+/").unpack1("m")
end

def peer(token)
  claims, = JWT.decode(token, SECRET, true, algorithm: "HS256")
  claims.values_at("email", "sub", "name")
end

ruby = "Ruby #{RUBY_VERSION}"
abouts = { "ours" => "pbjwt #{Pbjwt.version}, #{ruby}", "control" => "openssl and json, #{ruby}",
           "peer ruby-jwt" => "ruby-jwt #{Gem.loaded_specs["jwt"]&.version || JWT::VERSION::STRING}, #{ruby}", "floor" => ruby }
tokens = %w[minimal full].to_h { |name| [name, File.read(File.join(FOLDER, name))] }
rows = tokens.flat_map do |name, token|
  raise "the rows differ" unless [ours(token), control(token), peer(token)].uniq.size == 1

  [Row.new(name, "ours", -> { ours(token) }), Row.new(name, "control", -> { control(token) }),
   Row.new(name, "peer ruby-jwt", -> { peer(token) }), Row.new(name, "floor", -> { SENTENCES.claim_name(0) })]
end
rows << Row.new("full-all", "ours", -> { ours_all(tokens["full"]) })
rows.each(&:prepare)
ends = Process.clock_gettime(Process::CLOCK_MONOTONIC) + SECONDS * rows.size
rows.each { |row| row.turns << row.turn } while Process.clock_gettime(Process::CLOCK_MONOTONIC) < ends
rows.each do |row|
  puts JSON.generate({ language: "Ruby", token: row.token, row: row.name, ns: row.median.round(1),
                       about: abouts.fetch(row.name) })
end
