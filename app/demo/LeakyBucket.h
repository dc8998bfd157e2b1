#pragma once

#include "core/base/Clock.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace syncline {

/** A rate limit as shops have it: a bucket holds 40 calls and leaks some each second. Not
 * thread-safe. */
class LeakyBucket
{
public:
    static constexpr int capacity = 40;

    LeakyBucket(double leakPerSecond, const Clock &clock)
        : m_leak(leakPerSecond),
          m_clock(clock),
          m_then(clock.steady())
    {
    }

    /** Whether one more call fits, which then is in it. */
    bool pour()
    {
        const auto now = m_clock.steady();
        m_level =
            std::max(0.0, m_level - m_leak * std::chrono::duration<double>(now - m_then).count());
        m_then = now;
        if (m_leak > 0 && m_level + 1 > capacity)
            return false;
        m_level = m_leak > 0 ? m_level + 1 : 0;
        return true;
    }
    [[nodiscard]] int level() const { return static_cast<int>(std::ceil(m_level)); }
    /** Until one call fits. */
    [[nodiscard]] double secondsToWait() const
    {
        return m_leak > 0 ? std::max(0.0, m_level + 1 - capacity) / m_leak : 0;
    }

private:
    const double m_leak;
    const Clock &m_clock;
    std::chrono::steady_clock::time_point m_then;
    double m_level = 0;
};

} // namespace syncline
