#pragma once

#include "core/engine/EngineTypes.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <optional>

class QGridLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;
class QVBoxLayout;

namespace syncline::ui {

class FailureModel;
class PageStateView;
class ProgressView;

/** One run: state, times, counts by model, what failed, and links to its logs, its record, its
 * parent. Follows a running one. */
class RunView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunView(const UiContext &context, QWidget *parent);

    void show(RunId run);
    [[nodiscard]] const std::optional<RunInfo> &run() const { return m_run; }

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void logsRequested(qint64 run);

private:
    [[nodiscard]] QWidget *buildContent();
    void load();
    void setRun(const RunInfo &run);
    void fillFacts(const RunInfo &run);
    void fillLinks(const RunInfo &run);
    void loadFailures(const RunInfo &run);

    const UiContext m_context;
    RunId m_id{};
    std::optional<RunInfo> m_run;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QLabel *m_title = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_error = nullptr;
    QGridLayout *m_facts = nullptr;
    QVBoxLayout *m_links = nullptr;
    QPushButton *m_cancel = nullptr;
    ProgressView *m_progress = nullptr;
    QTreeView *m_failures = nullptr;
    FailureModel *m_failureModel = nullptr;
};

} // namespace syncline::ui
