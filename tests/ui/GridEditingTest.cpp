#include "ui/records/GridEditing.h"
#include "tests/support/StdToString.h"
#include "tests/ui/ShownGrid.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/LineFieldEditor.h"
#include "ui/inspector/LongFieldEditor.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/PendingBar.h"
#include "ui/records/ReviewDialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

struct Editing : ShownGrid
{
    using ShownGrid::ShownGrid;

    void go(std::int64_t row, const char *field)
    {
        view->setFocus();
        view->setCurrent(row, view->columns()->find(QString::fromLatin1(field)));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(view, key, modifiers);
    }
    [[nodiscard]] QString text(std::int64_t row, const char *field) const
    {
        return view->cellText(row, view->columns()->find(QString::fromLatin1(field)));
    }
    [[nodiscard]] QLineEdit *line() const
    {
        return page->editing()->editor()
                   ? qobject_cast<QLineEdit *>(page->editing()->editor()->editor()->focusProxy())
                   : nullptr;
    }
    /** As a user would: opens, writes, Enter. */
    void write(std::int64_t row, const char *field, const QString &text)
    {
        go(row, field);
        key(Qt::Key_F2);
        QVERIFY(line());
        QTest::keyClicks(line(), text);
        QTest::keyClick(line(), Qt::Key_Return);
    }
    [[nodiscard]] PendingEdits &pending() { return PendingEdits::of(&fixture.session); }
    [[nodiscard]] PendingBar *bar() const { return page->editing()->bar(); }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return page->findChild<QPushButton *>(QString::fromLatin1(name));
    }
    [[nodiscard]] const std::vector<EditRequest> &requests() const
    {
        return fixture.engine->fakeEdits.requests;
    }
    void trigger(const char *action) { fixture.actions.action(action)->trigger(); }
};

} // namespace

class GridEditingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void editsInPlaceAndWaits();
    void theEditorKeepsToItsRow();
    void typingReplaces();
    void escapeLeavesTheValue();
    void wrongInputKeepsTheEditorOpen();
    void tabGoesOn();
    void spaceTogglesAndCtrl0Unsets();
    void choicesAreChosen();
    void whatCannotBeEditedSaysWhy();
    void newAndDeletedRowsAreMarked();
    void appliesAsOneRunAndUndoes();
    void undoAndRedoOfPendingEdits();
    void failuresStayAtTheirCells();
    void conflictsAreDecidedInTheReview();
    void reviewDropsSingleRecords();
    void editsSurviveFiltersAndPages();
    void closingSaves();
    void longValuesOpenReadOnly();
};

void GridEditingTest::editsInPlaceAndWaits()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    QVERIFY(grid.bar()->isHidden());
    const QString before = grid.text(1, "title");
    grid.write(1, "title", u"Tin mug"_s);
    QVERIFY(!grid.page->editing()->editor());
    QCOMPARE(grid.text(1, "title"), u"Tin mug"_s);
    QCOMPARE(grid.view->currentRow(), 2); // Enter goes on below
    QVERIFY(grid.requests().empty());
    QVERIFY(!grid.bar()->isHidden());
    QVERIFY(grid.bar()->text().startsWith(u"1 change in 1 record"_s));
    QVERIFY(grid.page->isModified());
    const GridColumn &title = grid.view->columns()->column(grid.view->columns()->find(u"title"_s));
    QCOMPARE(grid.view->overlay().note(*grid.view->source()->row(1), title), u"Was: "_s + before);
    grid.write(1, "title", before);
    QVERIFY2(grid.bar()->isHidden(), "the stored value again is no change");
}

void GridEditingTest::theEditorKeepsToItsRow()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    for (const char *field : {"title", "status"}) { // a line and a choice
        grid.go(2, field);
        grid.key(Qt::Key_F2);
        const CellEditor *editor = grid.page->editing()->editor();
        QVERIFY2(editor, field);
        const QRect cell = grid.view->cellRect(2, grid.view->currentColumn());
        QCOMPARE(editor->y(), cell.y());
        QCOMPARE(editor->height(), cell.height());
        const QWidget *control = editor->editor()->focusProxy();
        QVERIFY2(editor->rect().contains(QRect(control->mapTo(editor, QPoint()), control->size())),
                 "nothing of it is cut");
        QCOMPARE_GE(control->height(), control->fontMetrics().height());
        grid.page->editing()->editor()->cancel();
    }
}

