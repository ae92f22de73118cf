# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Verifies tokens with one of Ruby's libraries, as the driver asks on standard input.
#
# Each function creates what a service creates once, and returns a lambda that verifies a token: the lambda returns
# the claims or raises.

def ruby_jwt(secret)
  require 'jwt'
  options = { algorithm: 'HS256', verify_iat: true }
  ->(token) { JWT.decode(token, secret, true, options).first }
end

# This library checks no times, so exp is compared here.
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

STRIDE = 7919 # a prime

def nanoseconds
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
end

# Verifies each of the tokens once, out of order, with caches full of other data.
def sweep(command, tokens)
  calls = []
  right = read = 0
  cold = "\1" * (16 << 20)
  start = nanoseconds
  tokens.size.times do |i|
    verify, outcome, token = tokens[i * STRIDE % tokens.size]
    before = command == 'sweep' ? 0 : nanoseconds
    begin
      claims = verify.call(token)
      read += claims['email'].size + claims['sub'].size
      accepted = true
    rescue StandardError
      accepted = false
    end
    calls << nanoseconds - before unless command == 'sweep'
    right += 1 if accepted == (outcome == 'accepted')
  end
  elapsed = nanoseconds - start
  cold.clear
  return 'wrong misjudged a token in the sweep' if right != tokens.size

  command == 'sweep' ? elapsed : calls.sort[(calls.size - 1) * command.delete('p').to_i / 100]
end

library, path = ARGV
first, *lines = File.readlines(path, chomp: true, encoding: 'UTF-8')
make, gem = library == 'ruby-jwt' ? [method(:ruby_jwt), 'jwt'] : [method(:json_jwt), 'json-jwt']
made = Hash.new { |known, secret| known[secret] = make.call(secret) }
made[first]
tokens = lines.map do |line|
  _, outcome, token, secret = line.split
  [made[secret || first], outcome, token]
end

$stdout.sync = true
puts "ready\t#{Gem.loaded_specs[gem].version}"
$stdin.each_line do |line|
  command, index, count = line.split
  index = index.to_i
  count = count.to_i
  case command
  when 'run', 'count' then puts answer(command, *tokens[index], count)
  when 'pair' then puts '-' # one thread runs at a time
  else puts sweep(command, tokens[index, count])
  end
end
