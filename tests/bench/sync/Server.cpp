// Serves the benchmark's pages from memory over loopback: GET /records?offset=N. Prints its port,
// serves until killed. A plain blocking server, so that it costs as little as it can and the same
// for everybody.

#include "tests/bench/sync/Records.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace syncline::bench;

bool sendAll(int socket, const std::string &bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t n = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        sent += static_cast<std::size_t>(n);
    }
    return true;
}

void serve(int socket, const std::vector<std::string> &responses)
{
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    std::string request;
    std::array<char, 16'384> buffer{};
    for (;;) {
        const std::size_t end = request.find("\r\n\r\n");
        if (end == std::string::npos) {
            const ssize_t n = recv(socket, buffer.data(), buffer.size(), 0);
            if (n <= 0)
                break;
            request.append(buffer.data(), static_cast<std::size_t>(n));
            continue;
        }
        std::size_t page = 0;
        if (const std::size_t at = request.find("offset="); at != std::string::npos && at < end)
            page = static_cast<std::size_t>(std::strtoll(request.c_str() + at + 7, nullptr, 10)) /
                   pageSize;
        request.erase(0, end + 4);
        if (page >= responses.size() || !sendAll(socket, responses[page]))
            break;
    }
    close(socket);
}

} // namespace

int main(int argc, char **argv)
{
    const std::int64_t total = argc > 1 ? std::strtoll(argv[1], nullptr, 10) : defaultRecords;
    std::vector<std::string> responses;
    for (std::int64_t offset = 0; offset < total; offset += pageSize) {
        const std::string body = page(offset, total);
        responses.push_back(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *plain = reinterpret_cast<sockaddr *>(&address);
    if (bind(listener, plain, size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, plain, &size) != 0) {
        std::perror("listen");
        return 1;
    }
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client >= 0)
            std::thread(serve, client, std::cref(responses)).detach();
    }
}
