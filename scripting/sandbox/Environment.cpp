#include "scripting/sandbox/Environment.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/RunGlobals.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/sandbox/Sandbox.h"

#include <cassert>

namespace syncline::sandbox {

namespace {

constexpr const char *pristineKey = "syncline.pristine";
constexpr std::string_view makerPrefix = "__make.";
// Their addresses are keys of the registry.
const char listsKey = 0;   ///< The lists below.
const char carrierKey = 0; ///< What makes carriers.

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

/** What is at a name of the environment, and how a run gets it. */
enum class Kind : std::uint8_t {
    Library, ///< A table that every run copies.
    Plain,   ///< A value that all runs share.
    Maker,   ///< A function that makes it from the environment.
};

/**
 * Pushes what runs copy, as lists, which are quicker to walk than tables: {{name, kind, …}, …},
 * where … are the key and value pairs of a library, else the value or the maker. Made with the
 * first environment of a state.
 */
void pushLists(lua_State *lua)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &listsKey) == LUA_TTABLE)
        return;
    lua_pop(lua, 1);
    lua_newtable(lua);
    const int lists = lua_gettop(lua);
    lua_getfield(lua, LUA_REGISTRYINDEX, pristineKey);
    lua_Integer count = 0;
    lua_pushnil(lua);
    while (lua_next(lua, lists + 1) != 0) {
        const std::string_view key = lua_tostring(lua, lists + 2);
        const bool isMaker = key.starts_with(makerPrefix);
        const Kind kind = isMaker                       ? Kind::Maker
                          : lua_istable(lua, lists + 3) ? Kind::Library
                                                        : Kind::Plain;
        lua_newtable(lua);
        lua_pushstring(lua, key.data() + (isMaker ? makerPrefix.size() : 0));
        lua_rawseti(lua, lists + 4, 1);
        lua_pushinteger(lua, static_cast<lua_Integer>(kind));
        lua_rawseti(lua, lists + 4, 2);
        lua_pushvalue(lua, lists + 3);
        if (kind == Kind::Library)
            appendMembers(lua, lists + 4);
        else
            lua_rawseti(lua, lists + 4, 3);
        lua_rawseti(lua, lists, ++count);
        lua_settop(lua, lists + 2);
    }
    lua_settop(lua, lists);
    assert(count <= static_cast<lua_Integer>(Names().size()));
    lua_pushvalue(lua, lists);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &listsKey);
}

/** Pushes a copy of the library whose list is at @p list. */
void pushLibrary(lua_State *lua, int list)
{
    const auto length = static_cast<lua_Integer>(lua_rawlen(lua, list));
    lua_createtable(lua, 0, static_cast<int>(length / 2));
    for (lua_Integer i = 3; i < length; i += 2) {
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

/** A carrier is a closure over its maker's parameter: cheaper than compiling one for each run. */
void addCarrierMaker(lua_State *lua)
{
    constexpr std::string_view maker = "local environment = ... "
                                       "return function() return environment end";
    [[maybe_unused]] const int status =
        luaL_loadbufferx(lua, maker.data(), maker.size(), "=carrier", "t");
    assert(status == LUA_OK);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &carrierKey);
}

int makeSelf(lua_State *lua)
{
    lua_settop(lua, 1);
    return 1;
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
    lua_pushcfunction(lua, makeSelf);
    lua_setfield(lua, -2, "__make._G");
    addRunGlobals(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, pristineKey);
    addCarrierMaker(lua);
    // Lua's own globals and library tables: nothing may lead to them.
    lua_newtable(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_settop(lua, 0);
}

void pushEnvironment(lua_State *lua)
{
    constexpr int usualNames = 8;
    lua_createtable(lua, 0, usualNames);
}

Names namesIn(lua_State *lua, std::string_view text)
{
    luaL_checkstack(lua, 12, nullptr);
    // Code can find a name otherwise than by writing it only through these.
    const bool needsAll = hasWord(text, "_G") || hasWord(text, "_ENV") || hasWord(text, "load");
    pushLists(lua);
    const int lists = lua_gettop(lua);
    const std::size_t count = lua_rawlen(lua, lists);
    Names names;
    for (std::size_t i = 0; i < count; ++i) {
        lua_rawgeti(lua, lists, static_cast<lua_Integer>(i + 1));
        lua_rawgeti(lua, lists + 1, 1);
        names[i] = needsAll || hasWord(text, lua_tostring(lua, -1));
        lua_settop(lua, lists);
    }
    lua_pop(lua, 1);
    return names;
}

void addNames(lua_State *lua, int environment, const Names &names)
{
    if (names.none())
        return;
    luaL_checkstack(lua, 12, nullptr);
    environment = lua_absindex(lua, environment);
    pushLists(lua);
    const int lists = lua_gettop(lua);
    for (std::size_t i = names._Find_first(); i < names.size(); i = names._Find_next(i)) {
        lua_rawgeti(lua, lists, static_cast<lua_Integer>(i + 1));
        lua_rawgeti(lua, lists + 1, 1);
        lua_rawgeti(lua, lists + 1, 2);
        const auto kind = static_cast<Kind>(lua_tointeger(lua, -1));
        lua_pop(lua, 1);
        if (kind == Kind::Library) {
            pushLibrary(lua, lists + 1);
        } else {
            lua_rawgeti(lua, lists + 1, 3);
            if (kind == Kind::Maker) {
                lua_pushvalue(lua, environment);
                lua_call(lua, 1, 1);
            }
        }
        lua_rawset(lua, environment);
        lua_settop(lua, lists);
    }
    lua_pop(lua, 1);
}

void makeCarrier(lua_State *lua)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &carrierKey);
    lua_insert(lua, -2);
    lua_call(lua, 1, 1);
}

void joinEnvironment(lua_State *lua, int chunk, int carrier)
{
    lua_upvaluejoin(lua, chunk, 1, carrier, 1);
}

} // namespace syncline::sandbox
