#include "tests/e2e/Program.h"
#include "tests/support/StdToString.h"

#include <QDir>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

namespace {

/** Takes connections and never answers. */
class SilentServer
{
public:
    SilentServer() { m_server.listen(QHostAddress::LocalHost); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    QTcpServer m_server;
};

/** A command that may write and does not end. */
std::unique_ptr<QProcess> startWriter(const QString &project, const SilentServer &server)
{
    return start({u"eval"_s, project, u"http.get('http://127.0.0.1:%1/')"_s.arg(server.port()),
                  u"--write"_s});
}

} // namespace

/** The program as such: usage, locks, bad input. No server needed. */
class CommandTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWithoutAProject_data();
    void answersWithoutAProject();
    void makesProjects_data();
    void makesProjects();
    void refusesAFolderInUse();
    void saysWhatCannotBeOpened();
    void brokenFilesAreProblems_data();
    void brokenFilesAreProblems();
    void aModelLeftOutIsNamedWithItsProblem();
    void aSecondProgramReadsOnly();
    void readersKeepNobodyFromWriting();
    void aKilledProgramLeavesNoLock();
    void aReadOnlyFolderIsRead();
    void stopsWhenNobodyReads();
    void aRemovedFieldIsNotDroppedUnasked();
};

void CommandTest::answersWithoutAProject_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<QByteArray>("err");
    const auto row = [](const char *name, const QStringList &words, int code, const char *out,
                        const char *err) {
        QTest::newRow(name) << words << code << QByteArray(out) << QByteArray(err);
    };
    row("version", {u"--version"_s}, 0, "syncline ", "");
    row("help", {u"--help"_s}, 0, "Verbs", "");
    row("help of a verb", {u"sync"_s, u"--help"_s}, 0, "syncline sync: fetch", "");
    row("a verb that is none", {u"snyc"_s, u"x"_s}, 2, "", "did you mean sync?");
    row("an option that is none", {u"sync"_s, u"x"_s, u"y"_s, u"--modls"_s}, 2, "",
        "did you mean --models?");
    row("a missing argument", {u"sync"_s, u"x"_s}, 2, "", "sync needs CONNECTION.");
    row("no such project", {u"check"_s, u"/no/such/folder"_s}, 3, "", "/no/such/folder");
    row("man page", {u"help"_s, u"--man"_s}, 0, ".TH SYNCLINE 1", "");
}

void CommandTest::answersWithoutAProject()
{
    QFETCH(const QStringList, words);
    QFETCH(const QByteArray, out);
    QFETCH(const QByteArray, err);
    const Ran ran = run(words);
    QTEST(ran.code, "code");
    QVERIFY2(ran.out.contains(out) && (out.isEmpty() == ran.out.isEmpty()), ran.all().c_str());
    QVERIFY2(ran.err.contains(err) && (err.isEmpty() == ran.err.isEmpty()), ran.all().c_str());
}

