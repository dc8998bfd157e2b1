#include "core/action/ImportedRows.h"

#include "core/transfer/Import.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <fstream>

using namespace syncline;
using namespace syncline::test;

/** Rows of a file into a model with code: its actions and validations, in imports and in trials. */
class ImportedRowsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainModelsHaveNoCode();
    void validationsRunForEveryRow();
    void theActionsOfTheModelRun();
    void whatIsEqualRunsNothing();
    void whatAFailedRowDidIsUndone();
    void preconditionsRefuseTheirRow();
    void systemFieldsAndStatesComeAsTheyAre();
    void manyRowsMayNameOneRecord();
    void aDryRunChecksAndKeepsNothing();
    void aDryRunRefusesToWrite();
    void aPreviewSaysWhichCellsAreWrong();
    void stoppedScriptsFailTheirRowAlone();
    void cancellingKeepsWhatWasDone();
};

namespace {

EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

std::vector<std::shared_ptr<ModelDef>> models()
{
    FieldDef name = field("name", FieldType::String);
    name.required = true;
    name.unique = true;
    FieldDef state = field("state", FieldType::RecordState);
    state.options = {{"new", "", ""}, {"known", "", ""}};
    return {model("widget", {name, field("stock", FieldType::Number), state}),
            model("audit", {field("text", FieldType::String)})};
}

Task<Result<Value>> createAudit(RunScope &scope, std::string text)
{
    ApiRequest request;
    request.model = "audit";
    request.operation = "create";
    request.input = ValueObject{{"text", std::move(text)}};
    Result<ScriptResult> made = co_await scope.api(std::move(request));
    if (!made)
        co_return std::move(made).error();
    co_return Value();
}

/** A project with widgets, and files imported into them. */
struct Widgets
{
    Widgets()
        : fixture(models())
    {
        import.store = fixture.store.get();
        import.runs = fixture.runTable.get();
        import.clock = &fixture.clock;
        import.model = [this](std::string_view name) {
            return fixture.services.project()->findModel(name);
    };
    import.code = [this](RowCodeRequest request) {
        return openRowCode(fixture.services, std::move(request));
};
import.folder = folder() / "imports";
} // namespace
[[nodiscard]] std::filesystem::path folder() const
{
    return fixture.folder.path().toStdString();
}
ImportRequest request(const std::string &csv, const std::string &on = {})
{
    std::ofstream(folder() / "rows.csv", std::ios::binary) << csv;
    ImportRequest made;
    made.file = folder() / "rows.csv";
    made.map.model = "widget";
    made.map.on = on;
    return made;
}
RunInfo run(const ImportRequest &wanted, std::stop_token stop = {})
{
    auto made = Import::create(import, wanted, std::move(stop), {});
    if (!made)
        qFatal("%s", made.error().describe().c_str());
    return made.value()->perform();
}
/** Why rows failed: "3: name is bad." */
std::string reasons(const RunInfo &run)
{
    const IngestCounts &counts = run.models.front().counts;
    const auto failures = readFailures(import.folder, importFileName(run.id), rowCount(counts), 50);
    std::string out;
    for (const ImportedRow &row : failures.value())
        out += (out.empty() ? "" : " ") + std::to_string(row.row) + ": " + row.error;
    return out;
}
/** A validation of the model that does not like names that begin with "bad". */
void addValidation()
{
    auto widget = std::make_shared<ModelDef>(*fixture.project.models.front());
    widget->validations = {"name.lua"};
    fixture.project.models.front() = widget;
    fixture.publish();
    fixture.scripts.effects["name.lua"] = [this](RunScope &,
                                                 EffectCall call) -> Task<Result<Value>> {
        ++validated;
        const Result<Value> name = call.record->get("name");
        if (name && name->stringOr().starts_with("bad"))
            call.errors->items.emplace_back("name", "is bad");
        co_return Value();
    };
}
void addEffect(const std::string &action, FakeScriptHost::Effect effect)
{
    fixture.scripts.effects["effect.lua"] = std::move(effect);
    fixture.action(action)->run.effects.push_back(file("effect.lua"));
    fixture.publish();
}

ActionFixture fixture;
ImportServices import;
std::atomic<int> validated = 0;
}
;

std::string countsOf(const RunInfo &run)
{
    const IngestCounts &counts = run.models.front().counts;
    return std::to_string(counts.created) + "/" + std::to_string(counts.updated) + "/" +
           std::to_string(counts.unchanged) + "/" + std::to_string(counts.failed);
}

} // namespace

