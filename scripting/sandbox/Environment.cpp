#include "scripting/sandbox/Environment.h"

#include "scripting/binding/Binding.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/sandbox/Sandbox.h"

#include <cassert>

namespace syncline::sandbox {

namespace {

constexpr const char *pristineKey = "syncline.pristine";
const char sizesKey = 0; ///< Its address: the registry's key of {name = how many members}.

/** Adds the functions of @p module to the table on the top. */
void addBindings(lua_State *lua, const Module &module)
{
    for (const Binding &binding : module.bindings) {
        if (binding.function == nullptr)
            continue;
        lua_pushcfunction(lua, binding.function);
        lua_setfield(lua, -2, binding.name);
    }
    if (module.extra != nullptr)
        module.extra(lua);
}

/** With the pristine table on the top. */
void openModules(lua_State *lua)
{
    for (const Module *module : allModules()) {
        if (module->kind == Module::Kind::Functions) {
            addBindings(lua, *module);
        } else if (module->kind == Module::Kind::Library) {
            lua_newtable(lua);
            addBindings(lua, *module);
            lua_setfield(lua, -2, module->name);
        }
    }
}

int countMembers(lua_State *lua, int index)
{
    int count = 0;
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        ++count;
        lua_pop(lua, 1);
    }
    return count;
}

/** Notes how large the tables are that every run copies: growing them would take most of the time.
 * With the pristine table on the top. */
void noteSizes(lua_State *lua)
{
    const int pristine = lua_gettop(lua);
    lua_newtable(lua);
    lua_pushinteger(lua, countMembers(lua, pristine));
    lua_setfield(lua, -2, "");
    lua_pushnil(lua);
    while (lua_next(lua, pristine) != 0) {
        if (lua_istable(lua, -1)) {
            lua_pushvalue(lua, -2);
            lua_pushinteger(lua, countMembers(lua, lua_gettop(lua) - 1));
            lua_rawset(lua, pristine + 1);
        }
        lua_pop(lua, 1);
    }
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &sizesKey);
}

/** Pushes a shallow copy of the table at @p index. */
void pushCopy(lua_State *lua, int index, int members)
{
    lua_createtable(lua, 0, members);
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -4);
    }
}

/** What leads back to the environment itself. */
void addOwn(lua_State *lua, int environment)
{
    lua_pushvalue(lua, environment);
    lua_setfield(lua, environment, "_G");
    lua_getfield(lua, environment, "__makeLoad");
    lua_pushvalue(lua, environment);
    lua_call(lua, 1, 1);
    lua_setfield(lua, environment, "load");
    lua_pushnil(lua);
    lua_setfield(lua, environment, "__makeLoad");
}

} // namespace

void prepareState(lua_State *lua)
{
    lua::openValues(lua);
    openBase(lua);
    struct Library
    {
        const char *name;
        void (*open)(lua_State *);
    };
    constexpr Library libraries[] = {{"coroutine", openCoroutine}, {"string", openString},
                                     {"table", openTable},         {"math", openMath},
                                     {"utf8", openUtf8},           {"os", openOs}};
    for (const Library &library : libraries) {
        library.open(lua);
        lua_setfield(lua, -2, library.name);
    }
    openModules(lua);
    lua::pushNull(lua);
    lua_setfield(lua, -2, "null");
    noteSizes(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, pristineKey);
    // Lua's own globals and library tables: nothing may lead to them.
    lua_newtable(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_settop(lua, 0);
}

void pushEnvironment(lua_State *lua)
{
    constexpr int moreGlobals = 6; // _G, and what the session adds
    luaL_checkstack(lua, 12, nullptr);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &sizesKey);
    const int sizes = lua_gettop(lua);
    const auto sizeOf = [lua, sizes] {
        lua_rawget(lua, sizes);
        const auto size = static_cast<int>(lua_tointeger(lua, -1));
        lua_pop(lua, 1);
        return size;
    };
    lua_pushliteral(lua, "");
    lua_createtable(lua, 0, sizeOf() + moreGlobals);
    const int environment = lua_gettop(lua);
    lua_getfield(lua, LUA_REGISTRYINDEX, pristineKey);
    lua_pushnil(lua);
    while (lua_next(lua, environment + 1) != 0) {
        lua_pushvalue(lua, -2);
        if (lua_istable(lua, -2)) {
            lua_pushvalue(lua, -1);
            const int members = sizeOf();
            pushCopy(lua, lua_gettop(lua) - 1, members);
        } else {
            lua_pushvalue(lua, -2);
        }
        lua_rawset(lua, environment);
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
    lua_remove(lua, sizes);
    addOwn(lua, lua_gettop(lua));
}

void makeCarrier(lua_State *lua)
{
    [[maybe_unused]] const int status = luaL_loadbufferx(lua, "", 0, "=carrier", "t");
    assert(status == LUA_OK);
    lua_insert(lua, -2);
    lua_setupvalue(lua, -2, 1);
}

void joinEnvironment(lua_State *lua, int chunk, int carrier)
{
    lua_upvaluejoin(lua, chunk, 1, carrier, 1);
}

} // namespace syncline::sandbox
