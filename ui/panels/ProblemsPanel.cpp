#include "ui/panels/ProblemsPanel.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/panels/ProblemModel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

ProblemsPanel::ProblemsPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(new ProblemModel(this)),
      m_table(new QTableView(this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this))
{
    setObjectName(u"problems"_s);
    nameControl(m_table, u"problems.table"_s, tr("Problems"));
    setFocusProxy(m_table);
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setIconSize(QSize(space::iconSize, space::iconSize));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(space::rowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(ProblemModel::MessageColumn, 480);
    m_table->setColumnWidth(ProblemModel::PlaceColumn, 280);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &at) {
        const Problem &problem = m_model->problem(at.row());
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Code;
        ref.name = toQString(problem.file);
        ref.line = problem.line;
        ref.column = problem.column;
        if (ref.isValid())
            Q_EMIT openRequested(ref, OpenMode::Here);
    });
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_timer.setSingleShot(true);
    m_timer.setInterval(100ms); // several files saved at once are one check
    connect(&m_timer, &QTimer::timeout, this, &ProblemsPanel::load);
    connect(m_context.engine, &Engine::problemsChanged, &m_timer, qOverload<>(&QTimer::start));
    connect(m_stateView, &PageStateView::buttonClicked, this, &ProblemsPanel::load);
    load();
}

void ProblemsPanel::load()
{
    const quint64 ticket = ++m_ticket;
    if (m_model->rowCount() == 0)
        m_stateView->showLoading(tr("Checking the project…"));
    whenDone(m_context.engine->check(), this,
             [this, ticket](const Result<std::vector<Problem>> &problems) {
                 if (ticket != m_ticket)
                     return;
                 m_model->setProblems(problems ? problems.value() : std::vector<Problem>());
                 if (!problems)
                     m_stateView->showError(problems.error());
                 else if (problems->empty())
                     m_stateView->showEmpty(
                         {u"check"_s,
                          tr("No problems"),
                          tr("Models, actions, connections and scripts were checked."),
                          {}});
                 m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
                 Q_EMIT countChanged(m_model->rowCount());
             });
}

} // namespace syncline::ui
