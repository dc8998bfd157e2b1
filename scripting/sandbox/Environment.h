#pragma once

#include "scripting/lua/Lua.h"

#include <bitset>
#include <string_view>

namespace syncline::sandbox {

/** Opens the allowed libraries and all modules in a new state. Protected context; once per state.
 */
void prepareState(lua_State *lua);

/** Which names of the environment some code needs. */
using Names = std::bitset<192>;

/**
 * Pushes a fresh global table, so that nothing that a script changes outlives its run. It is empty:
 * copying all that scripts may use for every run would take longer than most runs do.
 */
void pushEnvironment(lua_State *lua);
/** What code of the text @p text may use: the libraries, functions and objects that it names, or
 * all when it may find them otherwise. Equal in all states. */
Names namesIn(lua_State *lua, std::string_view text);
/** Adds fresh copies of @p names, which it does not have yet, to the environment. */
void addNames(lua_State *lua, int environment, const Names &names);

/** Pushes a function whose only upvalue is a cell that holds the table on the top (which it pops):
 * see joinEnvironment(). */
void makeCarrier(lua_State *lua);
/** Gives the chunk at @p chunk the global table of the carrier at @p carrier. */
void joinEnvironment(lua_State *lua, int chunk, int carrier);

} // namespace syncline::sandbox
