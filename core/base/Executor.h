#pragma once

#include <chrono>
#include <functional>

namespace syncline {

/**
 * Runs small functions one after another, in the order posted. A coroutine (Task) belongs to one
 * executor: whatever it waits for, it goes on there. Thread-safe; a posted function may be dropped
 * unrun only when the executor is being destroyed.
 */
class Executor
{
public:
    virtual ~Executor() = default;
    virtual void post(std::function<void()> function) = 0;
    /** Posts @p function once @p delay has passed (monotonic clock; the FakeClock's in tests). */
    virtual void postAfter(std::chrono::milliseconds delay, std::function<void()> function) = 0;
    /** True on the thread that runs the posted functions. */
    [[nodiscard]] virtual bool isCurrent() const = 0;
};

} // namespace syncline
