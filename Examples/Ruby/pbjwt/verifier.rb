# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

module Pbjwt
  # Secrets and what is demanded of tokens. Takes tokens of any of the secrets, for their rotation.
  #
  # A secret's bytes are all of it: no newline is taken off. The library copies what it needs, and wipes that
  # when the verifier is closed or collected. Here no other copy is made, so the string's owner can overwrite it.
  class Verifier
    PROFILES = { sso: 0, widget: 1 }.freeze
    USER_HASH = { ignored: 0, if_present: 1, required: 2 }.freeze
    private_constant :PROFILES, :USER_HASH

    # With a block gives it the verifier, closes that at the end, and returns the block's value.
    def self.open(*secrets, **policy)
      verifier = new(*secrets, **policy)
      return verifier unless block_given?

      begin
        yield verifier
      ensure
        verifier.close
      end
    end

    # Times are in seconds. nil is the library's default, and a max_lifetime of 0 no limit. profile is :sso or
    # :widget; user_hash is :ignored, :if_present or :required.
    def initialize(*secrets, profile: :sso, leeway: nil, max_lifetime: nil, user_hash: :ignored, issuer: nil,
                   audience: nil)
      @lock = Mutex.new
      made = []
      made << policy = Library.own(Library.policy_new(choice("profile", PROFILES, profile)), "policy_free")
      check(Library.policy_set_user_hash(policy, choice("user_hash", USER_HASH, user_hash)), "user_hash")
      set_number(policy, "leeway", leeway, 300)
      set_number(policy, "max_lifetime", max_lifetime, 253_402_300_799)
      set_text(policy, "issuer", issuer)
      set_text(policy, "audience", audience)
      copies = secrets.map { |secret| copy_of(secret).tap { |copy| made << copy } }
      @verifier = verifier_of(copies, policy)
    ensure
      made&.each(&:call_free)
    end

    # Says whose token it is, now or at another Time, or raises TokenRefused.
    def verify(token, at: nil)
      typed("token", String, token)
      now = in_64_bits(typed("at", Time, at).to_i) unless at.nil?
      identity = Library.own(Library.identity_new(0), "identity_free")
      status = run(token, now, identity)
      raise ArgumentError, "at must be in the years 1970 to 9999" if status == Library::INVALID_ARGUMENT

      reader = IdentityReader.new(identity)
      return reader.read if status.zero?

      raise (status < Library::INVALID_ARGUMENT ? TokenRefused : Error).new(status, reader.claim_at_fault)
    ensure
      identity&.call_free
    end

    # Wipes the secrets. May be called again.
    def close
      @lock.synchronize { @verifier.call_free }
      nil
    end

    def closed?
      @verifier.freed?
    end

    private

    def run(token, now, identity)
      # Or a thread might close the verifier between the question and the call.
      @lock.synchronize do
        raise Closed if @verifier.freed?

        arguments = [@verifier, token, token.bytesize, *now, identity]
        now ? Library.verify_at(*arguments) : Library.verify(*arguments)
      end
    end

    def copy_of(secret)
      typed("a secret", String, secret)
      place = Library.place
      check(Library.secret_new(secret, secret.bytesize, Library::SECRET_TEXT, place),
            "a secret must be of at most 4096 bytes")
      Library.own(place.ptr, "secret_free")
    end

    def verifier_of(copies, policy)
      place = Library.place
      check(Library.verifier_new(copies.map(&:to_i).pack("J*"), copies.size, policy, place),
            "a verifier takes 1 to 8 secrets")
      Library.own(place.ptr, "verifier_release")
    end

    def set_number(policy, name, value, largest)
      return if value.nil?

      check(Library.public_send("policy_set_#{name}", policy, in_64_bits(typed(name, Integer, value))),
            "#{name} must be 0 to #{largest} seconds")
    end

    def set_text(policy, name, value)
      return if value.nil?

      text = typed(name, String, value).encode(Encoding::UTF_8)
      check(Library.public_send("policy_set_#{name}", policy, text, text.bytesize),
            "#{name} must be a text, not empty, without U+0000")
    end

    def choice(name, choices, value)
      choices.fetch(value) { raise ArgumentError, "#{name} must be one of #{choices.keys.map(&:inspect).join(", ")}" }
    end

    # Fiddle would take an Integer for an address.
    def typed(name, type, value)
      type === value ? value : raise(TypeError, "#{name} must be of type #{type}, not #{value.class}")
    end

    # A number that is too large for C stays outside of every range.
    def in_64_bits(number)
      number.clamp(-1, 1 << 62)
    end

    def check(status, rule)
      raise ArgumentError, rule if status == Library::INVALID_ARGUMENT
      raise Error, status unless status.zero?
    end
  end
end
