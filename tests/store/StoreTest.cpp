#include "tests/store/FaultVfs.h"
#include "tests/store/StoreBench.h"

#include <thread>

using namespace syncline;
using namespace syncline::test;

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
    void whatIsNotOursIsLeftAlone();
    void readOnlyRefusesWriters();
    void aReadOnlyFolderIsReadWithoutItsLog();
    void aWriterMayOutliveItsStore();
    void theBallastMakesRoomOnAFullDisk();
    void integrityCheckFindsDamage();

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

QTEST_GUILESS_MAIN(StoreTest)
#include "StoreTest.moc"
