#include "core/record/FacetReader.h"
#include "core/record/RecordFinder.h"
#include "core/record/SavedQuery.h"
#include "core/record/search/SearchBuild.h"
#include "tests/record/RecordFixture.h"
#include "tests/support/StdToString.h"

using namespace syncline;
using namespace syncline::test;

/** Facets, finding a record by anything of it, and filters that are kept. */
class FindingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void facets_data();
    void facets();
    void facetsOfAQuery();
    void facetsAreRefused_data();
    void facetsAreRefused();
    void findsBy_data();
    void findsBy();
    void exactOnesComeFirst();
    void findsInLargeModels();
    void savedFiltersNarrow();

private:
    [[nodiscard]] FilterModels models() const
    {
        return [this](std::string_view name) { return name == "city" ? m_city : m_person; };
    }
    std::string facetText(const std::string &field, const RecordQuery &query = {}, int atMost = 10);
    std::string found(const std::string &text, std::size_t atMost = 10);

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_city;
    ModelPtr m_person;
};

void FindingTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_city = share(model("city", {field("name")}));
    FieldDef state = field("state", FieldType::Enum);
    state.options = {{.value = "on", .label = "Active", .color = {}},
                     {.value = "off", .label = {}, .color = {}}};
    FieldDef roles = field("roles", FieldType::Enum);
    roles.list = true;
    roles.options = {{.value = "a", .label = "Admin", .color = {}},
                     {.value = "b", .label = {}, .color = {}}};
    FieldDef code = field("code");
    code.unique = true;
    FieldDef secret = field("secret", FieldType::EncryptedString);
    ModelDef person =
        model("person", {field("name"), field("mail", FieldType::Email), code, state, roles,
                         field("vip", FieldType::Boolean), field("age", FieldType::Number),
                         field("born", FieldType::Date), field("data", FieldType::Json), secret,
                         reference("city", "city")});
    person.source.connection = "shop";
    m_person = share(person);
    m_fixture->apply({m_city, m_person});
    m_fixture->create(m_city, {{"name", "Rome"}});
    m_fixture->create(m_city, {{"name", Value()}});
    m_fixture->create(m_city, {{"name", "Gone"}});
    const auto add = [&](const ValueObject &fields) { m_fixture->create(m_person, fields, true); };
    add({{"name", "Anna"},
         {"mail", "anna@example.com"},
         {"code", "A-1"},
         {"state", "on"},
         {"roles", ValueList{"a", "b", "a"}},
         {"vip", true},
         {"age", 40},
         {"born", Date{1}},
         {"city", "1"},
         {"remoteId", "r77"},
         {"connection", "shop"}});
    add({{"name", "Annabel"},
         {"mail", "b@example.com"},
         {"code", "A-2"},
         {"state", "on"},
         {"roles", ValueList{"a"}},
         {"vip", false},
         {"age", 40},
         {"city", "1"}});
    add({{"name", "50%_off"},
         {"code", "3"},
         {"state", "off"},
         {"roles", ValueList{}},
         {"age", 2},
         {"city", "2"}});
    add({{"code", "100%"}, {"city", "3"}});
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_city, {RunId{1}, m_fixture->now}).remove(RecordId{3}));
    });
}

std::string FindingTest::facetText(const std::string &field, const RecordQuery &query, int atMost)
{
    const FacetCounts counts = m_fixture->read([&](Database &database) {
        return must(readFacet(database, *m_person, query, field, atMost, models()));
    });
    std::string text;
    for (const ValueCount &entry : counts.entries)
        text +=
            json::write(entry.value) + "=" + entry.label + ":" + std::to_string(entry.count) + " ";
    return text + "others:" + std::to_string(counts.others);
}

void FindingTest::facets_data()
{
    QTest::addColumn<std::string>("field");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *field, const char *text) {
        QTest::newRow(field) << std::string(field) << std::string(text);
    };
    row("state", "\"on\"=Active:2 null=:1 \"off\"=off:1 others:0");
    row("roles", "null=:2 \"a\"=Admin:2 \"b\"=b:1 others:0");
    row("vip", "null=:2 false=false:1 true=true:1 others:0");
    row("age", "40=40:2 null=:1 2=2:1 others:0");
    row("born", "null=:3 \"1970-01-02\"=1970-01-02:1 others:0");
    row("city", "\"1\"=Rome:2 \"2\"=#2:1 \"3\"=#3:1 others:0");
    row("remoteId", "null=:3 \"r77\"=r77:1 others:0");
}

void FindingTest::facets()
{
    QFETCH(const std::string, field);
    QFETCH(const std::string, text);
    QCOMPARE(facetText(field), text);
}

