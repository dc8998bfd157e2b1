#pragma once

#include "core/base/Executor.h"
#include "core/base/Result.h"

#include <atomic>
#include <cassert>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace syncline {

template <typename T>
class Task;

namespace detail {

struct TaskFinal
{
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept
    {
        std::coroutine_handle<> next = self.promise().continuation;
        return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
};

struct TaskPromiseBase
{
    std::coroutine_handle<> continuation;
    std::exception_ptr exception;

    std::suspend_always initial_suspend() const noexcept { return {}; }
    TaskFinal final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { exception = std::current_exception(); }
};

template <typename T>
struct TaskPromise : TaskPromiseBase
{
    std::optional<T> result;
    Task<T> get_return_object();
    template <typename U>
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

} // namespace detail

/**
 * A piece of work that may wait, written as a C++20 coroutine.
 *
 * Lazy: runs when awaited (or start()ed) on the awaiting thread, and after each wait on the same
 * executor (see callbackTo). One awaiter. Destroying an unfinished Task destroys the frame and all
 * it holds; whoever does that must be on its executor. Fallible work is Task<Result<T>>; exceptions
 * pass through to the awaiter. GCC 12: await into a named local, never inside an argument list, a
 * condition or `?:`; never capture by reference in a lambda coroutine that outlives the call.
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

    /** Runs to the first real wait. Afterwards done() tells; not done: set onDone before it ends.
     */
    void start() { m_handle.resume(); }
    /** The result of a Task that start() or an awaiter has finished. */
    T take() { return m_handle.promise().take(); }
    /** Lets @p handle go on when this ends; for start()ed tasks that were not done. */
    void continueWith(std::coroutine_handle<> handle) { m_handle.promise().continuation = handle; }

    auto operator co_await() &&noexcept
    {
        struct Awaiter
        {
            Handle handle;
            [[nodiscard]] bool await_ready() const noexcept { return handle.done(); }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept
            {
                handle.promise().continuation = awaiting;
                return handle;
            }
            T await_resume() const { return handle.promise().take(); }
        };
        return Awaiter{m_handle};
    }

private:
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

/** State shared by a waiting coroutine and the callback that will wake it. */
template <typename T>
struct Rendezvous
{
    explicit Rendezvous(Executor &where)
        : executor(where)
    {
    }
    Executor &executor;
    std::optional<T> value;
    std::coroutine_handle<> waiter;
    /** 0 nobody yet · 1 the value came first · 2 the waiter came first. */
    std::atomic<int> state = 0;
};

} // namespace detail

/**
 * Starts @p task on @p executor and calls @p done there with its result. The frame frees itself.
 * An exception that leaves the task ends the program: tasks return Result.
 */
template <typename T>
void spawn(Executor &executor, Task<T> task, std::function<void(T)> done = {})
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

/** What a callback-taking function calls once, from any thread, with the answer. */
template <typename T>
using Resolve = std::function<void(T)>;

/**
 * Turns a callback into a wait: `Answer a = co_await callbackTo<Answer>(executor, [&](auto resolve)
 * { … })`.
 * @p begin runs at once; if it resolves before it returns, nothing suspends. Otherwise the
 * coroutine goes on through executor.post. Resolving more than once is ignored. A coroutine that is
 * destroyed while it waits is simply never resumed… its executor must not be destroyed before that.
 */
template <typename T, typename Begin>
class CallbackTo
{
public:
    CallbackTo(Executor &executor, Begin begin)
        : m_shared(std::make_shared<detail::Rendezvous<T>>(executor)),
          m_begin(std::move(begin))
    {
    }
    CallbackTo(const CallbackTo &) = delete;
    CallbackTo &operator=(const CallbackTo &) = delete;
    ~CallbackTo()
    {
        if (m_alive)
            m_alive->store(false);
    }

    [[nodiscard]] bool await_ready()
    {
        auto once = std::make_shared<std::atomic<bool>>(false);
        m_alive = std::make_shared<std::atomic<bool>>(true);
        m_begin(Resolve<T>([shared = m_shared, once, alive = m_alive](T value) {
            if (once->exchange(true))
                return;
            shared->value.emplace(std::move(value));
            if (shared->state.exchange(1) != 2)
                return;
            shared->executor.post([shared, alive] {
                if (alive->load())
                    shared->waiter.resume();
            });
        }));
        return shared_ready();
    }
    bool await_suspend(std::coroutine_handle<> waiter)
    {
        m_shared->waiter = waiter;
        return m_shared->state.exchange(2) != 1; // came meanwhile: go straight on
    }
    T await_resume()
    {
        m_alive->store(false);
        return std::move(*m_shared->value);
    }

private:
    [[nodiscard]] bool shared_ready() const { return m_shared->state.load() == 1; }
    std::shared_ptr<detail::Rendezvous<T>> m_shared;
    Begin m_begin;
    std::shared_ptr<std::atomic<bool>> m_alive;
};

template <typename T, typename Begin>
[[nodiscard]] CallbackTo<T, Begin> callbackTo(Executor &executor, Begin begin)
{
    return CallbackTo<T, Begin>(executor, std::move(begin));
}

} // namespace syncline
