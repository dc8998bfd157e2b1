#include "tests/record/HistoryFixture.h"

using namespace syncline;
using namespace syncline::test;

/** Sizes of histories, and keeping them within a budget. */
class HistoryPruningTest final : public HistoryFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void sizesAreCountedAsTheyAre();
    void pruningTakesTheOldestAndKeepsWhatIsNeeded();
    void afterPruningKnownVersionsAreStillRight();
    void anOlderDatabaseIsCountedOnce();
};

void HistoryPruningTest::sizesAreCountedAsTheyAre()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}});
    QCOMPARE(countedBytes(), 0);
    update(made, {{"title", "ä"}, {"price", 1.5}});
    insert(R"([{"id": 1, "title": "x"}])");
    finish();
    insert(R"([{"id": 1, "title": "y", "maker": "r"}])");
    remove(made);
    restore(made.id);
    const std::int64_t counted = countedBytes();
    QVERIFY(counted > 0);
    const std::vector<HistoryLedger> ledgers =
        m_fixture->read([&](Database &database) { return must(historyLedgers(database)); });
    QCOMPARE(ledgers.size(), 1U);
    QCOMPARE(ledgers[0].steps, m_fixture->scalar("SELECT count(*) FROM _delta").asInt());
    QCOMPARE(ledgers[0].bytes, counted);
    m_fixture->now.ms += 40 * day;
    m_fixture->write([&](Database &database) {
        const PruneStep step = must(pruneHistory(database, "m_product", 0, m_fixture->now));
        QCOMPARE(step.removed, ledgers[0].steps - 1); // the newest of all stays
        QCOMPARE(step.bytes, counted - must(historyLedgers(database)).at(0).bytes);
    });
}

void HistoryPruningTest::pruningTakesTheOldestAndKeepsWhatIsNeeded()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "0"}});
    const RecordRow gone = m_fixture->create(m_product, {{"title", "gone"}});
    for (int i = 1; i <= 1200; ++i)
        update(made, {{"title", std::to_string(i)}}, i);
    remove(gone, 1201);
    m_fixture->now.ms += 2 * day;
    update(made, {{"title", "young"}}, 1202);
    const std::int64_t all = countedBytes();
    const std::int64_t some = pruneAll(all / 2).removed;
    QVERIFY(some > 500 && some < 700);
    QVERIFY(countedBytes() <= all / 2);
    QCOMPARE(pruneAll(0).removed, 1200 - some); // not the deletion, not what is of today
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta").asInt(), 2);
    QCOMPARE(restore(gone.id).shown.wasDeleted, true);
    QVERIFY(!timeline(made.id).entries.back().isKnown);
    m_fixture->read([&](Database &database) {
        const auto first = RecordRestore(database, *m_product, nullptr).plan(made.id, 0, {});
        QVERIFY(!first && first.error().is(errc::notFound));
    });
    m_fixture->now.ms += 31 * day;
    update(made, {{"title", "younger"}}, 1203);
    QCOMPARE(pruneAll(0).removed, 3); // the deletion that the floor had passed, too
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta").asInt(), 1);
}

void HistoryPruningTest::afterPruningKnownVersionsAreStillRight()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "0"}});
    remove(made);
    restore(made.id);
    std::vector<std::pair<std::int64_t, std::string>> known;
    for (int i = 1; i <= 30; ++i) {
        update(made, {{"title", std::to_string(i)}}, i);
        known.emplace_back(m_fixture->scalar("SELECT max(sequence) FROM _delta").asInt(),
                           std::to_string(i));
    }
    m_fixture->now.ms += 2 * day;
    pruneAll(countedBytes() / 2);
    const HistoryPage page = timeline(made.id);
    int checked = 0;
    for (const auto &[entry, title] : known) {
        const auto version = m_fixture->read([&, entry = entry](Database &database) {
            return recordVersion(database, ModelTable(*m_product), made.id, entry);
        });
        if (!version)
            continue;
        QCOMPARE(version->then.at("f_title"), Value(title));
        ++checked;
    }
    QVERIFY(checked > 5 && checked < 30);
    // What came back and what was deleted is kept whole, although steps after it are gone.
    const HistoryEntry &back = page.entries.at(page.entries.size() - 3);
    QVERIFY(back.kind == HistoryEntry::Kind::Restored);
    const RecordVersion version = m_fixture->read([&](Database &database) {
        return must(recordVersion(database, ModelTable(*m_product), made.id, back.id));
    });
    QCOMPARE(version.then.at("f_title"), Value("0"));
}

void HistoryPruningTest::anOlderDatabaseIsCountedOnce()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}});
    update(made, {{"title", "ß"}, {"price", 2}});
    remove(made);
    const std::int64_t counted = countedBytes();
    m_fixture->write([&](Database &database) {
        for (const char *column :
             {"history_bytes", "history_steps", "history_floor", "history_pruned"})
            must(database.exec(std::string("ALTER TABLE _model DROP COLUMN ") + column));
        must(database.exec("DROP INDEX _delta_of_rows"));
        QVERIFY(must(historyLedgers(database)).empty());
        QCOMPARE(must(prunedUpTo(database, "m_product")), 0);
        must(ensureSystemTables(database));
    });
    QCOMPARE(countedBytes(), counted);
}

QTEST_GUILESS_MAIN(HistoryPruningTest)
#include "HistoryPruningTest.moc"