void CommandTest::makesProjects_data()
{
    QTest::addColumn<QString>("source");
    for (const char *name : {"empty", "shop", "blog", "connector"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void CommandTest::makesProjects()
{
    QFETCH(const QString, source);
    const QTemporaryDir folder;
    const QString project = folder.filePath(u"p"_s);
    Ran ran = run(
        {u"new"_s, project, u"--template"_s, source, u"--name"_s, u"My project"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(ran.json()["name"].stringOr(), std::string("My project"));
    ran = run({u"check"_s, project});
    QVERIFY2(ran.code == 0 && ran.out.isEmpty(), ran.all().c_str());
    for (const char *verb :
         {"schema", "runs", "logs", "env", "connections", "doctor", "migrate", "syncs"}) {
        ran = run({QString::fromLatin1(verb), project, u"--json"_s});
        QVERIFY2(ran.code == 0, (std::string(verb) + "\n" + ran.all()).c_str());
    }
}

void CommandTest::refusesAFolderInUse()
{
    const QTemporaryDir folder;
    writeAll(folder.filePath(u"mine.txt"_s), "mine");
    const Ran ran = run({u"new"_s, folder.path()});
    QCOMPARE(ran.code, 1);
    QVERIFY(!ran.err.isEmpty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::Hidden),
             QStringList{u"mine.txt"_s});
}

void CommandTest::saysWhatCannotBeOpened()
{
    const QTemporaryDir folder;
    const Ran ran = run({u"records"_s, folder.path(), u"product"_s, u"--json"_s});
    QCOMPARE(ran.code, 3);
    QVERIFY(!ran.json()["error"]["message"].stringOr().empty());
}

void CommandTest::brokenFilesAreProblems_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("broken JSON in a model")
        << u"models/product/model.json"_s << QByteArray("\"displayField\": \"title\",")
        << QByteArray("\"displayField\" \"title\",") << QByteArray("models/product/model.json:4:");
    QTest::newRow("an unknown field type")
        << u"models/product/model.json"_s << QByteArray("\"type\": \"string\"")
        << QByteArray("\"type\": \"strin\"") << QByteArray("models/product/model.json:");
    QTest::newRow("a Lua syntax error")
        << u"models/product/update/log-change.lua"_s << QByteArray("return function")
        << QByteArray("return functoin") << QByteArray("models/product/update/log-change.lua:");
}

void CommandTest::brokenFilesAreProblems()
{
    QFETCH(const QString, file);
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QByteArray, line);
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    QCOMPARE(run({u"records"_s, shop, u"product"_s}).code, 0);
    const QString path = shop + u'/' + file;
    const QByteArray before = readAll(path);
    QVERIFY(edit(path, from, to));
    const QByteArray broken = readAll(path);
    const Ran ran = run({u"check"_s, shop});
    QCOMPARE(ran.code, 1);
    QVERIFY2((ran.out.startsWith(line) || ran.out.contains(QByteArray("\n" + line))) &&
                 ran.out.contains(": error: "),
             ran.all().c_str());
    QCOMPARE(run({u"records"_s, shop, u"customer"_s}).code, 0); // the rest works
    QCOMPARE(readAll(path), broken);                            // and nobody repaired the file
    writeAll(path, before);
    QCOMPARE(run({u"check"_s, shop}).code, 0);
}

void CommandTest::aModelLeftOutIsNamedWithItsProblem()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    QVERIFY(edit(shop + u"/models/product/model.json"_s, "\"displayField\": \"title\",",
                 "\"displayField\" \"title\","));
    const Ran ran = run({u"records"_s, shop, u"product"_s});
    QVERIFY2(ran.code == 1 && ran.err.contains("models/product/model.json:4:"), ran.all().c_str());
}

void CommandTest::aSecondProgramReadsOnly()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    QCOMPARE(run({u"env"_s, shop, u"set"_s, u"CURRENCY"_s, u"EUR"_s}).code, 0);
    const SilentServer server;
    const std::unique_ptr<QProcess> first = startWriter(shop, server);
    const QByteArray pid = QByteArray::number(first->processId());
    QVERIFY(waitForLock(shop, *first));
    const Ran refused = run({u"env"_s, shop, u"set"_s, u"CURRENCY"_s, u"USD"_s});
    QVERIFY2(refused.code == 4 && refused.err.contains(pid), refused.all().c_str());
    const Ran read = run({u"records"_s, shop, u"product"_s});
    QVERIFY2(read.code == 0, read.all().c_str());
    first->kill();
    QCOMPARE(exitCode(*first), -1);
    QCOMPARE(run({u"env"_s, shop, u"set"_s, u"CURRENCY"_s, u"USD"_s}).code, 0);
}

