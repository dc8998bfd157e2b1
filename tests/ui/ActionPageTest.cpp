#include "ui/action/ActionPage.h"
#include "tests/ui/UiFixture.h"
#include "ui/action/ActionDocument.h"
#include "ui/action/EffectFiles.h"
#include "ui/action/EffectList.h"
#include "ui/action/EffectListModel.h"
#include "ui/action/EffectListView.h"
#include "ui/base/Text.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

/** An action's page, shown. */
struct Page
{
    explicit Page(const QString &action = u"product.publish"_s,
                  std::shared_ptr<FakeEngine> with = makeFakeShop())
        : fixture(std::move(with))
    {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Action;
        ref.name = action;
        page = std::make_unique<ActionPage>(ref, fixture.context(), &host);
        page->resize(900, 1200);
        host.resize(900, 1200);
        host.show();
        page->show();
        page->focusContent();
    }
    [[nodiscard]] FakeEngine &engine() const { return *fixture.engine; }
    [[nodiscard]] EffectListView *view(EffectPhase phase) const
    {
        return page->list(phase)->view();
    }
    /** As the list shows them. */
    [[nodiscard]] QStringList names(EffectPhase phase) const
    {
        QStringList names;
        for (int row = 0; row < view(phase)->model()->rowCount(); ++row)
            names.append(view(phase)->model()->index(row, 0).data().toString());
        return names;
    }
    /** What the project has by now. */
    [[nodiscard]] std::shared_ptr<const ActionDef> saved() const
    {
        return engine().project()->findAction(page->document()->fullName());
    }
    [[nodiscard]] Banner *banner() const { return page->findChild<Banner *>(u"action.banner"_s); }
    void trigger(const char *id) const { fixture.actions.action(id)->trigger(); }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<ActionPage> page;
};

/** As the mouse would, from @p row of @p from to just below @p over of @p to (−1: on the empty
 * list). */
void drag(EffectListView *from, int row, EffectListView *to, int over)
{
    const std::unique_ptr<QMimeData> data(from->model()->mimeData({from->model()->index(row, 0)}));
    const QRect area = to->visualRect(to->model()->index(over, 0));
    const QPoint at = over < 0 ? QPoint(10, 10) : QPoint(10, area.bottom() - 2);
    QDragEnterEvent enter(at, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(to->viewport(), &enter);
    QDropEvent drop(at, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(to->viewport(), &drop);
}

} // namespace

class ActionPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheListsOfTheAction();
    void keysMoveRemoveAndUndo();
    void draggingMovesWithinAndBetweenLists();
    void theTransactionSwitchIsSaved();
    void builtinsAreOfferedWhereTheyMayStand_data();
    void builtinsAreOfferedWhereTheyMayStand();
    void aNewCodeEffectIsWrittenAndOpened();
    void aFileThatExistsIsNotOverwritten();
    void badNamesAreRefused();
    void everyStarterIsAFunction();
    void enterOpensTheFileAtItsProblem();
    void problemsStandWhereTheyBelong();
    void aChangeFromOutsideIsShown();
    void aSaveThatIsRefusedIsTakenBack();
    void quickChangesAreSavedInOrder();
    void aBrokenActionSaysWhy();
    void anActionThatGoesAwayIsMissed();
    void runsWithItsInputs();
    void readOnlyListsCannotBeChanged();
};

