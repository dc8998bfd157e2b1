#include "core/store/Store.h"
#include "FaultVfs.h"
#include "StoreTestTools.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>

#include <csignal>
#include <iostream>
#include <set>
#include <sys/mount.h>
#include <thread>

using namespace syncline;
using namespace syncline::test;

namespace {

Result<std::unique_ptr<Store>> openStore(const std::filesystem::path &file)
{
    Store::Options options;
    options.file = file;
    options.ballast = false;
    return Store::open(options);
}

Result<void> write(Store &store, const std::string &sql)
{
    SYNCLINE_TRY(WriteTransaction transaction, store.writes().acquireBlocking({.label = "test"}));
    SYNCLINE_CHECK(transaction.database().exec(sql));
    return transaction.commitBlocking();
}

std::int64_t read(Store &store, std::string_view sql)
{
    auto reader = store.reader();
    if (!reader) {
        qWarning("%s", reader.error().describe().c_str());
        return -1;
    }
    return single(reader->database(), sql);
}

QByteArray hashOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return "missing";
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result().toHex();
}

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

/** A folder on a file system of its own, which can be made read-only; root only. */
class MountedFolder
{
public:
    MountedFolder()
        : m_mounted(mount("tmpfs", m_folder.path().toUtf8().constData(), "tmpfs", 0, "size=32m") ==
                    0)
    {
    }
    ~MountedFolder()
    {
        if (m_mounted)
            umount2(m_folder.path().toUtf8().constData(), MNT_DETACH);
    }
    MountedFolder(const MountedFolder &) = delete;
    MountedFolder &operator=(const MountedFolder &) = delete;
    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] std::filesystem::path file() const { return pathIn(m_folder, "dev.sqlite"); }
    [[nodiscard]] bool makeReadOnly() const
    {
        return mount("tmpfs", m_folder.path().toUtf8().constData(), "tmpfs", MS_REMOUNT | MS_RDONLY,
                     "size=32m") == 0;
    }

private:
    QTemporaryDir m_folder;
    bool m_mounted;
};

} // namespace

class StoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void makesAndOpensAgain();
    void aReaderSeesOneMoment();
    void readersWaitForOneAnother();
    void aStopEndsAReader();
    void metaValues();
    void aSecondInstanceIsRefused();
    void theLockOfADeadProcessIsNoLock();
    void aNewerFormatIsLeftAlone_data();
    void aNewerFormatIsLeftAlone();
    void whatIsNotOursIsLeftAlone();
    void readOnlyRefusesWriters();
    void aReadOnlyFolderIsReadWithoutItsLog();
    void aReadOnlyFolderIsReadWithItsLog();
    void damageAfterAnUncleanEndIsFound();
    void aWriterMayOutliveItsStore();
    void theBallastMakesRoomOnAFullDisk();
    void integrityCheckFindsDamage();
    void killedAtAnyMomentNothingToldIsLost();

private:
    [[nodiscard]] std::filesystem::path file() const { return pathIn(*m_folder, "dev.sqlite"); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void StoreTest::makesAndOpensAgain()
{
    const auto inside = pathIn(*m_folder, "project") / ".syncline" / "dev.sqlite";
    {
        auto store = openStore(inside);
        VERIFY_OK(store);
        QVERIFY(!(*store)->isReadOnly());
        VERIFY_OK(write(**store, "CREATE TABLE t(a); INSERT INTO t VALUES (1)"));
        QCOMPARE(read(**store, "SELECT a FROM t"), 1);
    }
    QVERIFY(!std::filesystem::exists(inside.string() + "-wal"));
    auto again = openStore(inside);
    VERIFY_OK(again);
    QCOMPARE(read(**again, "SELECT a FROM t"), 1);
    QCOMPARE(read(**again, "PRAGMA application_id"), 0x53594E43);
    QCOMPARE(read(**again, "PRAGMA page_size"), 16384);
}

void StoreTest::aReaderSeesOneMoment()
{
    auto store = openStore(file());
    VERIFY_OK(write(**store, "CREATE TABLE t(a)"));
    auto early = (*store)->reader();
    VERIFY_OK(early);
    VERIFY_OK(write(**store, "INSERT INTO t VALUES (1)"));
    QCOMPARE(single(early->database(), "SELECT count(*) FROM t"), 0);
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), 1);
    VERIFY_CODE(early->database().exec("INSERT INTO t VALUES (2)"), errc::readOnly);
    Store::Reader moved = std::move(early).value();
    QCOMPARE(single(moved.database(), "SELECT count(*) FROM t"), 0);
}

