#include "core/record/view/ViewQuery.h"
#include "core/record/view/ViewCheck.h"

#include "core/base/Time.h"
#include "core/project/ViewFile.h"
#include "tests/record/RecordFixture.h"
#include "tests/support/StdToString.h"

#include <rapidcheck.h>
#include <sqlite3.h>
#include <thread>

using namespace syncline;
using namespace syncline::test;

/** What the SQL of views may see, and what it may not. */
class ViewQueryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void modelsAreTables();
    void columnsSayWhatTheyHold();
    void parametersAreBound();
    void errorsSayWhere_data();
    void errorsSayWhere();
    void hostileSqlIsRefused_data();
    void hostileSqlIsRefused();
    void aCteMayNotPoseAsAModel();
    void bombsEnd_data();
    void bombsEnd();
    void aStopEndsItAtOnce();
    void answersAreSqlites();
    void timesAreExact();
    void checkFindsProblems_data();
    void checkFindsProblems();

private:
    struct Asked
    {
        std::unique_ptr<Store::Scratch> connection;
        std::unique_ptr<ViewSchema> schema;
        std::unique_ptr<ViewQuery> query;
    };
    Result<std::unique_ptr<Asked>> ask(const std::string &sql, const ValueObject &given = {},
                                       ViewLimits limits = {})
    {
        std::vector<Problem> ignored;
        const ViewDef view = readView("v", sql, "views/v.sql", ignored);
        SYNCLINE_TRY(const ValueObject values, viewValues(view, given));
        auto asked = std::make_unique<Asked>();
        SYNCLINE_TRY(asked->connection, m_fixture->store().scratch());
        asked->schema = std::make_unique<ViewSchema>(m_models, m_random.uuid());
        SYNCLINE_CHECK(asked->schema->create(asked->connection->database()));
        SYNCLINE_TRY(asked->query, ViewQuery::prepare(asked->connection->database(), *asked->schema,
                                                      m_clock, std::move(limits), view));
        SYNCLINE_CHECK(asked->query->bind(values));
        return asked;
    }
    Result<std::vector<ViewRow>> rows(const std::string &sql, const ValueObject &given = {},
                                      ViewLimits limits = {})
    {
        SYNCLINE_TRY(const std::unique_ptr<Asked> asked, ask(sql, given, std::move(limits)));
        std::vector<ViewRow> all;
        for (;;) {
            SYNCLINE_TRY(std::optional<ViewRow> row, asked->query->next());
            if (!row)
                return all;
            all.push_back(std::move(*row));
        }
    }
    std::string text(const std::string &sql, const ValueObject &given = {})
    {
        const auto found = rows(sql, given);
        if (!found)
            return found.error().message() + " @" + found.error().place;
        ValueList list;
        for (const ViewRow &row : *found)
            list.emplace_back(ValueList(row.begin(), row.end()));
        return json::write(Value(std::move(list)));
    }

    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<RecordFixture> m_fixture;
    std::vector<ModelPtr> m_models;
};

void ViewQueryTest::initTestCase()
{
    m_fixture = std::make_unique<RecordFixture>();
    FieldDef secret = field("token", FieldType::EncryptedString);
    FieldDef password = field("pass", FieldType::Password);
    FieldDef tags = field("tags");
    tags.list = true;
    ModelDef customer = model("customer", {field("name"), secret, password});
    customer.storageKey = "customer"; // as the model: files of people's own may say so
    m_models = {
        share(customer),
        share(model("order", {field("total", FieldType::Number), field("paid", FieldType::Boolean),
                              field("day", FieldType::Date), field("at", FieldType::DateTime), tags,
                              reference("customer", "customer")}))};
    m_fixture->apply(m_models);
    m_fixture->write([](Database &database) {
        must(database.exec(
            "INSERT INTO customer (id, created_at, updated_at, f_name, f_token, f_pass) VALUES "
            "(1, 0, 0, 'Ann', 'sealed', 'hash'), (2, 1500, 0, 'Bob', NULL, NULL)"));
        must(database.exec(
            "INSERT INTO m_order (id, created_at, updated_at, f_total, f_paid, f_day, f_at, "
            "f_tags, f_customer) VALUES "
            "(1, 0, 0, 10, 1, 19723, 1704067200123, '[\"a\",\"b\"]', 1), "
            "(2, 0, 0, 2.5, 0, NULL, NULL, NULL, 1), (3, 0, 0, 7, NULL, -1, -1, '[]', 2)"));
    });
}

