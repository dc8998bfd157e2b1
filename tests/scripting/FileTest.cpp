#include "tests/scripting/support/ScriptBench.h"

#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

/** How project files become code: effects, preconditions, validations, modules, their errors, their
 * newer versions. */
class FileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreWhatTheyReturn_data();
    void filesAreWhatTheyReturn();
    void preconditionsSayYesOrNo_data();
    void preconditionsSayYesOrNo();
    void paramsAreReadWithoutRunning();
    void paramsOfAChangedFileAreReadAgain();
    void aRestingSessionGivesItsStateBack();
    void validationsCollectErrors();
    void failuresSayWhere_data();
    void failuresSayWhere();
    void tracebacksShowTheScriptOnly();
    void modulesLoadOnce();
    void modulesThatLeaveTheProject_data();
    void modulesThatLeaveTheProject();
    void modulesThatRequireEachOther();
    void runningTasksFinishOnTheirCode();
    void contextIsGoneAfterItsCall();
    void scopeIsSharedAsData();
    void syntaxIsChecked_data();
    void syntaxIsChecked();

private:
    ScriptBench m_bench;
};

void FileTest::filesAreWhatTheyReturn_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected"); // the result, or a part of the error
    QTest::newRow("a function") << u"return function(ctx) return 'ran' end"_s << u"ran"_s;
    QTest::newRow("a table with run")
        << u"return { params = { a = { type = 'string' } }, run = function() return 'ran' end }"_s
        << u"ran"_s;
    QTest::newRow("nothing") << u"local x = 1"_s << u"must return a function"_s;
    QTest::newRow("a table without run") << u"return {}"_s << u"must return a function"_s;
    QTest::newRow("params that are none")
        << u"return { params = 5, run = print }"_s << u"params that are no table"_s;
    QTest::newRow("a syntax error") << u"return function("_s << u"models/x/run.lua:1:"_s;
    QTest::newRow("a result that is no data")
        << u"return function() return print end"_s << u"The result is a function"_s;
}

void FileTest::filesAreWhatTheyReturn()
{
    QFETCH(const QString, source);
    QFETCH(const QString, expected);
    const Result<Value> result = m_bench.runFile(source.toStdString());
    const std::string said = result ? result->stringOr() : result.error().message();
    QVERIFY2(said.find(expected.toStdString()) != std::string::npos, said.c_str());
}

void FileTest::preconditionsSayYesOrNo_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("holds"); // 2: an error
    QTest::newRow("true") << u"return function() return true end"_s << 1;
    QTest::newRow("false") << u"return function() return false end"_s << 0;
    QTest::newRow("nothing") << u"return function() end"_s << 2;
    QTest::newRow("a number") << u"return function() return 1 end"_s << 2;
    QTest::newRow("reading the record")
        << u"return function(ctx) return ctx.record.price > 5 and ctx.record.title == 'Blue' end"_s
        << 1;
}

void FileTest::preconditionsSayYesOrNo()
{
    QFETCH(const QString, source);
    QFETCH(const int, holds);
    m_bench.sources.put("models/x/preconditions/p.lua", source.toStdString());
    const auto session = m_bench.host->openSession(m_bench.scope, {});
    EffectCall call;
    call.file = "models/x/preconditions/p.lua";
    call.record = std::make_shared<FakeRecord>("x", ValueObject{{"price", 7}, {"title", "Blue"}});
    const Result<bool> result = m_bench.wait(*session, session->runPrecondition(std::move(call)));
    QCOMPARE(result ? int(*result) : 2, holds);
    if (holds == 2)
        QVERIFY(result.error().message().find("models/x/preconditions/p.lua") != std::string::npos);
}

