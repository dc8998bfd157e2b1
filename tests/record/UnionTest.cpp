#include "core/record/bulk/ReferenceLinks.h"
#include "tests/record/IngestFixture.h"

#include "core/base/Json.h"
#include "core/record/Integrity.h"
#include "core/record/history/RecordRestore.h"

#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;
using namespace Qt::StringLiterals;

namespace {

FieldDef aboutField()
{
    FieldDef about = field("about", FieldType::Union);
    about.members = {{.model = "post", .key = "m_post", .document = "Post"},
                     {.model = "user", .key = "m_user", .document = "User"}};
    return about;
}

Value leadsTo(const char *model, const char *id)
{
    return unionValue(model, id);
}

/** What a plan says about the field, beside its indexes. */
std::string stepOf(const SchemaPlan &plan)
{
    for (const SchemaStep &step : plan.steps) {
        if (step.summary.starts_with("Field about"))
            return step.summary;
    }
    return {};
}

} // namespace

/** A field that leads to a record of one of several models. */
class UnionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_ingest.reset();
        m_fixture.reset();
    }

    void valuesAreChecked_data();
    void valuesAreChecked();
    void whatItLeadsToMustBeThere();
    void filtersCompareRecords_data();
    void filtersCompareRecords();
    void quickFiltersReadWhatCellsShow_data();
    void quickFiltersReadWhatCellsShow();
    void documentsMayComeBeforeTheirTargets();
    void wrongDocumentsAreQuarantined();
    void aRecordOfASourceJoinsWhatWaits();
    void renamedModelsAreRenamedInValues();
    void aModelThatLeavesTakesItsValues();
    void otherTypesBecomeUnions();
    void restoringLeadsBack();
    void whatLeadsNowhereIsFound();

private:
    RecordRow read(const ModelPtr &of, std::int64_t id)
    {
        return m_fixture->read([&](Database &database) {
            return *must(RecordReader(database, *of).find(RecordId{id}));
        });
    }
    std::string about(std::int64_t id) { return json::write(read(m_note, id).fields.at("about")); }
    void openIngest(const ModelPtr &of)
    {
        m_ingest = m_fixture->write([&](Database &database) {
            return must(
                BulkIngest::open(database, {.model = of, .connection = "blog", .run = RunId{7}}));
        });
    }
    IngestCounts insert(const std::string &json) { return insertPage(*m_fixture, *m_ingest, json); }
    void finish() { finishIngest(*m_fixture, *m_ingest); }

    std::unique_ptr<RecordFixture> m_fixture;
    std::unique_ptr<BulkIngest> m_ingest;
    ModelPtr m_post;
    ModelPtr m_user;
    ModelPtr m_note;
};

void UnionTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_post = share(model("post", {field("title")}));
    m_user = share(model("user", {field("name")}));
    m_note = share(model("note", {field("text"), aboutField()}));
    m_fixture->apply({m_post, m_user, m_note});
}

void UnionTest::valuesAreChecked_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("kept"); // or the end of the message
    QTest::newRow("a record") << u"{\"id\": 5, \"__typename\": \"user\"}"_s
                              << u"{\"__typename\":\"user\",\"id\":\"5\"}"_s;
    QTest::newRow("none") << u"null"_s << u"null"_s;
    QTest::newRow("an id alone")
        << u"\"5\""_s
        << u"must be a record such as {\"__typename\": \"post\", \"id\": \"12\"}, but is the text \"5\""_s;
    QTest::newRow("another model") << u"{\"__typename\": \"note\", \"id\": \"5\"}"_s
                                   << u"takes a record of post, user, but not one of \"note\""_s;
    QTest::newRow("a document's name")
        << u"{\"__typename\": \"Post\", \"id\": \"5\"}"_s
        << u"takes a record of post, user, but not one of \"Post\""_s;
    QTest::newRow("no id") << u"{\"__typename\": \"post\"}"_s
                           << u"needs the id of the post, such as \"12\", but has null"_s;
    QTest::newRow("no number")
        << u"{\"__typename\": \"post\", \"id\": \"x\"}"_s
        << u"needs the id of the post, such as \"12\", but has the text \"x\""_s;
    QTest::newRow("more than a record")
        << u"{\"__typename\": \"post\", \"id\": \"5\", \"title\": \"a\"}"_s
        << u"must be a record such as {\"__typename\": \"post\", \"id\": \"12\"}, but has a \"title\", too"_s;
}

