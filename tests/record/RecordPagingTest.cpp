#include "tests/record/RecordSamples.h"

using namespace syncline;
using namespace syncline::test;

/** Pages by cursor, in any order, both ways. */
class RecordPagingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesVisitEveryRowOnceInOrder();
    void pagesBackwardsVisitEveryRowOnceInOrder();
    void aCursorOfAnotherOrderIsRefused_data();
    void aCursorOfAnotherOrderIsRefused();
    void aKeysetPageUsesTheIndexOfItsSort();

private:
    RecordSamples m_samples;
};

void RecordPagingTest::pagesVisitEveryRowOnceInOrder()
{
    QVERIFY(rc::check([this] {
        const Filter filter = *m_samples.tree(1);
        const Sort sort = *m_samples.sorts();
        RecordQuery query{.filter = filter, .sort = sort};
        query.first = *rc::gen::inRange(9, 70);
        const auto visited = m_samples.fixture.read([&](Database &database) {
            std::vector<std::int64_t> seen;
            RecordReader reader(database, *m_samples.widget);
            for (;;) {
                const RecordPage page = must(reader.page(query));
                for (const RecordRow &row : page.rows)
                    seen.push_back(raw(row.id));
                RC_ASSERT(page.hasPrevious == !query.after.empty());
                RC_ASSERT(page.rows.size() == static_cast<std::size_t>(query.first) ||
                          !page.hasNext);
                if (!page.hasNext)
                    return seen;
                query.after = page.endCursor;
            }
        });
        RC_ASSERT(visited == expected(m_samples.rows, filter, sort));
    }));
}

void RecordPagingTest::pagesBackwardsVisitEveryRowOnceInOrder()
{
    QVERIFY(rc::check([this] {
        const Filter filter = *m_samples.tree(1);
        const Sort sort = *m_samples.sorts();
        RecordQuery query{.filter = filter, .sort = sort};
        query.first = *rc::gen::inRange(9, 70);
        query.backwards = true;
        const auto visited = m_samples.fixture.read([&](Database &database) {
            std::vector<std::int64_t> seen;
            RecordReader reader(database, *m_samples.widget);
            for (;;) {
                const RecordPage page = must(reader.page(query));
                for (auto row = page.rows.rbegin(); row != page.rows.rend(); ++row)
                    seen.insert(seen.begin(), raw(row->id));
                if (!page.hasPrevious)
                    return seen;
                query.before = page.startCursor;
            }
        });
        RC_ASSERT(visited == expected(m_samples.rows, filter, sort));
    }));
}

void RecordPagingTest::aCursorOfAnotherOrderIsRefused_data()
{
    QTest::addColumn<QString>("cursor");
    const auto page = m_samples.fixture.read([&](Database &database) {
        return must(RecordReader(database, *m_samples.widget).page({.sort = {{"price", true}}}));
    });
    QTest::newRow("of another sort") << QString::fromStdString(page.endCursor);
    QTest::newRow("no cursor at all") << QStringLiteral("nonsense!");
    QTest::newRow("JSON of another shape") << QStringLiteral("eyJvIjoiaWQiLCJrIjpbXX0");
}

void RecordPagingTest::aCursorOfAnotherOrderIsRefused()
{
    QFETCH(const QString, cursor);
    const auto page = m_samples.fixture.read([&](Database &database) {
        return RecordReader(database, *m_samples.widget).page({.after = cursor.toStdString()});
    });
    QVERIFY(!page);
    QVERIFY(page.error().is(errc::invalidQueryInput));
}

void RecordPagingTest::aKeysetPageUsesTheIndexOfItsSort()
{
    // Plain text of the plan, as SQLite gives it: a scan or a sort of all rows would be slow at ten
    // million.
    const auto page = m_samples.fixture.read([&](Database &database) {
        RecordReader reader(database, *m_samples.widget);
        const RecordPage first = must(reader.page({.sort = {{"price", true}}, .first = 5}));
        return must(reader.page({.sort = {{"price", true}}, .first = 5, .after = first.endCursor}));
    });
    QCOMPARE(page.rows.size(), std::size_t{5});
    const std::string plan = m_samples.fixture.read([&](Database &database) {
        auto explain = must(database.prepare("EXPLAIN QUERY PLAN SELECT id FROM m_widget WHERE "
                                             "f_price < 1 ORDER BY f_price DESC, id DESC LIMIT 5"));
        std::string text;
        while (must(explain.step()))
            text += std::string(explain.text(3)) + "\n";
        return text;
    });
    QVERIFY2(plan.find("USING") != std::string::npos &&
                 plan.find("TEMP B-TREE") == std::string::npos,
             plan.c_str());
}

QTEST_GUILESS_MAIN(RecordPagingTest)
#include "RecordPagingTest.moc"
