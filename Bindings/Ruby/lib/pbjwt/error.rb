# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # The library's error when a call fails. Contains no byte of a token or secret. A setting out of range is an
  # ArgumentError instead, a value of another class a TypeError.
  class Error < StandardError
    # The stable number of what is wrong, such as 51.
    attr_reader :number

    # For a status and the claim's number; 0 is none.
    def initialize(number, fault = 0)
      @number = number
      @fault = fault
      super()
    end

    # The stable name of the status, such as "expired".
    def status
      Sentences.status_name(number)
    end

    # The claim at fault, by the name that the token uses, or nil.
    def claim
      Sentences.claim_name(@fault)
    end

    # One sentence for the operator.
    def operator_message
      Sentences.claim_message(number, @fault)
    end

    # One sentence that may be shown to the person who sent the token.
    def public_message
      Sentences.public_message(number)
    end

    # The name, the claim and the operator's sentence.
    def to_s
      "#{status}#{" (#{claim})" if claim}: #{operator_message}"
    end
  end

  # The token is at fault. Any other Error is a problem on the server.
  class TokenRefused < Error; end
end
