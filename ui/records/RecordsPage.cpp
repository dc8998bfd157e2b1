#include "ui/records/RecordsPage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/FacetPanel.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/PendingBar.h"
#include "ui/records/RecordActions.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/SavedFilters.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

RecordsPage::RecordsPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_source(new RecordSource(context.engine, fromQString(ref.name), this)),
      m_columns(new GridColumns(this)),
      m_grid(new RecordGridView(m_source, m_columns, context.theme, this)),
      m_recordActions(new RecordActions(context, ref.name, this)),
      m_editing(new GridEditing(context, ref.name, m_grid, this)),
      m_facets(new FacetPanel(context, ref.name, this)),
      m_saved(new SavedFilters(
          context, ref.name, [this] { return asked(); }, this)),
      m_searchTimer(new QTimer(this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_banner(new Banner(u"records.banner"_s, this)),
      m_outcome(new Banner(u"records.outcome"_s, this)),
      m_checkTimer(new QTimer(this))
{
    addActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTop());
    layout->addWidget(m_banner);
    layout->addWidget(m_outcome);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_stateView);
    layout->addWidget(buildBody(), 1);
    layout->addWidget(m_editing->bar());
    layout->addWidget(buildFooter());
    setTabOrder(m_search, m_grid);
    m_stack->setCurrentWidget(m_stateView);
    m_stateView->showLoading(tr("Reading %1…").arg(title()));
    connectGrid();
    loadModel();
    query();
}

RecordsPage::~RecordsPage() = default;

QString RecordsPage::title() const
{
    return displayLine(fromQString(ref().name), 80);
}

QIcon RecordsPage::icon() const
{
    return themedIcon(u"table"_s);
}

void RecordsPage::focusContent()
{
    m_wantsFocus = m_stack->currentWidget() != m_grid;
    m_focusBefore = QApplication::focusWidget();
    if (!m_wantsFocus)
        m_grid->setFocus(Qt::OtherFocusReason);
}

QWidget *RecordsPage::buildFooter()
{
    auto *bar = makeBar(u"bottom"_s, this);
    m_count = new ElidedLabel({}, bar);
    setRole(m_count, LabelRole::Muted);
    m_count->setObjectName(u"records.count"_s);
    m_place = makeLabel({}, LabelRole::Muted, bar);
    m_place->setObjectName(u"records.place"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::medium, space::tight, space::medium, space::tight);
    layout->addWidget(m_count, 1);
    layout->addWidget(m_place);
    return bar;
}

void RecordsPage::connectGrid()
{
    connect(m_source, &RecordSource::stateChanged, this, &RecordsPage::updateState);
    connect(m_source, &RecordSource::reset, this, [this] {
        m_isAfterRefresh = m_source->isRefreshed();
        goToPlace();
        refreshFacets();
    });
    connect(m_source, &RecordSource::countChanged, this, &RecordsPage::updateFooter);
    connect(m_source, &RecordSource::driftChanged, this, &RecordsPage::updateDrift);
    connect(m_source, &RecordSource::pageFailed, this, [this](const Error &error) {
        m_banner->showMessage(Banner::Kind::Error, errorText(error), tr("Try Again"));
    });
    connect(m_banner, &Banner::buttonClicked, m_source, &RecordSource::refresh);
    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        if (m_source->state() != RecordSource::State::Failed && isFiltered())
            m_clear->trigger();
        else
            fillEmpty();
    });
    connect(m_grid->filters(), &GridFilterRow::filterChanged, this, [this] {
        query();
        updateFooter(); // a filter that is not understood asks nothing, but says so
    });
    connect(m_grid->header(), &GridHeader::sortChanged, this, &RecordsPage::query);
    connect(m_grid->header(), &QHeaderView::sectionMoved, this, &RecordsPage::saveColumns);
    connect(m_grid->header(), &QHeaderView::sectionResized, this, &RecordsPage::saveColumns);
    connect(m_grid->header(), &QHeaderView::sectionHandleDoubleClicked, this,
            &RecordsPage::fitColumn);
    connect(m_grid->header(), &QWidget::customContextMenuRequested, this,
            &RecordsPage::showHeaderMenu);
    connect(m_source, &RecordSource::rowsLoaded, this, &RecordsPage::fitColumns);
    connect(context().engine, &Engine::recordsChanged, this, [this](const RecordsChange &change) {
        if (toQString(change.model) == ref().name)
            m_total = -1;
    });
    connect(m_grid, &RecordGridView::currentChanged, this, &RecordsPage::inspectCurrent);
    connect(m_grid, &RecordGridView::selectionChanged, this, [this] {
        updateFooter();
        updateActions();
    });
    connect(m_grid, &RecordGridView::copyRequested, this, &RecordsPage::copy);
    connect(m_grid, &RecordGridView::menuRequested, this, &RecordsPage::showMenu);
    connectActions();
    connectEditing();
    connect(context().engine, &Engine::projectChanged, this, &RecordsPage::loadModel);
}