void StoreTest::readersWaitForOneAnother()
{
    Store::Options options;
    options.file = file();
    options.readers = 2;
    options.ballast = false;
    auto store = Store::open(options);
    VERIFY_OK(store);
    std::optional<Store::Reader> first(std::move((*store)->reader()).value());
    const Store::Reader second = std::move((*store)->reader()).value();
    std::atomic<bool> there = false;
    std::jthread third([&] {
        auto reader = (*store)->reader();
        there = reader.ok();
    });
    std::stop_source stop;
    std::jthread fourth([&] { VERIFY_CODE((*store)->reader(stop.get_token()), errc::cancelled); });
    stop.request_stop();
    fourth.join();
    QVERIFY(!there);
    first.reset();
    third.join();
    QVERIFY(there);
}

void StoreTest::aStopEndsAReader()
{
    auto store = openStore(file());
    std::stop_source stop;
    auto reader = (*store)->reader(stop.get_token());
    VERIFY_OK(reader);
    std::jthread stopping([&] { stop.request_stop(); });
    VERIFY_CODE(
        reader->database().exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                                "n) SELECT max(i) FROM n"),
        errc::cancelled);
    VERIFY_CODE(reader->database().exec("SELECT 1"), errc::cancelled);
    {
        const Store::Reader back = std::move(reader).value();
    }
    QCOMPARE(read(**store, "SELECT 5"), 5); // the connection is as good as new
}

void StoreTest::metaValues()
{
    auto store = openStore(file());
    VERIFY_OK(store);
    const Value value(ValueObject{{"b", Value(1.0)}, {"a", Value(ValueList{Value(), Value("x")})}});
    {
        auto transaction = (*store)->writes().acquireBlocking({});
        VERIFY_OK(Store::setMeta(transaction->database(), "k", Value(1)));
        VERIFY_OK(Store::setMeta(transaction->database(), "k", value));
        VERIFY_OK(Store::setMeta(transaction->database(), "gone", value));
        VERIFY_OK(Store::setMeta(transaction->database(), "gone", Value()));
        VERIFY_OK(transaction->commitBlocking());
    }
    auto reader = (*store)->reader();
    const auto found = Store::getMeta(reader->database(), "k");
    VERIFY_OK(found);
    QVERIFY(found->identicalTo(value));
    QVERIFY(Store::getMeta(reader->database(), "gone")->isNull());
    QVERIFY(Store::getMeta(reader->database(), "never")->isNull());
}

void StoreTest::aSecondInstanceIsRefused()
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

void StoreTest::theLockOfADeadProcessIsNoLock()
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

void StoreTest::aNewerFormatIsLeftAlone_data()
{
    QTest::addColumn<bool>("inTheLog");
    QTest::newRow("after a clean end") << false;
    QTest::newRow("only in the log of a program that was killed") << true;
}

void StoreTest::aNewerFormatIsLeftAlone()
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

void StoreTest::whatIsNotOursIsLeftAlone()
{
    {
        auto foreign = Database::open(file(), Database::Mode::ReadWrite);
        VERIFY_OK((*foreign)->exec("PRAGMA journal_mode=DELETE; CREATE TABLE theirs(a)"));
    }
    const QByteArray before = hashOf(file());
    VERIFY_CODE(openStore(file()), errc::invalidInput);
    QCOMPARE(hashOf(file()), before);

    QFile text(QString::fromStdString(file().string()));
    QVERIFY(text.open(QIODevice::WriteOnly | QIODevice::Truncate));
    text.write("not a database, and shorter than its header");
    text.close();
    VERIFY_CODE(openStore(file()), errc::corrupt);
    QCOMPARE(text.size(), 43);
}

void StoreTest::readOnlyRefusesWriters()
{
    Store::Options options;
    options.file = file();
    options.readOnly = true;
    VERIFY_CODE(Store::open(options), errc::readOnly); // nothing there
    QVERIFY(!std::filesystem::exists(file()));
    VERIFY_OK(openStore(file()));
    auto store = Store::open(options);
    VERIFY_OK(store);
    QVERIFY((*store)->isReadOnly());
    VERIFY_CODE((*store)->writes().acquireBlocking({}), errc::readOnly);
    QCOMPARE(read(**store, "SELECT count(*) FROM _syncline_meta"), 0);
}

void StoreTest::aReadOnlyFolderIsReadWithoutItsLog()
{
    const MountedFolder folder;
    if (!folder.isMounted())
        QSKIP("needs the right to mount a file system");
    {
        auto store = openStore(folder.file());
        VERIFY_OK(write(**store, "CREATE TABLE t(a); INSERT INTO t VALUES (1)"));
    }
    QVERIFY(folder.makeReadOnly());
    auto store = openStore(folder.file());
    VERIFY_OK(store);
    QVERIFY((*store)->isReadOnly());
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), 1);
    VERIFY_CODE(openStore(folder.file().parent_path() / "other.sqlite"), errc::readOnly);
}

