#pragma once

#include "core/base/Result.h"
#include "core/base/Task.h"
#include "scripting/runtime/WorkerSlot.h"
#include "scripting/task/RunControl.h"
#include "scripting/task/TaskRun.h"

#include <atomic>
#include <chrono>
#include <coroutine>
#include <vector>

namespace syncline {

/**
 * What the watchdog sees of a session; shared, so that neither outlives it by surprise.
 *
 * The claim settles who goes on with the run when a slice of Lua gets stuck: the slice itself (it
 * came back) or the watchdog (it gave the thread up). Exactly one wins.
 */
struct WatchedRun
{
    enum class Claim : std::uint8_t { Idle, InSlice, GivenUp };

    explicit WatchedRun(WorkerSlot &workerSlot)
        : slot(workerSlot)
    {
    }

    WorkerSlot &slot;
    RunControl control;
    std::atomic<Claim> claim = Claim::Idle;
    /** Of the outermost slice on the stack: set before it claims, read by who wins. */
    std::coroutine_handle<detail::TaskPromise<Result<void>>> sliceDriver;
    TaskRun *sliceTask = nullptr;
    /** Tasks under way, in the order of their start; only on the slot's thread. */
    std::vector<TaskRun *> tasks;
    /** The thread was given up: the Lua state is not ours any more. */
    bool broken = false;

    // The watchdog's own notes.
    std::chrono::steady_clock::time_point dueSince{};
    std::chrono::nanoseconds cpuWhenDue{};
    std::chrono::steady_clock::time_point lastAbandon{};
};

} // namespace syncline
