#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/lua/Lua.h"

namespace syncline {

class LuaSession;

/** Pushes the proxy of @p record. */
void pushRecord(lua_State *lua, LuaSession &session, ScriptRecordPtr record);
/** The record of the proxy at @p index; raises for anything else and for stale handles. */
ScriptRecordPtr checkRecord(lua_State *lua, int index);
/** Null when there is no record proxy at @p index. */
ScriptRecordPtr findRecord(lua_State *lua, int index);

} // namespace syncline
