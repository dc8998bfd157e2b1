#include "core/script/ScriptHost.h"
// After it: moc stumbles over headers that begin with <compare>.
#include "scripting/binding/Binding.h"
#include "scripting/runtime/ScriptCheck.h"
#include "scripting/stub/StubWriter.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QtTest>

using namespace syncline;

/**
 * The committed stubs and reference are what the bindings say. SYNCLINE_UPDATE=1 writes them anew:
 *     SYNCLINE_UPDATE=1 SYNCLINE_SOURCE_DIR=. build/dev/tests/scripting/StubTest
 */
class StubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void committedFilesAreUpToDate_data();
    void committedFilesAreUpToDate();
    void stubsAreLua();
    void everythingDescribedIsThere();
    void entriesAreComplete();
};

void StubTest::committedFilesAreUpToDate_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("stubs") << QStringLiteral("/resources/lua/syncline.lua")
                           << QString::fromStdString(stubText());
    QTest::newRow("reference") << QStringLiteral("/resources/help/lua-reference.md")
                               << QString::fromStdString(referenceText());
}

void StubTest::committedFilesAreUpToDate()
{
    QFETCH(const QString, path);
    QFETCH(const QString, text);
    QFile file(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") + path);
    if (qEnvironmentVariableIntValue("SYNCLINE_UPDATE") == 1) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        file.close();
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), "run this test once with SYNCLINE_UPDATE=1");
    QVERIFY2(QString::fromUtf8(file.readAll()) == text,
             "run this test once with SYNCLINE_UPDATE=1");
}

void StubTest::stubsAreLua()
{
    const std::vector<ScriptProblem> problems = checkScript("syncline.lua", stubText());
    QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
}

/** Every function of a library that is described can be called by that name. */
void StubTest::everythingDescribedIsThere()
{
    ScriptBench bench;
    for (const Module *module : allModules()) {
        for (const Binding &binding : module->bindings) {
            std::string name = binding.name;
            if (module->kind == Module::Kind::Library)
                name = std::string(module->name) + "." + name;
            else if (module->kind != Module::Kind::Functions)
                continue;
            const Result<Value> there = bench.eval("return " + name + " ~= nil");
            QVERIFY2(there.ok() && *there == Value(true), name.c_str());
        }
    }
}

void StubTest::entriesAreComplete()
{
    ScriptBench bench;
    const std::vector<ApiEntry> &entries = bench.host->apiEntries();
    QVERIFY(entries.size() > 100);
    for (const ApiEntry &entry : entries) {
        QVERIFY2(!entry.name.empty() && !entry.signature.empty() && !entry.summary.empty(),
                 entry.signature.c_str());
        QVERIFY2(entry.signature.find(':') != std::string::npos, entry.signature.c_str());
        if (!entry.example.empty() && entry.example.find("…") == std::string::npos)
            QVERIFY2(checkScript("example", entry.example).empty() ||
                         checkScript("example", "return " + entry.example).empty() ||
                         checkScript("example", "local _ = " + entry.example).empty(),
                     entry.example.c_str());
    }
}

QTEST_GUILESS_MAIN(StubTest)
#include "StubTest.moc"
