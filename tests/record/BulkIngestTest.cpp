#include "tests/record/RecordFixture.h"

#include "core/record/BulkIngest.h"

#include <rapidcheck.h>

namespace syncline {
/** How QCOMPARE shows counts. */
char *toString(const IngestCounts &counts)
{
    return QTest::toString(
        QStringLiteral("created %1, updated %2, unchanged %3, deleted %4, failed %5")
            .arg(counts.created)
            .arg(counts.updated)
            .arg(counts.unchanged)
            .arg(counts.deleted)
            .arg(counts.failed));
}
} // namespace syncline

using namespace syncline;
using namespace syncline::test;

/** Whole pages of a source: new, unchanged, changed, gone, broken, doubled, and joined late. */
class BulkIngestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aFirstLoadAndAResync();
    void unchangedDocumentsWriteNothing();
    void brokenDocumentsAreQuarantined_data();
    void brokenDocumentsAreQuarantined();
    void theLastOfTwoWithOneIdWins();
    void numbersAndTextsAreOneId();
    void aQuarantinedDocumentIsNotStale();
    void unseenRecordsAreDeletedInBatches();
    void referencesJoinLate();
    void aDeletedTargetIsJoinedAgain();
    void rolledBackPagesLeaveNoTrace();
    void theSeenSetSurvivesARestart();
    void aFirstLoadThatBrokeOffIsFinished();
    void uniqueFieldsQuarantineOneAndKeepTheRest();
    void unknownKeysAreToldOnce();
    void aCacheFieldDecides();
    void theUsersOwnFieldsAreLeftAlone();
    void actionsAdoptTheirRecords();
    void idsFromTheSource();
    void bothPathsStoreTheSame();

private:
    void open(bool force = false);
    IngestCounts insert(const std::string &json);
    std::vector<Quarantined> quarantined() { return m_ingest->takeQuarantined(); }
    void finish();
    std::string names();

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_product;
    ModelPtr m_maker;
    std::unique_ptr<BulkIngest> m_ingest;
};

void BulkIngestTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    FieldDef title = field("title");
    title.required = true;
    FieldDef count = field("count", FieldType::Number);
    count.integer = true;
    FieldDef status = field("status", FieldType::Enum);
    status.options = {{.value = "draft", .label = {}, .color = {}},
                      {.value = "live", .label = {}, .color = {}}};
    FieldDef tags = field("tags");
    tags.list = true;
    FieldDef deep = field("deep");
    deep.from = "attributes.deep";
    FieldDef stock = field("stock", FieldType::Number);
    stock.defaultValue = 5;
    ModelDef product =
        model("product", {title, count, status, tags, field("price", FieldType::Number),
                          field("live", FieldType::Boolean), field("at", FieldType::DateTime),
                          field("day", FieldType::Date), field("data", FieldType::Json), deep,
                          reference("maker", "maker"), reference("parent", "product"), stock});
    for (FieldDef &each : product.fields)
        each.owner = "shop";
    product.source.connection = "shop";
    m_product = share(product);
    m_maker = share(model("maker", {field("name")}));
    m_fixture->apply({m_maker, m_product});
    open();
}

void BulkIngestTest::cleanup()
{
    m_ingest.reset();
    m_fixture.reset();
}

void BulkIngestTest::open(bool force)
{
    m_ingest = m_fixture->write([&](Database &database) {
        return must(BulkIngest::open(
            database, {.model = m_product, .connection = "shop", .run = RunId{7}, .force = force}));
    });
}

IngestCounts BulkIngestTest::insert(const std::string &json)
{
    const json::Handle page = must(json::Handle::parse(json));
    const IngestCounts counts = m_fixture->write(
        [&](Database &database) { return must(m_ingest->insert(database, page, m_fixture->now)); });
    m_ingest->committed();
    return counts;
}

void BulkIngestTest::finish()
{
    m_fixture->write([&](Database &database) { must(m_ingest->finish(database)); });
    m_ingest->committed();
}

std::string BulkIngestTest::names()
{
    return m_fixture
        ->scalar("SELECT group_concat(_remote_id || '=' || f_title) FROM (SELECT * FROM m_product "
                 "ORDER BY id)")
        .stringOr();
}