void FileTest::paramsAreReadWithoutRunning()
{
    m_bench.sources.put("e.lua", "return { params = { notify = { type = 'boolean' } }, run ="
                                 " function() error('ran') end }");
    m_bench.sources.put("f.lua", "return function() end");
    const auto session = m_bench.host->openSession(m_bench.scope, {});
    const auto ask = [&](std::string file) -> Task<Result<ValueObject>> {
        co_return session->effectParams(file);
    };
    const Result<ValueObject> params = m_bench.wait(*session, ask("e.lua"));
    QVERIFY(params.ok());
    QCOMPARE(params->at("notify")["type"].stringOr(), std::string("boolean"));
    QVERIFY(m_bench.wait(*session, ask("f.lua"))->empty());
    QVERIFY(!m_bench.wait(*session, ask("missing.lua")).ok());
}

void FileTest::paramsOfAChangedFileAreReadAgain()
{
    const auto names = [&](const char *file) {
        const auto session = m_bench.host->openSession(m_bench.scope, {});
        const auto ask = [&]() -> Task<Result<ValueObject>> {
            co_return session->effectParams(file);
        };
        const Result<ValueObject> params = m_bench.wait(*session, ask());
        std::string all;
        if (params) {
            for (const auto &[name, spec] : *params)
                all += name + " ";
        }
        return params ? all : params.error().code;
    };
    m_bench.sources.put("e.lua", "return function() end");
    QCOMPARE(names("e.lua"), std::string());
    QCOMPARE(names("e.lua"), std::string());
    m_bench.sources.put("e.lua", "return { params = { a = {} }, run = function() end }");
    QCOMPARE(names("e.lua"), std::string("a "));
    m_bench.sources.put("e.lua", "return function(");
    QCOMPARE(names("e.lua"), std::string(errc::scriptError));
    QCOMPARE(names("e.lua"), std::string(errc::scriptError));
    // What another file says may change without this one.
    m_bench.sources.put("lib/other.lua", "return { run = function() end }");
    m_bench.sources.put("r.lua", "return require('lib.other')");
    QCOMPARE(names("r.lua"), std::string());
    m_bench.sources.put("lib/other.lua", "return { params = { b = {} }, run = function() end }");
    QCOMPARE(names("r.lua"), std::string("b "));
}

void FileTest::aRestingSessionGivesItsStateBack()
{
    m_bench.sources.put("e.lua", "seen = (seen or 0) + 1; return function() return seen end");
    const auto first = m_bench.host->openSession(m_bench.scope, {});
    const auto second = m_bench.host->openSession(m_bench.scope, {});
    const auto run = [&](ScriptSession &session) {
        EffectCall call;
        call.file = "e.lua";
        return m_bench.effect(session, std::move(call)).valueOr(Value()).intOr();
    };
    const auto rest = [&](ScriptSession &session) -> Task<Result<void>> {
        session.rest();
        co_return Result<void>();
    };
    QCOMPARE(run(*first), 1);
    QVERIFY(m_bench.wait(*first, rest(*first)).ok());
    QCOMPARE(run(*second), 1); // nothing of the other's globals
    QCOMPARE(run(*first), 1);  // and it goes on with fresh ones
}

void FileTest::validationsCollectErrors()
{
    m_bench.sources.put("v.lua", "return function(ctx) if ctx.errors:is_empty() then"
                                 " ctx.errors:add(ctx.field, 'is wrong') end"
                                 " ctx.errors:add('other', #ctx.errors:list() .. ' before') end");
    const auto session = m_bench.host->openSession(m_bench.scope, {});
    ValidationErrors errors;
    EffectCall call;
    call.file = "v.lua";
    call.field = "title";
    call.errors = &errors;
    QVERIFY(m_bench.wait(*session, session->runValidation(std::move(call))).ok());
    const std::vector<std::pair<std::string, std::string>> expected{{"title", "is wrong"},
                                                                    {"other", "1 before"}};
    QVERIFY(errors.items == expected);
}

