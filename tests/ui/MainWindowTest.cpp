#include "tests/ui/WindowFixture.h"
#include "ui/navigator/NavigatorModel.h"
#include "ui/palette/GoToPalette.h"
#include "ui/palette/PaletteModel.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordsPage.h"
#include "ui/shell/TabGroup.h"
#include "ui/start/StartPage.h"
#include "ui/widget/Banner.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

class MainWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStartPageOpensProjects();
    void aProjectThatCannotBeOpenedSaysWhy();
    void theNavigatorIsTheProject();
    void documentsOpenOnceAndSideBySide();
    void backAndForward();
    void unsavedWorkIsAskedAbout();
    void theSessionComesBack();
    void aCrashLosesNothingTyped();
    void thePaletteFindsAnything_data();
    void thePaletteFindsAnything();
    void thePaletteFindsRecordsAndLines();
    void commandsRunFromThePalette();
    void syncStartsFromTheToolbar();
    void runningWorkIsSeenAndCancelled();
    void lossIsOnlyDoneWhenConfirmed();
    void runDoesWhatThePageSays();
    void everyControlHasAName();
    void closingHandsTheEngineBack();
};

void MainWindowTest::theStartPageOpensProjects()
{
    QTemporaryDir state;
    Window window(state);
    auto *start = window.window->findChild<StartPage *>();
    QVERIFY(start->isVisible());
    start->findChild<QPushButton *>(u"start.sample"_s)->click();
    QTRY_VERIFY(window.window->isProjectOpen());
    QCOMPARE(window.opener.opened.back(), u"/projects/sample-shop"_s);
    window.window->closeProject();
    QVERIFY(start->isVisible());
    QCOMPARE(window.settings.recentProjects(), QStringList{u"/projects/sample-shop"_s});
    window.prompter.picks = {u"/projects/new"_s};
    start->findChild<QPushButton *>(u"start.template.blog"_s)->click();
    QTRY_VERIFY(window.window->isProjectOpen());
    QCOMPARE(window.opener.created, std::vector<QString>{u"blog"_s});
    window.window->closeProject();
    start->findChild<QPushButton *>(u"start.openFolder"_s)->click(); // cancelled in the picker
    QVERIFY(!window.window->isProjectOpen());
}

void MainWindowTest::aProjectThatCannotBeOpenedSaysWhy()
{
    QTemporaryDir state;
    Window window(state);
    window.opener.failure = Error("SYNC_LOCKED", "The project is open elsewhere.");
    QSignalSpy failed(window.window.get(), &MainWindow::projectFailed);
    window.window->openProject(u"/projects/shop"_s);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(window.window->findChild<Banner *>(u"start.banner"_s)->text(),
             u"The project is open elsewhere."_s);
    QVERIFY(window.window->findChild<QPushButton *>(u"start.sample"_s)->isVisible());
    QVERIFY(window.settings.recentProjects().isEmpty());
}

void MainWindowTest::theNavigatorIsTheProject()
{
    NavigatorModel model;
    const QAbstractItemModelTester tester(&model);
    const auto engine = makeFakeShop();
    model.setProject(engine->project());
    QCOMPARE(model.rowCount(), 5); // models, global actions, connections, views, files
    const QModelIndex product = model.findById(u"model/product"_s);
    QVERIFY(product.isValid());
    QCOMPARE(model.rowCount(product), 5);
    QVERIFY(model.findById(u"file/lib/text/slug.lua"_s).parent() ==
            model.findById(u"folder/lib/text"_s));
    model.setCounts({{"product", 12402, true}});
    QCOMPARE(product.data(NavigatorModel::CountRole).toString(), u"12,402"_s);
    const QModelIndex script =
        model.findById(u"script/order.flagLarge/models/order/flagLarge/flag-large.lua"_s);
    QCOMPARE(script.data().toString(), u"flag-large.lua"_s);
    QCOMPARE(script.parent().data(NavigatorModel::IdRole).toString(), u"action/order.flagLarge"_s);
    QCOMPARE(script.data(NavigatorModel::RefRole).value<DocumentRef>().key(),
             u"code:models/order/flagLarge/flag-large.lua"_s);
    model.setConnectionState(u"shop"_s, NavigatorModel::State::Error);
    QVERIFY(model.findById(u"connection/shop"_s)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(u"failed"_s));
    ProjectDef without = engine->def;
    without.models.clear();
    model.setProject(std::make_shared<ProjectDef>(without));
    QVERIFY(!model.findById(u"model/product"_s).isValid());

    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *tree = window.window->findChild<QTreeView *>(u"navigator.tree"_s);
    const auto *shown = qobject_cast<NavigatorModel *>(tree->model());
    QTRY_COMPARE(shown->findById(u"model/order"_s).data(NavigatorModel::CountRole).toString(),
                 u"541"_s);
    QTRY_COMPARE(shown->findById(u"connection/warehouse"_s).data(NavigatorModel::StateRole).toInt(),
                 int(NavigatorModel::State::Error));
    tree->setCurrentIndex(shown->findById(u"model/order"_s));
    QTest::keyClick(tree, Qt::Key_Return);
    QCOMPARE(window.current(), u"records:order"_s);
}

