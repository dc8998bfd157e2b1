#include "ui/panels/PanelArea.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/panels/LogsPanel.h"
#include "ui/panels/ProblemsPanel.h"
#include "ui/panels/RunsPanel.h"
#include "ui/widget/PlainLabel.h"

#include <QTabBar>

using namespace Qt::StringLiterals;

namespace syncline::ui {

PanelArea::PanelArea(const UiContext &context, QWidget *parent)
    : QTabWidget(parent),
      m_problems(new ProblemsPanel(context, this)),
      m_logs(new LogsPanel(context, this)),
      m_runs(new RunsPanel(context, this))
{
    nameControl(this, u"panels"_s, tr("Panels"));
    setDocumentMode(true);
    setIconSize(QSize(space::iconSize, space::iconSize));
    setMinimumHeight(96);
    addTab(m_problems, themedIcon(u"problem"_s), tr("Problems"));
    addTab(m_logs, themedIcon(u"log"_s), tr("Logs"));
    addTab(m_runs, themedIcon(u"history"_s), tr("Runs"));
    setCurrentIndex(Logs);
    connect(m_problems, &ProblemsPanel::openRequested, this, &PanelArea::openRequested);
    connect(m_problems, &ProblemsPanel::countChanged, this, [this](int count) {
        setTabText(Problems, count > 0 ? tr("Problems (%1)").arg(count) : tr("Problems"));
    });
    connect(m_logs, &LogsPanel::inspectRequested, this, &PanelArea::inspectRequested);
    connect(m_runs, &RunsPanel::inspectRequested, this, &PanelArea::inspectRequested);
}

void PanelArea::showPanel(Panel panel)
{
    setCurrentIndex(panel);
    QWidget *content = currentWidget()->focusProxy();
    (content && content->isVisible() ? content : static_cast<QWidget *>(tabBar()))
        ->setFocus(Qt::ShortcutFocusReason);
}

void PanelArea::showLogs(qint64 run)
{
    setCurrentIndex(Logs);
    m_logs->showRun(RunId{run});
}

QJsonObject PanelArea::state() const
{
    return {{u"current"_s, currentIndex()}, {u"logs"_s, m_logs->state()}};
}

void PanelArea::restoreState(const QJsonObject &state)
{
    if (state.isEmpty())
        return;
    setCurrentIndex(qBound(0, state.value(u"current"_s).toInt(Logs), count() - 1));
    m_logs->restoreState(state.value(u"logs"_s).toObject());
}

} // namespace syncline::ui
