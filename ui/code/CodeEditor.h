#pragma once

#include "ui/code/CodeLexer.h"
#include "ui/code/CodeProblem.h"
#include "ui/code/Scintilla.h"
#include "ui/code/SourceText.h"
#include "ui/code/TextSearch.h"

#include <vector>

namespace syncline::ui {

class Theme;

/**
 * A text with line numbers, folds, problems and indentation, in the theme's colours. It knows
 * nothing of files and projects. Positions are bytes of UTF-8, lines and columns of its interface
 * are 1-based. Window thread only.
 */
class CodeEditor final : public QsciScintilla
{
    Q_OBJECT

public:
    CodeEditor(Theme *theme, CodeLanguage language, QWidget *parent);

    [[nodiscard]] CodeLanguage language() const { return m_language; }
    /** Begins anew with this text: nothing to undo, the caret at the beginning. */
    void load(const SourceText &source);
    /** Puts @p text in the place of all there is, as one step that can be undone; the caret stays
     * about where it is. */
    void replaceAll(const QByteArray &text);
    [[nodiscard]] QByteArray bytes() const;
    /** At most @p atMost bytes before @p position, from the beginning of a line where there is one.
     */
    [[nodiscard]] QByteArray textBefore(qsizetype position, qsizetype atMost) const;
    [[nodiscard]] bool holds(const QByteArray &text) const;

    void setProblems(const std::vector<CodeProblem> &problems);
    /** Of the problems of a line, what they say; empty: none. */
    [[nodiscard]] QString problemText(int line) const;
    /** Goes to the next problem after the caret, or back to the first. */
    void goToNextProblem();
    void goToPreviousProblem();

    /** Column 0 is the first word of the line. Opens folds that hide it. */
    void goTo(int line, int column);
    [[nodiscard]] int currentLine() const;
    [[nodiscard]] int currentColumn() const; ///< In characters, as people count.
    [[nodiscard]] qsizetype caret() const;
    void selectRange(qsizetype from, qsizetype to);
    /** Replaces bytes @p from to @p to and puts the caret after what came in. */
    void replaceRange(qsizetype from, qsizetype to, const QByteArray &text);

    [[nodiscard]] TextMatch selection() const;
    /** Marks these, and no others. */
    void showMatches(const std::vector<TextMatch> &matches);
    /** All of them, which come in order, as one step that can be undone. */
    void apply(const std::vector<TextEdit> &edits);

    /** Comments the lines of the selection, or takes the comment away. */
    void toggleComment();
    void duplicateLines();
    void moveLinesUp();
    void moveLinesDown();
    void setZoom(int zoom);
    [[nodiscard]] int zoom() const;
    /** Names of functions and of "module.function"s to colour, separated by blanks. */
    void setApiWords(const QByteArray &functions, const QByteArray &libraries);

Q_SIGNALS:
    void caretMoved();
    void zoomChanged(int zoom);

protected:
    bool event(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    enum Indicator { ErrorIndicator = 8, WarningIndicator = 9, MatchIndicator = 10 };
    enum Marker { ErrorMarker = 0, WarningMarker = 1 };
    struct Shown
    {
        CodeProblem problem;
        int marker = -1; ///< Handle; moves with its line.
    };

    void setUp();
    void freeKeys();
    void updateColors();
    void updateNumberMargin();
    void markProblem(const CodeProblem &problem);
    void goToProblem(bool isForward);
    void handleChar(int added);
    void indentNewLine();
    void alignBlockEnd();
    void showHover(int position, int x, int y);
    long send(unsigned int message, unsigned long wParam = 0, long lParam = 0) const;
    [[nodiscard]] qsizetype lineStart(int line) const;
    [[nodiscard]] QByteArray range(qsizetype from, qsizetype to) const;

    Theme *m_theme;
    const CodeLanguage m_language;
    std::vector<Shown> m_problems;
    int m_numberDigits = 0;
};

} // namespace syncline::ui
