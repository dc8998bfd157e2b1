#include "scripting/lua/Lua.h"

namespace syncline::lua {

namespace {

constexpr const char *errorType = "syncline.error";

int errorToText(lua_State *lua)
{
    lua_getfield(lua, 1, "message");
    lua_getfield(lua, 1, "code");
    if (lua_type(lua, -1) == LUA_TSTRING && lua_type(lua, -2) == LUA_TSTRING) {
        lua_pushliteral(lua, ": ");
        lua_pushvalue(lua, -3);
        lua_concat(lua, 3);
    } else {
        lua_pushliteral(lua, "error");
    }
    return 1;
}

constexpr luaL_Reg errorMethods[] = {{"__tostring", errorToText}, {nullptr, nullptr}};

void setText(lua_State *lua, const char *key, std::string_view text)
{
    if (text.empty())
        return;
    pushText(lua, text);
    lua_setfield(lua, -2, key);
}

std::string fieldText(lua_State *lua, int index, const char *key)
{
    lua_pushstring(lua, key);
    lua_rawget(lua, index);
    std::string text(textAt(lua, -1));
    lua_pop(lua, 1);
    return text;
}

} // namespace

ScriptRaise::ScriptRaise(Error error)
    : m_error(std::move(error)),
      m_text(m_error.message())
{
}

void pushError(lua_State *lua, const Error &error)
{
    luaL_checkstack(lua, 6, nullptr);
    lua_createtable(lua, 0, 5);
    setText(lua, "code", error.code);
    setText(lua, "message", error.message());
    setText(lua, "details", error.detail);
    setText(lua, "place", error.place);
    if (!error.fields.empty()) {
        lua_createtable(lua, static_cast<int>(error.fields.size()), 0);
        lua_Integer position = 0;
        for (const auto &[field, message] : error.fields) {
            lua_createtable(lua, 0, 2);
            setText(lua, "field", field);
            setText(lua, "message", message);
            lua_rawseti(lua, -2, ++position);
        }
        lua_setfield(lua, -2, "validation_errors");
    }
    setClass(lua, errorType, errorMethods);
}

bool readError(lua_State *lua, int index, Error &error)
{
    index = lua_absindex(lua, index);
    if (lua_type(lua, index) != LUA_TTABLE)
        return false;
    luaL_checkstack(lua, 6, nullptr);
    std::string message = fieldText(lua, index, "message");
    if (message.empty())
        return false;
    error.code = fieldText(lua, index, "code");
    error.sentence = "%1";
    error.args = {std::move(message)};
    error.detail = fieldText(lua, index, "details");
    error.place = fieldText(lua, index, "place");
    lua_pushliteral(lua, "validation_errors");
    lua_rawget(lua, index);
    if (lua_type(lua, -1) == LUA_TTABLE) {
        const auto count = static_cast<lua_Integer>(lua_rawlen(lua, -1));
        for (lua_Integer i = 1; i <= count && i <= 100; ++i) {
            lua_rawgeti(lua, -1, i);
            if (lua_type(lua, -1) == LUA_TTABLE) {
                const int item = lua_absindex(lua, -1);
                error.fields.emplace_back(fieldText(lua, item, "field"),
                                          fieldText(lua, item, "message"));
            }
            lua_pop(lua, 1);
        }
    }
    lua_pop(lua, 1);
    return true;
}

void raiseError(lua_State *lua, const Error &error)
{
    pushError(lua, error);
    if (error.place.empty()) {
        luaL_where(lua, 1);
        const std::string_view where = textAt(lua, -1);
        if (where.size() > 2) {
            pushText(lua, where.substr(0, where.size() - 2));
            lua_setfield(lua, -3, "place");
        }
        lua_pop(lua, 1);
    }
    lua_error(lua);
    throw FatalStop{}; // lua_error never returns
}

void raiseText(lua_State *lua, const char *text)
{
    luaL_where(lua, 1);
    lua_pushstring(lua, text);
    lua_concat(lua, 2);
    lua_error(lua);
    throw FatalStop{}; // lua_error never returns
}

std::string_view checkText(lua_State *lua, int index)
{
    std::size_t size = 0;
    const char *text = luaL_checklstring(lua, index, &size);
    return {text, size};
}

std::string_view textAt(lua_State *lua, int index)
{
    if (lua_type(lua, index) != LUA_TSTRING)
        return {};
    std::size_t size = 0;
    const char *text = lua_tolstring(lua, index, &size);
    return {text, size};
}

void pushText(lua_State *lua, std::string_view text)
{
    lua_pushlstring(lua, text.data(), text.size());
}

void setClass(lua_State *lua, const char *type, const luaL_Reg *metamethods)
{
    if (luaL_newmetatable(lua, type) != 0) {
        luaL_setfuncs(lua, metamethods, 0);
        lua_pushboolean(lua, 0);
        lua_setfield(lua, -2, "__metatable");
    }
    lua_setmetatable(lua, -2);
}

} // namespace syncline::lua
