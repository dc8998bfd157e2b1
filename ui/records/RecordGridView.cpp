#include "ui/records/RecordGridView.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/records/GridAccessible.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordSource.h"

#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int filterHeight = 26;
constexpr int scrollSteps = 1'000'000'000; // a scroll bar's int, for more rows than it can count
} // namespace

RecordGridView::RecordGridView(RecordSource *source, GridColumns *columns, const Theme *theme,
                               QWidget *parent)
    : QAbstractScrollArea(parent),
      m_source(source),
      m_columns(columns),
      m_theme(theme),
      m_header(new GridHeader(columns, this)),
      m_filters(new GridFilterRow(columns, m_header, this)),
      m_rowHeight(qMax(space::rowHeight, fontMetrics().height() + space::small))
{
    installGridAccessibility();
    setObjectName(u"grid"_s);
    setAccessibleName(tr("Records"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_header->setFocusPolicy(Qt::NoFocus);
    connect(m_header, &QHeaderView::sectionResized, this, &RecordGridView::layOut);
    connect(m_header, &QHeaderView::sectionMoved, this, &RecordGridView::layOut);
    connect(m_header, &QHeaderView::sectionCountChanged, this, &RecordGridView::layOut);
    connect(m_columns, &QAbstractItemModel::modelReset, this, [this] {
        m_filters->rebuild();
        m_column = qMin(m_column, qMax(0, m_columns->count() - 1));
        layOut();
    });
    connect(m_filters, &GridFilterRow::leaveRequested, this,
            [this] { setFocus(Qt::OtherFocusReason); });
    connect(m_source, &RecordSource::reset, this, &RecordGridView::handleReset);
    connect(m_source, &RecordSource::countChanged, this, [this] {
        m_selection.clip(m_source->rowCount());
        m_current = std::min(m_current, m_source->rowCount() - 1);
        updateScrollBars();
        wantVisible();
        viewport()->update();
    });
    connect(m_source, &RecordSource::rowsLoaded, this, [this](qint64 first, qint64 last) {
        viewport()->update();
        if (m_current >= first && m_current <= last)
            Q_EMIT currentChanged(m_current, m_column); // its content has come, or is another
    });
    connect(theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

RecordGridView::~RecordGridView() = default;

void RecordGridView::handleReset()
{
    const std::int64_t last = m_source->rowCount() - 1;
    m_selection.clear();
    m_current = m_source->isRefreshed() ? qMin(qMax(m_current, std::int64_t(0)), last)
                                        : qMin(std::int64_t(0), last);
    m_anchor = m_current;
    if (m_current >= 0)
        m_selection.set(m_current, m_current);
    m_top =
        m_source->isRefreshed() ? qBound(std::int64_t(0), m_top, qMax(std::int64_t(0), last)) : 0;
    updateScrollBars();
    showTopInScrollBar();
    wantVisible();
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT currentChanged(m_current, m_column);
}

int RecordGridView::fullRows() const
{
    return qMax(1, viewport()->height() / m_rowHeight);
}

void RecordGridView::layOut()
{
    const int headerHeight = m_header->sizeHint().height();
    setViewportMargins(0, headerHeight + filterHeight, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - headerHeight - filterHeight, area.width(),
                          headerHeight);
    m_filters->setGeometry(area.left(), area.top() - filterHeight, area.width(), filterHeight);
    updateScrollBars();
    m_filters->layOut();
    viewport()->update();
}

void RecordGridView::updateScrollBars()
{
    const std::int64_t most = std::max<std::int64_t>(0, m_source->rowCount() - fullRows());
    m_isScrollBarBeingSet = true;
    verticalScrollBar()->setRange(0, static_cast<int>(std::min<std::int64_t>(most, scrollSteps)));
    verticalScrollBar()->setPageStep(fullRows());
    horizontalScrollBar()->setRange(0, qMax(0, m_header->length() - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(space::huge);
    m_isScrollBarBeingSet = false;
    m_top = std::clamp<std::int64_t>(m_top, 0, most);
    showTopInScrollBar();
    m_header->setOffset(horizontalScrollBar()->value());
}

void RecordGridView::showTopInScrollBar()
{
    const std::int64_t most = std::max<std::int64_t>(1, m_source->rowCount() - fullRows());
    const std::int64_t steps = verticalScrollBar()->maximum();
    m_isScrollBarBeingSet = true;
    verticalScrollBar()->setValue(static_cast<int>(
        most <= scrollSteps
            ? m_top
            : static_cast<std::int64_t>(static_cast<double>(m_top) / static_cast<double>(most) *
                                        static_cast<double>(steps))));
    m_isScrollBarBeingSet = false;
}

void RecordGridView::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
        m_filters->layOut();
    }
    if (dy != 0 && !m_isScrollBarBeingSet) {
        const std::int64_t most = std::max<std::int64_t>(0, m_source->rowCount() - fullRows());
        const int value = verticalScrollBar()->value();
        m_top = most <= scrollSteps
                    ? value
                    : static_cast<std::int64_t>(static_cast<double>(value) / scrollSteps *
                                                static_cast<double>(most));
        wantVisible();
    }
    viewport()->update();
}

void RecordGridView::setTopRow(std::int64_t row)
{
    const std::int64_t most = std::max<std::int64_t>(0, m_source->rowCount() - fullRows());
    m_top = std::clamp<std::int64_t>(row, 0, most);
    showTopInScrollBar();
    wantVisible();
    viewport()->update();
}

void RecordGridView::wantVisible()
{
    m_source->want(m_top, m_top + fullRows());
}

void RecordGridView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    wantVisible();
}

std::int64_t RecordGridView::rowAt(int y) const
{
    const std::int64_t row = m_top + y / m_rowHeight;
    return y >= 0 && row < m_source->rowCount() ? row : -1;
}

QRect RecordGridView::cellRect(std::int64_t row, int column) const
{
    return {m_header->sectionViewportPosition(column), static_cast<int>(row - m_top) * m_rowHeight,
            m_header->sectionSize(column), m_rowHeight};
}

QString RecordGridView::cellText(std::int64_t row, int column) const
{
    const RecordRow *record = m_source->row(row);
    if (!record)
        return u"…"_s;
    const GridColumn &shown = m_columns->column(column);
    return valueText(m_overlay.cell(*record, shown).value, &shown.field);
}

void RecordGridView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_current < 0 && m_source->rowCount() > 0)
        setCurrent(0, m_column);
    viewport()->update();
    announceCurrent();
}

void RecordGridView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void RecordGridView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_rowHeight = qMax(space::rowHeight, fontMetrics().height() + space::small);
        layOut();
    }
}

} // namespace syncline::ui
