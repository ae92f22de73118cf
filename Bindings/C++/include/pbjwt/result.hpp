// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_RESULT_HPP
#define PBJWT_RESULT_HPP

#include <pbjwt/error.hpp>

#include <exception>
#include <memory>
#include <utility>
#include <variant>

namespace pbjwt {

// A value or an error, like C++23's std::expected<T, pbjwt::error>.
template <class T> class [[nodiscard]] result {
  public:
    using value_type = T;
    using error_type = pbjwt::error;

    result(T value) noexcept(std::is_nothrow_move_constructible_v<T>)
        : outcome_(std::in_place_index<0>, std::move(value)) {}
    result(const pbjwt::error &why) noexcept : outcome_(std::in_place_index<1>, why) {}

    bool has_value() const noexcept {
        return outcome_.index() == 0;
    }
    explicit operator bool() const noexcept {
        return has_value();
    }

    // The value; throws `exception` if there is none.
    const T &value() const & {
        throw_error();
        return **this;
    }
    T &value() & {
        throw_error();
        return **this;
    }
    T &&value() && {
        throw_error();
        return *std::move(*this);
    }
    template <class U> T value_or(U &&other) const & {
        return has_value() ? **this : static_cast<T>(std::forward<U>(other));
    }

    // The value, for callers that know that there is one; ends the program if there is none.
    const T *operator->() const noexcept {
        return checked(std::get_if<0>(&outcome_));
    }
    T *operator->() noexcept {
        return checked(std::get_if<0>(&outcome_));
    }
    const T &operator*() const &noexcept {
        return *operator->();
    }
    T &operator*() &noexcept {
        return *operator->();
    }
    T &&operator*() &&noexcept {
        return std::move(*operator->());
    }

    // The error, if there is no value; ends the program if there is one.
    const pbjwt::error &error() const noexcept {
        return *checked(std::get_if<1>(&outcome_));
    }

  private:
    template <class U> static U *checked(U *pointer) noexcept {
        if (!pointer)
            std::terminate();
        return pointer;
    }
    void throw_error() const {
        if (const auto *const why = std::get_if<1>(&outcome_))
            throw exception(*why);
    }
    std::variant<T, pbjwt::error> outcome_;
};

namespace detail {

template <auto function> struct call {
    template <class T> void operator()(T *object) const noexcept {
        function(object);
    }
};
// An object of the library, and the function that frees it.
template <class T, auto function> using owned = std::unique_ptr<T, call<function>>;

// Copies a text that `write` returns.
template <class Write> result<std::string> copied(Write write) {
    char *data = nullptr;
    std::size_t length = 0;
    const pbjwt_status status = write(&data, &length);
    const owned<char, pbjwt_free> owner(data);
    if (status != PBJWT_OK)
        return failure(status);
    return std::string(data, length);
}

} // namespace detail
} // namespace pbjwt

#endif