void MainWindowTest::documentsOpenOnceAndSideBySide()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    DocumentPage *product = window.go(DocumentRef::Kind::Records, "product");
    window.go(DocumentRef::Kind::Records, "order");
    QCOMPARE(window.go(DocumentRef::Kind::Records, "product"), product);
    QCOMPARE(window.openKeys().size(), 2);
    window.trigger("document.side");
    QCOMPARE(window.window->findChildren<TabGroup *>().size(), 2);
    QCOMPARE(window.current(), u"records:product"_s);
    QVERIFY(window.window->documents()->pages().contains(product));
    window.trigger("document.close");
    QTRY_COMPARE(window.window->findChildren<TabGroup *>().size(), 1);
    QCOMPARE(window.current(), u"records:order"_s);
    QVERIFY(!window.go(DocumentRef::Kind::Action, "")); // nothing to show
}

void MainWindowTest::backAndForward()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    window.go(DocumentRef::Kind::Records, "product");
    window.go(DocumentRef::Kind::Connection, "shop");
    window.go(DocumentRef::Kind::Records, "order");
    QVERIFY(!window.window->actions()->action("go.forward")->isEnabled());
    window.trigger("go.back");
    QCOMPARE(window.current(), u"connection:shop"_s);
    window.trigger("go.back");
    QCOMPARE(window.current(), u"records:product"_s);
    QVERIFY(!window.window->actions()->action("go.back")->isEnabled());
    window.trigger("go.forward");
    QCOMPARE(window.current(), u"connection:shop"_s);
    window.go(DocumentRef::Kind::Run, "42");
    QVERIFY2(!window.window->actions()->action("go.forward")->isEnabled(),
             "a new step forgets the way on");
}

void MainWindowTest::unsavedWorkIsAskedAbout()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *page = static_cast<DirtyPage *>(window.go(DocumentRef::Kind::Code, "lib/pad.lua"));
    page->type(u"local x"_s);
    QCOMPARE(window.window->findChild<QTabBar *>(u"documents.bar"_s)->tabText(0),
             u"lib/pad.lua ●"_s);
    window.trigger("document.close");
    QCOMPARE(window.prompter.questions.size(), 1U);
    QCOMPARE(window.openKeys().size(), 1);
    window.prompter.answers = {Answer::DoIt};
    window.trigger("document.close");
    QCOMPARE(window.openKeys().size(), 0);
}

void MainWindowTest::theSessionComesBack()
{
    QTemporaryDir state;
    {
        Window window(state);
        window.open();
        auto *page = qobject_cast<RecordsPage *>(window.go(DocumentRef::Kind::Records, "product"));
        page->grid()->header()->setSort({{"price", true}});
        page->grid()->filters()->setTexts({{u"title"_s, u"mug"_s}});
        window.go(DocumentRef::Kind::Connection, "shop");
        static_cast<DirtyPage *>(
            window.go(DocumentRef::Kind::Code, "lib/pad.lua", OpenMode::ToTheSide))
            ->type(u"local y"_s);
        window.theme.setMode(ThemeMode::Dark);
        window.window->close();
        QCOMPARE(window.opener.closed, 1);
    }
    Window window(state);
    QVERIFY(window.theme.colors().dark);
    window.open();
    QCOMPARE(window.openKeys(),
             (QStringList{u"records:product"_s, u"connection:shop"_s, u"code:lib/pad.lua"_s}));
    QCOMPARE(window.current(), u"code:lib/pad.lua"_s);
    QCOMPARE(static_cast<DirtyPage *>(window.window->currentPage())->text, u"local y"_s);
    QCOMPARE(window.window->findChildren<TabGroup *>().size(), 2);
    const auto *grid = window.window->findChild<RecordGridView *>();
    QCOMPARE(grid->header()->sort(), (Sort{{"price", true}}));
    QCOMPARE(grid->filters()->texts().value(u"title"_s), u"mug"_s);
}

