#include "tests/record/IngestFixture.h"

using namespace syncline;
using namespace syncline::test;

/** Whole pages of a source: new, unchanged, changed, gone, broken, doubled. */
class BulkIngestTest final : public IngestTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void aFirstLoadAndAResync();
    void unchangedDocumentsWriteNothing();
    void brokenDocumentsAreQuarantined_data();
    void brokenDocumentsAreQuarantined();
    void theLastOfTwoWithOneIdWins();
    void numbersAndTextsAreOneId();
    void aQuarantinedDocumentIsNotStale();
    void unseenRecordsAreDeletedInBatches();
    void rolledBackPagesLeaveNoTrace();
};

void BulkIngestTest::aFirstLoadAndAResync()
{
    QCOMPARE(insert(page(0, 25, "a")), counts(25, 0, 0));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _loading").asInt(), 1);
    finish();
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _loading").asInt(), 0);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'm_product.remote'")
                 .asInt(),
             1);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta").asInt(), 0);
    QCOMPARE(m_fixture->scalar("SELECT min(_created_run) FROM m_product").asInt(), 7);
    QCOMPARE(m_fixture->scalar("SELECT sum(f_stock) FROM m_product").asInt(), 125);

    open();
    QCOMPARE(m_ingest->liveCount(), std::int64_t{25});
    QCOMPARE(insert(page(0, 20, "a")), counts(0, 0, 20));
    QCOMPARE(insert(page(20, 30, "b")), counts(5, 5, 0));
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{0});
    finish();
    QCOMPARE(m_fixture
                 ->scalar("SELECT count(*) FROM _delta WHERE field = 'f_title' AND old_value LIKE "
                          "'a2_' AND new_value LIKE 'b2_'")
                 .asInt(),
             5);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_product").asInt(), 30);
    QCOMPARE(m_fixture->scalar("PRAGMA integrity_check").stringOr(), std::string("ok"));
}

void BulkIngestTest::unchangedDocumentsWriteNothing()
{
    insert(
        R"([{"id": 1, "title": "a", "data": {"b": 1, "a": 2}, "price": 1, "at": "2024-01-01T00:00:00Z"}])");
    finish();
    open();
    const auto changes = [&] {
        return m_fixture->write([&](Database &database) {
            const json::Handle same = must(json::Handle::parse(
                R"([{"at": "2024-01-01T01:00:00+01:00", "price": 1, "data": {"b": 1, "a": 2}, "title": "a", "id": "1"}])"));
            auto total = must(database.prepare("SELECT total_changes()"));
            must(total.step());
            const std::int64_t before = total.integer(0);
            total.reset();
            const IngestCounts done = must(m_ingest->insert(database, same, DateTime{1}));
            must(total.step());
            return done.unchanged == 1 ? total.integer(0) - before : -1;
        });
    };
    QCOMPARE(changes(), std::int64_t{0});
    m_ingest->committed();
    // Another order of keys inside JSON is no change either, though the digest has to be kept anew.
    QCOMPARE(
        insert(
            R"([{"id": 1, "title": "a", "data": {"a": 2, "b": 1}, "price": 1, "at": "2024-01-01"}])"),
        counts(0, 0, 0));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta").asInt(), 0);
}

void BulkIngestTest::brokenDocumentsAreQuarantined_data()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *title, const char *document, const char *reason) {
        QTest::newRow(title) << QString::fromUtf8(document) << QString::fromUtf8(reason);
    };
    row("no id", R"({"title": "x"})", "id is missing or is neither text nor a whole number");
    row("a blank id", R"({"id": "  ", "title": "x"})",
        "id is missing or is neither text nor a whole number");
    row("an id with a fraction", R"({"id": 1.5, "title": "x"})",
        "id is missing or is neither text nor a whole number");
    row("required and absent", R"({"id": 9})", "title is required");
    row("required and null", R"({"id": 9, "title": null})", "title is required");
    row("a fraction in a whole number", R"({"id": 9, "title": "x", "count": 1.5})",
        "count must be a whole number, but is 1.5");
    row("text in a number", R"({"id": 9, "title": "x", "price": "1"})",
        "price must be a number, but is the text \"1\"");
    row("an unknown option", R"({"id": 9, "title": "x", "status": "old"})",
        "status must be one of draft, live, but is the text \"old\"");
    row("a scalar for a list", R"({"id": 9, "title": "x", "tags": "a"})",
        "tags must be a list, but is the text \"a\"");
    row("several at once", R"({"id": 9, "live": 1, "tags": {}})",
        "title is required, tags must be a list, but is an object, live must be true or false, but "
        "is 1");
    row("no object", "12", "it is no object");
    row("a reference without an id", R"({"id": 9, "title": "x", "maker": {}})",
        "maker must be the id of a maker (text, a whole number, or an object with an id)");
}

