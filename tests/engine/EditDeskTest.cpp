#include "tests/engine/EditDeskFixture.h"

#include <cmath>
#include <limits>

using namespace syncline;
using namespace syncline::test;

class EditDeskTest : public EditDeskFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
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
};

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

QTEST_GUILESS_MAIN(EditDeskTest)
#include "EditDeskTest.moc"
