#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/lua/Lua.h"

namespace syncline {

class LuaSession;

/** Pushes the `ctx` of one call. Keys are made when they are read. */
void pushContext(lua_State *lua, LuaSession &session, EffectCall &call);
/** After the call: gives `ctx.scope` back to core, and makes the ctx at @p index stale. */
void finishContext(lua_State *lua, int index);

} // namespace syncline
