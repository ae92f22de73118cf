# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Runs all tests in the named folders, and prints their number.

$stdout.sync = true
ARGV.each { |folder| Dir[File.join(folder, "test_*.rb")].each { |file| require File.expand_path(file) } }

passed = Minitest.run(["--verbose"])
count = Minitest::Runnable.runnables.sum { |tests| tests.runnable_methods.size }
abort "not every test passed" unless passed && count.positive?
puts "#{count} tests"
