#pragma once

#include "core/base/Error.h"

#include <lua.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace syncline::lua {

/**
 * Ends a run: thrown from the hook and from our own library functions once a stop is due. Not a
 * std::exception and no Lua error, so no script and no binding can swallow it. Never write catch
 * (...) around a Lua call.
 */
struct FatalStop
{
};

/** Thrown by a binding to raise an error table {code, message, …} in the script. */
class ScriptRaise : public std::exception
{
public:
    explicit ScriptRaise(Error error);
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] const char *what() const noexcept override { return m_text.c_str(); }

private:
    Error m_error;
    std::string m_text;
};

/** Raises @p error as a table; never returns. */
[[noreturn]] void raiseError(lua_State *lua, const Error &error);
/** Raises "file:line: text"; never returns. */
[[noreturn]] void raiseText(lua_State *lua, const char *text);
/** Pushes the table that scripts see of @p error. */
void pushError(lua_State *lua, const Error &error);
/** Reads a table pushed by pushError() or written by a script; nullopt-like: false when it is no
 * such table. */
bool readError(lua_State *lua, int index, Error &error);

/**
 * Adapts a C++ function to lua_CFunction: a std::exception becomes a Lua error. Lua itself is built
 * as C++ and unwinds by throwing its own types, which pass through.
 */
template <int (*Function)(lua_State *)>
int entry(lua_State *lua)
{
    try {
        return Function(lua);
    } catch (const ScriptRaise &raise) {
        raiseError(lua, raise.error());
    } catch (const std::exception &exception) {
        raiseText(lua, exception.what());
    }
}

/** The same for continuation functions. */
template <int (*Function)(lua_State *, int, lua_KContext)>
int entryK(lua_State *lua, int status, lua_KContext context)
{
    try {
        return Function(lua, status, context);
    } catch (const ScriptRaise &raise) {
        raiseError(lua, raise.error());
    } catch (const std::exception &exception) {
        raiseText(lua, exception.what());
    }
}

/** The string at @p index; numbers are converted as Lua does. Valid while the value is on the
 * stack. */
std::string_view checkText(lua_State *lua, int index);
/** The string at @p index without conversion or error; empty when it is none. */
std::string_view textAt(lua_State *lua, int index);
void pushText(lua_State *lua, std::string_view text);

/** Creates the metatable @p type once per state and sets it on the userdata or table on the top. */
void setClass(lua_State *lua, const char *type, const luaL_Reg *metamethods);

/** Chunk names of the modules that we ship begin so; tracebacks leave them out. */
inline constexpr std::string_view shippedPrefix = "@syncline:lua/";

} // namespace syncline::lua