void GridEditingTest::typingReplaces()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "sku");
    QTest::keyClick(grid.view, 'x');
    QVERIFY(grid.line());
    QCOMPARE(grid.line()->text(), u"x"_s);
    QTest::keyClicks(grid.line(), u"yz"_s);
    QTest::keyClick(grid.line(), Qt::Key_Return);
    QCOMPARE(grid.text(0, "sku"), u"xyz"_s);
}

void GridEditingTest::escapeLeavesTheValue()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "sku");
    const QString before = grid.text(0, "sku");
    grid.key(Qt::Key_F2);
    QTest::keyClicks(grid.line(), u"nothing"_s);
    QTest::keyClick(grid.line(), Qt::Key_Escape);
    QCOMPARE(grid.text(0, "sku"), before);
    QVERIFY(grid.pending().isEmpty(u"product"_s));
    grid.key(Qt::Key_F2); // opened and left with Enter: nothing either
    QTest::keyClick(grid.line(), Qt::Key_Return);
    QVERIFY(grid.pending().isEmpty(u"product"_s));
}

void GridEditingTest::wrongInputKeepsTheEditorOpen()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "price");
    grid.key(Qt::Key_F2);
    QTest::keyClicks(grid.line(), u"cheap"_s);
    QTest::keyClick(grid.line(), Qt::Key_Return);
    QVERIFY(grid.page->editing()->editor());
    QVERIFY(grid.line()->property("invalid").toBool());
    grid.trigger("records.apply"); // nothing that could be applied
    QVERIFY(grid.requests().empty());
    grid.line()->selectAll();
    QTest::keyClicks(grid.line(), u"12.5"_s);
    QTest::keyClick(grid.line(), Qt::Key_Return);
    QCOMPARE(grid.text(0, "price"), u"12.50"_s);
}

void GridEditingTest::tabGoesOn()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "title");
    grid.key(Qt::Key_F2);
    QTest::keyClicks(grid.line(), u"A"_s);
    QTest::keyClick(grid.line(), Qt::Key_Tab);
    QCOMPARE(grid.view->currentColumn(), grid.view->columns()->find(u"sku"_s));
    QVERIFY(grid.line());
    QTest::keyClicks(grid.line(), u"B"_s);
    QTest::keyClick(grid.line(), Qt::Key_Backtab);
    QCOMPARE(grid.view->currentColumn(), grid.view->columns()->find(u"title"_s));
    QTest::keyClick(grid.line(), Qt::Key_Escape);
    QCOMPARE(grid.text(0, "title"), u"A"_s);
    QCOMPARE(grid.text(0, "sku"), u"B"_s);
    QCOMPARE(grid.pending().totals(u"product"_s).changes, 2);
}

void GridEditingTest::spaceTogglesAndCtrl0Unsets()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "featured"); // not set
    const auto value = [&] {
        const PendingPtr record = grid.pending().find(u"product"_s, RecordId{1});
        return record ? record->fields.at("featured") : Value("no edit");
    };
    grid.key(Qt::Key_Space);
    QVERIFY(value().identicalTo(Value(true)));
    grid.key(Qt::Key_Space);
    QVERIFY(value().identicalTo(Value(false))); // which is not "not set"
    grid.key(Qt::Key_0, Qt::ControlModifier);
    QVERIFY(grid.pending().isEmpty(u"product"_s)); // as it was
    grid.go(0, "sku");
    grid.key(Qt::Key_0, Qt::ControlModifier);
    QVERIFY(grid.pending().find(u"product"_s, RecordId{1})->fields.at("sku").isNull());
    grid.go(0, "title"); // required
    grid.key(Qt::Key_0, Qt::ControlModifier);
    QVERIFY(!grid.pending().find(u"product"_s, RecordId{1})->fields.contains("title"));
}

