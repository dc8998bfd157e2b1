#include "scripting/sandbox/Sandbox.h"

/** What is taken from Lua as it is: math, utf8, and the harmless quarter of os. */
namespace syncline::sandbox {

namespace {

void openWhole(lua_State *lua, const char *name, lua_CFunction open)
{
    luaL_requiref(lua, name, open, 0);
}

constexpr const char *clockNames[] = {"clock", "date", "difftime", "time", nullptr};

} // namespace

void openMath(lua_State *lua)
{
    openWhole(lua, "math", luaopen_math);
}

void openUtf8(lua_State *lua)
{
    openWhole(lua, "utf8", luaopen_utf8);
}

void openOs(lua_State *lua)
{
    lua_newtable(lua);
    openWhole(lua, "os", luaopen_os);
    copyNamed(lua, clockNames);
    lua_pop(lua, 1);
}

} // namespace syncline::sandbox
