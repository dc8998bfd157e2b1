#include <QTest>

#include "tests/support/FakeViews.h"
#include "tests/ui/UiFixture.h"
#include "ui/base/Text.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/code/CompletionList.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/navigator/NavigatorView.h"
#include "ui/views/ViewChartView.h"
#include "ui/views/ViewNames.h"
#include "ui/views/ViewPage.h"
#include "ui/views/ViewParamsForm.h"
#include "ui/views/ViewResults.h"
#include "ui/views/ViewTable.h"
#include "ui/views/ViewTableModel.h"
#include "ui/widget/PageStateView.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** Views in the window: the page, its parts, completion. */
class ViewPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void itShowsItsTextAndRunsIt();
    void whatIsTypedIsAskedUnsaved();
    void parametersAreAskedFor();
    void wrongParametersAreNotAsked();
    void itIsStopped();
    void onlyTheNewestAnswerIsShown();
    void failuresSayWhy();
    void rowsAreSortedCopiedAndFollowed();
    void askingAgainKeepsWhatWasArranged();
    void theChosenChartStandsInTheHeader();
    void rowsAreExported();
    void viewsAreMadeRenamedAndDeleted();
    void problemsAreMarked();
    void stateComesBack();
    void completionIsOfferedWhileTyping();
    void theNavigatorListsThem();
    void everyControlHasAName();

private:
    void open();
    [[nodiscard]] std::string text() const
    {
        return m_page->code()->editor()->bytes().toStdString();
    }
    [[nodiscard]] PageStateView *state() const
    {
        return m_page->results()->findChild<PageStateView *>();
    }

    std::unique_ptr<UiFixture> m_ui;
    FakeViews m_views;
    std::unique_ptr<QWidget> m_host;
    std::unique_ptr<ViewPage> m_page;
};

namespace {

constexpr const char *path = "views/low.sql";
constexpr const char *lowText = "-- title: Low in stock\n"
                                "-- param: below number = 5 \"Fewer than\"\n"
                                "-- param: vendor string\n"
                                "SELECT id, title FROM product WHERE inventory < :below\n";

ViewResult someRows()
{
    ViewResult result;
    result.columns = {{"title", ViewColumnType::Text, ""},
                      {"productId", ViewColumnType::Number, "product"},
                      {"left", ViewColumnType::Any, ""}};
    result.rows = {
        {"Mug", 7, 10}, {"Pen", 9, nullptr}, {"Cup\twith\ntab", 8, 9}, {"Ink", 3, "none"}};
    result.elapsedMs = 3;
    return result;
}

} // namespace

void ViewPageTest::init()
{
    m_views = FakeViews();
    m_views.result = someRows();
    m_ui = std::make_unique<UiFixture>();
    m_ui->engine->viewsDoor = &m_views;
    m_ui->engine->files[path] = lowText;
    auto view = std::make_shared<ViewDef>();
    view->name = "low";
    view->title = "Low in stock";
    view->text = lowText;
    m_ui->engine->def.views = {view};
    m_ui->engine->setProject(m_ui->engine->def);
    m_host = std::make_unique<QWidget>();
    m_host->resize(900, 700);
}

void ViewPageTest::cleanup()
{
    m_page.reset();
    m_host.reset();
    m_ui.reset();
}

void ViewPageTest::open()
{
    m_page = std::make_unique<ViewPage>(viewRef(u"low"_s), m_ui->context(), m_host.get());
    m_page->resize(900, 700);
    m_host->show();
    m_page->show();
    QTRY_VERIFY(m_page->canSave());
    QTRY_COMPARE(m_page->title(), u"Low in stock"_s);
}

