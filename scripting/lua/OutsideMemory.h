#pragma once

#include "scripting/lua/Lua.h"

#include <cstddef>

namespace syncline::lua {

/** What a parsed JSON text takes beside its text, about. */
inline constexpr std::size_t parsedTimes = 3;
/** What a document takes of which nothing is known, about. */
inline constexpr std::size_t aDocument = 1024;

/**
 * Objects of the state now hold @p size more bytes outside of it: the body of a response, a parsed
 * document. Of these Lua knows nothing, and would put off collecting them until a thousand pages
 * are waiting; when they have become much, they are collected here.
 */
void noteOutside(lua_State *lua, std::size_t size);

} // namespace syncline::lua
