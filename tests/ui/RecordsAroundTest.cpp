#include "tests/support/StdToString.h"
#include "tests/ui/ShownGrid.h"
#include "tests/ui/WindowFixture.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/palette/PaletteSearch.h"
#include "ui/records/BulkEditDialog.h"
#include "ui/records/ColumnsDialog.h"
#include "ui/records/FacetPanel.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/PendingEdits.h"
#include "ui/records/QuickFilterText.h"
#include "ui/records/RecordLink.h"

#include <QAbstractItemModelTester>
#include <QCloseEvent>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

Facet statusFacet()
{
    Facet facet;
    facet.field = "status";
    facet.entries = {
        {Value("active"), "Active", 744}, {Value("draft"), "Draft", 248}, {Value(), "", 12}};
    return facet;
}

} // namespace

class RecordsAroundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facetsCountAndFilter();
    void facetsAreAskedForOnlyWhenSeen();
    void textsWithManyValuesAreNoFacet();
    void bulkEditSaysWhatItDoes();
    void bulkEditSetsAllThatMatch();
    void bulkEditShowsProgressAndFailures();
    void bulkDeleteHasTheSafeButton();
    void columnsAreChosenAndOrdered();
    void rowsAreCopiedAsMarkdown();
    void linksLeadBack_data();
    void linksLeadBack();
    void theStateBringsThePlaceBack();
    void backAndForwardBringThePlaceBack();
    void thePaletteLooksRecordsUp();
    void closingTheWindowAsksAboutEdits();
};

void RecordsAroundTest::facetsCountAndFilter()
{
    auto engine = makeFakeShop();
    engine->fakeLookups.facets["product/status"] = statusFacet();
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.fixture.actions.action("records.facets")->trigger();
    FacetPanel *panel = grid.page->facets();
    const auto status = [panel]() -> QTreeWidgetItem * {
        for (int i = 0; i < panel->tree()->topLevelItemCount(); ++i) {
            if (panel->tree()->topLevelItem(i)->text(0) == u"status"_s)
                return panel->tree()->topLevelItem(i);
        }
        return nullptr;
    };
    QTRY_VERIFY(status() && status()->childCount() == 3);
    QCOMPARE(status()->child(0)->text(0), u"Active"_s);
    QCOMPARE(status()->child(0)->text(1), u"744"_s);
    QCOMPARE(status()->child(2)->text(0), u"not set"_s);
    Q_EMIT panel->tree()->itemClicked(status()->child(1), 0);
    QCOMPARE(grid.view->filters()->texts().value(u"status"_s), u"=draft"_s);
    QTRY_COMPARE(engine->gridQueries.back().filter, byStatus("draft"));
    QTRY_COMPARE(status()->child(1)->text(0), u"✓ Draft"_s);
    // Its own filter does not count for a field: the others stay in reach.
    const auto &calls = engine->fakeLookups.facetCalls;
    const auto last = std::find_if(calls.rbegin(), calls.rend(),
                                   [](const auto &call) { return call.field == "status"; });
    QVERIFY(last->query.filter.kind == Filter::Kind::True);
    Q_EMIT panel->tree()->itemClicked(status()->child(1), 0);
    QVERIFY(grid.view->filters()->isEmpty());
}

void RecordsAroundTest::facetsAreAskedForOnlyWhenSeen()
{
    auto engine = makeFakeShop();
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    QVERIFY(engine->fakeLookups.facetCalls.empty());
    QVERIFY(grid.page->facets()->isHidden());
    grid.fixture.actions.action("records.facets")->trigger();
    QVERIFY(!engine->fakeLookups.facetCalls.empty());
    QVERIFY(!grid.page->facets()->isHidden());
    const RecordsPage next(grid.page->ref(), grid.fixture.context(), &grid.host); // remembered
    QVERIFY(!next.facets()->isHidden());
}

void RecordsAroundTest::textsWithManyValuesAreNoFacet()
{
    auto engine = makeFakeShop();
    Facet many;
    many.field = "sku";
    many.others = 1000;
    many.entries = {{Value("a"), "", 1}, {Value("b"), "", 1}};
    engine->fakeLookups.facets["product/sku"] = many;
    Facet few;
    few.field = "title";
    few.entries = {{Value("Mug"), "", 9}, {Value("Bag"), "", 3}};
    engine->fakeLookups.facets["product/title"] = few;
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.fixture.actions.action("records.facets")->trigger();
    const QTreeWidget *tree = grid.page->facets()->tree();
    QTRY_VERIFY(!tree->findItems(u"title"_s, Qt::MatchExactly).isEmpty());
    QVERIFY(tree->findItems(u"sku"_s, Qt::MatchExactly).isEmpty());
}

