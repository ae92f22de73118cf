#!/usr/bin/env ruby
# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Prints whom the token on standard input identifies: `whois.rb SECRET-FILE`.

require "pbjwt"

abort "usage: whois.rb SECRET-FILE <TOKEN" unless ARGV.size == 1
begin
  # The newline that editors add at the end of a file isn't part of the secret.
  secret = File.binread(ARGV.first).delete_suffix("\n")
  identity = Pbjwt::Verifier.new(secret).verify($stdin.binmode.read.delete_suffix("\n"))
  # Printed as literals, because these two may contain any character, including line ends and escape sequences.
  puts "#{identity.canonical_email} is #{identity.name.inspect}, user id #{identity.user_id.inspect}"
rescue SystemCallError, Pbjwt::Error => e
  abort "whois: #{e.message}"
end
