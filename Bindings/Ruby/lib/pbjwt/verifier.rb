# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # Secrets and a policy. A token may be signed with any of the secrets.
  class Verifier
    # Secrets are Strings or Secrets. The policy is a Policy, or its settings: user_hash: :required. report is
    # a second Policy, or a Hash of settings, that refuses nobody: Identity#would_refuse lists what it would
    # refuse.
    def initialize(*secrets, policy: nil, report: nil, **settings)
      raise ArgumentError, "a policy and settings beside it" if policy && !settings.empty?

      policy ||= Policy.new(**settings) unless settings.empty?
      report = Policy.new(**report) if report.is_a?(Hash)
      secrets = secrets.map { |secret| secret.is_a?(String) ? Secret.new(secret) : secret }
      make(secrets, policy, report)
    end

    # verify(token, at: nil): the token's Identity, now or at a Time (or Integer of seconds); or raises
    # TokenRefused. verify_json(token, at: nil): the result as one line of JSON, refused or not.

    def inspect
      "#<Pbjwt::Verifier>"
    end
  end
end
