#include "tests/ui/ShownGrid.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
constexpr std::int64_t tenMillion = 10'000'000;
} // namespace

class RecordGridTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selectionIsTheSameAsASet();
    void tenMillionRowsAnywhere();
    void draggingTheScrollBarAsksForFewPages();
    void moreRowsThanAScrollBarCounts();
    void keysMoveAndSelect();
    void enterAndF2AskForTheRow();
    void aLateGridTakesTheKeyboardFromNobodyWhoWrites();
    void onlyPagesWithChangedRowsAreReadAgain();
    void newRowsAreAnnouncedNotMoved();
    void copies_data();
    void copies();
    void tooManyRowsToCopyAreRefused();
    void statesAreShown();
    void isATableForAssistivePrograms();
};

void RecordGridTest::selectionIsTheSameAsASet()
{
    GridSelection selection;
    std::set<std::int64_t> model;
    std::uint32_t seed = 7;
    const auto next = [&seed](int below) {
        seed = seed * 1664525 + 1013904223;
        return static_cast<std::int64_t>(seed >> 8) % below;
    };
    for (int step = 0; step < 600; ++step) {
        const std::int64_t first = next(60);
        const std::int64_t last = first + next(12);
        const std::int64_t what = next(3);
        for (std::int64_t row = first; row <= last && what != 2; ++row)
            what == 0 ? void(model.insert(row)) : void(model.erase(row));
        if (what == 0)
            selection.add(first, last);
        else if (what == 1)
            selection.remove(first, last);
        else if (selection.toggle(first); !model.erase(first))
            model.insert(first);
        QCOMPARE(selection.count(), static_cast<std::int64_t>(model.size()));
        for (std::int64_t row = 0; row < 75; ++row)
            QCOMPARE(selection.contains(row), model.count(row) == 1);
    }
    selection.set(0, tenMillion - 1);
    QCOMPARE(selection.ranges().size(), 1U);
    selection.clip(5);
    QCOMPARE(selection.count(), 5);
}

void RecordGridTest::tenMillionRowsAnywhere()
{
    auto engine = makeEmptyShop();
    makeVirtual(*engine, tenMillion);
    const ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    QCOMPARE(grid.view->source()->rowCount(), tenMillion);
    for (const std::int64_t row :
         {tenMillion / 2, tenMillion - 1, std::int64_t{123'456}, std::int64_t{0}}) {
        const int before = engine->pageRequests;
        grid.view->setCurrent(row, 0);
        if (!grid.view->source()->row(row))
            QCOMPARE(grid.view->cellText(row, 0), u"…"_s);
        QTRY_VERIFY(grid.view->source()->row(row));
        QCOMPARE(grid.view->cellText(row, 0), QString::number(row + 1));
        QCOMPARE_LE(engine->pageRequests - before, 2);
    }
    QCOMPARE(grid.label("records.count"), u"10,000,000 records"_s);
    grid.view->selectAll();
    QCOMPARE(grid.view->selection().count(), tenMillion);
}

void RecordGridTest::draggingTheScrollBarAsksForFewPages()
{
    auto engine = makeEmptyShop();
    makeVirtual(*engine, tenMillion);
    const ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    engine->hold();
    const int before = engine->pageRequests;
    for (int step = 1; step <= 300; ++step)
        grid.view->verticalScrollBar()->setValue(step * 30'000);
    QCOMPARE_LE(engine->pageRequests - before, RecordSource::maxUnderWay);
    engine->release();
    QTRY_VERIFY(grid.isSettled());
    QCOMPARE_LE(engine->pageRequests - before, RecordSource::maxUnderWay + 2);
}

void RecordGridTest::moreRowsThanAScrollBarCounts()
{
    constexpr std::int64_t rows = 6'000'000'000;
    auto engine = makeEmptyShop();
    makeVirtual(*engine, rows);
    const ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->setCurrent(rows - 1, 0);
    QTRY_COMPARE(grid.view->cellText(rows - 1, 0), QString::number(rows));
    QCOMPARE(grid.view->verticalScrollBar()->value(), grid.view->verticalScrollBar()->maximum());
    grid.view->verticalScrollBar()->setValue(grid.view->verticalScrollBar()->maximum() / 2);
    QCOMPARE_GT(grid.view->topRow(), rows / 2 - 10'000'000);
    QCOMPARE_LT(grid.view->topRow(), rows / 2 + 10'000'000);
}

void RecordGridTest::keysMoveAndSelect()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    RecordGridView *view = grid.view;
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Down);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->currentRow(), 2);
    QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(view->selection().count(), 2);
    QTest::keyClick(view, Qt::Key_Right);
    QCOMPARE(view->currentColumn(), 1);
    QTest::keyClick(view, Qt::Key_End);
    QCOMPARE(view->currentColumn(), view->header()->shownSections().constLast());
    QTest::keyClick(view, Qt::Key_Home);
    QCOMPARE(view->currentColumn(), 0);
    QTest::keyClick(view, Qt::Key_PageDown);
    QCOMPARE(view->currentRow(), 3 + view->fullRows() - 1);
    QTest::keyClick(view, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(view->currentRow(), view->source()->rowCount() - 1);
    QCOMPARE_GE(view->currentRow(), view->topRow());
    QCOMPARE_LT(view->currentRow(), view->topRow() + view->fullRows());
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(view->currentRow(), 0);
    QCOMPARE(view->topRow(), 0);
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->currentRow(), 0);
    QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view->selection().count(), view->source()->rowCount());
}

