#include "tests/record/RecordFixture.h"

#include "core/record/RecordGrid.h"

#include <random>

using namespace syncline;
using namespace syncline::test;

/** Any position of a result, held against the whole result in order. */
class GridPositionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void everyPositionIsRight_data();
    void everyPositionIsRight();
    void farPositionsAreEstimatedUntilAnchorsAreThere();
    void theEndIsReadFromBehind();
    void anUnindexedSortShowsItsFirstPageAtOnce();
    void rowsThatComeAndGoDoNoHarm_data();
    void rowsThatComeAndGoDoNoHarm();
    void buildingStopsWhenTold();
    void positionOf_data();
    void positionOf();
    void anEmptyModel();

private:
    std::shared_ptr<RecordGrid> open(const RecordQuery &query);
    std::vector<std::int64_t> inOrder(const RecordQuery &query);
    static std::vector<std::int64_t> ids(const RecordGrid::Page &page);
    static RecordQuery queryOf(const QString &sort, bool filtered);
    static void orders();

    RecordFixture m_fixture;
    ModelPtr m_thing;
    ModelPtr m_empty;
};

void GridPositionsTest::initTestCase()
{
    ModelDef thing = model("thing", {field("rank", FieldType::Number),
                                     field("mix", FieldType::Number), field("name")});
    thing.indexes = {{"rank"}};
    m_thing = share(thing);
    m_empty = share(model("empty", {field("name")}));
    m_fixture.apply({m_thing, m_empty});
    // 24 000 rows with gaps in their ids, many ties and empty ranks.
    m_fixture.write([](Database &database) {
        must(database.exec(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24000) "
            "INSERT INTO m_thing (id, created_at, updated_at, f_rank, f_mix, f_name) "
            "SELECT i * 2 + (i > 20000) * 1000, i, i, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 50 "
            "END, "
            "(i * 7919) % 10007, 'name ' || (i % 10) FROM n"));
    });
}

std::shared_ptr<RecordGrid> GridPositionsTest::open(const RecordQuery &query)
{
    return must(RecordGrid::open(m_fixture.store(), m_thing, query, {}));
}

std::vector<std::int64_t> GridPositionsTest::inOrder(const RecordQuery &query)
{
    return m_fixture.read([&](Database &database) {
        std::vector<std::int64_t> all;
        must(RecordReader(database, *m_thing).each(query, [&](const RecordRow &row) {
            all.push_back(raw(row.id));
            return true;
        }));
        return all;
    });
}

std::vector<std::int64_t> GridPositionsTest::ids(const RecordGrid::Page &page)
{
    std::vector<std::int64_t> found;
    for (const RecordRow &row : page.rows)
        found.push_back(raw(row.id));
    return found;
}

RecordQuery GridPositionsTest::queryOf(const QString &sort, bool filtered)
{
    RecordQuery query;
    if (!sort.isEmpty()) {
        const bool down = sort.startsWith(QLatin1Char('-'));
        query.sort = {{sort.mid(down ? 1 : 0).toStdString(), down}};
    }
    if (filtered) {
        query.filter.kind = Filter::Kind::Compare;
        query.filter.field = "name";
        query.filter.op = FilterOp::Contains;
        query.filter.operand = "3";
    }
    return query;
}

void GridPositionsTest::orders()
{
    QTest::addColumn<QString>("sort");
    QTest::addColumn<bool>("filtered");
    for (const bool filtered : {false, true}) {
        for (const char *sort : {"", "-id", "rank", "-rank", "mix", "-mix"})
            QTest::addRow("by %s%s", *sort != 0 ? sort : "id", filtered ? ", filtered" : "")
                << QString::fromLatin1(sort) << filtered;
    }
}

void GridPositionsTest::everyPositionIsRight_data()
{
    orders();
}

