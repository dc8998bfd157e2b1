#pragma once

#include "ui/schema/SchemaState.h"
#include "ui/shell/DocumentPage.h"

#include <QTimer>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace syncline::ui {

class Banner;
class FieldForm;
class FieldTable;
class ModelCommands;
class ModelForm;
class PageStateView;
class PlanView;
class RecordCheckView;
class SchemaDocument;

/**
 * The schema of a model: its fields in a table, everything about the one in front beside it, what
 * the edits would do, and carrying them out. Edits stay pending, also over a restart, until they
 * are applied.
 */
class SchemaPage final : public DocumentPage
{
    Q_OBJECT

public:
    SchemaPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);
    /** What is not applied stays with the session. */
    ~SchemaPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] bool isModified() const override;
    [[nodiscard]] bool canSave() const override;
    void saveAndClose() override;
    void discardChanges() override;
    /** A detail is the field to show. */
    void reveal(const DocumentRef &ref) override;
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    void focusContent() override;

    [[nodiscard]] SchemaDocument *document() const { return m_document; }
    [[nodiscard]] FieldTable *table() const { return m_table; }
    [[nodiscard]] FieldForm *fieldForm() const { return m_form; }
    void apply();

private:
    /** What the banner says, and so what its buttons do. */
    enum class Notice : unsigned char { None, Fixed, Changed, Removed, Restored, Failed, Applied };
    enum Tab { FieldTab, ModelTab, PlanTab, CheckTab };

    // SchemaPageLayout.cpp
    void addActions();
    void addModelActions();
    void buildLayout();
    [[nodiscard]] QWidget *buildHeader();
    [[nodiscard]] QWidget *buildContent();
    [[nodiscard]] QWidget *buildFooter();
    void connectParts();
    void updateActions();

    void connectDocument();
    void update();
    void updatePlan();
    void updateFooter();
    void showMissing();
    void followName();
    void showNotice(Notice notice, const QString &text, const QString &button = {},
                    const QString &second = {});
    void handleNoticeButton(bool isFirst);
    void goToProblem();
    void askAndApply();
    void handleFailure(const Error &error);
    void undoLast();
    void checkRecords();
    void openFile(const QString &file);
    void addScript(const FieldPath &path);
    void openRecords();
    void openDiagram();

    [[nodiscard]] QString draftKey() const;
    void takeDraft();
    void keepDraft();

    SchemaDocument *m_document;
    ModelCommands *m_commands;
    Notice m_notice = Notice::None;
    bool m_wantsApply = false; ///< As soon as it is known what it does.
    bool m_closesWhenApplied = false;
    QString m_wantedField;
    QTimer m_keepTimer;

    QStackedWidget *m_stack = nullptr;
    PageStateView *m_stateView = nullptr;
    Banner *m_banner = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_kind = nullptr;
    QSplitter *m_splitter = nullptr;
    FieldTable *m_table = nullptr;
    QTabWidget *m_tabs = nullptr;
    FieldForm *m_form = nullptr;
    ModelForm *m_modelForm = nullptr;
    PlanView *m_plan = nullptr;
    RecordCheckView *m_check = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_show = nullptr;
    QPushButton *m_applyButton = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_apply = nullptr;
    QAction *m_discard = nullptr;
    QAction *m_checkAction = nullptr;
    QAction *m_undoLast = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_remove = nullptr;
};

} // namespace syncline::ui
