#include "tests/store/StoreBench.h"

#include <QProcess>

#include <csignal>
#include <iostream>
#include <set>
#include <thread>

using namespace syncline;
using namespace syncline::test;

namespace {

/** This program again, as another instance. */
class Other
{
public:
    Other(const char *what, const std::filesystem::path &file)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(),
                        {QString::fromUtf8(what), QString::fromStdString(file.string())});
    }
    ~Other() { kill(); }
    Other(const Other &) = delete;
    Other &operator=(const Other &) = delete;
    /** The next line that it printed. */
    std::string line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(20000))
                return "nothing";
        }
        return m_process.readLine().trimmed().toStdString();
    }
    std::vector<std::string> linesLeft()
    {
        std::vector<std::string> lines;
        while (m_process.canReadLine())
            lines.push_back(m_process.readLine().trimmed().toStdString());
        return lines;
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        while (m_process.state() != QProcess::NotRunning && m_process.waitForReadyRead(20000)) {
        }
        QTRY_COMPARE(m_process.state(), QProcess::NotRunning);
    }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }

private:
    QProcess m_process;
};

} // namespace

/** What one instance finds that another one holds, or left behind when it was killed. */
class StoreInstanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aSecondInstanceIsRefused();
    void theLockOfADeadProcessIsNoLock();
    void aNewerFormatIsLeftAlone_data();
    void aNewerFormatIsLeftAlone();
    void aReadOnlyFolderIsReadWithItsLog();
    void aFullDiskIsStillRead();
    void damageAfterAnUncleanEndIsFound();
    void killedAtAnyMomentNothingToldIsLost();

private:
    [[nodiscard]] std::filesystem::path file() const { return pathIn(*m_folder, "dev.sqlite"); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void StoreInstanceTest::aSecondInstanceIsRefused()
{
    Other other("--hold", file());
    QCOMPARE(other.line(), std::string("ready"));
    const auto refused = openStore(file());
    VERIFY_CODE(refused, errc::locked);
    QVERIFY2(refused.error().message().find(std::to_string(other.pid())) != std::string::npos,
             refused.error().message().c_str());
    QVERIFY(
        !openStore(pathIn(*m_folder, "production.sqlite"))); // the project is locked, not the file

    Store::Options options;
    options.file = file();
    options.readOnly = true;
    auto reading = Store::open(options);
    VERIFY_OK(reading);
    QCOMPARE(read(**reading, "SELECT count(*) FROM t"), 1);
}

void StoreInstanceTest::theLockOfADeadProcessIsNoLock()
{
    {
        Other other("--hold", file());
        QCOMPARE(other.line(), std::string("ready"));
        other.kill();
    }
    QVERIFY(std::filesystem::file_size(file().string() + "-wal") > 0);
    auto store = openStore(file());
    VERIFY_OK(store);
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), 1);
}

void StoreInstanceTest::aNewerFormatIsLeftAlone_data()
{
    QTest::addColumn<bool>("inTheLog");
    QTest::newRow("after a clean end") << false;
    QTest::newRow("only in the log of a program that was killed") << true;
}

void StoreInstanceTest::aNewerFormatIsLeftAlone()
{
    QFETCH(const bool, inTheLog);
    if (inTheLog) {
        VERIFY_OK(openStore(file()));
        Other other("--newer", file());
        QCOMPARE(other.line(), std::string("ready"));
        other.kill();
        QVERIFY(std::filesystem::file_size(file().string() + "-wal") > 0);
    } else {
        auto store = openStore(file());
        VERIFY_OK(write(**store, "PRAGMA user_version=999"));
    }
    const QByteArray before = hashOf(file());
    const QByteArray logBefore = hashOf(file().string() + "-wal");
    for (const bool readOnly : {false, true}) {
        Store::Options options;
        options.file = file();
        options.readOnly = readOnly;
        const auto refused = Store::open(options);
        VERIFY_CODE(refused, errc::tooNew);
        QVERIFY(refused.error().message().find("999") != std::string::npos);
        QCOMPARE(hashOf(file()), before);
        QCOMPARE(hashOf(file().string() + "-wal"), logBefore);
    }
}

