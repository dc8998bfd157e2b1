#include "tests/ui/ShownGrid.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
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

/** What the header, the filter row, the footer and the menus of the grid do. */
class RecordGridHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCellsMenuFilters_data();
    void theCellsMenuFilters();
    void theCellsMenuSortsAndHides();
    void columnsFitTheirContentAtFirst();
    void theFooterSaysOfHowMany();
    void aClickSortsAndShiftAddsAKey();
    void theFilterRowAsksAgain();
    void aFilterThatIsNotUnderstoodSaysWhy();
    void ctrlFGoesToTheFilterAndEscapeBack();
    void columnsAreRemembered();
    void filtersAndSortComeBack();
    void headerModelHolds();
};

void RecordGridHeaderTest::theCellsMenuFilters_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("typed");
    QTest::newRow("a text") << u"title"_s << u"records.only"_s << u"=Enamel mug, small"_s;
    QTest::newRow("not this text") << u"title"_s << u"records.except"_s << u"!=Enamel mug, small"_s;
    QTest::newRow("a number that is shown rounded") << u"price"_s << u"records.only"_s << u"=4.5"_s;
    QTest::newRow("an option") << u"status"_s << u"records.only"_s << u"=active"_s;
    QTest::newRow("nothing") << u"featured"_s << u"records.only"_s << u"null"_s;
    QTest::newRow("something") << u"featured"_s << u"records.except"_s << u"!null"_s;
    QTest::newRow("a list has no such words") << u"tags"_s << u"records.only"_s << QString();
}

void RecordGridHeaderTest::theCellsMenuFilters()
{
    QFETCH(const QString, field);
    QFETCH(const QString, item);
    QFETCH(const QString, typed);
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    grid.view->setCurrent(0, grid.view->columns()->find(field));
    const std::unique_ptr<QMenu> menu(grid.page->makeMenu());
    auto *action = menu->findChild<QAction *>(item);
    QCOMPARE(action != nullptr, !typed.isEmpty());
    if (!action)
        return;
    action->trigger();
    QCOMPARE(grid.view->filters()->texts(), (QMap<QString, QString>{{field, typed}}));
    QTRY_VERIFY(grid.isSettled());
    if (item == u"records.only"_s && typed != u"null"_s)
        QVERIFY2(grid.view->source()->rowCount() > 0, "the row itself is among them");
}

void RecordGridHeaderTest::theCellsMenuSortsAndHides()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    const int price = grid.view->columns()->find(u"price"_s);
    grid.view->setCurrent(0, price);
    const auto choose = [&grid](const QString &item) {
        const std::unique_ptr<QMenu> menu(grid.page->makeMenu());
        menu->findChild<QAction *>(item)->trigger();
    };
    choose(u"records.descending"_s);
    QCOMPARE(grid.view->header()->sort(), (Sort{{"price", true}}));
    choose(u"records.unsorted"_s);
    QVERIFY(grid.view->header()->sort().empty());
    choose(u"records.hide"_s);
    QVERIFY(grid.view->header()->isSectionHidden(price));
    grid.fixture.actions.action("records.sort")->trigger();
    QCOMPARE(grid.view->header()->sort(), (Sort{{"price", false}}));
}

void RecordGridHeaderTest::columnsFitTheirContentAtFirst()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    GridHeader *header = grid.view->header();
    const int sku = grid.view->columns()->find(u"sku"_s);
    const int description = grid.view->columns()->find(u"description"_s);
    const QFontMetrics metrics = grid.view->fontMetrics();
    const int wanted = metrics.horizontalAdvance(grid.view->cellText(0, sku));
    QVERIFY(header->sectionSize(sku) >= wanted && header->sectionSize(sku) < wanted + 40);
    QVERIFY2(header->sectionSize(description) <= 280, "long texts are no reason to scroll");
    QVERIFY(header->sectionSize(description) > header->sectionSize(sku));
    header->resizeSection(sku, 300);
    Q_EMIT header->sectionHandleDoubleClicked(sku);
    QVERIFY(header->sectionSize(sku) < wanted + 40);
}

void RecordGridHeaderTest::theFooterSaysOfHowMany()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    QTRY_COMPARE(grid.label("records.count"), u"1,240 records"_s);
    grid.view->filters()->setTexts({{u"title"_s, u"mug"_s}});
    QTRY_COMPARE(grid.label("records.count"), u"124 of 1,240 records"_s);
}