void RecordsAroundTest::bulkEditSaysWhatItDoes()
{
    auto engine = makeFakeShop();
    BulkPreview &preview = engine->fakeEdits.preview;
    preview.records = 3;
    for (int i = 0; i < 2; ++i) {
        BulkPreview::Row &row = preview.rows.emplace_back();
        row.before = engine->tables["product"].rows[static_cast<std::size_t>(i)];
        row.after = row.before;
        row.after.fields.set("title", "Sale");
    }
    preview.rows.back().error = Error(errc::invalidRecord, "It is not valid.");
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->setFocus();
    grid.view->setCurrent(0, grid.view->columns()->find(u"title"_s));
    QTest::keyClick(grid.view, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid.view, Qt::Key_Down, Qt::ShiftModifier);
    grid.fixture.actions.action("records.bulkEdit")->trigger();
    QTRY_VERIFY(grid.page->findChild<BulkEditDialog *>());
    auto *dialog = grid.page->findChild<BulkEditDialog *>();
    QCOMPARE(dialog->findChild<QComboBox *>(u"bulk.which"_s)->currentText(),
             u"The 3 selected records"_s);
    QCOMPARE(dialog->findChild<QComboBox *>(u"bulk.field"_s)->currentText(), u"title"_s);
    auto *table = dialog->findChild<QTableWidget *>(u"bulk.preview"_s);
    const QAbstractItemModelTester tester(table->model());
    QTRY_COMPARE(table->rowCount(), 2);
    QCOMPARE(table->item(0, 2)->text(), u"Enamel mug, small"_s);
    QCOMPARE(table->item(0, 3)->text(), u"Sale"_s);
    QCOMPARE(table->item(1, 4)->text(), u"It is not valid."_s);
    QCOMPARE(dialog->findChild<QPushButton *>(u"bulk.start"_s)->text(), u"Change 3 Records"_s);
    QCOMPARE(engine->fakeEdits.previews.back().ids->size(), 3U);
    QVERIFY(engine->fakeEdits.bulks.empty());
}

void RecordsAroundTest::bulkEditSetsAllThatMatch()
{
    auto engine = makeFakeShop();
    engine->fakeEdits.preview.records = 248;
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->filters()->setTexts({{u"status"_s, u"=draft"_s}});
    Q_EMIT grid.view->filters()->filterChanged();
    QTRY_COMPARE(grid.view->source()->rowCount(), 248);
    grid.fixture.actions.action("records.bulkEdit")->trigger();
    auto *dialog = grid.page->findChild<BulkEditDialog *>();
    QVERIFY(dialog);
    auto *edit = dialog->findChild<QLineEdit *>(u"field.title.edit"_s);
    edit->setText(u"Sale"_s);
    Q_EMIT edit->textEdited(u"Sale"_s);
    auto *start = dialog->findChild<QPushButton *>(u"bulk.start"_s);
    QVERIFY(!start->isEnabled()); // the preview is of another edit
    QTRY_VERIFY(start->isEnabled());
    start->click();
    QTRY_COMPARE(engine->fakeEdits.bulks.size(), 1U);
    const BulkEdit &bulk = engine->fakeEdits.bulks.front();
    QVERIFY(!bulk.ids);
    QCOMPARE(bulk.filter, byStatus("draft"));
    QCOMPARE(bulk.fields.at("title"), Value("Sale"));
}

