#include "core/store/Store.h"
#include "tests/store/StoreTestTools.h"

#include <rapidcheck.h>

#include <map>

using namespace syncline;
using namespace syncline::test;

using Change = Store::Scratch::Change;

class ScratchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesStayInTheSession();
    void changesTellWhatDiffers();
    void takingAChangeBackLeavesNone();
    void aSnapshotIsNotDisturbed();
    void writersAreNotDisturbed();
    void idsAreFarFromMain();
    void returningTellsWhatWasWritten();
    void theRulesOfTheTableHold_data();
    void theRulesOfTheTableHold();
    void defaultsOfRequiredColumns();
    void savepointsWork();
    void anOddNameWorks_data();
    void anOddNameWorks();
    void whatCannotBeTriedOutIsRefused();
    void queriesUseMainsIndexes();
    void behavesLikeTheTable();

private:
    std::int64_t inMain(std::string_view sql)
    {
        auto reader = m_store->reader();
        return reader ? single(reader->database(), sql) : -1;
    }
    Result<void> writeMain(std::string_view sql)
    {
        SYNCLINE_TRY(WriteTransaction transaction, m_store->writes().acquireBlocking({}));
        SYNCLINE_CHECK(transaction.database().exec(sql));
        return transaction.commitBlocking();
    }
    std::unique_ptr<Store::Scratch> session(std::initializer_list<std::string_view> tables)
    {
        auto opened = m_store->scratch();
        if (!opened)
            qFatal("%s", opened.error().describe().c_str());
        for (const std::string_view table : tables) {
            const auto done = (*opened)->overlay(table);
            if (!done)
                qFatal("%s", done.error().describe().c_str());
        }
        return std::move(opened).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
};

void ScratchTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    Store::Options options;
    options.file = pathIn(*m_folder, "dev.sqlite");
    options.ballast = false;
    auto store = Store::open(options);
    VERIFY_OK(store);
    m_store = std::move(store).value();
    VERIFY_OK(writeMain(
        "CREATE TABLE product(id INTEGER PRIMARY KEY, title TEXT NOT NULL, price ANY CHECK "
        "(price IS NULL OR typeof(price) IN ('integer', 'real')), sku TEXT, locale TEXT NOT NULL "
        "DEFAULT '', upper_title TEXT AS (upper(title)) VIRTUAL) STRICT;"
        "CREATE UNIQUE INDEX product_sku ON product(sku COLLATE NOCASE, locale);"
        "CREATE TABLE plain(id INTEGER PRIMARY KEY, v);"
        "INSERT INTO product(id, title, price, sku) VALUES (1, 'one', 1, 'a'), (2, 'two', 2.5, "
        "'b'), "
        "(3, 'three', NULL, NULL), (4, 'four', 4, NULL)"));
}

void ScratchTest::cleanup()
{
    m_store.reset();
}

void ScratchTest::writesStayInTheSession()
{
    const auto scratch = session({"product"});
    Database &database = scratch->database();
    VERIFY_OK(database.exec("INSERT INTO product(id, title) VALUES (100, 'new');"
                            "UPDATE product SET title = 'ONE' WHERE id = 1;"
                            "DELETE FROM product WHERE id = 2"));
    QCOMPARE(single(database, "SELECT count(*) FROM product"), 4);
    QCOMPARE(singleText(database,
                        "SELECT group_concat(title) FROM (SELECT title FROM product ORDER "
                        "BY id)"),
             std::string("ONE,three,four,new"));
    QCOMPARE(singleText(database, "SELECT upper_title FROM product WHERE id = 100"),
             std::string("NEW"));
    QCOMPARE(inMain("SELECT count(*) FROM product WHERE title IN ('one', 'two')"), 2);
    VERIFY_CODE(database.exec("DELETE FROM main.product"), errc::readOnly);
}

