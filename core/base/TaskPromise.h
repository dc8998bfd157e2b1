#pragma once

#include "core/base/FrameMemory.h"

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

namespace syncline {

template <typename T>
class Task;

} // namespace syncline

/** The inside of Task; see there. */
namespace syncline::detail {

/** At the end of a task: goes on with whoever awaits it. */
struct TaskFinal
{
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept
    {
        Promise &promise = self.promise();
        if (promise.met.exchange(true, std::memory_order_acq_rel))
            return promise.continuation;
        return std::noop_coroutine(); // from here on the frame may be gone
    }
    void await_resume() const noexcept {}
};

struct TaskPromiseBase
{
    // The frame's memory.
    static void *operator new(std::size_t size) { return allocateFrame(size); }
    static void operator delete(void *frame, std::size_t size) { releaseFrame(frame, size); }

    std::coroutine_handle<> continuation;
    std::exception_ptr exception;
    /** Set by the task's end and by its awaiter; the second of them goes on with the awaiter. */
    std::atomic<bool> met = false;
    bool started = false;
    /** The task that awaits this one, when that is a task and started it. */
    TaskPromiseBase *outer = nullptr;

    std::suspend_always initial_suspend() const noexcept { return {}; }
    TaskFinal final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { exception = std::current_exception(); }

    /**
     * The thread that is inside of this task was given up for good: whoever started it and waits
     * for its return counts as suspended, so that the task can end on another thread. Only while
     * that thread touches none of them.
     */
    void leaveThread()
    {
        for (TaskPromiseBase *task = this; task != nullptr; task = task->outer) {
            if (task->met.exchange(true, std::memory_order_acq_rel))
                return;
        }
    }

    bool continueWith(std::coroutine_handle<> handle)
    {
        continuation = handle;
        return !met.exchange(true, std::memory_order_acq_rel);
    }
};

template <typename T>
struct TaskPromise : TaskPromiseBase
{
    std::optional<T> result;
    Task<T> get_return_object();
    template <typename U = T>
    void return_value(U &&value)
    {
        result.emplace(std::forward<U>(value));
    }
    T take()
    {
        if (exception)
            std::rethrow_exception(exception);
        return std::move(*result);
    }
};

template <>
struct TaskPromise<void> : TaskPromiseBase
{
    Task<void> get_return_object();
    void return_void() const noexcept {}
    void take() const
    {
        if (exception)
            std::rethrow_exception(exception);
    }
};

} // namespace syncline::detail
