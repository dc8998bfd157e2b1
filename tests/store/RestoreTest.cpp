#include "core/store/Restore.h"
#include "core/store/Backup.h"
#include "core/store/Store.h"
#include "tests/store/StoreTestTools.h"

#include <QDir>
#include <QFile>

using namespace syncline;
using namespace syncline::test;

/** Putting a backup in the place of a database. */
class RestoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void theOldStateComesBackAndTheNewIsKept();
    void aLogOfTheReplacedIsNotTakenForItsOwn();
    void whereThereWasNothing();
    void aDamagedDatabaseIsKeptAsItIs();
    void whatIsNoBackupIsRefused_data();
    void whatIsNoBackupIsRefused();
    void whatIsOpenIsNotReplaced();
    void aStopLeavesEverything();

private:
    Result<void> write(std::string_view sql)
    {
        SYNCLINE_TRY(WriteTransaction transaction, m_store->writes().acquireBlocking({}));
        SYNCLINE_CHECK(transaction.database().exec(sql));
        return transaction.commitBlocking();
    }
    void open()
    {
        Store::Options options;
        options.file = file();
        options.ballast = false;
        auto store = Store::open(options);
        VERIFY_OK(store);
        m_store = std::move(store).value();
    }
    [[nodiscard]] std::int64_t sumIn(const std::filesystem::path &path) const
    {
        auto database = Database::open(path, Database::Mode::ReadOnly);
        return database ? single(**database, "SELECT sum(x) FROM t") : -1;
    }
    [[nodiscard]] std::filesystem::path file() const { return pathIn(*m_folder, "dev.sqlite"); }
    [[nodiscard]] std::filesystem::path backup() const { return pathIn(*m_folder, "b.sqlite"); }
    [[nodiscard]] std::filesystem::path kept() const { return pathIn(*m_folder, "kept.sqlite"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
};

void RestoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    open();
    VERIFY_OK(write("CREATE TABLE t(x INTEGER); INSERT INTO t VALUES (1), (2)"));
    VERIFY_OK(m_store->backup(backup()));
    VERIFY_OK(write("INSERT INTO t VALUES (10)"));
}

void RestoreTest::theOldStateComesBackAndTheNewIsKept()
{
    m_store.reset();
    const auto restored = restoreStore(backup(), file(), kept(), {});
    VERIFY_OK(restored);
    QCOMPARE(restored->kept, kept());
    QVERIFY(!restored->damaged);
    QCOMPARE(sumIn(kept()), 13);
    open();
    QCOMPARE(sumIn(file()), 3);
    VERIFY_OK(write("INSERT INTO t VALUES (5)"));
    QCOMPARE(sumIn(backup()), 3); // the backup is a copy of its own
}

void RestoreTest::aLogOfTheReplacedIsNotTakenForItsOwn()
{
    // As a kill leaves it: a log that was not folded in.
    const std::filesystem::path copy = pathIn(*m_folder, "copy.sqlite");
    std::filesystem::copy_file(file(), copy);
    std::filesystem::copy_file(pathIn(*m_folder, "dev.sqlite-wal"),
                               pathIn(*m_folder, "copy.sqlite-wal"));
    VERIFY_OK(restoreStore(backup(), copy, kept(), {}));
    QVERIFY(!std::filesystem::exists(pathIn(*m_folder, "copy.sqlite-wal")));
    QCOMPARE(sumIn(copy), 3);
    QCOMPARE(sumIn(kept()), 13);
}

void RestoreTest::whereThereWasNothing()
{
    const std::filesystem::path fresh = pathIn(*m_folder, "fresh.sqlite");
    const auto restored = restoreStore(backup(), fresh, kept(), {});
    VERIFY_OK(restored);
    QVERIFY(restored->kept.empty());
    QCOMPARE(sumIn(fresh), 3);
}

void RestoreTest::aDamagedDatabaseIsKeptAsItIs()
{
    m_store.reset();
    QFile bytes(QString::fromStdString(file().string()));
    QVERIFY(bytes.open(QIODevice::ReadWrite));
    bytes.write(QByteArray(200, '\x55'));
    bytes.close();
    const qint64 size = bytes.size();
    const auto restored = restoreStore(backup(), file(), kept(), {});
    VERIFY_OK(restored);
    QVERIFY(restored->damaged);
    QCOMPARE(static_cast<qint64>(std::filesystem::file_size(kept())), size);
    QCOMPARE(sumIn(file()), 3);
}

void RestoreTest::whatIsNoBackupIsRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("code");
    QTest::newRow("text") << QByteArray("hello, this is no database")
                          << QStringLiteral("SYNC_CORRUPT");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("SYNC_INVALID_INPUT");
    QTest::newRow("absent") << QByteArray("-") << QStringLiteral("SYNC_NOT_FOUND");
    QTest::newRow("damaged") << QByteArray("+") << QStringLiteral("SYNC_CORRUPT");
}

void RestoreTest::whatIsNoBackupIsRefused()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, code);
    VERIFY_OK(write("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                    "WHERE i < 20000) SELECT i FROM n"));
    const std::filesystem::path bad = pathIn(*m_folder, "bad.sqlite");
    if (content == "+")
        VERIFY_OK(m_store->backup(bad));
    m_store.reset();
    QFile out(QString::fromStdString(bad.string()));
    if (content != "-") {
        QVERIFY(out.open(QIODevice::ReadWrite));
        if (content == "+") {
            QVERIFY(out.seek(3 * 16384 + 100));
            out.write(QByteArray(5000, '\x55'));
        } else {
            out.write(content);
        }
        out.close();
    }
    const std::int64_t before = sumIn(file());
    const auto restored = restoreStore(bad, file(), kept(), {});
    QVERIFY(!restored.ok());
    QCOMPARE(QString::fromStdString(restored.error().code), code);
    QCOMPARE(sumIn(file()), before);
    QVERIFY(!std::filesystem::exists(kept()));
}

void RestoreTest::whatIsOpenIsNotReplaced()
{
    QVERIFY(!restoreStore(backup(), file(), kept(), {}).ok());
    QCOMPARE(sumIn(file()), 13);
    QVERIFY(!std::filesystem::exists(pathIn(*m_folder, "dev.sqlite.restoring")));
}

void RestoreTest::aStopLeavesEverything()
{
    m_store.reset();
    std::stop_source stop;
    stop.request_stop();
    VERIFY_CODE(restoreStore(backup(), file(), kept(), stop.get_token()), errc::cancelled);
    QCOMPARE(sumIn(file()), 13);
    QVERIFY(!std::filesystem::exists(kept()));
}

QTEST_GUILESS_MAIN(RestoreTest)
#include "RestoreTest.moc"
