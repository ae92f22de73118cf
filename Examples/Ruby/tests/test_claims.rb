# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require_relative "support"

# What tokens say, and which are refused.
class ClaimTest < TokenTest
  EVERYTHING = {
    email: "ada@example.com",
    canonical_email: "ada@example.com",
    user_id: "usr_7Yk2L",
    name: 'Zoë "Ada" Lovelace',
    avatar_url: "https://cdn.example.com/avatars/7Yk2L.png",
    company_name: "Analytical Engines Ltd",
    company_id: "cmp_0042",
    company_mrr: 1249.5,
    customer_status: "active",
    renewal_date: "2026-03-31",
    renewal_time: Time.utc(2026, 3, 31),
    renewal_risk: "low",
    account_owner_id: "own_17",
    account_owner_email: "charles@example.org",
    external_user_id: "003Dn00000XyZAB",
    user_hash: :unchecked,
    not_before: nil,
    issuer: nil,
    audience: [],
    token_id: nil,
    warnings: []
  }.freeze

  def test_a_good_token_says_all_that_the_documents_name
    said = @verifier.verify(token("good")).to_h
    assert_equal({ "plan" => { "seats" => 25 } }, JSON.parse(said.delete(:custom_json)))
    issued, expires = said.delete(:issued_at), said.delete(:expires_at)
    assert_in_delta Time.now.to_f, issued.to_f, 600
    assert_equal 3600, expires - issued
    assert_equal EVERYTHING, said
  end

  def test_what_a_token_does_not_say_is_nil
    said = @verifier.verify(token("minimal")).to_h
    assert_equal %i[email canonical_email user_id name user_hash issued_at expires_at audience warnings custom_json],
                 said.compact.keys
    assert_equal [:absent, [], [], "{}"], said.values_at(:user_hash, :audience, :warnings, :custom_json)
  end

  def test_the_registered_claims_are_read_too
    identity = @verifier.verify(sign(iss: "shop", aud: %w[bridge börse], jti: "4711", nbf: 1_700_000_000.5,
                                     renewal_date: "0000-02-29T01:00:00+01:00"))
    assert_equal ["shop", %w[bridge börse], "4711"], [identity.issuer, identity.audience, identity.token_id]
    assert_equal Time.utc(2023, 11, 14, 22, 13, 20.5r), identity.not_before
    assert_equal Time.utc(0, 2, 29), identity.renewal_time
  end

  def test_what_is_odd_is_told_by_kind_and_claim
    odd = sign(email: "Ada@example.com", company_mrr: "much", id: "undefined")
    assert_equal [%w[not_canonical email], %w[placeholder id], %w[wrong_form company_mrr]],
                 @verifier.verify(odd).warnings.map(&:to_a).sort
  end

  def test_an_identity_cannot_be_changed
    identity = @verifier.verify(sign(aud: "bridge", email: "Ada@example.com"))
    assert_raises(FrozenError) { identity.email = "eve@example.com" }
    [identity.email, identity.audience, identity.audience.first, identity.warnings, identity.warnings.first,
     identity.expires_at, identity.custom_json].each { |part| assert_predicate part, :frozen? }
  end

  def test_an_identity_shown_in_a_log_names_no_one
    identity = @verifier.verify(token("good"))
    assert_match(/\A#<Pbjwt::Identity, expires at 2.* UTC, 0 warnings>\z/, identity.inspect)
    assert_equal identity.inspect, identity.to_s
  end

  def test_texts_are_utf_8
    identity = @verifier.verify(sign(name: 7, aud: "börse", plan: "größer"))
    texts = [identity.email, identity.audience.first, identity.custom_json, *identity.warnings.first, Pbjwt.version]
    assert_equal [Encoding::UTF_8] * 6, texts.map(&:encoding)
    assert_equal '{"plan":"größer"}', identity.custom_json
  end

  def test_the_version_is_that_of_the_library
    assert_match(/\A0\.\d+\.\d+\z/, Pbjwt.version)
  end
end

class RefusalTest < TokenTest
  def test_each_refusal_has_its_number_name_and_claim
    {
      "expired" => ["expired", 51, nil],
      "forged" => ["signature_mismatch", 31, nil],
      "no-email" => ["missing_email", 60, nil],
      "number-as-email" => ["malformed_claim", 61, "email"]
    }.each do |name, (status, number, claim)|
      assert_equal number, assert_refused(status, token(name), claim: claim).status
    end
  end

  def test_the_operator_reads_more_than_the_sender
    error = assert_refused("malformed_claim", token("number-as-email"), claim: "email")
    assert_equal "malformed_claim (email): #{error.operator_message}", error.message
    assert_match(/\Aemail must be text/, error.operator_message)
    assert_equal "Please log in.", error.public_message
    assert_equal [Encoding::UTF_8], [error.name, error.message, error.public_message, error.claim].map(&:encoding).uniq
  end

  def test_neither_token_nor_secret_is_in_a_message
    %w[expired forged no-email number-as-email].each do |name|
      error = assert_raises(Pbjwt::TokenRefused) { @verifier.verify(token(name)) }
      shown = [error.full_message, error.inspect, error.operator_message, error.public_message].join(" ")
      [SECRET, OTHER_SECRET, *token(name).split(".")].each { |part| refute_includes shown, part }
    end
    refute_includes @verifier.inspect, SECRET
  end

  def test_what_is_no_token_is_refused
    good = token("good")
    [
      ["malformed_token", ""],
      ["malformed_token", "a" * 100],
      ["token_too_large", "a" * 2_000_000],
      ["malformed_signature", "#{good}\0"],
      ["malformed_header", "\0#{good}"],
      ["malformed_signature", "#{good}\xFF"],
      ["malformed_signature", "#{good}\n"],
      ["malformed_header", good.encode(Encoding::UTF_16BE)]
    ].each { |status, text| assert_refused(status, text) }
  end

  def test_a_token_may_come_in_any_encoding_that_has_its_bytes
    [Encoding::BINARY, Encoding::US_ASCII, Encoding::ISO_8859_1].each do |encoding|
      assert_equal "usr_7Yk2L", @verifier.verify(token("good").force_encoding(encoding)).user_id
    end
  end
end