void MainWindowTest::aCrashLosesNothingTyped()
{
    QTemporaryDir state;
    auto *window = new Window(state);
    window->open();
    static_cast<DirtyPage *>(window->go(DocumentRef::Kind::Code, "lib/pad.lua"))
        ->type(u"typed a moment ago"_s);
    const QString folder = state.filePath(u"sessions"_s);
    const auto saved = [&folder] {
        const QStringList files = QDir(folder).entryList({u"*.json"_s});
        QFile file(folder + u"/"_s + files.value(0));
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("typed a moment ago");
    };
    QTRY_VERIFY_WITH_TIMEOUT(saved(), 4000); // written while the window lives on
    delete window;
}

void MainWindowTest::thePaletteFindsAnything_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("first");
    QTest::newRow("a model by its beginning") << u"prod"_s << u"product"_s;
    QTest::newRow("a connection") << u"wareh"_s << u"warehouse"_s;
    QTest::newRow("an action by initials") << u"flagL"_s << u"order.flagLarge"_s;
    QTest::newRow("a file by its name") << u"slug"_s << u"lib/text/slug.lua"_s;
    QTest::newRow("a command by >") << u">theme dark"_s << u"Theme: Dark"_s;
    QTest::newRow("a field by @") << u"@email"_s << u"customer.email"_s;
}

void MainWindowTest::thePaletteFindsAnything()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, first);
    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *palette = window.window->findChild<GoToPalette *>();
    palette->open(typed);
    QVERIFY(palette->model()->rowCount() > 0);
    QCOMPARE(palette->model()->index(0, 0).data().toString(), first);
}

void MainWindowTest::thePaletteFindsRecordsAndLines()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *palette = window.window->findChild<GoToPalette *>();
    const QAbstractItemModelTester tester(palette->model());
    auto *edit = palette->findChild<QLineEdit *>(u"palette.edit"_s);
    palette->open(u"#person7@"_s);
    QTRY_COMPARE(palette->model()->rowCount(), 1);
    QCOMPARE(palette->model()->index(0, 0).data(PaletteModel::DetailRole).toString(),
             u"customer 8"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(palette->isHidden());
    QTRY_COMPARE(window.window->findChild<QLabel *>(u"inspector.subtitle"_s)->text(),
                 u"customer · id 8 · from shop"_s);
    palette->open(u"42"_s);
    QTRY_VERIFY(palette->model()->rowCount() >= 4); // three records and the run
    palette->open(u"#no such thing"_s);
    QTRY_COMPARE(palette->findChild<QLabel *>(u"palette.hint"_s)->text(), u"Nothing found"_s);
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(palette->isHidden());
    auto *page = static_cast<DirtyPage *>(window.go(DocumentRef::Kind::Code, "lib/pad.lua"));
    palette->open(u":12"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(page->line, 12);
}

void MainWindowTest::commandsRunFromThePalette()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    window.trigger("go.command");
    auto *palette = window.window->findChild<GoToPalette *>();
    auto *edit = palette->findChild<QLineEdit *>(u"palette.edit"_s);
    QCOMPARE(edit->text(), u">"_s);
    QTest::keyClicks(edit, u"theme dark"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(window.theme.colors().dark);
    window.theme.setMode(ThemeMode::Light);
}

void MainWindowTest::syncStartsFromTheToolbar()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *menu = window.window->findChild<QMenu *>(u"toolbar.syncMenu"_s);
    Q_EMIT menu->aboutToShow();
    menu->findChild<QAction *>(u"sync.shop"_s)->trigger();
    QCOMPARE(window.opener.last->syncRequests.size(), 1U);
    QCOMPARE(window.opener.last->syncRequests.front().connection, std::string("shop"));
    QTRY_COMPARE(window.opener.last->statusNow.active.size(), 1U);
    window.opener.last->failures["startSync"] = Error("SYNC_LOCKED", "It runs already.");
    menu->findChild<QAction *>(u"sync.shop"_s)->trigger();
    QTRY_COMPARE(window.prompter.errors.size(), 1U);
}

