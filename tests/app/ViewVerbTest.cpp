#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/FakeViews.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::cli;

/** `syncline view`. */
class ViewVerbTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsTheViews();
    void showsATable();
    void givesEveryFormat_data();
    void givesEveryFormat();
    void asksWhatTheOptionsSay();
    void aQueryThatIsNoViewIsAsked();
    void writesFilesByTheEngine();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void failuresEndItWithTheirCode();
    void isInterrupted();

private:
    std::unique_ptr<VerbHarness> m_harness;
    FakeViews m_views;
};

void ViewVerbTest::init()
{
    m_views = FakeViews();
    m_views.result.columns = {{"month", ViewColumnType::Text, ""},
                              {"revenue", ViewColumnType::Number, ""},
                              {"customerId", ViewColumnType::Number, "customer"}};
    m_views.result.rows = {{"2024-01", 12.5, 7}, {"=2024\x1b", 100, nullptr}};
    m_harness = std::make_unique<VerbHarness>();
    m_harness->caller.directory = "/somewhere";
    m_harness->engine.viewsDoor = &m_views;
    auto view = std::make_shared<ViewDef>();
    view->name = "revenue";
    view->title = "Revenue by month";
    view->params = {
        {.name = "since", .type = FieldType::Date, .defaultValue = Date{19723}, .label = ""},
        {.name = "status", .type = FieldType::String, .defaultValue = "paid", .label = "Only"}};
    m_harness->engine.def.views = {view};
}

void ViewVerbTest::listsTheViews()
{
    QCOMPARE(m_harness->run({"view", "shop"}), 0);
    QVERIFY2(m_harness->out.text.find("since date = 2024-01-01, status string = \"paid\"") !=
                 std::string::npos,
             m_harness->out.text.c_str());
    QVERIFY(m_harness->out.text.find("Revenue by month") != std::string::npos);
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"view", "shop", "--json"}), 0);
    const auto list = json::parse(m_harness->out.text);
    QVERIFY(list.ok() && list->asList().size() == 1);
    QCOMPARE(list->asList()[0]["params"].asList().size(), 2U);
    m_harness->engine.def.views.clear();
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"view", "shop"}), 0);
    QVERIFY(m_harness->out.text.empty());
    QVERIFY(m_harness->err.text.find("no views") != std::string::npos);
}

void ViewVerbTest::showsATable()
{
    m_views.result.truncated = true;
    QCOMPARE(m_harness->run({"view", "shop", "revenue"}), 0);
    QCOMPARE(m_views.runs.size(), 1U);
    QCOMPARE(m_views.runs[0].first.name, std::string("revenue"));
    QCOMPARE(m_views.runs[0].second, 50);
    QVERIFY(m_harness->out.text.find('\x1b') == std::string::npos);
    QVERIFY(m_harness->out.text.find("   12.5") != std::string::npos); // at the right
    QVERIFY(m_harness->err.text.find("There are more rows") != std::string::npos);
}

void ViewVerbTest::givesEveryFormat_data()
{
    QTest::addColumn<std::string>("format");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("csv")
        << std::string("csv")
        << std::string("month,revenue,customerId\r\n2024-01,12.5,7\r\n'=2024\x1b,100,\r\n");
    QTest::newRow("ndjson")
        << std::string("ndjson")
        << std::string("{\"month\":\"2024-01\",\"revenue\":12.5,\"customerId\":7}\n"
                       "{\"month\":\"=2024\\u001b\",\"revenue\":100,\"customerId\":null}\n");
    QTest::newRow("json")
        << std::string("json")
        << std::string("{\"columns\":[{\"name\":\"month\",\"type\":\"text\"},"
                       "{\"name\":\"revenue\",\"type\":\"number\"},"
                       "{\"name\":\"customerId\",\"type\":\"number\",\"model\":\"customer\"}],"
                       "\"rows\":[{\"month\":\"2024-01\",\"revenue\":12.5,\"customerId\":7},"
                       "{\"month\":\"=2024\\u001b\",\"revenue\":100,\"customerId\":null}],"
                       "\"truncated\":false}\n");
}

void ViewVerbTest::givesEveryFormat()
{
    QFETCH(const std::string, format);
    QCOMPARE(m_harness->run({"view", "shop", "revenue", "--format", format}), 0);
    QTEST(m_harness->out.text, "expected");
    QCOMPARE(m_views.runs[0].second, maxViewRows);
}

