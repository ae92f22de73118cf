# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # Secrets, and what is demanded of tokens. A token may be signed with any of the secrets.
  class Verifier
    # Secrets are Strings or Secrets. What is demanded is a Policy, or its settings: user_hash: :required.
    # report is a second Policy, or a Hash of settings, that refuses nobody: Identity#would_refuse tells what it would.
    def initialize(*secrets, policy: nil, report: nil, **settings)
      raise ArgumentError, "a policy and settings beside it" if policy && !settings.empty?

      policy ||= Policy.new(**settings) unless settings.empty?
      report = Policy.new(**report) if report.is_a?(Hash)
      secrets = secrets.map { |secret| secret.is_a?(String) ? Secret.new(secret) : secret }
      make(secrets, policy, report)
    end

    # verify(token, at: nil): the token's Identity, now or at a Time (or Integer of seconds); or raises TokenRefused.
    # verify_json(token, at: nil): what became of the token as one line of JSON, refused or not.

    def inspect
      "#<Pbjwt::Verifier>"
    end
  end
end