void RecordGridHeaderTest::aClickSortsAndShiftAddsAKey()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    GridHeader *header = grid.view->header();
    const int price = grid.view->columns()->find(u"price"_s);
    const int title = grid.view->columns()->find(u"title"_s);
    header->cycleSort(price, false);
    QTRY_COMPARE(grid.view->source()->query().sort, (Sort{{"price", false}}));
    QTRY_VERIFY(grid.isSettled());
    QTRY_COMPARE(grid.view->cellText(0, price), u"4.50"_s);
    header->cycleSort(price, false);
    header->cycleSort(title, true);
    QTRY_COMPARE(grid.fixture.engine->gridQueries.back().sort,
                 (Sort{{"price", true}, {"title", false}}));
    header->cycleSort(price, false);
    QVERIFY2(header->sort().empty(), "the third click takes the order away");
}

void RecordGridHeaderTest::theFilterRowAsksAgain()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    QLineEdit *edit = grid.view->filters()->edit(grid.view->columns()->find(u"title"_s));
    QTest::keyClicks(edit, u"mug"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(grid.view->source()->rowCount(), 124);
    QCOMPARE(grid.label("records.count"), u"124 of 1,240 records"_s);
    grid.view->filters()->edit(grid.view->columns()->find(u"inventory"_s))->setText(u">5000"_s);
    QTRY_COMPARE(grid.label("records.count"), u"Nothing matches"_s);
    QVERIFY2(grid.view->isVisible(), "the filter row stays, to be changed");
    grid.fixture.actions.action("records.clearFilters")->trigger();
    QTRY_COMPARE(grid.view->source()->rowCount(), 1240);
}

void RecordGridHeaderTest::aFilterThatIsNotUnderstoodSaysWhy()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    QLineEdit *edit = grid.view->filters()->edit(grid.view->columns()->find(u"price"_s));
    edit->setText(u">cheap"_s);
    QVERIFY(edit->property("invalid").toBool());
    QVERIFY(!edit->accessibleDescription().isEmpty());
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(grid.fixture.engine->gridQueries.size(), 1U);
    QVERIFY2(grid.label("records.count").contains(u"price: "_s), "seen without a mouse, too");
    edit->setText(u">5"_s);
    QVERIFY(!edit->property("invalid").toBool());
    QTRY_VERIFY(!grid.label("records.count").contains(u"price: "_s));
}

void RecordGridHeaderTest::ctrlFGoesToTheFilterAndEscapeBack()
{
    const ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    grid.page->window()->activateWindow();
    grid.view->setFocus();
    QTRY_VERIFY(grid.view->hasFocus());
    QTest::keyClick(grid.view, Qt::Key_Right);
    QTest::keyClick(grid.view, Qt::Key_F, Qt::ControlModifier);
    QLineEdit *edit = grid.view->filters()->edit(1);
    QVERIFY(edit->hasFocus());
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(grid.view->hasFocus());
}

void RecordGridHeaderTest::columnsAreRemembered()
{
    ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    GridHeader *header = grid.view->header();
    header->resizeSection(1, 333);
    header->moveSection(header->visualIndex(2), 0);
    header->setSectionHidden(3, true);
    Q_EMIT header->sectionResized(3, 100, 0);
    DocumentRef ref;
    ref.name = u"product"_s;
    const RecordsPage again(ref, grid.fixture.context(), nullptr);
    const GridHeader *restored = again.grid()->header();
    QCOMPARE(restored->sectionSize(1), 333);
    QCOMPARE(restored->visualIndex(2), 0);
    QVERIFY(restored->isSectionHidden(3));
    QVERIFY(!restored->isSectionHidden(4));
}

void RecordGridHeaderTest::filtersAndSortComeBack()
{
    ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    grid.view->filters()->setTexts({{u"title"_s, u"mug"_s}});
    grid.view->header()->setSort({{"price", true}});
    const QJsonObject state = grid.page->state();
    DocumentRef ref;
    ref.name = u"product"_s;
    RecordsPage again(ref, grid.fixture.context(), nullptr);
    again.restoreState(state);
    QCOMPARE(again.grid()->source()->query().sort, (Sort{{"price", true}}));
    QCOMPARE(again.grid()->source()->query().filter.field, std::string("title"));
    QTRY_COMPARE(again.grid()->source()->rowCount(), 124);
}

void RecordGridHeaderTest::headerModelHolds()
{
    GridColumns columns;
    const QAbstractItemModelTester tester(&columns);
    columns.setModel(*makeEmptyShop()->project()->models.front());
    QCOMPARE(columns.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"id"_s);
    QCOMPARE(columns.find(u"email"_s), 2);
    QCOMPARE(columns.find(u"orders"_s), -1);
}

QTEST_MAIN(RecordGridHeaderTest)
#include "RecordGridHeaderTest.moc"
