#include "tests/ui/UiFixture.h"
#include "ui/panels/LogModel.h"
#include "ui/panels/LogsPanel.h"
#include "ui/panels/PanelArea.h"
#include "ui/panels/ProblemModel.h"
#include "ui/panels/ProblemsPanel.h"
#include "ui/panels/RunsPanel.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
std::vector<LogEntry> lines(std::int64_t first, int count)
{
    std::vector<LogEntry> made;
    for (int i = 0; i < count; ++i) {
        LogEntry entry;
        entry.id = first + i;
        entry.text = "line " + std::to_string(first + i);
        made.push_back(entry);
    }
    return made;
}
} // namespace

class PanelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLogForgetsItsBeginning();
    void theLogAsksForWhatIsChosen();
    void newLinesAreFollowed();
    void theNewestLineStaysInView();
    void oneRunOnly();
    void aLineIsShownWhole();
    void problemsLeadToTheirFile();
    void runsAreFilteredAndShown();
    void panelStates();
    void whatWasChosenComesBack();
};

void PanelsTest::theLogForgetsItsBeginning()
{
    LogModel model(100);
    const QAbstractItemModelTester tester(&model);
    model.append(lines(1, 60));
    model.append(lines(61, 60));
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.oldestId(), 21);
    QCOMPARE(model.newestId(), 120);
    model.prepend(lines(1, 20));
    QCOMPARE(model.oldestId(), 21);
    model.append(lines(1000, 500));
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.oldestId(), 1400);
    LogEntry hostile;
    hostile.id = 9999;
    hostile.text = "<b>bold</b>\x1b[31m";
    model.append({hostile});
    QCOMPARE(model.index(99, LogModel::TextColumn).data().toString().left(11), u"<b>bold</b>"_s);
    QVERIFY(!model.index(99, LogModel::TextColumn).data().toString().contains(QChar(0x1b)));
}

void PanelsTest::theLogAsksForWhatIsChosen()
{
    UiFixture fixture;
    LogsPanel panel(fixture.context(), nullptr);
    QTRY_VERIFY(panel.model()->rowCount() > 0);
    for (int row = 0; row < panel.model()->rowCount(); ++row)
        QVERIFY(panel.model()->entry(row).level >= LogLevel::Info);
    auto *level = panel.findChild<QComboBox *>(u"logs.level"_s);
    level->setCurrentIndex(4);
    Q_EMIT level->activated(4);
    QTRY_COMPARE(panel.model()->rowCount(), 20);
    panel.findChild<QLineEdit *>(u"logs.search"_s)->setText(u"nothing like it"_s);
    QTRY_COMPARE(panel.model()->rowCount(), 0);
    QTRY_COMPARE(panel.findChild<PageStateView *>()->titleText(), u"No line matches"_s);
}

void PanelsTest::newLinesAreFollowed()
{
    UiFixture fixture;
    LogsPanel panel(fixture.context(), nullptr);
    QTRY_VERIFY(panel.model()->rowCount() > 0);
    const int before = panel.model()->rowCount();
    for (int i = 0; i < 30; ++i)
        fixture.engine->addLog(LogLevel::Info, "fresh");
    fixture.engine->addLog(LogLevel::Debug, "not wanted");
    QTRY_COMPARE(panel.model()->rowCount(), before + 30);
    QCOMPARE(panel.model()->entry(before + 29).text, std::string("fresh"));
    QVERIFY2(fixture.engine->callCount("logs") < 10, "one question for many lines");
}

void PanelsTest::theNewestLineStaysInView()
{
    UiFixture fixture;
    QWidget host; // without a layout: the offscreen platform warns of windows with size limits
    LogsPanel panel(fixture.context(), &host);
    host.resize(700, 500);
    panel.resize(700, 400);
    host.show();
    panel.show();
    const auto *table = panel.findChild<QTableView *>(u"logs.table"_s);
    const QScrollBar *bar = table->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
    const int before = bar->maximum();
    panel.resize(700, 200);
    QTRY_VERIFY(bar->maximum() > before);
    QTRY_COMPARE(bar->value(), bar->maximum());
    panel.findChild<QCheckBox *>(u"logs.follow"_s)->setChecked(false);
    panel.resize(700, 150);
    QTRY_VERIFY(bar->value() < bar->maximum());
}

void PanelsTest::oneRunOnly()
{
    UiFixture fixture;
    LogsPanel panel(fixture.context(), nullptr);
    panel.showRun(RunId{43});
    QTRY_COMPARE(panel.model()->rowCount(), 20);
    auto *filter = panel.findChild<QPushButton *>(u"logs.run"_s);
    QVERIFY(!filter->isHidden());
    filter->click();
    QTRY_VERIFY(panel.model()->rowCount() > 20);
    QVERIFY(filter->isHidden());
}

