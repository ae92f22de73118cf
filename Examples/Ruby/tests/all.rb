# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Runs every test, and says in its last line how many there were.

$stdout.sync = true
Dir[File.join(__dir__, "test_*.rb")].each { |file| require file }

passed = Minitest.run(["--verbose"])
count = Minitest::Runnable.runnables.sum { |tests| tests.runnable_methods.size }
abort "not every test passed" unless passed && count.positive?
puts "#{count} tests, #{TokenTest::VERIFICATIONS} verifications without a leak, and as many by 8 threads"
