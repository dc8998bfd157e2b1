#include "ui/records/PendingEdits.h"
#include "tests/support/StdToString.h"
#include "ui/records/GridOverlay.h"

#include <QSignalSpy>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

RecordRow row(std::int64_t id, ValueObject fields, std::int64_t updated = 1000)
{
    RecordRow made;
    made.id = RecordId{id};
    made.fields = std::move(fields);
    made.updatedAt = DateTime{updated};
    return made;
}

EditResult result(EditResult::State state)
{
    EditResult made;
    made.state = state;
    return made;
}

const QString product = u"product"_s;

} // namespace

class PendingEditsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsChangesAndRecords();
    void aValueAsItWasIsNoChange();
    void valuesKeepTheirKind();
    void undoAndRedo();
    void typingIsOneStep();
    void newRecordsComeAndGo();
    void deletingIsAMarkThatCanBeTakenOff();
    void editsSayWhatTheyExpect();
    void whatWasAppliedIsForgotten();
    void whatFailedSaysWhy();
    void conflictsAreDecided();
    void whatIsTypedMeanwhileStays();
    void theOverlayShowsThem();
    void belongsToTheSession();
};

void PendingEditsTest::countsChangesAndRecords()
{
    PendingEdits edits(nullptr);
    QSignalSpy changed(&edits, &PendingEdits::changed);
    const RecordRow first = row(1, {{"title", "Mug"}, {"price", 5}});
    edits.set(product, first, "title", "Cup");
    edits.set(product, first, "price", 6);
    edits.set(product, row(2, {{"title", "Bag"}}), "title", Value());
    QCOMPARE(changed.count(), 3);
    const PendingEdits::Totals totals = edits.totals(product);
    QCOMPARE(totals.changes, 3);
    QCOMPARE(totals.records, 2);
    QVERIFY(edits.isEmpty(u"order"_s));
    QCOMPARE(edits.totals().records, 2);
    QCOMPARE(edits.find(product, RecordId{1})->shown().fields.at("title"), Value("Cup"));
}

void PendingEditsTest::aValueAsItWasIsNoChange()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}});
    edits.set(product, mug, "title", "Mug");
    QVERIFY(edits.isEmpty(product));
    QCOMPARE(edits.undoStack(product)->count(), 0);
    edits.set(product, mug, "title", "Cup");
    edits.set(product, mug, "title", "Mug");
    QVERIFY(edits.isEmpty(product));
}

void PendingEditsTest::valuesKeepTheirKind()
{
    PendingEdits edits(nullptr);
    const RecordRow zero = row(1, {{"a", 0}, {"b", false}, {"c", ""}, {"d", 0.0}});
    const auto is = [&](const char *field, const Value &value) {
        edits.set(product, zero, field, value);
        const PendingPtr record = edits.find(product, RecordId{1});
        return record && record->fields.at(field).identicalTo(value);
    };
    QVERIFY(is("a", Value()));
    QVERIFY(is("a", Value(false)));
    QVERIFY(is("b", Value(0)));
    QVERIFY(is("c", Value()));
    QVERIFY(is("d", Value(-0.0)));
    QVERIFY(is("a", Value(std::int64_t{9'007'199'254'740'993})));
    QVERIFY(is("a", Value(1e308)));
    QVERIFY(is("c", Value(std::string("a\0b", 3))));
}

void PendingEditsTest::undoAndRedo()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}});
    edits.set(product, mug, "title", "Cup");
    edits.toggleDeleted(product, {mug, row(2, {})});
    QUndoStack *stack = edits.undoStack(product);
    stack->undo();
    QCOMPARE(edits.totals(product).records, 1);
    QVERIFY(edits.find(product, RecordId{1})->kind == RecordEdit::Kind::Update);
    stack->undo();
    QVERIFY(edits.isEmpty(product));
    stack->redo();
    stack->redo();
    QCOMPARE(edits.totals(product).records, 2);
    edits.dropAll(product);
    QVERIFY(edits.isEmpty(product));
    stack->undo();
    QCOMPARE(edits.totals(product).records, 2);
}

void PendingEditsTest::typingIsOneStep()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}, {"sku", "m"}});
    for (const char *text : {"M", "Mu", "Mug!"})
        edits.setAll(product, mug, {{"title", text}});
    QCOMPARE(edits.undoStack(product)->count(), 1);
    edits.setAll(product, mug, {{"title", "Mug!"}, {"sku", "x"}});
    QCOMPARE(edits.undoStack(product)->count(), 2);
    edits.undoStack(product)->undo();
    QCOMPARE(edits.find(product, RecordId{1})->fields.at("title"), Value("Mug!"));
    edits.undoStack(product)->undo();
    QVERIFY(edits.isEmpty(product));
}

void PendingEditsTest::newRecordsComeAndGo()
{
    PendingEdits edits(nullptr);
    const RecordId first = edits.add(product, row(0, {{"stock", 3}}));
    const RecordId second = edits.add(product, row(0, {}));
    QVERIFY(first < RecordId{} && second < RecordId{} && first != second);
    edits.set(product, edits.find(product, first)->shown(), "title", "New");
    QCOMPARE(edits.find(product, first)->shown().fields.at("stock"), Value(3));
    const RecordEdit edit = PendingEdits::editOf(*edits.find(product, first));
    QVERIFY(edit.kind == RecordEdit::Kind::Create);
    QCOMPARE(raw(edit.record), 0);
    QCOMPARE(edit.fields.size(), 1U); // the default is the model's to give
    edits.toggleDeleted(product, {edits.find(product, first)->shown()});
    QVERIFY(!edits.find(product, first));
    QCOMPARE(edits.totals(product).records, 1);
}