void ViewQueryTest::modelsAreTables()
{
    QCOMPARE(
        text("SELECT * FROM customer ORDER BY id"),
        std::string(R"([[1,"Ann","1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.000Z",null],)"
                    R"([2,"Bob","1970-01-01T00:00:01.500Z","1970-01-01T00:00:00.000Z",null]])"));
    QCOMPARE(text("SELECT * FROM \"order\" WHERE id = 1"),
             std::string(R"([[1,10,true,"2024-01-01","2024-01-01T00:00:00.123Z",["a","b"],1,)"
                         R"("1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.000Z",null]])"));
    QCOMPARE(text("SELECT day, at FROM [order] WHERE id = 3"),
             std::string(R"([["1969-12-31","1969-12-31T23:59:59.999Z"]])"));
    QCOMPARE(text("WITH sums AS (SELECT customerId, sum(total) AS s FROM \"order\" GROUP BY 1)\n"
                  "SELECT name, s FROM sums JOIN customer c ON c.id = customerId ORDER BY s"),
             std::string(R"([["Bob",7],["Ann",12.5]])"));
    QCOMPARE(text("SELECT count(*) FROM \"order\""), std::string("[[3]]"));
    QCOMPARE(text("SELECT (SELECT count(*) FROM customer) FROM \"order\" LIMIT 1"),
             std::string("[[2]]"));
    QCOMPARE(text("SELECT value FROM \"order\", json_each(tags)"), std::string(R"([["a"],["b"]])"));
    QCOMPARE(text("VALUES (1), ('x')"), std::string(R"([[1],["x"]])"));
    QCOMPARE(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT "
                  "i FROM n;"),
             std::string("[[1],[2],[3]]"));
    QCOMPARE(text("SELECT x'00ff', 9e999, -9e999, CAST(x'ff41' AS TEXT)"),
             std::string("[[\"x'00ff'\",\"Infinity\",\"-Infinity\",\"\xEF\xBF\xBD\x41\"]]"));
}

void ViewQueryTest::columnsSayWhatTheyHold()
{
    const auto asked = must(
        ask("SELECT o.id, c.id, customerId, paid, total, tags, name, total AS customerId, "
            "1 AS orderId, '' AS \"\" FROM \"order\" o JOIN customer c ON c.id = o.customerId"));
    const std::vector<ViewColumn> expected{{"id", ViewColumnType::Number, "order"},
                                           {"id_2", ViewColumnType::Number, "customer"},
                                           {"customerId", ViewColumnType::Number, "customer"},
                                           {"paid", ViewColumnType::Boolean, ""},
                                           {"total", ViewColumnType::Number, ""},
                                           {"tags", ViewColumnType::Json, ""},
                                           {"name", ViewColumnType::Text, ""},
                                           {"customerId_2", ViewColumnType::Number, "customer"},
                                           {"orderId", ViewColumnType::Any, "order"},
                                           {"column", ViewColumnType::Any, ""}};
    QCOMPARE(asked->query->columns().size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(asked->query->columns()[i] == expected[i], expected[i].name.c_str());
}

void ViewQueryTest::parametersAreBound()
{
    const std::string sql =
        "-- param: since date = 2024-01-01\n-- param: paid boolean\n-- param: name string\n"
        "-- param: at dateTime\n-- param: most number = 2.5\n"
        "SELECT :since, @paid, $name, :at, :most, :since IS '2024-01-01'";
    QCOMPARE(text(sql), std::string(R"([["2024-01-01",null,null,null,2.5,1]])"));
    QCOMPARE(text(sql, {{"since", "2025-02-03"},
                        {"paid", true},
                        {"name", "x'; --"},
                        {"at", "2024-01-01T01:00:00+01:00"},
                        {"most", 3}}),
             std::string("[[\"2025-02-03\",1,\"x'; --\",\"2024-01-01T00:00:00.000Z\",3,0]]"));
    QCOMPARE(text("-- param: day date\nSELECT id FROM \"order\" WHERE day >= :day",
                  {{"day", "2024-01-01"}}),
             std::string("[[1]]"));
}

void ViewQueryTest::errorsSayWhere_data()
{
    QTest::addColumn<std::string>("sql");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *sql, const char *expected) {
        QTest::newRow(name) << std::string(sql) << std::string(expected);
    };
    row("syntax", "-- title: x\nSELEC 1",
        "The SQL is not understood: near \"SELEC\": syntax error. @views/v.sql:2:1");
    row("model", "SELECT 1\n  FROM oder", "There is no model \"oder\". @views/v.sql:2:8");
    row("field", "SELECT é.nam FROM customer é",
        "There is no field or column \"é.nam\". @views/v.sql:1:8");
    row("function", "SELECT\n foo(1)", "There is no function foo(). @views/v.sql:2:2");
    row("undeclared", "SELECT 1, :since",
        "The parameter :since is not declared: add \"-- param: since string\" to the comments at "
        "the top. @views/v.sql:1:11");
    row("by number", "SELECT ?",
        "A view's parameters have names: write :name instead of ?. @views/v.sql:1:8");
    row("two", "SELECT 1; -- one\nSELECT 2",
        "A view is one query; a second statement begins here. @views/v.sql:2:1");
    row("nothing", "-- title: x\n/* SELECT 1 */",
        "The view has no query: write a SELECT below its header. @views/v.sql:2:15");
    row("explain", "EXPLAIN SELECT 1",
        "A view is a query: a SELECT, maybe behind WITH. @views/v.sql:1:1");
    row("too big", "SELECT sum(column1) FROM (VALUES (9223372036854775807), (1))",
        "The SQL is not understood: integer overflow. @views/v.sql:1:1");
    row("incomplete", "SELECT (1", "The SQL is not understood: incomplete input. @views/v.sql:1:1");
}

