// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_SECRET_HPP
#define PBJWT_SECRET_HPP

#include <pbjwt/result.hpp>

#include <chrono>

namespace pbjwt {

// A time in whole seconds, such as std::chrono::time_point_cast<std::chrono::seconds> returns.
using sys_seconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

// How a secret's bytes are written.
enum class secret_format {
    text = PBJWT_SECRET_TEXT, // the characters are the key, as in ProductBridge's secrets
    hex = PBJWT_SECRET_HEX,
    base64 = PBJWT_SECRET_BASE64, // with its padding
};

struct secret_options {
    secret_format format = secret_format::text;
    // Tokens with that "kid" are tried with this secret only, and those that it issues have it.
    std::optional<std::string> id = std::nullopt;
    // The last second at which the secret is valid, for rotation.
    std::optional<sys_seconds> not_after = std::nullopt;
    // Accepts keys of 1 to 31 bytes. Anyone with one token can search for such a key.
    bool weak = false;
};

class claims;

// A signing secret. The library wipes its own copy of the bytes; wiping the caller's is up to the caller.
class secret {
  public:
    // Nothing is trimmed: a newline at the end is part of the key.
    static result<secret> make(std::string_view bytes, const secret_options &options = {}) {
        pbjwt_secret *made = nullptr;
        const auto create = options.weak ? pbjwt_secret_new_weak : pbjwt_secret_new;
        pbjwt_status status = create(bytes.data(), bytes.size(),
                                     static_cast<pbjwt_secret_format>(options.format), &made);
        secret owner(made);
        if (status != PBJWT_OK)
            return detail::failure(status, "secret");
        if (options.id) {
            status = pbjwt_secret_set_id(made, options.id->data(), options.id->size());
            if (status != PBJWT_OK)
                return detail::failure(status, "id");
        }
        if (options.not_after) {
            const auto last = options.not_after->time_since_epoch().count();
            status = pbjwt_secret_set_not_after(made, last);
            if (status != PBJWT_OK)
                return detail::failure(status, "not_after");
        }
        return owner;
    }

    // The user_hash of a user id: 64 lower-case hex characters.
    result<std::string> user_hash(std::string_view user_id) const {
        std::string hex(PBJWT_HASH_HEX_SIZE, '\0');
        const pbjwt_status status =
            pbjwt_user_hash(get(), user_id.data(), user_id.size(), hex.data(), hex.size());
        if (status != PBJWT_OK)
            return detail::failure(status, "user_id");
        hex.pop_back(); // the NUL
        return hex;
    }

    // Signs a token that is valid from now on, or from a given time. See issue.hpp.
    inline result<std::string> issue(const claims &of, std::chrono::seconds lifetime,
                                     std::optional<sys_seconds> now = std::nullopt) const;

    // For the C library; null in one that was moved from.
    pbjwt_secret *get() const noexcept {
        return handle_.get();
    }

  private:
    explicit secret(pbjwt_secret *made) noexcept : handle_(made) {}
    detail::owned<pbjwt_secret, pbjwt_secret_free> handle_;
};

// A new secret in the form that ProductBridge generates: 64 hex characters for 32 random bytes.
inline result<std::string> generate_secret() {
    std::string hex(PBJWT_HASH_HEX_SIZE, '\0');
    const pbjwt_status status = pbjwt_generate_secret(hex.data(), hex.size());
    if (status != PBJWT_OK)
        return detail::failure(status);
    hex.pop_back(); // the NUL
    return hex;
}

} // namespace pbjwt

#endif
