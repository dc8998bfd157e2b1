#include "tests/support/StdToString.h"

#include "core/engine/Engine.h"
#include "core/project/Project.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/FakeScriptHost.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <future>

using namespace syncline;
using namespace syncline::test;

namespace {

/** The answer of a question, waited for with the event loop running. */
template <typename T>
Result<T> answerOf(QFuture<Result<T>> future)
{
    const bool answered = QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000);
    if (!answered)
        return Error("TEST_TIMEOUT", "The engine did not answer.");
    return future.result();
}

ModelDef widget()
{
    FieldDef name = field("name", FieldType::String);
    FieldDef price = field("price", FieldType::Number);
    return *model("widget", {name, price});
}

} // namespace

class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aSavedModelGetsItsTable();
    void aSavedActionIsTheProjectsWhenAnswered();
    void actionsChangeRecordsAndTellIt();
    void aGridShowsItsRows();
    void aLossyChangeWaitsForConfirmation();
    void aFileThatCannotBeReadTakesNothingAway();
    void aSecondInstanceIsRefused();
    void aPatientInstanceWaitsForTheLock();
    void readOnlyRefusesWrites();
    void readersSayWhatOnlyAWriterCanMend();
    void runIdsGoOnAfterACleanEnd();
    void variablesAreKeptAndSecretsAreNot();
    void theDoctorFindsAFreshProjectSound();
    void unknownThingsAreNamed();
    void afterClosingEverythingIsCancelled();

private:
    void open(bool readOnly = false);
    std::int64_t create(const std::string &name, double price);
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    FakeScriptHost *m_scripts = nullptr;
};

void EngineTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::filesystem::path path = m_folder->filePath(QStringLiteral("shop")).toStdString();
    QVERIFY(Project::create(path, "Shop", "0b0e9f4e-1111-4222-8333-944455566677").ok());
    open();
}

void EngineTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void EngineTest::open(bool readOnly)
{
    m_engine.reset();
    EngineOptions options;
    options.folder = m_folder->filePath(QStringLiteral("shop")).toStdString();
    options.readOnly = readOnly;
    Result<std::unique_ptr<Engine>> engine = openEngine(options, [this](const ScriptServices &) {
        auto scripts = std::make_unique<FakeScriptHost>();
        m_scripts = scripts.get();
        return scripts;
    });
    QVERIFY2(engine.ok(), engine ? "" : engine.error().describe().c_str());
    m_engine = std::move(engine).value();
}

std::int64_t EngineTest::create(const std::string &name, double price)
{
    ActionCall call;
    call.action = "widget.create";
    call.params = {{"name", name}, {"price", price}};
    const Result<ActionOutcome> outcome = answerOf(m_engine->runAction(call));
    return outcome && outcome->record ? raw(outcome->record->id) : 0;
}

void EngineTest::aSavedModelGetsItsTable()
{
    const Result<void> saved = answerOf(m_engine->saveModel(widget()));
    QVERIFY2(saved.ok(), saved ? "" : saved.error().describe().c_str());
    QVERIFY(m_engine->project()->findModel("widget") != nullptr);
    const Result<std::vector<ModelCount>> counts = answerOf(m_engine->modelCounts());
    QCOMPARE(counts->size(), 1U);
    QCOMPARE(counts->front().rows, 0);
    QVERIFY(answerOf(m_engine->planSchema())->empty());
}

void EngineTest::aSavedActionIsTheProjectsWhenAnswered()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    ActionDef update = *m_engine->project()->findAction("widget.update");
    QVERIFY(update.isDefault);
    const std::string file = "models/widget/update/note.lua";
    QVERIFY(answerOf(m_engine->writeFile(file, "return function(ctx)\nend\n")).ok());
    update.success.effects.push_back({{}, file, {}});
    QVERIFY(answerOf(m_engine->saveAction(update)).ok());
    const auto saved = m_engine->project()->findAction("widget.update");
    QVERIFY(!saved->isDefault);
    QCOMPARE(saved->success.effects.back().file, file);
    const Result<std::string> text =
        answerOf(m_engine->readFile("models/widget/update/action.json"));
    QCOMPARE(text.value(),
             std::string("{\n  \"format\": 1,\n  \"success\": [\n    \"note.lua\"\n  ]\n}\n"));
    update.success.effects.clear(); // undone
    QVERIFY(answerOf(m_engine->saveAction(update)).ok());
    QVERIFY(m_engine->project()->findAction("widget.update")->success.effects.empty());
}