namespace {

IngestCounts counts(std::int64_t created, std::int64_t updated, std::int64_t unchanged,
                    std::int64_t failed = 0)
{
    return {.created = created,
            .updated = updated,
            .unchanged = unchanged,
            .deleted = 0,
            .failed = failed};
}

std::string page(int from, int to, const std::string &title)
{
    std::string json = "[";
    for (int i = from; i < to; ++i)
        json += (i == from ? "" : ",") + std::string("{\"id\":") + std::to_string(i) +
                ",\"title\":\"" + title + std::to_string(i) + "\"}";
    return json + "]";
}

} // namespace

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
    QVERIFY(m_ingest->localId("12") != m_ingest->localId("012"));
    QVERIFY(!m_ingest->localId("13"));
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
    // What is gone comes back as a new record.
    QCOMPARE(insert(page(7, 8, "z")), counts(1, 0, 0));
    QVERIFY(raw(*m_ingest->localId("7")) > 30);
}

void BulkIngestTest::referencesJoinLate()
{
    insert(
        R"([{"id": 1, "title": "a", "maker": {"id": "m1"}, "parent": 2}, {"id": 2, "title": "b", "parent": "1"}])");
    QCOMPARE(m_fixture->scalar("SELECT f_maker__remote FROM m_product WHERE id = 1").stringOr(),
             std::string("m1"));
    finish();
    QCOMPARE(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 1").asInt(), 2);
    QCOMPARE(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 2").asInt(), 1);
    QVERIFY(m_fixture->scalar("SELECT f_maker FROM m_product WHERE id = 1").isNull());

    auto makers = m_fixture->write([&](Database &database) {
        return must(
            BulkIngest::open(database, {.model = m_maker, .connection = "shop", .run = RunId{8}}));
    });
    m_fixture->write([&](Database &database) {
        must(makers->insert(database,
                            must(json::Handle::parse(
                                R"([{"id": "m0", "name": "x"}, {"id": "m1", "name": "Acme"}])")),
                            m_fixture->now));
        must(makers->finish(database));
    });
    QCOMPARE(m_fixture->scalar("SELECT f_maker FROM m_product WHERE id = 1").asInt(), 2);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _delta").asInt(), 0); // joining is no change
    open();
    QCOMPARE(insert(R"([{"id": 1, "title": "a", "maker": "m1", "parent": "2"}])"), counts(0, 0, 1));
}

void BulkIngestTest::aDeletedTargetIsJoinedAgain()
{
    insert(R"([{"id": 1, "title": "a", "parent": 2}, {"id": 2, "title": "b"}])");
    finish();
    m_fixture->write([&](Database &database) {
        must(m_ingest->remove(database, {"2", "99"}, m_fixture->now));
    });
    m_ingest->committed();
    QVERIFY(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 1").isNull());
    insert(R"([{"id": 2, "title": "b again"}])");
    finish();
    QCOMPARE(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 1").asInt(), 3);
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

void BulkIngestTest::theSeenSetSurvivesARestart()
{
    insert(page(0, 300, "a"));
    finish();
    open();
    insert(page(10, 150, "a"));
    insert(page(200, 201, "a"));
    const std::string seen = m_ingest->seenSet();
    QVERIFY2(seen.size() < 40, "the set is kept as intervals");
    open();
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{300});
    must(m_ingest->restoreSeen(seen));
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{300 - 141});
    QCOMPARE(m_ingest->seenSet(), seen);
    QVERIFY(!m_ingest->restoreSeen("nonsense"));
}

void BulkIngestTest::aFirstLoadThatBrokeOffIsFinished()
{
    insert(page(0, 12, "a"));
    m_ingest.reset();
    m_fixture->reopen(); // as after a crash between two pages
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'm_product.remote'")
                 .asInt(),
             0);
    must(finishLoading(m_fixture->store(), {m_maker, m_product}));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'm_product.remote'")
                 .asInt(),
             1);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM _loading").asInt(), 0);
    open();
    QCOMPARE(insert(page(0, 15, "a")), counts(3, 0, 12));
}

void BulkIngestTest::uniqueFieldsQuarantineOneAndKeepTheRest()
{
    ModelDef strict = *m_product;
    strict.fields[4].unique = true; // price
    m_product = share(strict);
    m_fixture->apply({m_maker, m_product});
    open();
    QCOMPARE(
        insert(
            R"([{"id": 1, "title": "a", "price": 1}, {"id": 2, "title": "b", "price": 1.0, "parent": 1},
                        {"id": 3, "title": "c", "price": 2, "parent": 2}, {"id": 4, "title": "d"}])"),
        counts(3, 0, 0, 1));
    QCOMPARE(quarantined().front().reason, std::string("price is not unique"));
    QVERIFY(!m_ingest->localId("2"));
    QVERIFY(m_fixture->scalar("SELECT f_parent FROM m_product WHERE _remote_id = '3'").isNull());
    QCOMPARE(insert(R"([{"id": 4, "title": "d", "price": 2}])"), counts(0, 0, 0, 1));
    QCOMPARE(names(), std::string("1=a,3=c,4=d"));
}