void FileTest::failuresSayWhere_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("place");
    QTest::newRow("an error of Lua") << u"return function()\n local x = nil + 1\nend"_s
                                     << u"GGT_UNKNOWN"_s << u"models/x/run.lua:2"_s;
    QTest::newRow("an error with a message") << u"return function()\n\n error('no') end"_s
                                             << u"GGT_UNKNOWN"_s << u"models/x/run.lua:3"_s;
    QTest::newRow("an error of the caller")
        << u"local function check()\n error('no', 2) end\nreturn function()\n check()\n end"_s
        << u"GGT_UNKNOWN"_s << u"models/x/run.lua:4"_s;
    QTest::newRow("an error table")
        << u"return function()\n error({ code = 'MY_CODE', message = 'no' }) end"_s << u"MY_CODE"_s
        << u"models/x/run.lua:2"_s;
    QTest::newRow("a binding's refusal") << u"return function()\n require('../x') end"_s
                                         << u"SYNC_NOT_FOUND"_s << u"models/x/run.lua:2"_s;
    QTest::newRow("through pcall and error")
        << u"return function()\n local _, e = pcall(require, '..')\n error(e) end"_s
        << u"SYNC_NOT_FOUND"_s << u"models/x/run.lua:2"_s;
    QTest::newRow("while the file loads")
        << u"\n\nerror('early')"_s << u"GGT_UNKNOWN"_s << u"models/x/run.lua:3"_s;
    QTest::newRow("in a coroutine")
        << u"return function()\n coroutine.wrap(function()\n  error('deep') end)() end"_s
        << u"GGT_UNKNOWN"_s << u"models/x/run.lua:3"_s;
}

void FileTest::failuresSayWhere()
{
    QFETCH(const QString, source);
    QFETCH(const QString, code);
    QFETCH(const QString, place);
    const Result<Value> result = m_bench.runFile(source.toStdString());
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().code), code);
    // A pcall'd function has no line of its own: then the place is where it was raised again.
    if (QByteArrayView(QTest::currentDataTag()) == "through pcall and error")
        QVERIFY(result.error().place.starts_with("models/x/run.lua:"));
    else
        QCOMPARE(QString::fromStdString(result.error().place), place);
}

void FileTest::tracebacksShowTheScriptOnly()
{
    m_bench.sources.put("lib/deep.lua", "return function() error('deep') end");
    const Result<Value> result = m_bench.runFile(
        "local deep = require 'lib.deep'\nreturn function()\n local x = deep() return x end");
    QVERIFY(!result);
    QCOMPARE(result.error().place, std::string("lib/deep.lua:1"));
    QVERIFY(result.error().detail.find("models/x/run.lua:3") != std::string::npos);
    QVERIFY(result.error().detail.find("[C]") == std::string::npos);
}

void FileTest::modulesLoadOnce()
{
    m_bench.sources.put("lib/count.lua", "loads = (loads or 0) + 1 return { name = ... }");
    m_bench.sources.put("lib/vendor/inspect.lua", "return 'inspect'");
    m_bench.sources.put("lib/vendor/big/init.lua", "return 'big'");
    m_bench.sources.put("models/widget/utils.lua", "sleep(1) return 'utils'");
    m_bench.scope.variables = {{"TOKEN", "t"}};
    const Result<Value> result = m_bench.runFile(
        "return function() require 'lib.count' local c = require 'lib.count' return c.name .. loads"
        " .. require 'inspect' .. require 'big' .. require 'models.widget.utils'"
        " .. require('syncline.config').TOKEN end");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(result->stringOr(), std::string("lib.count1inspectbigutilst"));
}

void FileTest::modulesThatLeaveTheProject_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"../../etc/passwd", "a/../../b", "/etc/passwd", "lib..x", ".lib", "lib.", "", "lib\\0x",
          "lib/x", "syncline.../secret", "syncline.", "lib.none"})
        QTest::newRow(*name != '\0' ? name : "(nothing)") << QString::fromLatin1(name);
}

void FileTest::modulesThatLeaveTheProject()
{
    QFETCH(const QString, name);
    const Result<Value> result = m_bench.eval("return require(\"" + name.toStdString() + "\")");
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::notFound));
}