void ViewPageTest::itShowsItsTextAndRunsIt()
{
    open();
    QCOMPARE(text(), std::string(lowText));
    QVERIFY(state()->state() == PageStateView::State::Empty);
    QVERIFY(!m_page->isModified());
    QCOMPARE(m_page->runAction(), m_ui->actions.action("view.run"));
    m_page->runAction()->trigger();
    QTRY_VERIFY(m_page->results()->hasRows());
    QCOMPARE(m_views.runs.size(), 1U);
    QCOMPARE(m_views.runs[0].first.name, std::string("low"));
    QCOMPARE(*m_views.runs[0].first.text, std::string(lowText));
    QCOMPARE(m_views.runs[0].second, maxViewRows);
    QCOMPARE(m_page->results()->table()->model()->rowCount(), 4);
    auto *status = m_page->findChild<QLabel *>(u"view.status"_s);
    QCOMPARE(status->text(), u"4 rows · 3 ms"_s);
    m_views.result.truncated = true;
    m_page->run();
    QTRY_VERIFY(status->text().contains(u"an export has all"_s));
    m_views.result.rows.clear();
    m_page->run();
    QTRY_COMPARE(state()->titleText(), u"No rows"_s);
}

void ViewPageTest::whatIsTypedIsAskedUnsaved()
{
    open();
    m_page->run();
    QTRY_VERIFY(m_page->results()->hasRows());
    m_page->code()->editor()->goTo(4, 1);
    m_page->code()->editor()->insert(u"  "_s);
    QVERIFY(m_page->isModified());
    QTRY_VERIFY(
        m_page->findChild<QLabel *>(u"view.status"_s)->text().contains(u"before the last edit"_s));
    m_page->run();
    QCOMPARE(*m_views.runs.back().first.text, text());
    QVERIFY(text() != lowText);
    QVERIFY(!m_ui->actions.action("view.rename")->isEnabled());
    m_page->saveAndClose();
    QSignalSpy closed(m_page.get(), &DocumentPage::closeRequested);
    QTRY_VERIFY(!m_page->isModified());
    QCOMPARE(m_ui->engine->files[path], text());
    QTRY_COMPARE(closed.count(), 1);
}

void ViewPageTest::parametersAreAskedFor()
{
    open();
    const auto editors = m_page->params()->findChildren<FieldEditor *>();
    QCOMPARE(editors.size(), 2);
    auto *below = m_page->params()->findChild<QLineEdit *>(u"field.below.edit"_s);
    QVERIFY(below);
    QCOMPARE(below->text(), u"5"_s);
    QCOMPARE(below->accessibleName(), u"Fewer than"_s);
    m_page->run();
    QVERIFY(m_views.runs.back().first.params.empty()); // the defaults are the engine's to know
    QTRY_VERIFY(m_page->results()->hasRows());
    below->selectAll();
    QTest::keyClicks(below, u"12"_s);
    QTest::keyClick(below, Qt::Key_Return); // runs
    QCOMPARE(m_views.runs.size(), 2U);
    QVERIFY(m_views.runs.back().first.params.at("below") == Value(12));
    // Another parameter in the header leaves what was typed.
    m_page->code()->editor()->goTo(3, 1);
    m_page->code()->editor()->insert(u"-- param: since date = 2024-01-01\n"_s);
    QTRY_COMPARE(m_page->params()->findChildren<FieldEditor *>().size(), 3);
    m_page->run();
    QVERIFY(m_views.runs.back().first.params.at("below") == Value(12));
}

void ViewPageTest::wrongParametersAreNotAsked()
{
    open();
    auto *below = m_page->params()->findChild<QLineEdit *>(u"field.below.edit"_s);
    below->selectAll();
    QTest::keyClicks(below, u"few"_s);
    m_page->run();
    QVERIFY(m_views.runs.empty());
    QVERIFY(state()->state() == PageStateView::State::Error);
}

void ViewPageTest::itIsStopped()
{
    open();
    m_views.waits = true;
    m_page->run();
    QVERIFY(state()->state() == PageStateView::State::Loading);
    QVERIFY(!m_ui->actions.action("view.run")->isEnabled());
    m_page->run(); // once at a time
    QCOMPARE(m_views.runs.size(), 1U);
    m_ui->actions.action("view.stop")->trigger();
    QVERIFY(m_views.runs[0].first.stop.stop_requested());
    m_views.finishRun();
    QTRY_COMPARE(state()->titleText(), u"Stopped"_s);
    QVERIFY(m_ui->actions.action("view.run")->isEnabled());
    m_page->run();
    const std::stop_token stop = m_views.runs.back().first.stop;
    m_page.reset(); // closing ends it, too
    QVERIFY(stop.stop_requested());
    m_views.finishRun();
}

