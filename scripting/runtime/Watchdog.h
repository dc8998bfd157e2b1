#pragma once

#include "scripting/runtime/WatchedRun.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace syncline {

/**
 * One thread that holds runs to their limits. While every run is within its limits it sleeps until
 * the next deadline, and costs the scripts nothing. A run that is due gets the stop signal on its
 * thread every few milliseconds until it has unwound; its waits are aborted; a thread that stays
 * inside one C call is given up. Thread-safe.
 */
class Watchdog
{
public:
    /** A run that does not end this long after its limit is stuck; its thread is given up. */
    explicit Watchdog(std::chrono::milliseconds grace);
    ~Watchdog();
    Watchdog(const Watchdog &) = delete;
    Watchdog &operator=(const Watchdog &) = delete;

    void watch(std::shared_ptr<WatchedRun> run);
    void unwatch(const std::shared_ptr<WatchedRun> &run);
    /** A deadline came nearer, or a run was cancelled. */
    void wake();
    /** The same, only when @p deadline is before what the watchdog waits for. */
    void wakeFor(std::chrono::steady_clock::time_point deadline);

private:
    using Time = std::chrono::steady_clock::time_point;
    void run(const std::stop_token &stop);
    /** Returns when to look at it again. */
    Time look(const std::shared_ptr<WatchedRun> &run, Time now);
    void giveUp(const std::shared_ptr<WatchedRun> &run);

    const std::chrono::milliseconds m_grace;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<WatchedRun>> m_runs;
    Time m_nextLook = Time::max();
    bool m_woken = false;
    std::jthread m_thread;
};

} // namespace syncline
