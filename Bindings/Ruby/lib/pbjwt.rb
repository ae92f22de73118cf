# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Verifies the HS256 tokens that tell ProductBridge who a person is.
#
#     VERIFIER = Pbjwt::Verifier.new(ENV.fetch("PRODUCTBRIDGE_SECRET"))
#
#     begin
#       identity = VERIFIER.verify(token)
#       User.find_by(email: identity.canonical_email)
#     rescue Pbjwt::TokenRefused => e
#       logger.warn(e.message) # for the operator
#       [401, {}, [e.public_message]]
#     end
#
# Every object is frozen. Threads, forked processes and Ractors may share them all.
module Pbjwt
end

require "pbjwt/pbjwt_ruby"
require "pbjwt/error"
require "pbjwt/secret"
require "pbjwt/policy"
require "pbjwt/verifier"
require "pbjwt/identity"
require "pbjwt/report"
