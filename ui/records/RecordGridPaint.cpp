#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"

#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::StringLiterals;

/** How RecordGridView looks. */
namespace syncline::ui {

namespace {

constexpr int markSize = 7;
constexpr int dotSize = 8;
constexpr int badgeRound = 4;

const EnumOption *optionOf(const FieldDef &field, const Value &value)
{
    if (!value.isString())
        return nullptr;
    const auto found = std::ranges::find(field.options, value.asString(), &EnumOption::value);
    return found == field.options.end() ? nullptr : &*found;
}

} // namespace

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
    const RecordRow *record = m_source->row(row);
    const GridOverlay::Row state = record ? m_overlay.row(*record) : GridOverlay::Row();
    const bool isSelected = m_selection.contains(row);
    if (isSelected)
        painter.fillRect(area, hasFocus() ? colors.selection : colors.hover);
    else if (state.isDeleted)
        painter.fillRect(area, colors.dangerGround);
    else if (state.isNew)
        painter.fillRect(area, colors.accentGround);
    else if (row % 2 == 1)
        painter.fillRect(area, colors.alternate);
    QFont font = this->font();
    font.setStrikeOut(state.isDeleted);
    painter.setFont(font);
    for (const int section : m_header->shownSections()) {
        const QRect cell(m_header->sectionViewportPosition(section), area.top(),
                         m_header->sectionSize(section), area.height());
        if (cell.right() < 0 || cell.left() > viewport()->width())
            continue;
        painter.setPen(colors.border);
        painter.setOpacity(0.6);
        painter.drawLine(cell.topRight(), cell.bottomRight());
        painter.setOpacity(1);
        if (record) {
            paintCell(painter, *record, section, cell, isSelected && hasFocus());
        } else {
            painter.setPen(colors.disabled);
            painter.drawText(cell.adjusted(space::small, 0, -space::small, 0),
                             Qt::AlignVCenter | Qt::TextSingleLine, u"…"_s);
        }
    }
    if (state.isFailed)
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height() - 1), colors.danger);
    if (row == m_current && m_columns->count() > 0 && hasFocus()) {
        painter.setPen(QPen(colors.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cellRect(row, m_column).adjusted(0, 0, -1, -1));
    }
}

/** The ground and the corner of a cell with an edit. */
void RecordGridView::paintMark(QPainter &painter, GridOverlay::Mark mark, const QRect &area,
                               bool isSelected)
{
    if (mark == GridOverlay::Mark::None)
        return;
    const ThemeColors &colors = m_theme->colors();
    const bool isFailed = mark == GridOverlay::Mark::Failed;
    if (!isSelected)
        painter.fillRect(area.adjusted(0, 0, -1, 0),
                         isFailed ? colors.dangerGround : colors.warningGround);
    QPainterPath corner;
    corner.moveTo(area.topLeft());
    corner.lineTo(area.topLeft() + QPoint(markSize, 0));
    corner.lineTo(area.topLeft() + QPoint(0, markSize));
    corner.closeSubpath();
    painter.fillPath(corner, isFailed ? colors.danger : colors.warning);
}

QRect RecordGridView::paintOrnament(QPainter &painter, const GridColumn &column, const Value &value,
                                    const QString &shown, const QRect &area, bool isSelected)
{
    const ThemeColors &colors = m_theme->colors();
    const FieldType type = column.field.type;
    if (type == FieldType::Color && value.isString()) {
        painter.fillRect(QRect(area.left(), area.center().y() - space::tight, 2 * space::tight,
                               2 * space::tight),
                         QColor(toQString(value.asString())));
        return area.adjusted(space::large, 0, 0, 0);
    }
    if (type != FieldType::Enum && type != FieldType::RecordState)
        return area;
    if (type == FieldType::RecordState && value.isString() && !isSelected) {
        const int width = qMin(fontMetrics().horizontalAdvance(shown) + 2 * space::small,
                               area.width() + space::small);
        const QRect badge(area.left(), area.top() + 3, width, area.height() - 6);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.hover);
        painter.drawRoundedRect(badge, badgeRound, badgeRound);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    const EnumOption *option = optionOf(column.field, value);
    const QColor color = option ? QColor(toQString(option->color)) : QColor();
    if (color.isValid()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.border, 1));
        painter.setBrush(color);
        painter.drawEllipse(
            QRect(area.left(), area.center().y() - dotSize / 2 + 1, dotSize, dotSize));
        painter.setRenderHint(QPainter::Antialiasing, false);
        return area.adjusted(dotSize + space::tight + 2, 0, 0, 0);
    }
    return type == FieldType::RecordState ? area.adjusted(space::small, 0, 0, 0) : area;
}

void RecordGridView::paintCell(QPainter &painter, const RecordRow &record, int section,
                               const QRect &area, bool isSelected)
{
    const ThemeColors &colors = m_theme->colors();
    const GridColumn &column = m_columns->column(section);
    const GridOverlay::Cell cell = m_overlay.cell(record, column);
    const Value &value = cell.value;
    paintMark(painter, cell.mark, area, isSelected);
    QColor pen = isSelected ? colors.selectionText : colors.text;
    if (value.isNull())
        pen = isSelected ? colors.selectionText : colors.disabled;
    else if (!isSelected && column.field.type == FieldType::Union)
        pen = colors.accent;
    else if (!isSelected && (column.isSystem || value.isObject() || value.isList()))
        pen = colors.muted;
    else if (!isSelected && column.field.type == FieldType::BelongsTo)
        pen = colors.accent;
    const QString shown = value.isNull() ? u"–"_s : valueText(value, &column.field);
    const QRect text = paintOrnament(painter, column, value, shown,
                                     area.adjusted(space::small, 0, -space::small, 0), isSelected);
    painter.setPen(pen);
    const auto alignment = GridColumns::isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(
        text, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(shown, Qt::ElideRight, text.width(), Qt::TextSingleLine));
}

} // namespace syncline::ui
