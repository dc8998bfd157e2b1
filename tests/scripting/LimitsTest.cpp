#include "core/base/CallbackTo.h"
#include "scripting/lua/Lua.h"
#include "tests/scripting/support/FakeHttp.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>

#include <malloc.h>

using namespace syncline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

std::atomic<bool> s_release = false;

/** A C function that neither ends nor looks at anything: what a bug in a library would be. */
int stuck(lua_State * /*lua*/)
{
    while (!s_release.load(std::memory_order_relaxed)) {
    }
    return 0;
}

void addStuck(lua_State *lua)
{
    lua_getfield(lua, LUA_REGISTRYINDEX, "syncline.pristine");
    lua_pushcfunction(lua, stuck);
    lua_setfield(lua, -2, "stuck");
    lua_pop(lua, 1);
}

} // namespace

/** Time, memory and cancelling end a run, whatever it tries, and nothing but the run. */
class LimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSwallowsAStop_data();
    void nothingSwallowsAStop();
    void memoryEndsTheRun_data();
    void memoryEndsTheRun();
    void whatIsLetGoOutsideOfLuaIsCollected();
    void cancellingEndsALoop();
    void cancellingEndsAWait_data();
    void cancellingEndsAWait();
    void innerLimitsAreTheirOwn();
    void aWaitOfCoreIsGivenUp();
    void aStuckThreadIsReplaced();
    void floodsOfLogLinesAreCut();
};

void LimitsTest::nothingSwallowsAStop_data()
{
    QTest::addColumn<QString>("source");
    const QString loop = u"while true do end"_s;
    QTest::newRow("pcall") << u"while true do pcall(function() %1 end) end"_s.arg(loop);
    QTest::newRow("pcall in pcall")
        << u"pcall(pcall, function() %1 end) return 'escaped'"_s.arg(loop);
    QTest::newRow("xpcall with a handler that loops")
        << u"xpcall(function() %1 end, function() %1 end)"_s.arg(loop);
    QTest::newRow("an error handler that loops") << u"xpcall(error, function() %1 end)"_s.arg(loop);
    QTest::newRow("coroutine.resume")
        << u"while true do coroutine.resume(coroutine.create(function() %1 end)) end"_s.arg(loop);
    QTest::newRow("coroutine.wrap in pcall")
        << u"while true do pcall(coroutine.wrap(function() %1 end)) end"_s.arg(loop);
    QTest::newRow("a __close")
        << u"local c <close> = setmetatable({}, { __close = function() %1 end })"_s.arg(loop);
    QTest::newRow("a __close after a stop")
        << u"while true do pcall(function() local c <close> = setmetatable({}, { __close ="
           " function() %1 end }) %1 end) end"_s.arg(loop);
    QTest::newRow("coroutine.close with a __close that loops")
        << u"local co = coroutine.create(function() local c <close> = setmetatable({}, { __close ="
           " function() %1 end }) coroutine.yield() end) coroutine.resume(co)"
           " while true do pcall(coroutine.close, co) end"_s.arg(loop);
    QTest::newRow("a sort order") << u"table.sort({ 1, 2, 3 }, function() %1 end)"_s.arg(loop);
    QTest::newRow("a gsub replacement")
        << u"('aaa'):gsub('a', function() pcall(function() %1 end) end)"_s.arg(loop);
    QTest::newRow("a metamethod")
        << u"pcall(function() return setmetatable({}, { __index = function() %1 end }).x end)"_s
               .arg(loop);
    QTest::newRow("a reader of load") << u"pcall(load, function() %1 end)"_s.arg(loop);
    QTest::newRow("api.transaction")
        << u"pcall(api.transaction, function() %1 end) return 'escaped'"_s.arg(loop);
    QTest::newRow("waiting again and again") << u"while true do pcall(sleep, 1) end"_s;
    QTest::newRow("a long wait") << u"pcall(sleep, 60000) return 'escaped'"_s;
    QTest::newRow("a very deep recursion")
        << u"local function f(n) if n > 0 then return 1 + f(n - 1) end while true do end end f(150000)"_s;
    QTest::newRow("many short coroutines")
        << u"while true do coroutine.wrap(function() for i = 1, 100 do end end)() end"_s;
}

