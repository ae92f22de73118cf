# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "json"

module Pbjwt
  # A signing secret. All its bytes count: no newline is removed. The library copies them, and wipes its copy
  # when the object is collected; overwriting the String is up to its owner.
  class Secret
    FORMATS = { text: 0, hex: 1, base64: 2 }.freeze
    private_constant :FORMATS

    # id names it in tokens ("kid") and in Identity#key_id. After the second not_after it is no longer valid.
    # weak accepts fewer than 32 bytes; every identity then carries the warning "weak_secret".
    def initialize(bytes, id: nil, not_after: nil, format: :text, weak: false)
      form = FORMATS.fetch(format) { raise ArgumentError, "format must be one of :text, :hex, :base64" }
      make(bytes, form, weak, id&.then { |text| Text.utf8("id", text) }, not_after)
    end

    # Signs a token: claims by their names in the token, such as email:, sub:, avatar_url: and aud:. custom is a
    # Hash, or a JSON object's text, of other members; user_hash adds the hash of the user id.
    def issue(claims, lifetime: 3600, at: nil, user_hash: false, type: nil, custom: nil)
      raise TypeError, "claims must be a Hash, not #{claims.class}" unless claims.is_a?(Hash)
      raise TypeError, "lifetime must be an Integer, not #{lifetime.class}" unless lifetime.is_a?(Integer)

      sign([claims.compact.transform_keys(&:to_sym), Text.json(custom), user_hash, type, lifetime, at])
    end

    def inspect
      "#<Pbjwt::Secret>"
    end
  end

  # Converts callers' values for the library.
  module Text
    def self.utf8(name, text)
      raise TypeError, "#{name} must be a String, not #{text.class}" unless text.is_a?(String)

      text.encode(Encoding::UTF_8)
    end

    def self.json(value)
      return value if value.nil? || value.is_a?(String)

      JSON.generate(value)
    end
  end
  private_constant :Text
end