void ImportedRowsTest::plainModelsHaveNoCode()
{
    Widgets widgets;
    RowCodeRequest request;
    request.model = widgets.fixture.project.models.front();
    QVERIFY(openRowCode(widgets.fixture.services, request) == nullptr);
    QCOMPARE(countsOf(widgets.run(widgets.request("name\na\nb\n"))), std::string("2/0/0/0"));
    QCOMPARE(widgets.fixture.scripts.sessions.load(), 0);
}

void ImportedRowsTest::validationsRunForEveryRow()
{
    Widgets widgets;
    widgets.addValidation();
    const RunInfo run = widgets.run(widgets.request("name,stock\na,1\nbad,2\nb,3\n,4\n"));
    QCOMPARE(run.state, RunState::CompletedWithErrors);
    QCOMPARE(countsOf(run), std::string("2/0/0/2"));
    QCOMPARE(widgets.validated.load(), 4);
    const std::string reasons = widgets.reasons(run);
    QVERIFY2(reasons.starts_with("3: name is bad. 5: name "), reasons.c_str());
    QCOMPARE(widgets.fixture.count("widget"), 2);
    // The run's row says the same.
    const auto rows = widgets.fixture.runs();
    QCOMPARE(rows.size(), 1U);
    QCOMPARE(countsOf(rows.front()), std::string("2/0/0/2"));
}

void ImportedRowsTest::theActionsOfTheModelRun()
{
    Widgets widgets;
    std::vector<std::string> triggers;
    auto create = widgets.fixture.action("widget.create");
    create->run.effects.insert(create->run.effects.begin() + 1, file("stock.lua"));
    create->success.effects.push_back(file("tell.lua"));
    widgets.fixture.publish();
    widgets.fixture.scripts.effects["stock.lua"] = [&](RunScope &,
                                                       EffectCall call) -> Task<Result<Value>> {
        triggers.push_back(json::write(Value(call.trigger)["type"]) +
                           json::write(Value(call.trigger)["row"]));
        Result<void> set = call.record->set("stock", 7);
        if (!set)
            co_return std::move(set).error();
        co_return Value();
    };
    widgets.fixture.scripts.effects["tell.lua"] = [&](RunScope &scope,
                                                      EffectCall call) -> Task<Result<Value>> {
        const Result<Value> name = call.record->get("name");
        Task<Result<Value>> made = createAudit(scope, name->stringOr());
        Result<Value> done = co_await std::move(made);
        co_return done;
    };
    const RunInfo run = widgets.run(widgets.request("name\na\nb\n"));
    QCOMPARE(widgets.reasons(run), std::string());
    QCOMPARE(countsOf(run), std::string("2/0/0/0"));
    QCOMPARE(triggers, (std::vector<std::string>{"\"file\"2", "\"file\"3"}));
    QCOMPARE(widgets.fixture.stored("widget", 2, "stock"), Value(7));
    QCOMPARE(widgets.fixture.count("audit"), 2); // after the commit
    QCOMPARE(widgets.fixture.stored("audit", 2, "text"), Value("b"));
}

void ImportedRowsTest::whatIsEqualRunsNothing()
{
    Widgets widgets;
    int runs = 0;
    widgets.addEffect("widget.update", [&](RunScope &, EffectCall) -> Task<Result<Value>> {
        ++runs;
        co_return Value();
    });
    widgets.run(widgets.request("name,stock\na,1\nb,2\n"));
    const RunInfo run = widgets.run(widgets.request("name,stock\na,1\nb,3\n", "name"));
    QCOMPARE(countsOf(run), std::string("0/1/1/0"));
    QCOMPARE(runs, 1);
}

