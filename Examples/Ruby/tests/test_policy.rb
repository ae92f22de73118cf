# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require_relative "support"

# Secrets, and what may be demanded of tokens.
class PolicyTest < TokenTest
  def test_another_secret_refuses_a_good_token
    Pbjwt::Verifier.open(OTHER_SECRET) { |other| assert_refused("signature_mismatch", token("good"), verifier: other) }
  end

  def test_each_of_several_secrets_counts
    Pbjwt::Verifier.open(OTHER_SECRET, SECRET) do |both|
      assert_equal %w[usr_7Yk2L usr_7Yk2L], [both.verify(token("good")).user_id, both.verify(token("forged")).user_id]
    end
  end

  def test_a_short_secret_is_refused_with_its_status
    [[""], ["x" * 31], [SECRET, "x" * 31]].each do |secrets|
      error = assert_raises(Pbjwt::Error) { Pbjwt::Verifier.new(*secrets) }
      assert_equal [Pbjwt::Error, 91, "weak_secret"], [error.class, error.status, error.name]
    end
  end

  def test_a_secret_may_hold_nul_and_be_wiped_once_the_verifier_has_it
    secret = "\0#{SECRET}"
    Pbjwt::Verifier.open(secret) do |verifier|
      good = sign(secret, sub: "u")
      secret.replace("\0" * secret.bytesize)
      assert_equal "u", verifier.verify(good).user_id
      assert_refused("signature_mismatch", sign(secret, sub: "u"), verifier: verifier)
    end
  end

  def test_a_user_hash_can_be_checked_and_required
    good, wrong = sign(sub: "u1", user_hash: user_hash("u1")), sign(sub: "u1", user_hash: user_hash("u2"))
    assert_equal :unchecked, @verifier.verify(wrong).user_hash
    %i[if_present required].each do |mode|
      Pbjwt::Verifier.open(SECRET, user_hash: mode) do |verifier|
        assert_equal :verified, verifier.verify(good).user_hash
        assert_refused("user_hash_mismatch", wrong, verifier: verifier)
        next verifier.verify(token("minimal")) if mode == :if_present

        assert_refused("missing_user_hash", token("minimal"), verifier: verifier)
      end
    end
  end

  def test_issuer_and_audience_can_be_demanded
    Pbjwt::Verifier.open(SECRET, issuer: "Bücher".encode("ISO-8859-1"), audience: "brücke") do |verifier|
      assert_equal "Bücher", verifier.verify(sign(iss: "Bücher", aud: %w[x brücke])).issuer
      assert_refused("issuer_mismatch", sign(aud: "brücke"), verifier: verifier)
      assert_refused("audience_mismatch", sign(iss: "Bücher", aud: "x"), verifier: verifier)
    end
  end

  def test_leeway_and_lifetime_can_be_set
    now = Time.now.to_i
    late, long = sign(iat: now - 300, exp: now - 100), sign(exp: now + 7200)
    assert_refused("expired", late)
    assert_refused("lifetime_too_long", long)
    Pbjwt::Verifier.open(SECRET, leeway: 200, max_lifetime: 0) do |patient|
      assert_equal patient.verify(late).email, patient.verify(long).email
    end
    Pbjwt::Verifier.open(SECRET, max_lifetime: 60) do |strict|
      assert_refused("lifetime_too_long", sign, verifier: strict)
    end
  end

  def test_both_profiles_verify
    %i[sso widget].each do |profile|
      Pbjwt::Verifier.open(SECRET, profile: profile) do |verifier|
        assert_equal "Ada Lovelace", verifier.verify(token("minimal")).name
      end
    end
  end

  def test_a_token_is_verified_at_a_given_time
    half_past = Time.now.localtime("+05:00") - 90 * 60
    assert_equal "usr_7Yk2L", @verifier.verify(token("expired"), at: half_past).user_id
    assert_refused("issued_in_future", token("good"), at: half_past)
  end

  def test_what_is_out_of_range_is_an_argument_error
    [
      [/1 to 8 secrets/, [], {}],
      [/1 to 8 secrets/, [SECRET] * 9, {}],
      [/at most 4096 bytes/, ["x" * 4097], {}],
      [/\Aleeway must be 0 to 300 /, [SECRET], { leeway: -1 }],
      [/\Aleeway must be 0 to 300 /, [SECRET], { leeway: 301 }],
      [/\Aleeway must be 0 to 300 /, [SECRET], { leeway: 2**64 + 30 }],
      [/\Amax_lifetime must be 0 to 253402300799 /, [SECRET], { max_lifetime: 253_402_300_800 }],
      [/\Amax_lifetime must be 0 to 253402300799 /, [SECRET], { max_lifetime: -(2**64) }],
      [/\Aissuer must be a text, /, [SECRET], { issuer: "" }],
      [/\Aaudience must be a text, /, [SECRET], { audience: "a\0b" }],
      [/\Aaudience must be a text, /, [SECRET], { audience: "\xFF" }],
      [/\Aprofile must be one of :sso, :widget\z/, [SECRET], { profile: :other }],
      [/\Auser_hash must be one of :ignored, :if_present, :required\z/, [SECRET], { user_hash: :never }]
    ].each do |rule, secrets, policy|
      assert_rule(ArgumentError, rule) { Pbjwt::Verifier.new(*secrets, **policy) }
    end
    [Time.utc(1969, 12, 31), Time.utc(10_000), Time.at(2**70), Time.at(-(2**70))].each do |at|
      assert_rule(ArgumentError, /\Aat must be in the years 1970 to 9999\z/) { @verifier.verify(token("good"), at: at) }
    end
  end

  def test_a_wrong_type_is_an_error_in_every_place
    [nil, 7, 1.5, ["x"], :x, Object.new].each do |wrong|
      assert_rule(TypeError, /\Atoken must be of type String, not /) { @verifier.verify(wrong) }
      assert_rule(TypeError, /\Aa secret must be of type String, not /) { Pbjwt::Verifier.new(SECRET, wrong) }
      assert_rule(ArgumentError, /\Aprofile must be one of /) { Pbjwt::Verifier.new(SECRET, profile: wrong) }
      assert_rule(ArgumentError, /\Auser_hash must be one of /) { Pbjwt::Verifier.new(SECRET, user_hash: wrong) }
    end
    [false, 1.5, "30", [], Object.new].each do |wrong|
      %i[leeway max_lifetime].each do |name|
        assert_rule(TypeError, /\A#{name} must be of type Integer, not /) { Pbjwt::Verifier.new(SECRET, name => wrong) }
      end
      next if wrong.is_a?(String)

      %i[issuer audience].each do |name|
        assert_rule(TypeError, /\A#{name} must be of type String, not /) { Pbjwt::Verifier.new(SECRET, name => wrong) }
      end
    end
    [false, 7, "now", []].each do |wrong|
      assert_rule(TypeError, /\Aat must be of type Time, not /) { @verifier.verify(token("good"), at: wrong) }
    end
  end
end
