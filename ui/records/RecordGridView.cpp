#include "ui/records/RecordGridView.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/records/GridAccessible.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordSource.h"

#include <QPainter>
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
    return valueText(GridColumns::valueOf(*record, shown), &shown.field);
}

void RecordGridView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const ThemeColors &colors = m_theme->colors();
    painter.fillRect(event->rect(), colors.base);
    const int shown = viewport()->height() / m_rowHeight + 1;
    for (int i = 0; i < shown; ++i) {
        const std::int64_t row = m_top + i;
        if (row >= m_source->rowCount())
            break;
        const QRect area(0, i * m_rowHeight, viewport()->width(), m_rowHeight);
        if (area.intersects(event->rect()))
            paintRow(painter, row, area);
    }
}

void RecordGridView::paintRow(QPainter &painter, std::int64_t row, const QRect &area)
{
    const ThemeColors &colors = m_theme->colors();
    const bool isSelected = m_selection.contains(row);
    if (isSelected)
        painter.fillRect(area, hasFocus() ? colors.selection : colors.hover);
    else if (row % 2 == 1)
        painter.fillRect(area, colors.alternate);
    for (const int section : m_header->shownSections()) {
        const QRect cell(m_header->sectionViewportPosition(section), area.top(),
                         m_header->sectionSize(section), area.height());
        if (cell.right() < 0 || cell.left() > viewport()->width())
            continue;
        painter.setPen(colors.border);
        painter.setOpacity(0.6);
        painter.drawLine(cell.topRight(), cell.bottomRight());
        painter.setOpacity(1);
        paintCell(painter, row, section, cell, isSelected && hasFocus());
    }
    if (row == m_current && m_columns->count() > 0 && hasFocus()) {
        painter.setPen(QPen(colors.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cellRect(row, m_column).adjusted(0, 0, -1, -1));
    }
}

void RecordGridView::paintCell(QPainter &painter, std::int64_t row, int section, const QRect &area,
                               bool isSelected)
{
    const ThemeColors &colors = m_theme->colors();
    const GridColumn &column = m_columns->column(section);
    const RecordRow *record = m_source->row(row);
    QRect text = area.adjusted(space::small, 0, -space::small, 0);
    if (!record) {
        painter.setPen(colors.disabled);
        painter.drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, u"…"_s);
        return;
    }
    const Value value = GridColumns::valueOf(*record, column);
    QColor pen = isSelected ? colors.selectionText : colors.text;
    if (value.isNull())
        pen = isSelected ? colors.selectionText : colors.disabled;
    else if (!isSelected && (column.isSystem || value.isObject() || value.isList()))
        pen = colors.muted;
    else if (!isSelected && column.field.type == FieldType::BelongsTo)
        pen = colors.accent;
    if (column.field.type == FieldType::Color && value.isString()) {
        painter.fillRect(QRect(text.left(), area.center().y() - space::tight, 2 * space::tight,
                               2 * space::tight),
                         QColor(toQString(value.asString())));
        text.adjust(space::large, 0, 0, 0);
    }
    painter.setPen(pen);
    const QString shown = value.isNull() ? u"–"_s : valueText(value, &column.field);
    const auto alignment = GridColumns::isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(
        text, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(shown, Qt::ElideRight, text.width(), Qt::TextSingleLine));
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
