// SPDX-License-Identifier: Apache-2.0

// The verify step of a small service: the file named by the first argument holds the secret, a token
// comes on standard input. Prints who it is, or why the token is refused; exit status 0 or 1.
//
//     c++ -std=c++17 example.cpp $(pkg-config --cflags --libs pbjwt) -o example

#include "pbjwt.hpp"

#include <array>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

// A service does this once, at its start.
pbjwt::verifier verifier_from(const char *path) {
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0); // a buffer would keep a copy of the secret
    file.open(path, std::ios::binary);
    // Room for a newline, and for a byte too much, so that the library refuses what is too long.
    std::array<char, PBJWT_MAX_SECRET_BYTES + 2> bytes;
    file.read(bytes.data(), bytes.size());
    if (!file.eof() && !file)
        throw std::runtime_error(std::string(path) + " can't be read");
    std::string_view secret(bytes.data(), static_cast<std::size_t>(file.gcount()));
    if (!secret.empty() && secret.back() == '\n')
        secret.remove_suffix(1);
    auto verifier = pbjwt::verifier::try_make({secret});
    explicit_bzero(bytes.data(), bytes.size());
    return std::move(verifier).value();
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::cerr << "usage: example SECRET_FILE < TOKEN\n";
        return 1;
    }
    try {
        const auto verifier = verifier_from(argv[1]);
        std::string token(std::istreambuf_iterator<char>(std::cin), {});
        if (!token.empty() && token.back() == '\n')
            token.pop_back();
        const auto who = verifier.verify(token);
        std::cout << who.name.value_or(who.canonical_email) << " <" << who.canonical_email << ">"
                  << std::endl;
        return std::cout ? 0 : 1;
    } catch (const std::exception &error) {
        // For the log. Whoever sent the token may see pbjwt::error's public_message and no more.
        std::cerr << error.what() << "\n";
        return 1;
    }
}
