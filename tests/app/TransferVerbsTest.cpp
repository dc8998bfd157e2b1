#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <fstream>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

class TransferVerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksForWhatTheOptionsSay();
    void saysWhatCameOfIt();
    void saysItAsJson();
    void mapsAreGivenOrNamed();
    void showsAPreview();
    void readsStandardInput();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void exportsWholeFilesByTheEngine();
    void anExportThatFailsSaysWhy();
    void aFullDiskIsNamed();
    void theEndingSaysTheFormat();
    void unknownFieldsAreWrongUsage();

private:
    void endRunsAs(RunKind kind, RunState state, std::optional<Error> error = {});
    [[nodiscard]] FakeTransfers &transfers() const { return m_harness->engine.fakeTransfers; }
    std::unique_ptr<VerbHarness> m_harness;
};

void TransferVerbsTest::init()
{
    m_harness = std::make_unique<VerbHarness>();
    m_harness->caller.directory = "/somewhere";
    endRunsAs(RunKind::Import, RunState::Completed);
}

void TransferVerbsTest::endRunsAs(RunKind kind, RunState state, std::optional<Error> error)
{
    transfers().started = [this, kind, state, error](RunId id) {
        RunInfo run;
        run.id = id;
        run.kind = kind;
        run.state = state;
        run.subject = "product";
        run.error = error;
        run.models.emplace_back().model = "product";
        m_harness->engine.setRun(run);
    };
}

void TransferVerbsTest::asksForWhatTheOptionsSay()
{
    QCOMPARE(
        m_harness->run({"import", "shop", "product", "a.csv", "--on", "title", "--mode", "update",
                        "--delimiter", "tab", "--encoding", "windows-1252", "--no-header",
                        "--decimal-comma", "--dates", "day-first", "--keep-empty", "--dry-run"}),
        0);
    QCOMPARE(transfers().imports.size(), 1U);
    const ImportRequest &request = transfers().imports.front();
    QCOMPARE(request.file, std::filesystem::path("/somewhere/a.csv"));
    QVERIFY(request.dryRun);
    QCOMPARE(request.map.model, std::string("product"));
    QCOMPARE(request.map.on, std::string("title"));
    QVERIFY(request.map.mode == ImportMode::Update);
    const SourceSettings &source = request.map.source;
    QCOMPARE(source.delimiter, '\t');
    QVERIFY(source.encoding == TextEncoding::Windows1252);
    QVERIFY(source.header == false);
    QVERIFY(source.decimalComma);
    QVERIFY(source.dates == DateOrder::DayFirst);
    QVERIFY(source.empty == EmptyCells::Keep);
    QVERIFY(!source.format.has_value());
    QVERIFY(request.map.columns.empty());
}

void TransferVerbsTest::saysWhatCameOfIt()
{
    endRunsAs(RunKind::Import, RunState::CompletedWithErrors);
    transfers().report.counts = {.created = 3, .updated = 2, .unchanged = 1, .failed = 1};
    ImportedRow failure;
    failure.row = 5;
    failure.error = "price must be a number, but is \"x\x1b[31m\".";
    transfers().report.failures = {failure};
    transfers().report.notes = {"Columns that were left out: a."};
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--errors", "/bad.csv",
                             "--result", "/all.csv"}),
             1);
    QCOMPARE(m_harness->out.text,
             std::string("3 created, 2 updated, 1 unchanged, 1 failed\n"
                         "row  id  error\n"
                         "  5      price must be a number, but is \"x\\x1b[31m\".\n"
                         "run 5001: completed_with_errors\n"));
    QVERIFY(m_harness->err.text.find("left out: a.") != std::string::npos);
    QCOMPARE(transfers().savedRows.size(), 2U);
    QVERIFY(transfers().savedRows[0].first == ImportRows::All);
    QCOMPARE(transfers().savedRows[1].second, std::filesystem::path("/bad.csv"));
}

void TransferVerbsTest::saysItAsJson()
{
    transfers().report.counts.created = 3;
    transfers().report.dryRun = true;
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--json", "--dry-run"}), 0);
    const Value said = json::parse(m_harness->out.text).value();
    QCOMPARE(said["run"].asString(), std::string("5001"));
    QCOMPARE(said["state"].asString(), std::string("completed"));
    QVERIFY(said["dryRun"] == Value(true));
    QVERIFY(said["counts"]["created"] == Value(3));
    QVERIFY(said["failures"].asList().empty());
}

void TransferVerbsTest::mapsAreGivenOrNamed()
{
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--map",
                             R"({"Titel":"title","Rest":null})", "--save-map", "mine"}),
             0);
    QCOMPARE(transfers().imports.back().map.columns.size(), 2U);
    QVERIFY(transfers().imports.back().map.mode == ImportMode::Upsert ||
            transfers().imports.back().map.on.empty());
    QCOMPARE(transfers().maps.at("mine").columns.size(), 2U);
    transfers().maps["mine"].on = "title";
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--map", "mine"}), 0);
    QCOMPARE(transfers().imports.back().map.on, std::string("title"));
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--map", "other"}), 2);
}

