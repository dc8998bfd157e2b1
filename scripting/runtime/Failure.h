#pragma once

#include "core/base/Error.h"
#include "scripting/lua/LuaState.h"

#include <string>

namespace syncline {

/**
 * The Error for a task that failed: the error object on top of @p thread, whose stack is still
 * there. `place` is the line of the script, `detail` the traceback without frames of ours. Calls no
 * metamethod of the error object.
 */
Error describeFailure(LuaState &state, lua_State *thread);

/** "file.lua:12" at the beginning of an error message; empty when there is none. */
std::string placeOfMessage(std::string_view message);

} // namespace syncline
