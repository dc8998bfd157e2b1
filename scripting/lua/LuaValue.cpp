#include "scripting/lua/LuaValue.h"

#include "core/base/Time.h"

#include <algorithm>
#include <stdexcept>

namespace syncline::lua {

namespace {

constexpr const char *arrayType = "syncline.array";
constexpr const char *converterKey = "__value";

/** Where in the value we are, for messages; lives on the stack. */
struct Path
{
    const Path *parent = nullptr;
    std::string_view key;
    lua_Integer position = 0;
    int depth = 0;
    ValueUse use = ValueUse::Data;

    [[nodiscard]] std::string text() const
    {
        if (parent == nullptr)
            return std::string(key);
        if (position != 0)
            return parent->text() + "[" + std::to_string(position) + "]";
        return parent->text() + "." + std::string(key);
    }
};

[[noreturn]] void refuse(const Path &path, std::string_view why)
{
    throw ScriptRaise(Error(errc::invalidInput, "%1 %2.", {path.text(), std::string(why)}));
}

bool hasArrayMark(lua_State *lua, int index)
{
    if (lua_getmetatable(lua, index) == 0)
        return false;
    luaL_getmetatable(lua, arrayType);
    const bool same = lua_rawequal(lua, -1, -2) != 0;
    lua_pop(lua, 2);
    return same;
}

Value convert(lua_State *lua, int index, const Path &path);

Value convertList(lua_State *lua, int index, lua_Integer size, const Path &path)
{
    ValueList list;
    list.reserve(static_cast<std::size_t>(size));
    for (lua_Integer i = 1; i <= size; ++i) {
        lua_rawgeti(lua, index, i);
        list.push_back(convert(lua, lua_gettop(lua), {&path, {}, i, path.depth + 1, path.use}));
        lua_pop(lua, 1);
    }
    return list;
}

Value convertObject(lua_State *lua, int index, const Path &path)
{
    ValueObject object;
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            refuse(path, "mixes names and numbers as keys, or has holes; a list has the keys 1…n");
        const std::string_view key = textAt(lua, -2);
        object.append(std::string(key),
                      convert(lua, lua_gettop(lua), {&path, key, 0, path.depth + 1, path.use}));
        lua_pop(lua, 1);
    }
    // Tables have no order; ours is the same on every run.
    std::sort(object.begin(), object.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    return object;
}

Value convertTable(lua_State *lua, int index, const Path &path)
{
    if (path.depth >= maxValueDepth)
        refuse(path, "is nested too deeply, or contains itself");
    luaL_checkstack(lua, 6, "a value nested too deeply");
    const auto size = static_cast<lua_Integer>(lua_rawlen(lua, index));
    if (size == 0)
        return hasArrayMark(lua, index) ? Value(ValueList{}) : convertObject(lua, index, path);
    lua_Integer count = 0;
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        lua_pop(lua, 1);
        if (lua_isinteger(lua, -1) == 0)
            refuse(path, "mixes names and numbers as keys; it must be a list or an object");
        ++count;
    }
    if (count != size)
        refuse(path, "is a list with holes; use json.null for absent items");
    return convertList(lua, index, size, path);
}

Value convertUserdata(lua_State *lua, int index, const Path &path)
{
    if (luaL_getmetafield(lua, index, converterKey) == LUA_TLIGHTUSERDATA) {
        const auto *converter = static_cast<const ValueConverter *>(lua_touserdata(lua, -1));
        lua_pop(lua, 1);
        return converter->convert(lua, index, path.use);
    }
    refuse(path, std::string("is a ") + luaL_typename(lua, index) + ", which is no data");
}

Value convert(lua_State *lua, int index, const Path &path)
{
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
        return nullptr;
    case LUA_TBOOLEAN:
        return lua_toboolean(lua, index) != 0;
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index) != 0)
            return static_cast<std::int64_t>(lua_tointeger(lua, index));
        return static_cast<double>(lua_tonumber(lua, index));
    case LUA_TSTRING:
        return textAt(lua, index);
    case LUA_TLIGHTUSERDATA:
        if (isNull(lua, index))
            return nullptr;
        break;
    case LUA_TTABLE:
        return convertTable(lua, index, path);
    case LUA_TUSERDATA:
        return convertUserdata(lua, index, path);
    default:
        break;
    }
    refuse(path, std::string("is a ") + luaL_typename(lua, index) + ", which is no data");
}

