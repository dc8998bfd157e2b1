// A precondition in Lua, called as actions call it, against a bare protected call of the same
// function with a userdata for ctx.
//   precondition_bench [CALLS]

#include "tests/scripting/support/FakeScope.h"
// In this order: moc stumbles over <compare>, which Clock.h reads first.
#include "core/action/ActionRecord.h"
#include "core/base/Clock.h"
#include "scripting/lua/Lua.h"
#include "scripting/runtime/ScriptRuntime.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"
#include "tests/bench/support/Wait.h"
#include "tests/support/ActionFixture.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>

namespace {

using namespace syncline;
using namespace syncline::bench;

constexpr double limit = 10;
constexpr int rounds = 5;
constexpr const char *source =
    "return function(ctx) return ctx.record.price > 0 and ctx.record.title ~= '' end";

// --- the bare call: a proxy that finds a field by its name and pushes it ---

using Fields = std::unordered_map<std::string, Value>;

int indexRecord(lua_State *lua)
{
    const Fields &fields = **static_cast<Fields **>(luaL_checkudata(lua, 1, "bare.record"));
    const auto found = fields.find(luaL_checkstring(lua, 2));
    if (found == fields.end())
        lua_pushnil(lua);
    else if (found->second.isString())
        lua_pushlstring(lua, found->second.asString().data(), found->second.asString().size());
    else
        lua_pushnumber(lua, found->second.asDouble());
    return 1;
}

int indexContext(lua_State *lua)
{
    luaL_checkudata(lua, 1, "bare.context");
    lua_getiuservalue(lua, 1, 1);
    return 1;
}

void makeType(lua_State *lua, const char *name, lua_CFunction index)
{
    luaL_newmetatable(lua, name);
    lua_pushcfunction(lua, index);
    lua_setfield(lua, -2, "__index");
    lua_pop(lua, 1);
}

class BareCall
{
public:
    explicit BareCall(Fields fields)
        : m_fields(std::move(fields)),
          m_lua(luaL_newstate())
    {
        makeType(m_lua, "bare.record", indexRecord);
        makeType(m_lua, "bare.context", indexContext);
        if (luaL_dostring(m_lua, source) != LUA_OK)
            std::abort();
        m_function = luaL_ref(m_lua, LUA_REGISTRYINDEX);
    }
    ~BareCall() { lua_close(m_lua); }
    BareCall(const BareCall &) = delete;
    BareCall &operator=(const BareCall &) = delete;

    /** Fresh proxies for each call, as a record is another each time. */
    bool holds()
    {
        lua_rawgeti(m_lua, LUA_REGISTRYINDEX, m_function);
        lua_newuserdatauv(m_lua, 1, 1);
        luaL_setmetatable(m_lua, "bare.context");
        *static_cast<Fields **>(lua_newuserdatauv(m_lua, sizeof(Fields *), 0)) = &m_fields;
        luaL_setmetatable(m_lua, "bare.record");
        lua_setiuservalue(m_lua, -2, 1);
        const bool ran = lua_pcall(m_lua, 1, 1, 0) == LUA_OK;
        const bool result = ran && lua_toboolean(m_lua, -1) != 0;
        lua_pop(m_lua, 1);
        return result;
    }

private:
    Fields m_fields;
    lua_State *m_lua;
    int m_function = 0;
};

// --- ours ---

EffectCall callOn(const ScriptRecordPtr &record)
{
    EffectCall call;
    call.file = "models/product/update/preconditions/has-price.lua";
    call.phase = "precondition";
    call.model = "product";
    call.action = "update";
    call.record = record;
    return call;
}

Task<int> callOften(ScriptSession &session, ScriptRecordPtr record, int calls)
{
    int held = 0;
    for (int i = 0; i < calls; ++i) {
        EffectCall call = callOn(record);
        Result<bool> holds = co_await session.runPrecondition(std::move(call));
        held += holds && holds.value() ? 1 : 0;
    }
    co_return held;
}

/** The least of some rounds; each must hold @p calls times. */
template <typename Round>
double best(int calls, Round round)
{
    double least = 1e9;
    for (int i = 0; i < rounds; ++i) {
        const Stopwatch time;
        if (round() != calls) {
            std::fprintf(stderr, "A precondition did not hold.\n");
            std::exit(1);
        }
        least = std::min(least, time.cpu());
    }
    return least * 1e6 / calls;
}

} // namespace

int main(int argc, char **argv)
{
    const int calls = std::max(1, argc > 1 ? std::atoi(argv[1]) : 200'000);
    const std::shared_ptr<ModelDef> product =
        test::model("product", {test::field("title", FieldType::String),
                                test::field("price", FieldType::Number)});
    RecordRow row;
    row.id = RecordId{7};
    row.fields = {{"title", "Blue chair"}, {"price", 49.5}};
    const auto record = std::make_shared<ActionRecord>(product, row);

    SystemClock clock;
    SystemRandom random;
    FakeSources sources;
    FakeScope scope;
    sources.put(callOn(nullptr).file, source);
    scope.modelInfos.set("product", modelMetadata(*product));
    const auto host =
        makeScriptHost({.clock = &clock, .random = &random, .sources = &sources}, {.workers = 1});
    const auto session = host->openSession(scope, {});
    BareCall bare({{"title", "Blue chair"}, {"price", 49.5}});

    const double rawCall = best(calls, [&] {
        int held = 0;
        for (int i = 0; i < calls; ++i)
            held += bare.holds() ? 1 : 0;
        return held;
    });
    const double ourCall = best(
        calls, [&] { return wait<int>(session->executor(), callOften(*session, record, calls)); });
    std::printf("%d calls\n", calls);
    report({.what = "precondition call, CPU",
            .unit = "µs",
            .raw = rawCall,
            .ours = ourCall,
            .limit = limit});
    return 0;
}