void ScratchTest::changesTellWhatDiffers()
{
    const auto scratch = session({"product", "plain"});
    VERIFY_OK(
        scratch->database().exec("INSERT INTO product(id, title, price) VALUES (100, 'new', 7);"
                                 "UPDATE product SET title = 'ONE', price = price WHERE id = 1;"
                                 "UPDATE product SET price = 4.0 WHERE id = 4;"
                                 "DELETE FROM product WHERE id = 2;"
                                 "INSERT INTO plain(id, v) VALUES (5, 'x')"));
    const auto changes = scratch->changes();
    VERIFY_OK(changes);
    QCOMPARE(changes->size(), std::size_t{5});
    const Change &update = changes->at(0);
    QCOMPARE(update.rowid, 1);
    QCOMPARE(update.kind, Change::Kind::Update);
    QCOMPARE(update.before.size(), std::size_t{1});
    QCOMPARE(update.before.at("title").asString(), std::string("one"));
    QCOMPARE(update.after.at("title").asString(), std::string("ONE"));
    const Change &removed = changes->at(1);
    QCOMPARE(removed.rowid, 2);
    QCOMPARE(removed.kind, Change::Kind::Delete);
    QCOMPARE(removed.before.at("price").asDouble(), 2.5);
    QVERIFY(removed.after.empty());
    QCOMPARE(changes->at(2).rowid, 4); // 4 and 4.0 are two different values
    QVERIFY(changes->at(2).before.at("price").isInt());
    QVERIFY(changes->at(2).after.at("price").isDouble());
    const Change &made = changes->at(3);
    QCOMPARE(made.kind, Change::Kind::Insert);
    QCOMPARE(made.after.at("price").asInt(), 7);
    QVERIFY(made.after.at("sku").isNull());
    QVERIFY(!made.after.contains("upper_title")); // what is computed is no change
    QCOMPARE(changes->at(4).table, std::string("plain"));
}

void ScratchTest::takingAChangeBackLeavesNone()
{
    const auto scratch = session({"product"});
    VERIFY_OK(scratch->database().exec("UPDATE product SET title = 'x'; UPDATE product SET title = "
                                       "CASE id WHEN 1 THEN 'one' WHEN 2 THEN 'two' WHEN 3 THEN "
                                       "'three' ELSE 'four' END;"
                                       "INSERT INTO product(id, title) VALUES (50, 'x');"
                                       "DELETE FROM product WHERE id = 50;"
                                       "DELETE FROM product WHERE id = 3;"
                                       "INSERT INTO product(id, title) VALUES (3, 'three')"));
    const auto changes = scratch->changes();
    VERIFY_OK(changes);
    QVERIFY(changes->empty());
}

void ScratchTest::aSnapshotIsNotDisturbed()
{
    const auto scratch = session({"product"});
    VERIFY_OK(writeMain("INSERT INTO product(id, title) VALUES (200, 'later'); DELETE FROM product "
                        "WHERE id = 1"));
    QCOMPARE(single(scratch->database(), "SELECT count(*) FROM product"), 4);
    VERIFY_OK(scratch->database().exec("UPDATE product SET title = 'mine' WHERE id = 1"));
    QCOMPARE(scratch->changes()->size(), std::size_t{1});
}

void ScratchTest::writersAreNotDisturbed()
{
    auto transaction = m_store->writes().acquireBlocking({});
    VERIFY_OK(transaction->database().exec("UPDATE product SET title = 'held'"));
    const auto scratch = session({"product"}); // while the lease is held
    VERIFY_OK(scratch->database().exec("UPDATE product SET title = 'tried'"));
    VERIFY_OK(transaction->commitBlocking());
    QCOMPARE(inMain("SELECT count(*) FROM product WHERE title = 'held'"), 4);
}