void PendingEditsTest::deletingIsAMarkThatCanBeTakenOff()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}});
    edits.set(product, mug, "title", "Cup");
    edits.toggleDeleted(product, {mug, row(2, {})});
    QVERIFY(edits.find(product, RecordId{1})->kind == RecordEdit::Kind::Delete);
    edits.toggleDeleted(product, {mug, row(2, {})});
    QVERIFY(edits.find(product, RecordId{1})->kind == RecordEdit::Kind::Update);
    QCOMPARE(edits.find(product, RecordId{1})->fields.at("title"), Value("Cup"));
    QVERIFY(!edits.find(product, RecordId{2}));
}

void PendingEditsTest::editsSayWhatTheyExpect()
{
    PendingEdits edits(nullptr);
    edits.set(product, row(1, {{"title", "Mug"}, {"price", 5}}), "title", "Cup");
    edits.toggleDeleted(product, {row(2, {}, 77)});
    const RecordEdit update = PendingEdits::editOf(*edits.find(product, RecordId{1}));
    QCOMPARE(update.fields.size(), 1U);
    QCOMPARE(update.expected.at("title"), Value("Mug"));
    QVERIFY(!update.expected.contains("price"));
    const RecordEdit remove = PendingEdits::editOf(*edits.find(product, RecordId{2}));
    QVERIFY(remove.seen == DateTime{77});
    QVERIFY(remove.fields.empty());
}

void PendingEditsTest::whatWasAppliedIsForgotten()
{
    PendingEdits edits(nullptr);
    edits.set(product, row(1, {{"title", "Mug"}}), "title", "Cup");
    edits.set(product, row(2, {{"title", "Bag"}}), "title", "Sack");
    edits.settle(product, edits.records(product),
                 {result(EditResult::State::Applied), result(EditResult::State::Skipped)});
    QVERIFY(!edits.find(product, RecordId{1}));
    QVERIFY(edits.find(product, RecordId{2}));
    QVERIFY(!edits.undoStack(product)->canUndo());
}

void PendingEditsTest::whatFailedSaysWhy()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}});
    edits.set(product, mug, "title", "Cup");
    EditResult bad = result(EditResult::State::Failed);
    bad.error = Error(errc::invalidRecord, "It is not valid.");
    bad.error->fields = {{"title", "is not unique"}};
    edits.settle(product, edits.records(product), {bad});
    QCOMPARE(edits.totals(product).failed, 1);
    QCOMPARE(edits.find(product, RecordId{1})->problemOf("title"), u"is not unique"_s);
    edits.set(product, mug, "title", "Cup 2");
    QCOMPARE(edits.totals(product).failed, 0); // another edit, nobody has judged it
}

void PendingEditsTest::conflictsAreDecided()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}, {"price", 5}});
    edits.set(product, mug, "title", "Cup");
    edits.set(product, mug, "price", 6);
    EditResult conflict = result(EditResult::State::Conflict);
    conflict.error = Error("SYNC_CONFLICT", "It was changed.");
    conflict.now = row(1, {{"title", "Pot"}, {"price", 6}}, 2000);
    edits.settle(product, edits.records(product), {conflict});
    QCOMPARE(edits.totals(product).conflicts, 1);
    edits.keepMine(product, RecordId{1});
    const PendingPtr mine = edits.find(product, RecordId{1});
    QVERIFY(!mine->theirs && !mine->error);
    QCOMPARE(mine->fields.size(), 1U); // the price is as I want it already
    const RecordEdit edit = PendingEdits::editOf(*mine);
    QCOMPARE(edit.expected.at("title"), Value("Pot"));
    edits.undoStack(product)->undo();
    QVERIFY(edits.find(product, RecordId{1})->theirs);
}

void PendingEditsTest::whatIsTypedMeanwhileStays()
{
    PendingEdits edits(nullptr);
    const RecordRow mug = row(1, {{"title", "Mug"}, {"price", 5}});
    edits.set(product, mug, "title", "Cup");
    const auto applied = edits.records(product);
    edits.set(product, mug, "price", 9); // while the engine is at work
    EditResult done = result(EditResult::State::Applied);
    done.now = row(1, {{"title", "Cup"}, {"price", 5}}, 2000);
    edits.settle(product, applied, {done});
    const PendingPtr left = edits.find(product, RecordId{1});
    QVERIFY(left);
    QCOMPARE(left->fields.size(), 1U);
    QCOMPARE(left->fields.at("price"), Value(9));
    QCOMPARE(left->base.fields.at("title"), Value("Cup"));
}

void PendingEditsTest::theOverlayShowsThem()
{
    PendingEdits edits(nullptr);
    GridOverlay overlay;
    overlay.setEdits(&edits, product);
    GridColumn title;
    title.field.name = "title";
    const RecordRow mug = row(1, {{"title", "Mug"}});
    QVERIFY(overlay.cell(mug, title).mark == GridOverlay::Mark::None);
    edits.set(product, mug, "title", "Cup");
    QCOMPARE(overlay.cell(mug, title).value, Value("Cup"));
    QVERIFY(overlay.cell(mug, title).mark == GridOverlay::Mark::Changed);
    QCOMPARE(overlay.note(mug, title), u"Was: Mug"_s);
    QCOMPARE(overlay.shown(mug).fields.at("title"), Value("Cup"));
    edits.toggleDeleted(product, {mug});
    QVERIFY(overlay.row(mug).isDeleted);
}

void PendingEditsTest::belongsToTheSession()
{
    QObject session;
    PendingEdits &edits = PendingEdits::of(&session);
    QCOMPARE(&PendingEdits::of(&session), &edits);
    QObject other;
    QVERIFY(&PendingEdits::of(&other) != &edits);
}

QTEST_MAIN(PendingEditsTest)
#include "PendingEditsTest.moc"
