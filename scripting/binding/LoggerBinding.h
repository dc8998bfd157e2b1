#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** Pushes a `logger`. */
void pushLogger(lua_State *lua);

} // namespace syncline
