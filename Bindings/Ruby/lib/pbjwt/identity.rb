# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "json"

module Pbjwt
  # What a verified token says about a person; nil if it doesn't say. See sig/pbjwt.rbs for every reader.
  #
  # canonical_email is the address to look people up by. user_hash is :absent, :unchecked or :verified, and
  # binds the user id, not the e-mail. Each call makes a new String, so keep the ones you use often.
  class Identity
    # The members that have no reader here, parsed.
    def custom
      JSON.parse(custom_json)
    end

    # Whether the user id is one that the token's user_hash vouches for.
    def user_hash_verified?
      user_hash == :verified
    end

    # Each reader's value by its name.
    def to_h
      MEMBERS.to_h { |name| [name, public_send(name)] }
    end

    # For pattern matching: `in {user_id: String => id}`.
    def deconstruct_keys(names)
      names ? (names & MEMBERS).to_h { |name| [name, public_send(name)] } : to_h
    end

    # A summary for logs: nothing about the person.
    def inspect
      "#<Pbjwt::Identity, expires at #{expires_at.inspect}, #{warnings.size} warnings>"
    end
    alias to_s inspect

    # Nothing here changes.
    def dup
      self
    end

    def clone(freeze: true)
      self
    end
  end
end
