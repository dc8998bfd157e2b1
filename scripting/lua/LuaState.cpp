#include "scripting/lua/LuaState.h"

namespace syncline {

Result<std::unique_ptr<LuaState>> LuaState::create()
{
    auto state = std::unique_ptr<LuaState>(new LuaState);
    lua_State *lua = lua_newstate(&StateContext::allocate, &state->m_context);
    if (lua == nullptr)
        return Error(errc::scriptMemory, "There is not enough memory to start a script.");
    state->m_context.main = lua;
    *static_cast<StateContext **>(lua_getextraspace(lua)) = &state->m_context;
    return state;
}

LuaState::~LuaState()
{
    m_context.memoryLimit = 0;
    m_context.control = nullptr;
    if (m_context.main != nullptr)
        lua_close(m_context.main);
}

Result<void> LuaState::finish(int status)
{
    if (status == LUA_OK)
        return {};
    Error error;
    lua_State *lua = main();
    if (status == LUA_ERRMEM) {
        error = Error(errc::scriptMemory, "The script needs more memory than it may use.");
    } else if (lua_type(lua, -1) == LUA_TSTRING) {
        error = Error(errc::scriptError, "%1", {std::string(lua::textAt(lua, -1))});
    } else if (lua_type(lua, -1) == LUA_TTABLE) {
        const auto rawText = [lua](const char *key) {
            lua_pushstring(lua, key);
            lua_rawget(lua, -2);
            std::string text(lua::textAt(lua, -1));
            lua_pop(lua, 1);
            return text;
        };
        error = Error(rawText("code"), "%1", {rawText("message")});
    } else {
        error = Error(errc::scriptError, "The script failed without a message.");
    }
    lua_settop(lua, 0);
    return error;
}

} // namespace syncline
