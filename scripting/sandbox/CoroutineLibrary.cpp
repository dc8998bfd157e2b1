#include "scripting/sandbox/Sandbox.h"
#include "scripting/task/TaskRun.h"

/** Coroutines that pass the system's waits outward, cannot swallow a fatal stop, and whose closing
 * is counted. */
namespace syncline::sandbox {

namespace {

/** Each closing nests on the C stack, which Lua 5.4.4 does not count. */
constexpr int maxCloseDepth = 100;

lua_State *checkCoroutine(lua_State *lua)
{
    lua_State *coroutine = lua_tothread(lua, 1);
    luaL_argexpected(lua, coroutine != nullptr, 1, "coroutine");
    return coroutine;
}

lua_State *baseOf(const StateContext &context)
{
    return context.taskBase < context.chain.size() ? context.chain[context.taskBase] : nullptr;
}

/** Closes what the coroutine left open; its error or nothing is then on its stack. */
int resetCoroutine(lua_State *lua, StateContext &context, lua_State *coroutine)
{
    if (context.closeDepth >= maxCloseDepth)
        luaL_error(lua, "coroutines closing each other are nested too deeply");
    ++context.closeDepth;
    int status = LUA_OK;
    {
        const Running running(context, coroutine);
        status = lua_resetthread(coroutine);
    }
    --context.closeDepth;
    context.throwIfStopped();
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    return status;
}

/**
 * Resumes with @p arguments values that are on top of @p lua. Returns the number of results now on
 * @p lua, or −1 with the error object there. A wait of the system leaves through lua_yieldk and
 * comes back in @p again.
 */
int resume(lua_State *lua, lua_State *coroutine, int arguments, lua_KFunction again)
{
    StateContext &context = StateContext::of(lua);
    if (context.waiting.count(coroutine) != 0) {
        lua_pushliteral(lua, "cannot resume a coroutine that waits for the system");
        return -1;
    }
    if (lua_checkstack(coroutine, arguments + 1) == 0) {
        lua_pushliteral(lua, "too many arguments to resume");
        return -1;
    }
    lua_xmove(lua, coroutine, arguments);
    int results = 0;
    int status = LUA_OK;
    {
        const Running running(context, coroutine);
        status = lua_resume(coroutine, lua, arguments, &results);
    }
    context.throwIfStopped();
    if (status == LUA_YIELD && context.task->propagating) {
        context.waiting.insert(coroutine);
        return lua_yieldk(lua, 0, 0, again);
    }
    if (status == LUA_OK || status == LUA_YIELD) {
        if (lua_checkstack(lua, results + 1) == 0) {
            lua_pop(coroutine, results);
            lua_pushliteral(lua, "too many results to resume");
            return -1;
        }
        lua_xmove(coroutine, lua, results);
        return results;
    }
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    lua_xmove(coroutine, lua, 1);
    return -1;
}

int create(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TFUNCTION);
    lua_State *coroutine = lua_newthread(lua);
    lua_pushvalue(lua, 1);
    lua_xmove(lua, coroutine, 1);
    return 1;
}

int resumeAgain(lua_State *lua, int status, lua_KContext context);

int finishResume(lua_State *lua, int results)
{
    lua_pushboolean(lua, results >= 0 ? 1 : 0);
    const int count = results >= 0 ? results : 1;
    lua_insert(lua, -(count + 1));
    return count + 1;
}

int resumeEntry(lua_State *lua)
{
    lua_State *coroutine = checkCoroutine(lua);
    return finishResume(lua, resume(lua, coroutine, lua_gettop(lua) - 1, lua::entryK<resumeAgain>));
}

int resumeAgain(lua_State *lua, int /*status*/, lua_KContext /*context*/)
{
    lua_State *coroutine = lua_tothread(lua, 1);
    StateContext::of(lua).waiting.erase(coroutine);
    return finishResume(lua, resume(lua, coroutine, 0, lua::entryK<resumeAgain>));
}

int wrapAgain(lua_State *lua, int status, lua_KContext context);

int finishWrap(lua_State *lua, lua_State *coroutine, int results)
{
    if (results >= 0)
        return results;
    const int status = lua_status(coroutine);
    if (status != LUA_OK && status != LUA_YIELD) { // it failed: close what it left open
        if (resetCoroutine(lua, StateContext::of(lua), coroutine) != LUA_OK) {
            lua_xmove(coroutine, lua, 1);
        }
    }
    return lua_error(lua);
}

int wrapEntry(lua_State *lua)
{
    lua_State *coroutine = lua_tothread(lua, lua_upvalueindex(1));
    return finishWrap(lua, coroutine,
                      resume(lua, coroutine, lua_gettop(lua), lua::entryK<wrapAgain>));
}

int wrapAgain(lua_State *lua, int /*status*/, lua_KContext /*context*/)
{
    lua_State *coroutine = lua_tothread(lua, lua_upvalueindex(1));
    StateContext::of(lua).waiting.erase(coroutine);
    return finishWrap(lua, coroutine, resume(lua, coroutine, 0, lua::entryK<wrapAgain>));
}

int wrap(lua_State *lua)
{
    create(lua);
    lua_pushcclosure(lua, lua::entry<wrapEntry>, 1);
    return 1;
}

int yield(lua_State *lua)
{
    if (lua == baseOf(StateContext::of(lua)))
        return luaL_error(lua, "attempt to yield from outside a coroutine");
    return lua_yield(lua, lua_gettop(lua));
}

const char *statusOf(lua_State *lua, lua_State *coroutine)
{
    if (coroutine == lua)
        return "running";
    if (StateContext::of(lua).waiting.count(coroutine) != 0)
        return "normal";
    switch (lua_status(coroutine)) {
    case LUA_YIELD:
        return "suspended";
    case LUA_OK: {
        lua_Debug activation = {};
        if (lua_getstack(coroutine, 0, &activation) != 0)
            return "normal";
        return lua_gettop(coroutine) == 0 ? "dead" : "suspended";
    }
    default:
        return "dead";
    }
}

int status(lua_State *lua)
{
    lua_pushstring(lua, statusOf(lua, checkCoroutine(lua)));
    return 1;
}

int close(lua_State *lua)
{
    lua_State *coroutine = checkCoroutine(lua);
    const std::string_view state = statusOf(lua, coroutine);
    if (state != "dead" && state != "suspended")
        return luaL_error(lua, "cannot close a %s coroutine", state.data());
    if (resetCoroutine(lua, StateContext::of(lua), coroutine) == LUA_OK) {
        lua_pushboolean(lua, 1);
        return 1;
    }
    lua_pushboolean(lua, 0);
    lua_xmove(coroutine, lua, 1);
    return 2;
}

int running(lua_State *lua)
{
    lua_pushthread(lua);
    lua_pushboolean(lua, lua == baseOf(StateContext::of(lua)) ? 1 : 0);
    return 2;
}

int isYieldable(lua_State *lua)
{
    lua_State *coroutine = lua_isnone(lua, 1) ? lua : checkCoroutine(lua);
    const bool isBase = coroutine == baseOf(StateContext::of(lua));
    lua_pushboolean(lua, !isBase && lua_isyieldable(coroutine) != 0 ? 1 : 0);
    return 1;
}

constexpr luaL_Reg functions[] = {{"create", lua::entry<create>},
                                  {"resume", lua::entry<resumeEntry>},
                                  {"wrap", lua::entry<wrap>},
                                  {"yield", lua::entry<yield>},
                                  {"status", lua::entry<status>},
                                  {"close", lua::entry<close>},
                                  {"running", lua::entry<running>},
                                  {"isyieldable", lua::entry<isYieldable>},
                                  {nullptr, nullptr}};

} // namespace

void openCoroutine(lua_State *lua)
{
    lua_newtable(lua);
    luaL_setfuncs(lua, functions, 0);
}

} // namespace syncline::sandbox
