#pragma once

#include "core/base/Task.h"
#include "scripting/lua/Lua.h"
#include "scripting/task/StateContext.h"

#include <coroutine>
#include <memory>
#include <utility>

namespace syncline {

/** Something that a Lua task waits for: a started core Task and what becomes of its result. */
class Wait
{
public:
    Wait() = default;
    Wait(const Wait &) = delete;
    Wait &operator=(const Wait &) = delete;
    virtual ~Wait() = default;
    [[nodiscard]] virtual bool done() const = 0;
    /** False when it is over already: then @p waiter goes on at once. */
    virtual bool resumeWhenDone(std::coroutine_handle<> waiter) = 0;
    /** Pushes the results; returns their number. */
    virtual int finish(lua_State *lua) = 0;
};

namespace detail {

template <typename T, typename Push>
class TaskWait final : public Wait
{
public:
    TaskWait(Task<T> task, Push push)
        : m_task(std::move(task)),
          m_push(std::move(push))
    {
    }
    [[nodiscard]] bool done() const override { return m_task.done(); }
    bool resumeWhenDone(std::coroutine_handle<> waiter) override
    {
        return m_task.continueWith(waiter);
    }
    int finish(lua_State *lua) override { return m_push(lua, m_task.take()); }

private:
    Task<T> m_task;
    Push m_push;
};

/** Hands the wait to the running task and yields; the task goes on in finishWait. Never returns. */
int yieldForWait(lua_State *lua, std::unique_ptr<Wait> wait);

} // namespace detail

/**
 * Runs @p task as the last thing of a C function: `return awaitTask(lua, scope.save(record),
 * push)`. When it ends at once, nothing yields; else the Lua task waits, however deep in user
 * coroutines. `push(lua, result)` returns the number of results; it may raise, call Lua with a
 * continuation, or wait again. The stack of the C function is kept. Raises GGT_CANNOT_WAIT_HERE
 * where a C function in between cannot yield; @p what names the call.
 */
template <typename T, typename Push>
int awaitTask(lua_State *lua, const char *what, Task<T> task, Push push)
{
    StateContext &context = StateContext::of(lua);
    context.checkCanWait(what);
    {
        const HostCall call(context);
        task.start();
    }
    if (task.done()) {
        context.throwIfStopped();
        return push(lua, task.take());
    }
    return detail::yieldForWait(
        lua, std::make_unique<detail::TaskWait<T, Push>>(std::move(task), std::move(push)));
}

} // namespace syncline
