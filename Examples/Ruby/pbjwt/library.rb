# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "fiddle"

module Pbjwt
  # The functions of libpbjwt that pbjwt.rb calls, under their names in pbjwt.h without "pbjwt_".
  module Library
    INVALID_ARGUMENT = 90
    OUT_OF_MEMORY = 92
    SECRET_TEXT = 0

    INT = Fiddle::TYPE_INT
    INT64 = Fiddle::TYPE_LONG_LONG
    SIZE = Fiddle::TYPE_SIZE_T
    POINTER = Fiddle::TYPE_VOIDP
    VOID = Fiddle::TYPE_VOID

    # The members of pbjwt_identity_view, each kind one after the other, as `unpack` reads them.
    TEXTS = %i[
      email canonical_email user_id name avatar_url company_id company_name customer_status renewal_date renewal_risk
      account_owner_id account_owner_email external_user_id issuer token_id key_id payload
    ].freeze
    ARRAYS = %i[audiences warnings].freeze
    NUMBERS = %i[company_mrr renewal_date_seconds issued_at not_before expires_at].freeze
    VIEW = "J#{"JJ" * (TEXTS + ARRAYS).size}#{"d" * NUMBERS.size}LC4".freeze
    VIEW_SIZE = ([0] * (1 + 2 * (TEXTS + ARRAYS).size + NUMBERS.size + 5)).pack(VIEW).bytesize

    SIGNATURES = {
      "version" => [POINTER],
      "status_name" => [POINTER, INT],
      "status_public_message" => [POINTER, INT],
      "claim_name" => [POINTER, INT],
      "claim_message" => [POINTER, INT, INT],
      "warning_name" => [POINTER, INT],
      "secret_new" => [INT, POINTER, SIZE, INT, POINTER],
      "policy_new" => [POINTER, INT],
      "policy_set_leeway" => [INT, POINTER, INT64],
      "policy_set_max_lifetime" => [INT, POINTER, INT64],
      "policy_set_user_hash" => [INT, POINTER, INT],
      "policy_set_issuer" => [INT, POINTER, POINTER, SIZE],
      "policy_set_audience" => [INT, POINTER, POINTER, SIZE],
      "verifier_new" => [INT, POINTER, SIZE, POINTER, POINTER],
      "verify" => [INT, POINTER, POINTER, SIZE, POINTER],
      "verify_at" => [INT, POINTER, POINTER, SIZE, INT64, POINTER],
      "identity_new" => [POINTER, SIZE],
      "identity_claim_at_fault" => [INT, POINTER],
      "identity_read" => [INT, POINTER, POINTER],
      "identity_custom_json" => [INT, POINTER, POINTER, POINTER]
    }.freeze

    def self.load
      prefix = ENV.fetch("PBJWT_PREFIX", "")
      name = "libpbjwt.so.0"
      Fiddle.dlopen(prefix.empty? ? name : File.join(prefix, "lib", name))
    rescue Fiddle::DLError => e
      raise LoadError, "#{e.message}; install libpbjwt, or set PBJWT_PREFIX to where it is installed", cause: nil
    end
    private_class_method :load

    HANDLE = load

    # With the VM's lock held, so that no thread changes a string that the library is reading. A verification
    # takes some microseconds here, a fraction of what Ruby needs to copy the claims.
    SIGNATURES.each do |name, (result, *arguments)|
      function = Fiddle::Function.new(HANDLE["pbjwt_#{name}"], arguments, result, need_gvl: true)
      define_singleton_method(name) { |*values| function.call(*values) }
    end

    FREE = %w[free secret_free policy_free verifier_release identity_free].to_h do |name|
      [name, Fiddle::Function.new(HANDLE["pbjwt_#{name}"], [POINTER], VOID, need_gvl: true)]
    end.freeze

    # A pointer that frees what it points to: by call_free, or when it is collected.
    def self.own(pointer, free)
      raise Error, OUT_OF_MEMORY if pointer.null?

      Fiddle::Pointer.new(pointer.to_i, 0, FREE.fetch(free))
    end

    # A static text, or nil.
    def self.string(pointer)
      pointer.to_s.force_encoding(Encoding::UTF_8).freeze unless pointer.null?
    end

    # Memory for a result of up to eight bytes.
    def self.place
      Fiddle::Pointer.malloc(8, Fiddle::RUBY_FREE)
    end
  end
  private_constant :Library
end