void UnionTest::valuesAreChecked()
{
    QFETCH(const QString, value);
    QFETCH(const QString, kept);
    const Result<Value> made = coerce(aboutField(), must(json::parse(value.toStdString())));
    QCOMPARE(made ? json::write(*made) : made.error().message(), kept.toStdString());
}

void UnionTest::whatItLeadsToMustBeThere()
{
    m_fixture->create(m_post, {{"title", "a"}});
    const RecordRow note = m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
    const auto missing = m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_note, {RunId{1}, m_fixture->now})
            .update(note.id, {{"about", leadsTo("user", "1")}});
    });
    QVERIFY(!missing);
    QCOMPARE(missing.error().fields.at(0).second,
             std::string("refers to a user that does not exist (1)"));
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_note, {RunId{1}, m_fixture->now})
                 .update(note.id, {{"about", nullptr}}));
    });
    QCOMPARE(about(1), std::string("null"));
}

void UnionTest::filtersCompareRecords_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("found"); // ids, or a part of the message
    QTest::newRow("equals")
        << u"{\"about\": {\"equals\": {\"__typename\": \"post\", \"id\": \"1\"}}}"_s << u"1"_s;
    QTest::newRow("equals, in another order")
        << u"{\"about\": {\"equals\": {\"id\": 1, \"__typename\": \"user\"}}}"_s << u"2"_s;
    QTest::newRow("notEquals")
        << u"{\"about\": {\"notEquals\": {\"__typename\": \"post\", \"id\": \"1\"}}}"_s << u"2 3"_s;
    QTest::newRow("in")
        << u"{\"about\": {\"in\": [{\"__typename\": \"post\", \"id\": \"1\"}, null]}}"_s
        << u"1 3"_s;
    QTest::newRow("notIn")
        << u"{\"about\": {\"notIn\": [{\"__typename\": \"post\", \"id\": \"1\"}]}}"_s << u"2 3"_s;
    QTest::newRow("isSet") << u"{\"about\": {\"isSet\": true}}"_s << u"1 2"_s;
    QTest::newRow("equals null") << u"{\"about\": {\"equals\": null}}"_s << u"3"_s;
    QTest::newRow("fields of theirs")
        << u"{\"about\": {\"title\": {\"equals\": \"a\"}}}"_s
        << u"records of several models (post, user), so a filter cannot ask for fields of theirs"_s;
    QTest::newRow("no record") << u"{\"about\": {\"equals\": \"1\"}}"_s
                               << u"must be a record such as"_s;
}

void UnionTest::filtersCompareRecords()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, found);
    m_fixture->create(m_post, {{"title", "a"}});
    m_fixture->create(m_user, {{"name", "b"}});
    m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    m_fixture->create(m_note, {{"about", leadsTo("user", "1")}});
    m_fixture->create(m_note, {{"text", "alone"}});
    const auto parsed = parseFilter(must(json::parse(filter.toStdString())), *m_note,
                                    [](std::string_view) { return ModelPtr(); });
    if (!parsed) {
        QVERIFY2(parsed.error().message().find(found.toStdString()) != std::string::npos,
                 parsed.error().message().c_str());
        return;
    }
    QStringList ids;
    m_fixture->read([&](Database &database) {
        must(RecordReader(database, *m_note).each({.filter = *parsed}, [&](const RecordRow &row) {
            ids.append(QString::number(raw(row.id)));
            return true;
        }));
    });
    QCOMPARE(ids.join(u' '), found);
}

void UnionTest::quickFiltersReadWhatCellsShow_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("filter");
    QTest::newRow("a record")
        << u"user 12"_s << u"{\"about\":{\"equals\":{\"__typename\":\"user\",\"id\":\"12\"}}}"_s;
    QTest::newRow("any other")
        << u"!= user 12"_s
        << u"{\"about\":{\"notEquals\":{\"__typename\":\"user\",\"id\":\"12\"}}}"_s;
    QTest::newRow("none") << u"null"_s << u"{\"about\":{\"isSet\":false}}"_s;
    QTest::newRow("an id alone") << u"12"_s << u"?"_s;
    QTest::newRow("another model") << u"note 12"_s << u"?"_s;
}

void UnionTest::quickFiltersReadWhatCellsShow()
{
    QFETCH(const QString, text);
    QFETCH(const QString, filter);
    const auto read = parseQuickFilter(aboutField(), text.toStdString());
    QCOMPARE(read ? json::write(filterToValue(*read)) : std::string("?"), filter.toStdString());
}

