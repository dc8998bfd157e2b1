#pragma once

#include "core/base/Error.h"
#include "scripting/lua/Lua.h"
#include "scripting/task/Wait.h"

#include <coroutine>
#include <memory>
#include <optional>

namespace syncline {

/** What a Lua task does: called inside the task's coroutine, protected, and may wait. */
class TaskBody
{
public:
    virtual ~TaskBody() = default;
    /** Runs as the coroutine's main C function with an empty stack; ends with lua_callk and the
     * like, returns 0. */
    virtual int begin(lua_State *lua) = 0;
};

/**
 * One Lua task on its way: a coroutine of the session's state, and what it waits for. Belongs to
 * the C++ coroutine that drives it (LuaSession::execute); only touched on the session's executor,
 * or by the watchdog once its thread was given up.
 */
class TaskRun
{
public:
    enum class State : std::uint8_t { Fresh, Waiting, Done, Failed, Stopped };

    explicit TaskRun(TaskBody &taskBody)
        : body(taskBody)
    {
    }

    TaskBody &body;
    lua_State *thread = nullptr;
    State state = State::Fresh;
    std::unique_ptr<Wait> wait;
    /** The wait is passing outward through user coroutines, to the driver. */
    bool propagating = false;
    /** The driver, while it waits. */
    std::coroutine_handle<> waiter;
    std::optional<Error> error;
};

} // namespace syncline
