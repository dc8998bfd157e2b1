#pragma once

#include "core/engine/Engine.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace syncline::ui {

class Banner;
class FailureModel;
class PageStateView;
class ProgressView;
class RunTable;
class RunTableModel;

/** Start a sync and watch it: how, progress per model, what waits for a word, the runs before, what
 * failed in them. */
class SyncTab final : public QWidget
{
    Q_OBJECT

public:
    SyncTab(const UiContext &context, QString connection, QWidget *parent);

    void setConnection(const ConnectionDef &def, const ConnectorInfo &connector, bool isNew);
    void start();
    /** Which models the next sync is for; the caller shows and deletes it. */
    [[nodiscard]] QMenu *makeModelMenu();

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void logsRequested(qint64 run);

private:
    [[nodiscard]] QWidget *buildStart();
    [[nodiscard]] QWidget *buildCurrent();
    [[nodiscard]] QWidget *buildHistory();
    void chooseModels();
    void loadRuns();
    void handleRun(const RunInfo &run);
    void showCurrent();
    void showFailures(RunId run);
    void confirm();

    const UiContext m_context;
    const QString m_connection;
    std::vector<std::string> m_available;
    std::vector<std::string> m_models; ///< Of the next sync; empty: all.
    std::optional<RunInfo> m_current;
    bool m_isNew = false;
    RunId m_failuresOf{};

    Banner *m_banner;
    QPushButton *m_start = nullptr;
    QComboBox *m_mode = nullptr;
    QLineEdit *m_since = nullptr;
    QCheckBox *m_force = nullptr;
    QPushButton *m_modelButton = nullptr;
    QWidget *m_currentBox = nullptr;
    QLabel *m_currentTitle = nullptr;
    QLabel *m_currentState = nullptr;
    QLabel *m_currentNote = nullptr;
    QPushButton *m_cancel = nullptr;
    ProgressView *m_progress = nullptr;
    RunTableModel *m_runs;
    RunTable *m_table = nullptr;
    QStackedWidget *m_historyStack = nullptr;
    PageStateView *m_historyState = nullptr;
    FailureModel *m_failures;
    QWidget *m_failureBox = nullptr;
    QLabel *m_failureTitle = nullptr;
    QTreeView *m_failureView = nullptr;
};

} // namespace syncline::ui
