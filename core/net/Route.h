#pragma once

#include <QNetworkProxy>
#include <QString>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

class QUrl;

namespace syncline {

/** "https://shop.example:443": who is asked. */
std::string originOf(const QUrl &url);

/** How a request gets to its origin. A value. */
struct Route
{
    enum class Kind : std::uint8_t {
        Direct,
        HttpProxy, ///< The proxy itself is asked, with the whole URL (for http only).
        Tunnel,    ///< Qt's socket goes through `proxy` (CONNECT or SOCKS5).
        None,      ///< The system's settings name no proxy that can do it.
    };
    Kind kind = Kind::Direct;
    bool isTls = false;
    QString host; ///< As it is looked up and verified: punycode, no brackets.
    std::uint16_t port = 0;
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    std::string key; ///< Connections of equal keys may be used for each other.
};

/**
 * Finds routes: by the proxies of the system, never for this machine itself. Asking the system
 * takes its time, so an answer holds for a minute. For one thread.
 */
class RouteFinder
{
public:
    [[nodiscard]] const Route &find(const QUrl &url);

private:
    using Clock = std::chrono::steady_clock;
    struct Known
    {
        Route route;
        Clock::time_point since;
    };
    std::map<std::string, Known> m_known; ///< By origin.
};

/** Whether @p host is this machine: "localhost" or an address of its loopback. */
bool isLoopback(const QString &host);

} // namespace syncline