void EngineTest::actionsChangeRecordsAndTellIt()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QSignalSpy changes(m_engine.get(), &Engine::recordsChanged);
    const std::int64_t id = create("lamp", 12.5);
    QVERIFY(id > 0);
    QTRY_COMPARE(changes.count(), 1);
    const Result<RecordRow> row = answerOf(m_engine->record("widget", RecordId{id}));
    QCOMPARE(row->fields.at("price").asDouble(), 12.5);
    ActionCall call;
    call.action = "widget.update";
    call.id = std::to_string(id);
    call.params = {{"price", 13}};
    QVERIFY(answerOf(m_engine->runAction(call))->success);
    const Result<std::vector<Delta>> history = answerOf(m_engine->history("widget", RecordId{id}));
    QCOMPARE(history->size(), 1U);
    QCOMPARE(history->front().field, std::string("price"));
    const Result<std::vector<RunInfo>> runs = answerOf(m_engine->runs({}));
    QCOMPARE(runs->size(), 2U);
    QCOMPARE(history->front().run, runs->front().id);
}

void EngineTest::aGridShowsItsRows()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    for (int i = 0; i < 25; ++i)
        QVERIFY(create("w" + std::to_string(i), i) > 0);
    RecordQuery query;
    query.sort = {{.field = "price", .descending = true}};
    const Result<GridInfo> grid = answerOf(m_engine->openGrid("widget", query));
    QVERIFY2(grid.ok(), grid ? "" : grid.error().describe().c_str());
    const Result<GridPage> page = answerOf(m_engine->gridPage(grid->grid, 10, 5));
    QVERIFY2(page.ok(), page ? "" : page.error().describe().c_str());
    QCOMPARE(page->rows.size(), 5U);
    QCOMPARE(page->rows.front().fields.at("name").stringOr(), std::string("w14"));
    m_engine->closeGrid(grid->grid);
    QTRY_VERIFY(!answerOf(m_engine->gridPage(grid->grid, 0, 5)).ok());
}

void EngineTest::aLossyChangeWaitsForConfirmation()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QVERIFY(create("lamp", 5) > 0);
    QSignalSpy asks(m_engine.get(), &Engine::schemaNeedsConfirmation);
    ModelDef smaller = widget();
    smaller.fields.pop_back();
    QVERIFY(answerOf(m_engine->saveModel(smaller)).ok());
    QTRY_COMPARE(asks.count(), 1);
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("price").asDouble(), 5.0);
    const Result<void> refused = answerOf(m_engine->applySchema(Confirm::No));
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, std::string("SYNC_NEEDS_CONFIRMATION"));
    const Result<void> applied = answerOf(m_engine->applySchema(Confirm::Yes));
    QVERIFY2(applied.ok(), applied ? "" : applied.error().describe().c_str());
    QVERIFY(!answerOf(m_engine->record("widget", RecordId{1}))->fields.contains("price"));
    const std::filesystem::path backups = m_engine->folder() / ".syncline" / "backups";
    QVERIFY(std::filesystem::exists(backups) && !std::filesystem::is_empty(backups));
}

void EngineTest::aFileThatCannotBeReadTakesNothingAway()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QVERIFY(create("lamp", 5) > 0);
    const std::filesystem::path file = m_engine->folder() / "models" / "widget" / "model.json";
    QSignalSpy asks(m_engine.get(), &Engine::schemaNeedsConfirmation);
    std::ofstream(file) << "{ \"format\": 1, ";
    QVERIFY(answerOf(m_engine->reload()).ok());
    const Result<std::vector<Problem>> problems = answerOf(m_engine->check());
    QVERIFY(!problems->empty());
    QCOMPARE(problems->front().file, std::string("models/widget/model.json"));
    QVERIFY(problems->front().line > 0);
    // Nobody is asked whether the records may go; the model is in force as it was.
    QVERIFY(answerOf(m_engine->planSchema())->empty());
    QVERIFY(!m_engine->project()->findModel("widget"));
    QVERIFY(m_engine->inForce()->findModel("widget") != nullptr);
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("price").asDouble(), 5.0);
    const Result<void> applied = answerOf(m_engine->applySchema(Confirm::Yes));
    QVERIFY(!applied.ok());
    QVERIFY(applied.error().message().starts_with("models/widget/model.json:1 cannot be"));
    QCOMPARE(asks.count(), 0);
    std::filesystem::remove(file);
    QVERIFY(answerOf(m_engine->reload()).ok());
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("price").asDouble(), 5.0);
}

void EngineTest::aSecondInstanceIsRefused()
{
    EngineOptions options;
    options.folder = m_engine->folder();
    const Result<std::unique_ptr<Engine>> second = openEngine(
        options, [](const ScriptServices &) { return std::make_unique<FakeScriptHost>(); });
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, std::string(errc::locked));
}