void ViewPageTest::onlyTheNewestAnswerIsShown()
{
    open();
    m_views.waits = true;
    m_page->run();
    m_page->stop();
    m_views.finishRun();
    QTRY_COMPARE(state()->titleText(), u"Stopped"_s);
    m_views.waits = false;
    m_page->run();
    QTRY_VERIFY(m_page->results()->table()->isVisible());
}

void ViewPageTest::failuresSayWhy()
{
    open();
    m_views.failures["run"] =
        Error(errc::timeout, "The view took longer than 10 s and was stopped.");
    m_page->run();
    QTRY_VERIFY(state()->state() == PageStateView::State::Error);
    QVERIFY(state()->bodyText().contains(u"longer than 10 s"_s) ||
            state()->titleText().contains(u"longer than 10 s"_s));
    m_views.failures.clear();
    Q_EMIT state()->buttonClicked();
    QTRY_VERIFY(m_page->results()->table()->isVisible());
}

void ViewPageTest::rowsAreSortedCopiedAndFollowed()
{
    open();
    m_page->run();
    QTRY_VERIFY(m_page->results()->table()->isVisible());
    ViewTable *table = m_page->results()->table();
    auto *model = qobject_cast<ViewTableModel *>(table->model());
    const auto titles = [&] {
        QStringList all;
        for (int row = 0; row < model->rowCount(); ++row)
            all.append(toQString(model->value(model->index(row, 0)).stringOr()).left(3));
        return all.join(u' ');
    };
    QCOMPARE(titles(), u"Mug Pen Cup Ink"_s);
    table->setCurrentIndex(model->index(0, 2));
    table->sortByCurrent();
    QCOMPARE(titles(), u"Pen Cup Mug Ink"_s); // nothing, 9, 10, text
    table->sortByCurrent();
    QCOMPARE(titles(), u"Ink Mug Cup Pen"_s);
    table->sortByCurrent();
    QCOMPARE(titles(), u"Mug Pen Cup Ink"_s);

    table->clearSelection();
    table->selectionModel()->select({model->index(2, 0), model->index(3, 1)},
                                    QItemSelectionModel::Select);
    QCOMPARE(table->selectedText(true), u"title\tproductId\nCup with tab\t8\nInk\t3"_s);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"Cup with tab\t8\nInk\t3"_s);

    QSignalSpy inspected(m_page.get(), &DocumentPage::inspectRequested);
    table->setCurrentIndex(model->index(1, 1));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(inspected.count(), 1);
    QVERIFY(inspected[0][0].value<InspectTarget>() ==
            InspectTarget::ofRecord(u"product"_s, RecordId{9}));
    QVERIFY(!model->target(model->index(1, 0)));
}

void ViewPageTest::askingAgainKeepsWhatWasArranged()
{
    open();
    m_page->run();
    QTRY_VERIFY(m_page->results()->table()->isVisible());
    ViewTable *table = m_page->results()->table();
    table->sortByColumn(0, Qt::AscendingOrder);
    table->setColumnWidth(1, 211);
    m_views.waits = true;
    m_page->run();
    QVERIFY(table->isVisible()); // nothing blinks,
    QTRY_VERIFY(state()->isVisible() && state()->state() == PageStateView::State::Loading);
    m_views.finishRun();
    QTRY_VERIFY(table->isVisible());
    QCOMPARE(table->columnWidth(1), 211);
    QCOMPARE(table->model()->index(0, 0).data().toString().left(3), u"Cup"_s);
    m_views.waits = false;
    m_views.result.columns[2].name = "rest"; // but other columns are others
    m_page->run();
    QTRY_VERIFY(table->columnWidth(1) != 211);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"Mug"_s);
}

