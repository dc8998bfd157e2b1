#include "core/engine/EditDesk.h"
#include "core/record/RecordReader.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace syncline;
using namespace syncline::test;

namespace {

std::vector<std::shared_ptr<ModelDef>> models()
{
    FieldDef name = field("name", FieldType::String);
    name.required = true;
    FieldDef sku = field("sku", FieldType::String);
    sku.unique = true;
    FieldDef widgetNote = field("note", FieldType::String);
    return {model("widget", {name, sku, field("price", FieldType::Number),
                             field("data", FieldType::Json), field("sold", FieldType::Boolean)}),
            model("memo", {widgetNote})};
}

RecordEdit create(ValueObject fields)
{
    RecordEdit edit;
    edit.kind = RecordEdit::Kind::Create;
    edit.model = "widget";
    edit.fields = std::move(fields);
    return edit;
}

RecordEdit update(std::int64_t id, ValueObject fields, ValueObject expected = {})
{
    RecordEdit edit;
    edit.model = "widget";
    edit.record = RecordId{id};
    edit.fields = std::move(fields);
    edit.expected = std::move(expected);
    return edit;
}

RecordEdit remove(std::int64_t id)
{
    RecordEdit edit;
    edit.kind = RecordEdit::Kind::Delete;
    edit.model = "widget";
    edit.record = RecordId{id};
    return edit;
}

Filter byPrice(FilterOp op, const Value &value)
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = "price";
    filter.op = op;
    filter.operand = value;
    return filter;
}

EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

} // namespace

class EditDeskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void oneRunAppliesEditsOfAllKinds();
    void whatFailsFailsAlone();
    void allOrNoneTakesEverythingBack();
    void allOrNoneRefusesActionsOutsideOfTransactions();
    void aRecordThatChangedMeanwhileIsAConflict();
    void theSameChangeBySomebodyElseIsNoConflict();
    void undoBringsEverythingBack();
    void undoIsAConflictWhenTheRecordWentOn();
    void valuesKeepTheirKind_data();
    void valuesKeepTheirKind();
    void actionsSeeTheEdits();
    void missingThingsAreNamed();
    void readOnlyRefuses();
    void tooManyAreRefused();
    void bulkSetsWhatTheFilterFinds();
    void bulkVisitsEachRecordOnce();
    void bulkFailuresAreCollected();
    void bulkDeletesSomeIds();
    void bulkPreviewChangesNothing();
    void bulkRefusesWrongFields();
    void aCancelledBulkKeepsWhatItCommitted();

private:
    EditOutcome apply(std::vector<RecordEdit> edits, EditPolicy policy = EditPolicy::EachAlone);
    template <typename T>
    Result<T> answerOf(QFuture<Result<T>> future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000))
            return Error("TEST_TIMEOUT", "The desk did not answer.");
        return future.result();
    }
    RunInfo bulk(BulkEdit edit);
    void fill(int count);
    std::unique_ptr<ActionFixture> m_fixture;
    std::unique_ptr<Asks> m_asks;
    std::unique_ptr<EditDesk> m_desk;
    bool m_readOnly = false;
    std::mutex m_mutex;
    std::map<RunId, RunInfo> m_runs;
    std::map<RunId, std::stop_source> m_stops;
    std::map<RunId, bool> m_ended;
};

void EditDeskTest::init()
{
    m_readOnly = false;
    m_runs.clear();
    m_stops.clear();
    m_ended.clear();
    m_fixture = std::make_unique<ActionFixture>(models());
    m_asks = std::make_unique<Asks>(2);
    EditServices services;
    services.actions = &m_fixture->services;
    services.asks = m_asks.get();
    services.writable = [this]() -> Result<void> {
        if (m_readOnly)
            return Error(errc::readOnly, "Read-only.");
        return {};
    };
    services.beginRun = [this](const RunInfo &info) {
        const std::lock_guard lock(m_mutex);
        m_runs[info.id] = info;
        return m_stops[info.id].get_token();
    };
    services.endRun = [this](RunId run) {
        const std::lock_guard lock(m_mutex);
        m_ended[run] = true;
    };
    services.runChanged = [this](const RunInfo &info) {
        const std::lock_guard lock(m_mutex);
        m_runs[info.id] = info;
    };
    services.findRun = [this](RunId run) -> Result<RunInfo> {
        const std::lock_guard lock(m_mutex);
        return m_runs.at(run);
    };
    m_desk = std::make_unique<EditDesk>(std::move(services));
}