void RecordGridTest::enterAndF2AskForTheRow()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    QSignalSpy activated(grid.view, &RecordGridView::activated);
    QSignalSpy edits(grid.view, &RecordGridView::editRequested);
    QSignalSpy inspected(grid.page.get(), &DocumentPage::inspectRequested);
    grid.view->setFocus();
    QTest::keyClick(grid.view, Qt::Key_Down);
    QCOMPARE(inspected.constLast().constFirst().value<InspectTarget>(),
             InspectTarget::ofRecord(u"product"_s, RecordId{2}));
    QTest::keyClick(grid.view, Qt::Key_Return); // the id: nothing that can be edited
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.constFirst().constFirst().toLongLong(), 1);
    QVERIFY(!grid.page->editing()->editor());
    grid.view->setCurrent(1, grid.view->columns()->find(u"title"_s));
    QTest::keyClick(grid.view, Qt::Key_F2);
    QCOMPARE(edits.count(), 1);
    QVERIFY(grid.page->editing()->editor());
    grid.page->editing()->editor()->cancel();
    const QPoint fourth = grid.view->cellRect(3, grid.view->currentColumn()).center();
    QTest::mouseClick(grid.view->viewport(), Qt::LeftButton, {}, fourth);
    QTest::mouseDClick(grid.view->viewport(), Qt::LeftButton, {}, fourth);
    QCOMPARE(activated.count(), 2);
    QCOMPARE(raw(inspected.constLast().constFirst().value<InspectTarget>().record), 4);
    QVERIFY(grid.page->editing()->editor());
}

void RecordGridTest::aLateGridTakesTheKeyboardFromNobodyWhoWrites()
{
    for (const bool writes : {false, true}) {
        auto engine = makeFakeShop();
        engine->hold();
        ShownGrid grid(engine);
        QLineEdit other(&grid.host);
        other.show();
        QVERIFY(QTest::qWaitForWindowActive(&grid.host));
        grid.page->focusContent();
        if (writes)
            other.setFocus();
        engine->release();
        QTRY_VERIFY(grid.view->isVisible());
        QCOMPARE(grid.view->hasFocus(), !writes);
        QCOMPARE(other.hasFocus(), writes);
    }
}

void RecordGridTest::onlyPagesWithChangedRowsAreReadAgain()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    FakeEngine &engine = *grid.fixture.engine;
    const int before = engine.pageRequests;
    engine.tables["product"].rows[3].fields.set("sku", Value("NEW"));
    engine.touch("product", {4});
    QTRY_COMPARE(grid.view->cellText(3, grid.view->columns()->find(u"sku"_s)), u"NEW"_s);
    QCOMPARE(engine.pageRequests, before + 1);
    engine.touch("product", {999});
    engine.touch("order", {4});
    QCOMPARE(engine.pageRequests, before + 1);
}

void RecordGridTest::newRowsAreAnnouncedNotMoved()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    FakeEngine &engine = *grid.fixture.engine;
    RecordRow added = engine.tables["product"].rows.front();
    added.id = RecordId{5000};
    engine.tables["product"].rows.insert(engine.tables["product"].rows.begin(), added);
    engine.touch("product", {5000});
    const auto *banner = grid.page->findChild<Banner *>(u"records.banner"_s);
    QTRY_VERIFY(!banner->isHidden());
    QCOMPARE(banner->text(), u"1 new rows"_s);
    QCOMPARE(grid.view->cellText(0, 0), u"1"_s);
    grid.fixture.actions.action("records.refresh")->trigger();
    QTRY_COMPARE(grid.view->source()->rowCount(), 1241);
    QTRY_COMPARE(grid.view->cellText(0, 0), u"5000"_s);
    QVERIFY(banner->isHidden());
}