void FindingTest::facetsOfAQuery()
{
    RecordQuery query;
    query.filter = must(parseFilter(ValueObject{{"age", ValueObject{{"equals", 40}}}}, *m_person));
    query.search = "example";
    QCOMPARE(facetText("name", query),
             std::string("\"Anna\"=Anna:1 \"Annabel\"=Annabel:1 others:0"));
    QCOMPARE(facetText("name", query, 1), std::string("\"Anna\"=Anna:1 others:1"));
    query.search = "nobody";
    QCOMPARE(facetText("name", query), std::string("others:0"));
}

void FindingTest::facetsAreRefused_data()
{
    QTest::addColumn<std::string>("field");
    for (const char *field : {"data", "secret", "nothing"})
        QTest::newRow(field) << std::string(field);
}

void FindingTest::facetsAreRefused()
{
    QFETCH(const std::string, field);
    const auto refused = m_fixture->read(
        [&](Database &database) { return readFacet(database, *m_person, {}, field, 5, models()); });
    QVERIFY(!refused);
    QVERIFY(refused.error().is(errc::invalidQueryInput));
    QVERIFY(refused.error().message().find(field) != std::string::npos);
}

std::string FindingTest::found(const std::string &text, std::size_t atMost)
{
    const std::vector<ModelPtr> all{m_city, m_person};
    const std::vector<RecordMatch> matches = m_fixture->read(
        [&](Database &database) { return must(findByText(database, all, text, atMost)); });
    std::string list;
    for (const RecordMatch &match : matches)
        list += match.model->name + " " + toText(match.record) + " " + match.field + " " +
                match.text + ";";
    return list;
}

void FindingTest::findsBy_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("list");
    const auto row = [](const char *text, const char *list) {
        QTest::newRow(text) << std::string(text) << std::string(list);
    };
    row("1", "city 1 id 1;person 1 id 1;person 4 code 100%;");
    row("r77", "person 1 remoteId r77;");
    row("A-2", "person 2 code A-2;");
    row("a-2", "person 2 code A-2;");
    row("anna@example.com", "person 1 mail anna@example.com;");
    row("  rome ", "city 1 name Rome;");
    row("50%", "person 3 name 50%_off;");
    row("50_", "");
    row("", "");
    row("   ", "");
    row("nobody", "");
}

void FindingTest::findsBy()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, list);
    QCOMPARE(found(text), list);
}

void FindingTest::exactOnesComeFirst()
{
    QCOMPARE(found("3"), std::string("person 3 id 3;"));
    QCOMPARE(found("anna"), std::string("person 1 name Anna;person 2 name Annabel;"));
    QCOMPARE(found("anna", 1), std::string("person 1 name Anna;"));
    QCOMPARE(found("anna", 0), std::string());
    QCOMPARE(found(std::string("anna\0x", 6)), std::string());
}

void FindingTest::findsInLargeModels()
{
    m_fixture->write([&](Database &database) {
        auto insert = must(database.prepare("INSERT INTO m_person (id, created_at, updated_at, "
                                            "f_name, f_code) VALUES (?1, 0, 0, ?2, ?3)"));
        for (int i = 10; i <= 25'000; ++i) {
            const std::string name = "Person " + std::to_string(i);
            const std::string code = "C" + std::to_string(i);
            insert.bind(1, std::int64_t{i}).bindText(2, name).bindText(3, code);
            must(insert.run());
            insert.reset();
        }
    });
    QCOMPARE(found("C24999"), std::string("person 24999 code C24999;"));
    QVERIFY2(found("Person 24999").empty(), "no index tells, and a scan is not quick");
    m_fixture->write([&](Database &database) {
        while (!must(stepSearchIndex(database, ModelTable(*m_person), 5000)))
            ;
    });
    QCOMPARE(found("person 24999"), std::string("person 24999 name Person 24999;"));
}

void FindingTest::savedFiltersNarrow()
{
    SavedFilter saved{.name = "x",
                      .filter = must(json::parse(R"({"city":{"name":{"equals":"Rome"}}})")),
                      .sort = must(json::parse(R"({"name":"Descending"})")),
                      .search = "example"};
    RecordQuery query;
    must(applySaved(saved, *m_person, models(), query));
    QCOMPARE(query.search, std::string("example"));
    QCOMPARE(query.sort, (Sort{{"name", true}}));
    query.filter =
        must(parseFilter(ValueObject{{"vip", ValueObject{{"equals", true}}}}, *m_person));
    query.sort = {{"age", false}};
    query.search = "anna";
    must(applySaved(saved, *m_person, models(), query));
    QCOMPARE(query.search, std::string("example anna"));
    QCOMPARE(query.sort, (Sort{{"age", false}}));
    QCOMPARE(m_fixture->read([&](Database &database) {
        return must(RecordReader(database, *m_person).count(query.filter, query.search));
    }),
             1);
    saved.filter = ValueObject{{"gone", ValueObject{{"equals", 1}}}};
    QVERIFY(!applySaved(saved, *m_person, models(), query));
}

QTEST_GUILESS_MAIN(FindingTest)
#include "FindingTest.moc"