void GridPositionsTest::everyPositionIsRight()
{
    QFETCH(const QString, sort);
    QFETCH(const bool, filtered);
    const RecordQuery query = queryOf(sort, filtered);
    const auto grid = open(query);
    const auto wanted = inOrder(query);
    QVERIFY(wanted.size() == (filtered ? 2400U : 24'000U));
    std::vector<std::int64_t> reported;
    must(grid->buildAnchors({}, [&](std::int64_t rows) { reported.push_back(rows); }));
    QVERIFY(std::ranges::is_sorted(reported));
    QCOMPARE(reported.back(), static_cast<std::int64_t>(wanted.size()));
    QCOMPARE(grid->count().rows, static_cast<std::int64_t>(wanted.size()));
    QVERIFY(grid->count().exact);

    std::mt19937 random(5);
    for (int i = 0; i < 25; ++i) {
        const std::size_t position = random() % (wanted.size() + 20);
        const std::size_t size = random() % 150;
        const auto page =
            must(grid->page(static_cast<std::int64_t>(position), static_cast<int>(size), {}));
        QVERIFY(page.exact);
        QCOMPARE(page.position, static_cast<std::int64_t>(position));
        const std::size_t from = std::min(position, wanted.size());
        const std::size_t to = std::min(position + size, wanted.size());
        const std::vector<std::int64_t> expected(wanted.begin() + static_cast<std::ptrdiff_t>(from),
                                                 wanted.begin() + static_cast<std::ptrdiff_t>(to));
        QCOMPARE(ids(page), expected);
    }
}

void GridPositionsTest::farPositionsAreEstimatedUntilAnchorsAreThere()
{
    const auto grid = open({});
    QVERIFY(!grid->count().exact);
    QVERIFY(grid->count().rows > 24'000);
    const auto near = must(grid->page(100, 10, {}));
    QVERIFY(near.exact);
    QCOMPARE(raw(near.rows.front().id), std::int64_t{202});
    const auto far = must(grid->page(22'000, 10, {}));
    QVERIFY(!far.exact);
    QCOMPARE(far.rows.size(), std::size_t{10});
    must(grid->buildAnchors({}, {}));
    const auto exact = must(grid->page(22'000, 10, {}));
    QVERIFY(exact.exact);
    QCOMPARE(raw(exact.rows.front().id), std::int64_t{22'001 * 2 + 1000});
}

void GridPositionsTest::theEndIsReadFromBehind()
{
    const auto grid = open({});
    const auto end = must(grid->page(grid->count().rows - 5, 5, {}));
    QVERIFY(!end.exact);
    QCOMPARE(raw(end.rows.back().id), std::int64_t{24'000 * 2 + 1000});
    QCOMPARE(end.rows.size(), std::size_t{5});
}

void GridPositionsTest::anUnindexedSortShowsItsFirstPageAtOnce()
{
    const RecordQuery query = queryOf(QStringLiteral("-mix"), false);
    const auto grid = open(query);
    auto wanted = inOrder(query);
    wanted.resize(20);
    const auto page = must(grid->page(0, 20, {}));
    QVERIFY(page.exact);
    QCOMPARE(ids(page), wanted);
}

void GridPositionsTest::rowsThatComeAndGoDoNoHarm_data()
{
    orders();
}

void GridPositionsTest::rowsThatComeAndGoDoNoHarm()
{
    QFETCH(const QString, sort);
    QFETCH(const bool, filtered);
    RecordFixture own;
    own.apply({m_thing});
    const auto fill = [&](int from, int to) {
        own.write([&](Database &database) {
            must(database.exec("WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) +
                               " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
                               std::to_string(to) +
                               ") INSERT INTO m_thing (id, created_at, updated_at, f_rank, f_mix, "
                               "f_name) SELECT i, 1, 1, i % 13, i * 37 % 101, '3' FROM n"));
        });
    };
    fill(1, 1500);
    const auto grid = must(RecordGrid::open(own.store(), m_thing, queryOf(sort, filtered), {}));
    must(grid->buildAnchors({}, {}));
    own.write([](Database &database) {
        must(database.exec("DELETE FROM m_thing WHERE id % 3 = 0 OR id > 1400"));
    });
    fill(2000, 2100);
    for (std::int64_t position = 0; position < 1600; position += 137) {
        const auto page = must(grid->page(position, 50, {}));
        QVERIFY(page.rows.size() <= 50);
        std::vector<std::int64_t> seen = ids(page);
        std::ranges::sort(seen);
        QVERIFY(std::ranges::adjacent_find(seen) == seen.end());
        QVERIFY(
            std::ranges::none_of(seen, [](std::int64_t id) { return id < 2000 && id % 3 == 0; }));
    }
    own.write([](Database &database) { must(database.exec("DELETE FROM m_thing")); });
    QVERIFY(must(grid->page(700, 50, {})).rows.empty());
}

void GridPositionsTest::buildingStopsWhenTold()
{
    const auto grid = open(queryOf(QStringLiteral("mix"), true));
    std::stop_source stop;
    stop.request_stop();
    const auto built = grid->buildAnchors(stop.get_token(), {});
    QVERIFY(!built);
    QVERIFY(!grid->count().exact);
    must(grid->buildAnchors({}, {}));
    QVERIFY(grid->count().exact);
}

void GridPositionsTest::positionOf_data()
{
    orders();
}

void GridPositionsTest::positionOf()
{
    QFETCH(const QString, sort);
    QFETCH(const bool, filtered);
    const RecordQuery query = queryOf(sort, filtered);
    const auto wanted = inOrder(query);
    const auto grid = open(query);
    for (const bool built : {false, true}) {
        if (built)
            must(grid->buildAnchors({}, {}));
        for (const std::size_t at : {std::size_t{0}, wanted.size() / 3, wanted.size() - 1})
            QCOMPARE(must(grid->positionOf(RecordId{wanted[at]}, {})),
                     std::optional(static_cast<std::int64_t>(at)));
        QVERIFY(!must(grid->positionOf(RecordId{1}, {})));
    }
}

void GridPositionsTest::anEmptyModel()
{
    const auto grid = must(RecordGrid::open(m_fixture.store(), m_empty, {}, {}));
    QCOMPARE(grid->count().rows, std::int64_t{0});
    QVERIFY(grid->count().exact);
    QVERIFY(must(grid->page(0, 50, {})).rows.empty());
    must(grid->buildAnchors({}, {}));
    QVERIFY(must(grid->page(7, 50, {})).rows.empty());
}

QTEST_GUILESS_MAIN(GridPositionsTest)
#include "GridPositionsTest.moc"
