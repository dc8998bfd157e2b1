#include "scripting/runtime/ScriptCheck.h"

#include "scripting/lua/LuaState.h"

#include <charconv>

namespace syncline {

namespace {

constexpr std::size_t maxParserMemory = 128U * 1024 * 1024;

std::string_view lineOf(std::string_view source, int line)
{
    for (int i = 1; i < line; ++i) {
        const std::size_t end = source.find('\n');
        if (end == std::string_view::npos)
            return {};
        source.remove_prefix(end + 1);
    }
    return source.substr(0, source.find('\n'));
}

/** Lua says only "near 'x'": the last x of the line, which is where the parser stopped. */
int columnOf(std::string_view message, std::string_view line)
{
    constexpr std::string_view near = " near '";
    const std::size_t from = message.rfind(near);
    if (from == std::string_view::npos || !message.ends_with('\''))
        return 0;
    const std::string_view token =
        message.substr(from + near.size(), message.size() - from - near.size() - 1);
    const std::size_t found = line.rfind(token);
    return found == std::string_view::npos ? 0 : static_cast<int>(found) + 1;
}

/** "[string "…"]:3: unexpected symbol near 'x'" */
ScriptProblem problemFrom(std::string_view message, std::string_view source)
{
    ScriptProblem problem;
    constexpr std::string_view prefix = "chunk:";
    if (message.starts_with(prefix))
        message.remove_prefix(prefix.size());
    const char *const begin = message.data();
    const auto [end, error] = std::from_chars(begin, begin + message.size(), problem.line);
    if (error == std::errc{})
        message.remove_prefix(static_cast<std::size_t>(end - begin));
    if (message.starts_with(": "))
        message.remove_prefix(2);
    problem.message = message;
    problem.column = columnOf(message, lineOf(source, problem.line));
    return problem;
}

} // namespace

std::vector<ScriptProblem> checkScript(std::string_view /*chunkName*/, std::string_view source)
{
    const Result<std::unique_ptr<LuaState>> state = LuaState::create();
    if (!state)
        return {{.line = 1, .column = 1, .message = state.error().message(), .warning = false}};
    state.value()->context().memoryLimit = maxParserMemory;
    std::vector<ScriptProblem> problems;
    const Result<void> loaded = state.value()->protect([&](lua_State *lua) {
        if (luaL_loadbufferx(lua, source.data(), source.size(), "=chunk", "t") != LUA_OK)
            problems.push_back(problemFrom(lua::textAt(lua, -1), source));
    });
    if (!loaded)
        problems.push_back(
            {.line = 1, .column = 1, .message = loaded.error().message(), .warning = false});
    return problems;
}

} // namespace syncline