void ViewVerbTest::asksWhatTheOptionsSay()
{
    QCOMPARE(m_harness->run({"view", "shop", "revenue", "--params", R"({"since":"2025-01-01"})",
                             "--first", "3"}),
             0);
    QVERIFY(m_views.runs[0].first.params.at("since") == Value("2025-01-01"));
    QCOMPARE(m_views.runs[0].second, 3);
    QVERIFY(!m_views.runs[0].first.text);
}

void ViewVerbTest::aQueryThatIsNoViewIsAsked()
{
    QCOMPARE(m_harness->run({"view", "shop", "--sql", "select 1"}), 0);
    QVERIFY(m_views.runs[0].first.name.empty());
    QCOMPARE(*m_views.runs[0].first.text, std::string("select 1"));
}

void ViewVerbTest::writesFilesByTheEngine()
{
    m_views.outcome = {.rows = 1, .bytes = 1200, .notes = {"1 text is left out."}};
    QCOMPARE(m_harness->run({"view", "shop", "revenue", "--format", "xlsx", "--output", "a.xlsx",
                             "--first", "20000"}),
             0);
    QVERIFY(m_views.runs.empty());
    QCOMPARE(m_views.exports.size(), 1U);
    QCOMPARE(m_views.exports[0].file, std::filesystem::path("/somewhere/a.xlsx"));
    QVERIFY(m_views.exports[0].format == TransferFormat::Xlsx);
    QCOMPARE(m_views.exports[0].limit, 20'000);
    QVERIFY(m_harness->err.text.find("1 text is left out.") != std::string::npos);
    QVERIFY(m_harness->err.text.find("1 row, 1.2 KB") != std::string::npos);
    m_views.failures["exportRows"] = Error(errc::diskFull, "The disk is full.");
    QCOMPARE(m_harness->run({"view", "shop", "revenue", "--format", "csv", "--output", "a.csv"}),
             1);
}

void ViewVerbTest::refusesWrongUsage_data()
{
    QTest::addColumn<std::vector<std::string>>("words");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char *name, std::vector<std::string> words, const char *says) {
        words.insert(words.begin(), {"view", "shop"});
        QTest::newRow(name) << words << std::string(says);
    };
    row("unknown", {"revenu"}, "did you mean revenue?");
    row("both", {"revenue", "--sql", "x"}, "Either the name of a view or --sql");
    row("json that is none", {"revenue", "--params", "{"}, "--params");
    row("xlsx to a terminal", {"revenue", "--format", "xlsx"}, "--output FILE");
    row("json and csv", {"revenue", "--json", "--format", "csv"}, "contradict");
    row("too many", {"revenue", "--first", "10001"}, "At most 10000 rows");
}

void ViewVerbTest::refusesWrongUsage()
{
    QFETCH(const std::vector<std::string>, words);
    QFETCH(const std::string, says);
    QCOMPARE(m_harness->run(words), 2);
    QVERIFY2(m_harness->err.text.find(says) != std::string::npos, m_harness->err.text.c_str());
    QVERIFY(m_views.runs.empty());
}

void ViewVerbTest::failuresEndItWithTheirCode()
{
    m_views.failures["run"] =
        Error(errc::invalidQueryInput, "There is no model \"x\".").withPlace("query:1:8");
    QCOMPARE(m_harness->run({"view", "shop", "--sql", "select x"}), 2);
    QVERIFY(m_harness->err.text.find("There is no model \"x\".") != std::string::npos);
    QVERIFY(m_harness->err.text.find("query:1:8") != std::string::npos);
    m_views.failures["run"] = Error(errc::invalidInput, "The view has no parameter \"x\".");
    QCOMPARE(m_harness->run({"view", "shop", "revenue", "--params", R"({"x":1})"}), 2);
}

void ViewVerbTest::isInterrupted()
{
    m_views.waits = true;
    m_harness->begin({"view", "shop", "revenue"});
    QTRY_COMPARE(m_views.runs.size(), 1U);
    m_harness->interrupt();
    QVERIFY(m_views.runs[0].first.stop.stop_requested());
    m_views.finishRun();
    QCOMPARE(m_harness->finish(), 1);
    QVERIFY(m_harness->out.text.empty());
}

QTEST_GUILESS_MAIN(ViewVerbTest)
#include "ViewVerbTest.moc"