void UnionTest::documentsMayComeBeforeTheirTargets()
{
    openIngest(m_note);
    const std::string page = R"([
        {"id": "n1", "text": "a", "about": {"__typename": "Post", "id": 7}},
        {"id": "n2", "text": "b", "about": {"__typename": "user", "id": "u"}},
        {"id": "n3", "text": "c", "about": null}])";
    QCOMPARE(insert(page), counts(3, 0, 0));
    finish();
    QCOMPARE(about(1), std::string("null"));
    QCOMPARE(m_fixture->scalar("SELECT f_about__remote FROM m_note WHERE id = 1").stringOr(),
             std::string("m_post:7"));
    openIngest(m_post);
    insert(R"([{"id": 7, "title": "t"}])");
    finish();
    openIngest(m_user);
    insert(R"([{"id": "u", "name": "n"}])");
    finish();
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
    QCOMPARE(about(2), std::string(R"({"__typename":"user","id":"1"})"));

    // Once they are there, they join at once; and the same page changes nothing.
    openIngest(m_note);
    QCOMPARE(insert(page), counts(0, 0, 3));
    QCOMPARE(insert(R"([{"id": "n4", "about": {"__typename": "User", "id": "u"}},
                        {"id": "n3", "text": "c", "about": {"__typename": "Post", "id": 7}}])"),
             counts(1, 0, 0)); // n3 was seen before in this run
    finish();
    QCOMPARE(about(4), std::string(R"({"__typename":"user","id":"1"})"));
    QCOMPARE(about(3), std::string(R"({"__typename":"post","id":"1"})"));

    // One that was made anew takes along what leads to it.
    const auto move = [this](std::int64_t from, std::int64_t to) {
        m_fixture->write([&](Database &database) {
            for (const ReferenceLink &link : must(referenceLinks(database))) {
                if (link.typeName == "post")
                    must(relink(database, link, from, to));
            }
        });
    };
    move(1, 99);
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"99"})"));
    QCOMPARE(about(2), std::string(R"({"__typename":"user","id":"1"})"));
    move(99, 1);

    // A target that is deleted at the source is waited for again.
    openIngest(m_post);
    m_fixture->write(
        [&](Database &database) { must(m_ingest->remove(database, {"7"}, m_fixture->now)); });
    m_ingest->committed();
    QCOMPARE(about(1), std::string("null"));
    QCOMPARE(about(2), std::string(R"({"__typename":"user","id":"1"})"));
    insert(R"([{"id": 7, "title": "again"}])");
    finish(); // it comes back under its id
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
}

void UnionTest::wrongDocumentsAreQuarantined()
{
    openIngest(m_note);
    QCOMPARE(insert(R"([{"id": 1, "about": {"id": 7}},
                        {"id": 2, "about": {"__typename": "Note", "id": 7}},
                        {"id": 3, "about": {"__typename": "Post"}},
                        {"id": 4, "about": 7}])"),
             counts(0, 0, 0, 4));
    const auto bad = m_ingest->takeQuarantined();
    QCOMPARE(bad.size(), 4U);
    QCOMPARE(bad[0].reason,
             std::string("about must say by a \"__typename\" of which model it is: post, user"));
    QCOMPARE(bad[1].reason,
             std::string("about takes a record of post, user, but not one of \"Note\""));
    QCOMPARE(bad[2].reason,
             std::string("about needs the id of the post, a text or a whole number"));
}

void UnionTest::aRecordOfASourceJoinsWhatWaits()
{
    const ValueObject waiting{{"__typename", "post"}, {"remoteId", "7"}};
    m_fixture->create(m_note, {{"about", waiting}, {"connection", "blog"}, {"remoteId", "n1"}},
                      true);
    QCOMPARE(about(1), std::string("null"));
    m_fixture->create(m_user, {{"connection", "blog"}, {"remoteId", "7"}}, true);
    QCOMPARE(about(1), std::string("null"));
    m_fixture->create(m_post, {{"connection", "blog"}, {"remoteId", "7"}}, true);
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
}

