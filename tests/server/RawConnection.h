#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace syncline::test {

/** A blocking TCP connection to 127.0.0.1 that sends bytes as they are. Reads give up after ten
 * seconds. */
class RawConnection
{
public:
    explicit RawConnection(std::uint16_t port)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        const timeval limit{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void *generic = &address;
        m_isConnected =
            ::connect(m_socket, static_cast<const sockaddr *>(generic), sizeof address) == 0;
    }
    RawConnection(const RawConnection &) = delete;
    RawConnection &operator=(const RawConnection &) = delete;
    ~RawConnection() { close(); }

    [[nodiscard]] bool isConnected() const { return m_isConnected; }

    bool send(std::string_view bytes) // NOLINT(modernize-use-nodiscard): the answer tells
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void endSending() const { ::shutdown(m_socket, SHUT_WR); }

    /** Everything until the other side closes (or resets, or ten seconds without a byte). */
    std::string readAll()
    {
        std::string all;
        while (readSome(all)) {
        }
        return all;
    }

    /** Reads until @p end has come; what came. */
    std::string readUntil(std::string_view end)
    {
        std::string all;
        while (all.find(end) == std::string::npos && readSome(all)) {
        }
        return all;
    }

    /** True: the last read ended because the other side closed or reset. */
    [[nodiscard]] bool isClosedByPeer() const { return m_isClosedByPeer; }

    void close()
    {
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
    }

private:
    bool readSome(std::string &all)
    {
        char bytes[8192];
        const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0) {
            all.append(bytes, static_cast<std::size_t>(count));
            return true;
        }
        m_isClosedByPeer = count == 0 || errno == ECONNRESET;
        return false;
    }

    int m_socket = -1;
    bool m_isConnected = false;
    bool m_isClosedByPeer = false;
};

} // namespace syncline::test
