#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/lua/Lua.h"

namespace syncline {

/**
 * Pushes what an api call answered: a record, a value, or a list object with its cursors. Raises
 * its error. @p request is what was asked; a list asks it again for its next page.
 */
int pushResult(lua_State *lua, Result<ScriptResult> answer, const ApiRequest &request);

} // namespace syncline
