#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/engine/Engine.h"
#include "core/engine/Lookups.h"
#include "core/project/Project.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/FakeScriptHost.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace syncline;
using namespace syncline::test;

namespace {

template <typename T>
Result<T> answerOf(QFuture<Result<T>> future)
{
    const bool answered = QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000);
    if (!answered)
        return Error("TEST_TIMEOUT", "The engine did not answer.");
    return future.result();
}

const std::string filtersFile = "models/widget/filters.json";

} // namespace

/** Saved filters, facets and finding, of an engine on disk. */
class LookupsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void filtersAreKeptInTheProject();
    void filtersThatDoNotFitAreRefused();
    void aFileWithProblemsIsNotOverwritten();
    void facetsAndFinding();
    void readOnlyKeepsNothing();

private:
    void open(bool readOnly);
    [[nodiscard]] Lookups &lookups() const { return m_engine->lookups(); }
    [[nodiscard]] static SavedFilter saved(const char *name, const char *filter);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
};

void LookupsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::filesystem::path path = m_folder->filePath(QStringLiteral("shop")).toStdString();
    QVERIFY(Project::create(path, "Shop", "0b0e9f4e-1111-4222-8333-944455566677").ok());
    open(false);
    QVERIFY(answerOf(m_engine->saveModel(*model("widget", {field("name", FieldType::String),
                                                           field("price", FieldType::Number)})))
                .ok());
    for (const double price : {1.0, 2.0, 2.0}) {
        ActionCall call;
        call.action = "widget.create";
        call.params = {{"name", "lamp"}, {"price", price}};
        QVERIFY(answerOf(m_engine->runAction(call))->record.has_value());
    }
}

void LookupsTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void LookupsTest::open(bool readOnly)
{
    m_engine.reset();
    EngineOptions options;
    options.folder = m_folder->filePath(QStringLiteral("shop")).toStdString();
    options.readOnly = readOnly;
    Result<std::unique_ptr<Engine>> engine = openEngine(
        options, [](const ScriptServices &) { return std::make_unique<FakeScriptHost>(); });
    QVERIFY2(engine.ok(), engine ? "" : engine.error().describe().c_str());
    m_engine = std::move(engine).value();
}

SavedFilter LookupsTest::saved(const char *name, const char *filter)
{
    return {.name = name, .filter = *json::parse(filter), .sort = {}, .search = {}};
}

void LookupsTest::filtersAreKeptInTheProject()
{
    QVERIFY(answerOf(lookups().savedFilters("widget"))->empty());
    SavedFilter dear = saved("Dear", R"({"price":{"greaterThan":1}})");
    dear.sort = *json::parse(R"({"price":"Descending"})");
    dear.search = "lamp";
    QVERIFY(answerOf(lookups().saveFilter("widget", dear)).ok());
    QVERIFY(answerOf(lookups().saveFilter("widget", saved("All", "null"))).ok());
    QCOMPARE(*answerOf(lookups().savedFilters("widget")),
             (std::vector<SavedFilter>{saved("All", "null"), dear}));
    QCOMPARE(*answerOf(m_engine->readFile(filtersFile)), std::string(R"({
  "format": 1,
  "filters": [
    {
      "name": "All"
    },
    {
      "name": "Dear",
      "filter": {
        "price": {
          "greaterThan": 1
        }
      },
      "sort": {
        "price": "Descending"
      },
      "search": "lamp"
    }
  ]
}
)"));
    QVERIFY(m_engine->project()->problems.empty());
    QVERIFY(answerOf(lookups().saveFilter("widget", saved("Dear", "null"))).ok());
    QVERIFY(answerOf(lookups().removeFilter("widget", "All")).ok());
    QCOMPARE(*answerOf(lookups().savedFilters("widget")),
             (std::vector<SavedFilter>{saved("Dear", "null")}));
    const Result<void> twice = answerOf(lookups().removeFilter("widget", "All"));
    QVERIFY(!twice);
    QCOMPARE(twice.error().message(),
             std::string("widget has no saved filter \"All\"; it has Dear."));
}

