#include "tests/ui/WindowFixture.h"
#include "ui/inspector/InspectorView.h"
#include "ui/inspector/RecordInspector.h"
#include "ui/navigator/NavigatorView.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** What stands where in the window, and where the keyboard goes. */
class WindowLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutDocumentsTheWindowSaysWhatToDo();
    void aProjectWithoutAnythingPointsAtConnections();
    void thePanelsHaveRoomAtFirst_data();
    void thePanelsHaveRoomAtFirst();
    void theSearchKeepsItsRoom();
    void f2EditsTheCell();
    void theKeyboardGoesEverywhereAndBack_data();
    void theKeyboardGoesEverywhereAndBack();
    void whatIsDockedCanMakeRoom();
    void theTitleSaysWhatIsInFront();
    void anActionIsMadeFromTheNavigator();
};

void WindowLayoutTest::withoutDocumentsTheWindowSaysWhatToDo()
{
    QTemporaryDir state;
    Window window(state);
    const auto title = [&window] {
        return window.window->findChild<QLabel *>(u"nothingOpen.title"_s);
    };
    QVERIFY(!title());
    window.open();
    QVERIFY(title() && title()->isVisible());
    window.window->findChild<QPushButton *>(u"nothingOpen.sync.shop"_s)->click();
    QTRY_COMPARE(window.opener.last->syncRequests.size(), std::size_t(1));
    window.window->findChild<QPushButton *>(u"nothingOpen.model.product"_s)->click();
    QCOMPARE(window.current(), u"records:product"_s);
    QVERIFY(!title()->isVisible());
    window.trigger("document.close");
    QTRY_VERIFY(title()->isVisible());
    window.window->findChild<QPushButton *>(u"nothingOpen.go.anything"_s)->click();
    QTRY_VERIFY(window.window->findChild<QLineEdit *>(u"palette.edit"_s)->isVisible());
}

void WindowLayoutTest::aProjectWithoutAnythingPointsAtConnections()
{
    QTemporaryDir state;
    Window window(state);
    window.opener.make = [] { return std::make_shared<FakeEngine>(); };
    window.open();
    const auto *link = window.window->findChild<QPushButton *>(u"nothingOpen.connection.new"_s);
    QVERIFY(link->isVisible() && link->isEnabled());
    QVERIFY(!window.window->findChild<QPushButton *>(u"nothingOpen.model.product"_s));
}

void WindowLayoutTest::thePanelsHaveRoomAtFirst_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("a small screen") << QSize(1280, 800);
    QTest::newRow("a large screen") << QSize(1920, 1080);
}

void WindowLayoutTest::thePanelsHaveRoomAtFirst()
{
    QFETCH(const QSize, size);
    QTemporaryDir state;
    Window window(state);
    window.window->resize(size);
    window.open();
    window.go(DocumentRef::Kind::Records, "product");
    const auto *panels = window.window->findChild<QDockWidget *>(u"dock.panels"_s);
    QTRY_VERIFY(panels->height() >= 180);
    QVERIFY2(panels->height() <= size.height() * 35 / 100,
             qPrintable(QString::number(panels->height())));
}

void WindowLayoutTest::theSearchKeepsItsRoom()
{
    QTemporaryDir state;
    Window window(state);
    window.window->resize(1280, 800);
    window.open();
    const auto *page = window.go(DocumentRef::Kind::Records, "product");
    const auto *search = page->findChild<QLineEdit *>(u"records.search"_s);
    QTRY_VERIFY(search->isVisible());
    QCOMPARE_GE(search->width(), 150);
    const auto *more = page->findChild<QToolButton *>(u"records.more"_s);
    QVERIFY(more->isVisible());
    Q_EMIT more->menu()->aboutToShow();
    const QList<QAction *> offered = more->menu()->actions();
    for (const char *id :
         {"records.bulkEdit", "records.bulkDelete", "records.import", "records.export"})
        QVERIFY2(offered.contains(window.window->actions()->action(id)), id);
}

void WindowLayoutTest::f2EditsTheCell()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    const auto *page = window.go(DocumentRef::Kind::Records, "product");
    auto *grid = page->findChild<RecordGridView *>();
    QTRY_VERIFY(grid->source()->row(2) != nullptr);
    window.window->findChild<QDockWidget *>(u"dock.inspector"_s)->hide();
    grid->setFocus();
    grid->setCurrent(2, 3); // id, title, sku, price
    QTest::keyClick(grid, Qt::Key_F2);
    const auto editor = [&window] {
        const QWidget *now = window.window->focusWidget();
        return now ? now->objectName() : QString();
    };
    QTRY_COMPARE(editor(), u"field.price.edit"_s);
    QVERIFY(grid->isAncestorOf(window.window->focusWidget())); // in its place
    QTest::keyClick(window.window->focusWidget(), Qt::Key_Escape);
    QTRY_COMPARE(window.window->focusWidget(), grid);
    grid->setCurrent(2, 0); // the id cannot be edited, and says so
    QTest::keyClick(grid, Qt::Key_F2);
    const auto *hint = window.window->findChild<QLabel *>(u"hint"_s);
    QVERIFY(hint && hint->isVisible() && !hint->text().isEmpty());
    QCOMPARE(window.window->focusWidget(), grid);
}