void LimitsTest::nothingSwallowsAStop()
{
    QFETCH(const QString, source);
    ScriptBench bench;
    QElapsedTimer timer;
    timer.start();
    const Result<Value> result =
        bench.eval(source.toStdString(), {.timeout = 100ms, .timeoutCode = "GGT_ACTION_TIMEOUT"});
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::actionTimeout));
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(result.error().message().find("100 ms") != std::string::npos);
    QCOMPARE(bench.eval("return 1 + 1").valueOr(Value()), Value(2));
}

void LimitsTest::memoryEndsTheRun_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("a growing table") << u"local t = {} while true do t[#t + 1] = {} end"_s;
    QTest::newRow("a growing table in pcall")
        << u"while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end"_s;
    QTest::newRow("doubling a string") << u"local s = 'x' while true do s = s .. s end"_s;
    QTest::newRow("rep") << u"pcall(string.rep, 'x', 100000000) return 'escaped'"_s;
    QTest::newRow("gsub")
        << u"local s = ('x'):rep(1000000) pcall(string.gsub, s, 'x', ('y'):rep(1000)) return 1"_s;
    QTest::newRow("in a coroutine")
        << u"coroutine.resume(coroutine.create(function() local t = {} while true do"
           " t[#t + 1] = ('x'):rep(#t) end end)) return 'escaped'"_s;
}

void LimitsTest::memoryEndsTheRun()
{
    QFETCH(const QString, source);
    ScriptBench bench;
    const Result<Value> result =
        bench.eval(source.toStdString(), {.timeout = 20s, .memoryBytes = 8U << 20U});
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::scriptMemory));
    QVERIFY(result.error().message().find("8 MB") != std::string::npos);
    QCOMPARE(bench.eval("return #('x'):rep(1000)").valueOr(Value()), Value(1000));
}

void LimitsTest::whatIsLetGoOutsideOfLuaIsCollected()
{
    // To Lua each of these documents is a few bytes; together they are 900 MB.
    ScriptBench bench;
    const auto held = [] {
        const struct mallinfo2 info = mallinfo2();
        return info.uordblks + info.hblkhd;
    };
    const std::size_t before = held();
    const auto answer = bench.eval("local text = '[' .. ('12,'):rep(300000) .. '1]' local n = 0 "
                                   "for _ = 1, 150 do n = n + #json.lazy(text) end return n");
    QVERIFY2(answer.ok(), answer ? "" : answer.error().message().c_str());
    QCOMPARE(answer.value(), Value(150 * 300'001));
    QVERIFY2(held() < before + 100'000'000, std::to_string((held() - before) / 1'000'000).c_str());
}

void LimitsTest::cancellingEndsALoop()
{
    ScriptBench bench;
    const auto session = bench.host->openSession(bench.scope, {});
    std::atomic<bool> ended = false;
    std::string code;
    spawn<Result<Value>>(session->executor(),
                         session->evaluate("eval", "logger.info('begun') while true do end"),
                         [&](const Result<Value> &result) {
                             code = result ? "" : result.error().code;
                             ended = true;
                         });
    QElapsedTimer timer;
    timer.start();
    bench.scope.stop.request_stop();
    QTRY_VERIFY_WITH_TIMEOUT(ended.load(), 2000);
    QCOMPARE(code, std::string(errc::cancelled));
    QVERIFY(timer.elapsed() < 2000);
}

void LimitsTest::cancellingEndsAWait_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("asleep") << u"sleep(60000)"_s;
    QTest::newRow("an answer that never comes") << u"http.get('http://127.0.0.1:1/')"_s;
    QTest::newRow("in a coroutine in pcall")
        << u"pcall(coroutine.wrap(function() pcall(sleep, 60000) end)) return 'escaped'"_s;
}

void LimitsTest::cancellingEndsAWait()
{
    QFETCH(const QString, source);
    FakeHttp http;
    http.hang = true;
    ScriptBench bench({.workers = 1}, &http);
    const auto session = bench.host->openSession(bench.scope, {});
    std::atomic<bool> ended = false;
    std::string code;
    spawn<Result<Value>>(session->executor(), session->evaluate("eval", source.toStdString()),
                         [&](const Result<Value> &result) {
                             code = result ? "" : result.error().code;
                             ended = true;
                         });
    std::atomic<bool> passed = false;
    session->executor().post([&passed] { passed = true; });
    QTRY_VERIFY(passed.load());
    bench.scope.stop.request_stop();
    QTRY_VERIFY_WITH_TIMEOUT(ended.load(), 2000);
    QCOMPARE(code, std::string(errc::cancelled));
}

void LimitsTest::innerLimitsAreTheirOwn()
{
    ScriptBench bench;
    const auto session = bench.host->openSession(bench.scope, {.timeout = 30s});
    bench.sources.put("loop.lua", "return function() while true do end end");
    session->pushLimit(50ms, std::string(errc::transactionTimeout));
    EffectCall call;
    call.file = "loop.lua";
    const Result<Value> result = bench.effect(*session, call);
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::transactionTimeout));
    QCOMPARE(result.error().place, std::string("loop.lua:1"));

    const auto other = bench.host->openSession(bench.scope, {.timeout = 30s});
    other->pushLimit(20s, std::string(errc::transactionTimeout));
    other->popLimit();
    bench.sources.put("quick.lua", "return function() return 5 end");
    call.file = "quick.lua";
    QCOMPARE(bench.effect(*other, call).valueOr(Value()), Value(5));
}

