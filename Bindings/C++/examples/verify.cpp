// SPDX-License-Identifier: Apache-2.0

// Prints whom a token identifies. The first argument names the file with the secret; the token is read
// from standard input. Exit status 0 or 1.

#include <pbjwt.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

namespace {

std::string content(std::istream &from) {
    std::string text(std::istreambuf_iterator<char>(from), {});
    if (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::cerr << "usage: verify SECRET_FILE < TOKEN\n";
        return 1;
    }
    std::ifstream file(argv[1], std::ios::binary);
    const auto secret = pbjwt::secret::make(content(file));
    if (!secret) {
        std::cerr << argv[1] << ": " << secret.error() << "\n";
        return 1;
    }
    const auto verifier = pbjwt::verifier::make(*secret).value();
    const auto who = verifier.verify(content(std::cin));
    if (!who) {
        // For the log. Show the sender of the token only public_message().
        std::cerr << who.error() << "\n";
        return 1;
    }
    std::cout << who->name().value_or(who->canonical_email()) << " <" << who->canonical_email()
              << ">\n";
    for (const pbjwt::warning &warning : who->warnings())
        std::cerr << warning.kind << ": " << warning.message() << "\n";
    return 0;
}