void BulkIngestTest::unknownKeysAreToldOnce()
{
    insert(
        R"([{"id": 1, "title": "a", "colour": 1, "__typename": "P", "attributes": {"deep": "x", "more": 2}}])");
    const auto warnings = m_ingest->takeWarnings();
    QCOMPARE(warnings.size(), std::size_t{1});
    QCOMPARE(warnings.front(), std::string("Documents of product have keys that the model does not "
                                           "know: colour, attributes.more. They are not stored."));
    QCOMPARE(m_fixture->scalar("SELECT f_deep FROM m_product").stringOr(), std::string("x"));
    insert(R"([{"id": 2, "title": "a", "colour": 1}])");
    QVERIFY(m_ingest->takeWarnings().empty());
}

void BulkIngestTest::aCacheFieldDecides()
{
    ModelDef cached = *m_product;
    cached.source.cacheField = "at";
    m_product = share(cached);
    m_fixture->apply({m_maker, m_product});
    open();
    insert(R"([{"id": 1, "title": "a", "at": "2024-01-02T00:00:00Z"}])");
    finish();
    open();
    QCOMPARE(insert(R"([{"id": 1, "title": "b", "at": "2024-01-02T00:00:00Z"}])"), counts(0, 0, 1));
    QVERIFY(m_ingest->takeWarnings().front().find("record 1 of product") != std::string::npos);
    open();
    QCOMPARE(insert(R"([{"id": 1, "title": "c", "at": "2024-01-01T00:00:00Z"}])"), counts(0, 0, 1));
    QVERIFY(m_ingest->takeWarnings().front().find("older") != std::string::npos);
    QCOMPARE(names(), std::string("1=a"));
    open();
    QCOMPARE(insert(R"([{"id": 1, "title": "d", "at": "2024-01-03T00:00:00Z"}])"), counts(0, 1, 0));
    open(true);
    QCOMPARE(insert(R"([{"id": 1, "title": "e", "at": "2024-01-01T00:00:00Z"}])"), counts(0, 1, 0));
    QCOMPARE(names(), std::string("1=e"));
}

void BulkIngestTest::theUsersOwnFieldsAreLeftAlone()
{
    ModelDef wider = *m_product;
    FieldDef note = field("note");
    note.defaultValue = "new";
    wider.fields.push_back(note);
    m_product = share(wider);
    m_fixture->apply({m_maker, m_product});
    open();
    insert(R"([{"id": 1, "title": "a", "note": "theirs"}])");
    QCOMPARE(m_fixture->scalar("SELECT f_note FROM m_product").stringOr(), std::string("new"));
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_product, {RunId{1}, m_fixture->now})
                 .update(RecordId{1}, {{"note", "mine"}, {"stock", 9}}));
    });
    open();
    QCOMPARE(insert(R"([{"id": 1, "title": "b"}])"), counts(0, 1, 0));
    QCOMPARE(m_fixture->scalar("SELECT f_note || f_stock FROM m_product").stringOr(),
             std::string("mine9"));
}

