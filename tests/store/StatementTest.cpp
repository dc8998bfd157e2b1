#include "tests/store/StoreTestTools.h"

#include <rapidcheck.h>

#include <limits>

using namespace syncline;
using namespace syncline::test;

class StatementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto opened = Database::open({}, Database::Mode::Memory);
        VERIFY_OK(opened);
        m_database = std::move(opened).value();
        VERIFY_OK(m_database->exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v ANY) STRICT"));
    }
    void cleanup() { m_database.reset(); }

    void keepsEveryValue_data();
    void keepsEveryValue();
    void storesStructuredValuesAsTheStoreDoes();
    void anyTextComesBack();
    void runsInALoop();
    void aBadIndexFailsTheNextStep();
    void bindingAfterARowNeedsReset();
    void leavesNothingBoundInTheCache();
    void movesLeaveOneOwner();
    void aFailedRunCanBeRunAgain();

private:
    std::unique_ptr<Database> m_database;
};

void StatementTest::keepsEveryValue_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("null") << 0;
    QTest::newRow("largest integer") << 1;
    QTest::newRow("smallest integer") << 2;
    QTest::newRow("2^53+1") << 3;
    QTest::newRow("negative zero") << 4;
    QTest::newRow("smallest double") << 5;
    QTest::newRow("infinity") << 6;
    QTest::newRow("empty text is not null") << 7;
    QTest::newRow("text with NUL") << 8;
    QTest::newRow("not ASCII") << 9;
}

void StatementTest::keepsEveryValue()
{
    QFETCH(const int, which);
    const std::vector<Value> values{Value(),
                                    Value(std::numeric_limits<std::int64_t>::max()),
                                    Value(std::numeric_limits<std::int64_t>::min()),
                                    Value((std::int64_t{1} << 53) + 1),
                                    Value(-0.0),
                                    Value(std::numeric_limits<double>::denorm_min()),
                                    Value(std::numeric_limits<double>::infinity()),
                                    Value(""),
                                    Value(std::string("a\0b", 3)),
                                    Value("größe 😀")};
    const Value &value = values[static_cast<std::size_t>(which)];
    auto insert = m_database->prepare("INSERT INTO t(v) VALUES (?1)");
    VERIFY_OK(insert);
    VERIFY_OK(insert->bindValue(1, value).run());
    auto select = m_database->prepare("SELECT v FROM t");
    VERIFY_OK(select);
    VERIFY_OK(select->step());
    QVERIFY(select->value(0).identicalTo(value));
    QCOMPARE(select->isNull(0), value.isNull());
}

void StatementTest::storesStructuredValuesAsTheStoreDoes()
{
    auto row = m_database->prepare("SELECT ?1, ?2, ?3, ?4, ?5, typeof(?6), length(?6)");
    VERIFY_OK(row);
    const std::array<std::byte, 3> bytes{std::byte{0}, std::byte{255}, std::byte{7}};
    row->bindValue(1, Value(true))
        .bindValue(2, Value(Date{-3}))
        .bindValue(3, Value(DateTime{1700000000123}))
        .bindValue(4, Value(ValueList{Value(1), Value("a")}))
        .bindValue(5, Value(ValueObject{{"k", Value(ValueList{})}}))
        .bindBlob(6, bytes);
    const auto there = row->step();
    VERIFY_OK(there);
    QVERIFY(there.value());
    QCOMPARE(row->integer(0), 1);
    QCOMPARE(row->integer(1), -3);
    QCOMPARE(row->integer(2), 1700000000123);
    QCOMPARE(row->text(3), std::string_view("[1,\"a\"]"));
    QCOMPARE(row->text(4), std::string_view("{\"k\":[]}"));
    QCOMPARE(row->text(5), std::string_view("blob"));
    QCOMPARE(row->integer(6), 3);
    QCOMPARE(row->columnCount(), 7);
}

