# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # Why a token is refused or warned of, for operators: it quotes the token's claims. Never a verification.
  class Report
    # The report as JSON, and as text for people.
    attr_reader :json, :text

    # The text with ANSI colours.
    attr_reader :color_text

    def initialize(json, text, color_text)
      @json = json
      @text = text
      @color_text = color_text
      freeze
    end
    private_class_method :new

    # The JSON, parsed: "status", "checks", "causes" and the rest.
    def to_h
      require "json"
      JSON.parse(json)
    end

    def to_s
      text
    end

    def inspect
      "#<Pbjwt::Report>"
    end
  end

  # The JSON texts of a token's header and payload, UNVERIFIED: whoever sent the token wrote them. nil is what can't
  # be read, and status then says why.
  Unverified = Struct.new(:header_json, :payload_json, :status) do
    def inspect
      "#<Pbjwt::Unverified, #{status}>"
    end
    alias_method :to_s, :inspect
  end

  # Why a token is refused. secrets are the verifier's, other_secrets more that might have signed it. Slow: not for
  # every refused token of a public endpoint.
  def self.explain(token, *secrets, policy: nil, other_secrets: [], second_token: nil, at: nil, **settings)
    raise ArgumentError, "a policy and settings beside it" if policy && !settings.empty?

    policy ||= Policy.new(**settings) unless settings.empty?
    secrets, others = [secrets, other_secrets].map do |list|
      list.map { |secret| secret.is_a?(String) ? Secret.new(secret) : secret }
    end
    Report.send(:new, *Tools.explain(token, secrets, others, policy, second_token, at || Time.now))
  end

  # Header and payload of a token, for troubleshooting alone. Never let anyone in by them.
  def self.inspect_unverified(token)
    Unverified.new(*Tools.inspect_unverified(token)).freeze
  end

  private_constant :Tools
end