void MainWindowTest::runningWorkIsSeenAndCancelled()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    auto *button = window.window->findChild<QToolButton *>(u"activity.button"_s);
    QVERIFY(button->isHidden());
    window.opener.last->setRun(runningSync());
    QVERIFY(!button->isHidden());
    QCOMPARE(button->text(), u"Sync of shop"_s);
    window.window->findChild<QToolButton *>(u"activity.cancel"_s)->click();
    QCOMPARE(window.opener.last->cancelled, std::vector<RunId>{RunId{45}});
    QVERIFY(button->isHidden());
}

void MainWindowTest::lossIsOnlyDoneWhenConfirmed()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    SchemaPlan plan;
    plan.steps.emplace_back();
    plan.steps.back().summary = "Field price: number → string; 3 values become null";
    plan.steps.back().rowsLost = 3;
    Q_EMIT window.opener.last->schemaNeedsConfirmation(plan);
    QCOMPARE(window.prompter.questions.size(), 1U);
    QVERIFY(window.prompter.questions.front().text.contains(u"3 values"_s));
    QCOMPARE(window.opener.last->callCount("applySchema"), 0);
    window.prompter.answers = {Answer::DoIt};
    Q_EMIT window.opener.last->schemaNeedsConfirmation(plan);
    QCOMPARE(window.opener.last->callCount("applySchema"), 1);
}

void MainWindowTest::runDoesWhatThePageSays()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    QAction *run = window.window->actions()->action("document.run");
    QVERIFY(!run->isEnabled());
    window.go(DocumentRef::Kind::Connection, "shop");
    QTRY_VERIFY(run->isEnabled());
    QTRY_VERIFY(window.window->actions()->action("connection.sync")->isEnabled());
    run->trigger();
    QCOMPARE(window.opener.last->syncRequests.size(), 1U);
}

void MainWindowTest::everyControlHasAName()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    window.go(DocumentRef::Kind::Records, "product");
    window.go(DocumentRef::Kind::Connection, "shop");
    QTRY_VERIFY(window.window->findChild<QLineEdit *>(u"option.url.edit"_s));
    const QList<QWidget *> all = window.window->findChildren<QWidget *>();
    for (const QWidget *widget : all) {
        const bool isControl = qobject_cast<const QAbstractButton *>(widget) ||
                               qobject_cast<const QLineEdit *>(widget) ||
                               qobject_cast<const QComboBox *>(widget) ||
                               qobject_cast<const QAbstractItemView *>(widget);
        const bool isOurs = !widget->objectName().startsWith(u"qt_"_s) &&
                            !widget->parentWidget()->inherits("QComboBox") &&
                            !widget->inherits("QHeaderView") &&
                            !widget->inherits("QTableCornerButton") &&
                            !widget->parentWidget()->inherits("QTabBar") &&
                            !widget->parentWidget()->inherits("QLineEdit") &&
                            !widget->parentWidget()->inherits("QComboBoxPrivateContainer") &&
                            !widget->parentWidget()->inherits("QTableView");
        if (!isControl || !isOurs)
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const bool hasName =
            !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
        QVERIFY2(hasName || !widget->isVisible(), qPrintable(widget->objectName() + u" of "_s +
                                                             widget->parentWidget()->objectName()));
        QVERIFY2(!widget->objectName().isEmpty(), qPrintable(widget->accessibleName() + u" of "_s +
                                                             widget->parentWidget()->objectName()));
    }
}

void MainWindowTest::closingHandsTheEngineBack()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    window.go(DocumentRef::Kind::Records, "product");
    const auto engine = window.opener.last;
    engine->hold(); // answers are still under way
    window.go(DocumentRef::Kind::Records, "order");
    window.window->close();
    QVERIFY(engine->isClosed);
    engine->release();
    QVERIFY(!window.window->isProjectOpen());
    QCOMPARE(window.opener.closed, 1);
}

QTEST_MAIN(MainWindowTest)
#include "MainWindowTest.moc"