void ImportedRowsTest::whatAFailedRowDidIsUndone()
{
    Widgets widgets;
    widgets.addEffect("widget.create", [](RunScope &scope, EffectCall call) -> Task<Result<Value>> {
        Task<Result<Value>> made = createAudit(scope, "tried");
        Result<Value> done = co_await std::move(made);
        if (!done)
            co_return done;
        const Result<Value> name = call.record->get("name");
        if (name->stringOr() == "b")
            co_return Error(errc::scriptError, "No b.").withPlace("effect.lua:3");
        co_return Value();
    });
    const RunInfo run = widgets.run(widgets.request("name\na\nb\nc\n"));
    QCOMPARE(countsOf(run), std::string("2/0/0/1"));
    QCOMPARE(widgets.reasons(run), std::string("3: No b. (effect.lua:3)"));
    QCOMPARE(widgets.fixture.count("widget"), 2);
    QCOMPARE(widgets.fixture.count("audit"), 2);
}

void ImportedRowsTest::preconditionsRefuseTheirRow()
{
    Widgets widgets;
    widgets.fixture.action("widget.update")->preconditions.push_back(file("may.lua"));
    widgets.fixture.publish();
    widgets.fixture.scripts.effects["may.lua"] = [](RunScope &,
                                                    EffectCall call) -> Task<Result<Value>> {
        const Result<Value> name = call.record->get("name");
        co_return Value(name->stringOr() != "fixed");
    };
    widgets.run(widgets.request("name,stock\nfree,1\nfixed,1\n"));
    const auto again = [&](bool dry) {
        ImportRequest request = widgets.request("name,stock\nfree,2\nfixed,2\n", "name");
        request.dryRun = dry;
        return widgets.run(request);
    };
    const RunInfo tried = again(true);
    QCOMPARE(countsOf(tried), std::string("0/1/0/1"));
    const RunInfo done = again(false);
    QCOMPARE(countsOf(done), std::string("0/1/0/1"));
    QVERIFY(widgets.reasons(done).starts_with("3: The precondition may.lua"));
    QCOMPARE(widgets.reasons(done), widgets.reasons(tried));
}

void ImportedRowsTest::systemFieldsAndStatesComeAsTheyAre()
{
    Widgets widgets;
    widgets.addValidation();
    ImportRequest request = widgets.request(
        "id,name,state,createdAt\n40,a,known,2020-01-02T03:04:05.000Z\n41,b,nowhere,\n", "id");
    for (const char *column : {"id", "name", "state", "createdAt"})
        request.map.columns.push_back({.column = column, .field = column, .match = {}});
    const RunInfo run = widgets.run(request);
    QCOMPARE(countsOf(run), std::string("1/0/0/1"));
    QVERIFY2(widgets.reasons(run).starts_with("3: state "), widgets.reasons(run).c_str());
    QCOMPARE(widgets.fixture.stored("widget", 40, "state"), Value("known"));
    // The same once more is nothing new, and an update takes them, too.
    const RunInfo again = widgets.run(request);
    QCOMPARE(countsOf(again), std::string("0/0/1/1"));
    ImportRequest moved = request;
    moved.file =
        widgets.request("id,name,state,createdAt\n40,a,new,2021-01-02T03:04:05.000Z\n", "id").file;
    QCOMPARE(countsOf(widgets.run(moved)), std::string("0/1/0/0"));
    QCOMPARE(widgets.fixture.stored("widget", 40, "state"), Value("new"));
}

void ImportedRowsTest::manyRowsMayNameOneRecord()
{
    Widgets widgets;
    widgets.addValidation();
    std::string csv = "name,stock\n";
    for (int i = 0; i < 15; ++i)
        csv += "a," + std::to_string(i) + "\n";
    const RunInfo run = widgets.run(widgets.request(csv, "name"));
    QCOMPARE(widgets.reasons(run), std::string());
    QCOMPARE(countsOf(run), std::string("1/14/0/0"));
    QCOMPARE(widgets.fixture.stored("widget", 1, "stock"), Value(14));
}

