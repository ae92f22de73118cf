#!/usr/bin/env ruby
# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Says whose the token on standard input is: `whois.rb SECRET-FILE`.

require "pbjwt"

abort "usage: whois.rb SECRET-FILE <TOKEN" unless ARGV.size == 1
begin
  # The newline that editors put at a file's end is no part of the secret.
  secret = File.binread(ARGV.first).delete_suffix("\n")
  identity = Pbjwt::Verifier.new(secret).verify($stdin.binmode.read.delete_suffix("\n"))
  # As literals: these two may hold any character, line ends and escape sequences included.
  puts "#{identity.canonical_email} is #{identity.name.inspect}, user id #{identity.user_id.inspect}"
rescue SystemCallError, Pbjwt::Error => e
  abort "whois: #{e.message}"
end
