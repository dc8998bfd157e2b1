#include "core/store/Backup.h"
#include "core/store/Store.h"
#include "tests/store/FaultVfs.h"
#include "tests/store/StoreTestTools.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <thread>

using namespace syncline;
using namespace syncline::test;

class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aBackupIsOneSoundFile();
    void aBackupUnderWritesIsOfOneMoment();
    void aStopLeavesTheOldBackup();
    void aFailureLeavesTheOldBackup();
    void aDamagedSourceMakesNoBackup();
    void aBackupOpensAsAStore();

private:
    Result<void> writeMain(std::string_view sql)
    {
        SYNCLINE_TRY(WriteTransaction transaction, m_store->writes().acquireBlocking({}));
        SYNCLINE_CHECK(transaction.database().exec(sql));
        return transaction.commitBlocking();
    }
    [[nodiscard]] std::filesystem::path target() const
    {
        return pathIn(*m_folder, "backups") / "first.sqlite";
    }
    [[nodiscard]] QStringList filesBesideTarget() const
    {
        return QDir(m_folder->filePath(QStringLiteral("backups")))
            .entryList(QDir::Files, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
};

void BackupTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    Store::Options options;
    options.file = pathIn(*m_folder, "dev.sqlite");
    options.ballast = false;
    auto store = Store::open(options);
    VERIFY_OK(store);
    m_store = std::move(store).value();
    VERIFY_OK(
        writeMain("CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, note TEXT);"
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                  "INSERT INTO account SELECT i, 100, printf('%0300d', i) FROM n"));
    std::filesystem::create_directories(target().parent_path());
}

void BackupTest::cleanup()
{
    m_store.reset();
}

void BackupTest::aBackupIsOneSoundFile()
{
    VERIFY_OK(m_store->backup(target()));
    QCOMPARE(filesBesideTarget(), QStringList{QStringLiteral("first.sqlite")});
    auto copy = Database::open(target(), Database::Mode::ReadOnly);
    VERIFY_OK(copy);
    QCOMPARE(single(**copy, "SELECT sum(balance) FROM account"), 2000000);
    QVERIFY(checkIntegrity(**copy)->empty());
}

void BackupTest::aBackupUnderWritesIsOfOneMoment()
{
    std::atomic<bool> done = false;
    std::atomic<int> moved = 0;
    std::jthread mover([&] { // money moves; the sum never changes
        for (std::int64_t i = 1; !done; ++i) {
            const std::string from = std::to_string(i % 20000 + 1);
            const std::string to = std::to_string((i * 7919) % 20000 + 1);
            const auto written =
                writeMain("UPDATE account SET balance = balance - 1 WHERE id = " + from +
                          "; UPDATE account SET balance = balance + 1 WHERE id = " + to);
            moved += written ? 1 : 0;
        }
    });
    while (moved == 0)
        std::this_thread::yield();
    for (int i = 0; i < 3; ++i) {
        const auto made = m_store->backup(target());
        auto copy = Database::open(target(), Database::Mode::ReadOnly);
        const std::int64_t sum = copy ? single(**copy, "SELECT sum(balance) FROM account") : -1;
        if (i == 2)
            done = true;
        VERIFY_OK(made);
        QCOMPARE(sum, 2000000);
    }
}

void BackupTest::aStopLeavesTheOldBackup()
{
    VERIFY_OK(m_store->backup(target()));
    const auto before = std::filesystem::last_write_time(target());
    std::stop_source stop;
    stop.request_stop();
    VERIFY_CODE(m_store->backup(target(), stop.get_token()), errc::cancelled);
    QCOMPARE(std::filesystem::last_write_time(target()), before);
    QCOMPARE(filesBesideTarget(), QStringList{QStringLiteral("first.sqlite")});
}

void BackupTest::aFailureLeavesTheOldBackup()
{
    VERIFY_CODE(m_store->backup(pathIn(*m_folder, "missing") / "x.sqlite"), errc::storage);

    VERIFY_OK(m_store->backup(target()));
    std::filesystem::create_directory(pathIn(*m_folder, "taken"));
    std::filesystem::create_directory(pathIn(*m_folder, "taken") / "inside");
    VERIFY_CODE(m_store->backup(pathIn(*m_folder, "taken")),
                errc::storage); // a folder has the name
    QVERIFY(!std::filesystem::exists(pathIn(*m_folder, "taken.part")));
}

void BackupTest::aDamagedSourceMakesNoBackup()
{
    VERIFY_OK(m_store->backup(target()));
    const auto before = std::filesystem::last_write_time(target());
    m_store.reset();
    QFile bytes(m_folder->filePath(QStringLiteral("dev.sqlite")));
    QVERIFY(bytes.open(QIODevice::ReadWrite));
    QVERIFY(bytes.seek(16384LL * 100));
    bytes.write(QByteArray(4000, '\x55'));
    bytes.close();
    auto source = Database::open(pathIn(*m_folder, "dev.sqlite"), Database::Mode::ReadOnly);
    VERIFY_OK(source);
    VERIFY_CODE(backupTo(**source, target(), {}), errc::corrupt);
    QCOMPARE(std::filesystem::last_write_time(target()), before);
    QCOMPARE(filesBesideTarget(), QStringList{QStringLiteral("first.sqlite")});
}

void BackupTest::aBackupOpensAsAStore()
{
    VERIFY_OK(m_store->backup(target()));
    Store::Options options;
    options.file = target();
    options.ballast = false;
    auto restored = Store::open(options);
    VERIFY_OK(restored);
    auto transaction = (*restored)->writes().acquireBlocking({});
    VERIFY_OK(transaction->database().exec("DELETE FROM account WHERE id > 10"));
    VERIFY_OK(transaction->commitBlocking());
    auto reader = (*restored)->reader();
    QCOMPARE(single(reader->database(), "SELECT count(*) FROM account"), 10);
    QCOMPARE(singleText(reader->database(), "PRAGMA journal_mode"), std::string("wal"));
}

QTEST_GUILESS_MAIN(BackupTest)
#include "BackupTest.moc"
