#include <QTest>

#include "tests/ui/CodeFixture.h"
#include "ui/code/CallTipLabel.h"
#include "ui/code/CompletionList.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
/** A page with an empty script of the order's, ready to be typed into. */
struct Script : CodeFixture
{
    explicit Script(const std::string &text = "\n")
    {
        onDisk() = text;
        open();
    }
    [[nodiscard]] CompletionList *list() const { return page->findChild<CompletionList *>(); }
    [[nodiscard]] CallTipLabel *tip() const { return page->findChild<CallTipLabel *>(); }
    [[nodiscard]] bool isReady() const { return page->canSave(); }
};
} // namespace

/** Completion, call tips, find and replace, go to line: what helps while typing. */
class CodeAssistTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theListOpensAfterADot();
    void theListFollowsWhatIsTyped();
    void keysChooseWithoutLeavingTheText();
    void theListGoesWhenNothingFits();
    void theListIsAskedForWithTheKeyboard();
    void theListStaysInThePage();
    void aLongScriptIsHelpedAsQuickly();
    void nothingOpensInAReadOnlyText();
    void theProjectsChangesAreOffered();
    void callTipsFollowTheArguments();
    void requiredFilesOpen();
    void findWalksAndCounts();
    void findKnowsCaseWordsAndExpressions_data();
    void findKnowsCaseWordsAndExpressions();
    void aBadExpressionSaysSo();
    void replaceOneAndAll();
    void expressionsReplaceWithWhatTheyCaught();
    void goToLine();
};

void CodeAssistTest::theListOpensAfterADot()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.type(u"logger"_s);
    script.type(u"."_s);
    QVERIFY(script.list()->isVisible());
    QCOMPARE(script.list()->names(), (QStringList{u"info"_s, u"warn"_s}));
    QVERIFY(script.find<QLabel>("completion.signature")->text().startsWith(u"logger.info("_s));
    script.editor()->selectAll();
    script.type(u"return function(ctx) ctx.record."_s);
    QVERIFY(script.list()->names().contains(u"total"_s));
}

void CodeAssistTest::theListFollowsWhatIsTyped()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.type(u"api.order.find"_s);
    QCOMPARE(script.list()->names(), (QStringList{u"find_many"_s, u"find_one"_s}));
    script.type(u"_o"_s);
    QCOMPARE(script.list()->names(), QStringList{u"find_one"_s});
    script.key(Qt::Key_Backspace);
    QTRY_COMPARE(script.list()->names().size(), 2);
    QVERIFY(script.editor()->hasFocus());
}

void CodeAssistTest::keysChooseWithoutLeavingTheText()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.type(u"logger."_s);
    script.key(Qt::Key_Down);
    QCOMPARE(script.list()->currentName(), u"warn"_s);
    script.key(Qt::Key_Down);
    QCOMPARE(script.list()->currentName(), u"info"_s); // round
    script.key(Qt::Key_Up);
    script.key(Qt::Key_Tab);
    QVERIFY(!script.list()->isVisible());
    QCOMPARE(script.text(), std::string("logger.warn\n"));
    script.type(u"(x)"_s);
    script.key(Qt::Key_Return);
    script.type(u"logger.in"_s);
    script.key(Qt::Key_Return);
    QCOMPARE(script.text(), std::string("logger.warn(x)\nlogger.info\n"));
}

void CodeAssistTest::theListGoesWhenNothingFits()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.type(u"logger.in"_s);
    QVERIFY(script.list()->isVisible());
    script.type(u"x"_s);
    QVERIFY(!script.list()->isVisible());
    script.key(Qt::Key_Backspace);
    script.type(u"f"_s);
    QVERIFY(script.list()->isVisible());
    script.key(Qt::Key_Escape);
    QVERIFY(!script.list()->isVisible());
    script.type(u"o "_s);
    QVERIFY(!script.list()->isVisible());
    script.type(u"-- logger."_s);
    QVERIFY(!script.list()->isVisible());
    script.key(Qt::Key_Return);
    script.type(u"lo"_s);
    QVERIFY(script.list()->isVisible());
    script.key(Qt::Key_Left);
    QVERIFY(script.list()->isVisible()); // "l" is a word, too
    script.key(Qt::Key_Left);
    QTRY_VERIFY(!script.list()->isVisible()); // the caret left the word
    script.editor()->goTo(2, 3);
    script.trigger("code.complete");
    QVERIFY(script.list()->isVisible());
    script.editor()->goTo(1, 1);
    QVERIFY(!script.list()->isVisible());
}

void CodeAssistTest::theListIsAskedForWithTheKeyboard()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.trigger("code.complete");
    QVERIFY(script.list()->isVisible());
    QVERIFY(script.list()->names().contains(u"api"_s));
    QVERIFY(script.list()->names().contains(u"local"_s));
    QVERIFY(!script.list()->names().contains(u"connector"_s)); // this is no connector
    QVERIFY(!script.find<QWidget>("completion.list")->accessibleName().isEmpty());
}