void WindowLayoutTest::theKeyboardGoesEverywhereAndBack_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("focus");
    QTest::newRow("to the runs") << u"panel.runs"_s << u"runs.table"_s;
    QTest::newRow("to the logs") << u"panel.logs"_s << u"logs.table"_s;
    QTest::newRow("to the problems") << u"panel.problems"_s << u"problems.table"_s;
    QTest::newRow("to the project") << u"go.navigator"_s << u"navigator.tree"_s;
    QTest::newRow("to the inspector") << u"go.inspector"_s << u"inspector.tabs"_s;
}

void WindowLayoutTest::theKeyboardGoesEverywhereAndBack()
{
    QFETCH(const QString, action);
    QFETCH(const QString, focus);
    QTemporaryDir state;
    Window window(state);
    window.open();
    const auto *page = window.go(DocumentRef::Kind::Records, "product");
    auto *grid = page->findChild<RecordGridView *>();
    QTRY_VERIFY(grid->source()->row(2) != nullptr);
    auto *inspector = window.window->findChild<InspectorView *>();
    QTRY_COMPARE(inspector->target().record, RecordId{1});
    auto *wanted = window.window->findChild<QWidget *>(focus);
    QTRY_VERIFY(wanted->isVisible() || focus.endsWith(u"table"_s));
    grid->setFocus();
    const auto goThere = [&] {
        window.trigger(action.toLatin1().constData());
        QWidget *now = window.window->focusWidget();
        return now && (now == wanted || now->parentWidget() == wanted);
    };
    QTRY_VERIFY(goThere()); // once its rows are there; before, the panels' tabs have the keyboard
    QTest::keyClick(window.window->focusWidget(), Qt::Key_Escape);
    QCOMPARE(window.window->focusWidget(), grid);
}

void WindowLayoutTest::whatIsDockedCanMakeRoom()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    const auto *page = window.go(DocumentRef::Kind::Records, "product");
    QTRY_VERIFY(page->findChild<RecordGridView *>()->isVisible());
    for (const char *part : {"navigator", "inspector", "panels"}) {
        const auto *dock =
            window.window->findChild<QDockWidget *>(u"dock."_s + QLatin1String(part));
        QVERIFY(dock->isVisible());
        const QByteArray toggle = QByteArray("view.") + part;
        window.trigger(toggle.constData());
        QVERIFY2(!dock->isVisible(), part);
        QCOMPARE(window.window->focusWidget(), page->findChild<RecordGridView *>());
        window.trigger(toggle.constData());
        QVERIFY2(dock->isVisible(), part);
    }
}

void WindowLayoutTest::theTitleSaysWhatIsInFront()
{
    QTemporaryDir state;
    Window window(state);
    QCOMPARE(window.window->windowTitle(), u"Syncline"_s);
    window.open();
    QVERIFY(window.window->windowTitle().endsWith(u" — Syncline"_s));
    window.go(DocumentRef::Kind::Records, "product");
    QVERIFY(window.window->windowTitle().startsWith(u"product — "_s));
    window.window->closeProject();
    QCOMPARE(window.window->windowTitle(), u"Syncline"_s);
}

void WindowLayoutTest::anActionIsMadeFromTheNavigator()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    window.prompter.texts = {u"archive"_s};
    window.window->findChild<NavigatorView *>()->newAction(u"product"_s);
    QTRY_COMPARE(window.current(), u"action:product.archive"_s);
    const auto made = window.opener.last->project()->findAction("product.archive");
    QVERIFY(made && made->kind == ActionKind::Custom);
    window.prompter.texts = {u"archive"_s}; // a second time: opened, not written over
    window.trigger("document.close");
    window.window->findChild<NavigatorView *>()->newAction(u"product"_s);
    QTRY_COMPARE(window.current(), u"action:product.archive"_s);
    QCOMPARE(window.opener.last->callCount("saveAction"), 1);
    window.opener.last->failures["saveAction"] = Error(errc::invalidInput, "No such name.");
    window.prompter.texts = {u"find_many"_s};
    window.window->findChild<NavigatorView *>()->newAction({});
    QTRY_COMPARE(window.prompter.errors.size(), std::size_t(1));
}

QTEST_MAIN(WindowLayoutTest)
#include "WindowLayoutTest.moc"
