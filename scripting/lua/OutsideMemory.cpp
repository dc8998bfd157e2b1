#include "scripting/lua/OutsideMemory.h"

#include "scripting/task/StateContext.h"

#include <algorithm>

namespace syncline::lua {

namespace {

constexpr std::size_t much = std::size_t{16} * 1024 * 1024;
const char countKey =
    0; ///< Its address is the registry's key of what was noted since the last time.

} // namespace

void noteOutside(lua_State *lua, std::size_t size)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &countKey);
    std::size_t noted = static_cast<std::size_t>(lua_tointeger(lua, -1)) + size;
    lua_pop(lua, 1);
    // A collection walks over all that Lua itself has, so that counts, too.
    const bool isMuch = noted >= std::max(much, StateContext::of(lua).bytes);
    if (isMuch)
        noted = 0;
    lua_pushinteger(lua, static_cast<lua_Integer>(noted));
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &countKey);
    if (isMuch)
        lua_gc(lua, LUA_GCCOLLECT);
}

} // namespace syncline::lua
