#include "core/base/CallbackTo.h"
#include "core/base/Worker.h"
#include "tests/scripting/support/FakeHttp.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QtTest>

using namespace syncline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/** Waits leave through whatever lies between, and come back to where they were. */
class WaitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void waitsWherever_data();
    void waitsWherever();
    void refusesWhereNothingCanWait_data();
    void refusesWhereNothingCanWait();
    void nestedActionsWaitInsideTheirCaller();
    void oneWorkerServesManyWaitingRuns();
    void aSystemWaitIsNoYieldOfTheScript();
    void transactionsEndAsTheirFunction();
    void aRunThatMayNotWaitStartsAgain();

private:
    /** Answers api.ping after a real wait. */
    Task<Result<ScriptResult>> slowly(ApiRequest request);
    std::unique_ptr<ScriptBench> m_bench;
    Executor *m_executor = nullptr;
    std::unique_ptr<Worker> m_elsewhere;
};

void WaitTest::init()
{
    m_elsewhere = std::make_unique<Worker>("elsewhere");
    m_bench = std::make_unique<ScriptBench>();
    m_bench->scope.actions = {{"ping", true}, {"now", true}, {"fail", true}};
    m_bench->scope.onApi = [this](ApiRequest request) { return slowly(std::move(request)); };
}

Task<Result<ScriptResult>> WaitTest::slowly(ApiRequest request)
{
    if (request.operation == "now")
        co_return ScriptResult(Value("at once"));
    Executor &executor = *m_executor;
    const int answer = co_await callbackTo<int>(executor, [&](Resolve<int> done) {
        m_elsewhere->post([done = std::move(done)] { done(7); });
    });
    if (request.operation == "fail")
        co_return Error("GGT_SOMETHING", "It failed after a wait.");
    co_return ScriptResult(Value(answer));
}

void WaitTest::waitsWherever_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plainly") << u"return api.ping()"_s << u"7"_s;
    QTest::newRow("not at all when the answer is there") << u"return api.now()"_s << u"at once"_s;
    QTest::newRow("inside pcall") << u"local ok, v = pcall(api.ping) return tostring(ok) .. v"_s
                                  << u"true7"_s;
    QTest::newRow("inside pcall in pcall")
        << u"local ok, ok2, v = pcall(pcall, api.ping) return tostring(ok2) .. v"_s << u"true7"_s;
    QTest::newRow("inside xpcall and its handler")
        << u"local ok, v = xpcall(function() error('x') end, function(e) return api.ping() end)"
           " return tostring(ok) .. v"_s
        << u"false7"_s;
    QTest::newRow("inside a coroutine")
        << u"return coroutine.wrap(function() return api.ping() + 1 end)()"_s << u"8"_s;
    QTest::newRow("three coroutines deep")
        << u"local w = coroutine.wrap return w(function() return w(function() return w(function()"
           " return api.ping() + api.ping() end)() end)() end)()"_s
        << u"14"_s;
    QTest::newRow("between yields of a generator")
        << u"local s = '' for v in coroutine.wrap(function() for i = 1, 3 do local p = api.ping()"
           " coroutine.yield(i * p) end end) do s = s .. v .. ' ' .. api.ping() .. ' ' end return s"_s
        << u"7 7 14 7 21 7 "_s;
    QTest::newRow("in resume, with its results")
        << u"local co = coroutine.create(function(a) local b = coroutine.yield(api.ping() + a)"
           " return b + api.ping() end) local _, x = coroutine.resume(co, 1)"
           " local _, y = coroutine.resume(co, 2) return x .. ',' .. y .. ','"
           " .. coroutine.status(co)"_s
        << u"8,9,dead"_s;
    QTest::newRow("in a metamethod of a script")
        << u"return setmetatable({}, { __index = function() return api.ping() end }).x"_s << u"7"_s;
    QTest::newRow("in an iterator") << u"local n = 0 for v in function() if n < 3 then n = n + 1 "
                                       u"return api.ping() end end do end"
                                       " return n"_s
                                    << u"3"_s;
    QTest::newRow("in a __close at the end of a block")
        << u"local v do local c <close> = setmetatable({}, { __close = function() v = api.ping()"
           " end }) end return v"_s
        << u"7"_s;
    QTest::newRow("in a loaded chunk") << u"return load('return api.ping()')()"_s << u"7"_s;
    QTest::newRow("with an error at its end")
        << u"local ok, e = pcall(api.fail) return e.code .. tostring(e)"_s
        << u"GGT_SOMETHINGGGT_SOMETHING: It failed after a wait."_s;
    QTest::newRow("with an error through coroutines")
        << u"local co = coroutine.create(function() api.fail() end)"
           " local ok, e = coroutine.resume(co) return tostring(ok) .. e.code"_s
        << u"falseGGT_SOMETHING"_s;
    QTest::newRow("asleep") << u"sleep(1) return 'woke'"_s << u"woke"_s;
}

void WaitTest::waitsWherever()
{
    QFETCH(const QString, source);
    QFETCH(const QString, expected);
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_executor = &session->executor();
    const Result<Value> result =
        m_bench->wait(*session, session->evaluate("eval", source.toStdString()));
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    const std::string text = result->isInt() ? std::to_string(result->asInt()) : result->stringOr();
    QCOMPARE(QString::fromStdString(text), expected);
}