void RecordsAroundTest::bulkEditShowsProgressAndFailures()
{
    auto engine = makeFakeShop();
    engine->fakeEdits.preview.records = 1240;
    engine->fakeEdits.report.failures = {{RecordId{9}, Error(errc::invalidRecord, "No.")}};
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.fixture.actions.action("records.bulkEdit")->trigger();
    auto *dialog = grid.page->findChild<BulkEditDialog *>();
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"bulk.start"_s)->isEnabled());
    dialog->start();
    QTRY_VERIFY(!dialog->findChild<QPushButton *>(u"bulk.stop"_s)->isHidden());
    RunInfo run;
    run.id = RunId{7001};
    run.kind = RunKind::Edit;
    run.models.emplace_back().model = "product";
    run.models.front().expected = 1240;
    run.models.front().counts.updated = 310;
    run.models.front().counts.failed = 1;
    engine->setRun(run);
    const auto *state = dialog->findChild<QLabel *>(u"bulk.state"_s);
    QTRY_VERIFY(state->text().startsWith(u"311 of 1,240 records"_s));
    dialog->findChild<QPushButton *>(u"bulk.stop"_s)->click();
    QCOMPARE(engine->cancelled, std::vector<RunId>{RunId{7001}});
    run.state = RunState::Cancelled;
    engine->setRun(run);
    QTRY_VERIFY2(state->text().contains(u"310 changed"_s) && state->text().contains(u"1 failed"_s),
                 qPrintable(state->text()));
    QTRY_COMPARE(dialog->findChild<QTableWidget *>(u"bulk.failures"_s)->rowCount(), 1);
    QVERIFY(!dialog->findChild<QPushButton *>(u"bulk.log"_s)->isHidden());
}

void RecordsAroundTest::bulkDeleteHasTheSafeButton()
{
    auto engine = makeFakeShop();
    engine->fakeEdits.preview.records = 1240;
    ShownGrid grid(engine);
    QTRY_VERIFY(grid.isSettled());
    grid.view->selectAll(); // more than the grid marks
    grid.fixture.actions.action("records.delete")->trigger();
    auto *dialog = grid.page->findChild<BulkEditDialog *>();
    QTRY_VERIFY(dialog || (dialog = grid.page->findChild<BulkEditDialog *>()));
    QVERIFY(dialog->findChild<QPushButton *>(u"bulk.close"_s)->isDefault());
    QVERIFY(!dialog->findChild<QPushButton *>(u"bulk.start"_s)->isDefault());
    QTRY_VERIFY(dialog->findChild<QLabel *>(u"bulk.summary"_s)->text().contains(u"1,240"_s));
    QCOMPARE(dialog->findChild<QPushButton *>(u"bulk.start"_s)->text(), u"Delete 1,240 Records"_s);
    dialog->reject();
    QVERIFY(engine->fakeEdits.bulks.empty());
}

void RecordsAroundTest::columnsAreChosenAndOrdered()
{
    ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    GridHeader *header = grid.view->header();
    const int sku = grid.view->columns()->find(u"sku"_s);
    grid.fixture.actions.action("records.chooseColumns")->trigger();
    auto *dialog = grid.page->findChild<ColumnsDialog *>();
    QListWidget *list = dialog->list();
    const QAbstractItemModelTester tester(list->model());
    const int place = header->visualIndex(sku);
    list->setCurrentRow(place);
    QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(header->visualIndex(sku), place - 1);
    QCOMPARE(list->currentRow(), place - 1);
    list->item(place - 1)->setCheckState(Qt::Unchecked);
    QVERIFY(header->isSectionHidden(sku));
    const RecordsPage next(grid.page->ref(), grid.fixture.context(), &grid.host); // remembered
    QVERIFY(next.grid()->header()->isSectionHidden(sku));
    QCOMPARE(next.grid()->header()->visualIndex(sku), place - 1);
    dialog->findChild<QPushButton *>(u"columns.reset"_s)->click();
    QVERIFY(!header->isSectionHidden(sku));
    QCOMPARE(header->visualIndex(sku), place);
    QCOMPARE(list->item(place)->text(), u"sku"_s);
}

void RecordsAroundTest::rowsAreCopiedAsMarkdown()
{
    GridColumn title;
    title.field.name = "title";
    GridColumn price;
    price.field.name = "price";
    price.field.type = FieldType::Number;
    RecordRow row;
    row.fields = {{"title", "a|b\nc\\d"}, {"price", 12.5}};
    QCOMPARE(formatRows({row}, {title, price}, CopyFormat::Markdown),
             std::string("| title | price |\n| --- | ---: |\n| a\\|b<br>c\\\\d | 12.5 |\n"));
}

void RecordsAroundTest::linksLeadBack_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isLink");
    QTest::newRow("a link") << u" syncline://record/product/12 "_s << true;
    QTest::newRow("no id") << u"syncline://record/product/x"_s << false;
    QTest::newRow("no model") << u"syncline://record//12"_s << false;
    QTest::newRow("something else") << u"https://record/product/12"_s << false;
    QTest::newRow("too much") << u"syncline://record/product/12/13"_s << false;
}

