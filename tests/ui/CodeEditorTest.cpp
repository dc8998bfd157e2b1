#include <QTest>

#include "tests/ui/UiFixture.h"
#include "ui/code/CodeEditor.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <memory>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

struct Editor
{
    explicit Editor(const QByteArray &text = {}, CodeLanguage language = CodeLanguage::Lua)
        : editor(std::make_unique<CodeEditor>(&ui.theme, language, &host))
    {
        SourceText source = readSource(text.toStdString());
        editor->load(source);
        editor->resize(500, 300);
        host.resize(500, 300);
        host.show();
        editor->setFocus();
    }
    [[nodiscard]] QByteArray text() const { return editor->bytes(); }
    void type(const QString &keys) const
    {
        for (const QChar key : keys) {
            if (key == u'\n')
                QTest::keyClick(editor.get(), Qt::Key_Return);
            else
                QTest::keyClicks(editor.get(), QString(key));
        }
    }

    UiFixture ui{makeEmptyShop()};
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<CodeEditor> editor;
};

} // namespace

/** The text widget by itself: indentation, comments, problems, places, colours. */
class CodeEditorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void indentsWhatIsTyped_data();
    void indentsWhatIsTyped();
    void indentsAsTheFileDoes();
    void commentsComeAndGo_data();
    void commentsComeAndGo();
    void linesMoveAndDouble();
    void columnsCountLetters();
    void placesBeyondTheTextAreItsEnd();
    void problemsAreMarked();
    void aProblemAtTheEmptyEndMarksWhatStandsBefore();
    void problemsMoveWithTheirLines();
    void nextProblemWalksRound();
    void coloursFollowTheTheme();
    void replacingAllKeepsThePlace();
    void foldsHideAndShow();
    void zoomIsTold();
    void aMegabyteIsQuick();
};

void CodeEditorTest::indentsWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("function and end")
        << u"return function(ctx)\nx()\nend\n"_s << "return function(ctx)\n  x()\nend\n"_ba;
    QTest::newRow("nested") << u"if a then\nif b then\nc()\nend\nend\n"_s
                            << "if a then\n  if b then\n    c()\n  end\nend\n"_ba;
    QTest::newRow("else") << u"if a then\nb()\nelse\nc()\nend"_s
                          << "if a then\n  b()\nelse\n  c()\nend"_ba;
    QTest::newRow("elseif") << u"if a then\nb()\nelseif c then\nd()\nend"_s
                            << "if a then\n  b()\nelseif c then\n  d()\nend"_ba;
    QTest::newRow("until") << u"repeat\nx()\nuntil y"_s << "repeat\n  x()\nuntil y"_ba;
    QTest::newRow("a table") << u"local t = {\na = 1,\n}\n"_s << "local t = {\n  a = 1,\n}\n"_ba;
    QTest::newRow("a call with a function")
        << u"f(function()\nx()\nend)\n"_s << "f(function()\n  x()\nend)\n"_ba;
    QTest::newRow("an empty line keeps the level")
        << u"if a then\n\nb()"_s << "if a then\n  \n  b()"_ba;
    QTest::newRow("a comment opens nothing") << u"-- if a then\nb()"_s << "-- if a then\nb()"_ba;
}

void CodeEditorTest::indentsWhatIsTyped()
{
    QFETCH(const QString, typed);
    QFETCH(const QByteArray, expected);
    const Editor editor;
    editor.type(typed);
    QCOMPARE(editor.text(), expected);
}

void CodeEditorTest::indentsAsTheFileDoes()
{
    const Editor four("if a then\n    b()\nend\n");
    four.editor->goTo(1, 10);
    four.type(u"\nc()"_s);
    QCOMPARE(four.text(), "if a then\n    c()\n    b()\nend\n"_ba);
    const Editor tabs("if a then\r\n\tb()\r\nend\r\n");
    tabs.editor->goTo(1, 10);
    tabs.type(u"\nc()"_s);
    QCOMPARE(tabs.text(), "if a then\r\n\tc()\r\n\tb()\r\nend\r\n"_ba);
    const Editor json("{}", CodeLanguage::Json);
    json.editor->goTo(1, 2);
    json.type(u"\n"_s);
    QCOMPARE(json.text(), "{\n}"_ba);
}