void RecordsPage::updateState()
{
    const RecordSource::State state = m_source->state();
    m_clear->setEnabled(isFiltered());
    if (state == RecordSource::State::Failed) {
        m_stateView->showError(m_source->error());
        m_stack->setCurrentWidget(m_stateView);
    } else if (state == RecordSource::State::Opening) {
        if (m_source->rowCount() == 0 && m_stack->currentWidget() == m_stateView)
            m_stateView->showLoading(tr("Reading %1…").arg(title()));
    } else if (m_source->rowCount() > 0 || isFiltered()) {
        showGrid(); // with the filter row, even when nothing matches
    } else {
        showEmpty();
        m_stack->setCurrentWidget(m_stateView);
    }
    updateFooter();
}

void RecordsPage::showGrid()
{
    m_stack->setCurrentWidget(m_grid);
    QWidget *now = QApplication::focusWidget();
    const bool isTyping = now != m_focusBefore && qobject_cast<QLineEdit *>(now); // Ctrl+K, say
    if (std::exchange(m_wantsFocus, false) && !isTyping)
        m_grid->setFocus(Qt::OtherFocusReason);
}

void RecordsPage::updateFooter()
{
    if (m_source->state() == RecordSource::State::Failed) {
        m_count->clear();
        m_place->clear();
        return;
    }
    const std::int64_t rows = m_source->storedCount();
    const bool isCounted = m_source->state() == RecordSource::State::Ready && m_source->isExact();
    if (isCounted && !isFiltered())
        m_total = rows;
    QString text = m_source->state() == RecordSource::State::Opening ? tr("Reading…")
                   : rows == 0 && isFiltered()                       ? tr("Nothing matches")
                   : isCounted && isFiltered() && m_total >= rows
                       ? tr("%1 of %2 records").arg(countText(rows), countText(m_total))
                   : isCounted && rows == 1
                       ? tr("1 record")
                       : tr("%1 records").arg(estimateText(rows, m_source->isExact()));
    if (m_source->state() == RecordSource::State::Ready && !m_source->isExact())
        text += u" · "_s + tr("counting…");
    if (const std::int64_t made = m_source->rowCount() - rows; made > 0)
        text += u" · "_s + (made == 1 ? tr("1 new") : tr("%1 new").arg(countText(made)));
    const QString problem = m_grid->filters()->problem();
    m_count->setText(problem.isEmpty() ? text : text + u" · "_s + problem);
    setRole(m_count, problem.isEmpty() ? LabelRole::Muted : LabelRole::Error);
    const std::int64_t selected = m_grid->selection().count();
    QString place = m_grid->currentRow() < 0 || m_source->rowCount() == 0
                        ? QString()
                        : tr("row %1").arg(countText(m_grid->currentRow() + 1));
    if (selected > 1)
        place += u" · "_s + tr("%1 selected").arg(countText(selected));
    m_place->setText(place);
}

void RecordsPage::updateDrift()
{
    const std::int64_t drift = m_source->drift();
    if (drift == 0)
        m_banner->hide();
    else if (drift > 0)
        m_banner->showMessage(Banner::Kind::Info, tr("%1 new rows").arg(countText(drift)),
                              tr("Refresh"));
    else
        m_banner->showMessage(Banner::Kind::Info, tr("%1 rows were removed").arg(countText(-drift)),
                              tr("Refresh"));
}

bool RecordsPage::isFiltered() const
{
    return !m_search->text().isEmpty() || !m_grid->filters()->isEmpty() ||
           m_savedFilter.kind != Filter::Kind::True;
}

void RecordsPage::inspectCurrent()
{
    const RecordRow *row = m_grid->currentRow() < 0 ? nullptr : m_source->row(m_grid->currentRow());
    updateFooter();
    updateActions();
    if (!row || row->id < RecordId{})
        return;
    const bool isSame = std::exchange(m_isAfterRefresh, false) && m_inspected == row->id;
    m_inspected = row->id;
    if (!isSame) // what the user looks at meanwhile stays
        Q_EMIT inspectRequested(InspectTarget::ofRecord(ref().name, row->id));
}

void RecordsPage::editCell(qint64 row, int column)
{
    if (const RecordRow *record = m_source->row(row))
        Q_EMIT inspectRequested(InspectTarget::ofRecord(
            ref().name, record->id, toQString(m_columns->column(column).field.name)));
}

} // namespace syncline::ui