void RecordGridTest::copies_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("asJson");
    QTest::addColumn<QString>("beginning");
    QTest::newRow("one row: its cell") << 1 << false << u"Enamel mug, small"_s;
    QTest::newRow("several rows: CSV with a heading") << 2 << false << u"id,title,sku"_s;
    QTest::newRow("one row as JSON: an object") << 1 << true << u"{\n  \"id\": \"1\""_s;
    QTest::newRow("several rows as JSON: a list") << 2 << true << u"[\n  {"_s;
    QTest::newRow("rows that were not loaded are fetched") << 900 << false << u"id,title,sku"_s;
}

void RecordGridTest::copies()
{
    QFETCH(const int, rows);
    QFETCH(const bool, asJson);
    QFETCH(const QString, beginning);
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    QGuiApplication::clipboard()->clear();
    grid.view->setFocus();
    grid.view->setCurrent(0, 1);
    for (int i = 1; i < rows; ++i)
        QTest::keyClick(grid.view, Qt::Key_Down, Qt::ShiftModifier);
    Q_EMIT grid.view->copyRequested(asJson);
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.startsWith(beginning), qPrintable(text.left(200)));
    if (rows == 900)
        QVERIFY(text.contains(u"\n900,"_s));
    QVERIFY(grid.fixture.prompter.errors.empty());
}

void RecordGridTest::tooManyRowsToCopyAreRefused()
{
    auto engine = makeEmptyShop();
    makeVirtual(*engine, tenMillion);
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->selectAll();
    Q_EMIT grid.view->copyRequested(true);
    QTRY_COMPARE(grid.fixture.prompter.errors.size(), 1U);
    QVERIFY(QString::fromStdString(grid.fixture.prompter.errors.front().message())
                .contains(u"10,000,000"_s));
}

void RecordGridTest::statesAreShown()
{
    auto engine = makeEmptyShop();
    engine->hold();
    const ShownGrid grid(engine);
    const auto *state = grid.page->findChild<PageStateView *>();
    QCOMPARE(grid.label("records.count"), u"Reading…"_s);
    engine->release();
    QTRY_COMPARE(state->titleText(), u"No product yet"_s);
    QVERIFY(state->isVisible());
    QVERIFY(state->bodyText().contains(u"shop"_s));
    engine->failures["openGrid"] = Error("SYNC_STORAGE", "The disk is broken.");
    grid.fixture.engine->touch("product", {});
    grid.page->findChild<PageStateView *>()->buttonClicked();
    QTRY_COMPARE(state->bodyText(), u"The disk is broken."_s);
    engine->failures.clear();
    engine->tables = makeFakeShop()->tables;
    grid.page->findChild<PageStateView *>()->buttonClicked();
    QTRY_VERIFY(grid.view->isVisible());
    QCOMPARE(grid.view->source()->rowCount(), 1240);
}

void RecordGridTest::isATableForAssistivePrograms()
{
    auto engine = makeEmptyShop();
    makeVirtual(*engine, tenMillion);
    const ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(grid.view);
    QVERIFY(table);
    QCOMPARE(table->role(), QAccessible::Table);
    QCOMPARE(table->text(QAccessible::Name), u"Records"_s);
    QVERIFY(table->tableInterface());
    QCOMPARE(table->tableInterface()->rowCount(), int(tenMillion));
    QCOMPARE_LT(table->childCount(), 2000); // what is in view
    QAccessibleInterface *cell = table->tableInterface()->cellAt(0, 1);
    QVERIFY(cell && cell->isValid());
    QCOMPARE(cell->text(QAccessible::Name), u"Enamel mug, small"_s);
    QCOMPARE(cell->text(QAccessible::Description), u"title"_s);
    grid.view->setCurrent(2, 1);
    QAccessibleInterface *focused = table->focusChild();
    QVERIFY(focused);
    QCOMPARE(focused->tableCellInterface()->rowIndex(), 2);
    QVERIFY(focused->state().selected);
    for (const QLineEdit *edit : grid.page->findChildren<QLineEdit *>())
        QVERIFY2(!edit->accessibleName().isEmpty(), qPrintable(edit->objectName()));
}

QTEST_MAIN(RecordGridTest)
#include "RecordGridTest.moc"
