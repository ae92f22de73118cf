# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "open3"
require "rbconfig"
require_relative "support"

# Closing, threads, memory, and the program.
class CloseTest < TokenTest
  def test_the_block_form_closes_and_gives_the_blocks_value
    kept = nil
    email = Pbjwt::Verifier.open(SECRET) { |verifier| (kept = verifier).verify(token("good")).email }
    assert_equal ["ada@example.com", true], [email, kept.closed?]
    assert_raises(ZeroDivisionError) { Pbjwt::Verifier.open(SECRET) { |verifier| (kept = verifier) && 1 / 0 } }
    assert_predicate kept, :closed?
  end

  def test_without_a_block_the_caller_closes
    verifier = Pbjwt::Verifier.open(SECRET)
    refute_predicate verifier, :closed?
    verifier.close
    verifier.close
    assert_predicate verifier, :closed?
  end

  def test_a_closed_verifier_says_so
    copy = @verifier.dup
    @verifier.close
    [@verifier, copy].each do |verifier|
      assert_rule(Pbjwt::Closed, /\Athe verifier is closed\z/) { verifier.verify(token("good")) }
    end
  end

  def test_what_was_said_outlives_the_verifier
    identity = Pbjwt::Verifier.open(SECRET) { |verifier| verifier.verify(token("good")) }
    GC.start
    assert_equal ['Zoë "Ada" Lovelace', []], [identity.name, identity.audience]
  end

  def test_a_verifier_cannot_be_written_elsewhere
    assert_raises(TypeError) { Marshal.dump(@verifier) }
  end
end

class ThreadTest < TokenTest
  THREADS = 8

  def test_threads_share_a_verifier_and_get_their_own_answers
    start = Queue.new
    threads = Array.new(THREADS) do |number|
      mine = "user-#{number}"
      cases = [[sign(sub: mine, name: "n" * 40 * number), mine], [sign(OTHER_SECRET, sub: mine), "signature_mismatch"],
               [token("expired"), "expired"], [token("no-email"), "missing_email"]]
      Thread.new do
        start.pop
        cases.cycle.first(VERIFICATIONS / THREADS).count { |text, right| answer(@verifier, text) == right }
      end
    end
    start.close
    assert_equal [VERIFICATIONS / THREADS] * THREADS, threads.map(&:value)
  end

  def test_a_verifier_may_be_closed_while_others_verify
    20.times do
      verifier = Pbjwt::Verifier.new(SECRET)
      warm = Queue.new
      threads = Array.new(THREADS) do
        Thread.new do
          answers = []
          VERIFICATIONS.times do |count| # far more than there is time for
            answers |= [answer(verifier, token("minimal"))]
            warm << true if count.zero?
          end
        rescue StandardError => e
          warm << true
          answers | [e.message]
        end
      end
      THREADS.times { warm.pop }
      verifier.close
      assert_equal ["usr_7Yk2L", "the verifier is closed"], threads.flat_map(&:value).uniq
    end
  end

  def test_closing_waits_for_a_verification_that_has_begun
    closer = nil
    # The worst moment: the verifier was just found to be open.
    trace = TracePoint.new(:c_return) do |point|
      next unless point.method_id == :freed? && closer.nil?

      closer = Thread.new { @verifier.close }
      Thread.pass until closer.stop? # done, or waiting
    end
    assert_equal "usr_7Yk2L", trace.enable { answer(@verifier, token("minimal")) }
    closer.join
    assert_predicate @verifier, :closed?
  end
end

class MemoryTest < TokenTest
  # By how many KiB the process is larger after many rounds than after some.
  def growth(&work)
    (VERIFICATIONS / 4).times(&work)
    before = resident
    VERIFICATIONS.times(&work)
    resident - before
  end

  def resident
    GC.start
    Integer(File.read("/proc/self/status")[/^VmRSS:\s*(\d+) kB$/, 1])
  end

  def test_verifications_leave_nothing_behind
    cases = [[sign(sub: "u", note: "n" * 2000), "u"], [sign(OTHER_SECRET), "signature_mismatch"],
             [token("number-as-email"), "malformed_claim"], ["a" * 9000, "token_too_large"]]
    grown = growth do |count|
      text, right = cases[count % cases.size]
      assert_equal right, answer(@verifier, text)
    end
    assert_operator grown, :<, 2048
  end

  def test_verifiers_leave_nothing_behind
    long = "i" * 500
    grown = growth do |count|
      verifier = Pbjwt::Verifier.new(SECRET, OTHER_SECRET, issuer: long, audience: long)
      verifier.close if count.even? # and the others when they are collected
      assert_raises(Pbjwt::Error) { Pbjwt::Verifier.new(SECRET, "short", issuer: long) }
    end
    assert_operator grown, :<, 2048
  end
end

class ProgramTest < TokenTest
  def run_it(name, secret = "secret", **environment)
    program = File.expand_path("../whois.rb", __dir__)
    environment = { "LC_ALL" => "C.UTF-8", **environment.transform_keys(&:to_s) }
    output, errors, status = Open3.capture3(environment, RbConfig.ruby, "-w", program, secret,
                                            chdir: FOLDER, stdin_data: File.binread(File.join(FOLDER, name)))
    [output.force_encoding("UTF-8"), errors, status.exitstatus]
  end

  def test_it_says_who_it_is
    assert_equal ["ada@example.com is \"Zoë \\\"Ada\\\" Lovelace\", user id \"usr_7Yk2L\"\n", "", 0], run_it("good")
  end

  def test_a_newline_at_the_end_of_secret_or_token_is_none_of_theirs
    %w[secret minimal].each { |name| File.write(File.join(FOLDER, "#{name}-line"), "#{token(name)}\n") }
    assert_equal ["", 0], run_it("minimal-line", "secret-line").last(2)
  end

  def test_it_says_why_not
    {
      %w[expired secret] => "whois: expired: The token has expired",
      %w[number-as-email secret] => "whois: malformed_claim (email): ",
      %w[good other-secret] => "whois: signature_mismatch: ",
      %w[good nothing-here] => "whois: No such file"
    }.each do |(name, secret), start|
      output, errors, status = run_it(name, secret)
      assert_equal ["", start, 1], [output, errors[0, start.size], status]
      [SECRET, token(name)].each { |hidden| refute_includes errors, hidden }
    end
  end

  def test_it_finds_the_library_without_a_prefix
    library = File.join(ENV.fetch("PBJWT_PREFIX"), "lib")
    assert_equal 0, run_it("good", PBJWT_PREFIX: "", LD_LIBRARY_PATH: library).last
  end

  def test_without_the_library_it_says_what_to_install
    _, errors, status = run_it("good", PBJWT_PREFIX: "/nonexistent")
    assert_equal 1, status
    assert_match(%r{/nonexistent/lib/libpbjwt.so.0: .*; install libpbjwt, or set PBJWT_PREFIX}, errors)
  end
end