void ViewQueryTest::errorsSayWhere()
{
    QFETCH(const std::string, sql);
    QTEST(text(sql), "expected");
}

void ViewQueryTest::hostileSqlIsRefused_data()
{
    QTest::addColumn<std::string>("sql");
    const std::vector<std::string> list{
        "ATTACH '/tmp/x.sqlite' AS x",
        "DETACH main",
        "PRAGMA table_list",
        "PRAGMA journal_mode=DELETE",
        "SELECT * FROM pragma_table_list",
        "SELECT count(*) FROM pragma_table_list",
        "SELECT * FROM pragma_database_list()",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT randomblob(1e9)",
        "SELECT zeroblob(1e9)",
        "SELECT sqlite_compileoption_get(1)",
        "SELECT sqlite_version()",
        "INSERT INTO customer (id) VALUES (9)",
        "INSERT INTO \"order\" DEFAULT VALUES RETURNING id",
        "WITH x AS (SELECT 1) DELETE FROM customer RETURNING id",
        "UPDATE m_order SET f_total = 0 RETURNING id",
        "REPLACE INTO main.customer (id) VALUES (1) RETURNING id",
        "DROP TABLE customer",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t AS SELECT 1",
        "ALTER TABLE m_order RENAME TO x",
        "VACUUM",
        "VACUUM INTO '/tmp/x'",
        "ANALYZE",
        "REINDEX",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "SELECT * FROM sqlite_schema",
        "SELECT name FROM sqlite_master",
        "SELECT count(*) FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_schema",
        "SELECT * FROM temp.sqlite_master",
        "SELECT 1 FROM main.sqlite_schema",
        "SELECT * FROM dbstat",
        "SELECT count(*) FROM dbstat",
        "SELECT * FROM sqlite_stmt",
        "SELECT * FROM sqlite_dbpage",
        "SELECT * FROM m_order",
        "SELECT f_total FROM main.m_order",
        "SELECT count(*) FROM m_order",
        "SELECT rowid FROM m_order",
        "SELECT EXISTS (SELECT 1 FROM m_order)",
        "SELECT f_token FROM main.customer",
        "SELECT * FROM main.customer",
        "SELECT f_pass FROM customer",
        "SELECT token FROM customer",
        "SELECT pass FROM customer",
        "SELECT * FROM _delta",
        "SELECT count(*) FROM _delta",
        "SELECT 1 FROM _model LIMIT 1",
        "SELECT o.* FROM \"order\" o, m_order m",
        "SELECT id FROM \"order\" WHERE total > (SELECT max(f_total) FROM m_order)",
        "WITH RECURSIVE r AS (SELECT f_token AS x FROM main.customer UNION ALL SELECT x FROM r) "
        "SELECT x FROM r",
        "SELECT * FROM (SELECT f_pass FROM main.customer)",
        "SELECT (SELECT f_token FROM main.customer)",
        "SELECT 1 UNION SELECT f_token FROM main.customer",
        "SELECT * FROM fts5vocab('x', 'row')",
        std::string("SELECT 1\0; DROP TABLE x", 23)};
    for (const std::string &sql : list)
        QTest::newRow(sql.substr(0, 70).c_str()) << sql;
}

