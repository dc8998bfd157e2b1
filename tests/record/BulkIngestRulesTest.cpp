#include "tests/record/IngestFixture.h"

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

/** What an ingest keeps to: references, cache fields, uniqueness, restarts, both paths alike. */
class BulkIngestRulesTest final : public IngestTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void referencesJoinLate();
    void aDeletedTargetIsJoinedAgain();
    void aTargetDeletedHereComesBackUnderItsId();
    void aTargetMadeAnewByAnActionIsFollowed();
    void theSeenSetSurvivesARestart();
    void aFirstLoadThatBrokeOffIsFinished();
    void uniqueFieldsQuarantineOneAndKeepTheRest();
    void unknownKeysAreToldOnce();
    void aCacheFieldDecides();
    void theUsersOwnFieldsAreLeftAlone();
    void actionsAdoptTheirRecords();
    void idsFromTheSource();
    void bothPathsStoreTheSame();
};

void BulkIngestRulesTest::referencesJoinLate()
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

void BulkIngestRulesTest::aDeletedTargetIsJoinedAgain()
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
    QCOMPARE(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 1").asInt(), 2);
}

/** Deleted here, still at the source: whatever refers to it leads to it again, also what knows no
 * id of the source. */
void BulkIngestRulesTest::aTargetDeletedHereComesBackUnderItsId()
{
    const char *const all =
        R"([{"id": 1, "title": "a", "parent": 2}, {"id": 2, "title": "b"}, {"id": 3, "title": "c"}])";
    insert(all);
    finish();
    m_fixture->write([&](Database &database) {
        RecordWriter writer(database, *m_product, {RunId{1}, m_fixture->now});
        must(writer.create({{"title", "own"}, {"parent", "2"}}));
        must(writer.remove(RecordId{2}));
    });
    open();
    QCOMPARE(insert(all), counts(1, 0, 2));
    finish();
    QCOMPARE(names(), std::string("1=a,2=b,3=c"));
    QCOMPARE(m_fixture->scalar("SELECT group_concat(f_parent) FROM m_product").stringOr(),
             std::string("2,2"));
    // Its history says that it was away.
    const auto history = m_fixture->read(
        [&](Database &database) { return must(recordHistory(database, *m_product, RecordId{2})); });
    QCOMPARE(history.size(), std::size_t{2});
    QVERIFY(history.front().before.isNull() && !history.front().after.isNull());
    // What is new gets an id of its own.
    QCOMPARE(insert(R"([{"id": 9, "title": "new"}])"), counts(1, 0, 0));
    QCOMPARE(m_fixture->scalar("SELECT id FROM m_product WHERE _remote_id = '9'").asInt(), 5);
}

void BulkIngestRulesTest::aTargetMadeAnewByAnActionIsFollowed()
{
    insert(R"([{"id": 1, "title": "a", "parent": 2}, {"id": 2, "title": "b"}])");
    finish();
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_product, {RunId{1}, m_fixture->now}).remove(RecordId{2}));
    });
    open();
    m_fixture->write([&](Database &database) {
        const auto planned =
            must(m_ingest->plan(database, must(json::Handle::parse(R"({"id": 2, "title": "b"})"))));
        QVERIFY(planned.front().kind == BulkIngest::Planned::Kind::Create);
        RecordWriter writer(database, *m_product, {RunId{1}, m_fixture->now});
        const RecordRow made = must(writer.create(planned.front().fields));
        must(m_ingest->adopt(database, planned.front(), made.id));
    });
    m_ingest->committed();
    QCOMPARE(m_fixture->scalar("SELECT f_parent FROM m_product WHERE id = 1").asInt(), 3);
}

void BulkIngestRulesTest::theSeenSetSurvivesARestart()
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

void BulkIngestRulesTest::aFirstLoadThatBrokeOffIsFinished()
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

void BulkIngestRulesTest::uniqueFieldsQuarantineOneAndKeepTheRest()
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
    QVERIFY(m_ingest->localIds("2").empty());
    QVERIFY(m_fixture->scalar("SELECT f_parent FROM m_product WHERE _remote_id = '3'").isNull());
    QCOMPARE(insert(R"([{"id": 4, "title": "d", "price": 2}])"), counts(0, 0, 0, 1));
    QCOMPARE(names(), std::string("1=a,3=c,4=d"));
}

void BulkIngestRulesTest::unknownKeysAreToldOnce()
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

void BulkIngestRulesTest::aCacheFieldDecides()
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

void BulkIngestRulesTest::theUsersOwnFieldsAreLeftAlone()
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

void BulkIngestRulesTest::actionsAdoptTheirRecords()
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
        QCOMPARE(planned[1].fields.at("maker")["remoteId"].stringOr(), std::string("m9"));
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

void BulkIngestRulesTest::idsFromTheSource()
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
    QCOMPARE(raw(m_ingest->localIds("7000000000001").at(0)), std::int64_t{7000000000001});
    QCOMPARE(raw(m_fixture->create(m_product, {{"title", "mine"}}).id),
             std::int64_t{7000000000002});
}

void BulkIngestRulesTest::bothPathsStoreTheSame()
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

QTEST_GUILESS_MAIN(BulkIngestRulesTest)
#include "BulkIngestRulesTest.moc"
