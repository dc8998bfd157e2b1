#pragma once

#include "scripting/binding/Handle.h"
#include "scripting/lua/Lua.h"

#include <new>
#include <utility>

namespace syncline::lua {

/** __gc of userdata that hold a C++ object. */
template <typename T>
int destroyObject(lua_State *lua)
{
    static_cast<T *>(lua_touserdata(lua, 1))->~T();
    return 0;
}

/**
 * Pushes a userdata of class T::typeName, which holds a T made from @p arguments. `T::open(lua)`
 * fills the metatable on the top of the stack, once per state.
 */
template <typename T, typename... Arguments>
T &pushObject(lua_State *lua, int userValues, Arguments &&...arguments)
{
    void *memory = lua_newuserdatauv(lua, sizeof(T), userValues);
    // The metatable comes first: when the constructor throws, there is nothing to destroy.
    if (luaL_newmetatable(lua, T::typeName) != 0) {
        T::open(lua);
        lua_pushcfunction(lua, destroyObject<T>);
        lua_setfield(lua, -2, "__gc");
        lua_pushboolean(lua, 0);
        lua_setfield(lua, -2, "__metatable");
    }
    T *object = new (memory) T(std::forward<Arguments>(arguments)...);
    lua_setmetatable(lua, -2);
    return *object;
}

template <typename T>
T &checkObject(lua_State *lua, int index)
{
    return *static_cast<T *>(luaL_checkudata(lua, index, T::typeName));
}

/** The T at @p index, or null when it is something else. */
template <typename T>
T *testObject(lua_State *lua, int index)
{
    return static_cast<T *>(luaL_testudata(lua, index, T::typeName));
}

/** Raises GGT_STALE_HANDLE; @p what is "This record". */
[[noreturn]] inline void raiseStale(const char *what)
{
    throw ScriptRaise(Error(errc::staleHandle,
                            "%1 belongs to a run that has ended; it cannot be used any more.",
                            {what}));
}

/** With a metatable on the top: `__index` finds @p methods only. */
template <typename Bindings>
void setMethods(lua_State *lua, const Bindings &methods)
{
    lua_newtable(lua);
    for (const auto &method : methods) {
        if (method.function == nullptr)
            continue;
        lua_pushcfunction(lua, method.function);
        lua_setfield(lua, -2, method.name);
    }
    lua_setfield(lua, -2, "__index");
}

} // namespace syncline::lua
