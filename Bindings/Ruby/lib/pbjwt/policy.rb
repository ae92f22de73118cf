# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # What a token needs besides a valid signature. Settings that aren't given have the profile's values.
  #
  #     Pbjwt::Policy.new(profile: :widget, leeway: 10, user_hash: :required)
  #
  # profile            :sso or :widget
  # max_token_bytes    the longest token to accept: 256 to 1048576 (8192)
  # leeway             how far clocks may differ: 0 to 300 seconds (30)
  # max_lifetime       the longest time from "iat" to "exp" in seconds (3600); 0 is no limit
  # allow_missing_exp  accepts tokens that never expire (false)
  # user_hash          :off, :if_present or :required (:off)
  # issuer, audience   what "iss" must be, and "aud" be or contain (any or none)
  # type               the only "typ" to accept (JWT, application/jwt or none)
  # strict_claims      refuses claims that otherwise only get a warning (false)
  # email_form         :as_sent, :lowercased or :require_lowercase (:as_sent)
  # reader             :fast, or :both to have jansson read the payload, too (:fast)
  class Policy
    PROFILES = { sso: 0, widget: 1 }.freeze
    CHOICES = {
      user_hash: { off: 0, if_present: 1, required: 2 },
      email_form: { as_sent: 0, lowercased: 1, require_lowercase: 2 },
      reader: { fast: 0, both: 1 },
      allow_missing_exp: { false => 0, true => 1 },
      strict_claims: { false => 0, true => 1 }
    }.freeze
    NUMBERS = {
      max_token_bytes: "256 to 1048576 bytes", leeway: "0 to 300 seconds", max_lifetime: "0 to 253402300799 seconds"
    }.freeze
    TEXTS = {
      issuer: "a text, not empty, without U+0000", audience: "a text, not empty, without U+0000",
      type: "1 to 127 characters of a media type"
    }.freeze
    private_constant :PROFILES, :CHOICES, :NUMBERS, :TEXTS

    def initialize(profile: :sso, **settings)
      start(choice(:profile, PROFILES, profile))
      settings.each { |name, value| setting(name, value) unless value.nil? }
      freeze
    end

    private

    def setting(name, value)
      if (choices = CHOICES[name])
        set(name, choice(name, choices, value), name.to_s)
      elsif (range = NUMBERS[name])
        raise TypeError, "#{name} must be an Integer, not #{value.class}" unless value.is_a?(Integer)

        set(name, value, "#{name} must be #{range}")
      elsif (rule = TEXTS[name])
        set(name, Text.utf8(name, value), "#{name} must be #{rule}")
      else
        raise ArgumentError, "unknown keyword: #{name.inspect}"
      end
    end

    def choice(name, choices, value)
      choices.fetch(value) { raise ArgumentError, "#{name} must be one of #{choices.keys.map(&:inspect).join(", ")}" }
    end
  end
end
