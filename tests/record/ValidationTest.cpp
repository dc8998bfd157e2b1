#include "tests/record/IngestFixture.h"

#include "core/record/RecordCheck.h"
#include "core/record/RecordInput.h"

#include "tests/support/StdToString.h"

using namespace syncline;
using namespace syncline::test;

namespace {

FieldDef ruled(std::string name, FieldType type, std::string_view rules)
{
    FieldDef made = field(std::move(name), type);
    const Value json = must(json::parse(rules));
    made.rules = rulesFromValue(json);
    made.unique = !json["unique"].isNull();
    return made;
}

ModelDef memberModel()
{
    return model("member",
                 {ruled("mail", FieldType::Email,
                        R"({"unique": {"scopeByField": "shop", "caseSensitive": false}})"),
                  ruled("code", FieldType::String,
                        R"({"stringLength": {"min": 2, "max": 5}, "regex": ["^[A-Z]*$"]})"),
                  ruled("age", FieldType::Number, R"({"numberRange": {"min": 18}})"),
                  reference("shop", "shop")});
}

std::string messages(const Error &error)
{
    std::string all;
    for (const auto &[name, message] : error.fields)
        all += (all.empty() ? "" : "; ") + name + " " + message;
    return all;
}

} // namespace

/** Rules as data, wherever records are written: singly, by syncs, by a schema change; and what of
 * the stored breaks them. */
class ValidationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<RecordFixture>();
        m_shop = share(model("shop", {field("name")}));
        m_member = share(memberModel());
        m_fixture->apply({m_shop, m_member});
        m_fixture->create(m_shop, {{"name", "A"}});
        m_fixture->create(m_shop, {{"name", "B"}});
    }
    void cleanup() { m_fixture.reset(); }

    void allErrorsAreCollected();
    void aStoredValueThatFailsIsNamed();
    void uniqueWithinAndWhateverTheCase();
    void theDatabaseHoldsUniquenessToo();
    void aScopeAloneCanCollide();
    void syncsKeepTheRules_data();
    void syncsKeepTheRules();
    void aLateJoinDoesNotBreakUniqueness();
    void duplicatesBlockTheSchemaChange();
    void storedRecordsAreChecked();

private:
    Error refused(const ValueObject &fields, RecordId id = RecordId{})
    {
        return m_fixture->write([&](Database &database) {
            RecordWriter writer(database, *m_member, {RunId{1}, m_fixture->now});
            auto made = raw(id) == 0 ? writer.create(fields) : writer.update(id, fields);
            return made ? Error() : made.error();
        });
    }

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_shop;
    ModelPtr m_member;
};

void ValidationTest::allErrorsAreCollected()
{
    const Error error = refused({{"code", "abcdef"}, {"age", 17.5}, {"mail", "x"}});
    QCOMPARE(error.code, std::string(errc::invalidRecord));
    QCOMPARE(messages(error),
             std::string("mail must be an e-mail address, but is the text "
                         "\"x\"; code is too long (6 characters of at most 5); code does not match "
                         "^[A-Z]*$; age must be at least 18"));
    QCOMPARE(error.message(),
             std::string("member is invalid and can't be saved. mail must be an e-mail address, "
                         "but is the text \"x\", code is too long (6 "
                         "characters of at most 5), code does not match ^[A-Z]*$, and 1 more error "
                         "needs to be corrected."));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_member").asInt(), 0);
    m_fixture->create(m_member, {{"code", "ABCDE"}, {"age", 18}});
}

void ValidationTest::aStoredValueThatFailsIsNamed()
{
    m_fixture->create(m_member, {{"code", "AB"}});
    m_fixture->write(
        [](Database &database) { must(database.exec("UPDATE m_member SET f_code = 'x'")); });
    QCOMPARE(messages(refused({{"age", 20}}, RecordId{1})),
             std::string("code is too short (1 character of at least 2); code does not match "
                         "^[A-Z]*$"));
    QCOMPARE(messages(refused({{"age", 20}, {"code", "ABC"}}, RecordId{1})), std::string());
}

