#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/task/TaskRun.h"

#include <functional>
#include <string>

namespace syncline {

class LuaSession;

/**
 * One call of an effect, precondition or validation file: loads the file (once per run), calls its
 * function with a `ctx`, and reads the result.
 */
class EffectBody final : public TaskBody
{
public:
    enum class Kind : std::uint8_t { Effect, Precondition, Validation, ParamsOnly };

    EffectBody(LuaSession &session, Kind kind, EffectCall &call)
        : m_session(session),
          m_kind(kind),
          m_call(call)
    {
    }

    int begin(lua_State *lua) override;

    Value result;
    bool holds = false;

private:
    static int afterLoad(lua_State *lua, int status, lua_KContext self);
    static int afterCall(lua_State *lua, int status, lua_KContext self);
    /** Keeps what the file returned; leaves its function and its params on the stack. */
    void keepFile(lua_State *lua);
    bool pushKeptFile(lua_State *lua);
    int call(lua_State *lua);
    int finish(lua_State *lua);

    LuaSession &m_session;
    const Kind m_kind;
    EffectCall &m_call;
};

/** Runs a piece of text: `syncline eval`, the console. An expression gives its value. */
class EvaluateBody final : public TaskBody
{
public:
    EvaluateBody(LuaSession &session, std::string name, std::string source)
        : m_session(session),
          m_name(std::move(name)),
          m_source(std::move(source))
    {
    }
    int begin(lua_State *lua) override;

    Value result;

private:
    static int afterCall(lua_State *lua, int status, lua_KContext self);

    LuaSession &m_session;
    const std::string m_name;
    const std::string m_source;
};

} // namespace syncline
