#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** Pushes the table of `require "syncline.native"`. */
void pushNative(lua_State *lua);

} // namespace syncline
