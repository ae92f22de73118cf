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
    # The fields whose accessors have other names than they.
    ACCESSORS = {
      "customer_status_text" => :customer_status,
      "renewal_date_text" => :renewal_date,
      "renewal_risk_text" => :renewal_risk
    }.freeze

    def initialize(identity)
      @identity = identity
      @place = Library.place
    end

    def read
      texts = Library::TEXTS.to_h { |claim| [ACCESSORS.fetch(claim, claim.to_sym), text(claim)] }
      Identity.new(
        **texts,
        company_mrr: number("company_mrr"),
        renewal_time: time("renewal_date"),
        issued_at: time("issued_at"),
        not_before: time("not_before"),
        expires_at: time("expires_at"),
        user_hash: USER_HASH.fetch(Library.identity_user_hash(@identity)),
        audience: Array.new(Library.identity_audience_count(@identity)) { |index| text("audience", index) }.freeze,
        warnings: Array.new(Library.identity_warning_count(@identity)) { |index| warning(index) }.freeze,
        custom_json: custom_json
      ).freeze
    end

    def claim_at_fault
      claim(Library.identity_claim_at_fault(@identity))
    end

    private

    def text(claim, *index)
      utf8(Library.public_send("identity_#{claim}", @identity, *index, @place))
    end

    def number(claim)
      @place[0, 8].unpack1("d") if Library.public_send("identity_#{claim}", @identity, @place) != 0
    end

    def time(claim)
      seconds = number(claim)
      seconds && Time.at(seconds, in: "UTC").freeze
    end

    def warning(index)
      kind = Library.string(Library.warning_name(Library.identity_warning(@identity, index, @place)))
      ClaimWarning.new(kind || "unknown_warning", claim(@place[0, 4].unpack1("i"))).freeze
    end

    def claim(number)
      Library.string(Library.claim_name(number))
    end

    def custom_json
      start = Library.place
      status = Library.identity_custom_json(@identity, start, @place)
      raise Error, status if status != 0

      json = Library.own(start.ptr, "free")
      utf8(json)
    ensure
      json&.call_free
    end

    # The text at an address, with its length in @place.
    def utf8(start)
      start.null? ? nil : start[0, @place[0, 8].unpack1("J")].force_encoding(Encoding::UTF_8).freeze
    end
  end
  private_constant :IdentityReader
end
