#pragma once

#include "core/action/EditTypes.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;
class QTimer;
class QVBoxLayout;

namespace syncline::ui {

class Banner;
class FieldEditor;

/** The records that a bulk edit may be about. */
struct BulkScope
{
    std::vector<RecordId> selected; ///< Empty: none, or just one.
    Filter filter;                  ///< With search: all that the grid shows.
    std::string search;
    std::int64_t matching = 0;
    bool isFiltered = false;
    QString field{}; ///< To be set at first; empty: the first.
};

/**
 * "Set fields of 1,240 records", or delete them: which records, which values, what the first would
 * become; then how it goes, with Stop, and what failed.
 */
class BulkEditDialog final : public QDialog
{
    Q_OBJECT

public:
    BulkEditDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                   BulkEdit::Kind kind, BulkScope scope, QWidget *parent);

    /** A line to set @p field with; empty: the first that is not set yet. */
    void addField(const QString &field = {});
    [[nodiscard]] BulkEdit edit() const;
    void start();

Q_SIGNALS:
    void logsRequested(qint64 run);

private:
    struct Line
    {
        QWidget *row;
        QComboBox *fields;
        FieldEditor *editor;
    };
    [[nodiscard]] QWidget *buildSetup();
    [[nodiscard]] QWidget *buildRun();
    void buildButtons(QVBoxLayout *layout);
    void makeEditor(Line &line);
    void removeLine(QWidget *row);
    [[nodiscard]] Line *lineOf(const QWidget *row);
    void changed();
    void preview();
    void showPreview(const Result<BulkPreview> &preview);
    void handleRun(const RunInfo &run);
    void showEnd(const RunInfo &run);
    void showFailures(const BulkReport &report);
    void updateButtons();
    [[nodiscard]] bool isRunning() const { return m_run != noRun && !m_isDone; }

    const UiContext m_context;
    const std::shared_ptr<const ModelDef> m_model;
    const BulkEdit::Kind m_kind;
    const BulkScope m_scope;
    std::vector<FieldDef> m_fields; ///< Those that can be set.
    std::vector<Line> m_lines;
    QStackedWidget *m_stack;
    Banner *m_banner;
    QComboBox *m_which = nullptr;
    QVBoxLayout *m_lineBox = nullptr;
    QPushButton *m_add = nullptr;
    QLabel *m_summary = nullptr;
    QTableWidget *m_preview = nullptr;
    QLabel *m_state = nullptr;
    QProgressBar *m_progress = nullptr;
    QTableWidget *m_failures = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_log = nullptr;
    QPushButton *m_close = nullptr;
    QTimer *m_timer; ///< Not for every letter.
    quint64 m_ticket = 0;
    std::int64_t m_records = -1; ///< As the preview counted them.
    RunId m_run = noRun;
    bool m_isDone = false;
};

} // namespace syncline::ui
