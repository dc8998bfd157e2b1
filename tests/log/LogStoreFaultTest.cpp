#include "LogStoreTestTools.h"

#include "core/store/Database.h"
#include "tests/store/FaultVfs.h"

#include <QElapsedTimer>

#include <fstream>
#include <thread>

using namespace syncline;
using namespace syncline::test;

/** Floods, full disks and damaged files: the log loses as little as it can, and says what it lost.
 */
class LogStoreFaultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFloodIsCountedNotStored();
    void aFullDiskIsToldAboutOnce();
    void aDamagedFileIsSetAside_data();
    void aDamagedFileIsSetAside();
    void damageWhileRunningIsSetAside();
    void aNewerFileIsLeftAlone();
    void readOnlyReads();

private:
    LogStore::Options options(const char *name = "logs.sqlite") const
    {
        LogStore::Options options;
        options.file = m_folder->filePath(QString::fromUtf8(name)).toStdString();
        return options;
    }
    void open(LogStore::Options options)
    {
        m_log.reset();
        auto opened = LogStore::open(std::move(options));
        QVERIFY2(opened, opened ? "" : opened.error().describe().c_str());
        m_log = std::move(opened).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LogStore> m_log;
};

void LogStoreFaultTest::init()
{
    m_log.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    open(options());
}

void LogStoreFaultTest::aFloodIsCountedNotStored()
{
    FaultVfs vfs;
    LogStore::Options small = options("flood.sqlite");
    small.vfs = vfs.name();
    small.maxQueued = 100;
    open(small);
    std::atomic<bool> mayGoOn = false;
    std::atomic<bool> isHeld = false;
    m_log->setListener([&](std::int64_t) { // holds the writer up
        isHeld = true;
        while (!mayGoOn)
            std::this_thread::yield();
    });
    m_log->append(line("first"));
    QTRY_VERIFY(isHeld);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 103; ++i)
        m_log->append(line("more"));
    QVERIFY(timer.elapsed() < 5'000); // slowed down, not stopped
    QCOMPARE(m_log->dropped(), std::uint64_t(3));
    mayGoOn = true;
    m_log->flush();
    LogQuery query;
    query.minLevel = LogLevel::Warn;
    QCOMPARE(
        texts(m_log->query(query)),
        std::string("3 log lines were not kept: they came faster than they could be written."));
    m_log.reset();
}

void LogStoreFaultTest::aFullDiskIsToldAboutOnce()
{
    FaultVfs vfs;
    LogStore::Options full = options("full.sqlite");
    full.vfs = vfs.name();
    open(full);
    m_log->append(line("before"));
    m_log->flush();
    vfs.failAt(FaultVfs::Place::Write, 1, FaultVfs::Fault::DiskFull, true);
    for (int i = 0; i < 5; ++i) {
        m_log->append(line("lost"));
        m_log->flush();
    }
    QCOMPARE(m_log->dropped(), std::uint64_t(5));
    QCOMPARE(texts(m_log->query({})), std::string("before"));
    vfs.heal();
    m_log->append(line("after"));
    m_log->append(line("and on"));
    m_log->flush();
    const auto found = m_log->query({});
    QVERIFY(found);
    QCOMPARE(found->size(), std::size_t(4));
    QVERIFY2(found->at(0).text.starts_with("5 log lines were not kept: The disk is full"),
             found->at(0).text.c_str());
    QCOMPARE(found->at(0).source, std::string("system"));
    QCOMPARE(found->at(2).text, std::string("after"));
    QCOMPARE(m_log->dropped(), std::uint64_t(5));
    m_log.reset();
}

void LogStoreFaultTest::aDamagedFileIsSetAside_data()
{
    QTest::addColumn<bool>("isGarbage");
    QTest::newRow("not a database at all") << true;
    QTest::newRow("overwritten tables") << false;
}

void LogStoreFaultTest::aDamagedFileIsSetAside()
{
    QFETCH(const bool, isGarbage);
    m_log->append(line("old"));
    m_log.reset();
    const auto file = options().file;
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(isGarbage ? 0 : 100); // behind the header: the table of tables
        stream << std::string(8'000, 'x');
    }
    open(options());
    m_log->append(line("new"));
    m_log->flush();
    const auto found = m_log->query({});
    QCOMPARE(texts(found), std::string("new,The log file was damaged. It was set aside as "
                                       "logs.sqlite.damaged-1, and a new log begun."));
    QVERIFY(std::filesystem::exists(file.string() + ".damaged-1"));
}

void LogStoreFaultTest::damageWhileRunningIsSetAside()
{
    for (int i = 0; i < 2'000; ++i)
        m_log->append(line("a line that takes some room " + std::to_string(i), LogLevel::Info, 3));
    m_log.reset();
    const auto file = options().file;
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(16'384); // the first pages of tables and indexes, not the header
        stream << std::string(5 * 16'384, 'x');
    }
    auto opened = LogStore::open(options());
    QVERIFY2(opened, opened ? "" : opened.error().describe().c_str());
    m_log = std::move(opened).value();
    m_log->append(line("new", LogLevel::Info, 3));
    m_log->flush();
    m_log->append(line("newer", LogLevel::Info, 3));
    m_log->flush();
    LogQuery query;
    query.run = RunId{3};
    QCOMPARE(texts(m_log->query(query)), std::string("newer,new"));
    QVERIFY(std::filesystem::exists(file.string() + ".damaged-1"));
    QCOMPARE(m_log->dropped(), std::uint64_t(0));
}

void LogStoreFaultTest::aNewerFileIsLeftAlone()
{
    m_log.reset();
    {
        auto database = Database::open(options().file, Database::Mode::ReadWrite);
        QVERIFY(database);
        QVERIFY(database.value()->exec("PRAGMA user_version=2").ok());
    }
    for (const bool readOnly : {false, true}) {
        LogStore::Options newer = options();
        newer.readOnly = readOnly;
        const auto opened = LogStore::open(newer);
        QVERIFY(!opened);
        QVERIFY(opened.error().is(errc::tooNew));
    }
}

void LogStoreFaultTest::readOnlyReads()
{
    m_log->append(line("one"));
    m_log.reset();
    LogStore::Options readOnly = options();
    readOnly.readOnly = true;
    open(readOnly);
    m_log->append(line("two"));
    m_log->flush();
    QCOMPARE(texts(m_log->query({})), std::string("one"));
    readOnly.file = m_folder->filePath(QStringLiteral("none.sqlite")).toStdString();
    open(readOnly);
    QCOMPARE(texts(m_log->query({})), std::string());
    QVERIFY(!std::filesystem::exists(readOnly.file));
}

QTEST_GUILESS_MAIN(LogStoreFaultTest)
#include "LogStoreFaultTest.moc"
