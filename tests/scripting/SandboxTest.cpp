#include "tests/scripting/support/ScriptBench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QtTest>

#include <ctime>

using namespace syncline;
using namespace std::chrono_literals;

/** Every hostile script ends, harms nobody, and the next run does not notice. */
class SandboxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostileScriptsEnd_data();
    void hostileScriptsEnd();
    void whatScriptsCannotReach_data();
    void whatScriptsCannotReach();
    void librariesAreThereHoweverCodeFindsThem_data();
    void librariesAreThereHoweverCodeFindsThem();
    void whatARunRemovesStaysRemoved();
    void oneRunLeavesNothingToTheNext();
};

void SandboxTest::hostileScriptsEnd_data()
{
    QTest::addColumn<QString>("file");
    const QDir folder(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") +
                      QStringLiteral("/tests/data/hostile-lua"));
    const QStringList files = folder.entryList({QStringLiteral("*.lua")});
    QVERIFY(files.size() >= 45);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << folder.filePath(file);
}

void SandboxTest::hostileScriptsEnd()
{
    QFETCH(const QString, file);
    QFile script(file);
    QVERIFY(script.open(QIODevice::ReadOnly));

    static ScriptBench bench;
    QElapsedTimer timer;
    timer.start();
    const std::clock_t begun = std::clock();
    const Result<Value> result = bench.eval(
        script.readAll().toStdString(),
        {.timeout = 300ms, .timeoutCode = "GGT_ACTION_TIMEOUT", .memoryBytes = 64U << 20U});
    // 300 ms and 500 ms to unwind; on a busy machine the time that it really ran counts.
    const auto used = (std::clock() - begun) * 1000 / CLOCKS_PER_SEC;
    const qint64 most = qEnvironmentVariableIsSet("SYNCLINE_SANITIZED") ? 4000 : 800;
    QVERIFY2(timer.elapsed() < most || used < most, qPrintable(QString::number(used)));

    // The engine lives, and the next run is a run like any other.
    const Result<Value> next =
        bench.eval("return ('x'):rep(3) .. tostring(pcall(error)) .. #'abc'");
    QVERIFY2(next.ok(), next.ok() ? "" : next.error().describe().c_str());
    QCOMPARE(next->stringOr(), std::string("xxxfalse3"));
}

void SandboxTest::whatScriptsCannotReach_data()
{
    QTest::addColumn<QString>("source");
    for (const char *name :
         {"io", "debug", "package", "dofile", "loadfile", "os.execute", "os.exit", "os.remove",
          "os.getenv", "os.tmpname", "os.rename", "os.setlocale", "string.dump",
          "_G['__make.load']", "_G['__make.api']"}) {
        QTest::newRow(name) << QStringLiteral("return %1 == nil").arg(QLatin1String(name));
    }
    QTest::newRow("the string metatable") << QStringLiteral("return getmetatable('') == false");
    QTest::newRow("a finalizer") << QStringLiteral(
        "return not pcall(setmetatable, {}, {__gc = print})");
    QTest::newRow("bytecode") << QStringLiteral("return load('\\27Lua') == nil");
    QTest::newRow("a chunk over 1 MB")
        << QStringLiteral("return not pcall(load, ('x'):rep(1100000))");
    QTest::newRow("addresses of tables") << QStringLiteral("return tostring({}) == 'table'");
    QTest::newRow("addresses through format") << QStringLiteral(
        "return ('%s'):format(print) == 'function' and not pcall(string.format, '%p', {})");
    QTest::newRow("the collector") << QStringLiteral("return not pcall(collectgarbage, 'stop')");
    QTest::newRow("metatables of the api")
        << QStringLiteral("return getmetatable(api) == false and not pcall(setmetatable, api, {})");
    QTest::newRow("the globals of loaded code")
        << QStringLiteral("x = 5 return load('return x')() == 5 and load('return io')() == nil");
    QTest::newRow("the environment that load is given")
        << QStringLiteral("return load('return y', 'c', 't', { y = 7 })() == 7");
}

void SandboxTest::whatScriptsCannotReach()
{
    QFETCH(const QString, source);
    ScriptBench bench;
    const Result<Value> result = bench.eval(source.toStdString());
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(*result, Value(true));
}

void SandboxTest::librariesAreThereHoweverCodeFindsThem_data()
{
    QTest::addColumn<QString>("source");
    const auto row = [](const char *name, const char *source) {
        QTest::newRow(name) << QString::fromUtf8(source);
    };
    row("by name", "return math.max(1, 2) == 2 and table.concat{'a'} == 'a'");
    row("by a name that is put together", "return _G['str' .. 'ing'].upper('a') == 'A'");
    row("in the list of globals", "local n = 0 for _, v in pairs(_G) do n = n + (type(v) == "
                                  "'table' and 1 or 0) end return n > 10");
    row("through the environment", "local e = _ENV return e['ma' .. 'th'].pi > 3");
    row("in loaded code", "return load('return ut' .. 'f8.char(65)')() == 'A'");
    row("as methods of text", "return ('a'):upper() == 'A'");
}

void SandboxTest::librariesAreThereHoweverCodeFindsThem()
{
    QFETCH(const QString, source);
    ScriptBench bench;
    const Result<Value> result = bench.eval(source.toStdString());
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(*result, Value(true));
}

void SandboxTest::whatARunRemovesStaysRemoved()
{
    ScriptBench bench;
    bench.sources.put("lib/second.lua", "return { has = string ~= nil, insert = table ~= nil }");
    const Result<Value> result = bench.eval(
        "string = nil local second = require 'lib.second' return not second.has and second.insert");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(*result, Value(true));
}

void SandboxTest::oneRunLeavesNothingToTheNext()
{
    ScriptBench bench;
    QVERIFY(bench
                .eval("leak = 1 string.upper = nil table.insert = nil math.pi = 3 pcall = nil"
                      " json = nil _G.api = nil logger.info = nil")
                .ok());
    const Result<Value> next = bench.eval(
        "return tostring(leak) .. tostring(string.upper ~= nil) .. tostring(table.insert ~= nil)"
        " .. tostring(math.pi > 3.1) .. tostring(pcall ~= nil) .. tostring(api ~= nil)"
        " .. tostring(logger.info ~= nil)");
    QVERIFY(next.ok());
    QCOMPARE(next->stringOr(), std::string("niltruetruetruetruetruetrue"));
}

QTEST_GUILESS_MAIN(SandboxTest)
#include "SandboxTest.moc"
