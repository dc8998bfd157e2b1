#pragma once

#include "ui/code/SqlCompletion.h"
#include "ui/shell/UiContext.h"

#include <QObject>

namespace syncline::ui {

class CodeEditor;
class CompletionList;

/** Completion for one view's editor: opens by itself after "." and ":" and after two letters of a
 * word, and with complete(); follows what is typed and goes when nothing fits. */
class SqlAssist final : public QObject
{
    Q_OBJECT

public:
    /** @p page is what the list is shown over; the editor lies in it. */
    SqlAssist(const UiContext &context, CodeEditor *editor, QWidget *page);

    void complete() { showList(true); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void handleChar(int added);
    void showList(bool isAsked);
    void insert(const QString &name);

    const UiContext m_context;
    CodeEditor *m_editor;
    QWidget *m_page;
    CompletionList *m_list;
    qsizetype m_wordBegin = 0;
    qsizetype m_listedAt = -1; ///< The caret that the list is for.
    bool m_isInserting = false;
};

} // namespace syncline::ui