void ScratchTest::idsAreFarFromMain()
{
    const auto scratch = session({"product", "plain"});
    Database &database = scratch->database();
    const std::optional<std::int64_t> id = database.newScratchId();
    QVERIFY(id && *id >= Database::firstScratchId && *id < (std::int64_t{1} << 53));
    VERIFY_OK(database.exec("INSERT INTO product(title) VALUES ('a'), ('b'); INSERT INTO plain(v) "
                            "VALUES (1)"));
    QCOMPARE(single(database,
                    "SELECT count(DISTINCT id) FROM (SELECT id FROM product UNION ALL SELECT "
                    "id FROM plain) WHERE id > 9000000000000000"),
             3);
    auto reader = m_store->reader();
    QVERIFY(!reader->database().newScratchId());
    auto transaction = m_store->writes().acquireBlocking({});
    QVERIFY(!transaction->database().newScratchId());
}

void ScratchTest::returningTellsWhatWasWritten()
{
    const auto scratch = session({"product"});
    Database &database = scratch->database();
    const auto count = [&](std::string_view sql) -> int {
        auto statement = database.prepare(sql);
        if (!statement) {
            qWarning("%s", statement.error().describe().c_str());
            return -1;
        }
        int rows = 0;
        for (auto row = statement->step(); row && row.value(); row = statement->step())
            ++rows;
        return rows;
    };
    QCOMPARE(count("UPDATE product SET title = 'x' WHERE id < 3 RETURNING id"), 2);
    QCOMPARE(count("UPDATE product SET title = 'x' WHERE id = 77 RETURNING id"), 0);
    QCOMPARE(count("DELETE FROM product WHERE id = 1 RETURNING id"), 1);
    QCOMPARE(count("DELETE FROM product WHERE id = 1 RETURNING id"), 0);
    auto insert =
        database.prepare("INSERT INTO product(id, title) VALUES (?1, 'y') RETURNING id, title");
    VERIFY_OK(insert);
    const std::int64_t id = *database.newScratchId();
    VERIFY_OK(insert->bind(1, id).step());
    QCOMPARE(insert->integer(0), id);
    QCOMPARE(insert->text(1), std::string_view("y"));
}

void ScratchTest::theRulesOfTheTableHold_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("detail");
    QTest::newRow("id of main") << "INSERT INTO product(id, title) VALUES (1, 'x')"
                                << "GGT_NON_UNIQUE_DATA"
                                << "product.id";
    QTest::newRow("id of the overlay") << "INSERT INTO product(id, title) VALUES (100, 'x')"
                                       << "GGT_NON_UNIQUE_DATA"
                                       << "product.id";
    QTest::newRow("unique against main") << "INSERT INTO product(title, sku) VALUES ('x', 'A')"
                                         << "GGT_NON_UNIQUE_DATA"
                                         << "product.sku, product.locale";
    QTest::newRow("unique against the overlay") << "UPDATE product SET sku = 'new' WHERE id = 1"
                                                << "GGT_NON_UNIQUE_DATA"
                                                << "product.sku, product.locale";
    QTest::newRow("not null") << "INSERT INTO product(sku) VALUES ('q')"
                              << "SYNC_STORAGE"
                              << "NOT NULL";
    QTest::newRow("check") << "UPDATE product SET price = 'dear' WHERE id = 1"
                           << "SYNC_STORAGE"
                           << "CHECK";
    QTest::newRow("no upsert")
        << "INSERT INTO product(id, title) VALUES (1, 'x') ON CONFLICT DO NOTHING"
        << "SYNC_STORAGE"
        << "UPSERT";
}

void ScratchTest::theRulesOfTheTableHold()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, code);
    QFETCH(const QString, detail);
    const auto scratch = session({"product"});
    VERIFY_OK(
        scratch->database().exec("INSERT INTO product(id, title, sku) VALUES (100, 'n', 'new')"));
    const auto refused = scratch->database().exec(sql.toStdString());
    QVERIFY(!refused);
    QCOMPARE(QString::fromStdString(refused.error().code), code);
    QVERIFY2(refused.error().detail.find(detail.toStdString()) != std::string::npos,
             refused.error().detail.c_str());
    QCOMPARE(scratch->changes()->size(), std::size_t{1});
    // What was freed may be taken again, also an own value by itself.
    VERIFY_OK(
        scratch->database().exec("UPDATE product SET sku = sku; DELETE FROM product WHERE id = 1; "
                                 "INSERT INTO product(title, sku) VALUES ('x', 'A')"));
}