void GridEditingTest::choicesAreChosen()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.go(0, "status");
    grid.key(Qt::Key_Return);
    QVERIFY(grid.page->editing()->editor());
    auto *box = qobject_cast<QComboBox *>(grid.page->editing()->editor()->editor()->focusProxy());
    QVERIFY(box);
    box->setCurrentText(u"Archived"_s);
    Q_EMIT box->activated(box->currentIndex());
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(grid.text(0, "status"), u"Archived"_s);
}

void GridEditingTest::whatCannotBeEditedSaysWhy()
{
    auto engine = makeFakeShop();
    Editing grid(engine);
    QTRY_VERIFY(grid.isSettled());
    const GridColumns *columns = grid.view->columns();
    QVERIFY(grid.page->editing()->refusal(0, columns->find(u"id"_s)).contains(u"id"_s));
    QVERIFY(grid.page->editing()->refusal(0, columns->find(u"title"_s)).isEmpty());
    grid.go(0, "id");
    grid.key(Qt::Key_F2);
    QTest::keyClick(grid.view, 'x');
    QVERIFY(!grid.page->editing()->editor());
    engine->readOnly = true;
    QVERIFY(!grid.page->editing()->refusal(0, columns->find(u"title"_s)).isEmpty());
}

void GridEditingTest::newAndDeletedRowsAreMarked()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    const std::int64_t rows = grid.view->source()->rowCount();
    grid.view->setFocus();
    grid.trigger("records.newRow");
    QCOMPARE(grid.view->source()->rowCount(), rows + 1);
    QCOMPARE(grid.view->source()->storedCount(), rows);
    QCOMPARE(grid.view->currentRow(), rows);
    QVERIFY(grid.line());
    QTest::keyClicks(grid.line(), u"Brand new"_s);
    QTest::keyClick(grid.line(), Qt::Key_Return);
    QCOMPARE(grid.text(rows, "title"), u"Brand new"_s);
    QVERIFY(grid.text(rows, "id").isEmpty());
    QVERIFY(grid.label("records.count").contains(u"1 new"_s));

    grid.go(2, "title");
    grid.key(Qt::Key_Down, Qt::ShiftModifier);
    grid.trigger("records.delete");
    QVERIFY(grid.view->overlay().row(*grid.view->source()->row(2)).isDeleted);
    QVERIFY(grid.view->overlay().row(*grid.view->source()->row(3)).isDeleted);
    QVERIFY(!grid.page->editing()->refusal(2, 1).isEmpty());
    QCOMPARE(grid.pending().totals(u"product"_s).records, 3);
    grid.trigger("records.delete");
    QCOMPARE(grid.pending().totals(u"product"_s).records, 1);
    QVERIFY(grid.fixture.prompter.questions.empty()); // nothing happened yet
}

void GridEditingTest::appliesAsOneRunAndUndoes()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.write(0, "title", u"First"_s);
    grid.write(1, "title", u"Second"_s);
    FakeEdits &edits = grid.fixture.engine->fakeEdits;
    const auto usual = edits.applyAs;
    edits.applyAs = [usual](const EditRequest &request) {
        EditOutcome outcome = usual(request);
        RecordEdit back;
        back.model = "product";
        back.record = RecordId{1};
        back.fields = {{"title", "Before"}};
        outcome.undo = {back};
        return outcome;
    };
    grid.button("pending.apply")->click();
    QCOMPARE(grid.requests().size(), 1U);
    QCOMPARE(grid.requests().front().edits.size(), 2U);
    QCOMPARE(grid.requests().front().trigger.at("type"), Value("ui"));
    QTRY_VERIFY(grid.bar()->text().startsWith(u"Applied to 2 records"_s));
    QVERIFY(!grid.page->isModified());
    QTRY_COMPARE(grid.text(0, "title"), u"First"_s);
    QVERIFY(!grid.button("pending.undo")->isHidden());
    edits.applyAs = usual;
    grid.button("pending.undo")->click();
    QCOMPARE(grid.requests().size(), 2U);
    QTRY_VERIFY(grid.bar()->text().startsWith(u"Set back 1"_s));
    QVERIFY(grid.button("pending.undo")->isHidden());
    QTRY_COMPARE(grid.text(0, "title"), u"Before"_s);
}

