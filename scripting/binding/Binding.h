#pragma once

#include "scripting/lua/Lua.h"

#include <span>

namespace syncline {

/**
 * One function, method or key that scripts see. Tables of these are the only description of the
 * API: the library tables, call tips, completion, the in-app reference and the stub file are all
 * made from them.
 */
struct Binding
{
    const char *name;
    /** Null for keys, and for entries that are made elsewhere (`api.<model>.find_one`). */
    lua_CFunction function;
    /** LuaLS-like: "json.encode(value: any, options?: table): string". */
    const char *signature;
    const char *summary;
    /** What it raises; may be empty. */
    const char *errors;
    const char *example;
};

/** A group of bindings: one per file in binding/ and module/. */
struct Module
{
    enum class Kind : std::uint8_t {
        Library,   ///< A global table of functions: json, http.
        Functions, ///< Global functions: sleep, save.
        Class,     ///< Methods of an object that the API hands out.
        Keys,      ///< Keys of an object: ctx.
        Loadable,  ///< What require() gives: syncline.connector.
    };
    const char *name;
    Kind kind;
    const char *summary;
    std::span<const Binding> bindings;
    /** Adds what is no function, to the table on the top of the stack; may be null. */
    void (*extra)(lua_State *lua);
};

/** Every module, in the order of the reference. */
std::span<const Module *const> allModules();

} // namespace syncline