void ScratchTest::defaultsOfRequiredColumns()
{
    const auto scratch = session({"product"});
    VERIFY_OK(scratch->database().exec("INSERT INTO product(id, title) VALUES (100, 'x')"));
    QCOMPARE(
        singleText(scratch->database(), "SELECT '[' || locale || ']' FROM product WHERE id = 100"),
        std::string("[]"));
}

void ScratchTest::savepointsWork()
{
    const auto scratch = session({"product"});
    VERIFY_OK(
        scratch->database().exec("UPDATE product SET title = 'kept' WHERE id = 1;"
                                 "SAVEPOINT step; DELETE FROM product; ROLLBACK TO step; RELEASE "
                                 "step"));
    QCOMPARE(scratch->changes()->size(), std::size_t{1});
    QCOMPARE(single(scratch->database(), "SELECT count(*) FROM product"), 4);
}

void ScratchTest::anOddNameWorks_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("space") << "my table";
    QTest::newRow("double quote") << "my\"table";
    QTest::newRow("single quote") << "my'table";
    QTest::newRow("parenthesis") << "my(table";
    QTest::newRow("keyword") << "order";
    QTest::newRow("not ASCII") << "größe";
}

void ScratchTest::anOddNameWorks()
{
    QFETCH(const QString, name);
    const std::string table = quoteName(name.toStdString());
    VERIFY_OK(writeMain("CREATE TABLE " + table +
                        "(\"the id\" INTEGER PRIMARY KEY, \"a'b\"\"c\" TEXT "
                        "UNIQUE) STRICT; INSERT INTO " +
                        table + " VALUES (1, 'x')"));
    const auto scratch = session({});
    VERIFY_OK(scratch->overlay(name.toStdString()));
    VERIFY_OK(scratch->overlay(name.toStdString())); // a second time changes nothing
    VERIFY_OK(scratch->database().exec("UPDATE " + table + " SET \"a'b\"\"c\" = 'y'; INSERT INTO " +
                                       table + " VALUES (2, 'x')"));
    VERIFY_CODE(scratch->database().exec("INSERT INTO " + table + " VALUES (3, 'x')"),
                errc::nonUniqueData);
    const auto changes = scratch->changes();
    VERIFY_OK(changes);
    QCOMPARE(changes->size(), std::size_t{2});
    QCOMPARE(changes->at(0).after.at("a'b\"c").asString(), std::string("y"));
}

void ScratchTest::whatCannotBeTriedOutIsRefused()
{
    VERIFY_OK(
        writeMain("CREATE TABLE norowid(a TEXT PRIMARY KEY) WITHOUT ROWID; CREATE TABLE nokey(a)"));
    const auto scratch = session({});
    VERIFY_CODE(scratch->overlay("missing"), errc::notFound);
    VERIFY_CODE(scratch->overlay("norowid"), errc::storage);
    VERIFY_CODE(scratch->overlay("nokey"), errc::storage);
    QCOMPARE(single(scratch->database(), "SELECT count(*) FROM temp.sqlite_schema"), 0);
    VERIFY_OK(scratch->overlay("product"));
}

void ScratchTest::queriesUseMainsIndexes()
{
    const auto scratch = session({"product"});
    const auto plan = [&](const std::string &sql) {
        auto statement = scratch->database().prepare("EXPLAIN QUERY PLAN " + sql);
        std::string text;
        for (auto row = statement->step(); row && row.value(); row = statement->step())
            text += std::string(statement->text(3)) + "; ";
        return text;
    };
    const std::string byId = plan("SELECT * FROM product WHERE id = 7");
    QVERIFY2(byId.find("SEARCH m USING INTEGER PRIMARY KEY") != std::string::npos, byId.c_str());
    const std::string bySku =
        plan("SELECT * FROM product WHERE sku = 'a' COLLATE NOCASE AND locale = ''");
    QVERIFY2(bySku.find("SEARCH m USING INDEX product_sku") != std::string::npos, bySku.c_str());
    const std::string page = plan("SELECT * FROM product WHERE id > 7 ORDER BY id LIMIT 10");
    QVERIFY2(page.find("SCAN m") == std::string::npos, page.c_str());
    QVERIFY2(page.find("TEMP B-TREE") == std::string::npos, page.c_str());
}