void GridEditingTest::undoAndRedoOfPendingEdits()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    const QString before = grid.text(0, "title");
    QVERIFY(!grid.fixture.actions.action("records.undo")->isEnabled());
    grid.write(0, "title", u"A"_s);
    grid.write(0, "title", u"B"_s);
    grid.trigger("records.undo");
    QCOMPARE(grid.text(0, "title"), u"A"_s);
    grid.trigger("records.undo");
    QCOMPARE(grid.text(0, "title"), before);
    QVERIFY(grid.bar()->isHidden());
    grid.trigger("records.redo");
    grid.trigger("records.redo");
    QCOMPARE(grid.text(0, "title"), u"B"_s);
    grid.button("pending.discard")->click();
    QCOMPARE(grid.text(0, "title"), before);
    grid.trigger("records.undo"); // discarding is a step, too
    QCOMPARE(grid.text(0, "title"), u"B"_s);
}

void GridEditingTest::failuresStayAtTheirCells()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.write(0, "title", u"Good"_s);
    grid.write(1, "sku", u"SKU-10000"_s);
    FakeEdits &edits = grid.fixture.engine->fakeEdits;
    const auto usual = edits.applyAs;
    edits.applyAs = [usual](const EditRequest &request) {
        EditOutcome outcome = usual(request);
        outcome.results[1].state = EditResult::State::Failed;
        outcome.results[1].error = Error(errc::invalidRecord, "The product is not valid.");
        outcome.results[1].error->fields = {{"sku", "is not unique"}};
        return outcome;
    };
    grid.trigger("records.apply");
    QTRY_VERIFY(grid.bar()->text().contains(u"1 record failed"_s));
    QVERIFY(!grid.button("pending.apply")->isHidden());
    QCOMPARE(grid.pending().totals(u"product"_s).records, 1);
    QTRY_VERIFY(grid.isSettled());
    const GridColumn &sku = grid.view->columns()->column(grid.view->columns()->find(u"sku"_s));
    const RecordRow &row = *grid.view->source()->row(1);
    QVERIFY(grid.view->overlay().cell(row, sku).mark == GridOverlay::Mark::Failed);
    QVERIFY(grid.view->overlay().note(row, sku).contains(u"is not unique"_s));
    QVERIFY(grid.view->overlay().row(row).isFailed);
}

void GridEditingTest::conflictsAreDecidedInTheReview()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.write(0, "title", u"Mine"_s);
    FakeEdits &edits = grid.fixture.engine->fakeEdits;
    const auto usual = edits.applyAs;
    RecordRow theirs = *grid.view->source()->row(0);
    theirs.fields.set("title", "Theirs");
    edits.applyAs = [theirs](const EditRequest &) {
        EditOutcome outcome;
        outcome.run.id = RunId{5};
        EditResult &result = outcome.results.emplace_back();
        result.state = EditResult::State::Conflict;
        result.record = theirs.id;
        result.now = theirs;
        result.error = Error("SYNC_CONFLICT", "It was changed by somebody else.");
        return outcome;
    };
    grid.trigger("records.apply");
    QTRY_COMPARE(grid.pending().totals(u"product"_s).conflicts, 1);
    grid.trigger("records.review");
    auto *dialog = grid.page->findChild<ReviewDialog *>();
    QVERIFY(dialog);
    // No QAbstractItemModelTester: the tree resets its model when it is on its way out.
    QTreeWidgetItem *field = dialog->tree()->topLevelItem(0)->child(0);
    QCOMPARE(field->text(2), u"Mine"_s);
    QVERIFY(field->text(3).contains(u"Theirs"_s));
    QVERIFY(dialog->findChild<QPushButton *>(u"review.theirs"_s)->isVisible());
    dialog->findChild<QPushButton *>(u"review.mine"_s)->click();
    QCOMPARE(grid.pending().totals(u"product"_s).conflicts, 0);
    edits.applyAs = usual;
    dialog->findChild<QPushButton *>(u"review.apply"_s)->click();
    QTRY_VERIFY(grid.pending().isEmpty(u"product"_s));
    QCOMPARE(grid.requests().back().edits.front().expected.at("title"), Value("Theirs"));
}

