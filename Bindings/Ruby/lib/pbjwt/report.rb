# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "json"

module Pbjwt
  # Why a token is refused or gets a warning. side says who has to change something: "signer", "carrier",
  # "verifier" or "nobody".
  Cause = Struct.new(:number, :name, :side, :found, :advice)

  # Why a token is refused or gets a warning, for operators: it quotes the token's claims. Never a
  # verification.
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
      JSON.parse(json)
    end

    # The result of verifying the token as received, such as "expired".
    def status
      to_h["status"]
    end

    # The claim at fault, or nil.
    def claim
      to_h["claim"]
    end

    # The token's status without anything that was wrapped around it.
    def status_after_cleaning
      to_h["status_after_cleaning"]
    end

    # The causes that fit, the most likely first.
    def causes
      to_h["causes"].map { |cause| Cause.new(*cause.values_at(*Cause.members.map(&:to_s))).freeze }.freeze
    end

    def to_s
      text
    end

    def inspect
      "#<Pbjwt::Report>"
    end
  end

  # The JSON texts of a token's header and payload, UNVERIFIED: its sender wrote them. nil if it can't be
  # read; status then says why.
  Unverified = Struct.new(:header, :payload, :status) do
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

  # Header and payload of a token, for troubleshooting only. Never let anyone in based on them.
  def self.inspect_unverified(token)
    Unverified.new(*Tools.inspect_unverified(token)).freeze
  end

  private_constant :Tools
end
