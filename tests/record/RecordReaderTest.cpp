#include "tests/record/RecordSamples.h"

using namespace syncline;
using namespace syncline::test;

/** Reading records: filters and orders, held against an oracle in memory. */
class RecordReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void filters_data();
    void filters();
    void everyOperatorOnEveryFieldIsWhatTheOracleSays();
    void anyTreeIsWhatTheOracleSays();
    void searchWantsEveryWord();
    void wrongQueries_data();
    void wrongQueries();
    void longListsOfInTravelAsOneParameter();
    void deepFiltersAreRefusedNotCrashed();
    void selectedFieldsOnly();
    void findByRemoteId();
    void eachStopsWhenTold();

private:
    Result<std::vector<std::int64_t>> ids(const Filter &filter, const Sort &sort = {},
                                          const std::string &search = {});
    std::string mismatch(const Filter &filter, const Sort &sort);

    RecordSamples m_samples;
};

Result<std::vector<std::int64_t>> RecordReaderTest::ids(const Filter &filter, const Sort &sort,
                                                        const std::string &search)
{
    return m_samples.fixture.read([&](Database &database) -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> found;
        RecordReader reader(database, *m_samples.widget);
        SYNCLINE_CHECK(reader.each({.filter = filter, .sort = sort, .search = search},
                                   [&](const RecordRow &row) {
                                       found.push_back(raw(row.id));
                                       return true;
                                   }));
        SYNCLINE_TRY(const std::int64_t count, reader.count(filter, search));
        if (count != static_cast<std::int64_t>(found.size()))
            return Error("TEST", "count() and each() differ");
        return found;
    });
}

std::string RecordReaderTest::mismatch(const Filter &filter, const Sort &sort)
{
    const auto found = ids(filter, sort);
    if (!found)
        return found.error().describe() + found.error().detail + " for " +
               json::write(filterToValue(filter));
    const auto wanted = expected(m_samples.rows, filter, sort);
    if (*found == wanted)
        return {};
    return "found " + std::to_string(found->size()) + ", expected " +
           std::to_string(wanted.size()) + " for " + json::write(filterToValue(filter));
}

void RecordReaderTest::filters_data()
{
    QTest::addColumn<QString>("filter");
    const auto row = [](const char *title, const char *filter) {
        QTest::newRow(title) << QString::fromUtf8(filter);
    };
    row("everything", "{}");
    row("empty fields are not less", R"({"price": {"lessThan": 1}})");
    row("notEquals includes empty fields", R"({"price": {"notEquals": 1}})");
    row("notIn includes empty fields", R"({"title": {"notIn": ["a", "b a"]}})");
    row("in with null finds empty fields", R"({"title": {"in": ["a", null]}})");
    row("an empty list matches nothing", R"({"title": {"in": []}})");
    row("equals null is not set", R"({"day": {"equals": null}})");
    row("contains takes a percent sign as itself", R"({"title": {"contains": "%"}})");
    row("contains takes an underscore as itself", R"({"title": {"contains": "_"}})");
    row("contains takes a backslash as itself", R"({"title": {"contains": "\\"}})");
    row("contains ignores the case of a to z", R"({"title": {"contains": "AB"}})");
    row("equals minds the case", R"({"title": {"equals": "AB"}})");
    row("whole doubles equal integers", R"({"price": {"equals": 1}})");
    row("not, and, or",
        R"({"NOT": [{"OR": [{"live": {"equals": true}}, {"price": {"greaterThan": 0}}]}]})");
    row("dates", R"({"day": {"beforeOrOn": "1970-01-01"}})");
    row("a relationship's id", R"({"makerId": {"in": ["1", "2"]}})");
    row("JSON equals whatever the order of keys",
        R"({"data": {"equals": {"a": 1, "b": [1, "x"]}}})");
    row("JSON matches a part", R"({"data": {"matches": {"b": ["x"]}}})");
}

void RecordReaderTest::filters()
{
    QFETCH(const QString, filter);
    const Filter parsed =
        must(parseFilter(must(json::parse(filter.toStdString())), *m_samples.widget));
    const std::string wrong = mismatch(parsed, {});
    QVERIFY2(wrong.empty(), wrong.c_str());
}

void RecordReaderTest::everyOperatorOnEveryFieldIsWhatTheOracleSays()
{
    QVERIFY(rc::check([this] {
        const Filter filter = *m_samples.comparison();
        const std::string wrong = mismatch(filter, {});
        if (!wrong.empty())
            RC_FAIL(wrong);
    }));
}

void RecordReaderTest::anyTreeIsWhatTheOracleSays()
{
    QVERIFY(rc::check([this] {
        const std::string wrong = mismatch(*m_samples.tree(3), *m_samples.sorts());
        if (!wrong.empty())
            RC_FAIL(wrong);
    }));
}

