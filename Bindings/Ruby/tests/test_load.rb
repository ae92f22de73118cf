# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require "objspace"
require_relative "support"

# Threads, Ractors, forks and memory.
class ConcurrencyTest < TokenTest
  THREADS = 8
  ROUNDS = 20_000

  def cases(mine)
    [[sign(sub: mine, name: "n" * 40), mine], [sign(OTHER_SECRET, sub: mine), "signature_mismatch"],
     [token("expired"), "expired"], [token("no-email"), "missing_email"]]
  end

  def right(cases, verifier, rounds)
    cases.cycle.first(rounds).count { |text, expected| answer(verifier, text) == expected }
  end

  def test_threads_share_a_verifier_and_get_their_own_answers
    start = Queue.new
    threads = Array.new(THREADS) do |number|
      mine = cases("user-#{number}")
      Thread.new { start.pop || right(mine, VERIFIER, ROUNDS / THREADS) }
    end
    start.close
    assert_equal [ROUNDS / THREADS] * THREADS, threads.map(&:value)
  end

  def test_ractors_share_everything
    assert Ractor.shareable?(VERIFIER)
    assert Ractor.shareable?(VERIFIER.verify(token("good")))
    previous, $VERBOSE = $VERBOSE, nil # Ractors are announced as experimental
    ractors = Array.new(4) do |number|
      Ractor.new(VERIFIER, sign(sub: "user-#{number}"), token("expired")) do |verifier, good, expired|
        Array.new(2000) { verifier.verify(good).user_id }.uniq + begin
          verifier.verify(expired)
        rescue Pbjwt::TokenRefused => e
          [e.status]
        end
      end
    end
    assert_equal Array.new(4) { |number| ["user-#{number}", "expired"] }, ractors.map(&:take)
  ensure
    $VERBOSE = previous
  end

  def test_forked_workers_verify_and_exit_cleanly
    mine = cases("u")
    workers = Array.new(3) do
      fork do
        good = right(mine, VERIFIER, 2000) == 2000
        GC.start
        exit!(good ? 0 : 1)
      end
    end
    assert_equal [0] * 3, workers.map { |worker| Process.wait2(worker).last.exitstatus }
    assert_equal 4, right(mine, VERIFIER, 4)
  end
end

class MemoryTest < TokenTest
  VERIFICATIONS = 1_000_000

  # By how many KiB the process grows from some rounds to many.
  def growth(rounds, &work)
    (rounds / 5).times(&work)
    before = resident
    rounds.times(&work)
    resident - before
  end

  def resident
    GC.start
    Integer(File.read("/proc/self/status")[/^VmRSS:\s*(\d+) kB$/, 1])
  end

  def test_verifications_do_not_leak
    good, bad = sign(sub: "u", note: "n" * 300), sign(OTHER_SECRET)
    grown = growth(VERIFICATIONS) do |count|
      (count % 50).zero? ? answer(VERIFIER, bad) : VERIFIER.verify(good).email
    end
    # A dozen bytes each: the heap's size varies, and any leak would be larger.
    assert_operator grown, :<, 12 * VERIFICATIONS / 1024
    puts "\n#{VERIFICATIONS} verifications without a leak (#{grown} KiB)"
  end

  def test_other_objects_do_not_leak
    good = token("good")
    grown = growth(5_000) do |count|
      secret = Pbjwt::Secret.new(SECRET, id: "i" * 200)
      Pbjwt::Verifier.new(secret, OTHER_SECRET, issuer: "i" * 500, report: { audience: "a" * 500 })
      begin
        Pbjwt::Verifier.new(SECRET, "short", issuer: "i" * 500)
      rescue Pbjwt::Error
        secret.issue({ email: "a@example.com" }, custom: { a: 1 })
      end
      Pbjwt.explain(good, OTHER_SECRET) if (count % 100).zero?
      Pbjwt.inspect_unverified(good)
    end
    assert_operator grown, :<, 8192
  end

  def test_the_collector_may_run_at_any_time
    good = token("good")
    GC.stress = true
    3.times { VERIFIER.verify(good).to_h }
    Pbjwt::Verifier.new(Pbjwt::Secret.new(SECRET, id: "x"), report: { leeway: 1 }).verify_json(good)
    Pbjwt.explain(good, SECRET)
  ensure
    GC.stress = false
    assert_equal "usr_7Yk2L", VERIFIER.verify(good).user_id
  end

  # Freed identities are reused, each by one token, and without their old contents.
  def test_freed_identities_are_reused_by_one_token_each
    [token("good"), sign(sub: "u" * 3000)].each { |text| 1000.times { VERIFIER.verify(text) } }
    GC.start
    held = Array.new(1000) { |number| VERIFIER.verify(sign(sub: "user-#{number}")) }
    assert_equal Array.new(1000) { |number| "user-#{number}" }, held.map(&:user_id)
    assert_equal [nil] * 1000, held.map(&:company_name)
    assert_equal 1000, held.count { |identity| identity.email == "ada@example.com" }
  end

  def test_the_collector_knows_the_memory_of_identities
    text = token("good")
    GC.start
    GC.disable
    before = GC.stat(:malloc_increase_bytes)
    held = Array.new(2000) { VERIFIER.verify(text) }
    told = GC.stat(:malloc_increase_bytes) - before
    assert_operator told, :>, held.size * text.bytesize
  ensure
    GC.enable
  end

  def test_an_identity_outlives_its_verifier
    identity = Pbjwt::Verifier.new(SECRET).verify(token("good"))
    GC.start
    assert_equal 'Zoë "Ada" Lovelace', identity.name
    assert_operator ObjectSpace.memsize_of(identity), :>, token("good").bytesize
  end
end