void ViewPageTest::theChosenChartStandsInTheHeader()
{
    open();
    m_page->run();
    QTRY_VERIFY(m_page->results()->hasRows());
    m_page->results()->setShowsChart(true);
    auto *kind = m_page->findChild<QComboBox *>(u"view.chart.kind"_s);
    QCOMPARE(kind->currentIndex(), 0);
    kind->setCurrentIndex(kind->findData(u"pie"_s));
    Q_EMIT kind->activated(kind->currentIndex());
    QVERIFY(!m_page->isModified()); // no column is sure to hold numbers: nothing to guess
    m_views.result.columns[2].type = ViewColumnType::Number;
    m_page->run();
    QTRY_VERIFY(!m_ui->actions.action("view.stop")->isEnabled());
    kind->setCurrentIndex(kind->findData(u"bar"_s));
    Q_EMIT kind->activated(kind->currentIndex());
    QVERIFY(text().find("-- chart: bar x=title y=left\n") != std::string::npos);
    QVERIFY(m_page->isModified());
    kind->setCurrentIndex(kind->findData(u"line"_s));
    Q_EMIT kind->activated(kind->currentIndex());
    QVERIFY(text().find("-- chart: line x=title y=left\n") != std::string::npos);
    kind->setCurrentIndex(0);
    Q_EMIT kind->activated(0);
    QCOMPARE(text(), std::string(lowText));
    QVERIFY(!m_page->isModified());
    // And what is typed shows.
    m_page->code()->editor()->goTo(1, 1);
    m_page->code()->editor()->insert(u"-- chart: pie x=title y=left\n"_s);
    QTRY_COMPARE(kind->currentData().toString(), u"pie"_s);
}

void ViewPageTest::rowsAreExported()
{
    open();
    m_views.outcome.rows = 12'345;
    m_ui->prompter.picks = {u"/tmp/low.csv"_s};
    m_ui->actions.action("view.export")->trigger();
    QTRY_COMPARE(m_ui->prompter.informed.size(), 1U);
    QVERIFY(m_ui->prompter.informed[0].contains(u"12,345 rows"_s));
    QCOMPARE(m_views.exports.size(), 1U);
    QVERIFY(m_views.exports[0].format == TransferFormat::Csv);
    QCOMPARE(m_views.exports[0].limit, -1);
    QCOMPARE(*m_views.exports[0].view.text, std::string(lowText));
    m_views.failures["exportRows"] = Error(errc::diskFull, "The disk is full.");
    m_ui->prompter.picks = {u"/tmp/low.xlsx"_s};
    m_page->exportRows(TransferFormat::Xlsx);
    QTRY_COMPARE(m_ui->prompter.errors.size(), 1U);
    m_page->exportRows(TransferFormat::Json); // cancelled in the dialog
    QCOMPARE(m_views.exports.size(), 2U);
}

void ViewPageTest::viewsAreMadeRenamedAndDeleted()
{
    open();
    std::vector<DocumentRef> made;
    const auto keep = [&made](const DocumentRef &ref) { made.push_back(ref); };
    std::string written;
    m_views.changed = [&written](const std::string &, const std::optional<std::string> &now) {
        written = now.value_or("");
    };
    m_ui->prompter.texts = {u"bestSellers"_s, u"low"_s, u"a b"_s};
    askNewView(m_ui->context(), m_host.get(), keep);
    QTRY_COMPARE(made.size(), 1U);
    QCOMPARE(made[0].name, u"views/bestSellers.sql"_s);
    QVERIFY(written.starts_with("-- title: Best sellers\nSELECT"));
    askNewView(m_ui->context(), m_host.get(), keep); // there is one
    askNewView(m_ui->context(), m_host.get(), keep); // no name
    QCOMPARE(m_ui->prompter.errors.size(), 2U);
    QCOMPARE(m_views.saved.size(), 1U);

    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QSignalSpy closed(m_page.get(), &DocumentPage::closeRequested);
    m_ui->prompter.texts = {u"stock"_s};
    m_page->rename();
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<DocumentRef>().name, u"views/stock.sql"_s);
    QCOMPARE(closed.count(), 1);
    m_page->remove(); // not confirmed
    QVERIFY(m_views.removed.empty());
    m_ui->prompter.answers = {Answer::DoIt};
    m_page->remove();
    QTRY_COMPARE(m_views.removed.size(), 1U);
    QTRY_COMPARE(closed.count(), 2);
    QVERIFY(viewOf(viewRef(u"x-1"_s)) == u"x-1"_s);
    DocumentRef deeper = viewRef(u"x"_s);
    deeper.name = u"views/sub/x.sql"_s;
    QVERIFY(viewOf(deeper).isEmpty());
}