void ValidationTest::uniqueWithinAndWhateverTheCase()
{
    m_fixture->create(m_member, {{"mail", "Émil@x.org"}, {"shop", "1"}});
    QCOMPARE(messages(refused({{"mail", "éMIL@X.org"}, {"shop", "1"}})),
             std::string("mail is not unique"));
    m_fixture->create(m_member, {{"mail", "émil@x.org"}, {"shop", "2"}});
    m_fixture->create(m_member, {{"mail", "émil@x.org"}}); // in no shop: compared with nobody
    m_fixture->create(m_member, {{"mail", "émil@x.org"}});
    QCOMPARE(messages(refused({{"mail", "ÉMIL@x.org"}}, RecordId{1})), std::string()); // itself
}

void ValidationTest::theDatabaseHoldsUniquenessToo()
{
    m_fixture->create(m_member, {{"mail", "a@x.org"}, {"shop", "1"}});
    const Error error = m_fixture->write([&](Database &database) {
        auto done = database.exec("INSERT INTO m_member (created_at, updated_at, f_mail, f_shop) "
                                  "VALUES (1, 1, 'A@X.ORG', 1)");
        return done ? Error() : done.error();
    });
    QCOMPARE(error.code, std::string(errc::nonUniqueData));
    const ModelTable table(*m_member);
    QCOMPARE(messages(notUnique(table, error)), std::string("mail is not unique"));
}

void ValidationTest::aScopeAloneCanCollide()
{
    m_fixture->create(m_member, {{"mail", "a@x.org"}, {"shop", "1"}});
    m_fixture->create(m_member, {{"mail", "A@x.org"}, {"shop", "2"}});
    QCOMPARE(messages(refused({{"shop", "1"}}, RecordId{2})), std::string("mail is not unique"));
}

void ValidationTest::syncsKeepTheRules_data()
{
    QTest::addColumn<bool>("native");
    QTest::newRow("from JSON") << true;
    QTest::newRow("from values") << false;
}

void ValidationTest::syncsKeepTheRules()
{
    QFETCH(const bool, native);
    ModelDef synced = memberModel();
    synced.source.connection = "web";
    const ModelPtr member = share(synced);
    m_fixture->apply({m_shop, member});
    auto ingest = m_fixture->write([&](Database &database) {
        return must(
            BulkIngest::open(database, {.model = member, .connection = "web", .run = RunId{2}}));
    });
    const Value page = must(json::parse(
        R"([{"id": 1, "mail": "", "code": "OK", "age": 20},
            {"id": 2, "code": "lower"}, {"id": 3, "code": "A", "age": 3},
            {"id": 4, "age": 17.99}, {"id": 5, "code": null, "age": null}])"));
    const json::Handle handle =
        native ? must(json::Handle::parse(json::write(page))) : json::Handle::fromValue(page);
    const IngestCounts done = m_fixture->write([&](Database &database) {
        const IngestCounts inserted = must(ingest->insert(database, handle, m_fixture->now));
        must(ingest->finish(database));
        return inserted;
    });
    QCOMPARE(done, counts(2, 0, 0, 3));
    std::string reasons;
    for (const Quarantined &one : ingest->takeQuarantined())
        reasons += one.remoteId + ": " + one.reason + "\n";
    QCOMPARE(reasons,
             std::string("2: code does not match ^[A-Z]*$\n"
                         "3: code is too short (1 character of at least 2), age must be at least "
                         "18\n"
                         "4: age must be at least 18\n"));
}