void ActionPageTest::showsTheListsOfTheAction()
{
    Page shown;
    QCOMPARE(shown.names(EffectPhase::Precondition), QStringList{u"preconditions/has-price.lua"_s});
    QCOMPARE(shown.names(EffectPhase::Run), (QStringList{u"check.lua"_s, u"updateRecord"_s}));
    QCOMPARE(shown.names(EffectPhase::Success), (QStringList{u"notify.lua"_s, u"gone.lua"_s}));
    QVERIFY(shown.names(EffectPhase::Failure).isEmpty());
    QVERIFY(shown.page->findChild<QLabel *>(u"effects.failure.empty"_s)->isVisible());
    QVERIFY(shown.page->findChild<QCheckBox *>(u"effects.run.transaction"_s)->isChecked());
    QVERIFY(!shown.page->findChild<QCheckBox *>(u"effects.success.transaction"_s)->isChecked());
    QVERIFY(!shown.page->findChild<QCheckBox *>(u"effects.precondition.transaction"_s));
    QVERIFY(shown.page->findChild<QLabel *>(u"action.comment"_s)->text().contains(u"price"_s));
    const QAbstractItemModelTester tester(shown.view(EffectPhase::Run)->model());
    QCOMPARE(shown.host.focusWidget(), shown.view(EffectPhase::Run));

    Page standard(u"product.create"_s);
    QVERIFY(standard.page->findChild<QLabel *>(u"action.comment"_s)
                ->text()
                .contains(u"models/product/create/action.json"_s));
}

