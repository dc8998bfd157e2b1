#pragma once

#include "core/base/Result.h"
#include "scripting/task/StateContext.h"

#include <cstddef>
#include <memory>
#include <type_traits>

namespace syncline {

/** Owns one lua_State with its memory account. Used by one thread at a time. */
class LuaState
{
public:
    /** Error SYNC_SCRIPT_MEMORY when even the empty state does not fit. */
    static Result<std::unique_ptr<LuaState>> create();
    ~LuaState();
    LuaState(const LuaState &) = delete;
    LuaState &operator=(const LuaState &) = delete;

    [[nodiscard]] lua_State *main() const { return m_context.main; }
    [[nodiscard]] StateContext &context() { return m_context; }

    /**
     * Runs @p function(lua_State *) on the main thread of the state, protected. Never call the Lua
     * API outside of this, a task or another protected call: an error would end the program. The
     * code may run no Lua and may not wait.
     */
    template <typename Function>
    Result<void> protect(Function &&function)
    {
        using Body = std::remove_reference_t<Function>;
        lua_pushcfunction(main(), lua::entry<&LuaState::callBody<Body>>);
        lua_pushlightuserdata(main(), &function);
        return finish(lua_pcall(main(), 1, 0, 0));
    }

private:
    LuaState() = default;
    template <typename Body>
    static int callBody(lua_State *lua)
    {
        auto &body = *static_cast<Body *>(lua_touserdata(lua, 1));
        lua_settop(lua, 0);
        body(lua);
        return 0;
    }
    Result<void> finish(int status);

    StateContext m_context;
};

} // namespace syncline
