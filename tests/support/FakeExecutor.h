#pragma once

#include "core/base/Executor.h"
#include "tests/support/FakeClock.h"

#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace syncline::test {

/**
 * An executor that the test itself runs, on the test's thread, by a FakeClock: nothing happens
 * before run() or advance(). Functions may be posted from any thread.
 */
class FakeExecutor final : public Executor
{
public:
    explicit FakeExecutor(FakeClock &clock);

    void post(std::function<void()> function) override;
    void postAfter(std::chrono::milliseconds delay, std::function<void()> function) override;
    /** True on the thread that made this. */
    [[nodiscard]] bool isCurrent() const override;

    /** Runs what is posted or due, and what that posts, until nothing is; returns how many. */
    int run();
    /** Moves the clock on, stopping at every function that comes due on the way to run it. */
    int advance(std::chrono::milliseconds by);
    /** Functions posted and not yet run, with and without delay. */
    [[nodiscard]] std::size_t pending() const;

private:
    using Time = std::chrono::steady_clock::time_point;

    bool runOne();

    FakeClock &m_clock;
    const std::thread::id m_thread;
    mutable std::mutex m_mutex;
    std::deque<std::function<void()>> m_ready;
    std::multimap<Time, std::function<void()>> m_delayed;
};

} // namespace syncline::test