void ScratchTest::behavesLikeTheTable()
{
    // Random writes to the overlay and to a real copy of the table: the same errors, the same rows.
    const bool held = rc::check("an overlay behaves like the table", [this] {
        const auto scratch = session({"product"});
        auto copyOpened = Database::open({}, Database::Mode::Memory);
        RC_ASSERT(copyOpened.ok());
        Database &copy = **copyOpened;
        RC_ASSERT(
            copy.exec("CREATE TABLE product(id INTEGER PRIMARY KEY, title TEXT NOT NULL, price ANY "
                      "CHECK (price IS NULL OR typeof(price) IN ('integer', 'real')), sku TEXT, "
                      "locale TEXT NOT NULL DEFAULT '') STRICT;"
                      "CREATE UNIQUE INDEX product_sku ON product(sku COLLATE NOCASE, locale);"
                      "INSERT INTO product(id, title, price, sku) VALUES (1, 'one', 1, 'a'), (2, "
                      "'two', 2.5, 'b'), (3, 'three', NULL, NULL), (4, 'four', 4, NULL)")
                .ok());
        const auto id = [] { return std::to_string(*rc::gen::inRange(1, 8)); };
        const auto sku = [] { return *rc::gen::element<std::string>("'a'", "'B'", "'c'", "NULL"); };
        const int steps = *rc::gen::inRange(1, 15);
        for (int i = 0; i < steps; ++i) {
            std::string sql;
            switch (*rc::gen::inRange(0, 5)) {
            case 0:
                sql =
                    "INSERT INTO product(id, title, sku) VALUES (" + id() + ", 't', " + sku() + ')';
                break;
            case 1:
                sql = "UPDATE product SET sku = " + sku() + ", title = 'u' WHERE id = " + id();
                break;
            case 2:
                sql = "UPDATE product SET id = " + id() + " WHERE id = " + id();
                break;
            case 3:
                sql = "UPDATE product SET price = " + sku() + " WHERE id = " + id();
                break;
            default:
                sql = "DELETE FROM product WHERE id = " + id();
            }
            const auto tried = scratch->database().exec(sql);
            const auto real = copy.exec(sql);
            RC_ASSERT(tried.ok() == real.ok());
            if (!real)
                RC_ASSERT(tried.error().code == real.error().code);
        }
        constexpr std::string_view all =
            "SELECT group_concat(quote(id) || quote(title) || quote(price) || quote(sku) || "
            "quote(locale)) FROM (SELECT * FROM product ORDER BY id)";
        RC_ASSERT(singleText(scratch->database(), all) == singleText(copy, all));

        // And the changes say how to come from main to there.
        std::map<std::int64_t, Change::Kind> kinds;
        const auto changes = scratch->changes();
        RC_ASSERT(changes.ok());
        for (const Change &change : changes.value())
            kinds[change.rowid] = change.kind;
        for (std::int64_t row = 1; row < 8; ++row) {
            const bool before = row <= 4;
            const bool after =
                single(copy, "SELECT count(*) FROM product WHERE id = " + std::to_string(row)) == 1;
            RC_ASSERT((kinds.contains(row) && kinds[row] == Change::Kind::Insert) ==
                      (after && !before));
            RC_ASSERT((kinds.contains(row) && kinds[row] == Change::Kind::Delete) ==
                      (before && !after));
        }
    });
    QVERIFY(held);
}

QTEST_GUILESS_MAIN(ScratchTest)
#include "ScratchTest.moc"
