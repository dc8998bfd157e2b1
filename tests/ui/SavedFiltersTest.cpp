#include "ui/records/SavedFilters.h"
#include "tests/support/StdToString.h"
#include "tests/ui/ShownGrid.h"
#include "ui/records/GridFilterRow.h"

#include <QMenu>
#include <QTest>
#include <QToolButton>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

QAction *itemOf(const QMenu *menu, const QString &text)
{
    for (QAction *item : menu->actions()) {
        if (item->text() == text || item->objectName() == text)
            return item;
    }
    return nullptr;
}

} // namespace

/** Filters that are kept by a name, as the records page applies, keeps and forgets them. */
class SavedFiltersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areAppliedAndTakenOff();
    void followRelationships();
    void areSavedUpdatedAndRemoved();
    void thatDoNotFitSaySo();
};

void SavedFiltersTest::areAppliedAndTakenOff()
{
    auto engine = makeFakeShop();
    SavedFilter drafts;
    drafts.name = "Drafts";
    drafts.filter = filterToValue(byStatus("draft"));
    drafts.sort = sortToValue({{"price", true}});
    engine->fakeLookups.filters["product"]["Drafts"] = drafts;
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->filters()->setTexts({{u"sku"_s, u"x"_s}});
    grid.page->savedFilters()->read();
    QTRY_VERIFY(itemOf(grid.page->savedFilters()->menu(), u"Drafts"_s));
    itemOf(grid.page->savedFilters()->menu(), u"Drafts"_s)->trigger();
    QCOMPARE(engine->gridQueries.back().filter, byStatus("draft"));
    QCOMPARE(engine->gridQueries.back().sort, (Sort{{"price", true}}));
    auto *chip = grid.page->findChild<QToolButton *>(u"records.savedChip"_s);
    QCOMPARE(chip->text(), u"Drafts"_s);
    QVERIFY(!chip->isHidden());
    QTRY_VERIFY(grid.label("records.count").contains(u" of "_s));
    chip->click();
    QVERIFY(engine->gridQueries.back().filter.kind == Filter::Kind::True);
    QVERIFY(chip->isHidden());
}

void SavedFiltersTest::areSavedUpdatedAndRemoved()
{
    auto engine = makeFakeShop();
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->filters()->setTexts({{u"status"_s, u"=draft"_s}});
    Q_EMIT grid.view->filters()->filterChanged();
    grid.fixture.prompter.texts = {u" Drafts "_s};
    grid.fixture.actions.action("records.saveFilterAs")->trigger();
    FakeLookups &lookups = engine->fakeLookups;
    QTRY_COMPARE(lookups.savedCalls.size(), 1U);
    QCOMPARE(lookups.savedCalls.front().second.name, std::string("Drafts"));
    QCOMPARE(lookups.savedCalls.front().second.filter, filterToValue(byStatus("draft")));
    SavedFilters *saved = grid.page->savedFilters();
    QTRY_VERIFY(saved->applied());
    QVERIFY(grid.view->filters()->isEmpty()); // it is the saved filter now
    QCOMPARE(engine->gridQueries.back().filter, byStatus("draft"));

    QVERIFY(!itemOf(saved->menu(), u"records.updateFilter"_s)->isEnabled());
    grid.view->filters()->setTexts({{u"sku"_s, u"=SKU-10003"_s}});
    Q_EMIT grid.view->filters()->filterChanged();
    Q_EMIT saved->menu()->aboutToShow();
    QVERIFY(itemOf(saved->menu(), u"records.updateFilter"_s)->isEnabled());
    saved->update();
    QTRY_COMPARE(lookups.savedCalls.size(), 2U);
    QVERIFY(lookups.savedCalls.back().second.filter != lookups.savedCalls.front().second.filter);

    saved->remove(); // asked, and left
    QVERIFY(lookups.removedFilters.empty());
    grid.fixture.prompter.answers = {Answer::DoIt};
    saved->remove();
    QTRY_COMPARE(lookups.removedFilters.size(), 1U);
    QTRY_VERIFY(!saved->applied());
}

void SavedFiltersTest::thatDoNotFitSaySo()
{
    ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    const auto queries = grid.fixture.engine->gridQueries.size();
    SavedFilter old;
    old.name = "Old";
    old.filter = ValueObject{{"gone", ValueObject{{"equals", 1}}}};
    Q_EMIT grid.page->savedFilters()->applyRequested(old);
    QCOMPARE(grid.fixture.prompter.errors.size(), 1U);
    QCOMPARE(grid.fixture.engine->gridQueries.size(), queries);
}

void SavedFiltersTest::followRelationships()
{
    const ShownGrid grid(makeFakeShop(), u"order"_s);
    QTRY_VERIFY(grid.isSettled());
    SavedFilter ofAda;
    ofAda.name = "Of Ada";
    ofAda.filter = ValueObject{{"customer", ValueObject{{"name", ValueObject{{"equals", "Ada"}}}}}};
    Q_EMIT grid.page->savedFilters()->applyRequested(ofAda);
    QVERIFY(grid.fixture.prompter.errors.empty());
    QCOMPARE(filterToValue(grid.fixture.engine->gridQueries.back().filter), ofAda.filter);
    grid.page->restoreState(grid.page->state()); // as the next start does
    QVERIFY(grid.page->savedFilters()->applied());
}

QTEST_MAIN(SavedFiltersTest)
#include "SavedFiltersTest.moc"