void ActionPageTest::keysMoveRemoveAndUndo()
{
    Page shown;
    EffectListView *run = shown.view(EffectPhase::Run);
    QTest::keyClick(run, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(shown.names(EffectPhase::Run), (QStringList{u"updateRecord"_s, u"check.lua"_s}));
    QCOMPARE(run->currentIndex().row(), 1); // the moved one stays the current one
    QTRY_COMPARE(shown.saved()->run.effects.front().builtin, std::string("updateRecord"));
    QTest::keyClick(run, Qt::Key_Down, Qt::AltModifier); // it is the last already
    QTest::keyClick(run, Qt::Key_Delete);
    QCOMPARE(shown.names(EffectPhase::Run), QStringList{u"updateRecord"_s});
    QTest::keyClick(shown.page.get(), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(shown.page.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shown.names(EffectPhase::Run), (QStringList{u"check.lua"_s, u"updateRecord"_s}));
    QVERIFY(!shown.fixture.actions.action("action.undo")->isEnabled());
    shown.trigger("action.redo");
    QCOMPARE(shown.names(EffectPhase::Run), (QStringList{u"updateRecord"_s, u"check.lua"_s}));
    QTRY_VERIFY(!shown.page->document()->isSaving());
    QCOMPARE(shown.saved()->run.effects.size(), std::size_t(2));
    QCOMPARE(shown.saved()->run.effects.front().builtin, std::string("updateRecord"));
    run->select(1);
    QTest::keyClick(run, Qt::Key_Down); // on to the next list
    QCOMPARE(shown.host.focusWidget(), shown.view(EffectPhase::Success));
    QVERIFY(!run->selectionModel()->hasSelection());
}

void ActionPageTest::draggingMovesWithinAndBetweenLists()
{
    Page shown;
    EffectListView *run = shown.view(EffectPhase::Run);
    EffectListView *success = shown.view(EffectPhase::Success);
    drag(success, 0, success, 1);
    QCOMPARE(shown.names(EffectPhase::Success), (QStringList{u"gone.lua"_s, u"notify.lua"_s}));
    drag(run, 0, success, 0);
    QCOMPARE(shown.names(EffectPhase::Run), QStringList{u"updateRecord"_s});
    QCOMPARE(shown.names(EffectPhase::Success),
             (QStringList{u"gone.lua"_s, u"check.lua"_s, u"notify.lua"_s}));
    drag(success, 1, shown.view(EffectPhase::Failure), -1);
    QCOMPARE(shown.names(EffectPhase::Failure), QStringList{u"check.lua"_s});
    drag(run, 0, shown.view(EffectPhase::Precondition), 0); // no built-in effect stands there
    QCOMPARE(shown.names(EffectPhase::Run), QStringList{u"updateRecord"_s});
    QTRY_VERIFY(!shown.page->document()->isSaving());
    QCOMPARE(shown.saved()->failure.effects.size(), std::size_t(1));
}

void ActionPageTest::theTransactionSwitchIsSaved()
{
    Page shown;
    shown.page->findChild<QCheckBox *>(u"effects.success.transaction"_s)->click();
    QTRY_VERIFY(shown.saved()->success.transactional);
    shown.trigger("action.undo");
    QTRY_VERIFY(!shown.saved()->success.transactional);
    QVERIFY(!shown.page->findChild<QCheckBox *>(u"effects.success.transaction"_s)->isChecked());
}

void ActionPageTest::builtinsAreOfferedWhereTheyMayStand_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("phase");
    QTest::addColumn<QStringList>("offered");
    QTest::newRow("create") << u"product.create"_s << int(EffectPhase::Run)
                            << QStringList{u"effect.new"_s, u"effect.applyParams"_s,
                                           u"effect.createRecord"_s};
    QTest::newRow("update") << u"product.update"_s << int(EffectPhase::Run)
                            << QStringList{u"effect.new"_s, u"effect.applyParams"_s,
                                           u"effect.updateRecord"_s, u"effect.deleteRecord"_s};
    QTest::newRow("preconditions are code")
        << u"product.update"_s << int(EffectPhase::Precondition) << QStringList{u"effect.new"_s};
    QTest::newRow("a global action has no record")
        << u"recalculate"_s << int(EffectPhase::Run) << QStringList{u"effect.new"_s};
}

void ActionPageTest::builtinsAreOfferedWhereTheyMayStand()
{
    QFETCH(const QString, action);
    QFETCH(const int, phase);
    QFETCH(const QStringList, offered);
    Page shown(action);
    const QMenu *menu = shown.page->list(static_cast<EffectPhase>(phase))->makeAddMenu();
    QStringList names;
    for (const QAction *item : menu->actions()) {
        if (!item->isSeparator() && !item->menu())
            names.append(item->objectName());
    }
    QCOMPARE(names, offered);
}

void ActionPageTest::aNewCodeEffectIsWrittenAndOpened()
{
    Page shown;
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    shown.fixture.prompter.texts = {u"Send mail"_s};
    shown.page->list(EffectPhase::Success)->addCode();
    QTRY_COMPARE(opened.count(), 1);
    const auto ref = opened.front().front().value<DocumentRef>();
    QCOMPARE(ref.kind, DocumentRef::Kind::Code);
    QCOMPARE(ref.name, u"models/product/publish/Send-mail.lua"_s);
    QVERIFY(shown.engine().files.at(fromQString(ref.name)).find("return function(ctx)") !=
            std::string::npos);
    QCOMPARE(shown.names(EffectPhase::Success).constLast(), u"Send-mail.lua"_s);
    QTRY_COMPARE(shown.saved()->success.effects.size(), std::size_t(3));

    shown.fixture.prompter.texts = {u"is-new"_s};
    shown.page->list(EffectPhase::Precondition)->addCode();
    QTRY_COMPARE(opened.count(), 2);
    QCOMPARE(opened.back().front().value<DocumentRef>().name,
             u"models/product/publish/preconditions/is-new.lua"_s);
}

void ActionPageTest::aFileThatExistsIsNotOverwritten()
{
    Page shown;
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    shown.fixture.prompter.texts = {u"check.lua"_s};
    shown.page->list(EffectPhase::Failure)->addCode();
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(shown.names(EffectPhase::Failure), QStringList{u"check.lua"_s});
    QCOMPARE(shown.engine().callCount("writeFile"), 0);
}

void ActionPageTest::badNamesAreRefused()
{
    Page shown;
    for (const QString &name :
         {u"../lib/x"_s, u"a/b"_s, u""_s, u".hidden"_s, u"x"_s.repeated(100)}) {
        shown.fixture.prompter.texts = {name};
        shown.page->list(EffectPhase::Run)->addCode();
    }
    QCOMPARE(shown.fixture.prompter.errors.size(), std::size_t(5));
    QCOMPARE(shown.engine().callCount("writeFile"), 0);
}

void ActionPageTest::everyStarterIsAFunction()
{
    const auto engine = makeFakeShop();
    for (const auto &action : engine->project()->actions) {
        for (const EffectPhase phase : effectPhases) {
            const std::string text = starterText(*action, phase);
            QVERIFY(text.find("return function(ctx)\n") != std::string::npos);
            QVERIFY(text.ends_with("end\n"));
            if (action->model.empty())
                QVERIFY2(text.find("record.id") == std::string::npos, text.c_str());
        }
    }
}

void ActionPageTest::enterOpensTheFileAtItsProblem()
{
    Page shown;
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    EffectListView *run = shown.view(EffectPhase::Run);
    QTRY_COMPARE(run->model()->index(0, 0).data(EffectListModel::LineRole).toInt(), 12);
    QTest::keyClick(run, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.front().front().value<DocumentRef>().line, 12);
    run->select(1);
    QTest::keyClick(run, Qt::Key_Return); // a built-in effect has no file
    QCOMPARE(opened.count(), 1);
    QTest::mouseDClick(run->viewport(), Qt::LeftButton, {},
                       run->visualRect(run->model()->index(0, 0)).center());
    QCOMPARE(opened.count(), 2);
}

void ActionPageTest::problemsStandWhereTheyBelong()
{
    auto engine = makeFakeShop();
    engine->problems.push_back({Problem::Severity::Warning, "unknown_key",
                                "The key \"retries\" is not known.",
                                "models/product/publish/action.json", 4, 3});
    Page shown(u"product.publish"_s, engine);
    const auto problemOf = [&shown](EffectPhase phase, int row) {
        return shown.view(phase)
            ->model()
            ->index(row, 0)
            .data(EffectListModel::ProblemRole)
            .toString();
    };
    QTRY_VERIFY(problemOf(EffectPhase::Run, 0).startsWith(u"Line 12:"_s));
    QVERIFY(problemOf(EffectPhase::Run, 1).isEmpty());
    QVERIFY(problemOf(EffectPhase::Success, 1).contains(u"not in the project"_s));
    const auto *banner = shown.page->findChild<Banner *>(u"action.problems"_s);
    QVERIFY(banner->isVisible());
    QVERIFY(banner->text().contains(u"retries"_s));
    engine->problems.clear();
    Q_EMIT engine->problemsChanged();
    QTRY_VERIFY(!banner->isVisible());
    QVERIFY(problemOf(EffectPhase::Run, 0).isEmpty());
}

void ActionPageTest::aChangeFromOutsideIsShown()
{
    Page shown;
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Delete);
    QTRY_VERIFY(!shown.page->document()->isSaving());
    QVERIFY(!shown.banner()->isVisible()); // our own save is none
    ProjectDef def = shown.engine().def;
    for (auto &action : def.actions) {
        if (action->fullName() != "product.publish")
            continue;
        auto other = std::make_shared<ActionDef>(*action);
        other->failure.effects = {{{}, "models/product/publish/notify.lua", {}}};
        action = other;
    }
    shown.engine().setProject(def);
    QTRY_COMPARE(shown.names(EffectPhase::Failure), QStringList{u"notify.lua"_s});
    QVERIFY(shown.banner()->text().contains(u"outside"_s));
    QVERIFY(!shown.fixture.actions.action("action.undo")->isEnabled());
}

