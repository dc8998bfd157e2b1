#pragma once

#include "ui/code/ApiCatalog.h"
#include "ui/code/TextSearch.h"
#include "ui/shell/UiContext.h"

#include <QObject>
#include <QRect>

#include <memory>

namespace syncline::ui {

class CallTipLabel;
class CodeEditor;
class CompletionList;

/**
 * Completion and call tips for one Lua editor, from the API table and the project as they are now.
 * The list opens by itself after "." and ":" and after two letters of a word, and with
 * complete(); it follows what is typed and goes when nothing fits.
 */
class CodeAssist final : public QObject
{
    Q_OBJECT

public:
    /** @p page is what list and tip are shown over; the editor lies in it. */
    CodeAssist(const UiContext &context, const QString &path, CodeEditor *editor, QWidget *page);

    void complete();
    void showCallTip();
    /** The file that the `require` in the caret's line names; empty: none. */
    [[nodiscard]] QString requiredFile() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void readProject();
    void handleChar(int added);
    void handleCaret();
    void showList(bool isAsked);
    void insert(const QString &name);
    void close();
    [[nodiscard]] QRect lineRect(qsizetype position) const;
    [[nodiscard]] QByteArray textToCaret() const;

    const UiContext m_context;
    const QString m_path;
    CodeEditor *m_editor;
    QWidget *m_page;
    CompletionList *m_list;
    CallTipLabel *m_tip;
    std::unique_ptr<ApiCatalog> m_catalog;
    qsizetype m_wordBegin = 0; ///< Of what the list completes.
    TextMatch m_listedFor;     ///< Caret and length of the text that the list is for.
    bool m_isInserting = false;
};

} // namespace syncline::ui