void StatementTest::anyTextComesBack()
{
    auto echo = m_database->prepare("SELECT ?1, ?2");
    VERIFY_OK(echo);
    const bool held = rc::check("text and blob round trip", [&](const std::string &text) {
        echo->reset();
        echo->bindText(1, text).bindBlob(2, std::as_bytes(std::span(text)));
        const auto row = echo->step();
        RC_ASSERT(row.ok());
        RC_ASSERT(echo->text(0) == text);
        RC_ASSERT(echo->type(1) == SQLITE_BLOB);
        const auto blob = echo->blob(1);
        RC_ASSERT(std::equal(blob.begin(), blob.end(), std::as_bytes(std::span(text)).begin(),
                             std::as_bytes(std::span(text)).end()));
    });
    QVERIFY(held);
}

void StatementTest::runsInALoop()
{
    auto insert = m_database->prepare("INSERT INTO t(id, v) VALUES (?1, ?2)");
    VERIFY_OK(insert);
    insert->bindText(2, "kept between runs");
    for (std::int64_t i = 1; i <= 100; ++i)
        VERIFY_OK(insert->bind(1, i).run());
    QCOMPARE(m_database->lastInsertId(), 100);
    QCOMPARE(m_database->changes(), 1);
    QCOMPARE(single(*m_database, "SELECT count(*) FROM t WHERE v = 'kept between runs'"), 100);
}

void StatementTest::aBadIndexFailsTheNextStep()
{
    auto insert = m_database->prepare("INSERT INTO t(v) VALUES (?1)");
    VERIFY_OK(insert);
    insert->bind(1, std::int64_t{1}).bind(2, std::int64_t{2});
    VERIFY_CODE(insert->step(), errc::storage);
    QCOMPARE(single(*m_database, "SELECT count(*) FROM t"), 0);
    insert->reset();
    VERIFY_OK(insert->bind(1, std::int64_t{1}).run());
}

void StatementTest::bindingAfterARowNeedsReset()
{
    auto select = m_database->prepare("SELECT ?1");
    VERIFY_OK(select);
    VERIFY_OK(select->bind(1, std::int64_t{1}).step());
    VERIFY_CODE(select->bind(1, std::int64_t{2}).step(), errc::storage);
    select->reset();
    VERIFY_OK(select->bind(1, std::int64_t{2}).step());
    QCOMPARE(select->integer(0), 2);
}

void StatementTest::leavesNothingBoundInTheCache()
{
    constexpr std::string_view sql = "SELECT ?1 IS NULL";
    {
        const std::string gone = "bytes that die with this block";
        auto select = m_database->prepare(sql);
        VERIFY_OK(select);
        VERIFY_OK(select->bindText(1, gone).step());
        QCOMPARE(select->integer(0), 0);
    }
    QCOMPARE(single(*m_database, sql), 1);
}

void StatementTest::movesLeaveOneOwner()
{
    auto first = m_database->prepare("SELECT 1");
    VERIFY_OK(first);
    Statement second = std::move(first).value();
    auto other = m_database->prepare("SELECT 2");
    VERIFY_OK(other);
    sqlite3_stmt *kept = second.handle();
    second = std::move(other).value(); // gives "SELECT 1" back
    VERIFY_OK(second.step());
    QCOMPARE(second.integer(0), 2);
    auto again = m_database->prepare("SELECT 1");
    VERIFY_OK(again);
    QCOMPARE(again->handle(), kept);
}

void StatementTest::aFailedRunCanBeRunAgain()
{
    auto insert = m_database->prepare("INSERT INTO t(id, v) VALUES (?1, 0)");
    VERIFY_OK(insert);
    VERIFY_OK(insert->bind(1, std::int64_t{1}).run());
    VERIFY_CODE(insert->bind(1, std::int64_t{1}).run(), errc::nonUniqueData);
    VERIFY_OK(insert->bind(1, std::int64_t{2}).run());
}

QTEST_GUILESS_MAIN(StatementTest)
#include "StatementTest.moc"
