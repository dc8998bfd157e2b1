#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace syncline::test {

/** A connection that was accepted; blocking, on a thread of its own. The server closes it at its
 * end. */
class RawPeer
{
public:
    explicit RawPeer(int socket)
        : m_socket(socket)
    {
    }

    /** Reads until @p end has come: the head of a request. What came behind it stays for the next
     * call. Empty: the other side closed. */
    std::string readUntil(std::string_view end = "\r\n\r\n")
    {
        while (m_received.find(end) == std::string::npos) {
            if (!readSome())
                return {};
        }
        const std::size_t size = m_received.find(end) + end.size();
        std::string out = m_received.substr(0, size);
        m_received.erase(0, size);
        return out;
    }
    /** Reads @p size bytes, or until the other side closes. */
    std::string readBytes(std::size_t size)
    {
        while (m_received.size() < size && readSome()) {
        }
        std::string out = m_received.substr(0, size);
        m_received.erase(0, out.size());
        return out;
    }
    void waitForClose()
    {
        while (readSome())
            m_received.clear();
    }

    bool send(std::string_view bytes) // NOLINT(modernize-use-nodiscard): the other side tells
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void close() { ::shutdown(m_socket, SHUT_RDWR); }
    void reset()
    {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(m_socket);
        m_socket = -1;
    }
    /** For splicing. */
    [[nodiscard]] int socket() const { return m_socket; }

private:
    friend class RawServer;
    bool readSome()
    {
        char bytes[8192];
        const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0)
            m_received.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    }
    std::atomic<int> m_socket;
    std::string m_received;
};

/** A server on loopback whose handler decides on every byte, for what no decent server does. */
class RawServer
{
public:
    /** On a thread of each connection; @p index counts them. */
    using Handler = std::function<void(RawPeer &, int index)>;

    explicit RawServer(Handler handler, int family = AF_INET, std::uint16_t port = 0)
        : m_handler(std::move(handler)),
          m_socket(listenOn(family, port)),
          m_thread([this] { acceptAll(); })
    {
    }
    RawServer(const RawServer &) = delete;
    RawServer &operator=(const RawServer &) = delete;
    ~RawServer()
    {
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        for (RawPeer &peer : m_peers) {
            if (peer.m_socket >= 0)
                ::shutdown(peer.m_socket, SHUT_RDWR);
        }
        m_handlers.clear(); // joins
        for (RawPeer &peer : m_peers) {
            if (peer.m_socket >= 0)
                ::close(peer.m_socket);
        }
        ::close(m_socket);
    }

    [[nodiscard]] std::uint16_t port() const
    {
        sockaddr_storage address{};
        void *generic = &address;
        socklen_t size = sizeof address;
        ::getsockname(m_socket, static_cast<sockaddr *>(generic), &size);
        // The port stands at the same place for both families.
        return ntohs(static_cast<sockaddr_in *>(generic)->sin_port);
    }
    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port()); }
    [[nodiscard]] std::string url(std::string_view path = "/") const
    {
        return "http://" + host() + std::string(path);
    }
    [[nodiscard]] int accepted() const { return m_accepted; }

    /** A socket that listens; @p backlog: how many may wait to be accepted. */
    static int listenOn(int family, std::uint16_t port, int backlog = 64)
    {
        const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        v6.sin6_addr = in6addr_loopback;
        ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        const void *address = family == AF_INET ? static_cast<const void *>(&v4) : &v6;
        const bool isBound = ::bind(socket, static_cast<const sockaddr *>(address),
                                    family == AF_INET ? sizeof v4 : sizeof v6) == 0;
        if (!isBound || ::listen(socket, backlog) != 0)
            qFatal("The test's server cannot listen.");
        return socket;
    }

private:
    void acceptAll()
    {
        while (true) {
            const int socket = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0)
                return;
            RawPeer &peer = m_peers.emplace_back(socket);
            m_handlers.emplace_back(
                [this, &peer, index = m_accepted++] { m_handler(peer, index); });
        }
    }

    const Handler m_handler;
    std::atomic<int> m_accepted = 0;
    std::list<RawPeer> m_peers; ///< Like the next: of the accepting thread, until that has ended.
    std::vector<std::jthread> m_handlers;
    const int m_socket;
    std::thread m_thread;
};

} // namespace syncline::test
