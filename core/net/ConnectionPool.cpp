#include "core/net/ConnectionPool.h"

#include <algorithm>

namespace syncline {

namespace {

/** A server closes on its side a little earlier than we hear of it. */
constexpr std::chrono::milliseconds onTheWay{1'000};
constexpr std::chrono::milliseconds betweenLooks{5'000};

} // namespace

ConnectionPool::ConnectionPool()
{
    m_timer.setInterval(betweenLooks);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionPool::dropOld);
}

StreamPtr ConnectionPool::take(const std::string &route, std::chrono::milliseconds idle)
{
    const Clock::time_point now = Clock::now();
    for (auto it = m_idle.end(); it != m_idle.begin();) {
        --it;
        if (it->route != route)
            continue;
        const bool isUsable = now < it->until && it->stream->isSilent();
        if (isUsable && now - it->since > idle)
            return nullptr; // the others of this route are older still
        StreamPtr stream = std::move(it->stream);
        it = m_idle.erase(it);
        if (isUsable) {
            stream->disconnect(this);
            return stream;
        }
    }
    return nullptr;
}

void ConnectionPool::give(const std::string &route, StreamPtr stream,
                          std::optional<std::chrono::milliseconds> keepsFor)
{
    const auto time = keepsFor ? std::min(*keepsFor - onTheWay, longestIdle) : longestIdle;
    if (time <= std::chrono::milliseconds(0))
        return;
    if (m_idle.size() >= most)
        m_idle.pop_front();
    const Clock::time_point now = Clock::now();
    Stream *const kept = stream.get();
    m_idle.push_back({route, std::move(stream), now, now + time});
    connect(kept, &Stream::readable, this, [this, kept] {
        m_idle.remove_if([kept](const Idle &idle) { return idle.stream.get() == kept; });
    });
    if (!m_timer.isActive())
        m_timer.start();
}

void ConnectionPool::dropOld()
{
    const Clock::time_point now = Clock::now();
    m_idle.remove_if([now](const Idle &idle) { return idle.until <= now; });
    if (m_idle.empty())
        m_timer.stop();
}

} // namespace syncline
