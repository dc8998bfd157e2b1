#pragma once

#include "ui/code/TextSearch.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace syncline::ui {

class CodeEditor;

/** Find and replace below an editor. Marks all matches while it is open; Escape gives the keyboard
 * back to the text. */
class FindBar final : public QFrame
{
    Q_OBJECT

public:
    FindBar(CodeEditor *editor, QWidget *parent);

    /** Opens it with the selected words as what is looked for. */
    void openFind();
    void openReplace();
    void findNext();
    void findPrevious();
    void closeBar();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void open();
    [[nodiscard]] SearchFor wanted() const;
    void search();
    void ensureSearched();
    void go(bool isForward);
    void showCount();
    void replaceOne();
    void replaceAll();
    /** The index of the match that is selected now; −1: none. */
    [[nodiscard]] int selectedMatch() const;

    CodeEditor *m_editor;
    QLineEdit *m_find = nullptr;
    QLineEdit *m_replace = nullptr;
    QToolButton *m_case = nullptr;
    QToolButton *m_words = nullptr;
    QToolButton *m_expression = nullptr;
    QLabel *m_count = nullptr;
    QWidget *m_replaceRow = nullptr;
    SearchResult m_found;
    bool m_isStale = true; ///< The text differs from what was searched.
    QTimer m_timer;
};

} // namespace syncline::ui
