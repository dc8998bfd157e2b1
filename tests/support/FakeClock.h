#pragma once

#include "core/base/Clock.h"

#include <atomic>
#include <chrono>

namespace syncline::test {

/**
 * A clock that stands still until advance(). It starts at 2024-01-01T00:00:00Z. Thread-safe.
 * FakeExecutor::advance() moves it together with what waits for it.
 */
class FakeClock final : public Clock
{
public:
    [[nodiscard]] DateTime now() const override { return {m_wall + m_elapsed}; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point(
            std::chrono::milliseconds(m_elapsed + 1'000'000));
    }

    /** Both clocks go on. */
    void advance(std::chrono::milliseconds by) { m_elapsed += by.count(); }
    /** The wall clock jumps, as when the user sets it; the monotonic one does not. */
    void setNow(DateTime now) { m_wall = now.ms - m_elapsed; }

private:
    std::atomic<std::int64_t> m_wall = 1'704'067'200'000;
    std::atomic<std::int64_t> m_elapsed = 0;
};

} // namespace syncline::test