void GridEditingTest::reviewDropsSingleRecords()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.write(0, "title", u"A"_s);
    grid.write(1, "title", u"B"_s);
    grid.go(2, "title");
    grid.trigger("records.delete");
    grid.trigger("records.review");
    auto *dialog = grid.page->findChild<ReviewDialog *>();
    QCOMPARE(dialog->tree()->topLevelItemCount(), 3);
    QCOMPARE(dialog->tree()->topLevelItem(2)->childCount(), 0);
    dialog->tree()->setCurrentItem(dialog->tree()->topLevelItem(1)->child(0));
    dialog->findChild<QPushButton *>(u"review.drop"_s)->click();
    QCOMPARE(dialog->tree()->topLevelItemCount(), 2);
    QVERIFY(!grid.pending().find(u"product"_s, RecordId{2}));
    auto *together = dialog->findChild<QAbstractButton *>(u"review.together"_s);
    together->click();
    dialog->findChild<QPushButton *>(u"review.apply"_s)->click();
    QVERIFY(grid.requests().back().policy == EditPolicy::AllOrNone);
}

void GridEditingTest::editsSurviveFiltersAndPages()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    grid.write(0, "title", u"Mine"_s);
    grid.view->filters()->setTexts({{u"sku"_s, u"=SKU-10005"_s}});
    Q_EMIT grid.view->filters()->filterChanged();
    QTRY_COMPARE(grid.view->source()->rowCount(), 1);
    QVERIFY(grid.page->isModified());
    const RecordsPage other(grid.page->ref(), grid.fixture.context(), &grid.host);
    QVERIFY(other.isModified()); // they are the session's
    grid.view->filters()->clear();
    QTRY_COMPARE(grid.view->source()->rowCount(), 1240);
    QTRY_COMPARE(grid.text(0, "title"), u"Mine"_s);
}

void GridEditingTest::closingSaves()
{
    Editing grid;
    QTRY_VERIFY(grid.isSettled());
    QSignalSpy closing(grid.page.get(), &DocumentPage::closeRequested);
    grid.write(0, "title", u"Mine"_s);
    QVERIFY(grid.page->canSave());
    grid.page->saveAndClose();
    QTRY_COMPARE(closing.count(), 1);
    QCOMPARE(grid.requests().size(), 1U);
    grid.write(1, "title", u"Other"_s);
    grid.page->discardChanges();
    QVERIFY(!grid.page->isModified());
}

void GridEditingTest::longValuesOpenReadOnly()
{
    auto engine = makeFakeShop();
    auto &rows = engine->tables["product"].rows;
    rows[0].fields.set("description", Value(std::string(10U << 20U, 'x')));
    Value deep = 1;
    for (int i = 0; i < 1000; ++i)
        deep = ValueList{std::move(deep)};
    rows[2].fields.set("attributes", deep);
    Editing grid(engine);
    QTRY_VERIFY(grid.isSettled());
    const auto open = [&](std::int64_t row, const char *field) {
        grid.go(row, field);
        grid.key(Qt::Key_F2);
        const auto *editor = grid.page->editing()->editor();
        const auto *text =
            editor ? qobject_cast<QPlainTextEdit *>(editor->editor()->focusProxy()) : nullptr;
        const auto *line =
            editor ? qobject_cast<QLineEdit *>(editor->editor()->focusProxy()) : nullptr;
        QVERIFY(text || line);
        QVERIFY2(text ? text->isReadOnly() : line->isReadOnly(), field);
        QTest::keyClicks(text ? editor->editor()->focusProxy() : editor->editor()->focusProxy(),
                         u"abc"_s);
        QTest::keyClick(editor->editor()->focusProxy(), Qt::Key_Return, Qt::ControlModifier);
    };
    open(0, "description");
    open(2, "attributes");
    QVERIFY(grid.pending().isEmpty(u"product"_s));
}

QTEST_MAIN(GridEditingTest)
#include "GridEditingTest.moc"
