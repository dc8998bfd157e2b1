#pragma once

#include "core/base/Error.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

enum class StopReason : std::uint8_t { None, Timeout, Cancelled, Memory, Restart };

/**
 * The limits of one root run and whether it must end. Shared by the session, the watchdog, the
 * signal that the watchdog sends and the Lua state that runs. Thread-safe; the atomics are read
 * inside a signal handler.
 */
class RunControl
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /** Whether the run must end now. */
    [[nodiscard]] bool stopDue() const
    {
        return m_reason.load(std::memory_order_relaxed) != StopReason::None;
    }
    [[nodiscard]] StopReason reason() const { return m_reason.load(std::memory_order_acquire); }
    /** The first reason wins. Wakes nobody. */
    void requestStop(StopReason reason, Error error);
    /** What the run fails with once a stop is due. */
    [[nodiscard]] Error stopError() const;
    /** Where the script was when the stop caught it; the first place wins. Called on the run's
     * thread. */
    void noteStopPlace(const char *source, int line);

    /** Forgets a stop (for a restart) and keeps the limits. */
    void clearStop();

    void pushLimit(SteadyTime deadline, std::chrono::milliseconds length, std::string code);
    void popLimit();
    /** The earliest deadline; max() without limits. */
    [[nodiscard]] SteadyTime deadline() const
    {
        return SteadyTime(std::chrono::nanoseconds(m_deadline.load(std::memory_order_acquire)));
    }
    /** Marks the run as due when its earliest deadline has passed. */
    bool checkDeadline(SteadyTime now);

    /** Aborts what the run waits for outside: HTTP, sleep. */
    [[nodiscard]] std::stop_token stopToken() const;
    void abortWaits();

    /** How many slices of Lua are on the C++ stack now; above 0 the thread is inside this run. */
    std::atomic<int> slices = 0;
    /** Inside a call of core made by the innermost slice: never condemned there. */
    std::atomic<bool> inHost = false;
    /** The thread that ran it was given up: it must not touch anything any more. */
    std::atomic<bool> condemned = false;

private:
    struct Limit
    {
        SteadyTime deadline;
        std::chrono::milliseconds length;
        std::string code;
    };
    void storeDeadline();

    mutable std::mutex m_mutex;
    std::atomic<StopReason> m_reason = StopReason::None;
    std::atomic<std::int64_t> m_deadline = std::chrono::steady_clock::duration::max().count();
    std::optional<Error> m_error;
    std::vector<Limit> m_limits;
    std::stop_source m_stop;
    std::array<char, 200> m_place{};
};

} // namespace syncline