void ValidationTest::aLateJoinDoesNotBreakUniqueness()
{
    ModelDef synced = memberModel();
    synced.source.connection = "web";
    ModelDef shop = *m_shop;
    shop.source.connection = "web";
    const ModelPtr member = share(synced);
    m_shop = share(shop);
    m_fixture->apply({m_shop, member});
    const auto run = [&](const ModelPtr &of, const char *page) {
        return m_fixture->write([&](Database &database) {
            auto ingest = must(
                BulkIngest::open(database, {.model = of, .connection = "web", .run = RunId{2}}));
            must(ingest->insert(database, must(json::Handle::parse(page)), m_fixture->now));
            must(ingest->finish(database));
        });
    };
    run(member, R"([{"id": 1, "mail": "a@x.org", "shop": "s"},
                    {"id": 2, "mail": "A@x.org", "shop": "s"}])");
    run(m_shop, R"([{"id": "s", "name": "Web"}])");
    QCOMPARE(m_fixture->scalar("SELECT count(f_shop) FROM m_member").asInt(), 1);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_member").asInt(), 2);
}

void ValidationTest::duplicatesBlockTheSchemaChange()
{
    ModelDef loose = memberModel();
    loose.fields[0].unique = false;
    loose.fields[0].rules = {};
    m_fixture->apply({m_shop, share(loose)});
    const ModelPtr before = share(loose);
    m_fixture->create(before, {{"mail", "a@x.org"}, {"shop", "1"}});
    m_fixture->create(before, {{"mail", "A@x.org"}, {"shop", "1"}});
    m_fixture->create(before, {{"mail", "b@x.org"}, {"shop", "1"}});
    m_fixture->create(before, {{"mail", "b@x.org"}, {"shop", "2"}});
    const SchemaPlan plan = m_fixture->read([&](Database &database) {
        return must(planSchema(database, {m_shop, m_member}));
    });
    std::string blockers;
    for (const SchemaStep &step : plan.steps)
        blockers += step.blocker;
    QCOMPARE(blockers, std::string("mail \"A@x.org\" stands in 2 records (first 1, last 2)"));
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *before, {RunId{1}, m_fixture->now}).remove(RecordId{2}));
    });
    m_fixture->apply({m_shop, m_member});
    QCOMPARE(messages(refused({{"mail", "A@X.org"}, {"shop", "1"}})),
             std::string("mail is not unique"));
}

void ValidationTest::storedRecordsAreChecked()
{
    ModelDef loose = memberModel();
    for (FieldDef &each : loose.fields) {
        each.unique = false;
        each.rules = {};
    }
    const ModelPtr before = share(loose);
    m_fixture->apply({m_shop, before});
    for (int i = 0; i < 8; ++i)
        m_fixture->create(before, {{"mail", "a@x.org"}, {"code", "x"}, {"shop", "1"}});
    m_fixture->create(before, {{"code", "OK"}, {"age", 5}});
    m_fixture->create(before, {{"code", "FINE"}, {"age", 50}});
    ModelDef strict = memberModel();
    strict.fields[3].required = true;
    strict.validations = {"models/member/validations/a.lua"};
    const RecordCheck found = m_fixture->read(
        [&](Database &database) { return must(checkRecords(database, strict, {})); });
    QCOMPARE(found.records, 10);
    QCOMPARE(found.failing, 10);
    QCOMPARE(found.scripts.size(), 1U);
    std::string text;
    for (const RecordCheck::Failure &failure : found.failures)
        text += failure.field + " " + failure.rule + " " + std::to_string(failure.count) + " " +
                toText(failure.examples.at(0).record) + " " +
                std::to_string(failure.examples.size()) + "\n";
    QCOMPARE(text, std::string("code stringLength 8 1 5\ncode regex 8 1 5\n"
                               "age numberRange 1 9 1\nshop required 2 9 2\nmail unique 1 1 1\n"));
    std::stop_source stop;
    stop.request_stop();
    m_fixture->read([&](Database &database) {
        const auto stopped = checkRecords(database, strict, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, std::string(errc::cancelled));
    });
}

QTEST_APPLESS_MAIN(ValidationTest)
#include "ValidationTest.moc"
