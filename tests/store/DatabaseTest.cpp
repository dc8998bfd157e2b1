#include "tests/store/StoreTestTools.h"

#include <QFile>

#include <future>

using namespace syncline;
using namespace syncline::test;

class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void openSetsWhatTheStoreReliesOn();
    void errorsSayWhatHappened_data();
    void errorsSayWhatHappened();
    void aFileThatIsNoDatabaseIsCorrupt();
    void readOnlyNeitherWritesNorCreates();
    void interruptEndsTheStatementUnderWay();
    void stopRefusesUntilCleared();
    void theCacheKeepsTwoHundred();
    void aTextInUseTwiceWorks();
    void oneStatementPerText();
    void aGuardedTransactionCannotBeEndedByAStatement();
    void quotes_data();
    void quotes();

private:
    std::unique_ptr<Database> openFile(Database::Mode mode = Database::Mode::ReadWrite)
    {
        auto database = Database::open(pathIn(*m_folder, "a b#1?.sqlite"), mode);
        if (!database)
            qFatal("%s", database.error().describe().c_str());
        return std::move(database).value();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void DatabaseTest::openSetsWhatTheStoreReliesOn()
{
    const auto writer = openFile();
    QCOMPARE(single(*writer, "PRAGMA page_size"), 16384);
    QCOMPARE(singleText(*writer, "PRAGMA journal_mode"), std::string("wal"));
    QCOMPARE(single(*writer, "PRAGMA synchronous"), 2);
    QCOMPARE(single(*writer, "PRAGMA foreign_keys"), 0);
    QCOMPARE(single(*writer, "PRAGMA cell_size_check"), 1);
    QCOMPARE(single(*writer, "PRAGMA trusted_schema"), 0);
    VERIFY_CODE(writer->exec("SELECT \"nothing\""), errc::storage); // no "text" in double quotes

    const auto reader = openFile(Database::Mode::ReadOnly);
    QCOMPARE(single(*reader, "PRAGMA wal_autocheckpoint"), 0);
}

void DatabaseTest::errorsSayWhatHappened_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("detail");
    const auto text = [](std::string_view code) {
        return QString::fromUtf8(code.data(), static_cast<qsizetype>(code.size()));
    };
    QTest::newRow("unique column")
        << "INSERT INTO t(id, a, b) VALUES (2, 'x', 'y')" << text(errc::nonUniqueData) << "t.a";
    QTest::newRow("unique pair") << "INSERT INTO u VALUES (1, 1)" << text(errc::nonUniqueData)
                                 << "u.c, u.d";
    QTest::newRow("primary key") << "INSERT INTO t(id, a) VALUES (1, 'z')"
                                 << text(errc::nonUniqueData) << "t.id";
    QTest::newRow("not null") << "INSERT INTO t(id) VALUES (5)" << text(errc::storage)
                              << "NOT NULL constraint failed: t.a";
    QTest::newRow("strict type") << "INSERT INTO t(id, a) VALUES ('x', 'b')" << text(errc::storage)
                                 << "mismatch";
    QTest::newRow("check") << "INSERT INTO t(a, b) VALUES ('c', 'no')" << text(errc::storage)
                           << "CHECK";
    QTest::newRow("syntax") << "INSERT INTOO t" << text(errc::storage) << "syntax error";
    QTest::newRow("no table") << "SELECT * FROM missing" << text(errc::storage) << "no such table";
}

void DatabaseTest::errorsSayWhatHappened()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, code);
    QFETCH(const QString, detail);
    const auto database = openFile();
    VERIFY_OK(
        database->exec("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT UNIQUE NOT NULL, b TEXT "
                       "CHECK (b <> 'no')) STRICT;"
                       "CREATE TABLE u(c INTEGER, d INTEGER, UNIQUE(c, d)) STRICT;"
                       "INSERT INTO t VALUES (1, 'x', 'y'); INSERT INTO u VALUES (1, 1)"));
    const Result<void> viaExec = database->exec(sql.toStdString());
    QVERIFY(!viaExec);
    QCOMPARE(QString::fromStdString(viaExec.error().code), code);
    QVERIFY2(viaExec.error().detail.find(detail.toStdString()) != std::string::npos,
             viaExec.error().detail.c_str());
    QVERIFY(!viaExec.error().message().empty());
    QVERIFY(viaExec.error().message().find('%') == std::string::npos);

    const Result<void> viaStatement = [&]() -> Result<void> {
        SYNCLINE_TRY(Statement statement, database->prepare(sql.toStdString()));
        return statement.run();
    }();
    QVERIFY(!viaStatement);
    QCOMPARE(QString::fromStdString(viaStatement.error().code), code);
}

