#include "scripting/sandbox/Pattern.h"
#include "scripting/sandbox/Sandbox.h"

#include <algorithm>
#include <cstring>
#include <string>

/** string: Lua's own functions where they are linear, ours where a script could make them run for
 * ever. */
namespace syncline::sandbox {

namespace {

using Capture = PatternMatcher::Capture;

void tickMatch(void *context)
{
    static_cast<const StateContext *>(context)->throwIfStopped();
}

PatternMatcher matcherFor(lua_State *lua, std::string_view subject, std::string_view pattern)
{
    return {subject, pattern, tickMatch, &StateContext::of(lua)};
}

/** A position as Lua counts: 1-based, negative from the end; 0-based result, at most the size plus
 * one. */
std::size_t startIndex(lua_Integer position, std::size_t size)
{
    if (position > 0)
        return static_cast<std::size_t>(position) - 1;
    const auto length = static_cast<lua_Integer>(size);
    if (position == 0 || position < -length)
        return 0;
    return static_cast<std::size_t>(length + position);
}

/** Pushes capture @p index, or the whole match [start, end) when there are none. */
void pushCapture(lua_State *lua, const PatternMatcher &matcher, std::string_view subject,
                 std::size_t index, std::size_t start, std::size_t end)
{
    const auto captures = matcher.captures();
    if (index >= captures.size()) {
        if (index != 0)
            luaL_error(lua, "invalid capture index %%%d", static_cast<int>(index) + 1);
        lua::pushText(lua, subject.substr(start, end - start));
        return;
    }
    const Capture &capture = captures[index];
    if (capture.length == PatternMatcher::isOpen)
        luaL_error(lua, "unfinished capture");
    if (capture.length == PatternMatcher::isPosition)
        lua_pushinteger(lua, static_cast<lua_Integer>(capture.start) + 1);
    else
        lua::pushText(lua, subject.substr(capture.start, static_cast<std::size_t>(capture.length)));
}

int pushCaptures(lua_State *lua, const PatternMatcher &matcher, std::string_view subject,
                 std::size_t start, std::size_t end, bool wholeIfNone)
{
    std::size_t count = matcher.captures().size();
    if (count == 0 && wholeIfNone)
        count = 1;
    luaL_checkstack(lua, static_cast<int>(count), "too many captures");
    for (std::size_t i = 0; i < count; ++i)
        pushCapture(lua, matcher, subject, i, start, end);
    return static_cast<int>(count);
}

bool isPlain(std::string_view pattern)
{
    return pattern.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

/** memmem is linear for long needles, which std::string_view::find is not. */
std::size_t findPlain(std::string_view subject, std::string_view what, std::size_t from)
{
    if (what.empty())
        return from;
    const void *found =
        memmem(subject.data() + from, subject.size() - from, what.data(), what.size());
    if (found == nullptr)
        return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<const char *>(found) - subject.data());
}

int findOrMatch(lua_State *lua, bool find)
{
    const std::string_view subject = lua::checkText(lua, 1);
    const std::string_view pattern = lua::checkText(lua, 2);
    const std::size_t init = startIndex(luaL_optinteger(lua, 3, 1), subject.size());
    if (init > subject.size()) {
        lua_pushnil(lua);
        return 1;
    }
    if (find && (lua_toboolean(lua, 4) != 0 || isPlain(pattern))) {
        const std::size_t found = findPlain(subject, pattern, init);
        if (found == std::string_view::npos) {
            lua_pushnil(lua);
            return 1;
        }
        lua_pushinteger(lua, static_cast<lua_Integer>(found) + 1);
        lua_pushinteger(lua, static_cast<lua_Integer>(found + pattern.size()));
        return 2;
    }
    PatternMatcher matcher = matcherFor(lua, subject, pattern);
    matcher.useAnchor();
    for (std::size_t start = init; start <= subject.size(); ++start) {
        const std::size_t end = matcher.matchAt(start);
        if (end != PatternMatcher::npos) {
            if (!find)
                return pushCaptures(lua, matcher, subject, start, end, true);
            lua_pushinteger(lua, static_cast<lua_Integer>(start) + 1);
            lua_pushinteger(lua, static_cast<lua_Integer>(end));
            return pushCaptures(lua, matcher, subject, start, end, false) + 2;
        }
        if (matcher.isAnchored())
            break;
    }
    lua_pushnil(lua);
    return 1;
}

int find(lua_State *lua)
{
    return findOrMatch(lua, true);
}

int match(lua_State *lua)
{
    return findOrMatch(lua, false);
}

struct GmatchState
{
    std::size_t next;
    std::size_t lastEnd;
};

int gmatchNext(lua_State *lua)
{
    const std::string_view subject = lua::textAt(lua, lua_upvalueindex(1));
    const std::string_view pattern = lua::textAt(lua, lua_upvalueindex(2));
    auto &state = *static_cast<GmatchState *>(lua_touserdata(lua, lua_upvalueindex(3)));
    PatternMatcher matcher = matcherFor(lua, subject, pattern);
    for (; state.next <= subject.size(); ++state.next) {
        const std::size_t start = state.next;
        const std::size_t end = matcher.matchAt(start);
        if (end != PatternMatcher::npos && end != state.lastEnd) {
            state.next = state.lastEnd = end;
            return pushCaptures(lua, matcher, subject, start, end, true);
        }
    }
    return 0;
}

int gmatch(lua_State *lua)
{
    const std::string_view subject = lua::checkText(lua, 1);
    lua::checkText(lua, 2);
    const std::size_t init = startIndex(luaL_optinteger(lua, 3, 1), subject.size());
    lua_settop(lua, 2);
    auto *state = static_cast<GmatchState *>(lua_newuserdatauv(lua, sizeof(GmatchState), 0));
    *state = {std::min(init, subject.size() + 1), PatternMatcher::npos};
    lua_pushcclosure(lua, lua::entry<gmatchNext>, 3);
    return 1;
}

/** gsub under way. */
struct Substitution
{
    lua_State *lua;
    std::string_view subject;
    PatternMatcher &matcher;
    std::string out;
};

void addReplacementText(Substitution &work, std::size_t start, std::size_t end)
{
    const std::string_view text = lua::textAt(work.lua, 3);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            work.out += text[i];
            continue;
        }
        const char next = ++i < text.size() ? text[i] : '\0';
        if (next == '%') {
            work.out += '%';
        } else if (next == '0') {
            work.out += work.subject.substr(start, end - start);
        } else if (next >= '1' && next <= '9') {
            pushCapture(work.lua, work.matcher, work.subject, static_cast<std::size_t>(next - '1'),
                        start, end);
            std::size_t size = 0;
            const char *capture = lua_tolstring(work.lua, -1, &size);
            work.out.append(capture, size);
            lua_pop(work.lua, 1);
        } else {
            luaL_error(work.lua, "invalid use of '%%' in replacement string");
        }
    }
}

