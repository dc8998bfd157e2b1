#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** Adds `api` and `config` to the run's globals, the table on the top of the stack. */
void addRunGlobals(lua_State *lua);

} // namespace syncline