void EditDeskTest::cleanup()
{
    m_asks->stop();
    m_asks->join();
    QTRY_VERIFY([this] {
        const std::lock_guard lock(m_mutex);
        return m_ended.size() == m_stops.size();
    }());
    m_fixture.reset();
    m_desk.reset();
    m_asks.reset();
}

EditOutcome EditDeskTest::apply(std::vector<RecordEdit> edits, EditPolicy policy)
{
    EditRequest request;
    request.edits = std::move(edits);
    request.policy = policy;
    Result<EditOutcome> outcome = answerOf(m_desk->apply(std::move(request)));
    if (outcome)
        return std::move(outcome).value();
    EditOutcome none;
    none.run.error = outcome.error();
    none.run.state = RunState::Errored;
    return none;
}

RunInfo EditDeskTest::bulk(BulkEdit edit)
{
    const Result<RunId> run = answerOf(m_desk->startBulk(std::move(edit)));
    RunInfo info;
    if (!run) {
        info.error = run.error();
        return info;
    }
    const bool ended = QTest::qWaitFor(
        [this, &run] {
            const std::lock_guard lock(m_mutex);
            return m_ended.contains(*run);
        },
        20'000);
    const std::lock_guard lock(m_mutex);
    return ended ? m_runs.at(*run) : info;
}

void EditDeskTest::fill(int count)
{
    std::vector<RecordEdit> edits;
    for (int i = 1; i <= count; ++i)
        edits.push_back(create(
            {{"name", "w" + std::to_string(i)}, {"sku", "s" + std::to_string(i)}, {"price", i}}));
    const EditOutcome outcome = apply(std::move(edits));
    QCOMPARE(outcome.run.state, RunState::Completed);
}

void EditDeskTest::oneRunAppliesEditsOfAllKinds()
{
    fill(3);
    const EditOutcome outcome =
        apply({create({{"name", "new"}}), update(1, {{"name", "renamed"}, {"price", Value()}}),
               update(2, {{"name", "w2"}}), remove(3)});
    QCOMPARE(outcome.run.state, RunState::Completed);
    QCOMPARE(outcome.results.size(), 4U);
    QCOMPARE(outcome.results[0].state, EditResult::State::Applied);
    QCOMPARE(raw(outcome.results[0].record), 4);
    QCOMPARE(outcome.results[1].now->fields.at("name"), Value("renamed"));
    QCOMPARE(outcome.results[2].state, EditResult::State::Unchanged);
    QCOMPARE(outcome.results[3].state, EditResult::State::Applied);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value());
    QCOMPARE(m_fixture->count("widget"), 3);

    const std::vector<RunInfo> runs = m_fixture->runs();
    QCOMPARE(runs.front().id, outcome.run.id);
    QCOMPARE(runs.front().kind, RunKind::Edit);
    QCOMPARE(runs.front().subject, std::string("widget"));
    QCOMPARE(runs.front().state, RunState::Completed);
    const IngestCounts &counts = runs.front().models.front().counts;
    QCOMPARE(counts, (IngestCounts{.created = 1, .updated = 1, .unchanged = 1, .deleted = 1}));
    const std::lock_guard lock(m_fixture->mutex);
    QCOMPARE(m_fixture->commits.back().run, outcome.run.id);
}

void EditDeskTest::whatFailsFailsAlone()
{
    fill(2);
    const EditOutcome outcome = apply({update(1, {{"sku", "s2"}}), update(2, {{"name", Value()}}),
                                       update(2, {{"price", 9}}), remove(77)});
    QCOMPARE(outcome.run.state, RunState::CompletedWithErrors);
    QCOMPARE(outcome.results[0].state, EditResult::State::Failed);
    QCOMPARE(outcome.results[0].error->fields.front().first, std::string("sku"));
    QCOMPARE(outcome.results[1].error->fields.front().first, std::string("name"));
    QCOMPARE(outcome.results[2].state, EditResult::State::Applied);
    QCOMPARE(outcome.results[3].error->code, std::string(errc::recordNotFound));
    QCOMPARE(m_fixture->stored("widget", 1, "sku"), Value("s1"));
    QCOMPARE(m_fixture->stored("widget", 2, "price"), Value(9));
    QCOMPARE(outcome.undo.size(), 1U);
    QCOMPARE(m_fixture->runs().front().models.front().counts.failed, 3);
}