void CodeEditorTest::commentsComeAndGo_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("one line") << "a()\nb()\n"_ba << 1 << 1 << "-- a()\nb()\n"_ba;
    QTest::newRow("a block at its level")
        << "if a then\n  b()\n\n  if c then d() end\nend"_ba << 12 << 30
        << "if a then\n  -- b()\n\n  -- if c then d() end\nend"_ba;
    QTest::newRow("a whole line does not take the next")
        << "a()\nb()\n"_ba << 0 << 4 << "-- a()\nb()\n"_ba;
    QTest::newRow("uncomments") << "  -- a()\n  --b()\n"_ba << 3 << 14 << "  a()\n  b()\n"_ba;
    QTest::newRow("comments what is half commented")
        << "-- a()\nb()\n"_ba << 0 << 9 << "-- -- a()\n-- b()\n"_ba;
}

void CodeEditorTest::commentsComeAndGo()
{
    QFETCH(const QByteArray, before);
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const QByteArray, after);
    const Editor editor(before);
    editor.editor->selectRange(from, to);
    editor.editor->toggleComment();
    QCOMPARE(editor.text(), after);
    editor.editor->undo();
    QCOMPARE(editor.text(), before); // in one step
    editor.editor->setReadOnly(true);
    editor.editor->toggleComment();
    QCOMPARE(editor.text(), before);
}

void CodeEditorTest::linesMoveAndDouble()
{
    const Editor editor("a\nb\nc\n");
    editor.editor->goTo(2, 1);
    editor.editor->moveLinesUp();
    QCOMPARE(editor.text(), "b\na\nc\n"_ba);
    editor.editor->moveLinesDown();
    QCOMPARE(editor.text(), "a\nb\nc\n"_ba);
    editor.editor->duplicateLines();
    QCOMPARE(editor.text(), "a\nb\nb\nc\n"_ba);
}

void CodeEditorTest::columnsCountLetters()
{
    const Editor editor("x = \"größer 価格\" -- here\n");
    editor.editor->goTo(1, 24); // bytes: behind the text
    QCOMPARE(editor.editor->currentColumn(), 18);
    editor.editor->goTo(1, 0);
    QCOMPARE(editor.editor->currentColumn(), 1);
}

void CodeEditorTest::placesBeyondTheTextAreItsEnd()
{
    const Editor editor("a\nb");
    editor.editor->goTo(4711, 4711);
    QCOMPARE(editor.editor->currentLine(), 2);
    QCOMPARE(editor.editor->currentColumn(), 2);
    editor.editor->goTo(-3, -3);
    QCOMPARE(editor.editor->currentLine(), 1);
}

void CodeEditorTest::problemsAreMarked()
{
    const Editor editor("local x = 1\nretrun x\n");
    editor.editor->setProblems(
        {{2, 1, u"bad word"_s, false}, {1, 7, u"not used"_s, true}, {0, 0, u"the file"_s, true}});
    QCOMPARE(editor.editor->problemText(2), u"bad word"_s);
    QCOMPARE(editor.editor->problemText(1), u"not used\nthe file"_s);
    const auto marks = [&editor](unsigned long position) {
        return editor.editor->SendScintilla(QsciScintillaBase::SCI_INDICATORALLONFOR, position);
    };
    for (unsigned long i = 12; i < 18; ++i)
        QVERIFY(marks(i) != 0); // "retrun"
    QCOMPARE(marks(18), 0L);    // and not the blank
    QVERIFY(marks(6) != 0);
    QVERIFY(marks(12) != marks(6)); // an error is no warning
    QVERIFY(editor.editor->markersAtLine(1) != 0U);
    editor.editor->setProblems({});
    QCOMPARE(marks(12), 0L);
    QCOMPARE(editor.editor->problemText(2), QString());
}

void CodeEditorTest::aProblemAtTheEmptyEndMarksWhatStandsBefore()
{
    const Editor editor("return function()\n  x()\n\n");
    editor.editor->setProblems({{4, 0, u"'end' expected"_s, false}});
    const auto last = static_cast<unsigned long>(editor.text().indexOf("()\n\n") + 1);
    QVERIFY(editor.editor->SendScintilla(QsciScintillaBase::SCI_INDICATORALLONFOR, last) != 0);
    const Editor empty;
    empty.editor->setProblems({{1, 1, u"nothing here"_s, false}, {9, 9, u"far away"_s, true}});
    QCOMPARE(empty.editor->problemText(1), u"nothing here\nfar away"_s);
}

