#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/FakeLookups.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

/** filters, find, and records by a saved filter or counted. */
class LookupVerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void savesListsAndRemoves();
    void saysItAsJson();
    void savedFiltersNarrowRecords();
    void facetsAreCounted();
    void findsRecords();
    void failuresAreSaid();
    void refusesWrongUsage_data();
    void refusesWrongUsage();

private:
    std::unique_ptr<FakeLookups> m_lookups;
    std::unique_ptr<VerbHarness> m_harness;
};

void LookupVerbsTest::init()
{
    m_lookups = std::make_unique<FakeLookups>();
    m_harness = std::make_unique<VerbHarness>();
    m_harness->engine.lookupsDoor = m_lookups.get();
}

void LookupVerbsTest::savesListsAndRemoves()
{
    QCOMPARE(m_harness->run({"filters", "shop", "product"}), 0);
    QCOMPARE(m_harness->err.text, std::string("syncline: Model product has no saved filter.\n"));
    QCOMPARE(m_harness->run({"filters", "shop", "product", "save", "Dear", "--filter",
                             R"({"price":{"greaterThan":5}})", "--sort",
                             R"({"price":"Descending"})", "--search", "mug"}),
             0);
    const SavedFilter &kept = m_lookups->filters.at("product").at("Dear");
    QCOMPARE(json::write(kept.filter), std::string(R"({"price":{"greaterThan":5}})"));
    QCOMPARE(json::write(kept.sort), std::string(R"({"price":"Descending"})"));
    QCOMPARE(kept.search, std::string("mug"));
    QCOMPARE(m_harness->run({"filters", "shop", "product", "list"}), 0);
    QVERIFY(m_harness->out.text.find("Dear") != std::string::npos);
    QVERIFY(m_harness->out.text.find(R"({"price":{"greaterThan":5}})") != std::string::npos);
    QCOMPARE(m_harness->run({"filters", "shop", "product", "remove", "Dear"}), 0);
    QCOMPARE(m_harness->run({"filters", "shop", "product", "remove", "Nobody"}), 2);
    QVERIFY(m_lookups->filters.at("product").empty());
}

void LookupVerbsTest::saysItAsJson()
{
    m_lookups->filters["product"]["All"] = {.name = "All", .filter = {}, .sort = {}, .search = {}};
    QCOMPARE(m_harness->run({"filters", "shop", "product", "--json"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string("{\"model\":\"product\",\"filters\":[{\"name\":\"All\",\"filter\":null,"
                         "\"sort\":null,\"search\":\"\"}]}\n"));
}

void LookupVerbsTest::savedFiltersNarrowRecords()
{
    m_lookups->filters["product"]["Dear"] = {.name = "Dear",
                                             .filter = *json::parse(R"({"prize":{"equals":1}})"),
                                             .sort = {},
                                             .search = {}};
    QCOMPARE(m_harness->run({"records", "shop", "product", "--saved", "Dear"}), 2);
    QVERIFY2(m_harness->err.text.find("prize") != std::string::npos, "it fits no more");
    QCOMPARE(m_harness->run({"records", "shop", "product", "--saved", "Deer"}), 2);
    QVERIFY(m_harness->err.text.find("did you mean Dear?") != std::string::npos);
    m_lookups->filters["product"]["Dear"].filter = *json::parse(R"({"price":{"greaterThan":5}})");
    m_lookups->filters["product"]["Dear"].search = "mug";
    QCOMPARE(m_harness->run({"records", "shop", "product", "--saved", "Dear", "--facet", "title",
                             "--search", "blue", "--first", "3"}),
             0);
    const FakeLookups::FacetCall &call = m_lookups->facetCalls.back();
    QCOMPARE(call.query.search, std::string("mug blue"));
    QCOMPARE(json::write(filterToValue(call.query.filter)),
             std::string(R"({"price":{"greaterThan":5}})"));
    QCOMPARE(call.atMost, 3);
}

void LookupVerbsTest::facetsAreCounted()
{
    m_lookups->facets["product/title"] = {.field = "title",
                                          .entries = {{.value = "Mug", .label = "Mug", .count = 3},
                                                      {.value = {}, .label = {}, .count = 1}},
                                          .others = 2};
    QCOMPARE(m_harness->run({"records", "shop", "product", "--facet", "title"}), 0);
    QCOMPARE(m_harness->out.text, std::string("title      records\nMug              3\n(not set)"
                                              "        1\n(others)         2\n"));
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"records", "shop", "product", "--facet", "title", "--json"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string("{\"model\":\"product\",\"field\":\"title\",\"values\":[{\"value\":"
                         "\"Mug\",\"label\":\"Mug\",\"count\":3},{\"value\":null,\"label\":\"\","
                         "\"count\":1}],\"others\":2}\n"));
}

void LookupVerbsTest::findsRecords()
{
    m_lookups->found = {{.model = "product",
                         .record = RecordId{12},
                         .title = "Mug",
                         .field = "remoteId",
                         .text = "r12"}};
    QCOMPARE(m_harness->run({"find", "shop", "r12"}), 0);
    QVERIFY(m_harness->out.text.find("product") != std::string::npos);
    QVERIFY(m_harness->out.text.find("12") != std::string::npos);
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"find", "shop", "r12", "--json"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string("{\"records\":[{\"model\":\"product\",\"id\":\"12\",\"title\":\"Mug\","
                         "\"field\":\"remoteId\",\"text\":\"r12\"}]}\n"));
    m_lookups->found.clear();
    QCOMPARE(m_harness->run({"find", "shop", "nobody"}), 0);
    QVERIFY(m_harness->err.text.find("No record has this id") != std::string::npos);
}