void UnionTest::renamedModelsAreRenamedInValues()
{
    m_fixture->create(m_post, {{"title", "a"}});
    m_fixture->create(m_user, {{"name", "b"}});
    m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    m_fixture->create(m_note, {{"about", leadsTo("user", "1")}});
    ModelDef article = *m_post;
    article.name = "article";
    ModelDef note = *m_note;
    note.fields[1].members[0].model = "article";
    const auto plan = m_fixture->read([&](Database &database) {
        return must(planSchema(database, {share(article), m_user, share(note)}));
    });
    QVERIFY(!plan.losesData());
    m_note = share(note);
    m_fixture->apply({share(article), m_user, m_note});
    QCOMPARE(about(1), std::string(R"({"__typename":"article","id":"1"})"));
    QCOMPARE(about(2), std::string(R"({"__typename":"user","id":"1"})"));
}

void UnionTest::aModelThatLeavesTakesItsValues()
{
    m_fixture->create(m_post, {{"title", "a"}});
    m_fixture->create(m_user, {{"name", "b"}});
    m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    m_fixture->create(m_note, {{"about", leadsTo("user", "1")}});
    ModelDef note = *m_note;
    note.fields[1].members.pop_back();
    const auto plan = m_fixture->read([&](Database &database) {
        return must(planSchema(database, {m_post, m_user, share(note)}));
    });
    QVERIFY(plan.losesData());
    QCOMPARE(stepOf(plan),
             std::string("Field about: union post | user → union post; 1 of 2 values cannot be "
                         "converted and becomes null or shorter"));
    m_note = share(note);
    m_fixture->apply({m_post, m_user, m_note});
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
    QCOMPARE(about(2), std::string("null"));

    note.fields[1].members.push_back({.model = "user", .key = "m_user", .document = {}});
    const auto wider = m_fixture->read([&](Database &database) {
        return must(planSchema(database, {m_post, m_user, share(note)}));
    });
    QVERIFY(!wider.losesData());
    QCOMPARE(stepOf(wider), std::string("Field about: rules changed"));
}

void UnionTest::otherTypesBecomeUnions()
{
    m_fixture->create(m_post, {{"title", "a"}});
    ModelDef note = *m_note;
    note.fields.push_back(reference("post", "post"));
    note.fields.push_back(field("raw", FieldType::Json));
    m_fixture->apply({m_post, m_user, share(note)});
    m_fixture->create(share(note), {{"post", "1"}, {"raw", leadsTo("user", "9")}});
    m_fixture->create(share(note), {{"raw", ValueObject{{"x", 1}}}});
    for (std::size_t i : {2U, 3U}) {
        note.fields[i].type = FieldType::Union;
        note.fields[i].relatedModel.clear();
        note.fields[i].members = note.fields[1].members;
    }
    m_note = share(note);
    m_fixture->apply({m_post, m_user, m_note});
    const RecordRow row = read(m_note, 1);
    QCOMPARE(json::write(row.fields.at("post")), std::string(R"({"__typename":"post","id":"1"})"));
    QCOMPARE(json::write(row.fields.at("raw")), std::string(R"({"__typename":"user","id":"9"})"));
    QVERIFY(read(m_note, 2).fields.at("raw").isNull());

    note.fields[2] = reference("post", "post");
    m_note = share(note);
    m_fixture->apply({m_post, m_user, m_note});
    QCOMPARE(read(m_note, 1).fields.at("post"), Value("1"));
}

void UnionTest::restoringLeadsBack()
{
    m_fixture->create(m_post, {{"title", "a"}});
    m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_note, {RunId{2}, m_fixture->now}).remove(RecordId{1}));
    });
    m_fixture->write([&](Database &database) {
        RecordRestore restore(database, *m_note, nullptr);
        const RestorePlan plan = must(restore.plan(RecordId{1}, std::nullopt, {}));
        must(restore.carryOut(plan, {RunId{3}, m_fixture->now}));
    });
    QCOMPARE(about(1), std::string(R"({"__typename":"post","id":"1"})"));
}

void UnionTest::whatLeadsNowhereIsFound()
{
    m_fixture->create(m_post, {{"title", "a"}});
    m_fixture->create(m_note, {{"about", leadsTo("post", "1")}});
    ProjectDef project;
    project.models = {m_post, m_user, m_note};
    const auto faults = [&] {
        return m_fixture->read(
            [&](Database &database) { return must(checkModel(database, *m_note, project)); });
    };
    QVERIFY(faults().empty());
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_post, {RunId{2}, m_fixture->now}).remove(RecordId{1}));
    });
    QCOMPARE(faults().size(), 1U);
    QVERIFY2(faults()[0].find("note.about refers to a post") != std::string::npos,
             faults()[0].c_str());
}

QTEST_GUILESS_MAIN(UnionTest)
#include "UnionTest.moc"
