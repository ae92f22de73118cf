// SPDX-License-Identifier: Apache-2.0

// A server that greets the person whom a token identifies: `server SECRET_FILE`. It prints the address that it
// listens on. The code that uses the library is in auth.hpp; the HTTP code is minimal, to need no other library.

#include "auth.hpp"

#include <arpa/inet.h>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

constexpr std::size_t most_bytes = 64 * 1024;

class socket_handle {
  public:
    explicit socket_handle(int descriptor) noexcept : descriptor_(descriptor) {}
    socket_handle(socket_handle &&other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}
    socket_handle &operator=(socket_handle &&) = delete;
    ~socket_handle() {
        if (descriptor_ >= 0)
            close(descriptor_);
    }
    int get() const noexcept {
        return descriptor_;
    }

  private:
    int descriptor_;
};

// The headers, up to the empty line.
auth::headers read_headers(int from) {
    std::string text;
    std::array<char, 4096> bytes;
    while (text.find("\r\n\r\n") == text.npos && text.size() < most_bytes) {
        const ssize_t count = recv(from, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            break;
        text.append(bytes.data(), static_cast<std::size_t>(count));
    }
    auth::headers all;
    std::size_t start = text.find("\r\n");
    while (start != text.npos) {
        start += 2;
        const std::size_t end = text.find("\r\n", start);
        if (end == text.npos || end == start)
            break;
        const std::string line = text.substr(start, end - start);
        const std::size_t colon = line.find(':');
        if (colon != line.npos)
            all.emplace(line.substr(0, colon),
                        auth::trimmed(std::string_view(line).substr(colon + 1)));
        start = end;
    }
    return all;
}

std::string response(const auth::outcome &of) {
    std::string status = "200 OK", more, body;
    if (const auto *const who = std::get_if<pbjwt::identity>(&of)) {
        body = "Hello " + std::string(who->name().value_or(who->canonical_email())) + "\n";
    } else {
        const auto &why = std::get<auth::unauthorized>(of);
        std::cerr << why.for_the_log << std::endl;
        status = why.status == 401 ? "401 Unauthorized" : "503 Service Unavailable";
        if (!why.challenge.empty())
            more = "WWW-Authenticate: " + why.challenge + "\r\n";
    }
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\nCache-Control: no-store\r\nConnection: close\r\n" +
           more + "\r\n" + body;
}

void answer(socket_handle client, const pbjwt::verifier &by) {
    timeval patience{};
    patience.tv_sec = 5;
    setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::string text = response(auth::authenticate(by, read_headers(client.get())));
    std::size_t sent = 0;
    while (sent < text.size()) {
        const ssize_t count =
            send(client.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        sent += static_cast<std::size_t>(count);
    }
}

socket_handle listening() {
    socket_handle made(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(made.get(), generic, size) != 0 || listen(made.get(), 64) != 0 ||
        getsockname(made.get(), generic, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "can't listen");
    std::cout << "http://127.0.0.1:" << ntohs(address.sin_port) << "/" << std::endl;
    return made;
}

pbjwt::verifier verifier_from(const char *path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!text.empty() && text.back() == '\n')
        text.pop_back();
    return pbjwt::verifier::make(pbjwt::secret::make(text).value()).value();
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::cerr << "usage: server SECRET_FILE\n";
        return 1;
    }
    try {
        const pbjwt::verifier_store store(verifier_from(argv[1]));
        const socket_handle listener = listening();
        for (;;) {
            const int client = accept(listener.get(), nullptr, nullptr);
            if (client < 0)
                continue;
            // The current verifier, so that secrets can be rotated.
            std::thread([handle = socket_handle(client), by = store.current()]() mutable {
                answer(std::move(handle), *by);
            }).detach();
        }
    } catch (const std::exception &error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
