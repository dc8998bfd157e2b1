#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** Adds what makes `api` and `config` for a run to the table on the top of the stack. */
void addRunGlobals(lua_State *lua);

} // namespace syncline