void FileTest::modulesThatRequireEachOther()
{
    m_bench.sources.put("lib/a.lua", "return require 'lib.b'");
    m_bench.sources.put("lib/b.lua", "return require 'lib.a'");
    const Result<Value> cycle = m_bench.eval("return require 'lib.a'");
    QVERIFY(!cycle);
    QVERIFY(cycle.error().message().find("requires itself") != std::string::npos);

    for (int i = 0; i < 150; ++i)
        m_bench.sources.put("lib/c" + std::to_string(i) + ".lua",
                            "return require 'lib.c" + std::to_string(i + 1) + "'");
    m_bench.sources.put("lib/c150.lua", "return 1");
    const Result<Value> deep = m_bench.eval("return require 'lib.c0'");
    QVERIFY(!deep);
}

void FileTest::runningTasksFinishOnTheirCode()
{
    m_bench.sources.put("lib/version.lua", "return 1");
    m_bench.sources.put("work.lua", "return function() return 'old' .. require 'lib.version' end");
    EffectCall call;
    call.file = "work.lua";
    const auto running = m_bench.host->openSession(m_bench.scope, {});
    QCOMPARE(m_bench.effect(*running, call)->stringOr(), std::string("old1"));
    m_bench.sources.put("work.lua", "return function() return 'new' .. require 'lib.version' end");
    m_bench.sources.put("lib/version.lua", "return 2");
    QCOMPARE(m_bench.effect(*running, call)->stringOr(), std::string("old1"));
    const auto next = m_bench.host->openSession(m_bench.scope, {});
    QCOMPARE(m_bench.effect(*next, call)->stringOr(), std::string("new2"));
}

void FileTest::contextIsGoneAfterItsCall()
{
    m_bench.sources.put("keep.lua", "return function(ctx) kept, record = ctx, ctx.record"
                                    " return ctx.params.a end");
    m_bench.sources.put("use.lua",
                        "return function() local ok, e = pcall(function() return kept.params end)"
                        " return e.code .. record.title end");
    const auto session = m_bench.host->openSession(m_bench.scope, {});
    EffectCall call;
    call.file = "keep.lua";
    call.params = ValueObject{{"a", "x"}};
    call.record = std::make_shared<FakeRecord>("x", ValueObject{{"title", "Blue"}});
    QCOMPARE(m_bench.effect(*session, call)->stringOr(), std::string("x"));
    call.file = "use.lua";
    // The record lives as long as its run; the ctx as long as its call.
    QCOMPARE(m_bench.effect(*session, call)->stringOr(), std::string("GGT_STALE_HANDLEBlue"));
}

void FileTest::scopeIsSharedAsData()
{
    m_bench.sources.put("one.lua",
                        "return function(ctx) ctx.scope.total = 5 ctx.scope.list = { 1, 2 } end");
    m_bench.sources.put("two.lua",
                        "return function(ctx) return ctx.scope.total + #ctx.scope.list end");
    const auto session = m_bench.host->openSession(m_bench.scope, {});
    EffectCall call;
    call.file = "one.lua";
    call.scope = std::make_shared<Value>(ValueObject{});
    QVERIFY(m_bench.effect(*session, call).ok());
    QCOMPARE((*call.scope)["total"], Value(5));
    call.file = "two.lua";
    QCOMPARE(*m_bench.effect(*session, call), Value(7));
}

void FileTest::syntaxIsChecked_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("fine") << u"return function() end"_s << 0 << 0;
    QTest::newRow("an unexpected symbol") << u"local x = 1\nlocal y = ) 2"_s << 2 << 11;
    QTest::newRow("the end is missing") << u"if x then"_s << 1 << 0;
    QTest::newRow("bytecode") << QString::fromLatin1("\x1bLua") << 0 << 0;
}

void FileTest::syntaxIsChecked()
{
    QFETCH(const QString, source);
    QFETCH(const int, line);
    QFETCH(const int, column);
    const std::vector<ScriptProblem> problems = m_bench.host->check("x.lua", source.toStdString());
    if (QByteArrayView(QTest::currentDataTag()) == "fine") {
        QVERIFY(problems.empty());
        return;
    }
    QCOMPARE(problems.size(), std::size_t(1));
    QCOMPARE(problems.front().line, line);
    QCOMPARE(problems.front().column, column);
    QVERIFY(!problems.front().message.empty());
}

QTEST_GUILESS_MAIN(FileTest)
#include "FileTest.moc"