void TransferVerbsTest::showsAPreview()
{
    ImportPreview::Column column;
    column.map = {"Titel", "title", ""};
    column.samples = {"Mug", "Cup"};
    ImportPreview::Column unused;
    unused.map.column = "Rest";
    transfers().preview.columns = {column, unused};
    ImportPreview::Row row;
    row.result.row = 2;
    row.result.outcome = RowOutcome::Created;
    transfers().preview.rows = {row};
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--preview"}), 0);
    QCOMPARE(m_harness->out.text, std::string("column  field       samples    problems\n"
                                              "Titel   title       Mug · Cup\n"
                                              "Rest    (left out)\n\n"
                                              "row  would be  id  why\n"
                                              "  2  created\n"));
    QVERIFY(transfers().imports.empty());
    transfers().preview.problem = Error(errc::invalidInput, "No column fills sku.");
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--preview", "--json"}), 1);
}

void TransferVerbsTest::readsStandardInput()
{
    m_harness->in.text = "title\nMug\n";
    std::string content;
    const auto end = transfers().started;
    transfers().started = [&](RunId run) {
        std::ifstream file(transfers().imports.back().file);
        content.assign(std::istreambuf_iterator<char>(file), {});
        end(run);
    };
    QCOMPARE(m_harness->run({"import", "shop", "product", "-"}), 0);
    QCOMPARE(content, m_harness->in.text);
}

void TransferVerbsTest::refusesWrongUsage_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("expected");
    const Words begin{"import", "shop", "product", "a.csv"};
    const auto row = [&begin](const char *name, const Words &more, const char *expected) {
        Words words = begin;
        words.insert(words.end(), more.begin(), more.end());
        QTest::newRow(name) << words << std::string(expected);
    };
    row("two delimiters", {"--delimiter", "::"}, "--delimiter takes one character");
    row("a broken map", {"--map", "{"}, "--map");
    row("a map of numbers", {"--map", "{\"a\":5}"}, "In the import map");
    row("no such encoding", {"--encoding", "klingon"}, "encoding");
    row("failed rows over the input", {"--errors", "a.csv"}, "--errors would overwrite");
    row("results over the input", {"--result", "./a.csv"}, "--result would overwrite");
    row("both into one", {"--errors", "/b.csv", "--result", "/b.csv"}, "name the same file");
    row("no such folder", {"--errors", "/no such folder/b.csv"}, "folder that does not exist");
    QTest::newRow("no such model")
        << Words{"import", "shop", "produkt", "a.csv"} << std::string("produkt");
}

void TransferVerbsTest::refusesWrongUsage()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, expected);
    QCOMPARE(m_harness->run(words), 2);
    QVERIFY2(m_harness->err.text.find(expected) != std::string::npos, m_harness->err.text.c_str());
    QVERIFY(transfers().imports.empty());
}

void TransferVerbsTest::exportsWholeFilesByTheEngine()
{
    endRunsAs(RunKind::Export, RunState::Completed);
    transfers().outcome.notes = {"2 numbers or dates are written as text."};
    QCOMPARE(m_harness->run({"records", "shop", "product", "--format", "xlsx", "--output",
                             "all.xlsx", "--select", "price", "--sort", R"({"price":"Descending"})",
                             "--first", "5"}),
             0);
    const ExportRequest &request = transfers().exports.at(0);
    QVERIFY(request.format == TransferFormat::Xlsx);
    QCOMPARE(request.file, std::filesystem::path("/somewhere/all.xlsx"));
    QCOMPARE(request.columns, (Words{"id", "price"}));
    QCOMPARE(request.limit, 5);
    QVERIFY(request.query.sort.at(0).descending);
    QVERIFY(m_harness->err.text.find("2 numbers or dates") != std::string::npos);
}

void TransferVerbsTest::anExportThatFailsSaysWhy()
{
    endRunsAs(RunKind::Export, RunState::Errored);
    transfers().failures["exportOutcome"] = Error(errc::diskFull, "The disk is full.");
    QCOMPARE(m_harness->run({"records", "shop", "product", "--format", "csv", "--output", "a.csv"}),
             1);
    QVERIFY(m_harness->err.text.find("The disk is full.") != std::string::npos);
}

void TransferVerbsTest::aFullDiskIsNamed()
{
    QCOMPARE(
        m_harness->run({"records", "shop", "product", "--format", "json", "--output", "/dev/full"}),
        1);
    QVERIFY2(m_harness->err.text.find("The disk is full") != std::string::npos,
             m_harness->err.text.c_str());
}

void TransferVerbsTest::theEndingSaysTheFormat()
{
    const auto formatOf = [&](const std::vector<std::string> &words) {
        std::vector<std::string> all{"records", "shop", "product"};
        all.insert(all.end(), words.begin(), words.end());
        m_harness->run(all);
        return transfers().exports.back().format;
    };
    QVERIFY(formatOf({"--output", "a.xlsx"}) == TransferFormat::Xlsx);
    QVERIFY(formatOf({"--output", "a.csv"}) == TransferFormat::Csv);
    QVERIFY(formatOf({"--output", "a.ndjson"}) == TransferFormat::Ndjson);
    QVERIFY(formatOf({"--output", "a.xlsx", "--format", "csv"}) == TransferFormat::Csv);
}

void TransferVerbsTest::unknownFieldsAreWrongUsage()
{
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--on", "titel"}), 2);
    QVERIFY2(m_harness->err.text.find("did you mean title?") != std::string::npos,
             m_harness->err.text.c_str());
    QCOMPARE(m_harness->run({"import", "shop", "product", "a.csv", "--map", R"({"a":"nope"})"}), 2);
}

QTEST_GUILESS_MAIN(TransferVerbsTest)
#include "TransferVerbsTest.moc"
