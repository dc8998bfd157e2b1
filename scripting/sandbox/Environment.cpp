#include "scripting/sandbox/Environment.h"

#include "scripting/binding/Binding.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/sandbox/Sandbox.h"

#include <cassert>

namespace syncline::sandbox {

namespace {

constexpr const char *pristineKey = "syncline.pristine";
const char listsKey = 0; ///< Its address is the registry's key of the lists below.

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

/** Appends the members of the table on the top, which it pops, to the list at @p list. */
void appendMembers(lua_State *lua, int list)
{
    const int members = lua_gettop(lua);
    auto length = static_cast<lua_Integer>(lua_rawlen(lua, list));
    lua_pushnil(lua);
    while (lua_next(lua, members) != 0) {
        lua_pushvalue(lua, -2);
        lua_rawseti(lua, list, ++length);
        lua_rawseti(lua, list, ++length);
    }
    lua_pop(lua, 1);
}

/**
 * Pushes what every run copies, as lists, which are quicker to walk than tables: {library, …,
 * globals}, each {name or false, key, value, key, value, …}. Made with the first environment of a
 * state.
 */
void pushLists(lua_State *lua)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &listsKey) == LUA_TTABLE)
        return;
    lua_pop(lua, 1);
    lua_newtable(lua);
    const int lists = lua_gettop(lua);
    lua_newtable(lua); // the globals that are no tables
    lua_getfield(lua, LUA_REGISTRYINDEX, pristineKey);
    lua_Integer count = 0;
    lua_pushnil(lua);
    while (lua_next(lua, lists + 2) != 0) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        if (!lua_istable(lua, -1)) {
            lua_rawset(lua, lists + 1);
            continue;
        }
        lua_newtable(lua);
        lua_insert(lua, -3);
        lua_insert(lua, -2);
        lua_rawseti(lua, -3, 1); // the name
        appendMembers(lua, lua_gettop(lua) - 1);
        lua_rawseti(lua, lists, ++count);
    }
    lua_pop(lua, 1);
    lua_newtable(lua);
    lua_pushboolean(lua, 0);
    lua_rawseti(lua, -2, 1);
    lua_insert(lua, -2);
    appendMembers(lua, lists + 1);
    lua_rawseti(lua, lists, ++count);
    lua_pushvalue(lua, lists);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &listsKey);
}

/** Pushes a table of the pairs in the list at @p list, with room for @p more members. */
void pushPairs(lua_State *lua, int list, int more)
{
    const auto length = static_cast<lua_Integer>(lua_rawlen(lua, list));
    lua_createtable(lua, 0, static_cast<int>(length / 2) + more);
    for (lua_Integer i = 2; i < length; i += 2) {
        lua_rawgeti(lua, list, i);
        lua_rawgeti(lua, list, i + 1);
        lua_rawset(lua, -3);
    }
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/** Whether @p word stands in @p text as an identifier would. */
bool hasWord(std::string_view text, std::string_view word)
{
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !isWordPart(text[at - 1]);
        if (begins && (end == text.size() || !isWordPart(text[end])))
            return true;
    }
    return false;
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
    pushLists(lua);
    const auto count = static_cast<lua_Integer>(lua_rawlen(lua, -1));
    lua_rawgeti(lua, -1, count);
    pushPairs(lua, lua_gettop(lua), static_cast<int>(count) + moreGlobals);
    lua_insert(lua, -3);
    lua_pop(lua, 2);
    addOwn(lua, lua_gettop(lua));
}

std::uint64_t addLibraries(lua_State *lua, int environment, std::string_view text,
                           std::uint64_t added)
{
    luaL_checkstack(lua, 12, nullptr);
    environment = lua_absindex(lua, environment);
    // Code can find a library by another way than its name only through these.
    const bool needsAll = hasWord(text, "_G") || hasWord(text, "_ENV") || hasWord(text, "load");
    pushLists(lua);
    const int lists = lua_gettop(lua);
    const auto count = static_cast<lua_Integer>(lua_rawlen(lua, lists));
    assert(count <= 64);
    for (lua_Integer i = 1; i < count; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << (i - 1);
        if ((added & bit) != 0)
            continue;
        lua_rawgeti(lua, lists, i);
        lua_rawgeti(lua, lists + 1, 1);
        if (needsAll || hasWord(text, lua_tostring(lua, -1))) {
            pushPairs(lua, lists + 1, 0);
            lua_rawset(lua, environment);
            added |= bit;
        }
        lua_settop(lua, lists);
    }
    lua_pop(lua, 1);
    return added;
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
