#pragma once

#include "core/base/Json.h"
#include "scripting/lua/Lua.h"

namespace syncline {

/** Pushes @p handle: scalars as Lua values, objects and lists as lazy handles that read in place.
 */
void pushJson(lua_State *lua, const json::Handle &handle);
/** The handle at @p index, or null. */
const json::Handle *findJson(lua_State *lua, int index);

} // namespace syncline
