# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

# Runs the programs with the installed gem; ../../Bindings/Ruby/test does so.

require "net/http"
require "open3"
require "rack/mock"
require "rbconfig"
require "socket"
require_relative "../tests/support"

class WhoisTest < TokenTest
  def run_it(name, secret = "secret")
    program = File.join(__dir__, "whois.rb")
    output, errors, status = Open3.capture3({ "LC_ALL" => "C.UTF-8" }, RbConfig.ruby, "-w", program, secret,
                                            chdir: FOLDER, stdin_data: "#{token(name)}\n")
    [output.force_encoding("UTF-8"), errors, status.exitstatus]
  end

  def test_it_says_who_it_is
    assert_equal ["ada@example.com is \"Zoë \\\"Ada\\\" Lovelace\", user id \"usr_7Yk2L\"\n", "", 0], run_it("good")
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
end

class RackTest < TokenTest
  PERSON = '{"email":"ada@example.com","id":"usr_7Yk2L","name":"Ada Lovelace"}'

  def setup
    ENV["PRODUCTBRIDGE_SECRET"] = SECRET
    app = Rack::Builder.parse_file(File.join(__dir__, "config.ru"))
    @server = Rack::MockRequest.new(app.is_a?(Array) ? app.first : app)
  end

  def get(**headers)
    @server.get("/", headers.transform_keys(&:to_s))
  end

  def test_a_token_in_the_header_or_the_cookie_signs_in
    [{ HTTP_AUTHORIZATION: "Bearer #{token("minimal")}" }, { HTTP_AUTHORIZATION: "bearer  #{token("minimal")}" },
     { HTTP_COOKIE: "sso_token=#{token("minimal")}" }].each do |headers|
      answer = get(**headers)
      assert_equal [200, PERSON], [answer.status, answer.body]
    end
  end

  def test_without_a_token_there_is_a_challenge_without_an_error
    [{}, { HTTP_AUTHORIZATION: "Basic YTpi" }].each do |headers|
      answer = get(**headers)
      assert_equal [401, 'Bearer realm="productbridge"'], [answer.status, answer["www-authenticate"]]
    end
  end

  def test_a_refusal_does_not_tell_the_sender_the_reason
    %w[expired forged no-email].each do |name|
      answer = get(HTTP_AUTHORIZATION: "Bearer #{token(name)}")
      assert_equal 401, answer.status
      assert_match(/\ABearer realm="productbridge", error="invalid_token", error_description="[^"]+"\z/,
                   answer["www-authenticate"])
      refute_includes answer.body, "email"
      assert_includes answer.errors, "a token was refused: "
      refute_includes answer.errors, token(name)
    end
  end
end

# puma creates the application, and then forks.
class ForkTest < TokenTest
  def test_forked_workers_verify
    socket = File.join(FOLDER, "puma.sock")
    server = spawn({ "PRODUCTBRIDGE_SECRET" => SECRET }, "puma", "--preload", "--workers", "3", "--quiet", "--bind",
                   "unix://#{socket}", chdir: __dir__, out: File::NULL, err: File::NULL)
    ends = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 60
    answers = []
    while answers.size < 60
      begin
        answers << ask(socket)
      rescue SystemCallError
        flunk "puma doesn't answer" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > ends
        Thread.pass
      end
    end
    assert_equal [RackTest::PERSON], answers.uniq
  ensure
    Process.kill("TERM", server)
    Process.wait(server)
  end

  def ask(path)
    UNIXSocket.open(path) do |socket|
      socket.write("GET / HTTP/1.0\r\nAuthorization: Bearer #{token("minimal")}\r\n\r\n")
      socket.read.split("\r\n\r\n", 2).last
    end
  end
end
