#pragma once

#include "core/base/Json.h"
#include "scripting/lua/Lua.h"

namespace syncline {

/** Pushes @p handle: scalars as Lua values, objects and lists as lazy handles that read in place.
 */
void pushJson(lua_State *lua, const json::Handle &handle);
/** The same for a document that the state did not have before and that takes about @p size bytes.
 */
void pushDocument(lua_State *lua, const json::Handle &handle, std::size_t size);
/** The handle at @p index, or null. */
const json::Handle *findJson(lua_State *lua, int index);

} // namespace syncline