void EditDeskTest::allOrNoneTakesEverythingBack()
{
    fill(2);
    const EditOutcome outcome = apply({update(1, {{"price", 50}}), create({{"name", "x"}}),
                                       update(2, {{"sku", "s1"}}), update(2, {{"price", 9}})},
                                      EditPolicy::AllOrNone);
    QCOMPARE(outcome.run.state, RunState::Errored);
    QCOMPARE(outcome.results[0].state, EditResult::State::Skipped);
    QCOMPARE(outcome.results[1].state, EditResult::State::Skipped);
    QCOMPARE(outcome.results[2].state, EditResult::State::Failed);
    QCOMPARE(outcome.results[3].state, EditResult::State::Skipped);
    QVERIFY(outcome.undo.empty());
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(1));
    QCOMPARE(m_fixture->count("widget"), 2);
    QCOMPARE(m_fixture->runs().front().state, RunState::Errored);

    const EditOutcome good =
        apply({update(1, {{"price", 50}}), create({{"name", "x"}})}, EditPolicy::AllOrNone);
    QCOMPARE(good.run.state, RunState::Completed);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(50));
}

void EditDeskTest::allOrNoneRefusesActionsOutsideOfTransactions()
{
    fill(1);
    m_fixture->action("widget.update")->run.transactional = false;
    m_fixture->publish();
    const EditOutcome outcome = apply({update(1, {{"price", 50}})}, EditPolicy::AllOrNone);
    QCOMPARE(outcome.run.state, RunState::Errored);
    QVERIFY(outcome.run.error->message().find("widget.update") != std::string::npos);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(1));

    const EditOutcome alone = apply({update(1, {{"price", 50}}), update(1, {{"name", "a"}})});
    QCOMPARE(alone.run.state, RunState::Completed);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(50));
    QCOMPARE(m_fixture->stored("widget", 1, "name"), Value("a"));
}

void EditDeskTest::aRecordThatChangedMeanwhileIsAConflict()
{
    fill(2);
    const DateTime seen = m_fixture->clock.now();
    m_fixture->clock.advance(std::chrono::seconds(5));
    QCOMPARE(apply({update(1, {{"price", 7}}), update(2, {{"price", 7}})}).run.state,
             RunState::Completed);
    RecordEdit gone = remove(2);
    gone.seen = seen;
    const EditOutcome outcome = apply({update(1, {{"price", 8}}, {{"price", 1}}),
                                       update(1, {{"name", "mine"}}, {{"name", "w1"}}), gone});
    QCOMPARE(outcome.run.state, RunState::CompletedWithErrors);
    QCOMPARE(outcome.results[0].state, EditResult::State::Conflict);
    QCOMPARE(outcome.results[0].now->fields.at("price"), Value(7));
    QCOMPARE(outcome.results[1].state, EditResult::State::Applied); // another field
    QCOMPARE(outcome.results[2].state, EditResult::State::Conflict);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(7));
    QCOMPARE(m_fixture->count("widget"), 2);
}

void EditDeskTest::theSameChangeBySomebodyElseIsNoConflict()
{
    fill(1);
    QCOMPARE(apply({update(1, {{"price", 7}})}).run.state, RunState::Completed);
    const EditOutcome outcome = apply({update(1, {{"price", 7}}, {{"price", 1}})});
    QCOMPARE(outcome.results[0].state, EditResult::State::Unchanged);
}

void EditDeskTest::undoBringsEverythingBack()
{
    fill(3);
    const auto all = [this] {
        const Result<Store::Reader> reader = m_fixture->store->reader();
        const auto def = m_fixture->services.project()->findModel("widget");
        const Result<RecordPage> page = RecordReader(reader->database(), *def).page({});
        ValueList rows;
        for (const RecordRow &row : page->rows)
            rows.emplace_back(row.fields);
        return Value(std::move(rows));
    };
    const Value before = all();
    m_fixture->clock.advance(std::chrono::seconds(5));
    EditOutcome outcome =
        apply({update(1, {{"name", "x"}, {"price", -0.0}}), remove(2), create({{"name", "new"}}),
               update(1, {{"name", "y"}}), update(3, {{"sku", "s2"}})});
    QCOMPARE(outcome.run.state, RunState::Completed);
    QCOMPARE(outcome.undo.size(), 5U);
    const EditOutcome back = apply(std::move(outcome.undo));
    QCOMPARE(back.run.state, RunState::Completed);
    QVERIFY(all().identicalTo(before));
    QCOMPARE(m_fixture->stored("widget", 2, "name"), Value("w2"));

    const EditOutcome again = apply(back.undo); // and undone once more
    QCOMPARE(again.run.state, RunState::Completed);
    QCOMPARE(m_fixture->stored("widget", 1, "name"), Value("y"));
    QCOMPARE(m_fixture->count("widget"), 3);
}