void CodeAssistTest::theListStaysInThePage()
{
    const Script script(std::string(200, '\n'));
    QTRY_VERIFY(script.isReady());
    for (const int line : {1, 12, 25, 200}) {
        script.editor()->goTo(line, 1);
        script.type(QString(90, u' ') + u"logger."_s);
        QVERIFY(script.list()->isVisible());
        const QRect area = script.page->rect();
        QVERIFY2(area.contains(script.list()->geometry()), qPrintable(QString::number(line)));
    }
    // Outside of every screen, where a popup of its own would take the program down.
    Script away;
    QTRY_VERIFY(away.isReady());
    away.host.move(-3000, -3000);
    away.type(u"logger."_s);
    QVERIFY(away.list()->isVisible());
}

void CodeAssistTest::aLongScriptIsHelpedAsQuickly()
{
    const std::string line = "  local total = ctx.record.total + 1 -- like many others\n";
    std::string text;
    for (int i = 0; i < 16'000; ++i)
        text += line;
    const Script script(text);
    QTRY_VERIFY(script.isReady());
    script.editor()->goTo(15'000, 1);
    script.type(u"api.order."_s);
    QVERIFY(script.list()->names().contains(u"find_one"_s));
    QElapsedTimer timer;
    timer.start();
    script.type(u"find_"_s);
    script.key(Qt::Key_Tab);
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
    script.editor()->goTo(15'000, 1);
    QCOMPARE(script.editor()->currentLine(), 15'000);
    QVERIFY(script.text().find("api.order.find_many  local total") != std::string::npos);
}

void CodeAssistTest::nothingOpensInAReadOnlyText()
{
    Script script;
    script.ui.engine->readOnly = true;
    script.open();
    QTRY_VERIFY(script.editor()->isReadOnly());
    script.type(u"logger."_s);
    script.editor()->setFocus();
    QVERIFY(!script.list()->isVisible());
}

void CodeAssistTest::theProjectsChangesAreOffered()
{
    Script script;
    QTRY_VERIFY(script.isReady());
    ProjectDef def = script.ui.engine->def;
    auto model = std::make_shared<ModelDef>();
    model->name = "invoice";
    def.models.push_back(model);
    script.ui.engine->setProject(def);
    script.type(u"api.inv"_s);
    QCOMPARE(script.list()->names(), QStringList{u"invoice"_s});
}

void CodeAssistTest::callTipsFollowTheArguments()
{
    const Script script;
    QTRY_VERIFY(script.isReady());
    script.type(u"logger.info("_s);
    QVERIFY(script.tip()->isVisible());
    QCOMPARE(script.tip()->argument(), u"fields: table|string"_s);
    QCOMPARE(script.tip()->text(), u"logger.info(fields: table|string, text?: string): nil"_s);
    script.type(u"{ a = 1, b = 2 }, "_s);
    QCOMPARE(script.tip()->argument(), u"text?: string"_s);
    script.type(u"x)"_s);
    QVERIFY(!script.tip()->isVisible());
    script.type(u"logger.info("_s);
    QVERIFY(script.tip()->isVisible());
    script.key(Qt::Key_Escape);
    QVERIFY(!script.tip()->isVisible());
    script.trigger("code.callTip");
    QVERIFY(script.tip()->isVisible());
}

void CodeAssistTest::requiredFilesOpen()
{
    const Script script("local pad = require \"lib.pad\"\nlocal x = 1\n");
    QTRY_VERIFY(script.isReady());
    QSignalSpy opened(script.page.get(), &DocumentPage::openRequested);
    script.editor()->goTo(1, 20);
    script.trigger("code.definition");
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.at(0).at(0).value<DocumentRef>().key(), u"code:lib/pad.lua"_s);
    script.editor()->goTo(2, 1);
    script.trigger("code.definition");
    QCOMPARE(opened.count(), 1);
}

void CodeAssistTest::findWalksAndCounts()
{
    const Script script("one two\ntwo\nthree two\n");
    QTRY_VERIFY(script.isReady());
    script.editor()->selectRange(4, 7);
    script.trigger("code.find");
    QCOMPARE(script.find<QLineEdit>("find.edit")->text(), u"two"_s);
    auto *count = script.find<QLabel>("find.count");
    QTRY_COMPARE(count->text(), u"1 of 3"_s);
    script.trigger("code.findNext");
    QCOMPARE(count->text(), u"2 of 3"_s);
    QCOMPARE(script.editor()->currentLine(), 2);
    QTest::keyClick(script.find<QLineEdit>("find.edit"), Qt::Key_Return);
    QCOMPARE(count->text(), u"3 of 3"_s);
    script.trigger("code.findNext");
    QCOMPARE(count->text(), u"1 of 3"_s); // round
    script.trigger("code.findPrevious");
    QCOMPARE(count->text(), u"3 of 3"_s);
    QTest::keyClick(script.find<QLineEdit>("find.edit"), Qt::Key_Escape);
    QVERIFY(!script.find<QWidget>("code.find")->isVisible());
    QVERIFY(script.editor()->hasFocus());
    script.trigger("code.findNext"); // still knows what was looked for
    QCOMPARE(script.editor()->currentLine(), 1);
}

void CodeAssistTest::findKnowsCaseWordsAndExpressions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("options");
    QTest::addColumn<int>("matches");
    QTest::newRow("any case") << u"limit"_s << u""_s << 4;
    QTest::newRow("this case") << u"limit"_s << u"case"_s << 2;
    QTest::newRow("whole words") << u"limit"_s << u"words"_s << 3;
    QTest::newRow("signs are signs") << u"a.b"_s << u""_s << 1;
    QTest::newRow("expression") << u"a.b"_s << u"expression"_s << 2;
    QTest::newRow("beginnings of lines") << u"^\\w"_s << u"expression"_s << 3;
    QTest::newRow("letters beyond ASCII") << u"GRÖSSE"_s << u""_s << 1;
    QTest::newRow("none") << u"nowhere"_s << u""_s << 0;
}

void CodeAssistTest::findKnowsCaseWordsAndExpressions()
{
    QFETCH(const QString, text);
    QFETCH(const QString, options);
    QFETCH(const int, matches);
    SearchFor wanted;
    wanted.text = text;
    wanted.matchesCase = options == u"case"_s;
    wanted.wholeWords = options == u"words"_s;
    wanted.isExpression = options == u"expression"_s;
    const QByteArray haystack = "Limit limit limits\nLIMIT a.b axb\nGrösse"_ba;
    const SearchResult found = searchText(haystack, wanted);
    QCOMPARE(static_cast<int>(found.matches.size()), matches);
    if (text == u"GRÖSSE"_s)
        QCOMPARE(haystack.mid(found.matches.front().begin), "Grösse"_ba);
}

void CodeAssistTest::aBadExpressionSaysSo()
{
    const Script script("a(b\n");
    QTRY_VERIFY(script.isReady());
    script.trigger("code.find");
    script.press("find.expression");
    script.find<QLineEdit>("find.edit")->setText(u"a("_s);
    QVERIFY(script.find<QLabel>("find.count")->text().startsWith(u"Not an expression: "_s));
    script.press("find.expression");
    QCOMPARE(script.find<QLabel>("find.count")->text(), u"1 found"_s);
}

void CodeAssistTest::replaceOneAndAll()
{
    const Script script("two two two\n");
    QTRY_VERIFY(script.isReady());
    script.trigger("code.replace");
    script.find<QLineEdit>("find.edit")->setText(u"two"_s);
    script.find<QLineEdit>("find.replacement")->setText(u"größer"_s);
    script.press("find.replace"); // goes to the first
    QCOMPARE(script.text(), std::string("two two two\n"));
    script.press("find.replace");
    QCOMPARE(script.text(), std::string("größer two two\n"));
    script.press("find.replaceAll");
    QCOMPARE(script.text(), std::string("größer größer größer\n"));
    QCOMPARE(script.find<QLabel>("find.count")->text(), u"2 replaced"_s);
    script.editor()->undo();
    QCOMPARE(script.text(), std::string("größer two two\n")); // in one step
}

void CodeAssistTest::expressionsReplaceWithWhatTheyCaught()
{
    SearchFor wanted;
    wanted.text = u"(\\w+) = (\\w+)"_s;
    wanted.isExpression = true;
    const std::vector<TextEdit> edits = replacementsFor("a = b\nc = d", wanted, u"$2 = \\1\\t"_s);
    QCOMPARE(edits.size(), 2U);
    QCOMPARE(edits.at(0).text, "b = a\t"_ba);
    QCOMPARE(edits.at(1).text, "d = c\t"_ba);
    wanted.isExpression = false;
    wanted.text = u"a = b"_s;
    QCOMPARE(replacementsFor("a = b", wanted, u"\\1"_s).at(0).text, "\\1"_ba); // as it is written
}

void CodeAssistTest::goToLine()
{
    const Script script("a\nbcd\ne\n");
    QTRY_VERIFY(script.isReady());
    script.trigger("code.goToLine");
    auto *edit = script.find<QLineEdit>("line.edit");
    QVERIFY(edit->isVisible());
    edit->setText(u"2:3"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(script.editor()->currentLine(), 2);
    QCOMPARE(script.editor()->currentColumn(), 3);
    QVERIFY(!edit->isVisible());
    script.trigger("code.goToLine");
    edit->setText(u"none"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(edit->isVisible());
    QVERIFY(edit->property("invalid").toBool());
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(!edit->isVisible());
    QCOMPARE(script.editor()->currentLine(), 2);
}

QTEST_MAIN(CodeAssistTest)
#include "CodeAssistTest.moc"