void ViewQueryTest::hostileSqlIsRefused()
{
    QFETCH(const std::string, sql);
    const auto found = rows(sql);
    QVERIFY2(!found.ok(), "it was answered");
    QVERIFY2(found.error().is(errc::invalidQueryInput), found.error().describe().c_str());
    QVERIFY(found.error().place.starts_with("views/v.sql:1:"));
    QVERIFY(found.error().message().find("sealed") == std::string::npos);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM customer"), Value(2));
}

/** SQLite tells an authorizer only the innermost name that a read stands in, and a CTE may have
 * any. */
void ViewQueryTest::aCteMayNotPoseAsAModel()
{
    for (const char *sql :
         {"WITH customer AS (SELECT f_token FROM main.customer) SELECT * FROM customer",
          "WITH \"order\" AS (SELECT f_token AS t FROM main.customer) SELECT t FROM \"order\"",
          "SELECT t FROM (SELECT f_token AS t FROM main.customer) AS customer",
          "WITH m_order AS (SELECT f_pass FROM main.customer) SELECT * FROM m_order, customer"})
        QVERIFY2(!rows(sql).ok(), sql);
    QCOMPARE(text("WITH customer AS (SELECT 5 AS id) SELECT id FROM customer"),
             std::string("[[5]]"));
}

void ViewQueryTest::bombsEnd_data()
{
    QTest::addColumn<std::string>("sql");
    QTest::addColumn<std::string>("code");
    const auto row = [](const char *name, const char *sql, std::string_view code) {
        QTest::newRow(name) << std::string(sql) << std::string(code);
    };
    row("recursion",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n",
        errc::timeout);
    row("cross join",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 5000) "
        "SELECT count(*) FROM n a, n b, n c WHERE a.i + b.i + c.i = 1",
        errc::timeout);
    row("doubling text",
        "WITH RECURSIVE t(s) AS (SELECT 'ab' UNION ALL SELECT s || s FROM t) SELECT max(length(s)) "
        "FROM t",
        errc::invalidQueryInput);
    row("like pattern", "SELECT 'a' LIKE printf('%.*c', 100000, '%')", errc::invalidQueryInput);
    row("hex", "SELECT length(hex(printf('%.*c', 16000000, 'x')))", errc::invalidQueryInput);
    // Its text stops growing at the limit; that is told only at its end.
    row("group_concat",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) "
        "SELECT group_concat(printf('%.*c', 100000, 'x')) FROM n",
        errc::timeout);
}

void ViewQueryTest::bombsEnd()
{
    QFETCH(const std::string, sql);
    QElapsedTimer timer;
    timer.start();
    const auto found = rows(sql, {}, {.time = std::chrono::milliseconds(1500), .stop = {}});
    QVERIFY(!found.ok());
    QTEST(found.error().code, "code");
    QVERIFY2(timer.elapsed() < 15'000, std::to_string(timer.elapsed()).c_str());
}

void ViewQueryTest::aStopEndsItAtOnce()
{
    std::stop_source source;
    std::atomic<std::int64_t> stoppedAt = 0;
    const auto asked = must(
        ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n",
            {}, {.time = {}, .stop = source.get_token()}));
    std::thread stopper([&] {
        while (m_clock.steady().time_since_epoch().count() == 0) {
        }
        const auto begun = m_clock.steady();
        while (m_clock.steady() - begun < std::chrono::milliseconds(100))
            std::this_thread::yield();
        stoppedAt = m_clock.steady().time_since_epoch().count();
        source.request_stop();
    });
    const auto end = asked->query->next();
    const std::int64_t took = m_clock.steady().time_since_epoch().count() - stoppedAt;
    stopper.join();
    QVERIFY(!end.ok() && end.error().is(errc::cancelled));
    QVERIFY2(took < 50'000'000, std::to_string(took).c_str());
}