void PanelsTest::aLineIsShownWhole()
{
    UiFixture fixture;
    fixture.engine->logList.clear();
    LogsPanel panel(fixture.context(), nullptr);
    QTRY_COMPARE(panel.findChild<PageStateView *>()->titleText(), u"Nothing logged yet"_s);
    fixture.engine->addLog(LogLevel::Info, "first\nsecond", RunId{43});
    QTRY_COMPARE(panel.model()->rowCount(), 1);
    auto *table = panel.findChild<QTableView *>(u"logs.table"_s);
    table->setCurrentIndex(panel.model()->index(0, 0));
    QVERIFY(panel.findChild<QPlainTextEdit *>(u"logs.details"_s)
                ->toPlainText()
                .contains(u"first\nsecond"_s));
    QSignalSpy inspected(&panel, &LogsPanel::inspectRequested);
    Q_EMIT table->activated(panel.model()->index(0, 0));
    QCOMPARE(inspected.constFirst().constFirst().value<InspectTarget>(),
             InspectTarget::ofRun(RunId{43}));
}

void PanelsTest::problemsLeadToTheirFile()
{
    UiFixture fixture;
    ProblemsPanel panel(fixture.context(), nullptr);
    auto *table = panel.findChild<QTableView *>(u"problems.table"_s);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(table->model()->index(0, ProblemModel::PlaceColumn).data().toString(),
             u"models/product/publish/check.lua:12:5"_s);
    QSignalSpy opened(&panel, &ProblemsPanel::openRequested);
    Q_EMIT table->activated(table->model()->index(0, 0));
    const auto ref = opened.constFirst().constFirst().value<DocumentRef>();
    QCOMPARE(ref.key(), u"code:models/product/publish/check.lua"_s);
    QCOMPARE(ref.line, 12);
    fixture.engine->problems.clear();
    fixture.engine->setProject(fixture.engine->def);
    QTRY_COMPARE(panel.findChild<PageStateView *>()->titleText(), u"No problems"_s);
}

void PanelsTest::runsAreFilteredAndShown()
{
    UiFixture fixture;
    RunsPanel panel(fixture.context(), nullptr);
    auto *table = panel.findChild<QTableView *>(u"runs.table"_s);
    QTRY_COMPARE(table->model()->rowCount(), 30);
    panel.findChild<QCheckBox *>(u"runs.failed"_s)->setChecked(true);
    QTRY_COMPARE(table->model()->rowCount(), 3);
    auto *kind = panel.findChild<QComboBox *>(u"runs.kind"_s);
    kind->setCurrentIndex(2); // syncs
    Q_EMIT kind->activated(2);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    fixture.engine->setRun(runningSync());
    QCOMPARE(table->model()->rowCount(), 2); // it has not failed
    QSignalSpy inspected(&panel, &RunsPanel::inspectRequested);
    Q_EMIT table->activated(table->model()->index(0, 0));
    QCOMPARE(inspected.constFirst().constFirst().value<InspectTarget>(),
             InspectTarget::ofRun(RunId{42}));
}

void PanelsTest::panelStates()
{
    auto engine = makeEmptyShop();
    for (const char *method : {"logs", "runs", "check"})
        engine->failures[method] = Error("SYNC_STORAGE", "The disk is broken.");
    UiFixture fixture(engine);
    PanelArea panels(fixture.context());
    const auto states = panels.findChildren<PageStateView *>();
    QCOMPARE(states.size(), 3);
    for (const PageStateView *state : states)
        QTRY_COMPARE(state->bodyText(), u"The disk is broken."_s);
    engine->failures.clear();
    for (PageStateView *state : states) {
        Q_EMIT state->buttonClicked();
        QTRY_VERIFY(state->titleText() != u"This did not work"_s);
        QTRY_VERIFY(!state->titleText().isEmpty());
    }
}

void PanelsTest::whatWasChosenComesBack()
{
    UiFixture fixture;
    QJsonObject saved;
    {
        PanelArea panels(fixture.context());
        panels.showPanel(PanelArea::Runs);
        panels.findChild<QLineEdit *>(u"logs.search"_s)->setText(u"429"_s);
        saved = panels.state();
    }
    PanelArea panels(fixture.context());
    panels.restoreState(saved);
    QCOMPARE(panels.currentIndex(), int(PanelArea::Runs));
    QCOMPARE(panels.findChild<QLineEdit *>(u"logs.search"_s)->text(), u"429"_s);
}

QTEST_MAIN(PanelsTest)
#include "PanelsTest.moc"
