#include "scripting/lua/LuaValue.h"
#include "scripting/sandbox/Sandbox.h"

#include <string>

namespace syncline::sandbox {

namespace {

constexpr std::size_t maxChunk = 1U << 20U;

/** Both after a normal end of the call and after an error that a continuation recovered. */
int finishProtected(lua_State *lua, int status, lua_KContext below)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(lua) - static_cast<int>(below);
    lua_pushboolean(lua, 0);
    lua_insert(lua, -2);
    return 2;
}

int protectedCall(lua_State *lua)
{
    luaL_checkany(lua, 1);
    lua_pushboolean(lua, 1); // the first result when it goes well
    lua_insert(lua, 1);
    const int status =
        lua_pcallk(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0, 0, lua::entryK<finishProtected>);
    return finishProtected(lua, status, 0);
}

int finishHandler(lua_State *lua, int status, lua_KContext /*context*/)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    if (status == LUA_OK || status == LUA_YIELD) {
        lua_pushboolean(lua, 0);
        lua_replace(lua, 2);
        return lua_gettop(lua) - 1;
    }
    lua_pushboolean(lua, 0);
    lua_insert(lua, -2);
    return 2;
}

// The handler runs after the stack was unwound: while it runs it is code like any other, with hooks
// and waits.
int finishHandled(lua_State *lua, int status, lua_KContext /*context*/)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(lua) - 1; // the handler lies below
    lua_pushvalue(lua, 1);          // handler
    lua_insert(lua, -2);            // … handler error
    const int handled = lua_pcallk(lua, 1, LUA_MULTRET, 0, 0, lua::entryK<finishHandler>);
    return finishHandler(lua, handled, 0);
}

int protectedCallWithHandler(lua_State *lua)
{
    luaL_checktype(lua, 2, LUA_TFUNCTION);
    const int arguments = lua_gettop(lua) - 2;
    lua_pushvalue(lua, 2);
    lua_insert(lua, 1); // handler f handler args…
    lua_remove(lua, 3); // handler f args…
    lua_pushboolean(lua, 1);
    lua_insert(lua, 2); // handler true f args…
    const int status = lua_pcallk(lua, arguments, LUA_MULTRET, 0, 1, lua::entryK<finishHandled>);
    return finishHandled(lua, status, 0);
}

int setMetatable(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_argexpected(lua, lua_isnil(lua, 2) || lua_istable(lua, 2), 2, "nil or table");
    if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
        return luaL_error(lua, "cannot change a protected metatable");
    if (lua_istable(lua, 2)) {
        lua_pushliteral(lua, "__gc");
        lua_rawget(lua, 2);
        if (!lua_isnil(lua, -1))
            return luaL_error(lua, "__gc is not available; use a variable with <close>");
    }
    lua_settop(lua, 2);
    lua_setmetatable(lua, 1);
    return 1;
}

int collectGarbage(lua_State *lua)
{
    const std::string_view what = lua_isnoneornil(lua, 1) ? "collect" : lua::checkText(lua, 1);
    if (what != "count")
        return luaL_error(lua, "only collectgarbage(\"count\") is available");
    lua_pushnumber(lua, static_cast<lua_Number>(StateContext::of(lua).bytes) / 1024.0);
    return 1;
}

/** Joins the pieces that a reader function gives. */
std::string readPieces(lua_State *lua)
{
    std::string text;
    Ticker ticker(lua);
    for (;;) {
        ticker.tick();
        lua_pushvalue(lua, 1);
        lua_call(lua, 0, 1);
        if (lua_isnil(lua, -1))
            return text;
        const std::string_view piece = lua::textAt(lua, -1);
        if (lua_type(lua, -1) != LUA_TSTRING)
            luaL_error(lua, "reader function must return a string");
        if (piece.empty())
            return text;
        text += piece;
        if (text.size() > maxChunk)
            luaL_error(lua, "the chunk is longer than 1 MB");
        lua_pop(lua, 1);
    }
}

int loadChunk(lua_State *lua)
{
    std::string pieces;
    std::string_view text;
    if (lua_type(lua, 1) == LUA_TSTRING) {
        text = lua::textAt(lua, 1);
    } else {
        luaL_checktype(lua, 1, LUA_TFUNCTION);
        pieces = readPieces(lua);
        text = pieces;
    }
    const std::string_view name = lua_isnoneornil(lua, 2) ? "=(load)" : lua::checkText(lua, 2);
    if (text.size() > maxChunk)
        return luaL_error(lua, "the chunk is longer than 1 MB");
    const bool hasEnvironment = !lua_isnone(lua, 4);
    const int status =
        luaL_loadbufferx(lua, text.data(), text.size(), std::string(name).c_str(), "t");
    if (status == LUA_ERRMEM)
        StateContext::of(lua).stopForMemory();
    if (status != LUA_OK) {
        lua_pushnil(lua);
        lua_insert(lua, -2);
        return 2;
    }
    if (hasEnvironment)
        lua_pushvalue(lua, 4);
    else
        lua_pushvalue(lua, lua_upvalueindex(1));
    if (lua_setupvalue(lua, -2, 1) == nullptr)
        lua_pop(lua, 1);
    return 1;
}

/** load() with the environment it was made for as upvalue; called by Environment for runs that
 * use it. */
int makeLoad(lua_State *lua)
{
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, lua::entry<loadChunk>, 1);
    return 1;
}

constexpr const char *plain[] = {"assert", "error",    "getmetatable", "ipairs",   "next",
                                 "pairs",  "rawequal", "rawget",       "rawlen",   "rawset",
                                 "select", "tonumber", "type",         "_VERSION", nullptr};

constexpr luaL_Reg ours[] = {{"pcall", lua::entry<protectedCall>},
                             {"xpcall", lua::entry<protectedCallWithHandler>},
                             {"setmetatable", lua::entry<setMetatable>},
                             {"collectgarbage", lua::entry<collectGarbage>},
                             {"tostring", lua::entry<toText>},
                             {"__make.load", makeLoad},
                             {nullptr, nullptr}};

} // namespace

void pushDisplay(lua_State *lua, int index)
{
    index = lua_absindex(lua, index);
    if (luaL_getmetafield(lua, index, "__tostring") != LUA_TNIL) {
        lua_pushvalue(lua, index);
        lua_call(lua, 1, 1);
        if (lua_type(lua, -1) != LUA_TSTRING)
            luaL_error(lua, "'__tostring' must return a string");
        return;
    }
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING:
        luaL_tolstring(lua, index, nullptr);
        break;
    default: {
        // No address: it would tell where things lie in our memory.
        const int type = luaL_getmetafield(lua, index, "__name");
        if (type == LUA_TSTRING)
            break;
        if (type != LUA_TNIL)
            lua_pop(lua, 1);
        lua_pushstring(lua, luaL_typename(lua, index));
        break;
    }
    }
}

int toText(lua_State *lua)
{
    luaL_checkany(lua, 1);
    pushDisplay(lua, 1);
    return 1;
}

void copyNamed(lua_State *lua, const char *const *names)
{
    for (; *names != nullptr; ++names) {
        lua_getfield(lua, -1, *names);
        lua_setfield(lua, -3, *names);
    }
}

void openBase(lua_State *lua)
{
    luaL_requiref(lua, "_G", luaopen_base, 0);
    lua_newtable(lua);
    lua_insert(lua, -2);
    copyNamed(lua, plain);
    lua_pop(lua, 1);
    luaL_setfuncs(lua, ours, 0);
}

} // namespace syncline::sandbox