void WaitTest::refusesWhereNothingCanWait_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("a sort order") << u"table.sort({ 2, 1 }, function() return api.ping() end)"_s;
    QTest::newRow("a gsub replacement") << u"('a'):gsub('a', function() return api.ping() end)"_s;
    QTest::newRow("a coroutine inside a sort order")
        << u"table.sort({ 2, 1 }, function() return coroutine.wrap(api.ping)() end)"_s;
    QTest::newRow("__tostring in tostring")
        << u"tostring(setmetatable({}, { __tostring = function() return api.ping() end }))"_s;
    QTest::newRow("closing a coroutine")
        << u"local co = coroutine.create(function() local c <close> = setmetatable({}, { __close ="
           " function() api.ping() end }) coroutine.yield() end) coroutine.resume(co)"
           " local ok, e = coroutine.close(co) error(e)"_s;
}

void WaitTest::refusesWhereNothingCanWait()
{
    QFETCH(const QString, source);
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_executor = &session->executor();
    const Result<Value> result =
        m_bench->wait(*session, session->evaluate("eval", "\n\n" + source.toStdString()));
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::cannotWaitHere));
    QVERIFY2(result.error().place.starts_with("eval:3"), result.error().place.c_str());
}

void WaitTest::nestedActionsWaitInsideTheirCaller()
{
    m_bench->scope.modelInfos = {{"order", ValueObject{}}};
    m_bench->scope.actions.set("order.create", true);
    m_bench->sources.put("inner.lua", "return function(ctx) local v = api.ping() sleep(1)"
                                      " return v * ctx.params.factor end");
    m_bench->sources.put("outer.lua",
                         "return function(ctx) local a = api.order.create{ factor = 2 }"
                         " local b = coroutine.wrap(function() return"
                         " api.order.create{ factor = a } end)()"
                         " return a .. '/' .. b end");
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_executor = &session->executor();
    m_bench->scope.onApi = [this, &session](ApiRequest request) -> Task<Result<ScriptResult>> {
        if (request.model.empty()) {
            Result<ScriptResult> plain = co_await slowly(std::move(request));
            co_return plain;
        }
        EffectCall call;
        call.file = "inner.lua";
        call.phase = "run";
        call.params = request.input;
        Result<Value> value = co_await session->runEffect(std::move(call));
        if (!value)
            co_return std::move(value).error();
        co_return ScriptResult(std::move(value).value());
    };
    EffectCall call;
    call.file = "outer.lua";
    const Result<Value> result = m_bench->effect(*session, std::move(call));
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(result->stringOr(), std::string("14/98"));
}

void WaitTest::oneWorkerServesManyWaitingRuns()
{
    constexpr int runs = 200;
    std::atomic<int> done = 0;
    m_bench->sources.put("wait.lua", "return function() sleep(30) return 1 end");
    std::vector<std::unique_ptr<ScriptSession>> sessions;
    for (int i = 0; i < runs; ++i) {
        sessions.push_back(m_bench->host->openSession(m_bench->scope, {}));
        EffectCall call;
        call.file = "wait.lua";
        spawn<Result<Value>>(sessions.back()->executor(),
                             sessions.back()->runEffect(std::move(call)),
                             [&done](const Result<Value> &result) { done += result.ok() ? 1 : 0; });
    }
    QTRY_COMPARE_WITH_TIMEOUT(done.load(), runs, 10'000); // one after another it would take 6 s
}

void WaitTest::aSystemWaitIsNoYieldOfTheScript()
{
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_executor = &session->executor();
    // While it waits for the system, a coroutine looks busy, and other code may not touch it.
    const Result<Value> result = m_bench->wait(
        *session, session->evaluate("eval", "return select(2, pcall(coroutine.yield, 1))"));
    QVERIFY(result.ok());
    QVERIFY(result->stringOr().find("outside a coroutine") != std::string::npos);
}

void WaitTest::transactionsEndAsTheirFunction()
{
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_executor = &session->executor();
    const Result<Value> result = m_bench->wait(
        *session, session->evaluate(
                      "eval", "local a, b = api.transaction(function() return api.ping(), 2 end)"
                              " local ok, e = pcall(api.transaction, function() api.fail() end)"
                              " return a + b .. e.code"));
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(result->stringOr(), std::string("9GGT_SOMETHING"));
    QCOMPARE(m_bench->scope.transactions, std::string("begin commit begin rollback "));
}

void WaitTest::aRunThatMayNotWaitStartsAgain()
{
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    m_bench->sources.put("wait.lua", "count = (count or 0) + 1 return function() pcall(sleep, 1)"
                                     " return count end");
    m_bench->scope.restartOnWait = true;
    EffectCall call;
    call.file = "wait.lua";
    const Result<Value> first = m_bench->effect(*session, call);
    QVERIFY(!first);
    QCOMPARE(first.error().code, std::string(errc::restart)); // pcall could not swallow it
    session->reset();
    m_bench->scope.restartOnWait = false;
    const Result<Value> second = m_bench->effect(*session, call);
    QVERIFY2(second.ok(), second.ok() ? "" : second.error().describe().c_str());
    QCOMPARE(*second, Value(1));
}

QTEST_GUILESS_MAIN(WaitTest)
#include "WaitTest.moc"
