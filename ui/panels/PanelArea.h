#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QJsonObject>
#include <QTabWidget>

namespace syncline::ui {

class LogsPanel;
class ProblemsPanel;
class RunsPanel;

/** The dock at the bottom. */
class PanelArea final : public QTabWidget
{
    Q_OBJECT

public:
    enum Panel { Problems, Logs, Runs };

    explicit PanelArea(const UiContext &context, QWidget *parent = nullptr);

    void showPanel(Panel panel);
    void showLogs(qint64 run);
    [[nodiscard]] QJsonObject state() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    ProblemsPanel *m_problems;
    LogsPanel *m_logs;
    RunsPanel *m_runs;
};

} // namespace syncline::ui
