#include "tests/support/StdToString.h"

#include "core/engine/Engine.h"
#include "core/engine/Histories.h"
#include "core/project/Project.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/FakeScriptHost.h"

#include <QTemporaryDir>
#include <QTest>

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

} // namespace

/** The history of records by the door that the window and the command line use. */
class HistoryDeskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anActionsChangeIsToldWithItsRun();
    void aVersionComesBackAsARun();
    void whatChangedSinceThePreviewIsAConflict();
    void deletedRecordsComeBackTogether();
    void whatIsLeftOutRefusesUnlessItMayBe();
    void sizesAndBudgetsAreTold();
    void readOnlyShowsAndRestoresNothing();
    void afterClosingNothingIsAnswered();

private:
    void open(bool readOnly = false);
    std::int64_t act(const std::string &action, const std::string &id, const ValueObject &params);
    HistoryPage timeline(std::int64_t id);
    [[nodiscard]] Histories &histories() const { return m_engine->histories(); }
    static RestoreRequest request(std::int64_t id, std::optional<std::int64_t> entry = {});
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
};

void HistoryDeskTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::filesystem::path path = m_folder->filePath(QStringLiteral("shop")).toStdString();
    QVERIFY(Project::create(path, "Shop", "0b0e9f4e-1111-4222-8333-944455566677").ok());
    open();
    FieldDef name = field("name", FieldType::String);
    name.unique = true;
    QVERIFY(
        answerOf(m_engine->saveModel(*model("widget", {name, field("price", FieldType::Number)})))
            .ok());
}

void HistoryDeskTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void HistoryDeskTest::open(bool readOnly)
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

std::int64_t HistoryDeskTest::act(const std::string &action, const std::string &id,
                                  const ValueObject &params)
{
    ActionCall call;
    call.action = "widget." + action;
    call.id = id;
    call.params = params;
    call.trigger = {{"type", "ui"}};
    const Result<ActionOutcome> outcome = answerOf(m_engine->runAction(call));
    if (!outcome || !outcome->success)
        return 0;
    return outcome->record ? raw(outcome->record->id) : 1;
}

HistoryPage HistoryDeskTest::timeline(std::int64_t id)
{
    HistoryQuery query;
    query.model = "widget";
    query.record = RecordId{id};
    const Result<HistoryPage> page = answerOf(histories().timeline(query));
    return page ? *page : HistoryPage();
}

RestoreRequest HistoryDeskTest::request(std::int64_t id, std::optional<std::int64_t> entry)
{
    RestoreRequest made;
    made.model = "widget";
    made.records = {RecordId{id}};
    made.entry = entry;
    made.trigger = {{"type", "cli"}};
    return made;
}

void HistoryDeskTest::anActionsChangeIsToldWithItsRun()
{
    QCOMPARE(act("create", {}, {{"name", "a"}, {"price", 1}}), 1);
    QVERIFY(act("update", "1", {{"price", 2}}) != 0);
    const HistoryPage page = timeline(1);
    QCOMPARE(page.entries.size(), 2U);
    const RunInfo &run = page.runs.at(raw(page.entries[0].run));
    QCOMPARE(run.subject, std::string("widget.update"));
    QCOMPARE(run.trigger.at("type").asString(), std::string("ui"));
    QCOMPARE(page.runs.at(raw(page.entries[1].run)).subject, std::string("widget.create"));
}

void HistoryDeskTest::aVersionComesBackAsARun()
{
    act("create", {}, {{"name", "a"}, {"price", 1}});
    act("update", "1", {{"name", "b"}, {"price", 2}});
    const Result<RestorePreview> preview = answerOf(histories().previewRestore(request(1, 0)));
    QVERIFY(preview.ok());
    QCOMPARE(preview->whole, 1);
    QCOMPARE(preview->records.at(0).fields.size(), 2U);
    RestoreRequest wanted = request(1, 0);
    wanted.expected = preview->token;
    const Result<RestoreOutcome> outcome = answerOf(histories().restore(wanted));
    QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().describe().c_str());
    QCOMPARE(outcome->restored, 1);
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("name"), Value("a"));
    const Result<RunInfo> run = answerOf(m_engine->run(outcome->run));
    QVERIFY(run->kind == RunKind::Edit && run->state == RunState::Completed);
    QCOMPARE(run->mode, std::string(restoreMode));
    QCOMPARE(run->models.at(0).counts.updated, 1);
    QVERIFY(timeline(1).entries.front().run == outcome->run);
    const Result<RestoreOutcome> again = answerOf(histories().restore(request(1, 0)));
    QVERIFY(again->run == noRun && again->unchanged == 1);
}

