#include "tests/support/StdToString.h"

#include "tests/ui/WindowFixture.h"
#include "ui/base/Spacing.h"
#include "ui/help/HelpPages.h"
#include "ui/help/HelpWindow.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextBrowser>

using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The help inside the program. */
class HelpWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPageIsListed();
    void keysOfTheHelpAreKeysOfTheWindow();
    void f1OpensWhatFits();
    void searchGoesFromPageToPage();
    void nothingIsReadBySidewaysScrolling_data();
    void nothingIsReadBySidewaysScrolling();
    void wordsThatNowhereStandSaySo();
};

void HelpWindowTest::everyPageIsListed()
{
    QStringList listed;
    for (const HelpPage &page : helpPages()) {
        QVERIFY2(helpText(page.name).startsWith(u"# "_s), qPrintable(page.name));
        listed.append(page.name + u".md"_s);
    }
    listed.sort();
    QCOMPARE(listed, QDir(u":/help"_s).entryList(QDir::Files, QDir::Name));
}

void HelpWindowTest::keysOfTheHelpAreKeysOfTheWindow()
{
    QTemporaryDir state;
    Window window(state);
    window.open();
    const QString text = helpText(u"keyboard"_s);
    for (const QAction *action : window.window->actions()->actions()) {
        const QString keys = action->shortcut().toString(QKeySequence::PortableText);
        QVERIFY2(keys.isEmpty() || text.contains(keys),
                 qPrintable(action->objectName() + u' ' + keys));
    }
}

void HelpWindowTest::f1OpensWhatFits()
{
    QTemporaryDir state;
    Window window(state);
    window.trigger("help.open"); // before any project
    auto *help = window.window->findChild<HelpWindow *>(u"helpWindow"_s);
    QVERIFY(help && help->isVisible());
    QCOMPARE(help->page(), u"getting-started"_s);
    help->close();
    window.open();
    QVERIFY(window.go(DocumentRef::Kind::Code, "models/product/update/a.lua"));
    window.trigger("help.open");
    QVERIFY(help->isVisible());
    QCOMPARE(help->page(), u"lua-reference"_s);
    QVERIFY(help->findChild<QTextBrowser *>(u"help.text"_s)->toPlainText().contains(u"ctx"_s));
    window.trigger("help.keyboard");
    QCOMPARE(help->page(), u"keyboard"_s);
}

void HelpWindowTest::searchGoesFromPageToPage()
{
    HelpWindow help(nullptr);
    help.open(u"getting-started"_s);
    auto *search = help.findChild<QLineEdit *>(u"help.search"_s);
    const auto *text = help.findChild<QTextBrowser *>(u"help.text"_s);
    QTest::keyClicks(search, u"doctor"_s);
    QCOMPARE(text->textCursor().selectedText(), u"doctor"_s);
    QCOMPARE(help.page(), u"getting-started"_s);
    QStringList visited{help.page()};
    for (int press = 0; press < 20; ++press) {
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(text->textCursor().selectedText().toLower(), u"doctor"_s);
        if (!visited.contains(help.page()))
            visited.append(help.page());
    }
    QVERIFY(visited.contains(u"command-line"_s));
    QVERIFY(!visited.contains(u"keyboard"_s)); // has no such word
}

void HelpWindowTest::nothingIsReadBySidewaysScrolling_data()
{
    QTest::addColumn<QString>("page");
    for (const HelpPage &page : helpPages())
        QTest::newRow(qPrintable(page.name)) << page.name;
}

void HelpWindowTest::nothingIsReadBySidewaysScrolling()
{
    QFETCH(const QString, page);
    HelpWindow help(nullptr);
    help.open(page);
    QVERIFY(QTest::qWaitForWindowActive(&help));
    const auto *text = help.findChild<QTextBrowser *>(u"help.text"_s);
    QCOMPARE(text->horizontalScrollBar()->maximum(), 0);
    const auto *list = help.findChild<QListWidget *>(u"help.pages"_s);
    QCOMPARE(list->visualItemRect(list->item(1)).height(), space::rowHeight);
}

void HelpWindowTest::wordsThatNowhereStandSaySo()
{
    HelpWindow help(nullptr);
    help.open(u"keyboard"_s);
    auto *search = help.findChild<QLineEdit *>(u"help.search"_s);
    const auto *nothing = help.findChild<QLabel *>(u"help.nothing"_s);
    QVERIFY(QTest::qWaitForWindowActive(&help));
    QVERIFY(nothing->isHidden());
    QTest::keyClicks(search, u"xyzzy"_s);
    QVERIFY(!nothing->isHidden());
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(search->text().isEmpty());
    QVERIFY(nothing->isHidden());
    QVERIFY(help.isVisible());
    QTest::keyClick(&help, Qt::Key_Escape);
    QVERIFY(!help.isVisible());
}

QTEST_MAIN(HelpWindowTest)
#include "HelpWindowTest.moc"