void CodeEditorTest::problemsMoveWithTheirLines()
{
    const Editor editor("a\nb\n");
    editor.editor->setProblems({{2, 1, u"bad"_s, false}});
    editor.editor->goTo(1, 1);
    editor.type(u"\n\n"_s);
    QCOMPARE(editor.editor->problemText(4), u"bad"_s);
    QCOMPARE(editor.editor->problemText(2), QString());
}

void CodeEditorTest::nextProblemWalksRound()
{
    const Editor editor("a\nb\nc\nd\n");
    editor.editor->goToNextProblem(); // none: nothing happens
    QCOMPARE(editor.editor->currentLine(), 1);
    editor.editor->setProblems({{4, 1, u"x"_s, false}, {2, 1, u"y"_s, true}});
    editor.editor->goToNextProblem();
    QCOMPARE(editor.editor->currentLine(), 2);
    editor.editor->goToNextProblem();
    QCOMPARE(editor.editor->currentLine(), 4);
    editor.editor->goToNextProblem();
    QCOMPARE(editor.editor->currentLine(), 2);
    editor.editor->goToPreviousProblem();
    QCOMPARE(editor.editor->currentLine(), 4);
}

void CodeEditorTest::coloursFollowTheTheme()
{
    Editor editor("local x = 1 -- y\n");
    const auto paper = [&editor](unsigned long style) {
        return editor.editor->SendScintilla(QsciScintillaBase::SCI_STYLEGETBACK, style);
    };
    const auto rgb = [](const QColor &color) {
        return (static_cast<long>(color.blue()) << 16) | (color.green() << 8) | color.red();
    };
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        editor.ui.theme.setMode(mode);
        const ThemeColors &colors = editor.ui.theme.colors();
        for (int style = 0; style <= QsciLexerLua::Label; ++style) {
            if (!editor.editor->lexer()->description(style).isEmpty())
                QCOMPARE(paper(static_cast<unsigned long>(style)), rgb(colors.base));
        }
        QCOMPARE(editor.editor->SendScintilla(QsciScintillaBase::SCI_STYLEGETFORE,
                                              static_cast<unsigned long>(QsciLexerLua::Keyword)),
                 rgb(colors.keyword));
    }
}

void CodeEditorTest::replacingAllKeepsThePlace()
{
    const Editor editor("a\nbbb\nc\n");
    editor.editor->goTo(2, 3);
    editor.editor->replaceAll("x\nyyyy\nz\n");
    QCOMPARE(editor.editor->currentLine(), 2);
    QCOMPARE(editor.editor->currentColumn(), 3);
    editor.editor->undo();
    QCOMPARE(editor.text(), "a\nbbb\nc\n"_ba);
}

void CodeEditorTest::foldsHideAndShow()
{
    const Editor editor("if a then\n  b()\n  c()\nend\nd()\n");
    const auto isVisible = [&editor](unsigned long line) {
        return editor.editor->SendScintilla(QsciScintillaBase::SCI_GETLINEVISIBLE, line) != 0;
    };
    editor.editor->recolor(); // without a painting yet
    editor.editor->foldLine(0);
    QVERIFY(!isVisible(1));
    editor.editor->goTo(2, 1); // what is gone to is shown
    QVERIFY(isVisible(1));
}

void CodeEditorTest::zoomIsTold()
{
    const Editor editor("a\n");
    QSignalSpy zoomed(editor.editor.get(), &CodeEditor::zoomChanged);
    editor.editor->zoomIn(2);
    QCOMPARE(editor.editor->zoom(), 2);
    QCOMPARE(zoomed.constLast().constFirst().toInt(), 2);
    editor.editor->setZoom(0);
    QCOMPARE(editor.editor->zoom(), 0);
}

void CodeEditorTest::aMegabyteIsQuick()
{
    const QByteArray line = "  local total = ctx.record.total + 1 -- a line like many others\n";
    const Editor editor("return function(ctx)\n" + line.repeated(16'000) + "end\n");
    QVERIFY(editor.text().size() > 1'000'000);
    QElapsedTimer timer;
    timer.start();
    editor.editor->goTo(8'000, 1);
    editor.type(u"\nif x then\ny()\nend\n"_s);
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_MAIN(CodeEditorTest)
#include "CodeEditorTest.moc"