void EditDeskTest::undoIsAConflictWhenTheRecordWentOn()
{
    fill(1);
    const EditOutcome outcome = apply({update(1, {{"price", 2}})});
    QCOMPARE(apply({update(1, {{"price", 3}})}).run.state, RunState::Completed);
    const EditOutcome back = apply(outcome.undo);
    QCOMPARE(back.results[0].state, EditResult::State::Conflict);
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(3));
}

void EditDeskTest::valuesKeepTheirKind_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<Value>("value");
    const auto row = [](const char *what, const char *fieldName, Value value) {
        QTest::newRow(what) << std::string(fieldName) << std::move(value);
    };
    row("false", "sold", false);
    row("zero", "price", 0);
    row("empty text", "sku", "");
    row("2^53+1", "price", std::int64_t{9007199254740993});
    row("1e308", "price", 1e308);
    row("minus zero", "price", -0.0);
    row("emoji", "sku", "👩‍👩‍👧‍👦");
    row("combining marks", "sku", "e\u0301");
    row("NUL", "sku", std::string("a\0b", 3));
    row("10 MB", "name", std::string(10U << 20U, 'x'));
    Value deep = 1;
    for (int i = 0; i < 1000; ++i)
        deep = ValueList{std::move(deep)};
    row("deep JSON", "data", deep);
}

void EditDeskTest::valuesKeepTheirKind()
{
    QFETCH(const std::string, name);
    QFETCH(const Value, value);
    fill(1);
    const EditOutcome outcome = apply({update(1, {{name, value}})});
    QCOMPARE(outcome.results.front().state, EditResult::State::Applied);
    QVERIFY(m_fixture->stored("widget", 1, name).identicalTo(value));
    QCOMPARE(apply(outcome.undo).run.state, RunState::Completed);
}

void EditDeskTest::actionsSeeTheEdits()
{
    fill(1);
    std::vector<std::string> seen;
    m_fixture->scripts.effects["note.lua"] = [&seen](RunScope &,
                                                     EffectCall call) -> Task<Result<Value>> {
        seen.push_back(call.trigger.at("type").stringOr() + " " +
                       call.record->get("name")->stringOr());
        co_return Value();
    };
    m_fixture->action("widget.update")->success.effects.push_back(file("note.lua"));
    m_fixture->publish();
    const EditOutcome outcome =
        apply({update(1, {{"name", "a"}}), update(1, {{"name", "b"}}), update(9, {{"name", "c"}})});
    QCOMPARE(outcome.run.state, RunState::CompletedWithErrors);
    QCOMPARE(seen, (std::vector<std::string>{"ui a", "ui b"}));
}

void EditDeskTest::missingThingsAreNamed()
{
    RecordEdit edit = create({{"name", "x"}});
    edit.model = "nothing";
    const EditOutcome outcome = apply({edit});
    QVERIFY(outcome.results.front().error->message().find("nothing") != std::string::npos);
    BulkEdit unknown;
    unknown.model = "nothing";
    QCOMPARE(bulk(unknown).error->code, std::string(errc::notFound));
    const Result<BulkReport> report = answerOf(m_desk->bulkReport(outcome.run.id));
    QVERIFY(!report.ok());
}

void EditDeskTest::readOnlyRefuses()
{
    m_readOnly = true;
    QCOMPARE(apply({create({{"name", "x"}})}).run.error->code, std::string(errc::readOnly));
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"price", 1}};
    QCOMPARE(bulk(edit).error->code, std::string(errc::readOnly));
}

void EditDeskTest::tooManyAreRefused()
{
    const EditOutcome outcome = apply(std::vector<RecordEdit>(Edits::maxEdits + 1, remove(1)));
    QCOMPARE(outcome.run.error->code, std::string(errc::invalidInput));
}