void ImportedRowsTest::aDryRunChecksAndKeepsNothing()
{
    Widgets widgets;
    widgets.addValidation();
    int effects = 0;
    widgets.addEffect("widget.create", [&](RunScope &, EffectCall) -> Task<Result<Value>> {
        ++effects;
        co_return Value();
    });
    ImportRequest request = widgets.request("name\na\nbad\nb\na\n");
    request.dryRun = true;
    const RunInfo run = widgets.run(request);
    QCOMPARE(countsOf(run), std::string("2/0/0/2")); // the second "a" is not unique any more
    QVERIFY2(widgets.reasons(run).starts_with("3: name is bad. 5: name is not unique"),
             widgets.reasons(run).c_str());
    QVERIFY2(run.note.find("Only the preconditions and validations of widget ran") !=
                 std::string::npos,
             run.note.c_str());
    QCOMPARE(effects, 0);
    QCOMPARE(widgets.fixture.count("widget"), 0);
    QVERIFY(widgets.fixture.runs().empty());
}

void ImportedRowsTest::aDryRunRefusesToWrite()
{
    Widgets widgets;
    widgets.addValidation();
    widgets.fixture.scripts.effects["name.lua"] = [](RunScope &scope,
                                                     EffectCall) -> Task<Result<Value>> {
        Task<Result<Value>> made = createAudit(scope, "from a validation");
        Result<Value> done = co_await std::move(made);
        co_return done;
    };
    ImportRequest request = widgets.request("name\na\n");
    request.dryRun = true;
    const RunInfo run = widgets.run(request);
    QCOMPARE(widgets.reasons(run),
             std::string("2: This run may only read; api.audit.create would write (a dry run keeps "
                         "nothing)."));
    QCOMPARE(widgets.fixture.count("audit"), 0);
}

void ImportedRowsTest::aPreviewSaysWhichCellsAreWrong()
{
    Widgets widgets;
    widgets.addValidation();
    const auto preview =
        previewImport(widgets.import, widgets.request("name,stock\na,1\nbad,x\nbad,2\n"), 10, {});
    QVERIFY2(preview.ok(), preview ? "" : preview.error().describe().c_str());
    QCOMPARE(preview->rows.at(0).result.outcome, RowOutcome::Created);
    QCOMPARE(preview->rows.at(2).result.fieldErrors,
             (std::vector<std::pair<std::string, std::string>>{{"name", "is bad"}}));
    QCOMPARE(preview->columns.at(0).problems, 1);
    QCOMPARE(preview->columns.at(1).problems, 1);
    QCOMPARE(widgets.fixture.count("widget"), 0);
}

void ImportedRowsTest::stoppedScriptsFailTheirRowAlone()
{
    Widgets widgets;
    widgets.addValidation();
    widgets.fixture.scripts.effects["name.lua"] = [](RunScope &,
                                                     EffectCall call) -> Task<Result<Value>> {
        const Result<Value> name = call.record->get("name");
        if (name->stringOr() == "slow")
            co_return Error(errc::transactionTimeout, "It took longer than 5 s.");
        co_return Value();
    };
    const RunInfo run = widgets.run(widgets.request("name\na\nslow\nb\n"));
    QCOMPARE(countsOf(run), std::string("2/0/0/1"));
    QCOMPARE(widgets.reasons(run), std::string("3: It took longer than 5 s."));
    QCOMPARE(widgets.fixture.scripts.sessions.load(), 2); // the stopped one is not used again
    QVERIFY(std::ranges::count(widgets.fixture.scripts.limits,
                               "push 5000 GGT_TRANSACTION_TIMEOUT") == 3);
}

void ImportedRowsTest::cancellingKeepsWhatWasDone()
{
    Widgets widgets;
    std::stop_source stop;
    widgets.addValidation();
    widgets.fixture.scripts.effects["name.lua"] = [&](RunScope &,
                                                      EffectCall call) -> Task<Result<Value>> {
        const Result<Value> name = call.record->get("name");
        if (name->stringOr() == "c") {
            stop.request_stop();
            co_return Error(errc::cancelled, "The run was cancelled.");
        }
        co_return Value();
    };
    const RunInfo run = widgets.run(widgets.request("name\na\nb\nc\nd\n"), stop.get_token());
    QCOMPARE(run.state, RunState::Cancelled);
    QCOMPARE(countsOf(run), std::string("2/0/0/0"));
    QCOMPARE(widgets.fixture.count("widget"), 2);
    QCOMPARE(countsOf(widgets.fixture.runs().front()), std::string("2/0/0/0"));
}

QTEST_GUILESS_MAIN(ImportedRowsTest)
#include "ImportedRowsTest.moc"
