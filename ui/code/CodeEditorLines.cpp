#include "ui/code/CodeEditor.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/code/LuaText.h"

#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

/** What the editor does with whole lines: colours, problems, indentation, comments. */
namespace syncline::ui {

void CodeEditor::updateColors()
{
    const ThemeColors &colors = m_theme->colors();
    applyTheme(this, m_language, colors);
    const auto squiggle = [this](int indicator, const QColor &color) {
        indicatorDefine(QsciScintilla::SquiggleIndicator, indicator);
        setIndicatorForegroundColor(color, indicator);
        setIndicatorDrawUnder(false, indicator);
    };
    squiggle(ErrorIndicator, colors.danger);
    squiggle(WarningIndicator, colors.warning);
    indicatorDefine(QsciScintilla::StraightBoxIndicator, MatchIndicator);
    QColor found = colors.warning;
    setIndicatorForegroundColor(found, MatchIndicator);
    setIndicatorOutlineColor(found, MatchIndicator);
    setIndicatorDrawUnder(true, MatchIndicator);
    send(SCI_INDICSETALPHA, MatchIndicator, colors.dark ? 70 : 60);
    send(SCI_INDICSETOUTLINEALPHA, MatchIndicator, 160);
    const auto picture = [this](const QString &icon, const QColor &color) {
        return colouredIcon(icon, color).pixmap(QSize(14, 14), devicePixelRatioF());
    };
    markerDefine(picture(u"error"_s, colors.danger), ErrorMarker);
    markerDefine(picture(u"problem"_s, colors.warning), WarningMarker);
    m_numberDigits = 0;
    updateNumberMargin();
}

void CodeEditor::setProblems(const std::vector<CodeProblem> &problems)
{
    for (const int indicator : {ErrorIndicator, WarningIndicator}) {
        send(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(indicator));
        send(SCI_INDICATORCLEARRANGE, 0, send(SCI_GETLENGTH));
    }
    markerDeleteAll(ErrorMarker);
    markerDeleteAll(WarningMarker);
    m_problems.clear();
    for (const CodeProblem &problem : problems)
        markProblem(problem);
}

void CodeEditor::markProblem(const CodeProblem &problem)
{
    const int line = std::clamp(problem.line, 1, std::max(1, lines())) - 1;
    Shown shown{problem, markerAdd(line, problem.isWarning ? WarningMarker : ErrorMarker)};
    m_problems.push_back(shown);
    if (problem.line == 0)
        return; // about the file: the mark at its first line is enough
    const auto asLine = static_cast<unsigned long>(line);
    long from = send(SCI_GETLINEINDENTPOSITION, asLine);
    long to = send(SCI_GETLINEENDPOSITION, asLine);
    if (problem.column > 0) {
        from = std::min(lineStart(line) + problem.column - 1, static_cast<qsizetype>(to));
        const long wordEnd = send(SCI_WORDENDPOSITION, static_cast<unsigned long>(from), 1);
        to = std::max(from + 1, wordEnd);
    }
    if (from >= to) { // an empty line, such as the end of the text: what stands before it
        const QByteArray before = range(0, from);
        qsizetype last = before.size();
        while (last > 0 && QByteArrayView(" \t\r\n").contains(before.at(last - 1)))
            --last;
        from = std::max<long>(0, last - 1);
        to = last;
    }
    const long end = std::min(to, send(SCI_GETLENGTH));
    send(SCI_SETINDICATORCURRENT, problem.isWarning ? WarningIndicator : ErrorIndicator);
    send(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(from), end - from);
}

QString CodeEditor::problemText(int line) const
{
    QStringList texts;
    for (const Shown &shown : m_problems) {
        if (markerLine(shown.marker) == line - 1)
            texts.append(shown.problem.message);
    }
    return texts.join(u'\n');
}

void CodeEditor::goToNextProblem()
{
    goToProblem(true);
}

void CodeEditor::goToPreviousProblem()
{
    goToProblem(false);
}

void CodeEditor::goToProblem(bool isForward)
{
    std::vector<std::pair<int, int>> places;
    for (const Shown &shown : m_problems)
        places.emplace_back(markerLine(shown.marker) + 1, shown.problem.column);
    if (places.empty())
        return;
    std::sort(places.begin(), places.end());
    const int here = currentLine();
    auto found = places.end();
    if (isForward) {
        found = std::find_if(places.begin(), places.end(),
                             [here](const auto &place) { return place.first > here; });
        if (found == places.end())
            found = places.begin();
    } else {
        const auto back = std::find_if(places.rbegin(), places.rend(),
                                       [here](const auto &place) { return place.first < here; });
        found = back == places.rend() ? places.end() - 1 : back.base() - 1;
    }
    goTo(found->first, found->second);
}

void CodeEditor::showHover(int /*position*/, int x, int y)
{
    const long at = send(SCI_POSITIONFROMPOINT, static_cast<unsigned long>(x), y);
    const int line =
        static_cast<int>(send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(at))) + 1;
    const QString text = problemText(line);
    const bool isMargin = x < marginWidth(0) + marginWidth(1) + marginWidth(2);
    const long marks = send(SCI_INDICATORALLONFOR, static_cast<unsigned long>(at));
    const bool isMarked = (marks & ((1 << ErrorIndicator) | (1 << WarningIndicator))) != 0;
    if (!text.isEmpty() && (isMargin || isMarked))
        QToolTip::showText(viewport()->mapToGlobal(QPoint(x, y)), plainToolTip(text), this);
}