void RecordReaderTest::searchWantsEveryWord()
{
    const auto found = must(ids({}, {}, "B  a"));
    std::vector<std::int64_t> wanted;
    for (const RecordRow &row : m_samples.rows) {
        const std::string title = lower(row.fields.at("title").stringOr());
        const std::string color = row.fields.at("color").stringOr();
        const bool b = title.find('b') != std::string::npos || color.find('b') != std::string::npos;
        const bool a = title.find('a') != std::string::npos;
        if (a && b)
            wanted.push_back(raw(row.id));
    }
    QVERIFY(!wanted.empty());
    QCOMPARE(found, wanted);
}

void RecordReaderTest::wrongQueries_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("op");
    QTest::addColumn<QString>("operand");
    QTest::newRow("no such field")
        << QStringLiteral("sice") << int(FilterOp::Equals) << QStringLiteral("1");
    QTest::newRow("text on a number")
        << QStringLiteral("price") << int(FilterOp::Contains) << QStringLiteral("\"1\"");
    QTest::newRow("order of JSON")
        << QStringLiteral("data") << int(FilterOp::LessThan) << QStringLiteral("1");
    QTest::newRow("in without a list")
        << QStringLiteral("price") << int(FilterOp::In) << QStringLiteral("1");
    QTest::newRow("a text for a number")
        << QStringLiteral("price") << int(FilterOp::Equals) << QStringLiteral("\"x\"");
    QTest::newRow("matches on text")
        << QStringLiteral("title") << int(FilterOp::Matches) << QStringLiteral("\"x\"");
    QTest::newRow("JSON beyond all depth") << QStringLiteral("data") << int(FilterOp::Equals)
                                           << QStringLiteral("[[[[[[[[[[[1]]]]]]]]]]]");
}

void RecordReaderTest::wrongQueries()
{
    QFETCH(const QString, name);
    QFETCH(const int, op);
    QFETCH(const QString, operand);
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = name.toStdString();
    filter.op = static_cast<FilterOp>(op);
    filter.operand = must(json::parse(operand.toStdString()));
    const auto found = ids(filter);
    QVERIFY(!found);
    QVERIFY2(found.error().code.starts_with("GGT_INVALID"), found.error().describe().c_str());
}

void RecordReaderTest::longListsOfInTravelAsOneParameter()
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = "id";
    filter.op = FilterOp::In;
    ValueList wanted;
    for (int id = 50; id < 60'000; ++id)
        wanted.emplace_back(std::to_string(id));
    filter.operand = wanted;
    QCOMPARE(must(ids(filter)).size(), std::size_t{rowCount - 49});
    filter.op = FilterOp::NotIn;
    QCOMPARE(must(ids(filter)).size(), std::size_t{49});
}

void RecordReaderTest::deepFiltersAreRefusedNotCrashed()
{
    Filter deep;
    deep.kind = Filter::Kind::Compare;
    deep.field = "live";
    deep.operand = true;
    const Filter leaf = deep;
    for (int depth = 1; depth < 64; ++depth) {
        Filter outer;
        outer.kind = depth % 2 == 0 ? Filter::Kind::And : Filter::Kind::Or;
        outer.children = {deep, leaf};
        deep = outer;
        const auto found = ids(deep);
        QVERIFY2(found.ok() == (depth <= 20), std::to_string(depth).c_str());
        if (!found) {
            QVERIFY(found.error().is(errc::invalidQueryInput));
            return;
        }
    }
    QFAIL("no limit");
}

void RecordReaderTest::selectedFieldsOnly()
{
    const RecordPage page = m_samples.fixture.read([&](Database &database) {
        return must(RecordReader(database, *m_samples.widget)
                        .page({.first = 1, .select = {"makerId", "title"}}));
    });
    QCOMPARE(page.rows.front().fields.size(), std::size_t{2});
    QVERIFY(page.rows.front().fields.contains("maker"));
}

void RecordReaderTest::findByRemoteId()
{
    const RecordRow made = m_samples.fixture.create(
        m_samples.maker, {{"name", "x"}, {"connection", "shop"}, {"remoteId", "77"}}, true);
    m_samples.fixture.read([&](Database &database) {
        RecordReader reader(database, *m_samples.maker);
        QCOMPARE(raw(must(reader.findByRemoteId("shop", "77"))->id), raw(made.id));
        QVERIFY(!must(reader.findByRemoteId("other", "77")));
        QVERIFY(!must(reader.find(RecordId{12345})));
    });
}

void RecordReaderTest::eachStopsWhenTold()
{
    int visits = 0;
    m_samples.fixture.read([&](Database &database) {
        must(RecordReader(database, *m_samples.widget).each({}, [&](const RecordRow &) {
            return ++visits < 3;
        }));
    });
    QCOMPARE(visits, 3);
}

QTEST_GUILESS_MAIN(RecordReaderTest)
#include "RecordReaderTest.moc"
