#pragma once

#include "scripting/lua/Lua.h"

namespace syncline::sandbox {

/** Opens the allowed libraries and all modules in a new state. Protected context; once per state.
 */
void prepareState(lua_State *lua);

/**
 * Pushes a fresh global table: copies of the library tables, so that nothing that a script changes
 * outlives its run. `api`, `logger` and `config` are added by the session.
 */
void pushEnvironment(lua_State *lua);

/** Pushes a function whose only upvalue is a cell that holds the table on the top (which it pops):
 * see joinEnvironment(). */
void makeCarrier(lua_State *lua);
/** Gives the chunk at @p chunk the global table of the carrier at @p carrier. */
void joinEnvironment(lua_State *lua, int chunk, int carrier);

} // namespace syncline::sandbox
