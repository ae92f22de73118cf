# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # What is odd about a good token: a kind such as "not_canonical", and the claim's name or nil.
  ClaimWarning = Struct.new(:kind, :claim)

  # What a verified token says about a person, frozen; nil is what it doesn't say.
  #
  # canonical_email is what to look people up by. renewal_date is the token's text, renewal_time the same as a Time.
  # user_hash is :absent, :unchecked or :verified, and binds the user id, not the e-mail. custom_json holds the
  # members that have no field here, as one JSON object.
  Identity = Struct.new(
    :email, :canonical_email, :user_id, :name, :avatar_url, :company_name, :company_id, :company_mrr,
    :customer_status, :renewal_date, :renewal_time, :renewal_risk, :account_owner_id, :account_owner_email,
    :external_user_id, :user_hash, :issued_at, :not_before, :expires_at, :issuer, :audience, :token_id,
    :warnings, :custom_json,
    keyword_init: true
  ) do
    # What may stand in a log: nothing of the person.
    def inspect
      "#<Pbjwt::Identity, expires at #{expires_at.inspect}, #{warnings.size} warnings>"
    end
    alias_method :to_s, :inspect
  end

  # Copies a C identity.
  class IdentityReader
    USER_HASH = %i[absent unchecked verified].freeze

    def initialize(identity)
      @identity = identity
    end

    def read
      texts, audiences, warnings, numbers, user_hash, has_custom = view
      Identity.new(
        **texts.except(:key_id, :payload),
        company_mrr: numbers[:company_mrr],
        renewal_time: time(numbers[:renewal_date_seconds]),
        issued_at: time(numbers[:issued_at]),
        not_before: time(numbers[:not_before]),
        expires_at: time(numbers[:expires_at]),
        user_hash: USER_HASH.fetch(user_hash),
        audience: elements(audiences, "JJ").map { |audience| text(*audience) }.freeze,
        warnings: elements(warnings, "CC").map { |warning| warning(*warning) }.freeze,
        custom_json: has_custom.zero? ? "{}" : custom_json
      ).freeze
    end

    def claim_at_fault
      Library.identity_claim_at_fault(@identity)
    end

    private

    # The texts and the numbers by their names; of the arrays the address and the count.
    def view
      memory = [Library::VIEW_SIZE].pack("J").ljust(Library::VIEW_SIZE, "\0")
      status = Library.identity_read(@identity, memory)
      raise Error, status if status != 0

      _, *members = memory.unpack(Library::VIEW)
      texts = Library::TEXTS.to_h { |name| [name, text(*members.shift(2))] }
      arrays = Library::ARRAYS.map { members.shift(2) }
      numbers = members.shift(Library::NUMBERS.size)
      there, _, _, user_hash, has_custom = members
      numbers = Library::NUMBERS.each_with_index.to_h { |name, bit| [name, (numbers[bit] if there[bit] == 1)] }
      [texts, *arrays, numbers, user_hash, has_custom]
    end

    # The elements of a C array, each unpacked.
    def elements(array, format)
      start, count = array
      size = [0, 0].pack(format).bytesize
      Array.new(count) { |index| Fiddle::Pointer.new(start + index * size)[0, size].unpack(format) }
    end

    def text(start, length)
      Fiddle::Pointer.new(start)[0, length].force_encoding(Encoding::UTF_8).freeze unless start.zero?
    end

    def time(seconds)
      seconds && Time.at(seconds, in: "UTC").freeze
    end

    def warning(kind, claim)
      ClaimWarning.new(Library.string(Library.warning_name(kind)) || "unknown_warning", claim(claim)).freeze
    end

    def claim(number)
      Library.string(Library.claim_name(number))
    end

    def custom_json
      start = Library.place
      length = Library.place
      status = Library.identity_custom_json(@identity, start, length)
      raise Error, status if status != 0

      json = Library.own(start.ptr, "free")
      text(json.to_i, length[0, 8].unpack1("J"))
    ensure
      json&.call_free
    end
  end
  private_constant :IdentityReader
end
