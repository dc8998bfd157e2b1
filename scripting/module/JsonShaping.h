#pragma once

#include "scripting/lua/Lua.h"

namespace syncline {

/** json.collect(documents, path): one list of the items of the lists at the path of each document.
 */
int collectJson(lua_State *lua);
/** json.numbers(documents, names): a copy in which texts that are numbers are numbers. */
int numbersOfJson(lua_State *lua);

} // namespace syncline