void DatabaseTest::aFileThatIsNoDatabaseIsCorrupt()
{
    QFile file(QString::fromStdString(pathIn(*m_folder, "x.sqlite").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    VERIFY_CODE(Database::open(pathIn(*m_folder, "x.sqlite"), Database::Mode::ReadWrite),
                errc::corrupt);
}

void DatabaseTest::readOnlyNeitherWritesNorCreates()
{
    VERIFY_CODE(Database::open(pathIn(*m_folder, "missing.sqlite"), Database::Mode::ReadOnly),
                errc::storage);
    QVERIFY(!std::filesystem::exists(pathIn(*m_folder, "missing.sqlite")));

    const auto writer = openFile();
    VERIFY_OK(writer->exec("CREATE TABLE t(a)"));
    const auto reader = openFile(Database::Mode::ReadOnly);
    VERIFY_CODE(reader->exec("INSERT INTO t VALUES (1)"), errc::readOnly);
    VERIFY_OK(reader->exec("CREATE TEMP TABLE mine(a); INSERT INTO mine VALUES (1)"));
}

void DatabaseTest::interruptEndsTheStatementUnderWay()
{
    const auto database = openFile();
    std::promise<void> begun;
    auto running = std::async(std::launch::async, [&]() -> Result<void> {
        SYNCLINE_TRY(
            Statement endless,
            database->prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                              "n) SELECT i FROM n"));
        SYNCLINE_TRY(const bool row, endless.step());
        begun.set_value(); // from here on a statement is active, so an interrupt is not lost
        Q_ASSERT(row);
        return endless.run();
    });
    begun.get_future().wait();
    database->interrupt();
    VERIFY_CODE(running.get(), errc::cancelled);
    QCOMPARE(single(*database, "SELECT 7"), 7);
}

void DatabaseTest::stopRefusesUntilCleared()
{
    const auto database = openFile();
    std::promise<void> begun;
    auto running = std::async(std::launch::async, [&]() -> Result<void> {
        begun.set_value(); // the stop may come before the statement begins: it must hold all the
                           // same
        return database->exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                              "SELECT max(i) FROM n");
    });
    begun.get_future().wait();
    database->stop();
    VERIFY_CODE(running.get(), errc::cancelled);
    VERIFY_CODE(database->exec("SELECT 1"), errc::cancelled);
    VERIFY_CODE(database->prepare("SELECT 1"), errc::cancelled);
    database->clearStop();
    VERIFY_OK(database->exec("SELECT 1"));
}

void DatabaseTest::theCacheKeepsTwoHundred()
{
    const auto database = openFile();
    sqlite3_stmt *first = nullptr;
    {
        auto statement = database->prepare("SELECT 0");
        VERIFY_OK(statement);
        first = statement->handle();
    }
    for (int i = 1; i < 200; ++i)
        VERIFY_OK(database->prepare("SELECT " + std::to_string(i)));
    {
        auto again = database->prepare("SELECT 0");
        VERIFY_OK(again);
        QCOMPARE(again->handle(), first); // kept, and now the most recently used
    }
    const auto count = [&] {
        int statements = 0;
        for (sqlite3_stmt *s = sqlite3_next_stmt(database->handle(), nullptr); s;
             s = sqlite3_next_stmt(database->handle(), s))
            ++statements;
        return statements;
    };
    for (int i = 200; i < 399; ++i)
        VERIFY_OK(database->prepare("SELECT " + std::to_string(i)));
    QCOMPARE(count(), 200);
    auto kept = database->prepare("SELECT 0");
    VERIFY_OK(kept);
    QCOMPARE(kept->handle(), first);
    for (int i = 1000; i < 1300; ++i) // one that is on loan is never thrown away
        VERIFY_OK(database->prepare("SELECT " + std::to_string(i)));
    const auto row = kept->step();
    VERIFY_OK(row);
    QCOMPARE(kept->integer(0), 0);
}

void DatabaseTest::aTextInUseTwiceWorks()
{
    const auto database = openFile();
    constexpr std::string_view sql = "SELECT value FROM json_each('[1,2,3]')";
    auto outer = database->prepare(sql);
    VERIFY_OK(outer);
    VERIFY_OK(outer->step());
    {
        auto inner = database->prepare(sql);
        VERIFY_OK(inner);
        VERIFY_OK(inner->step());
        VERIFY_OK(inner->step());
        QCOMPARE(inner->integer(0), 2);
    }
    QCOMPARE(outer->integer(0), 1);
    VERIFY_OK(outer->step());
    QCOMPARE(outer->integer(0), 2);
}

void DatabaseTest::oneStatementPerText()
{
    const auto database = openFile();
    VERIFY_CODE(database->prepare("SELECT 1; SELECT 2"), errc::storage);
    VERIFY_CODE(database->prepare("  "), errc::storage);
    VERIFY_OK(database->prepare("SELECT 1; \n"));
}

void DatabaseTest::aGuardedTransactionCannotBeEndedByAStatement()
{
    const auto database = openFile();
    VERIFY_OK(database->exec("CREATE TABLE t(a)"));
    for (const char *sql : {"COMMIT", "ROLLBACK"}) {
        VERIFY_OK(database->exec("BEGIN IMMEDIATE"));
        database->beginGuard();
        VERIFY_OK(database->exec("INSERT INTO t VALUES (1)"));
        (void)database->exec(sql);
        QVERIFY(!database->health());
        QVERIFY(!database->exec("INSERT INTO t VALUES (2)"));
        QVERIFY(!database->prepare("INSERT INTO t VALUES (2)"));
        database->endGuard();
        QVERIFY(!database->inTransaction());
        QCOMPARE(single(*database, "SELECT count(*) FROM t"), 0);
    }
}

void DatabaseTest::quotes_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << "a";
    QTest::newRow("double quote") << "a\"b";
    QTest::newRow("single quote") << "a'b";
    QTest::newRow("SQL") << "a\"; DROP TABLE t; --";
    QTest::newRow("keyword") << "select";
    QTest::newRow("empty") << "";
    QTest::newRow("not ASCII") << "größe 😀";
}

void DatabaseTest::quotes()
{
    QFETCH(const QString, name);
    const std::string text = name.toStdString();
    const auto database = openFile();
    VERIFY_OK(database->exec("CREATE TABLE " + quoteName(text + "x") + "(" + quoteName(text) +
                             " TEXT); INSERT INTO " + quoteName(text + "x") + " VALUES (" +
                             quoteText(text) + ")"));
    QCOMPARE(singleText(*database, "SELECT " + quoteName(text) + " FROM " + quoteName(text + "x")),
             text);
}

QTEST_GUILESS_MAIN(DatabaseTest)
#include "DatabaseTest.moc"
