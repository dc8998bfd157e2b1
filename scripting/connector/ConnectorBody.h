#pragma once

#include "core/base/Value.h"
#include "scripting/task/TaskRun.h"

#include <string>

namespace syncline {

class LuaSession;

/** Loads a connector file and calls one of the kit's inner functions ("_sync") with the options. */
class ConnectorBody final : public TaskBody
{
public:
    ConnectorBody(LuaSession &session, std::string file, const char *function, ValueObject options)
        : m_session(session),
          m_file(std::move(file)),
          m_function(function),
          m_options(std::move(options))
    {
    }
    int begin(lua_State *lua) override;

    Value result;

private:
    static int afterCall(lua_State *lua, int status, lua_KContext self);

    LuaSession &m_session;
    const std::string m_file;
    const char *const m_function;
    const ValueObject m_options;
};

} // namespace syncline