void ActionPageTest::aSaveThatIsRefusedIsTakenBack()
{
    Page shown;
    shown.engine().failures["saveAction"] =
        Error("SYNC_CONFLICT", "The file was changed on disk since it was loaded.");
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Delete);
    QCOMPARE(shown.names(EffectPhase::Run).size(), 1);
    QTRY_COMPARE(shown.names(EffectPhase::Run).size(), 2);
    QVERIFY(shown.banner()->text().contains(u"not saved"_s));
    QVERIFY(shown.banner()->text().contains(u"changed on disk"_s));
}

void ActionPageTest::quickChangesAreSavedInOrder()
{
    Page shown;
    shown.engine().hold();
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Delete);
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Delete);
    QCOMPARE(shown.engine().callCount("saveAction"), 1); // the others wait for it
    shown.engine().release();
    QTRY_VERIFY(!shown.page->document()->isSaving());
    QCOMPARE(shown.engine().callCount("saveAction"), 2); // two became one
    QVERIFY(shown.saved()->run.effects.empty());
    QVERIFY(shown.names(EffectPhase::Run).isEmpty());
}

void ActionPageTest::aBrokenActionSaysWhy()
{
    auto engine = makeFakeShop();
    std::erase_if(engine->def.actions,
                  [](const auto &action) { return action->fullName() == "product.publish"; });
    engine->problems = {{Problem::Severity::Error, "bad_json", "A comma is missing.",
                         "models/product/publish/action.json", 7, 2}};
    engine->setProject(engine->def);
    Page shown(u"product.publish"_s, engine);
    const auto *state = shown.page->findChild<PageStateView *>();
    QTRY_VERIFY(state->bodyText().contains(u"A comma is missing."_s));
    QVERIFY(state->bodyText().contains(u"action.json:7"_s));
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    state->findChild<QPushButton *>(u"pageState.button"_s)->click();
    QCOMPARE(opened.front().front().value<DocumentRef>().line, 7);
}

