#include "ui/records/RecordsPage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordActions.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr int searchWidth = 240;
} // namespace

RecordsPage::RecordsPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_source(new RecordSource(context.engine, fromQString(ref.name), this)),
      m_columns(new GridColumns(this)),
      m_grid(new RecordGridView(m_source, m_columns, context.theme, this)),
      m_recordActions(new RecordActions(context, ref.name, this)),
      m_searchTimer(new QTimer(this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_banner(new Banner(u"records.banner"_s, this))
{
    addActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTop());
    layout->addWidget(m_banner);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_stateView);
    layout->addWidget(m_stack, 1);
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
    if (!m_wantsFocus)
        m_grid->setFocus(Qt::OtherFocusReason);
}

void RecordsPage::addActions()
{
    ActionRegistry *actions = context().actions;
    actions->add({"records.refresh", tr("Refresh"), u"refresh"_s, QKeySequence(u"Ctrl+R"_s),
                  tr("Ask for the rows again")},
                 this, [this] { m_source->refresh(); });
    m_clear = actions->add({"records.clearFilters", tr("Clear Filters"), u"close"_s,
                            QKeySequence(u"Ctrl+Shift+F"_s), tr("Show all records again")},
                           this, [this] {
                               m_search->clear();
                               m_grid->filters()->clear();
                           });
    m_run = actions->add(
        {"records.actions", tr("Run an Action on the Selected Records"), u"run"_s}, this, [this] {
            auto *menu = new QMenu(this);
            menu->setObjectName(u"records.actionMenu"_s);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            m_recordActions->fillMenu(menu, selectedIds());
            menu->popup(m_grid->viewport()->mapToGlobal(
                m_grid
                    ->cellRect(qMax(std::int64_t(0), m_grid->currentRow()), m_grid->currentColumn())
                    .bottomLeft()));
        });
    actions->add({"records.copyCsv", tr("Copy Rows as CSV"), u"copy"_s}, this,
                 [this] { copyRows(false); });
    actions->add(
        {"records.copyJson", tr("Copy Rows as JSON"), u"copy"_s, QKeySequence(u"Ctrl+Shift+C"_s)},
        this, [this] { copyRows(true); });
}

QWidget *RecordsPage::buildTop()
{
    auto *bar = makeBar(u"top"_s, this);
    m_search = new QLineEdit(bar);
    nameControl(m_search, u"records.search"_s, tr("Search all text fields"));
    m_search->setPlaceholderText(tr("Search %1…").arg(title()));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(searchWidth);
    m_search->setMaxLength(500);
    m_searchTimer->setSingleShot(true);
    m_searchTimer->setInterval(300ms);
    connect(m_searchTimer, &QTimer::timeout, this, &RecordsPage::query);
    connect(m_search, &QLineEdit::textChanged, m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer->stop();
        query();
        m_grid->setFocus();
    });

    const auto addButton = [this, bar](QAction *action, Qt::ToolButtonStyle style) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        return button;
    };
    m_columnButton = makeIconButton(u"columns"_s, u"records.columns"_s, tr("Columns"), bar);
    m_columnButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_columnButton);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillColumnMenu(menu); });
    m_columnButton->setMenu(menu);

    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    layout->addWidget(m_search, 1);
    layout->addWidget(addButton(m_clear, Qt::ToolButtonTextBesideIcon));
    layout->addStretch(1);
    layout->addWidget(
        addButton(context().actions->action("records.refresh"), Qt::ToolButtonIconOnly));
    layout->addWidget(m_columnButton);
    return bar;
}

QWidget *RecordsPage::buildFooter()
{
    auto *bar = makeBar(u"bottom"_s, this);
    m_count = makeLabel({}, LabelRole::Muted, bar);
    m_count->setObjectName(u"records.count"_s);
    m_place = makeLabel({}, LabelRole::Muted, bar);
    m_place->setObjectName(u"records.place"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::medium, space::tight, space::medium, space::tight);
    layout->addWidget(m_count);
    layout->addStretch();
    layout->addWidget(m_place);
    return bar;
}

void RecordsPage::connectGrid()
{
    connect(m_source, &RecordSource::stateChanged, this, &RecordsPage::updateState);
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
            m_source->refresh();
    });
    connect(m_grid->filters(), &GridFilterRow::filterChanged, this, &RecordsPage::query);
    connect(m_grid->header(), &GridHeader::sortChanged, this, &RecordsPage::query);
    connect(m_grid->header(), &QHeaderView::sectionMoved, this, &RecordsPage::saveColumns);
    connect(m_grid->header(), &QHeaderView::sectionResized, this, &RecordsPage::saveColumns);
    connect(m_grid, &RecordGridView::currentChanged, this, &RecordsPage::inspectCurrent);
    connect(m_grid, &RecordGridView::selectionChanged, this, &RecordsPage::updateFooter);
    connect(m_grid, &RecordGridView::activated, this, &RecordsPage::inspectCurrent);
    connect(m_grid, &RecordGridView::editRequested, this, &RecordsPage::editCell);
    connect(m_grid, &RecordGridView::copyRequested, this, &RecordsPage::copy);
    connect(m_grid, &RecordGridView::menuRequested, this, &RecordsPage::showMenu);
    connect(m_recordActions, &RecordActions::openRequested, this, &DocumentPage::openRequested);
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
        m_stateView->showEmpty({u"table"_s, tr("No %1 yet").arg(title()),
                                m_model && !m_model->source.connection.empty()
                                    ? tr("Records arrive here with the next sync of %1.")
                                          .arg(displayLine(m_model->source.connection, 60))
                                    : tr("Records of this model are made by its actions."),
                                tr("Look Again")});
        m_stack->setCurrentWidget(m_stateView);
    }
    updateFooter();
}

void RecordsPage::showGrid()
{
    m_stack->setCurrentWidget(m_grid);
    if (std::exchange(m_wantsFocus, false))
        m_grid->setFocus(Qt::OtherFocusReason);
}

void RecordsPage::updateFooter()
{
    if (m_source->state() == RecordSource::State::Failed) {
        m_count->clear();
        m_place->clear();
        return;
    }
    const std::int64_t rows = m_source->rowCount();
    QString text = m_source->state() == RecordSource::State::Opening ? tr("Reading…")
                   : rows == 0 && isFiltered()
                       ? tr("Nothing matches")
                       : tr("%1 records").arg(estimateText(rows, m_source->isExact()));
    if (m_source->state() == RecordSource::State::Ready && !m_source->isExact())
        text += u" · "_s + tr("counting…");
    m_count->setText(text);
    const std::int64_t selected = m_grid->selection().count();
    QString place = m_grid->currentRow() < 0 || rows == 0
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
    return !m_search->text().isEmpty() || !m_grid->filters()->isEmpty();
}

void RecordsPage::inspectCurrent()
{
    const RecordRow *row = m_grid->currentRow() < 0 ? nullptr : m_source->row(m_grid->currentRow());
    updateFooter();
    if (row)
        Q_EMIT inspectRequested(InspectTarget::ofRecord(ref().name, row->id));
}

void RecordsPage::editCell(qint64 row, int column)
{
    if (const RecordRow *record = m_source->row(row))
        Q_EMIT inspectRequested(InspectTarget::ofRecord(
            ref().name, record->id, toQString(m_columns->column(column).field.name)));
}

} // namespace syncline::ui