void HistoryDeskTest::whatChangedSinceThePreviewIsAConflict()
{
    act("create", {}, {{"name", "a"}});
    act("update", "1", {{"name", "b"}});
    RestoreRequest wanted = request(1, 0);
    wanted.expected = answerOf(histories().previewRestore(wanted))->token;
    act("update", "1", {{"price", 5}});
    const Result<RestoreOutcome> outcome = answerOf(histories().restore(wanted));
    QVERIFY(!outcome && outcome.error().is("SYNC_CONFLICT"));
    QCOMPARE(answerOf(m_engine->record("widget", RecordId{1}))->fields.at("name"), Value("b"));
}

void HistoryDeskTest::deletedRecordsComeBackTogether()
{
    for (const char *name : {"a", "b", "c"})
        act("create", {}, {{"name", name}});
    for (const char *id : {"1", "2", "3"})
        QVERIFY(act("delete", id, {}) != 0);
    DeletedQuery query;
    query.model = "widget";
    const Result<DeletedPage> page = answerOf(histories().deleted(query));
    QCOMPARE(page->records.size(), 3U);
    QCOMPARE(page->records[0].title, std::string("c"));
    RestoreRequest wanted = request(1);
    wanted.records.push_back(RecordId{2});
    QCOMPARE(answerOf(histories().restore(wanted))->restored, 2);
    RestoreRequest ofRun;
    ofRun.model = "widget";
    ofRun.deletedBy = page->records[0].run;
    QCOMPARE(answerOf(histories().restore(ofRun))->restored, 1);
    const Result<RestoreOutcome> nothing = answerOf(histories().restore(ofRun));
    QVERIFY(!nothing && nothing.error().is(errc::notFound));
    QVERIFY(answerOf(histories().deleted(query))->records.empty());
    QCOMPARE(*answerOf(m_engine->count("widget", {}, {})), 3);
}

void HistoryDeskTest::whatIsLeftOutRefusesUnlessItMayBe()
{
    act("create", {}, {{"name", "a"}, {"price", 1}});
    act("delete", "1", {});
    act("create", {}, {{"name", "a"}});
    Result<RestoreOutcome> outcome = answerOf(histories().restore(request(1)));
    QVERIFY(outcome->run == noRun);
    QCOMPARE(outcome->refused, 1);
    QCOMPARE(outcome->leftOut.at(0).notes.at(0).field, std::string("name"));
    RestoreRequest partial = request(1);
    partial.partial = true;
    outcome = answerOf(histories().restore(partial));
    QCOMPARE(outcome->restored, 1);
    QCOMPARE(outcome->partly, 1);
    const Result<RecordRow> row = answerOf(m_engine->record("widget", RecordId{1}));
    QVERIFY(row->fields.at("name").isNull());
    QCOMPARE(row->fields.at("price"), Value(1));
}

void HistoryDeskTest::sizesAndBudgetsAreTold()
{
    QVERIFY(answerOf(histories().sizes())->empty());
    act("create", {}, {{"name", "a"}});
    act("update", "1", {{"name", "b"}});
    Result<std::vector<HistorySize>> sizes = answerOf(histories().sizes());
    QCOMPARE(sizes->size(), 1U);
    QCOMPARE(sizes->at(0).model, std::string("widget"));
    QVERIFY(sizes->at(0).bytes > 0 && sizes->at(0).steps == 1);
    QVERIFY(sizes->at(0).budget.has_value());
    ModelDef unlimited = *m_engine->project()->findModel("widget");
    unlimited.historyBudget = -1;
    QVERIFY(answerOf(m_engine->saveModel(unlimited)).ok());
    QVERIFY(!answerOf(histories().sizes())->at(0).budget);
    const Result<std::vector<DoctorFinding>> findings = answerOf(m_engine->doctor());
    QVERIFY(std::ranges::any_of(*findings, [](const DoctorFinding &finding) {
        return finding.text.starts_with("history of widget: ");
    }));
}

void HistoryDeskTest::readOnlyShowsAndRestoresNothing()
{
    act("create", {}, {{"name", "a"}});
    act("update", "1", {{"name", "b"}});
    open(true);
    QCOMPARE(timeline(1).entries.size(), 2U);
    QVERIFY(answerOf(histories().previewRestore(request(1, 0))).ok());
    const Result<RestoreOutcome> outcome = answerOf(histories().restore(request(1, 0)));
    QVERIFY(!outcome && outcome.error().is(errc::readOnly));
}

void HistoryDeskTest::afterClosingNothingIsAnswered()
{
    m_engine->close();
    QVERIFY(answerOf(histories().sizes()).error().is(errc::cancelled));
    QVERIFY(answerOf(histories().restore(request(1))).error().is(errc::cancelled));
}

QTEST_GUILESS_MAIN(HistoryDeskTest)
#include "HistoryDeskTest.moc"
