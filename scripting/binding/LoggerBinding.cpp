#include "scripting/binding/LoggerBinding.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/sandbox/Sandbox.h"

namespace syncline {

namespace {

/** What cannot be data is shown as text: a log line never fails a run. */
Value loggable(lua_State *lua, int index, std::string_view key)
{
    try {
        return lua::toValue(lua, index, key);
    } catch (const lua::ScriptRaise &) {
        sandbox::pushDisplay(lua, index);
    }
    Value text(lua::textAt(lua, -1));
    lua_pop(lua, 1);
    return text;
}

ValueObject fieldsAt(lua_State *lua, int index)
{
    ValueObject fields;
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        lua_pushvalue(lua, -2);
        const std::string key(luaL_tolstring(lua, -1, nullptr));
        lua_pop(lua, 2);
        fields.append(key, loggable(lua, lua_gettop(lua), key));
        lua_pop(lua, 1);
    }
    return fields;
}

std::string textOf(lua_State *lua, int index)
{
    sandbox::pushDisplay(lua, index);
    std::string text(lua::textAt(lua, -1));
    lua_pop(lua, 1);
    return text;
}

template <LogLevel level>
int logAt(lua_State *lua)
{
    LuaSession &session = LuaSession::of(lua);
    if (lua_istable(lua, 1) && !lua_isnoneornil(lua, 2)) {
        std::string text = textOf(lua, 2);
        lua_settop(lua, 1);
        session.log(level, fieldsAt(lua, 1), std::move(text));
    } else if (lua_istable(lua, 1)) {
        session.log(level, fieldsAt(lua, 1), {});
    } else {
        luaL_checkany(lua, 1);
        session.log(level, {}, textOf(lua, 1));
    }
    return 0;
}

int print(lua_State *lua)
{
    std::string line;
    const int count = lua_gettop(lua);
    for (int i = 1; i <= count; ++i)
        line += (i > 1 ? "\t" : "") + textOf(lua, i);
    LuaSession::of(lua).log(LogLevel::Info, {}, std::move(line));
    return 0;
}

constexpr const char *example = "logger.info({ order = id }, \"imported\")";

constexpr Binding bindings[] = {
    {"trace", lua::entry<logAt<LogLevel::Trace>>,
     "logger.trace(fields: table|string, text?: string): nil", "Logs the finest detail.", "", ""},
    {"debug", lua::entry<logAt<LogLevel::Debug>>,
     "logger.debug(fields: table|string, text?: string): nil", "Logs for debugging.", "", ""},
    {"info", lua::entry<logAt<LogLevel::Info>>,
     "logger.info(fields: table|string, text?: string): nil",
     "Logs a line: a text, or fields and a text. At most 10,000 lines or 5 MB a run.", "", example},
    {"warn", lua::entry<logAt<LogLevel::Warn>>,
     "logger.warn(fields: table|string, text?: string): nil", "Logs a warning.", "", ""},
    {"error", lua::entry<logAt<LogLevel::Error>>,
     "logger.error(fields: table|string, text?: string): nil", "Logs an error; raises nothing.", "",
     ""},
    {"fatal", lua::entry<logAt<LogLevel::Fatal>>,
     "logger.fatal(fields: table|string, text?: string): nil",
     "Logs an error of the gravest kind; raises nothing.", "", ""},
};

constexpr Binding printBinding[] = {
    {"print", lua::entry<print>, "print(...: any): nil", "Logs its arguments at info.", "",
     "print(\"hello\", 5)"},
};

} // namespace

void pushLogger(lua_State *lua)
{
    lua_newtable(lua);
    for (const Binding &binding : bindings) {
        lua_pushcfunction(lua, binding.function);
        lua_setfield(lua, -2, binding.name);
    }
}

const Module loggerModule{"logger", Module::Kind::Library, "The run's log.", bindings, nullptr};
const Module printModule{"print", Module::Kind::Functions, "", printBinding, nullptr};

} // namespace syncline
