# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Verifies tokens with one of Ruby's libraries, as the driver asks on standard input.
#
# Each function makes once what a service makes once, and returns what verifies a token to its claims or raises.

def ruby_jwt(secret)
  require 'jwt'
  options = { algorithm: 'HS256', verify_iat: true }
  ->(token) { JWT.decode(token, secret, true, options).first }
end

# It checks no times, so exp is compared here.
def json_jwt(secret)
  require 'json/jwt'
  lambda do |token|
    claims = JSON::JWT.decode(token, secret, :HS256)
    raise 'expired' unless claims['exp'] > Time.now.to_i

    claims
  end
end

# What is wrong with the library's answer to this token, or nil.
def check(verify, outcome, token)
  claims = begin
    verify.call(token)
  rescue StandardError
    nil
  end
  if claims.nil?
    'refused an accepted token' if outcome == 'accepted'
  elsif outcome != 'accepted'
    "accepted a token marked #{outcome}"
  elsif claims['email'].empty?
    'read no email'
  end
end

# How many of the verifications accepted the token.
def repeat(verify, token, count)
  accepted = read = 0
  while count.positive?
    count -= 1
    begin
      claims = verify.call(token)
      read += claims['email'].size + claims['sub'].size
      accepted += 1
    rescue StandardError
      next
    end
  end
  accepted
end

def answer(command, verify, outcome, token, count)
  wrong = check(verify, outcome, token)
  return "wrong #{wrong}" if wrong

  allocated = GC.stat(:total_allocated_objects)
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
  accepted = repeat(verify, token, count)
  elapsed = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond) - start
  allocated = GC.stat(:total_allocated_objects) - allocated
  return 'wrong did not decide alike each time' if accepted != (outcome == 'accepted' ? count : 0)

  command == 'count' ? allocated : elapsed
end

library, path = ARGV
secret, *lines = File.readlines(path, chomp: true, encoding: 'UTF-8')
tokens = lines.map { |line| line.split.drop(1) }
verify, gem = library == 'ruby-jwt' ? [ruby_jwt(secret), 'jwt'] : [json_jwt(secret), 'json-jwt']

$stdout.sync = true
puts "ready\t#{Gem.loaded_specs[gem].version}"
$stdin.each_line do |line|
  command, index, count = line.split
  puts answer(command, verify, *tokens[index.to_i], count.to_i)
end