void CommandTest::readersKeepNobodyFromWriting()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    QCOMPARE(run({u"env"_s, shop, u"set"_s, u"CURRENCY"_s, u"EUR"_s}).code, 0);
    const Ran line = run({u"eval"_s, shop, u"logger.info('told')"_s, u"--write"_s});
    QVERIFY2(line.code == 0, line.all().c_str());
    const std::unique_ptr<QProcess> reader = start({u"logs"_s, shop, u"--follow"_s});
    while (!reader->canReadLine())
        QVERIFY(reader->waitForReadyRead());
    const Ran written = run({u"env"_s, shop, u"set"_s, u"CURRENCY"_s, u"USD"_s});
    QVERIFY2(written.code == 0, written.all().c_str());
    reader->terminate();
    QCOMPARE(exitCode(*reader), 0);
}

void CommandTest::aKilledProgramLeavesNoLock()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    const SilentServer server;
    const std::unique_ptr<QProcess> first = startWriter(shop, server);
    QVERIFY(waitForLock(shop, *first));
    QCOMPARE(run({u"env"_s, shop, u"set"_s, u"A"_s, u"1"_s}).code, 4);
    first->kill();
    QCOMPARE(exitCode(*first), -1);
    QCOMPARE(run({u"env"_s, shop, u"set"_s, u"A"_s, u"1"_s}).code, 0);
}

void CommandTest::aReadOnlyFolderIsRead()
{
    if (geteuid() == 0)
        QSKIP("root may write everywhere");
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    QCOMPARE(run({u"records"_s, shop, u"product"_s}).code, 0);
    const auto setMode = [&shop](QFileDevice::Permissions mode) {
        return QFile::setPermissions(shop, mode) &&
               QFile::setPermissions(shop + u"/.syncline"_s, mode);
    };
    QVERIFY(setMode(QFileDevice::ReadOwner | QFileDevice::ExeOwner));
    const Ran read = run({u"records"_s, shop, u"product"_s});
    const Ran written = run({u"env"_s, shop, u"set"_s, u"A"_s, u"1"_s});
    QVERIFY(setMode(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    QVERIFY2(read.code == 0, read.all().c_str());
    QVERIFY2(written.code == 4 && !written.err.isEmpty(), written.all().c_str());
}

void CommandTest::stopsWhenNobodyReads()
{
    const std::unique_ptr<QProcess> help = start({u"help"_s, u"--man"_s});
    help->closeReadChannel(QProcess::StandardOutput);
    QCOMPARE_NE(exitCode(*help), -1); // an exit code, not a signal
}

void CommandTest::aRemovedFieldIsNotDroppedUnasked()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    QCOMPARE(run({u"new"_s, shop, u"--template"_s, u"shop"_s}).code, 0);
    const Ran made = run(
        {u"action"_s, shop, u"product.create"_s, u"--params"_s,
         u"{\"product\":{\"title\":\"Mug\",\"vendor\":\"Acme\",\"sourceUpdatedAt\":\"2026-01-02T03:04:05Z\"}}"_s,
         u"--json"_s});
    QVERIFY2(made.code == 0, made.all().c_str());
    const QString model = shop + u"/models/product/model.json"_s;
    const QByteArray before = readAll(model);
    const qsizetype name = before.indexOf("\"name\": \"vendor\"");
    const qsizetype begin = before.lastIndexOf('{', name);
    const qsizetype end = before.indexOf("},", name) + 2;
    QVERIFY(name > 0 && begin > 0 && end > begin);
    writeAll(model, before.left(begin) + before.mid(end));
    QCOMPARE(run({u"check"_s, shop}).code, 0);
    const Ran plan = run({u"migrate"_s, shop, u"--json"_s});
    QVERIFY2(plan.code == 0 && plan.json()["losesData"].boolOr(), plan.all().c_str());
    QCOMPARE(run({u"migrate"_s, shop, u"--apply"_s}).code, 4);
    writeAll(model, before); // the branch is switched back: nothing was lost
    const Ran read = run(
        {u"records"_s, shop, u"product"_s, u"--select"_s, u"vendor"_s, u"--format"_s, u"ndjson"_s});
    QVERIFY2(read.out.contains("\"vendor\":\"Acme\""), read.all().c_str());
}

QTEST_GUILESS_MAIN(CommandTest)
#include "CommandTest.moc"
