#pragma once

#include "core/base/Value.h"
#include "scripting/lua/Lua.h"

#include <string_view>

namespace syncline::lua {

/** Deepest nesting of tables that become values; deeper or cyclic ones are an error. */
inline constexpr int maxValueDepth = 100;

/** What a value is wanted for: a record is its fields as data, and a link {_link = id} as input of
 * the API. */
enum class ValueUse : std::uint8_t { Data, Input };

/** How a userdata of ours becomes a Value: its metatable holds one as light userdata at "__value".
 */
struct ValueConverter
{
    Value (*convert)(lua_State *lua, int index, ValueUse use);
};
/** Adds @p converter to the metatable on the top of the stack. */
void setConverter(lua_State *lua, const ValueConverter &converter);

/**
 * Pushes @p value: lists and objects as tables (nulls inside as `json.null`), Date and DateTime as
 * ISO text. Null itself as nil with pushValue, as json.null with pushItem.
 */
void pushValue(lua_State *lua, const Value &value);
void pushItem(lua_State *lua, const Value &value);
/** Pushes the value that stands for JSON's null. */
void pushNull(lua_State *lua);
[[nodiscard]] bool isNull(lua_State *lua, int index);

/**
 * The value at @p index as data. nil and json.null are null; a table with the keys 1…n is a list,
 * an empty one an object (json.array{} makes an empty list). Raises for functions, coroutines,
 * cycles, mixed keys; @p what names the value in the message ("params", "title").
 */
Value toValue(lua_State *lua, int index, std::string_view what, ValueUse use = ValueUse::Data);
/** toValue() of an argument that must be a table with names as keys; an absent one is an empty
 * object. */
ValueObject optionalObject(lua_State *lua, int index, std::string_view what,
                           ValueUse use = ValueUse::Data);

/** Marks the table on the top as a list, so that it stays one when empty. */
void markArray(lua_State *lua);

/** Prepares null and lists in a new state. */
void openValues(lua_State *lua);

} // namespace syncline::lua