void CodeEditor::handleChar(int added)
{
    if (added == '\n' || (added == '\r' && eolMode() == QsciScintilla::EolMac))
        indentNewLine();
    else if (m_language == CodeLanguage::Lua)
        alignBlockEnd();
}

void CodeEditor::indentNewLine()
{
    const int line = currentLine() - 1;
    if (line == 0 || send(SCI_GETSELECTIONS) > 1)
        return;
    const QByteArray before =
        range(0, send(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line - 1)));
    int columns = indentation(line - 1);
    const QByteArray rest =
        range(caret(), send(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line)));
    const QByteArray first = rest.trimmed();
    const bool closes = first.startsWith('}') || first.startsWith(')') || first.startsWith(']') ||
                        first.startsWith("end");
    const std::string_view text(before.constData(), static_cast<std::size_t>(before.size()));
    if (m_language == CodeLanguage::Lua)
        columns += closes ? 0 : luaIndentStep(text) * indentationWidth();
    else if (m_language == CodeLanguage::Json && !closes &&
             (before.trimmed().endsWith('{') || before.trimmed().endsWith('[')))
        columns += indentationWidth();
    setIndentation(line, columns);
    send(SCI_GOTOPOS, static_cast<unsigned long>(
                          send(SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(line))));
}

/** An `end` or a closing bracket that was just typed as the first thing of its line stands where
 * what it ends begins. */
void CodeEditor::alignBlockEnd()
{
    const int line = currentLine() - 1;
    const QByteArray typed = range(lineStart(line), caret()).trimmed();
    long start = -1;
    if (typed == "}" || typed == ")" || typed == "]") {
        start = send(SCI_BRACEMATCH, static_cast<unsigned long>(caret() - 1));
    } else if (typed == "end" || typed == "else" || typed == "elseif" || typed == "until") {
        const QByteArray before = range(0, caret());
        start = luaBlockStart({before.constData(), static_cast<std::size_t>(before.size())});
    }
    if (start < 0 || send(SCI_GETSELECTIONS) > 1)
        return;
    const int columns = indentation(
        static_cast<int>(send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(start))));
    if (indentation(line) != columns)
        setIndentation(line, columns);
}

void CodeEditor::toggleComment()
{
    const QByteArray mark = lineComment(m_language);
    if (mark.isEmpty() || isReadOnly())
        return;
    const QByteArray spaced = mark + ' ';
    const auto lineOf = [this](long position) {
        return static_cast<int>(send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(position)));
    };
    const int first = lineOf(send(SCI_GETSELECTIONSTART));
    int last = lineOf(send(SCI_GETSELECTIONEND));
    if (last > first && lineStart(last) == send(SCI_GETSELECTIONEND))
        --last; // a whole line chosen down to the beginning of the next
    const auto contentOf = [this](int line) {
        const long from = send(SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(line));
        return range(from, send(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line)));
    };
    bool areAll = true;
    int column = 1'000;
    for (int line = first; line <= last; ++line) {
        const QByteArray content = contentOf(line);
        if (content.trimmed().isEmpty())
            continue;
        areAll = areAll && content.startsWith(mark);
        column = std::min(column, indentation(line));
    }
    send(SCI_BEGINUNDOACTION);
    for (int line = first; line <= last; ++line) {
        const QByteArray content = contentOf(line);
        if (content.trimmed().isEmpty())
            continue;
        const auto asLine = static_cast<unsigned long>(line);
        if (areAll) {
            const long from = send(SCI_GETLINEINDENTPOSITION, asLine);
            const long size = mark.size() + (content.startsWith(spaced) ? 1 : 0);
            send(SCI_DELETERANGE, static_cast<unsigned long>(from), size);
        } else {
            const long at = send(SCI_FINDCOLUMN, asLine, column);
            SendScintilla(SCI_INSERTTEXT, static_cast<uintptr_t>(at), spaced.constData());
        }
    }
    send(SCI_ENDUNDOACTION);
}

void CodeEditor::duplicateLines()
{
    if (!isReadOnly())
        send(SCI_SELECTIONDUPLICATE);
}

void CodeEditor::moveLinesUp()
{
    if (!isReadOnly())
        send(SCI_MOVESELECTEDLINESUP);
}

void CodeEditor::moveLinesDown()
{
    if (!isReadOnly())
        send(SCI_MOVESELECTEDLINESDOWN);
}

} // namespace syncline::ui