void StoreTest::aReadOnlyFolderIsReadWithItsLog()
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

void StoreTest::damageAfterAnUncleanEndIsFound()
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

void StoreTest::aWriterMayOutliveItsStore()
{
    auto store = openStore(file());
    VERIFY_OK(write(**store, "CREATE TABLE t(a)"));
    auto transaction = (*store)->writes().acquireBlocking({});
    auto reader = (*store)->reader();
    store->reset();
    VERIFY_CODE(openStore(file()), errc::locked);
    QCOMPARE(single(reader->database(), "SELECT count(*) FROM t"), 0);
    VERIFY_OK(transaction->database().exec("INSERT INTO t VALUES (1)"));
    VERIFY_OK(transaction->commitBlocking());
    auto again = openStore(file());
    VERIFY_OK(again);
    QCOMPARE(read(**again, "SELECT count(*) FROM t"), 1);
}

void StoreTest::theBallastMakesRoomOnAFullDisk()
{
    const MountedFolder folder; // 32 MB: too small for a reserve of its own, so one is put there
    if (!folder.isMounted())
        QSKIP("needs the right to mount a file system");
    auto store = openStore(folder.file());
    VERIFY_OK(store);
    QVERIFY(!(*store)->hasBallast());
    VERIFY_CODE((*store)->releaseBallast(), errc::notFound);
    QFile reserve(QString::fromStdString((folder.file().parent_path() / "ballast").string()));
    QVERIFY(reserve.open(QIODevice::WriteOnly));
    QCOMPARE(reserve.write(QByteArray(16 * 1024 * 1024, '\0')), 16 * 1024 * 1024);
    reserve.close();
    QVERIFY((*store)->hasBallast());

    VERIFY_OK(write(**store, "CREATE TABLE t(a)"));
    Result<void> full;
    int rows = 0;
    while (full.ok() && rows < 100) {
        full = write(**store, "INSERT INTO t VALUES (randomblob(1000000))");
        rows += full ? 1 : 0;
    }
    VERIFY_CODE(full, errc::diskFull);
    QCOMPARE(read(**store, "SELECT count(*) FROM t"), rows); // still readable, nothing halved
    VERIFY_CODE(write(**store, "INSERT INTO t VALUES (randomblob(1000000))"), errc::diskFull);
    VERIFY_OK((*store)->releaseBallast());
    VERIFY_OK(write(**store, "DELETE FROM t"));
    VERIFY_OK(write(**store, "INSERT INTO t VALUES (randomblob(1000000))"));

    auto roomy = openStore(file());
    Store::Options options;
    options.file = pathIn(*m_folder, "other") / "dev.sqlite";
    auto withReserve = Store::open(options);
    VERIFY_OK(withReserve);
    QVERIFY((*withReserve)->hasBallast());
}

void StoreTest::integrityCheckFindsDamage()
{
    {
        auto store = openStore(file());
        VERIFY_OK(write(**store,
                        "CREATE TABLE t(id INTEGER PRIMARY KEY, a); CREATE INDEX i ON t(a); "
                        "INSERT INTO t(a) VALUES (1), (2), (3)"));
        const auto sound = (*store)->integrityCheck();
        VERIFY_OK(sound);
        QVERIFY(sound->empty());
    }
    sqlite3 *handle = nullptr; // an index that lacks a row: what only this check sees
    QCOMPARE(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
    QCOMPARE(
        sqlite3_exec(handle,
                     "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX i "
                     "ON t(a) WHERE a > 1' WHERE name = 'i'; PRAGMA writable_schema=RESET; INSERT "
                     "INTO t(a) VALUES (0); PRAGMA writable_schema=ON; UPDATE sqlite_schema SET "
                     "sql = 'CREATE INDEX i ON t(a)' WHERE name = 'i'",
                     nullptr, nullptr, nullptr),
        SQLITE_OK);
    sqlite3_close(handle);
    auto store = openStore(file());
    VERIFY_OK(store);
    const auto findings = (*store)->integrityCheck();
    VERIFY_OK(findings);
    QVERIFY(!findings->empty());
    QVERIFY2(findings->front().find("missing from index i") != std::string::npos,
             findings->front().c_str());
}

void StoreTest::killedAtAnyMomentNothingToldIsLost()
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
    StoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "StoreTest.moc"
