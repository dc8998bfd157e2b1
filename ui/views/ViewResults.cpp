#include "ui/views/ViewResults.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/views/ViewChartView.h"
#include "ui/views/ViewTable.h"
#include "ui/views/ViewTableModel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

/** Rows stay until a query takes longer: most do not, and blinking would tell nothing. */
constexpr auto viewRowsStay = 300ms;

bool hasSameColumns(const ViewResult &a, const ViewResult &b)
{
    return std::ranges::equal(a.columns, b.columns, {}, &ViewColumn::name, &ViewColumn::name);
}

} // namespace

ViewResults::ViewResults(const Theme *theme, QWidget *parent)
    : QWidget(parent),
      m_stack(new QStackedWidget(this)),
      m_state(new PageStateView(this)),
      m_answer(new QWidget(this)),
      m_tabs(new QTabBar(m_answer)),
      m_shown(new QStackedWidget(m_answer)),
      m_model(new ViewTableModel(theme, this)),
      m_table(new ViewTable(m_model, m_shown)),
      m_chart(new ViewChartView(theme, m_shown)),
      m_status(makeLabel({}, LabelRole::Muted, this))
{
    nameControl(m_tabs, u"view.tabs"_s, tr("Table and chart"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(themedIcon(u"table"_s), tr("Table"));
    m_tabs->addTab(themedIcon(u"chart"_s), tr("Chart"));
    m_status->setObjectName(u"view.status"_s);
    QFrame *bar = makeBar(u"top"_s, m_answer);
    auto *barLayout = new QHBoxLayout(bar);
    barLayout->setContentsMargins(0, 0, space::large, 0);
    barLayout->addWidget(m_tabs);
    barLayout->addStretch(1);
    barLayout->addWidget(m_status);
    m_shown->addWidget(m_table);
    m_shown->addWidget(m_chart);
    auto *answerLayout = new QVBoxLayout(m_answer);
    answerLayout->setContentsMargins(0, 0, 0, 0);
    answerLayout->setSpacing(0);
    answerLayout->addWidget(bar);
    answerLayout->addWidget(m_shown, 1);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_answer);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_tabs, &QTabBar::currentChanged, m_shown, &QStackedWidget::setCurrentIndex);
    connect(m_state, &PageStateView::buttonClicked, this, &ViewResults::runRequested);
    connect(m_table, &ViewTable::inspectRequested, this, &ViewResults::inspectRequested);
    m_busyTimer.setSingleShot(true);
    m_busyTimer.setInterval(viewRowsStay);
    connect(&m_busyTimer, &QTimer::timeout, this, [this] { m_stack->setCurrentIndex(0); });
    showNotRun();
}

void ViewResults::showNotRun()
{
    m_state->showEmpty({u"table"_s, tr("Not asked yet"),
                        tr("Run the query (F5 or Ctrl+Enter) to see its rows here."), tr("Run")});
    m_stack->setCurrentIndex(0);
}

void ViewResults::showRunning()
{
    m_state->showLoading(tr("Asking…"));
    if (m_stack->currentIndex() == 1)
        m_busyTimer.start();
}

void ViewResults::showError(const Error &error)
{
    m_busyTimer.stop();
    if (error.is(errc::cancelled)) {
        m_state->showEmpty({u"stop"_s, tr("Stopped"),
                            tr("The query was stopped before it had all rows."), tr("Run Again")});
    } else {
        m_state->showError(error);
    }
    m_stack->setCurrentIndex(0);
}

void ViewResults::showResult(std::shared_ptr<const ViewResult> result)
{
    m_busyTimer.stop();
    const bool isSame = m_result && hasSameColumns(*m_result, *result);
    m_result = std::move(result);
    m_isStale = false;
    m_table->showRows(m_result, isSame);
    m_chart->setResult(m_result);
    if (m_result->rows.empty()) {
        m_state->showEmpty({u"table"_s, tr("No rows"),
                            tr("The query is fine; nothing fits it. It took %1.")
                                .arg(durationText(m_result->elapsedMs)),
                            tr("Run Again")});
    }
    m_stack->setCurrentIndex(m_result->rows.empty() ? 0 : 1);
    updateStatus();
}

void ViewResults::setStale(bool isStale)
{
    m_isStale = isStale;
    updateStatus();
}

void ViewResults::updateStatus()
{
    if (!m_result)
        return;
    const auto count = static_cast<std::int64_t>(m_result->rows.size());
    QString text = m_result->truncated
                       ? tr("the first %1 rows; an export has all").arg(countText(count))
                   : count == 1 ? tr("1 row")
                                : tr("%1 rows").arg(countText(count));
    text += u" · "_s + durationText(m_result->elapsedMs);
    if (m_isStale)
        text += u" · "_s + tr("of the query before the last edit");
    m_status->setText(text);
    setRole(m_status, m_result->truncated || m_isStale ? LabelRole::Warning : LabelRole::Muted);
}

bool ViewResults::showsChart() const
{
    return m_tabs->currentIndex() == 1;
}

void ViewResults::setShowsChart(bool isChart)
{
    m_tabs->setCurrentIndex(isChart ? 1 : 0);
}

bool ViewResults::hasRows() const
{
    return m_result && !m_result->rows.empty();
}

void ViewResults::focusRows()
{
    if (m_stack->currentIndex() == 1)
        (showsChart() ? static_cast<QWidget *>(m_chart) : m_table)->setFocus();
}

} // namespace syncline::ui
