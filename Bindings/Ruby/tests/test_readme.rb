# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require_relative "support"

# Runs the README's programs unchanged.
class ReadmeTest < TokenTest
  BLOCKS = File.read(File.join(__dir__, "..", "README.md")).scan(/^```ruby\n(.*?)^```$/m).map(&:first)

  # A program in its own module, whose methods can be called.
  def program(number)
    Module.new do
      extend self
      module_eval(BLOCKS.fetch(number), "README.md")
    end
  end

  def setup
    ENV["PRODUCTBRIDGE_SECRET"] = SECRET
  end

  def test_the_ten_lines_sign_in_and_refuse
    readme = program(0)
    assert_equal "ada@example.com", readme.sign_in(sign)
    assert_output("", /\Asignature_mismatch: /) { assert_nil readme.sign_in(sign(OTHER_SECRET)) }
  end

  def test_a_rotation_accepts_both_secrets
    new, old = SECRET, OTHER_SECRET
    verifier = eval(BLOCKS.fetch(1).sub("VERIFIER =", ""), binding, "README.md")
    late = Time.utc(2027, 2, 2).to_i
    assert_equal "2027", verifier.verify(sign(new)).key_id
    assert_equal "2026", verifier.verify(sign(old)).key_id
    assert_equal "2027", verifier.verify(sign(new, iat: late, exp: late + 600), at: late).key_id
    error = assert_raises(Pbjwt::TokenRefused) { verifier.verify(sign(old, iat: late, exp: late + 600), at: late) }
    assert_equal "signature_mismatch", error.status
    assert_equal 2, BLOCKS.size
  end
end
