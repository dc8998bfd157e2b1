#include "scripting/connector/ConnectorBody.h"

#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/StateContext.h"

namespace syncline {

namespace {

/** Runs the connector's file, which registers its functions with the kit, then calls the kit. */
constexpr const char *launcher =
    "local file, name, options = ... file() return require('syncline.connector')[name](options)";

} // namespace

int ConnectorBody::begin(lua_State *lua)
{
    m_session.pushSourceChunk(lua, "syncline:lua/launcher.lua", launcher);
    m_session.pushFileChunk(lua, m_file);
    lua_pushstring(lua, m_function);
    lua::pushValue(lua, m_options);
    const auto self = reinterpret_cast<lua_KContext>(this); // NOLINT: what continuations take
    lua_callk(lua, 3, 1, self, lua::entryK<afterCall>);
    return afterCall(lua, LUA_OK, self);
}

int ConnectorBody::afterCall(lua_State *lua, int /*status*/, lua_KContext self)
{
    StateContext::of(lua).throwIfStopped();                // given up: the body is gone
    auto &body = *reinterpret_cast<ConnectorBody *>(self); // NOLINT: from begin()
    body.result = lua::toValue(lua, -1, "What the connector says");
    return 0;
}

} // namespace syncline
