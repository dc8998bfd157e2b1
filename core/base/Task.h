#pragma once

#include "core/base/Executor.h"
#include "core/base/Result.h"
#include "core/base/TaskPromise.h"

#include <cassert>
#include <coroutine>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace syncline {

/**
 * A piece of work that may wait, written as a C++20 coroutine.
 *
 * Lazy: runs when awaited (or start()ed) on the awaiting thread, and after each wait on the same
 * executor (see callbackTo). One awaiter. Destroying an unfinished Task destroys the frame and all
 * it holds; whoever does that must be on its executor. Fallible work is Task<Result<T>>; exceptions
 * pass through to the awaiter. A loop may await any number of tasks that do not really wait: the
 * stack does not grow.
 *
 * g++ 12 has three traps. Await into a named local, never inside an argument list, a condition or
 * `?:`. Inside a co_await expression make no aggregate (`co_await send(Request{.url = u})`, not
 * even `send({})`) and no lambda that captures by value: g++ destroys both twice. Name them in a
 * statement before and move them in; classes with constructors and strings are fine. And keep a
 * lambda that is a coroutine alive as long as its coroutine: captures live in the lambda.
 */
template <typename T = void>
class [[nodiscard]] Task
{
public:
    using promise_type = detail::TaskPromise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    explicit Task(Handle handle)
        : m_handle(handle)
    {
    }
    Task(Task &&other) noexcept
        : m_handle(std::exchange(other.m_handle, {}))
    {
    }
    Task &operator=(Task &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    ~Task() { reset(); }

    [[nodiscard]] bool valid() const { return static_cast<bool>(m_handle); }
    [[nodiscard]] bool done() const { return m_handle && m_handle.done(); }

    /** Runs to the first real wait; once. Afterwards done() tells, or await it, or continueWith().
     */
    void start()
    {
        assert(valid() && !m_handle.promise().started);
        m_handle.promise().started = true;
        m_handle.resume();
    }
    /** The result of a Task that is done(); once. */
    T take()
    {
        assert(done());
        return m_handle.promise().take();
    }
    /**
     * Lets @p handle go on when this started task ends. False when it has ended already: then
     * @p handle is not touched, now or later.
     */
    bool continueWith(std::coroutine_handle<> handle)
    {
        return m_handle.promise().continueWith(handle);
    }

    auto operator co_await() &&noexcept
    {
        assert(valid());
        return Awaiter{m_handle};
    }

private:
    struct Awaiter
    {
        Handle handle;
        [[nodiscard]] bool await_ready() const noexcept { return handle.done(); }
        // Not symmetric transfer: g++ makes that a tail call only with -O2, and a loop over tasks
        // that end at once would fill the stack of every debug build.
        template <typename Promise>
        bool await_suspend(std::coroutine_handle<Promise> awaiting) const
        {
            promise_type &promise = handle.promise();
            if (!std::exchange(promise.started, true)) {
                promise.continuation = awaiting; // for leaveThread()
                if constexpr (std::is_base_of_v<detail::TaskPromiseBase, Promise>)
                    promise.outer = &awaiting.promise();
                handle.resume();
            }
            return promise.continueWith(awaiting);
        }
        T await_resume() const { return handle.promise().take(); }
    };
    void reset()
    {
        if (m_handle)
            std::exchange(m_handle, {}).destroy();
    }
    Handle m_handle;
};

namespace detail {

template <typename T>
Task<T> TaskPromise<T>::get_return_object()
{
    return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object()
{
    return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

/** Starts at once and frees itself at its end. */
struct Detached
{
    struct promise_type
    {
        static void *operator new(std::size_t size) { return allocateFrame(size); }
        static void operator delete(void *frame, std::size_t size) { releaseFrame(frame, size); }
        Detached get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept { std::terminate(); }
    };
};

template <typename T>
Detached runDetached(Task<T> task, std::function<void(T)> done)
{
    T result = co_await std::move(task);
    if (done)
        done(std::move(result));
}
inline Detached runDetached(Task<void> task, std::function<void()> done)
{
    co_await std::move(task);
    if (done)
        done();
}

} // namespace detail

/**
 * Starts @p task on @p executor and calls @p done there with its result. The frame frees itself at
 * its end; a task that waits for something that never comes is never freed, so whoever stops an
 * executor first sees to it that its waits end. An exception that leaves the task ends the program:
 * tasks return Result.
 */
template <typename T>
void spawn(Executor &executor, Task<T> task, std::type_identity_t<std::function<void(T)>> done = {})
{
    auto held = std::make_shared<Task<T>>(std::move(task));
    executor.post([held, done = std::move(done)]() mutable {
        detail::runDetached<T>(std::move(*held), std::move(done));
    });
}
inline void spawn(Executor &executor, Task<void> task, std::function<void()> done = {})
{
    auto held = std::make_shared<Task<void>>(std::move(task));
    executor.post([held, done = std::move(done)]() mutable {
        detail::runDetached(std::move(*held), std::move(done));
    });
}

} // namespace syncline

#include "core/base/CallbackTo.h"
