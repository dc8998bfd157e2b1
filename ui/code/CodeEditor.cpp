#include "ui/code/CodeEditor.h"

#include "ui/base/Theme.h"
#include "ui/code/LuaText.h"

#include <QContextMenuEvent>
#include <QMenu>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int numbers = 0; // margins, from the left
constexpr int marks = 1;
constexpr int folds = 2;
constexpr int minNumberDigits = 3;

QsciScintilla::EolMode eolModeOf(SourceText::LineEnd lineEnd)
{
    switch (lineEnd) {
    case SourceText::LineEnd::Lf:
        return QsciScintilla::EolUnix;
    case SourceText::LineEnd::CrLf:
        return QsciScintilla::EolWindows;
    case SourceText::LineEnd::Cr:
        return QsciScintilla::EolMac;
    }
    return QsciScintilla::EolUnix;
}

} // namespace

CodeEditor::CodeEditor(Theme *theme, CodeLanguage language, QWidget *parent)
    : QsciScintilla(parent),
      m_theme(theme),
      m_language(language)
{
    setUp();
    freeKeys();
    updateColors();
    connect(theme, &Theme::changed, this, &CodeEditor::updateColors);
    connect(this, &QsciScintilla::linesChanged, this, &CodeEditor::updateNumberMargin);
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, &CodeEditor::handleChar);
    connect(this, &QsciScintillaBase::SCN_DWELLSTART, this, &CodeEditor::showHover);
    connect(this, &QsciScintilla::cursorPositionChanged, this, &CodeEditor::caretMoved);
    connect(this, &QsciScintillaBase::SCN_ZOOM, this, [this] {
        m_numberDigits = 0;
        updateNumberMargin();
        Q_EMIT zoomChanged(zoom());
    });
}

void CodeEditor::setUp()
{
    setFrameShape(QFrame::NoFrame);
    setUtf8(true);
    setLexer(makeLexer(m_language, this));
    setMarginType(numbers, QsciScintilla::NumberMargin);
    setMarginType(marks, QsciScintilla::SymbolMargin);
    setMarginWidth(marks, 18);
    setMarginMarkerMask(marks, (1 << ErrorMarker) | (1 << WarningMarker));
    setFolding(m_language == CodeLanguage::Plain ? QsciScintilla::NoFoldStyle
                                                 : QsciScintilla::PlainFoldStyle,
               folds);
    setBraceMatching(QsciScintilla::SloppyBraceMatch);
    setCaretLineVisible(true);
    setCaretWidth(2);
    setAutoIndent(false); // by what the line opens, see indentNewLine()
    setTabIndents(true);
    setBackspaceUnindents(true);
    setIndentationGuides(true);
    setAutoCompletionSource(QsciScintilla::AcsNone);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    send(SCI_SETMULTIPLESELECTION, 1);
    send(SCI_SETADDITIONALSELECTIONTYPING, 1);
    send(SCI_SETMULTIPASTE, 1); // into every caret
    send(SCI_SETVIRTUALSPACEOPTIONS, SCVS_RECTANGULARSELECTION);
    send(SCI_SETYCARETPOLICY, CARET_SLOP | CARET_STRICT | CARET_EVEN, 2);
    send(SCI_SETMOUSEDWELLTIME, 350);
    send(SCI_SETBUFFEREDDRAW, 0); // Qt does it
    updateNumberMargin();
}

void CodeEditor::freeKeys()
{
    // What the window or the page has as shortcuts, and keys by which a line is lost unawares.
    for (const QKeyCombination keys :
         {Qt::CTRL | Qt::Key_Slash, Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Minus,
          Qt::CTRL | Qt::Key_D, Qt::CTRL | Qt::Key_L, Qt::CTRL | Qt::SHIFT | Qt::Key_L,
          Qt::CTRL | Qt::Key_T, Qt::CTRL | Qt::Key_U, Qt::CTRL | Qt::SHIFT | Qt::Key_U}) {
        const int key = keys.toCombined();
        QsciCommand *command = standardCommands()->boundTo(key);
        if (!command)
            continue;
        if (command->key() == key)
            command->setKey(0);
        else
            command->setAlternateKey(0);
    }
}

long CodeEditor::send(unsigned int message, unsigned long wParam, long lParam) const
{
    return SendScintilla(message, wParam, lParam);
}

void CodeEditor::load(const SourceText &source)
{
    setReadOnly(false);
    setEolMode(eolModeOf(source.lineEnd));
    setIndentationsUseTabs(source.usesTabs);
    setTabWidth(source.usesTabs ? source.indent : std::max(source.indent, 2));
    setIndentationWidth(source.indent);
    // Folds of a big text cost more than they give.
    if (source.fault == SourceText::Fault::TooLarge) {
        setFolding(QsciScintilla::NoFoldStyle, folds);
        setLexer(nullptr);
        updateColors();
    }
    SendScintilla(SCI_SETTEXT, source.text.constData());
    send(SCI_EMPTYUNDOBUFFER);
    setScrollWidth(1); // grows again with what is seen
    setModified(false);
    setReadOnly(source.fault != SourceText::Fault::None);
}

void CodeEditor::replaceAll(const QByteArray &text)
{
    const int line = currentLine();
    const auto column = static_cast<int>(caret() - lineStart(line - 1)) + 1;
    const long top = send(SCI_GETFIRSTVISIBLELINE);
    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    replaceRange(0, send(SCI_GETLENGTH), text);
    setReadOnly(wasReadOnly);
    setScrollWidth(1);
    goTo(std::min(line, lines()), column);
    send(SCI_SETFIRSTVISIBLELINE, static_cast<unsigned long>(top));
}