int nullToText(lua_State *lua)
{
    lua_pushliteral(lua, "null");
    return 1;
}

void pushList(lua_State *lua, const ValueList &list)
{
    lua_createtable(lua, static_cast<int>(list.size()), 0);
    lua_Integer position = 0;
    for (const Value &item : list) {
        pushItem(lua, item);
        lua_rawseti(lua, -2, ++position);
    }
    markArray(lua);
}

void pushObject(lua_State *lua, const ValueObject &object)
{
    lua_createtable(lua, 0, static_cast<int>(object.size()));
    for (const auto &[key, value] : object) {
        pushText(lua, key);
        pushItem(lua, value);
        lua_rawset(lua, -3);
    }
}

} // namespace

void setConverter(lua_State *lua, const ValueConverter &converter)
{
    lua_pushlightuserdata(lua, const_cast<ValueConverter *>(&converter)); // NOLINT: only read
    lua_setfield(lua, -2, converterKey);
}

void pushNull(lua_State *lua)
{
    lua_pushlightuserdata(lua, nullptr);
}

bool isNull(lua_State *lua, int index)
{
    return lua_type(lua, index) == LUA_TLIGHTUSERDATA && lua_touserdata(lua, index) == nullptr;
}

void pushItem(lua_State *lua, const Value &value)
{
    if (value.isNull())
        pushNull(lua);
    else
        pushValue(lua, value);
}

void pushValue(lua_State *lua, const Value &value)
{
    luaL_checkstack(lua, 5, "a value nested too deeply");
    switch (value.kind()) {
    case Value::Kind::Null:
        lua_pushnil(lua);
        break;
    case Value::Kind::Bool:
        lua_pushboolean(lua, value.asBool() ? 1 : 0);
        break;
    case Value::Kind::Int:
        lua_pushinteger(lua, value.asInt());
        break;
    case Value::Kind::Double:
        lua_pushnumber(lua, value.asDouble());
        break;
    case Value::Kind::String:
        pushText(lua, value.asString());
        break;
    case Value::Kind::Date:
        pushText(lua, iso::format(value.asDate()));
        break;
    case Value::Kind::DateTime:
        pushText(lua, iso::format(value.asDateTime()));
        break;
    case Value::Kind::List:
        pushList(lua, value.asList());
        break;
    case Value::Kind::Object:
        pushObject(lua, value.asObject());
        break;
    }
}

Value toValue(lua_State *lua, int index, std::string_view what, ValueUse use)
{
    const Path root{nullptr, what, 0, 0, use};
    return convert(lua, lua_absindex(lua, index), root);
}

ValueObject optionalObject(lua_State *lua, int index, std::string_view what, ValueUse use)
{
    if (lua_isnoneornil(lua, index))
        return {};
    Value value = toValue(lua, index, what, use);
    if (value.isList() && value.asList().empty())
        return {};
    if (!value.isObject())
        throw ScriptRaise(Error(errc::invalidInput, "%1 must be a table with names as keys.",
                                {std::string(what)}));
    return std::move(value.asObject());
}

void markArray(lua_State *lua)
{
    luaL_getmetatable(lua, arrayType);
    lua_setmetatable(lua, -2);
}

void openValues(lua_State *lua)
{
    constexpr luaL_Reg none[] = {{nullptr, nullptr}};
    lua_newtable(lua);
    setClass(lua, arrayType, none);
    lua_pop(lua, 1);

    lua_pushlightuserdata(lua, nullptr);
    lua_createtable(lua, 0, 2);
    lua_pushcfunction(lua, nullToText);
    lua_setfield(lua, -2, "__tostring");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    lua_pop(lua, 1);
}

} // namespace syncline::lua