void RecordsAroundTest::linksLeadBack()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isLink);
    const auto target = linkedRecord(text);
    QCOMPARE(target.has_value(), isLink);
    if (target)
        QCOMPARE(recordLink(target->model, target->record), text.trimmed());
}

void RecordsAroundTest::theStateBringsThePlaceBack()
{
    ShownGrid grid;
    QTRY_VERIFY(grid.isSettled());
    grid.view->setCurrent(800, 2);
    grid.view->setTopRow(790);
    const QJsonObject state = grid.page->state();
    grid.view->filters()->setTexts({{u"sku"_s, u"=SKU-10005"_s}});
    Q_EMIT grid.view->filters()->filterChanged();
    QTRY_COMPARE(grid.view->source()->rowCount(), 1);
    grid.page->restoreState(state);
    QTRY_COMPARE(grid.view->currentRow(), 800);
    QCOMPARE(grid.view->currentColumn(), 2);
    QCOMPARE(grid.view->topRow(), 790);
}

void RecordsAroundTest::backAndForwardBringThePlaceBack()
{
    QTemporaryDir folder;
    Window window(folder);
    window.open();
    auto *page = qobject_cast<RecordsPage *>(window.go(DocumentRef::Kind::Records, "order"));
    QVERIFY(page);
    QTRY_VERIFY(page->grid()->source()->rowCount() > 40);
    page->grid()->setCurrent(30, 1);
    DocumentRef related;
    related.name = u"order"_s;
    related.detail = u"customer==7"_s;
    window.window->openDocument(related, OpenMode::Here);
    QCOMPARE(page->grid()->filters()->texts().value(u"customer"_s), u"=7"_s);
    window.trigger("go.back");
    QVERIFY(page->grid()->filters()->isEmpty());
    QTRY_COMPARE(page->grid()->currentRow(), 30);
    window.trigger("go.forward");
    QVERIFY(!page->grid()->filters()->isEmpty());
}

void RecordsAroundTest::thePaletteLooksRecordsUp()
{
    UiFixture fixture;
    FakeLookups &lookups = fixture.engine->fakeLookups;
    lookups.find = {};
    lookups.found = {{.model = "customer",
                      .record = RecordId{7},
                      .title = "Ada",
                      .field = "email",
                      .text = "a@b"},
                     {.model = "order",
                      .record = RecordId{3},
                      .title = "#1002",
                      .field = "remoteId",
                      .text = "9"}};
    PaletteSearch search(&fixture.actions, nullptr);
    search.setProject(fixture.context());
    std::vector<PaletteItem> items;
    connect(&search, &PaletteSearch::foundMore, this,
            [&items](const std::vector<PaletteItem> &more) {
                items.insert(items.end(), more.begin(), more.end());
            });
    QSignalSpy finished(&search, &PaletteSearch::finished);
    search.search(u"#a@b"_s, {});
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(lookups.findCalls.back(), std::string("a@b"));
    QVERIFY(items.size() >= 2);
    QCOMPARE(items[0].text, u"Ada"_s);
    QCOMPARE(items[0].detail, u"customer 7 · email a@b"_s);
    QCOMPARE(items[1].target, InspectTarget::ofRecord(u"order"_s, RecordId{3}));
    items.clear();
    search.search(u"syncline://record/product/12"_s, {});
    QTRY_COMPARE(finished.count(), 2);
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items[0].target, InspectTarget::ofRecord(u"product"_s, RecordId{12}));
}

void RecordsAroundTest::closingTheWindowAsksAboutEdits()
{
    QTemporaryDir folder;
    Window window(folder);
    window.open();
    auto *page = qobject_cast<RecordsPage *>(window.go(DocumentRef::Kind::Records, "product"));
    QTRY_VERIFY(page->grid()->source()->row(0));
    auto *edits = window.window->findChild<PendingEdits *>();
    if (!edits) // the session is no child of the window
        edits = page->editing()->pending();
    edits->set(u"product"_s, *page->grid()->source()->row(0), "title", "Other");
    QVERIFY(!window.window->close()); // asked, and kept open
    QCOMPARE(window.prompter.questions.size(), 1U);
    QVERIFY(window.prompter.questions.front().text.contains(u"1 record"_s));
    QVERIFY(window.window->isProjectOpen());
    window.prompter.answers = {Answer::DoIt};
    window.window->close();
    QTRY_VERIFY(!window.window->isProjectOpen());
}

QTEST_MAIN(RecordsAroundTest)
#include "RecordsAroundTest.moc"