/** The same query over plain tables with the same rows, by SQLite alone. */
void ViewQueryTest::answersAreSqlites()
{
    sqlite3 *plain = nullptr;
    QCOMPARE(sqlite3_open(":memory:", &plain), SQLITE_OK);
    const auto exec = [&](const std::string &sql) {
        return sqlite3_exec(plain, sql.c_str(), nullptr, nullptr, nullptr);
    };
    QCOMPARE(
        exec("CREATE TABLE customer (id, name); INSERT INTO customer VALUES (1, 'Ann'), (2, 'Bob');"
             "CREATE TABLE \"order\" (id, total, day, at, customerId);"
             "INSERT INTO \"order\" VALUES (1, 10, '2024-01-01', '2024-01-01T00:00:00.123Z', 1), "
             "(2, 2.5, NULL, NULL, 1), (3, 7, '1969-12-31', '1969-12-31T23:59:59.999Z', 2)"),
        SQLITE_OK);
    QVERIFY(rc::check([&] {
        const auto pick = [](std::vector<std::string> from) { return *rc::gen::elementOf(from); };
        const std::string column =
            pick({"o.id", "o.total", "o.day", "o.at", "c.name", "total * 2", "upper(name)",
                  "coalesce(day, 'none')", "substr(at, 1, 7)",
                  "CASE WHEN total > 5 THEN 'big' ELSE 'small' END", "count(*) OVER ()"});
        const std::string join = pick({"JOIN customer c ON c.id = o.customerId",
                                       "LEFT JOIN customer c ON c.id = o.id", ", customer c"});
        const std::string where = pick({"1", "total > 5", "day IS NULL", "name LIKE '%n%'",
                                        "day >= '2000-01-01'", "o.id IN (SELECT id FROM customer)",
                                        "EXISTS (SELECT 1 FROM customer x WHERE x.id = o.id)"});
        const bool groups = *rc::gen::arbitrary<bool>();
        std::string sql =
            "SELECT " +
            (groups ? pick({"name, count(*), sum(total)", "name, avg(total), max(day)"})
                    : column + " AS a, " + pick({"o.id", "c.id"}) + " AS b, c.id") +
            " FROM \"order\" o " + join + " WHERE " + where;
        sql += groups ? " GROUP BY name ORDER BY 1" : " ORDER BY o.id, c.id";
        const auto found = rows(sql);
        RC_ASSERT(found.ok());
        sqlite3_stmt *statement = nullptr;
        RC_ASSERT(sqlite3_prepare_v2(plain, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        std::size_t at = 0;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            RC_ASSERT(at < found->size());
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const Value &cell = (*found)[at][static_cast<std::size_t>(i)];
                const int type = sqlite3_column_type(statement, i);
                const Value expected =
                    type == SQLITE_INTEGER ? Value(std::int64_t{sqlite3_column_int64(statement, i)})
                    : type == SQLITE_FLOAT ? Value(sqlite3_column_double(statement, i))
                    : type == SQLITE_NULL  ? Value()
                                           : Value(std::string(reinterpret_cast<const char *>(
                                                sqlite3_column_text(statement, i))));
                RC_ASSERT(cell == expected);
            }
            ++at;
        }
        RC_ASSERT(at == found->size());
        sqlite3_finalize(statement);
    }));
    sqlite3_close(plain);
}

void ViewQueryTest::timesAreExact()
{
    QVERIFY(rc::check([&] {
        const auto ms = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000);
        RC_ASSERT(text("SELECT iso_time(" + std::to_string(ms) + ")") ==
                  "[[\"" + iso::format(DateTime{ms}) + "\"]]");
    }));
}

void ViewQueryTest::checkFindsProblems_data()
{
    QTest::addColumn<std::string>("sql");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *sql, const char *expected) {
        QTest::newRow(name) << std::string(sql) << std::string(expected);
    };
    row("good",
        "-- chart: bar x=name y=n\n-- param: a string\nSELECT name, count(*) AS n FROM customer "
        "WHERE name > :a",
        "");
    row("model", "SELECT 1 FROM nothing", "1:15 error view");
    row("header", "-- param: a\nSELECT 1", "1:12 error bad_view_header");
    row("unused", "-- param: a string\nSELECT 1", "1:4 warning view");
    row("chart", "-- chart: bar x=a y=b,c\nSELECT 1 AS a, 2 AS b", "1:4 warning view");
    row("write", "DELETE FROM customer", "1:1 error view");
}

void ViewQueryTest::checkFindsProblems()
{
    QFETCH(const std::string, sql);
    const auto checker = must(ViewCheck::open(m_models));
    ViewDef view;
    view.name = "v";
    view.text = sql;
    std::string said;
    for (const Problem &problem : checker->check(view)) {
        QCOMPARE(problem.file, std::string("views/v.sql"));
        said += (said.empty() ? "" : "; ") + std::to_string(problem.line) + ":" +
                std::to_string(problem.column) +
                (problem.severity == Problem::Severity::Error ? " error " : " warning ") +
                problem.code;
    }
    QTEST(said, "expected");
}

QTEST_GUILESS_MAIN(ViewQueryTest)
#include "ViewQueryTest.moc"
