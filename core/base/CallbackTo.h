#pragma once

#include "core/base/Executor.h"

#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace syncline {

/** What a callback-taking function calls once, from any thread, with the answer. */
template <typename T>
using Resolve = std::function<void(T)>;

namespace detail {

/** What a waiting coroutine shares with the callback that will wake it. */
template <typename T>
class Rendezvous : public std::enable_shared_from_this<Rendezvous<T>>
{
public:
    explicit Rendezvous(Executor &executor)
        : m_executor(&executor)
    {
    }

    /** Any thread. Only the first call counts, and none once the coroutine is gone. */
    void resolve(T value)
    {
        const std::lock_guard lock(m_mutex);
        if (m_executor == nullptr || m_value)
            return;
        m_value.emplace(std::move(value));
        // Under the lock, because the executor may go as soon as the coroutine has.
        if (m_waiter)
            m_executor->post([self = this->shared_from_this()] { self->wake(); });
    }

    [[nodiscard]] bool hasValue()
    {
        const std::lock_guard lock(m_mutex);
        return m_value.has_value();
    }

    /** False when the value has come meanwhile. */
    bool wait(std::coroutine_handle<> waiter)
    {
        const std::lock_guard lock(m_mutex);
        if (m_value)
            return false;
        m_waiter = waiter;
        return true;
    }

    T take()
    {
        const std::lock_guard lock(m_mutex);
        return std::move(*m_value);
    }

    /** The coroutine goes away: whatever comes now is dropped. */
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_executor = nullptr;
        m_waiter = {};
    }

private:
    void wake()
    {
        std::coroutine_handle<> waiter;
        {
            const std::lock_guard lock(m_mutex);
            waiter = std::exchange(m_waiter, {});
        }
        if (waiter)
            waiter.resume();
    }

    std::mutex m_mutex;
    Executor *m_executor;
    std::optional<T> m_value;
    std::coroutine_handle<> m_waiter;
};

} // namespace detail

/**
 * Turns a callback into a wait: `Answer a = co_await callbackTo<Answer>(executor, [&](auto done) {
 * … })` hands a Resolve<Answer> to the function, which captures by reference. It runs at once; if
 * it resolves before it returns, nothing suspends. Otherwise the coroutine goes on through
 * executor.post. Resolving more than once is ignored. When the coroutine is destroyed while it
 * waits (on its executor, as always), it is never resumed, a late answer is dropped, and the
 * executor may go too.
 */
template <typename T, typename Begin>
class CallbackTo
{
    // g++ 12 destroys by-value captures of a lambda twice when it is made inside co_await.
    static_assert(std::is_trivially_destructible_v<Begin>,
                  "capture by reference: the coroutine's frame outlives the call");

public:
    CallbackTo(Executor &executor, Begin begin)
        : m_shared(std::make_shared<detail::Rendezvous<T>>(executor)),
          m_begin(std::move(begin))
    {
    }
    CallbackTo(const CallbackTo &) = delete;
    CallbackTo &operator=(const CallbackTo &) = delete;
    ~CallbackTo() { m_shared->leave(); }

    [[nodiscard]] bool await_ready()
    {
        m_begin(Resolve<T>([shared = m_shared](T value) { shared->resolve(std::move(value)); }));
        return m_shared->hasValue();
    }
    bool await_suspend(std::coroutine_handle<> waiter) { return m_shared->wait(waiter); }
    T await_resume() { return m_shared->take(); }

private:
    std::shared_ptr<detail::Rendezvous<T>> m_shared;
    Begin m_begin;
};

template <typename T, typename Begin>
[[nodiscard]] CallbackTo<T, Begin> callbackTo(Executor &executor, Begin begin)
{
    return CallbackTo<T, Begin>(executor, std::move(begin));
}

} // namespace syncline