void BulkIngestTest::brokenDocumentsAreQuarantined()
{
    QFETCH(const QString, document);
    QFETCH(const QString, reason);
    const std::string good = R"({"id": 1, "title": "good"})";
    QCOMPARE(insert("[" + document.toStdString() + "," + good + ", null]"), counts(1, 0, 0, 1));
    const auto bad = quarantined();
    QCOMPARE(bad.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(bad.front().reason), reason);
    QCOMPARE(must(json::parse(bad.front().payload)), must(json::parse(document.toStdString())));
    QVERIFY(quarantined().empty());
    QCOMPARE(names(), std::string("1=good"));
}

void BulkIngestTest::theLastOfTwoWithOneIdWins()
{
    QCOMPARE(
        insert(R"([{"id": 1, "title": "a"}, {"id": 2, "title": "b"}, {"id": "1", "title": "c"}])"),
        counts(2, 0, 0));
    QCOMPARE(names(), std::string("1=c,2=b"));
    QCOMPARE(insert(R"([{"id": 2, "title": "d"}])"), counts(0, 0, 0)); // counted once a run
    QCOMPARE(names(), std::string("1=c,2=d"));
}

void BulkIngestTest::numbersAndTextsAreOneId()
{
    insert(
        R"([{"id": 12, "title": "a"}, {"id": "012", "title": "b"}, {"id": 12.0, "title": "c"}])");
    QCOMPARE(names(), std::string("12=c,012=b"));
    QVERIFY(m_ingest->localIds("12") != m_ingest->localIds("012"));
    QVERIFY(m_ingest->localIds("13").empty());
}

void BulkIngestTest::aQuarantinedDocumentIsNotStale()
{
    insert(page(0, 3, "a"));
    finish();
    open();
    insert(R"([{"id": 0, "title": "a0"}, {"id": 1, "title": 5.5, "count": "x"}])");
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{1});
    QCOMPARE(names(), std::string("0=a0,1=a1,2=a2"));
}

void BulkIngestTest::unseenRecordsAreDeletedInBatches()
{
    insert(page(0, 30, "a"));
    finish();
    open();
    insert(page(0, 5, "a"));
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{25});
    QCOMPARE(m_ingest->unseen(3).size(), std::size_t{3});
    std::vector<std::int64_t> deleted;
    do {
        const IngestCounts done = m_fixture->write([&](Database &database) {
            return must(m_ingest->removeUnseen(database, 10, m_fixture->now));
        });
        m_ingest->committed();
        deleted.push_back(done.deleted);
    } while (deleted.back() > 0);
    QCOMPARE(deleted, (std::vector<std::int64_t>{10, 10, 5, 0}));
    QCOMPARE(m_ingest->liveCount(), std::int64_t{5});
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta WHERE field = ''").asInt(), 25);
    // What is gone comes back under its id.
    QCOMPARE(insert(page(7, 8, "z")), counts(1, 0, 0));
    QCOMPARE(raw(m_ingest->localIds("7").at(0)), std::int64_t{8});
}

void BulkIngestTest::rolledBackPagesLeaveNoTrace()
{
    const auto abandon = [&](const std::string &json) {
        auto transaction =
            must(m_fixture->store().writes().acquireBlocking({.label = "test", .alone = true}));
        must(m_ingest->insert(transaction.database(), must(json::Handle::parse(json)),
                              m_fixture->now));
        transaction.rollback();
        m_ingest->rolledBack();
    };
    abandon(page(0, 15, "x"));
    QCOMPARE(m_ingest->liveCount(), std::int64_t{0});
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _loading").asInt(), 0);
    QCOMPARE(insert(page(0, 15, "a")), counts(15, 0, 0));
    finish();
    open();
    abandon(page(5, 20, "x"));
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{15});
    QCOMPARE(insert(page(0, 20, "a")), counts(5, 0, 15));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_product").asInt(), 20);
    QCOMPARE(m_fixture->scalar("SELECT max(id) FROM m_product").asInt(), 20);
}

QTEST_GUILESS_MAIN(BulkIngestTest)
#include "BulkIngestTest.moc"