void LookupsTest::filtersThatDoNotFitAreRefused()
{
    const auto refusal = [&](const SavedFilter &filter) {
        const Result<void> kept = answerOf(lookups().saveFilter("widget", filter));
        return kept ? std::string() : kept.error().code;
    };
    QCOMPARE(refusal(saved("x", R"({"size":{"equals":1}})")),
             std::string("GGT_INVALID_QUERY_INPUT"));
    QCOMPARE(refusal(saved("", "null")), std::string("SYNC_INVALID_INPUT"));
    QCOMPARE(refusal(saved("a\nb", "null")), std::string("SYNC_INVALID_INPUT"));
    SavedFilter sort = saved("x", "null");
    sort.sort = "price";
    QCOMPARE(refusal(sort), std::string("GGT_INVALID_QUERY_INPUT"));
    QCOMPARE(answerOf(lookups().savedFilters("gone")).error().code, std::string("SYNC_NOT_FOUND"));
    QVERIFY(!answerOf(m_engine->readFile(filtersFile)).ok());
}

void LookupsTest::aFileWithProblemsIsNotOverwritten()
{
    const std::string broken = R"({"filters": [{"name": "good"}, {"search": "nameless"}]})";
    QVERIFY(answerOf(m_engine->writeFile(filtersFile, broken)).ok());
    QCOMPARE(answerOf(lookups().savedFilters("widget"))->size(), 1U);
    const Result<void> kept = answerOf(lookups().saveFilter("widget", saved("x", "null")));
    QVERIFY(!kept);
    QVERIFY(kept.error().message().find(filtersFile + ":1") != std::string::npos);
    QCOMPARE(*answerOf(m_engine->readFile(filtersFile)), broken);

    const std::string strange =
        R"({"filters": [{"name": "old", "filter": {"gone": {"equals": 1}}, "tint": "red"}]})";
    QVERIFY(answerOf(m_engine->writeFile(filtersFile, strange)).ok());
    QVERIFY(answerOf(lookups().saveFilter("widget", saved("x", "null"))).ok());
    const std::string text = *answerOf(m_engine->readFile(filtersFile));
    QVERIFY2(text.find("\"tint\": \"red\"") != std::string::npos, "an unknown key is kept");
    QVERIFY2(text.find("\"gone\"") != std::string::npos, "and so is what does not fit");
    const auto problems = answerOf(m_engine->check());
    QVERIFY(std::ranges::any_of(*problems, [](const Problem &problem) {
        return problem.code == "bad_filter" && problem.file == filtersFile && problem.line == 6;
    }));
}

void LookupsTest::facetsAndFinding()
{
    const Result<Facet> facet = answerOf(lookups().facet("widget", {}, "price", 1));
    QVERIFY2(facet.ok(), facet ? "" : facet.error().describe().c_str());
    QCOMPARE(facet->entries.size(), 1U);
    QCOMPARE(facet->entries.front().value, Value(2));
    QCOMPARE(facet->entries.front().count, 2);
    QCOMPARE(facet->others, 1);
    lookups().cancelFacets(); // nothing is under way, and what comes is not cancelled
    QVERIFY(answerOf(lookups().facet("widget", {}, "price", 1)).ok());
    QVERIFY(!answerOf(lookups().facet("widget", {}, "size", 1)).ok());

    const auto found = answerOf(lookups().findRecords("2", 5));
    QCOMPARE(found->size(), 1U);
    QCOMPARE(found->front().model, std::string("widget"));
    QCOMPARE(found->front().field, std::string("id"));
    QCOMPARE(found->front().title, std::string("lamp"));
    QCOMPARE(answerOf(lookups().findRecords("LA", 2))->size(), 2U);
}

void LookupsTest::readOnlyKeepsNothing()
{
    open(true);
    QCOMPARE(answerOf(lookups().saveFilter("widget", saved("x", "null"))).error().code,
             std::string("SYNC_READ_ONLY"));
    QCOMPARE(answerOf(lookups().removeFilter("widget", "x")).error().code,
             std::string("SYNC_READ_ONLY"));
    QVERIFY(answerOf(lookups().savedFilters("widget"))->empty());
    QCOMPARE(answerOf(lookups().findRecords("2", 5))->size(), 1U);
    QVERIFY(answerOf(m_engine->count("widget", {}, "lamp")).ok());
}

QTEST_GUILESS_MAIN(LookupsTest)
#include "LookupsTest.moc"
