#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/connector/NativeModule.h"
#include "scripting/runtime/LuaSession.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace syncline {

namespace {

constexpr std::size_t maxName = 200;
constexpr lua_Integer maxDepth = 100;

/** Names of letters, digits, "_" and "-", joined by single dots: nothing that could leave the
 * project. */
bool isModuleName(std::string_view name)
{
    if (name.empty() || name.size() > maxName || name.front() == '.' || name.back() == '.')
        return false;
    char before = '.';
    for (const char c : name) {
        const bool letter =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
        if (!letter && (c != '.' || before == '.'))
            return false;
        before = c;
    }
    return true;
}

std::string pathOf(std::string_view name)
{
    std::string path(name);
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
}

std::vector<std::string> candidates(std::string_view name)
{
    constexpr std::string_view shipped = "syncline.";
    if (name.starts_with(shipped))
        return {"syncline:lua/" + pathOf(name.substr(shipped.size())) + ".lua"};
    const std::string path = pathOf(name);
    return {path + ".lua", "lib/vendor/" + path + ".lua", "lib/vendor/" + path + "/init.lua"};
}

std::string findModule(LuaSession &session, const std::string &name)
{
    if (!isModuleName(name)) {
        throw lua::ScriptRaise(
            Error(errc::notFound,
                  "\"%1\" is no module name: use letters, digits, \"_\" and \"-\", joined by dots.",
                  {name}));
    }
    const std::vector<std::string> paths = candidates(name);
    for (const std::string &path : paths) {
        if (session.fileExists(path))
            return path;
    }
    std::string looked;
    for (const std::string &path : paths)
        looked += (looked.empty() ? "" : ", ") + path;
    throw lua::ScriptRaise(
        Error(errc::notFound, "There is no module \"%1\" (looked for %2).", {name, looked}));
}

// Stack of both: 1 name, 2 the run's modules (path → value; false while it loads), 3 path, …,
// result.
int finishRequire(lua_State *lua, int /*status*/, lua_KContext /*context*/)
{
    if (lua_isnil(lua, -1)) {
        lua_pop(lua, 1);
        lua_pushboolean(lua, 1);
    }
    lua_pushvalue(lua, 3);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 2);
    lua_pushliteral(lua, "#loading");
    lua_pushliteral(lua, "#loading");
    lua_rawget(lua, 2);
    lua_pushinteger(lua, lua_tointeger(lua, -1) - 1);
    lua_replace(lua, -2);
    lua_rawset(lua, 2);
    return 1;
}

void countLoading(lua_State *lua, const std::string &name)
{
    lua_pushliteral(lua, "#loading");
    lua_rawget(lua, 2);
    const lua_Integer depth = lua_tointeger(lua, -1) + 1;
    lua_pop(lua, 1);
    if (depth > maxDepth) {
        throw lua::ScriptRaise(Error(errc::invalidInput,
                                     "Modules require each other more than %1 deep at \"%2\".",
                                     {std::to_string(maxDepth), name}));
    }
    lua_pushliteral(lua, "#loading");
    lua_pushinteger(lua, depth);
    lua_rawset(lua, 2);
}

int require(lua_State *lua)
{
    const std::string name(lua::checkText(lua, 1));
    lua_settop(lua, 1);
    LuaSession &session = LuaSession::of(lua);
    if (name == "syncline.config") {
        session.pushGlobal(lua, "config");
        return 1;
    }
    if (name == "syncline.native") {
        pushNative(lua);
        return 1;
    }
    session.pushRunTable(lua, "modules");
    const std::string path = findModule(session, name);
    lua::pushText(lua, path);
    lua_pushvalue(lua, 3);
    if (lua_rawget(lua, 2) != LUA_TNIL) {
        if (lua_isboolean(lua, -1) == 0 || lua_toboolean(lua, -1) != 0)
            return 1;
        throw lua::ScriptRaise(
            Error(errc::invalidInput,
                  "The module \"%1\" requires itself, directly or through others.", {name}));
    }
    lua_pop(lua, 1);
    countLoading(lua, name);
    lua_pushvalue(lua, 3);
    lua_pushboolean(lua, 0);
    lua_rawset(lua, 2);
    session.pushFileChunk(lua, path);
    lua_pushvalue(lua, 1);
    lua_callk(lua, 1, 1, 0, lua::entryK<finishRequire>);
    return finishRequire(lua, LUA_OK, 0);
}

constexpr Binding bindings[] = {
    {"require", lua::entry<require>, "require(name: string): any",
     "Loads a module of the project (\"lib.pad\" is lib/pad.lua), of lib/vendor, or a shipped one "
     "(\"syncline.connector\"); once per run.",
     "SYNC_NOT_FOUND", "local pad = require \"lib.pad\""},
};

} // namespace

const Module requireModule{"require", Module::Kind::Functions, "", bindings, nullptr};

} // namespace syncline