void EditDeskTest::bulkSetsWhatTheFilterFinds()
{
    fill(20);
    BulkEdit edit;
    edit.model = "widget";
    edit.filter = byPrice(FilterOp::GreaterThan, 15);
    edit.fields = {{"data", ValueObject{{"on", "sale"}}}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::Completed);
    QCOMPARE(run.models.front().expected, 5);
    QCOMPARE(run.models.front().counts.updated, 5);
    QCOMPARE(m_fixture->stored("widget", 15, "data"), Value());
    QCOMPARE(m_fixture->stored("widget", 16, "data")["on"], Value("sale"));
    const RunInfo again = bulk(edit);
    QCOMPARE(again.models.front().counts.unchanged, 5);
}

void EditDeskTest::bulkVisitsEachRecordOnce()
{
    fill(1200);
    BulkEdit edit; // takes each record out of its own filter
    edit.model = "widget";
    edit.filter = byPrice(FilterOp::LessThanOrEqual, 1150);
    edit.fields = {{"price", 5000}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.models.front().counts.updated, 1150);
    QCOMPARE(m_fixture->stored("widget", 1150, "price"), Value(5000));
    QCOMPARE(m_fixture->stored("widget", 1151, "price"), Value(1151));
}

void EditDeskTest::bulkFailuresAreCollected()
{
    fill(3);
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sku", "s2"}}; // unique
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::CompletedWithErrors);
    QCOMPARE(run.models.front().counts.failed, 2);
    const Result<BulkReport> report = answerOf(m_desk->bulkReport(run.id));
    QCOMPARE(report->failures.size(), 2U);
    QCOMPARE(raw(report->failures[0].record), 1);
    QCOMPARE(raw(report->failures[1].record), 3);
}

void EditDeskTest::bulkDeletesSomeIds()
{
    fill(4);
    BulkEdit edit;
    edit.model = "widget";
    edit.kind = BulkEdit::Kind::Delete;
    edit.ids = {RecordId{2}, RecordId{4}, RecordId{9}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.models.front().counts.deleted, 2);
    QCOMPARE(run.models.front().counts.failed, 1);
    QCOMPARE(m_fixture->count("widget"), 2);
    edit.ids = std::vector<RecordId>(); // none is not all
    QCOMPARE(bulk(edit).models.front().counts.deleted, 0);
    QCOMPARE(m_fixture->count("widget"), 2);
}

void EditDeskTest::bulkPreviewChangesNothing()
{
    fill(8);
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sku", "s2"}};
    const Result<BulkPreview> preview = answerOf(m_desk->previewBulk(edit, 5));
    QVERIFY2(preview.ok(), preview ? "" : preview.error().describe().c_str());
    QCOMPARE(preview->records, 8);
    QCOMPARE(preview->rows.size(), 5U);
    QVERIFY(preview->rows[0].error.has_value());
    QVERIFY(!preview->rows[1].error);
    edit.fields = {{"price", 3.5}};
    const Result<BulkPreview> prices = answerOf(m_desk->previewBulk(edit, 2));
    QCOMPARE(prices->rows[0].before.fields.at("price"), Value(1));
    QCOMPARE(prices->rows[0].after.fields.at("price"), Value(3.5));
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(1));
}

void EditDeskTest::bulkRefusesWrongFields()
{
    BulkEdit edit;
    edit.model = "widget";
    QCOMPARE(bulk(edit).error->code, std::string(errc::invalidInput));
    edit.fields = {{"colour", "red"}};
    QVERIFY(bulk(edit).error->message().find("colour") != std::string::npos);
}

void EditDeskTest::aCancelledBulkKeepsWhatItCommitted()
{
    fill(300);
    m_fixture->scripts.effects["stop.lua"] = [this](RunScope &scope,
                                                    EffectCall call) -> Task<Result<Value>> {
        if (call.record->get("price")->intOr() >= 150) {
            const std::lock_guard lock(m_mutex);
            m_stops[scope.runId()].request_stop();
        }
        co_return Value();
    };
    m_fixture->action("widget.update")->run.effects.push_back(file("stop.lua"));
    m_fixture->publish();
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sold", true}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::Cancelled);
    const std::int64_t updated = run.models.front().counts.updated;
    QVERIFY(updated >= 100 && updated <= 150);
    QCOMPARE(m_fixture->stored("widget", updated, "sold"), Value(true));
    QCOMPARE(m_fixture->stored("widget", updated + 1, "sold"), Value());
    QCOMPARE(m_fixture->runs().front().state, RunState::Cancelled);
}

QTEST_GUILESS_MAIN(EditDeskTest)
#include "EditDeskTest.moc"
