#pragma once

#include "core/record/RecordTypes.h"
#include "ui/records/PendingApply.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QMenu;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace syncline::ui {

class Banner;
class HistoryView;
class PageStateView;
class RecordActions;
class RecordForm;

/**
 * One record: form, JSON, history. Edits are those of the session, which the grid works on, too:
 * they stay while another record is looked at, until Apply runs the model's update action with them
 * or Discard forgets them.
 */
class RecordInspector final : public QWidget
{
    Q_OBJECT

public:
    explicit RecordInspector(const UiContext &context, QWidget *parent);

    void show(const QString &model, RecordId id);
    void apply();
    void discard();
    /** Puts the keyboard into the field's control, as soon as the record is there. */
    void focusField(const QString &field);
    /** What can be run on the record shown; the caller shows and deletes it. */
    [[nodiscard]] QMenu *makeActionMenu();
    [[nodiscard]] RecordForm *form() const { return m_form; }

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

private:
    [[nodiscard]] QWidget *buildHeader();
    [[nodiscard]] QWidget *buildTabs();
    [[nodiscard]] QWidget *buildEditBar();
    void load();
    void handleLoaded(const Result<RecordRow> &row);
    void restoreDeleted();
    void showJson();
    void handleEdited();
    void updateEditBar();
    void handleApplied(RecordId id, const PendingApply::Summary &summary);
    void handlePendingChanged(const QString &model);
    void showForm();
    /** What became of the edits: an error, a conflict, a mark to be deleted; else nothing. */
    void showPendingState();
    void decideConflict(bool mine);
    void showActions();
    [[nodiscard]] bool canUpdate() const;

    const UiContext m_context;
    QString m_modelName;
    RecordId m_id{};
    quint64 m_ticket = 0;
    std::shared_ptr<const ModelDef> m_model;
    std::optional<RecordRow> m_row;
    PendingEdits *m_pending;
    bool m_isTyping = false; ///< The change comes from here.
    bool m_isApplying = false;
    bool m_asksConflict = false; ///< What the banner's buttons mean.
    QString m_wantedField;       ///< The field to go to once the record is there.

    QLabel *m_title = nullptr;
    QLabel *m_subtitle = nullptr;
    QToolButton *m_actionButton = nullptr;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QTabWidget *m_tabs = nullptr;
    RecordForm *m_form = nullptr;
    QPlainTextEdit *m_json = nullptr;
    HistoryView *m_history = nullptr;
    bool m_isDeleted = false; ///< While it was shown.
    Banner *m_banner;
    QWidget *m_editBar = nullptr;
    QLabel *m_editText = nullptr;
    QPushButton *m_apply = nullptr;
    QPushButton *m_discard = nullptr;
    RecordActions *m_recordActions = nullptr;
};

} // namespace syncline::ui
