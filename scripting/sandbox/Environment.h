#pragma once

#include "scripting/lua/Lua.h"

#include <cstdint>
#include <string_view>

namespace syncline::sandbox {

/** Opens the allowed libraries and all modules in a new state. Protected context; once per state.
 */
void prepareState(lua_State *lua);

/**
 * Pushes a fresh global table, so that nothing that a script changes outlives its run. It has no
 * libraries yet; `api` and `config` are added by the session.
 */
void pushEnvironment(lua_State *lua);
/**
 * Adds copies of those library tables that code of the text @p text may use: those it names, or all
 * when it may find them otherwise. @p added: what earlier calls for this environment returned; 0 at
 * first. Copying all of them for every run would take longer than most runs do.
 */
std::uint64_t addLibraries(lua_State *lua, int environment, std::string_view text,
                           std::uint64_t added);

/** Pushes a function whose only upvalue is a cell that holds the table on the top (which it pops):
 * see joinEnvironment(). */
void makeCarrier(lua_State *lua);
/** Gives the chunk at @p chunk the global table of the carrier at @p carrier. */
void joinEnvironment(lua_State *lua, int chunk, int carrier);

} // namespace syncline::sandbox