void ActionPageTest::anActionThatGoesAwayIsMissed()
{
    Page shown;
    std::erase_if(shown.engine().def.actions,
                  [](const auto &action) { return action->fullName() == "product.publish"; });
    shown.engine().setProject(shown.engine().def);
    const auto *state = shown.page->findChild<PageStateView *>();
    QTRY_VERIFY(state->isVisible());
    QTRY_VERIFY(state->bodyText().contains(u"product.publish"_s));
    QVERIFY(!shown.fixture.actions.action("action.run")->isEnabled());
}

void ActionPageTest::runsWithItsInputs()
{
    Page shown(u"product.changePrice"_s);
    DocumentRef ref = shown.page->ref();
    ref.detail = u"12"_s;
    shown.page->reveal(ref);
    shown.page->focusContent();
    const auto *now = shown.host.focusWidget();
    QVERIFY(now && now->objectName() == u"field.percent.edit"_s);
    auto *percent = shown.page->findChild<QLineEdit *>(u"field.percent.edit"_s);
    QTest::keyClicks(percent, u"much"_s);
    QVERIFY(!shown.page->findChild<QPushButton *>(u"runner.run"_s)->isEnabled());
    percent->selectAll();
    QTest::keyClicks(percent, u"12.5"_s);
    shown.engine().nextOutcome.success = true;
    shown.engine().nextOutcome.run = RunId{77};
    shown.engine().nextOutcome.result = Value(ValueObject{{"changed", Value(1)}});
    shown.engine().actionOutcomeIsSet = true;
    shown.trigger("action.run");
    const auto *banner = shown.page->findChild<Banner *>(u"runner.banner"_s);
    QTRY_VERIFY(banner->text().contains(u"77"_s));
    QCOMPARE(shown.engine().actionCalls.back().id, std::string("12"));
    QVERIFY(shown.engine().actionCalls.back().params.at("percent").identicalTo(Value(12.5)));
    QVERIFY(shown.page->findChild<QPlainTextEdit *>(u"runner.result"_s)
                ->toPlainText()
                .contains(u"changed"_s));
    QSignalSpy logs(shown.page.get(), &DocumentPage::logsRequested);
    banner->findChild<QPushButton *>(u"runner.banner.second"_s)->click();
    QCOMPARE(logs.front().front().toLongLong(), 77);

    shown.engine().nextOutcome = {};
    shown.engine().nextOutcome.errors = {
        Error(errc::scriptError, "percent must be below 100").withPlace("apply.lua:4")};
    shown.trigger("action.run");
    QTRY_VERIFY(banner->text().contains(u"apply.lua:4"_s));
}

void ActionPageTest::readOnlyListsCannotBeChanged()
{
    auto engine = makeFakeShop();
    engine->readOnly = true;
    Page shown(u"product.publish"_s, engine);
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Delete);
    QTest::keyClick(shown.view(EffectPhase::Run), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(shown.names(EffectPhase::Run), (QStringList{u"check.lua"_s, u"updateRecord"_s}));
    QVERIFY(!shown.page->findChild<QCheckBox *>(u"effects.run.transaction"_s)->isEnabled());
    QVERIFY(!shown.page->findChild<QWidget *>(u"effects.run.add"_s)->isVisible());
    QCOMPARE(engine->callCount("saveAction"), 0);
}

QTEST_MAIN(ActionPageTest)
#include "ActionPageTest.moc"
