#include "scripting/binding/RunGlobals.h"

#include "scripting/binding/ApiBinding.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/runtime/LuaSession.h"

namespace syncline {

namespace {

int indexConfig(lua_State *lua)
{
    const std::optional<std::string> value =
        LuaSession::of(lua).scope().config(lua::checkText(lua, 2));
    if (value)
        lua::pushText(lua, *value);
    else
        lua_pushnil(lua);
    return 1;
}

int refuseSetting(lua_State *lua)
{
    return luaL_error(lua, "config cannot be changed from code");
}

int makeApi(lua_State *lua)
{
    pushApi(lua);
    return 1;
}

int makeConfig(lua_State *lua)
{
    lua_newtable(lua);
    lua_createtable(lua, 0, 3);
    lua_pushcfunction(lua, lua::entry<indexConfig>);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, refuseSetting);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    return 1;
}

constexpr Binding configBindings[] = {
    {"<NAME>", nullptr, "config.<NAME>: string|nil",
     "An environment variable; nil when unset. Also by require \"syncline.config\".", "",
     "local token = config.SHOP_TOKEN"},
};

} // namespace

void addRunGlobals(lua_State *lua)
{
    lua_pushcfunction(lua, makeApi);
    lua_setfield(lua, -2, "__make.api");
    lua_pushcfunction(lua, makeConfig);
    lua_setfield(lua, -2, "__make.config");
}

const Module configModule{"config", Module::Kind::Keys, "Environment variables.", configBindings,
                          nullptr};

} // namespace syncline
