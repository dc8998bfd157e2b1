#include "scripting/runtime/LuaSession.h"
#include "scripting/sandbox/Environment.h"

// Which text a run's files have, and how they become functions.

namespace syncline {

void LuaSession::addNames(lua_State *lua, const sandbox::Names &names)
{
    const sandbox::Names missing = names & ~m_names;
    if (missing.none())
        return;
    m_names |= missing;
    pushEnvironmentTable(lua);
    sandbox::addNames(lua, -1, missing);
    lua_pop(lua, 1);
}

Result<const ScriptSource::Text *> LuaSession::source(const std::string &path)
{
    if (const auto found = m_sources.find(path); found != m_sources.end())
        return &found->second;
    if (m_shared.services.sources == nullptr)
        return Error(errc::notFound, "There is no file \"%1\".", {path});
    SYNCLINE_TRY(ScriptSource::Text text, m_shared.services.sources->read(path));
    return &m_sources.emplace(path, std::move(text)).first->second;
}

bool LuaSession::fileExists(const std::string &path)
{
    return source(path).ok();
}

void LuaSession::pushRunTable(lua_State *lua, const char *what)
{
    lua_rawgeti(lua, LUA_REGISTRYINDEX, m_runTable);
    if (lua_getfield(lua, -1, what) != LUA_TTABLE) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_setfield(lua, -3, what);
    }
    lua_remove(lua, -2);
}

void LuaSession::pushEnvironmentTable(lua_State *lua)
{
    lua_rawgeti(lua, LUA_REGISTRYINDEX, m_runTable);
    lua_getfield(lua, -1, "environment");
    lua_remove(lua, -2);
}

void LuaSession::pushGlobal(lua_State *lua, const char *name)
{
    pushEnvironmentTable(lua);
    lua_pushstring(lua, name);
    if (lua_rawget(lua, -2) == LUA_TNIL) { // one that the code does not name
        lua_pop(lua, 1);
        sandbox::addNames(lua, -1, sandbox::namesIn(lua, name));
        lua_pushstring(lua, name);
        lua_rawget(lua, -2);
    }
    lua_remove(lua, -2);
}

void LuaSession::pushFileChunk(lua_State *lua, const std::string &path)
{
    Result<const ScriptSource::Text *> text = source(path);
    if (!text)
        throw lua::ScriptRaise(std::move(text).error());
    const sandbox::Names names = m_state->pushChunk(lua, path, *text.value());
    lua_rawgeti(lua, LUA_REGISTRYINDEX, m_runTable);
    lua_getfield(lua, -1, "carrier");
    sandbox::joinEnvironment(lua, lua_gettop(lua) - 2, lua_gettop(lua));
    lua_pop(lua, 2);
    addNames(lua, names);
}

void LuaSession::pushSourceChunk(lua_State *lua, const std::string &name, const std::string &source)
{
    const std::string chunkName = "@" + name;
    const int status = luaL_loadbufferx(lua, source.data(), source.size(), chunkName.c_str(), "t");
    if (status == LUA_ERRMEM)
        StateContext::of(lua).stopForMemory();
    if (status != LUA_OK)
        lua_error(lua);
    pushEnvironmentTable(lua);
    lua_setupvalue(lua, -2, 1);
    addNames(lua, sandbox::namesIn(lua, source));
}

} // namespace syncline
