# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require_relative "support"

# Runs the cases of contract.json, which all bindings run.
class ContractTest < Minitest::Test
  CONTRACT = JSON.parse(File.read(ENV.fetch("PBJWT_CONTRACT")))
  SYMBOLS = %w[profile user_hash email_form reader format].freeze
  TIMES = { "issued_at" => :issued_at, "not_before" => :not_before, "expires_at" => :expires_at,
            "renewal_date_seconds" => :renewal_time }.freeze
  FIELDS = Pbjwt::Identity::MEMBERS - TIMES.values - %i[audience custom_json warnings would_refuse]

  def test_every_case
    run = Hash.new(0)
    CONTRACT["cases"].each do |test|
      @name = test["name"]
      send(test["operation"], test)
      run[test["operation"]] += 1
    end
    assert_equal CONTRACT["count"], run.values.sum
    puts "\ncontract: #{run.values.sum} cases"
  end

  private

  # Settings in Ruby's form: names and choices are symbols.
  def settings(given)
    given.to_h { |name, value| [name.to_sym, SYMBOLS.include?(name) ? value.to_sym : value] }
  end

  def secret(given)
    Pbjwt::Secret.new(given["text"], **settings(given.except("text")))
  end

  def policy(given)
    given && Pbjwt::Policy.new(**settings(given))
  end

  def verifier(test)
    secrets = test["secrets"].map { |given| secret(given) }
    Pbjwt::Verifier.new(*secrets, policy: policy(test["policy"]), report: policy(test["report"]))
  end

  # The status, the claim, and the result or error.
  def outcome
    ["ok", nil, yield]
  rescue Pbjwt::Error => e
    [e.status, e.claim, e]
  rescue ArgumentError => e
    ["invalid_argument", nil, e]
  end

  # The fields that are present, in JSON's types.
  def said(identity)
    found = FIELDS.to_h { |name| [name.to_s, identity.public_send(name)] }
    TIMES.each { |field, name| found[field] = identity.public_send(name)&.to_r&.to_f }
    found["audience"] = identity.audience unless identity.audience.empty?
    found["custom_json"] = identity.custom_json unless identity.custom_json == "{}"
    found.compact.transform_values { |value| value.is_a?(Symbol) ? value.to_s : value }
  end

  def noted(list, *names)
    list.map { |note| names.to_h { |name| [name, note[name]] } }
  end

  def verify(test)
    expect, made = test["expect"], verifier(test)
    token = test["token"] || [test["token_hex"]].pack("H*")
    status, claim, result = outcome { made.verify(token, at: test["now"]) }
    json = made.verify_json(token, at: test["now"])
    assert_equal [expect["status"], expect["claim"]], [status, claim], @name
    unless status == "ok"
      assert_instance_of Pbjwt::TokenRefused, result, @name
      assert_equal "#{expect["json_start"]}#{JSON.generate(result.operator_message)[1..]}}", json, @name
      return
    end
    assert_equal expect["identity"], said(result), @name
    assert_equal expect["warnings"], noted(result.warnings, "kind", "claim"), @name
    assert_equal expect["would_refuse"], noted(result.would_refuse, "status", "claim"), @name
    result.warnings.each { |warning| assert_match(/#{Regexp.escape(warning.claim.to_s)}.*\.\z/m, warning.message, @name) }
    assert_equal expect["json"], json, @name
  end

  def make(test)
    assert_equal test["expect"]["status"], outcome { verifier(test) }.first, @name
  end

  def issue(test)
    expect = test["expect"]
    more = test.slice("user_hash", "type", "custom").transform_keys(&:to_sym)
    key = secret(test["secret"])
    status, claim, token = outcome do
      key.issue(test["claims"], lifetime: test["lifetime"], at: test["now"], **more)
    end
    assert_equal [expect["status"], expect["claim"]], [status, claim], @name
    return unless status == "ok"

    identity = Pbjwt::Verifier.new(key, policy: policy(test["policy"])).verify(token, at: test["now"])
    assert_equal [expect["identity"], []], [said(identity), identity.warnings], @name
  end

  def user_hash(test)
    status, _, result = outcome { secret(test["secret"]).user_hash(test["user_id"]) }
    assert_equal test["expect"], { "status" => status, "user_hash" => (result if status == "ok") }.compact, @name
  end

  def explain(test)
    expect = test["expect"]
    others = test.fetch("other_secrets", []).map { |given| secret(given) }
    report = Pbjwt.explain(test["token"], *test["secrets"].map { |given| secret(given) }, other_secrets: others,
                           policy: policy(test["policy"]), second_token: test["second_token"], at: test["now"])
    assert_equal expect.values_at("status", "claim", "status_after_cleaning"),
                 [report.status, report.claim, report.status_after_cleaning], @name
    first = report.causes.first
    assert_equal expect.values_at("cause", "side"), [first&.name, first&.side], @name
    if (check = expect["failed_check"])
      assert_equal "failed", report.to_h["checks"].find { |one| one["name"] == check }["outcome"], @name
    end
    refute_empty report.text
  end

  def inspect(test = nil)
    return super() unless test

    look = Pbjwt.inspect_unverified(test["token"])
    assert_equal test["expect"], { "status" => look.status, "header" => look.header, "payload" => look.payload }, @name
  end
end