void EngineTest::aPatientInstanceWaitsForTheLock()
{
    EngineOptions options;
    options.folder = m_engine->folder();
    options.lockPatience = std::chrono::minutes(1);
    std::promise<void> waits;
    std::future<void> waiting = waits.get_future();
    std::future<Result<std::unique_ptr<Engine>>> second = std::async(std::launch::async, [&] {
        waits.set_value();
        return openEngine(
            options, [](const ScriptServices &) { return std::make_unique<FakeScriptHost>(); });
    });
    waiting.wait();
    m_engine.reset();
    const Result<std::unique_ptr<Engine>> opened = second.get();
    QVERIFY2(opened.ok(), opened ? "" : opened.error().describe().c_str());
    QVERIFY(!(*opened)->isReadOnly());
}

void EngineTest::readersSayWhatOnlyAWriterCanMend()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    open(true);
    QVERIFY(!m_engine->status().schemaPending);
    QVERIFY(!m_engine->status().runsUnfinished);
    const std::filesystem::path model = m_engine->folder() / "models" / "widget" / "model.json";
    QFile file(QString::fromStdString(model.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray text = file.readAll();
    text.replace("\"price\"", "\"cost\"");
    QVERIFY(file.resize(0) && file.seek(0) && file.write(text) == text.size());
    file.close();
    open(true);
    QVERIFY(m_engine->status().schemaPending);
    open();
    QVERIFY(!m_engine->status().schemaPending);
}

void EngineTest::runIdsGoOnAfterACleanEnd()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QVERIFY(create("lamp", 5) > 0);
    const std::int64_t before = raw(answerOf(m_engine->runs({}))->front().id);
    open();
    QVERIFY(create("desk", 5) > 0);
    const std::int64_t after = raw(answerOf(m_engine->runs({}))->front().id);
    QVERIFY(after > before);
    QVERIFY2(after < before + 100, std::to_string(after - before).c_str());
}

void EngineTest::readOnlyRefusesWrites()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    QVERIFY(create("lamp", 5) > 0);
    open(true);
    QVERIFY(m_engine->isReadOnly());
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("name").stringOr(),
             std::string("lamp"));
    ActionCall call;
    call.action = "widget.delete";
    call.id = "1";
    const Result<ActionOutcome> outcome = answerOf(m_engine->runAction(call));
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, std::string(errc::readOnly));
    QCOMPARE(answerOf(m_engine->saveModel(widget())).error().code, std::string(errc::readOnly));
}

void EngineTest::variablesAreKeptAndSecretsAreNot()
{
    QVERIFY(answerOf(m_engine->setVariable("RATE", "7", Secrecy::Plain)).ok());
    const Result<std::vector<VariableInfo>> variables = answerOf(m_engine->variables());
    QCOMPARE(variables->size(), 1U);
    QCOMPARE(variables->front().value, std::string("7"));
    QCOMPARE(answerOf(m_engine->setVariable("1st", "x", Secrecy::Plain)).error().code,
             std::string(errc::invalidInput));
    QVERIFY(answerOf(m_engine->unsetVariable("RATE")).ok());
    QCOMPARE(answerOf(m_engine->unsetVariable("RATE")).error().code, std::string(errc::notFound));
}

void EngineTest::theDoctorFindsAFreshProjectSound()
{
    QVERIFY(answerOf(m_engine->saveModel(widget())).ok());
    const Result<std::vector<DoctorFinding>> findings = answerOf(m_engine->doctor());
    QVERIFY2(findings.ok(), findings ? "" : findings.error().describe().c_str());
    for (const DoctorFinding &finding : *findings)
        QVERIFY2(finding.level != DoctorFinding::Level::Error, finding.text.c_str());
}

void EngineTest::unknownThingsAreNamed()
{
    const Result<RecordPage> page = answerOf(m_engine->records("nope", {}));
    QVERIFY(page.error().message().find("nope") != std::string::npos);
    SyncRequest request;
    request.connection = "nowhere";
    const Result<RunId> sync = answerOf(m_engine->startSync(request));
    QVERIFY(sync.error().message().find("nowhere") != std::string::npos);
    QVERIFY(answerOf(m_engine->run(RunId{99})).error().is(errc::notFound));
}

void EngineTest::afterClosingEverythingIsCancelled()
{
    m_engine->close();
    QCOMPARE(answerOf(m_engine->modelCounts()).error().code, std::string(errc::cancelled));
    ActionCall call;
    call.action = "widget.create";
    QCOMPARE(answerOf(m_engine->runAction(call)).error().code, std::string(errc::cancelled));
}

QTEST_GUILESS_MAIN(EngineTest)
#include "EngineTest.moc"
