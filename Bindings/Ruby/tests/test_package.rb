# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require_relative "support"

# Guarantees of the Ruby package beyond the contract.
class IdentityTest < TokenTest
  def test_an_identity_cannot_be_changed
    identity = VERIFIER.verify(sign(aud: "bridge", email: "Ada@example.com"))
    [identity, identity.email, identity.audience, identity.audience.first, identity.warnings, identity.warnings.first,
     identity.expires_at, identity.custom_json].each { |part| assert_predicate part, :frozen? }
    assert_raises(FrozenError) { identity.instance_variable_set(:@email, "eve@example.com") }
    assert_same identity, identity.dup
    assert_raises(NoMethodError) { Pbjwt::Identity.new }
    assert_raises(TypeError) { Pbjwt::Identity.allocate }
  end

  def test_the_summary_for_logs_has_no_personal_data
    identity = VERIFIER.verify(token("good"))
    assert_match(/\A#<Pbjwt::Identity, expires at 2.* UTC, 0 warnings>\z/, identity.inspect)
    assert_equal identity.inspect, identity.to_s
    secret = Pbjwt::Secret.new(SECRET, id: "mine")
    shown = [secret, VERIFIER, Pbjwt.explain(token("good"), secret), Pbjwt.inspect_unverified(token("good"))].map(&:inspect)
    ["ada@", SECRET, "mine"].each { |hidden| refute_includes shown.join, hidden }
  end

  def test_texts_are_utf_8
    identity = VERIFIER.verify(sign(name: 7, aud: "börse", plan: "größer"))
    texts = [identity.email, identity.audience.first, identity.custom_json, *identity.warnings.first, Pbjwt.version]
    assert_equal [Encoding::UTF_8] * 7, texts.map(&:encoding)
    assert_equal({ "plan" => "größer" }, identity.custom)
  end

  def test_times_are_in_utc_and_keep_their_fractions
    identity = VERIFIER.verify(sign(nbf: 1_700_000_000.5, renewal_date: "0000-02-29T01:00:00+01:00"))
    assert_equal Time.utc(2023, 11, 14, 22, 13, 20.5r), identity.not_before
    assert_equal Time.utc(0, 2, 29), identity.renewal_time
    assert_predicate identity.expires_at, :utc?
  end

  def test_patterns_match_an_identity
    case VERIFIER.verify(token("good"))
    in { user_id: String => id, user_hash: :unchecked, company_mrr: Float => mrr }
      assert_equal ["usr_7Yk2L", 1249.5], [id, mrr]
    end
  end

  def test_it_is_json
    identity = VERIFIER.verify(token("good"))
    assert_equal JSON.parse(VERIFIER.verify_json(token("good")))["identity"], JSON.parse(JSON.generate([identity])).first
  end
end

class ErrorTest < TokenTest
  def test_the_operator_reads_more_than_the_sender
    error = assert_raises(Pbjwt::TokenRefused) { VERIFIER.verify(token("number-as-email")) }
    assert_equal ["malformed_claim", 61, "email"], [error.status, error.number, error.claim]
    assert_equal "malformed_claim (email): #{error.operator_message}", error.message
    assert_equal "Please log in.", error.public_message
  end

  def test_neither_token_nor_secret_is_in_a_message
    %w[expired forged no-email number-as-email].each do |name|
      error = assert_raises(Pbjwt::TokenRefused) { VERIFIER.verify(token(name)) }
      shown = [error.full_message, error.inspect, error.operator_message, error.public_message].join(" ")
      [SECRET, OTHER_SECRET, *token(name).split(".")].each { |part| refute_includes shown, part }
    end
  end

  def test_the_error_for_a_value_out_of_range_gives_the_range
    {
      { leeway: 301 } => /\Aleeway must be 0 to 300 seconds\z/, { leeway: 2**64 + 30 } => /\Aleeway must be /,
      { max_lifetime: -(2**64) } => /\Amax_lifetime must be /, { issuer: "\xFF" } => /./,
      { profile: :other } => /\Aprofile must be one of :sso, :widget\z/,
      { user_hash: :never } => /\Auser_hash must be one of :off, :if_present, :required\z/,
      { strict_claims: 1 } => /\Astrict_claims must be one of false, true\z/, { leway: 1 } => /unknown keyword: :leway/
    }.each { |settings, rule| assert_rule(ArgumentError, rule) { Pbjwt::Verifier.new(SECRET, **settings) } }
    [Time.utc(1969, 12, 31), Time.utc(10_000), Time.at(2**70), -(2**70)].each do |at|
      assert_rule(ArgumentError, /\Aat must be in the years 1970 to 9999\z/) { VERIFIER.verify(token("good"), at: at) }
    end
  end

  def test_a_wrong_type_is_an_error_in_every_place
    [nil, 7, ["x"], :x, Object.new].each do |wrong|
      assert_rule(TypeError, /\Atoken must be a String, not /) { VERIFIER.verify(wrong) }
      assert_rule(TypeError, /\Atoken must be a String, not /) { VERIFIER.verify_json(wrong) }
      assert_rule(TypeError, /\Aa secret must be a Pbjwt::Secret, not /) { Pbjwt::Verifier.new(SECRET, wrong) }
      assert_rule(TypeError, /\Aa secret must be a String, not /) { Pbjwt::Secret.new(wrong) }
    end
    ["30", 1.5, []].each { |wrong| assert_rule(TypeError, /\Aleeway must be /) { Pbjwt::Policy.new(leeway: wrong) } }
    ["now", 1.5].each { |wrong| assert_rule(TypeError, /\Aat must be /) { VERIFIER.verify(token("good"), at: wrong) } }
    assert_rule(TypeError, /\Aa policy must be a Pbjwt::Policy/) { Pbjwt::Verifier.new(SECRET, policy: 7) }
    assert_raises(ArgumentError) { VERIFIER.verify }
    assert_raises(ArgumentError) { VERIFIER.verify(token("good"), now: 1) }
  end

  def test_objects_cannot_be_initialized_twice_or_left_uninitialized
    [Pbjwt::Secret.new(SECRET), Pbjwt::Policy.new, VERIFIER].each { |one| assert_raises(NoMethodError) { one.dup } }
    assert_raises(FrozenError) { VERIFIER.send(:initialize, OTHER_SECRET) }
    assert_rule(ArgumentError, /not initialized/) { Pbjwt::Verifier.allocate.verify("x") }
    assert_rule(ArgumentError, /not initialized/) { Pbjwt::Verifier.new(Pbjwt::Secret.allocate) }
    assert_rule(ArgumentError, /not initialized/) { Pbjwt::Verifier.new(SECRET, policy: Pbjwt::Policy.allocate) }
    assert_raises(TypeError) { Marshal.dump(VERIFIER) }
  end
end

class IssuerTest < TokenTest
  def test_a_token_is_issued_from_a_hash
    secret = Pbjwt::Secret.new(SECRET, id: "2027")
    made = secret.issue({ email: "ada@example.com", "sub" => "u1", aud: %w[a b], name: nil }, user_hash: true,
                                                                                             custom: { plan: { seats: 2 } })
    identity = Pbjwt::Verifier.new(secret, user_hash: :required).verify(made)
    assert_equal ["u1", %w[a b], "2027", :verified, { "plan" => { "seats" => 2 } }],
                 [identity.user_id, identity.audience, identity.key_id, identity.user_hash, identity.custom]
  end

  def test_invalid_claims_give_an_error
    secret = Pbjwt::Secret.new(SECRET)
    assert_rule(ArgumentError, /\Aplan: /) { secret.issue({ email: "a@b", plan: "x" }) }
    assert_rule(TypeError, /claim's value must be a String/) { secret.issue({ email: :a }) }
    error = assert_raises(Pbjwt::Error) { secret.issue({ email: "ada" }) }
    assert_equal [Pbjwt::Error, "malformed_claim", "email"], [error.class, error.status, error.claim]
  end

  def test_generated_secrets_differ_and_work
    made = Array.new(2) { Pbjwt::Secret.generate }
    assert_equal 2, made.uniq.size
    made.each { |hex| assert_match(/\A\h{64}\z/, hex) }
  end
end
