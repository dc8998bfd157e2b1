#pragma once

#include "ui/code/CodeProblem.h"
#include "ui/code/Recovery.h"
#include "ui/shell/DocumentPage.h"

#include <QTimer>

#include <vector>

class QBoxLayout;
class QStackedWidget;

namespace syncline::ui {

class Banner;
class CodeAssist;
class CodeEditor;
class CodeFile;
class CodeStatus;
class FindBar;
class LineBar;
class PageStateView;
class SqlAssist;

/**
 * A text file of the project in an editor: saved through the engine, checked while it is typed,
 * told apart from what other programs do to the file. Unsaved text survives a crash.
 */
class CodePage final : public DocumentPage
{
    Q_OBJECT

public:
    CodePage(const DocumentRef &ref, const UiContext &context, QWidget *parent);
    /** Unsaved text stays with the session. */
    ~CodePage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] bool isModified() const override { return m_isModified; }
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    void reveal(const DocumentRef &ref) override;
    void focusContent() override;
    [[nodiscard]] bool canSave() const override;
    void saveAndClose() override;
    void discardChanges() override;

    void save();
    void revert();
    [[nodiscard]] CodeEditor *editor() const { return m_editor; }
    /** The text stands in the editor; before, and when it cannot be read, there is none. */
    [[nodiscard]] bool isLoaded() const;
    /** Adds a control of who shows this page inside of its own to the bar at the top. */
    void addToHeader(QWidget *control);

Q_SIGNALS:
    /** The text is another one, or was read. */
    void textChanged();

private:
    /** What the banner says, and so what its buttons do. */
    enum class Notice : unsigned char {
        None,
        Fixed, ///< Cannot be edited: why. No buttons.
        Changed,
        Removed,
        SaveFailed
    };

    // CodePageLayout.cpp
    void buildLayout();
    [[nodiscard]] QWidget *buildHeader();
    void addActions();
    void addFileActions();
    void addEditActions();
    void addViewActions();
    void updateActions();
    void goToRequired();

    void connectFile();
    void showLoaded();
    void showLoadFailure(const Error &error);
    void makeNew();
    void reload();
    void showFixedNotice();
    void showNotice(Notice notice, const QString &text, const QString &button = {},
                    const QString &second = {});
    void handleNoticeButton(bool isFirst);
    void handleSaved();
    void handleChangedOutside();
    void handleRemovedOutside();

    void handleTextChanged();
    void updateModified();
    void keepUnsaved();
    void showOffer();
    void takeOffer();

    void check();
    void checkJson();
    void checkView();
    void takeProblems(std::vector<CodeProblem> problems, const QString &unchecked);
    void setFileProblems();
    void showProblems();

    CodeFile *m_file;
    Recovery m_recovery;
    QByteArray m_knownText; ///< The file's, as the editor would have it.
    bool m_hasMark = false;
    bool m_isFixed = false; ///< Cannot be edited at all.
    bool m_isModified = false;
    bool m_isMissing = false; ///< There is no such file: it can be made.
    bool m_closesWhenSaved = false;
    bool m_savesAgain = false; ///< Asked for while it was being saved.
    Notice m_notice = Notice::None;
    DocumentRef m_wanted; ///< Where to go once it is loaded.
    QJsonObject m_wantedState;
    QTimer m_checkTimer;
    QTimer m_keepTimer;
    quint64 m_checkTicket = 0;
    std::vector<CodeProblem> m_textProblems; ///< Of the text as it is now.
    std::vector<CodeProblem> m_fileProblems; ///< Of the project's last load.

    QStackedWidget *m_stack = nullptr;
    PageStateView *m_stateView = nullptr;
    Banner *m_banner = nullptr;
    Banner *m_offer = nullptr;
    CodeEditor *m_editor = nullptr;
    CodeAssist *m_assist = nullptr;   ///< Lua only.
    SqlAssist *m_sqlAssist = nullptr; ///< Views only.
    CodeStatus *m_status = nullptr;
    FindBar *m_find = nullptr;
    LineBar *m_line = nullptr;
    QBoxLayout *m_headerLayout = nullptr;
    QAction *m_findAction = nullptr;
    QAction *m_save = nullptr;
    QAction *m_revert = nullptr;
    QList<QAction *> m_editing; ///< Only where the text can be edited.
};

} // namespace syncline::ui