void LimitsTest::aWaitOfCoreIsGivenUp()
{
    ScriptBench bench;
    bench.scope.actions = {{"never", true}};
    Executor *executor = nullptr;
    std::vector<Resolve<int>> kept; // whoever would answer never does
    bench.scope.onApi = [&](ApiRequest) -> Task<Result<ScriptResult>> {
        const int answer = co_await callbackTo<int>(
            *executor, [&](Resolve<int> done) { kept.push_back(std::move(done)); });
        co_return ScriptResult(Value(answer));
    };
    const auto session = bench.host->openSession(bench.scope, {.timeout = 50ms});
    executor = &session->executor();
    const Result<Value> result = bench.wait(*session, session->evaluate("eval", "api.never()"));
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::actionTimeout));
    kept.front()(1); // too late: nobody is there any more
}

void LimitsTest::aStuckThreadIsReplaced()
{
    ScriptBench bench({.workers = 1, .grace = 50ms, .prepareTest = addStuck});
    s_release = false;
    bench.sources.put("nap.lua", "return function() sleep(20) return 'woke' end");
    const auto sleeper = bench.host->openSession(bench.scope, {});
    EffectCall nap;
    nap.file = "nap.lua";
    std::atomic<bool> woke = false;
    spawn<Result<Value>>(sleeper->executor(), sleeper->runEffect(std::move(nap)),
                         [&woke](const Result<Value> &result) {
                             woke = result.ok() && result->stringOr() == "woke";
                         });

    const Result<Value> result = bench.eval("stuck()", {.timeout = 50ms});
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::actionTimeout));
    // The other run on that thread went on, and so do new ones.
    QTRY_VERIFY(woke.load());
    QCOMPARE(bench.eval("return 'alive'").valueOr(Value()).stringOr(), std::string("alive"));
    s_release = true;
}

void LimitsTest::floodsOfLogLinesAreCut()
{
    ScriptBench bench;
    QVERIFY(bench.eval("for i = 1, 20000 do logger.info('line') end").ok());
    QCOMPARE(bench.scope.lines.size(), std::size_t(10'001));
    QCOMPARE(bench.scope.lines.back().level, LogLevel::Warn);
    bench.scope.lines.clear();
    QVERIFY(bench.eval("logger.warn(('x'):rep(20000000))").ok());
    QCOMPARE(bench.scope.lines.size(), std::size_t(1));
    QVERIFY(bench.scope.lines.front().text.size() < 70'000);
}

QTEST_GUILESS_MAIN(LimitsTest)
#include "LimitsTest.moc"
