#include "core/base/Clock.h"
#include "core/base/Time.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>

namespace syncline {

namespace {

using Milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr std::int64_t earliest = -62'135'596'800'000; // 0001-01-01
constexpr std::int64_t latest = 253'402'300'799'999;   // 9999-12-31

/** Milliseconds, from a number or from ISO text. */
std::int64_t instantAt(lua_State *lua, int index)
{
    std::int64_t ms = 0;
    if (lua_type(lua, index) == LUA_TNUMBER) {
        ms = static_cast<std::int64_t>(luaL_checknumber(lua, index));
    } else {
        const std::string_view text = lua::checkText(lua, index);
        const auto parsed = iso::parseDateTime(text);
        if (!parsed) {
            throw lua::ScriptRaise(Error(errc::invalidInput, "\"%1\" is no ISO 8601 time.",
                                         {std::string(text.substr(0, 60))}));
        }
        ms = parsed->ms;
    }
    if (ms < earliest || ms > latest)
        throw lua::ScriptRaise(
            Error(errc::invalidInput, "The time is not in the years 1 to 9999."));
    return ms;
}

int now(lua_State *lua)
{
    lua_pushinteger(lua, LuaSession::of(lua).services().clock->now().ms);
    return 1;
}

int parse(lua_State *lua)
{
    const std::string_view text = lua::checkText(lua, 1);
    auto parsed = iso::parseDateTime(text);
    if (!parsed)
        parsed = iso::parseHttpDate(text);
    if (parsed)
        lua_pushinteger(lua, parsed->ms);
    else
        lua_pushnil(lua);
    return 1;
}

int format(lua_State *lua)
{
    const std::int64_t ms = instantAt(lua, 1);
    if (lua_isnoneornil(lua, 2)) {
        lua::pushText(lua, iso::format(DateTime{ms}));
        return 1;
    }
    const std::string pattern(lua::checkText(lua, 2));
    luaL_argcheck(lua, pattern.size() <= 200, 2, "is too long");
    const std::time_t seconds = (ms >= 0 ? ms : ms - 999) / 1000;
    std::tm parts = {};
    gmtime_r(&seconds, &parts);
    char out[1000];
    const std::size_t size = std::strftime(out, sizeof out, pattern.c_str(), &parts);
    lua_pushlstring(lua, out, size);
    return 1;
}

std::int64_t wholeNumber(const ValueObject &amounts, std::string_view unit)
{
    const Value &amount = amounts.at(unit);
    if (amount.isNull())
        return 0;
    if (!amount.isInt() || amount.asInt() > 100'000'000'000'000 ||
        amount.asInt() < -100'000'000'000'000) {
        throw lua::ScriptRaise(
            Error(errc::invalidInput, "time.add: %1 must be a whole number.", {std::string(unit)}));
    }
    return amount.asInt();
}

/** Months and years first, to the last day of a shorter month; then the rest exactly. */
Milliseconds added(std::int64_t ms, const ValueObject &amounts)
{
    using namespace std::chrono;
    const Milliseconds start{milliseconds(ms)};
    const sys_days day = floor<days>(start);
    const auto sinceMidnight = start - day;
    const std::int64_t byMonths =
        wholeNumber(amounts, "months") + 12 * wholeNumber(amounts, "years");
    if (byMonths < -240'000 || byMonths > 240'000)
        throw lua::ScriptRaise(Error(errc::invalidInput, "time.add: too many months or years."));
    year_month_day date{day};
    date += months(static_cast<int>(byMonths));
    if (!date.ok())
        date = date.year() / date.month() / last;
    return sys_days(date) + sinceMidnight + days(wholeNumber(amounts, "weeks") * 7) +
           days(wholeNumber(amounts, "days")) + hours(wholeNumber(amounts, "hours")) +
           minutes(wholeNumber(amounts, "minutes")) + seconds(wholeNumber(amounts, "seconds")) +
           milliseconds(wholeNumber(amounts, "ms"));
}

int add(lua_State *lua)
{
    const ValueObject amounts = lua::optionalObject(lua, 2, "amounts");
    for (const auto &[unit, amount] : amounts) {
        constexpr std::string_view units[] = {"years", "months",  "weeks",   "days",
                                              "hours", "minutes", "seconds", "ms"};
        if (std::find(std::begin(units), std::end(units), unit) == std::end(units)) {
            throw lua::ScriptRaise(Error(errc::invalidInput,
                                         "time.add has no unit \"%1\"; it has years, months, "
                                         "weeks, days, hours, minutes, seconds, ms.",
                                         {unit}));
        }
    }
    lua_pushinteger(lua, added(instantAt(lua, 1), amounts).time_since_epoch().count());
    return 1;
}

constexpr Binding bindings[] = {
    {"now", lua::entry<now>, "time.now(): integer", "Milliseconds since 1970, UTC.", "",
     "local started = time.now()"},
    {"parse", lua::entry<parse>, "time.parse(text: string): integer|nil",
     "Milliseconds of an ISO 8601 or HTTP date; nil when it is none.", "",
     "time.parse(\"2024-01-01T00:00:00Z\")"},
    {"format", lua::entry<format>, "time.format(time: integer|string, pattern?: string): string",
     "ISO 8601 in UTC, or by a strftime pattern.", "SYNC_INVALID_INPUT",
     "time.format(time.now(), \"%Y-%m-%d\")"},
    {"add", lua::entry<add>, "time.add(time: integer|string, amounts: table): integer",
     "The time plus { years, months, weeks, days, hours, minutes, seconds, ms }.",
     "SYNC_INVALID_INPUT", "time.add(time.now(), { days = -7 })"},
};

} // namespace

const Module timeModule{"time", Module::Kind::Library, "Time in UTC, as milliseconds since 1970.",
                        bindings, nullptr};

} // namespace syncline
