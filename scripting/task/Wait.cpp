#include "scripting/task/Wait.h"

#include "scripting/task/TaskRun.h"

namespace syncline::detail {

namespace {

int finishWait(lua_State *lua, int /*status*/, lua_KContext /*context*/)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    const std::unique_ptr<Wait> wait = std::move(context.task->wait);
    return wait->finish(lua);
}

} // namespace

int yieldForWait(lua_State *lua, std::unique_ptr<Wait> wait)
{
    TaskRun &task = *StateContext::of(lua).task;
    task.wait = std::move(wait);
    task.propagating = true;
    return lua_yieldk(lua, 0, 0, lua::entryK<finishWait>);
}

} // namespace syncline::detail
