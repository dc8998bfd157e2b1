#include "core/base/CallbackTo.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/RecordBinding.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/Wait.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace syncline {

namespace {

int finish(lua_State *lua, Result<void> done)
{
    if (!done)
        LuaSession::of(lua).raise(lua, std::move(done).error());
    return 0;
}

int save(lua_State *lua)
{
    return awaitTask(lua, "save", LuaSession::of(lua).scope().save(checkRecord(lua, 1)), finish);
}

int deleteRecord(lua_State *lua)
{
    return awaitTask(lua, "delete_record",
                     LuaSession::of(lua).scope().deleteRecord(checkRecord(lua, 1)), finish);
}

int applyParams(lua_State *lua)
{
    ScriptRecordPtr record = checkRecord(lua, 2);
    const Value params = lua::optionalObject(lua, 1, "params", lua::ValueUse::Input);
    return finish(lua, LuaSession::of(lua).scope().applyParams(params, std::move(record)));
}

int sleep(lua_State *lua);

constexpr Binding bindings[] = {
    {"save", lua::entry<save>, "save(record: record): nil", "Validates and stores the record.",
     "GGT_INVALID_RECORD", "save(ctx.record)"},
    {"delete_record", lua::entry<deleteRecord>, "delete_record(record: record): nil",
     "Deletes the record.", "GGT_RECORD_NOT_FOUND", "delete_record(ctx.record)"},
    {"apply_params", lua::entry<applyParams>, "apply_params(params: table, record: record): nil",
     "Sets the record's fields from the params of the same name.", "GGT_INVALID_RECORD",
     "apply_params(ctx.params, ctx.record)"},
    {"sleep", lua::entry<sleep>, "sleep(ms: number): nil",
     "Waits; other runs go on meanwhile. Ends with its run.", "GGT_CANNOT_WAIT_HERE", "sleep(500)"},
};

Task<bool> sleepFor(Executor &executor, std::stop_token stop, std::chrono::milliseconds length)
{
    std::optional<std::stop_callback<std::function<void()>>> wake;
    const bool isOver = co_await callbackTo<bool>(executor, [&](Resolve<bool> done) {
        executor.postAfter(length, [done] { done(true); });
        wake.emplace(std::move(stop), [done] { done(false); });
    });
    co_return isOver;
}

int sleep(lua_State *lua)
{
    const lua_Number ms = luaL_checknumber(lua, 1);
    luaL_argcheck(lua, ms >= 0 && ms <= 86'400'000.0, 1, "must be between 0 and a day (in ms)");
    LuaSession &session = LuaSession::of(lua);
    StateContext::of(lua).checkCanWait("sleep");
    session.aboutToWait(lua);
    const auto length = std::chrono::milliseconds(static_cast<std::int64_t>(ms));
    return awaitTask(lua, "sleep", sleepFor(session.executor(), session.waitStop(), length),
                     [](lua_State *, bool) { return 0; });
}

} // namespace

const Module effectModule{"effects", Module::Kind::Functions,
                          "What the built-in effects do, from code.", bindings, nullptr};

} // namespace syncline
