#pragma once

#include "core/net/Stream.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <list>
#include <optional>
#include <string>

namespace syncline {

/**
 * Connections that are kept for the next request of their route. One that the other side closes,
 * or on which it speaks unasked, is dropped; so is one that nobody needed for a minute, or for as
 * long as the server keeps it. On the network thread.
 */
class ConnectionPool final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds longestIdle{60'000};
    static constexpr std::size_t most = 32;

    ConnectionPool();

    /** The one of @p route that was used last, unless that is longer ago than @p idle; nullptr:
     * there is none. */
    [[nodiscard]] StreamPtr take(const std::string &route, std::chrono::milliseconds idle);
    /** @p keepsFor: how long the server says that it keeps it. */
    void give(const std::string &route, StreamPtr stream,
              std::optional<std::chrono::milliseconds> keepsFor);
    [[nodiscard]] std::size_t count() const { return m_idle.size(); }

private:
    using Clock = std::chrono::steady_clock;
    struct Idle
    {
        std::string route;
        StreamPtr stream;
        Clock::time_point since;
        Clock::time_point until;
    };

    void dropOld();

    std::list<Idle> m_idle; ///< The longest kept one first.
    QTimer m_timer;
};

} // namespace syncline
