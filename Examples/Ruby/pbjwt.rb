# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Verifies the HS256 tokens that tell ProductBridge who a person is, by libpbjwt.
#
#     Pbjwt::Verifier.open(secret) do |verifier|
#       identity = verifier.verify(token)
#     rescue Pbjwt::TokenRefused => e
#       logger.warn(e.message) # for the operator
#       [401, e.public_message]
#     end
#
# Needs Ruby 3.1 and its standard library alone. A verifier may be shared by any number of threads.
module Pbjwt
  # What the library says when it does not do as asked. Holds no byte of a token or secret.
  class Error < StandardError
    # The stable number of what is wrong; and the claim at fault, as the token calls it, or nil.
    attr_reader :status, :claim

    # Of a status, and the claim of that number; 0 is none.
    def initialize(status, fault = 0)
      @status = status
      @fault = fault
      @claim = Library.string(Library.claim_name(fault))
      super("#{name}#{" (#{claim})" if claim}: #{operator_message}")
    end

    # The stable name of the status, such as "expired".
    def name
      Library.string(Library.status_name(status))
    end

    # One sentence for the operator; #message has the name and the claim before it.
    def operator_message
      Library.string(Library.claim_message(status, @fault))
    end

    # One sentence that may be shown to whoever sent the token.
    def public_message
      Library.string(Library.status_public_message(status))
    end
  end

  # The token is at fault. Any other Error is the server's trouble.
  class TokenRefused < Error; end

  # A verifier is used after it was closed.
  class Closed < StandardError
    def initialize(message = "the verifier is closed")
      super
    end
  end

  # The version of the library that is running.
  def self.version
    Library.string(Library.version)
  end
end

require_relative "pbjwt/library"
require_relative "pbjwt/identity"
require_relative "pbjwt/verifier"
