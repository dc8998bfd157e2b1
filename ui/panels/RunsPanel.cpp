#include "ui/panels/RunsPanel.h"

#include "core/base/Clock.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/RunTable.h"
#include "ui/connection/RunTableModel.h"
#include "ui/shell/RunText.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int anyKind = -1;
} // namespace

RunsPanel::RunsPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(new RunTableModel(this)),
      m_table(new RunTable(m_model, context.theme, this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this))
{
    setObjectName(u"runs"_s);
    nameControl(m_table, u"runs.table"_s, tr("Runs"));
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildBar());
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_table);
    connect(m_table, &RunTable::chosen, this,
            [this](qint64 run) { Q_EMIT inspectRequested(InspectTarget::ofRun(RunId{run})); });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == m_table->verticalScrollBar()->maximum())
            loadOlder();
    });
    connect(m_stateView, &PageStateView::buttonClicked, this, &RunsPanel::reload);
    connect(m_context.engine, &Engine::runChanged, this, &RunsPanel::handleRun);
    reload();
}

QWidget *RunsPanel::buildBar()
{
    auto *bar = makeBar(u"top"_s, this);
    m_kind = new QComboBox(bar);
    nameControl(m_kind, u"runs.kind"_s, tr("Kind of run"));
    m_kind->addItem(tr("All kinds"), anyKind);
    for (const RunKind kind : {RunKind::Action, RunKind::Sync, RunKind::Eval, RunKind::Edit,
                               RunKind::Migration, RunKind::Import, RunKind::Export})
        m_kind->addItem(runKindText(kind), static_cast<int>(kind));
    connect(m_kind, &QComboBox::activated, this, &RunsPanel::reload);
    m_failed = new QCheckBox(tr("Only failed"), bar);
    nameControl(m_failed, u"runs.failed"_s, tr("Only failed runs"));
    connect(m_failed, &QCheckBox::toggled, this, &RunsPanel::reload);
    m_nested = new QCheckBox(tr("Nested too"), bar);
    nameControl(m_nested, u"runs.nested"_s, tr("Also runs that another run started"));
    connect(m_nested, &QCheckBox::toggled, this, &RunsPanel::reload);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::medium);
    layout->addWidget(m_kind);
    layout->addWidget(m_failed);
    layout->addWidget(m_nested);
    layout->addStretch();
    return bar;
}

RunQuery RunsPanel::query() const
{
    RunQuery asked;
    if (m_kind->currentData().toInt() != anyKind)
        asked.kind = static_cast<RunKind>(m_kind->currentData().toInt());
    asked.failedOnly = m_failed->isChecked();
    asked.topLevelOnly = !m_nested->isChecked();
    return asked;
}

void RunsPanel::reload()
{
    const quint64 ticket = ++m_ticket;
    m_isLoading = true;
    m_stateView->showLoading({});
    whenDone(m_context.engine->runs(query()), this,
             [this, ticket](const Result<std::vector<RunInfo>> &runs) {
                 if (ticket != m_ticket)
                     return;
                 m_isLoading = false;
                 if (!runs) {
                     m_model->setRuns({}, {});
                     m_stateView->showError(runs.error());
                     m_stack->setCurrentIndex(0);
                     return;
                 }
                 m_isAtEnd = runs->size() < static_cast<std::size_t>(query().limit);
                 m_model->setRuns(runs.value(), m_context.clock->now());
                 updateState();
             });
}

void RunsPanel::loadOlder()
{
    if (m_isLoading || m_isAtEnd || m_model->rowCount() == 0)
        return;
    m_isLoading = true;
    RunQuery asked = query();
    asked.before = raw(m_model->runs().back().id);
    whenDone(m_context.engine->runs(asked), this,
             [this, ticket = m_ticket](const Result<std::vector<RunInfo>> &runs) {
                 if (ticket != m_ticket)
                     return;
                 m_isLoading = false;
                 m_isAtEnd = !runs || runs->size() < static_cast<std::size_t>(query().limit);
                 if (runs)
                     m_model->append(runs.value());
             });
}

void RunsPanel::handleRun(const RunInfo &run)
{
    const RunQuery asked = query();
    if ((asked.kind && run.kind != *asked.kind) || (asked.failedOnly && !isFailure(run)) ||
        (asked.topLevelOnly && run.parent != noRun))
        return;
    m_model->merge(run, m_context.clock->now());
    updateState();
}

void RunsPanel::updateState()
{
    if (m_model->rowCount() == 0)
        m_stateView->showEmpty(
            {u"history"_s,
             m_failed->isChecked() ? tr("No failed runs") : tr("Nothing has run yet"),
             tr("Every action, sync and edit is a run, kept here with its log."),
             {}});
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
}

} // namespace syncline::ui