void StoreInstanceTest::aReadOnlyFolderIsReadWithItsLog()
{
    const MountedFolder folder;
    if (!folder.isMounted())
        QSKIP("needs the right to mount a file system");
    {
        Other other("--hold", folder.file());
        QCOMPARE(other.line(), std::string("ready"));
        other.kill(); // what it wrote is in the log only
    }
    QVERIFY(folder.makeReadOnly());
    auto store = openStore(folder.file());
    VERIFY_OK(store);
    QVERIFY((*store)->isReadOnly());
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), 1);
}

void StoreInstanceTest::aFullDiskIsStillRead()
{
    const MountedFolder folder;
    if (!folder.isMounted())
        QSKIP("needs the right to mount a file system");
    {
        auto store = openStore(folder.file());
        VERIFY_OK(store);
        VERIFY_OK(write(**store, "CREATE TABLE t(a); INSERT INTO t VALUES (1)"));
    }
    QVERIFY(folder.fill());
    VERIFY_CODE(openStore(folder.file()), errc::diskFull);
    auto store = Store::open({.file = folder.file(), .readOnly = true});
    VERIFY_OK(store);
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), 1);
}

void StoreInstanceTest::damageAfterAnUncleanEndIsFound()
{
    {
        auto store = openStore(file());
        VERIFY_OK(write(**store, "CREATE TABLE big(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                                 "SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO big SELECT "
                                 "printf('%0200d', i) FROM n"));
    }
    {
        Other other("--hold", file());
        QCOMPARE(other.line(), std::string("ready"));
        other.kill();
    }
    QFile bytes(QString::fromStdString(file().string()));
    QVERIFY(bytes.open(QIODevice::ReadWrite));
    QVERIFY(bytes.seek(16384LL * 6));
    bytes.write(QByteArray(8000, '\x7f'));
    bytes.close();
    const QByteArray before = hashOf(file());
    VERIFY_CODE(openStore(file()), errc::corrupt);
    QCOMPARE(hashOf(file()), before);
    QVERIFY(std::filesystem::file_size(file().string() + "-wal") > 0);
}

void StoreInstanceTest::killedAtAnyMomentNothingToldIsLost()
{
    std::set<std::int64_t> told;
    for (int round = 0; round < 10; ++round) {
        Other other("--write", file());
        for (int i = 0; i <= round * 3; ++i)
            told.insert(std::stoll(other.line()));
        other.kill();
        for (const std::string &line : other.linesLeft())
            told.insert(std::stoll(line));

        auto store = openStore(file());
        VERIFY_OK(store);
        QVERIFY((*store)->integrityCheck()->empty());
        for (const std::int64_t id : told) {
            const std::string where = " FROM t WHERE batch = " + std::to_string(id);
            QCOMPARE(read(**store, "SELECT count(*)" + where), 3); // whole, too
        }
        QCOMPARE(read(**store, "SELECT count(*) FROM (SELECT batch FROM t GROUP BY batch HAVING "
                               "count(*) <> 3)"),
                 0);
    }
    QVERIFY(told.size() > 100);
}

/** What this program does as another instance; see Other. */
static int runAsOther(const std::string &what, const std::filesystem::path &file)
{
    auto store = openStore(file);
    if (!store) {
        std::cout << store.error().describe() << std::endl;
        return 1;
    }
    if (what == "--newer") {
        const auto done = write(**store, "PRAGMA user_version=999");
        std::cout << (done ? "ready" : "failed") << std::endl;
    } else if (what == "--hold") {
        const auto done =
            write(**store, "CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1)");
        std::cout << (done ? "ready" : "failed") << std::endl;
    } else {
        if (!write(**store, "CREATE TABLE IF NOT EXISTS t(batch, part)"))
            return 1;
        const std::int64_t first = 1 + read(**store, "SELECT coalesce(max(batch), 0) FROM t");
        std::atomic<std::int64_t> last = first;
        std::mutex printing;
        std::vector<std::jthread> writers;
        for (int i = 0; i < 3; ++i) {
            writers.emplace_back([&] {
                for (;;) {
                    const std::string id = std::to_string(last++);
                    const auto done = write(**store, "INSERT INTO t VALUES (" + id + ", 1), (" +
                                                         id + ", 2), (" + id + ", 3)");
                    if (!done)
                        return;
                    const std::lock_guard lock(printing);
                    std::cout << id << std::endl;
                }
            });
        }
    }
    std::string never; // until it is killed or its parent ends
    std::getline(std::cin, never);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]).starts_with("--"))
        return runAsOther(argv[1], argv[2]);
    QCoreApplication app(argc, argv);
    StoreInstanceTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "StoreInstanceTest.moc"