void BulkIngestTest::actionsAdoptTheirRecords()
{
    insert(page(1, 2, "a"));
    finish();
    open();
    const json::Handle page = must(json::Handle::parse(
        R"([{"id": 1, "title": "a1"}, {"id": 2, "title": "old"}, {"id": 2, "title": "b", "parent": 1, "maker": "m9"}, {"title": "no id"}])"));
    m_fixture->write([&](Database &database) {
        const auto planned = must(m_ingest->plan(database, page));
        QCOMPARE(planned.size(), std::size_t{2});
        QVERIFY(planned[0].kind == BulkIngest::Planned::Kind::Unchanged);
        QVERIFY(planned[1].kind == BulkIngest::Planned::Kind::Create);
        QCOMPARE(planned[1].fields.at("title").stringOr(), std::string("b"));
        QCOMPARE(planned[1].fields.at("parent").stringOr(), std::string("1"));
        QVERIFY(planned[1].fields.at("maker").isNull());
        const RecordRow made = must(RecordWriter(database, *m_product, {RunId{7}, m_fixture->now})
                                        .create(planned[1].fields));
        must(m_ingest->adopt(database, planned[1], made.id));
    });
    m_ingest->committed();
    QCOMPARE(quarantined().size(), std::size_t{1});
    QCOMPARE(m_ingest->unseenCount(), std::int64_t{0});
    QCOMPARE(m_fixture->scalar("SELECT f_maker__remote FROM m_product WHERE _remote_id = '2'")
                 .stringOr(),
             std::string("m9"));
    open();
    QCOMPARE(insert(R"([{"id": 2, "title": "b", "parent": 1, "maker": "m9"}])"), counts(0, 0, 1));
}

void BulkIngestTest::idsFromTheSource()
{
    ModelDef own = *m_product;
    own.source.idFromRemote = true;
    m_product = share(own);
    m_fixture->apply({m_maker, m_product});
    open();
    QCOMPARE(
        insert(
            R"([{"id": 7000000000001, "title": "a"}, {"id": "x", "title": "b"}, {"id": 5, "title": "c"}])"),
        counts(2, 0, 0, 1));
    QCOMPARE(raw(*m_ingest->localId("7000000000001")), std::int64_t{7000000000001});
    QCOMPARE(raw(m_fixture->create(m_product, {{"title", "mine"}}).id),
             std::int64_t{7000000000002});
}

void BulkIngestTest::bothPathsStoreTheSame()
{
    const auto any = rc::gen::element<std::string>(
        "null", "true", "0", "1", "-3", "1.0", "2.5", "9007199254740993", "1e300", "\"\"", "\"a\"",
        "\"Zürich \\u0000\"", "\"draft\"", "\"2024-02-29\"", "\"2024-02-29T10:00:00.123+02:00\"",
        "[]", "[\"a\",null]", "[1,\"a\"]", "{}", "{\"id\":\"m1\"}", "{\"b\":1,\"a\":[1.0,{}]}");
    QVERIFY(rc::check([&] {
        std::string json = "[";
        for (int i = 0; i < 8; ++i) {
            json += std::string(i > 0 ? "," : "") + "{\"id\":" + std::to_string(i);
            for (const FieldDef &each : m_product->fields) {
                if (each.from.empty() && *rc::gen::inRange(0, 3) > 0)
                    json += ",\"" + each.name + "\":" +
                            (each.name == "title" && *rc::gen::inRange(0, 3) > 0 ? "\"t\"" : *any);
            }
            json += "}";
        }
        json += "]";
        const json::Handle native = must(json::Handle::parse(json));
        const json::Handle values = json::Handle::fromValue(must(json::parse(json)));
        const bool differ = native.nativeElement() != nullptr && values.nativeElement() == nullptr;
        RC_ASSERT(differ);
        const auto store = [&](const json::Handle &documents) {
            auto transaction =
                must(m_fixture->store().writes().acquireBlocking({.label = "test", .alone = true}));
            Database &database = transaction.database();
            auto ingest = must(BulkIngest::open(
                database, {.model = m_product, .connection = "shop", .run = RunId{7}}));
            must(ingest->insert(database, documents, m_fixture->now));
            std::string found;
            for (const Quarantined &bad : ingest->takeQuarantined())
                found += bad.remoteId + " " + bad.reason + "\n";
            auto rows = must(database.prepare("SELECT * FROM m_product ORDER BY id"));
            while (must(rows.step())) {
                for (int i = 0; i < rows.columnCount(); ++i)
                    found += json::write(rows.value(i)) + " ";
                found += "\n";
            }
            rows.reset();
            transaction.rollback();
            return found;
        };
        RC_ASSERT(store(native) == store(values));
    }));
}

QTEST_GUILESS_MAIN(BulkIngestTest)
#include "BulkIngestTest.moc"