QByteArray CodeEditor::bytes() const
{
    return range(0, send(SCI_GETLENGTH));
}

QByteArray CodeEditor::textBefore(qsizetype position, qsizetype atMost) const
{
    if (position <= atMost)
        return range(0, position);
    const auto line =
        static_cast<int>(send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(position - atMost)));
    const qsizetype next = lineStart(line + 1);
    return range(next < position ? next : position - atMost, position);
}

bool CodeEditor::holds(const QByteArray &text) const
{
    if (send(SCI_GETLENGTH) != text.size())
        return false;
    const auto *held = static_cast<const char *>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return std::memcmp(held, text.constData(), static_cast<std::size_t>(text.size())) == 0;
}

QByteArray CodeEditor::range(qsizetype from, qsizetype to) const
{
    const auto *held = static_cast<const char *>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return {held + from, to - from};
}

qsizetype CodeEditor::lineStart(int line) const
{
    return send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
}

qsizetype CodeEditor::caret() const
{
    return send(SCI_GETCURRENTPOS);
}

int CodeEditor::currentLine() const
{
    return static_cast<int>(
               send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(send(SCI_GETCURRENTPOS)))) +
           1;
}

int CodeEditor::currentColumn() const
{
    const qsizetype start = lineStart(currentLine() - 1);
    return static_cast<int>(QString::fromUtf8(range(start, caret())).size()) + 1;
}

void CodeEditor::goTo(int line, int column)
{
    const int index = std::clamp(line, 1, std::max(1, lines())) - 1;
    const auto asLine = static_cast<unsigned long>(index);
    const long start = send(SCI_POSITIONFROMLINE, asLine);
    const long end = send(SCI_GETLINEENDPOSITION, asLine);
    const long place =
        column > 0 ? std::min(start + column - 1, end) : send(SCI_GETLINEINDENTPOSITION, asLine);
    send(SCI_ENSUREVISIBLEENFORCEPOLICY, asLine);
    send(SCI_GOTOPOS, static_cast<unsigned long>(place));
    const long shown = send(SCI_LINESONSCREEN);
    const long visible = send(SCI_VISIBLEFROMDOCLINE, asLine);
    const long top = send(SCI_GETFIRSTVISIBLELINE);
    if (visible < top + 1 || visible > top + shown - 2)
        send(SCI_SETFIRSTVISIBLELINE,
             static_cast<unsigned long>(std::max<long>(0, visible - shown / 3)));
    Q_EMIT caretMoved(); // Scintilla tells with the next painting
}

void CodeEditor::selectRange(qsizetype from, qsizetype to)
{
    goTo(static_cast<int>(send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(from))) + 1, 0);
    send(SCI_SETSEL, static_cast<unsigned long>(from), to);
    send(SCI_SCROLLCARET);
}

void CodeEditor::replaceRange(qsizetype from, qsizetype to, const QByteArray &text)
{
    send(SCI_SETTARGETRANGE, static_cast<unsigned long>(from), to);
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.constData());
    const qsizetype after = from + text.size();
    send(SCI_SETSEL, static_cast<unsigned long>(after), after);
}

TextMatch CodeEditor::selection() const
{
    return {send(SCI_GETSELECTIONSTART), send(SCI_GETSELECTIONEND)};
}

void CodeEditor::showMatches(const std::vector<TextMatch> &matches)
{
    send(SCI_SETINDICATORCURRENT, MatchIndicator);
    send(SCI_INDICATORCLEARRANGE, 0, send(SCI_GETLENGTH));
    for (const TextMatch &match : matches)
        send(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(match.begin),
             match.end - match.begin);
}

void CodeEditor::apply(const std::vector<TextEdit> &edits)
{
    if (edits.empty() || isReadOnly())
        return;
    send(SCI_BEGINUNDOACTION);
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        send(SCI_SETTARGETRANGE, static_cast<unsigned long>(edit->place.begin), edit->place.end);
        SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(edit->text.size()),
                      edit->text.constData());
    }
    send(SCI_ENDUNDOACTION);
}

void CodeEditor::setZoom(int zoom)
{
    zoomTo(zoom);
}

int CodeEditor::zoom() const
{
    return static_cast<int>(send(SCI_GETZOOM));
}

void CodeEditor::setApiWords(const QByteArray &functions, const QByteArray &libraries)
{
    if (m_language != CodeLanguage::Lua || !lexer())
        return;
    const QByteArray all = QByteArray(lexer()->keywords(2)) + ' ' + functions;
    SendScintilla(SCI_SETKEYWORDS, uintptr_t{1}, all.constData());
    SendScintilla(SCI_SETKEYWORDS, uintptr_t{2}, libraries.constData());
    recolor();
}

void CodeEditor::updateNumberMargin()
{
    const auto digits =
        std::max(minNumberDigits, static_cast<int>(QString::number(lines()).size()));
    if (digits == m_numberDigits)
        return;
    m_numberDigits = digits;
    setMarginWidth(numbers, QString(digits + 1, u'9'));
}

bool CodeEditor::event(QEvent *event)
{
    // The page's shortcuts go before the editor's own keys only when it does not take them here.
    if (event->type() == QEvent::ToolTip)
        return true; // ours come from showHover()
    return QsciScintilla::event(event);
}

void CodeEditor::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu();
    menu->setObjectName(u"code.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QList<QAction *> own = actions();
    if (!own.isEmpty()) {
        menu->addSeparator();
        menu->addActions(own);
    }
    menu->popup(event->globalPos());
}

} // namespace syncline::ui
