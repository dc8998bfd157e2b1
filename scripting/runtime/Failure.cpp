#include "scripting/runtime/Failure.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

constexpr std::size_t maxMessage = 8U * 1024;
constexpr int maxFrames = 40;

bool isScriptFrame(const lua_Debug &frame)
{
    const std::string_view source = frame.source;
    return frame.currentline > 0 && source.starts_with('@') &&
           !source.starts_with(lua::shippedPrefix);
}

std::string frameText(const lua_Debug &frame)
{
    std::string text = std::string(frame.source + 1) + ":" + std::to_string(frame.currentline);
    if (frame.name != nullptr)
        text += ": in " + std::string(frame.name);
    return text;
}

/** One line per frame of the script, innermost first; the first frame's place goes to @p place. */
std::string traceback(lua_State *thread, std::string &place)
{
    std::string text;
    lua_Debug frame = {};
    int frames = 0;
    for (int level = 0; lua_getstack(thread, level, &frame) != 0; ++level) {
        if (lua_getinfo(thread, "Sln", &frame) == 0 || !isScriptFrame(frame))
            continue;
        if (place.empty())
            place = std::string(frame.source + 1) + ":" + std::to_string(frame.currentline);
        if (++frames > maxFrames)
            return text + "…\n";
        text += frameText(frame) + "\n";
    }
    return text;
}

std::string safeText(std::string_view raw)
{
    return text::escapeControls(text::toUtf8(text::cut(raw, maxMessage)));
}

Error errorOf(lua_State *lua, int index)
{
    Error error;
    switch (lua_type(lua, index)) {
    case LUA_TSTRING:
    case LUA_TNUMBER: {
        std::size_t size = 0;
        lua_pushvalue(lua, index);
        const char *text = lua_tolstring(lua, -1, &size);
        error = Error(errc::scriptError, "%1", {safeText({text, size})});
        lua_pop(lua, 1);
        return error;
    }
    case LUA_TTABLE:
        if (lua::readError(lua, index, error)) {
            if (error.code.empty())
                error.code = errc::scriptError;
            error.args.front() = safeText(error.args.front());
            return error;
        }
        return {errc::scriptError, "The code raised a table without a message."};
    case LUA_TNIL:
        return {errc::scriptError, "The code raised an error without a message (nil)."};
    default:
        return {errc::scriptError,
                "The code raised an error that is a %1 instead of a message.",
                {luaL_typename(lua, index)}};
    }
}

} // namespace

std::string placeOfMessage(std::string_view message)
{
    const std::size_t colon = message.find(".lua:");
    if (colon == std::string_view::npos || message.starts_with("..."))
        return {};
    std::size_t end = colon + 5;
    while (end < message.size() && std::isdigit(static_cast<unsigned char>(message[end])) != 0)
        ++end;
    const std::string_view place = message.substr(0, end);
    if (end == colon + 5 || end >= message.size() || message[end] != ':' ||
        place.find(' ') != std::string_view::npos)
        return {};
    return std::string(place);
}

Error describeFailure(LuaState &state, lua_State *thread)
{
    Error error;
    std::string place;
    const std::string trace = traceback(thread, place);
    const Result<void> read = state.protect([&error, thread](lua_State *lua) {
        luaL_checkstack(lua, 10, nullptr);
        if (lua_gettop(thread) > 0) {
            lua_pushvalue(thread, -1); // it stays there, too, for what is still to be closed
            lua_xmove(thread, lua, 1);
        } else {
            lua_pushnil(lua);
        }
        error = errorOf(lua, 1);
    });
    if (!read)
        error = read.error();
    if (error.place.empty())
        error.place = placeOfMessage(error.message());
    if (error.place.empty())
        error.place = place;
    if (error.detail.empty())
        error.detail = trace;
    return error;
}

} // namespace syncline