void addReplacement(Substitution &work, std::size_t start, std::size_t end)
{
    lua_State *lua = work.lua;
    switch (lua_type(lua, 3)) {
    case LUA_TFUNCTION: {
        lua_pushvalue(lua, 3);
        const int count = pushCaptures(lua, work.matcher, work.subject, start, end, true);
        lua_call(lua, count, 1);
        break;
    }
    case LUA_TTABLE:
        pushCapture(lua, work.matcher, work.subject, 0, start, end);
        lua_gettable(lua, 3);
        break;
    default:
        addReplacementText(work, start, end);
        return;
    }
    if (lua_toboolean(lua, -1) == 0) {
        work.out += work.subject.substr(start, end - start);
    } else if (lua_isstring(lua, -1) == 0) {
        luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
    } else {
        std::size_t size = 0;
        const char *text = lua_tolstring(lua, -1, &size);
        work.out.append(text, size);
    }
    lua_pop(lua, 1);
}

int gsub(lua_State *lua)
{
    const std::string_view subject = lua::checkText(lua, 1);
    const std::string_view pattern = lua::checkText(lua, 2);
    const int type = lua_type(lua, 3);
    luaL_argexpected(lua,
                     type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
                         type == LUA_TTABLE,
                     3, "string/function/table");
    if (type == LUA_TNUMBER)
        lua_tolstring(lua, 3, nullptr); // in place: from here on it is a string
    const auto most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(subject.size()) + 1);
    StateContext &context = StateContext::of(lua);
    PatternMatcher matcher = matcherFor(lua, subject, pattern);
    matcher.useAnchor();
    Substitution work{lua, subject, matcher, {}};
    Ticker ticker(lua);
    std::size_t at = 0;
    std::size_t lastEnd = PatternMatcher::npos;
    lua_Integer count = 0;
    while (count < most) {
        ticker.tick();
        const std::size_t end = matcher.matchAt(at);
        if (end != PatternMatcher::npos && end != lastEnd) {
            ++count;
            addReplacement(work, at, end);
            at = lastEnd = end;
        } else if (at < subject.size()) {
            work.out += subject[at++];
        } else {
            break;
        }
        if (context.memoryLimit != 0 && work.out.size() > context.memoryLimit)
            context.stopForMemory();
        if (matcher.isAnchored())
            break;
    }
    work.out += subject.substr(at);
    lua::pushText(lua, work.out);
    lua_pushinteger(lua, count);
    return 2;
}