void LookupVerbsTest::failuresAreSaid()
{
    const Error gone(errc::storage, "The disk is gone.");
    for (const char *method : {"savedFilters", "facet", "findRecords", "saveFilter"})
        m_lookups->failures.insert_or_assign(method, gone);
    for (const Words &words :
         {Words{"filters", "shop", "product"}, Words{"filters", "shop", "product", "save", "x"},
          Words{"records", "shop", "product", "--facet", "title"},
          Words{"records", "shop", "product", "--saved", "x"}, Words{"find", "shop", "x"}}) {
        m_harness->err.text.clear();
        QCOMPARE(m_harness->run(words), 1);
        QVERIFY(m_harness->err.text.find("The disk is gone.") != std::string::npos);
    }
}

void LookupVerbsTest::refusesWrongUsage_data()
{
    QTest::addColumn<Words>("words");
    const auto row = [](const char *title, Words words) { QTest::newRow(title) << words; };
    row("an unknown model", {"filters", "shop", "prodct"});
    row("an unknown command", {"filters", "shop", "product", "drop", "x"});
    row("save without a name", {"filters", "shop", "product", "save"});
    row("remove without a name", {"filters", "shop", "product", "remove"});
    row("list of something", {"filters", "shop", "product", "list", "x"});
    row("a filter to remove by", {"filters", "shop", "product", "remove", "x", "--search", "y"});
    row("a filter that is none",
        {"filters", "shop", "product", "save", "x", "--filter", R"({"prize":{"equals":1}})"});
    row("columns of a facet",
        {"records", "shop", "product", "--facet", "title", "--select", "price"});
    row("no text to find", {"find", "shop"});
    row("too many to find", {"find", "shop", "x", "--first", "0"});
}

void LookupVerbsTest::refusesWrongUsage()
{
    QFETCH(const Words, words);
    QCOMPARE(m_harness->run(words), 2);
    QVERIFY(!m_harness->err.text.empty());
    QVERIFY(m_lookups->savedCalls.empty());
    QVERIFY(m_lookups->facetCalls.empty());
}

QTEST_GUILESS_MAIN(LookupVerbsTest)
#include "LookupVerbsTest.moc"
