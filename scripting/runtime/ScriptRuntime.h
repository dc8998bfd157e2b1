#pragma once

#include "core/script/ScriptHost.h"

#include <chrono>
#include <memory>

struct lua_State;

namespace syncline {

struct ScriptRuntimeOptions
{
    /** Script threads; 0: the machine's cores, at most 4. */
    int workers = 0;
    /** How long after its limit a run may still be inside one C call before its thread is given up.
     */
    std::chrono::milliseconds grace{500};
    /** Tests: adds to the table of globals, on the top of the stack, of every new state. */
    void (*prepareTest)(lua_State *) = nullptr;
};

/** The Lua engine: see ScriptHost. Everything in @p services outlives it, and every session ends
 * before it. */
std::unique_ptr<ScriptHost> makeScriptHost(const ScriptServices &services,
                                           ScriptRuntimeOptions options = {});

} // namespace syncline
