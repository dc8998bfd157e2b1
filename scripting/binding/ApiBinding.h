#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** Pushes the run's `api`. */
void pushApi(lua_State *lua);

} // namespace syncline