void ViewPageTest::problemsAreMarked()
{
    m_views.problems = {{.code = "view",
                         .message = "There is no field or column \"inventry\".",
                         .file = path,
                         .line = 4,
                         .column = 33}};
    open();
    QTRY_COMPARE(m_page->code()->editor()->problemText(4),
                 u"There is no field or column \"inventry\"."_s);
    QCOMPARE(m_views.checked.front(), std::string(lowText));
    DocumentRef there = m_page->ref();
    there.line = 4;
    there.column = 33;
    m_page->reveal(there);
    QCOMPARE(m_page->code()->editor()->currentLine(), 4);
}

void ViewPageTest::stateComesBack()
{
    open();
    auto *below = m_page->params()->findChild<QLineEdit *>(u"field.below.edit"_s);
    below->selectAll();
    QTest::keyClicks(below, u"12"_s);
    m_page->results()->setShowsChart(true);
    m_page->code()->editor()->goTo(3, 2);
    const QJsonObject state = m_page->state();
    m_page = std::make_unique<ViewPage>(viewRef(u"low"_s), m_ui->context(), m_host.get());
    m_page->restoreState(state);
    m_page->show();
    QTRY_VERIFY(m_page->canSave());
    QTRY_COMPARE(m_page->params()->findChildren<FieldEditor *>().size(), 2);
    m_page->run();
    QVERIFY(m_views.runs.back().first.params.at("below") == Value(12));
    QVERIFY(m_page->results()->showsChart());
    QCOMPARE(m_page->code()->editor()->currentLine(), 3);
}

void ViewPageTest::completionIsOfferedWhileTyping()
{
    open();
    CodeEditor *editor = m_page->code()->editor();
    m_page->focusContent();
    editor->goTo(5, 1);
    QTest::keyClicks(editor, u"pri"_s);
    auto *list = m_page->findChild<CompletionList *>();
    QTRY_VERIFY(list->isVisible());
    QVERIFY(list->names().contains(u"price"_s));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(text().ends_with("price"));
    QVERIFY(!list->isVisible());
}

void ViewPageTest::theNavigatorListsThem()
{
    NavigatorView navigator(m_ui->context(), m_host.get());
    QSignalSpy opened(&navigator, &NavigatorView::openRequested);
    auto *tree = navigator.findChild<QTreeView *>();
    auto *model = qobject_cast<NavigatorModel *>(tree->model());
    const QModelIndex section = model->findById(u"views"_s);
    QVERIFY(section.isValid());
    QCOMPARE(section.data(NavigatorModel::CountRole).toString(), u"1"_s);
    const QModelIndex low = model->index(0, 0, section);
    QCOMPARE(low.data().toString(), u"Low in stock"_s);
    navigator.setCurrent(viewRef(u"low"_s));
    QCOMPARE(tree->currentIndex(), low);
    m_ui->prompter.texts = {u"fresh"_s};
    m_ui->actions.action("view.new")->trigger();
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<DocumentRef>(), viewRef(u"fresh"_s));
}

void ViewPageTest::everyControlHasAName()
{
    open();
    m_page->run();
    QTRY_VERIFY(m_page->results()->hasRows());
    for (const auto *control : m_page->findChildren<QWidget *>()) {
        const bool isInput = qobject_cast<const QComboBox *>(control) ||
                             qobject_cast<const QAbstractItemView *>(control) ||
                             qobject_cast<const QToolButton *>(control);
        const bool isOwn = control->objectName().startsWith(u"view."_s) ||
                           control->objectName().startsWith(u"button.view"_s);
        if (isInput && isOwn)
            QVERIFY2(!control->accessibleName().isEmpty(), qUtf8Printable(control->objectName()));
    }
}

QTEST_MAIN(ViewPageTest)
#include "ViewPageTest.moc"
