#pragma once

#include "scripting/lua/Lua.h"
#include "scripting/task/StateContext.h"

#include <cstdint>

/**
 * The part of Lua's own library that scripts get. Each open…() leaves one table on the stack;
 * Environment copies them for every run. What could hang inside C, reach outside, or swallow a
 * fatal stop is replaced by a function of ours.
 */
namespace syncline::sandbox {

/** Looks for a due stop now and then inside a loop of C++; for every loop whose length a script
 * decides. */
class Ticker
{
public:
    explicit Ticker(lua_State *lua)
        : m_context(StateContext::of(lua))
    {
    }
    void tick()
    {
        if ((++m_steps & 0xfffU) == 0)
            m_context.throwIfStopped();
    }

private:
    const StateContext &m_context;
    std::uint32_t m_steps = 0;
};

void openBase(lua_State *lua);
void openCoroutine(lua_State *lua);
void openString(lua_State *lua);
void openTable(lua_State *lua);
void openMath(lua_State *lua);
void openUtf8(lua_State *lua);
void openOs(lua_State *lua);

/** tostring() without addresses, honouring __tostring and __name. */
int toText(lua_State *lua);
/** Pushes toText() of the value at @p index. */
void pushDisplay(lua_State *lua, int index);

/** Copies the functions @p names (nullptr-terminated) of the table at -1 into the table at -2. */
void copyNamed(lua_State *lua, const char *const *names);

} // namespace syncline::sandbox