int repeat(lua_State *lua)
{
    const std::string_view text = lua::checkText(lua, 1);
    const lua_Integer times = luaL_checkinteger(lua, 2);
    const std::string_view separator =
        lua_isnoneornil(lua, 3) ? std::string_view() : lua::checkText(lua, 3);
    if (times <= 0 || (text.empty() && separator.empty())) {
        lua_pushliteral(lua, "");
        return 1;
    }
    StateContext &context = StateContext::of(lua);
    const auto count = static_cast<std::size_t>(times);
    constexpr std::size_t most = std::size_t{1} << 31U;
    if (text.size() + separator.size() > most / count)
        return luaL_error(lua, "resulting string too large");
    const std::size_t total = text.size() * count + separator.size() * (count - 1);
    if (context.memoryLimit != 0 && total > context.memoryLimit)
        context.stopForMemory();
    luaL_Buffer buffer;
    char *out = luaL_buffinitsize(lua, &buffer, total);
    Ticker ticker(lua);
    for (std::size_t i = 0; i < count; ++i) {
        ticker.tick();
        if (i > 0 && !separator.empty()) {
            std::memcpy(out, separator.data(), separator.size());
            out += separator.size();
        }
        if (!text.empty())
            std::memcpy(out, text.data(), text.size());
        out += text.size();
    }
    luaL_pushresultsize(&buffer, total);
    return 1;
}

/** string.format, with arguments of %s turned to text by us (no addresses) and without %p. */
int format(lua_State *lua)
{
    const std::string_view pattern = lua::checkText(lua, 1);
    int argument = 1;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%')
            continue;
        if (++i >= pattern.size())
            break;
        if (pattern[i] == '%')
            continue;
        while (i < pattern.size() && std::strchr("-+ #0123456789.", pattern[i]) != nullptr)
            ++i;
        ++argument;
        const char conversion = i < pattern.size() ? pattern[i] : '\0';
        if (conversion == 'p')
            return luaL_error(lua, "invalid conversion '%%p' to 'format'");
        if (conversion == 's' && argument <= lua_gettop(lua) &&
            lua_type(lua, argument) != LUA_TSTRING) {
            pushDisplay(lua, argument);
            lua_replace(lua, argument);
        }
    }
    const int count = lua_gettop(lua);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    const int status = lua_pcall(lua, count, 1, 0);
    if (status == LUA_ERRMEM)
        StateContext::of(lua).stopForMemory();
    if (status == LUA_OK)
        return 1;
    luaL_where(lua, 1); // the line of the script, which Lua's own function cannot see from here
    lua_insert(lua, -2);
    lua_concat(lua, 2);
    return lua_error(lua);
}

constexpr const char *plain[] = {"byte",    "char", "len",    "lower", "pack", "packsize",
                                 "reverse", "sub",  "unpack", "upper", nullptr};

constexpr luaL_Reg ours[] = {{"find", lua::entry<find>},     {"match", lua::entry<match>},
                             {"gmatch", lua::entry<gmatch>}, {"gsub", lua::entry<gsub>},
                             {"rep", lua::entry<repeat>},    {nullptr, nullptr}};

/** Methods of strings come from a table that no script can reach. The metatable keeps its
 * arithmetic. */
void lockStringMetatable(lua_State *lua, int library)
{
    lua_pushliteral(lua, "");
    lua_getmetatable(lua, -1);
    lua_newtable(lua); // a copy: scripts get the other one
    lua_pushnil(lua);
    while (lua_next(lua, library) != 0) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -4);
    }
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 2);
}

} // namespace

void openString(lua_State *lua)
{
    lua_newtable(lua);
    luaL_requiref(lua, "string", luaopen_string, 0);
    copyNamed(lua, plain);
    lua_getfield(lua, -1, "format");
    lua_pushcclosure(lua, lua::entry<format>, 1);
    lua_setfield(lua, -3, "format");
    lua_pop(lua, 1);
    luaL_setfuncs(lua, ours, 0);
    lockStringMetatable(lua, lua_gettop(lua));
}

} // namespace syncline::sandbox
