#pragma once

#include "ui/code/ApiCatalog.h"
#include "ui/shell/UiContext.h"

#include <QObject>

#include <memory>

namespace syncline::ui {

class CodeEditor;

/**
 * Completion and call tips for one Lua editor, from the API table and the project as they are now.
 * The list opens by itself after "." and ":" and after two letters of a word, and with
 * complete(). It is never opened where no screen is: QScintilla would follow a null pointer.
 */
class CodeAssist final : public QObject
{
    Q_OBJECT

public:
    CodeAssist(const UiContext &context, const QString &path, CodeEditor *editor);

    void complete();
    void showCallTip();
    /** The file that the `require` at the caret names; empty: none. */
    [[nodiscard]] QString requiredFile() const;
    [[nodiscard]] const ApiCatalog &catalog() const { return *m_catalog; }

private:
    void readProject();
    void registerIcons();
    void handleChar(int added);
    void showList(bool isAsked);
    [[nodiscard]] bool canShow() const;
    [[nodiscard]] QByteArray textToCaret() const;

    const UiContext m_context;
    const QString m_path;
    CodeEditor *m_editor;
    std::unique_ptr<ApiCatalog> m_catalog;
};

} // namespace syncline::ui
