#include "ui/base/Text.h"
#include "ui/records/GridAccessible.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

/** Keyboard, mouse, hover of RecordGridView. */
namespace syncline::ui {

namespace {
constexpr int wheelRows = 3;
constexpr int wheelNotch = 120;
} // namespace

void RecordGridView::setCurrent(std::int64_t row, int column)
{
    if (row < 0 || row >= m_source->rowCount())
        return;
    m_column = column;
    ensureColumnVisible();
    moveTo(row, Select::One);
}

void RecordGridView::selectAll()
{
    if (m_source->rowCount() == 0)
        return;
    m_selection.set(0, m_source->rowCount() - 1);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void RecordGridView::moveTo(std::int64_t row, Select how)
{
    if (m_source->rowCount() == 0)
        return;
    m_current = std::clamp<std::int64_t>(row, 0, m_source->rowCount() - 1);
    if (how == Select::One || m_anchor < 0) {
        m_anchor = m_current;
        m_selection.set(m_current, m_current);
    } else if (how == Select::Extend) {
        m_selection.set(m_anchor, m_current);
    }
    ensureVisible(m_current);
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT currentChanged(m_current, m_column);
    announceCurrent();
}

void RecordGridView::ensureVisible(std::int64_t row)
{
    if (row < m_top)
        setTopRow(row);
    else if (row >= m_top + fullRows())
        setTopRow(row - fullRows() + 1);
}

void RecordGridView::ensureColumnVisible()
{
    if (m_columns->count() == 0)
        return;
    const int left = m_header->sectionPosition(m_column);
    const int right = left + m_header->sectionSize(m_column);
    QScrollBar *bar = horizontalScrollBar();
    if (left < bar->value())
        bar->setValue(left);
    else if (right > bar->value() + viewport()->width())
        bar->setValue(right - viewport()->width());
}

void RecordGridView::moveColumn(int step)
{
    const QList<int> shown = m_header->shownSections();
    if (shown.isEmpty())
        return;
    const auto at = qMax(qsizetype(0), shown.indexOf(m_column));
    m_column = shown.at(qBound(qsizetype(0), at + step, shown.size() - 1));
    ensureColumnVisible();
    viewport()->update();
    Q_EMIT currentChanged(m_current, m_column);
    announceCurrent();
}

bool RecordGridView::handleMove(const QKeyEvent &event)
{
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    const Select how = event.modifiers().testFlag(Qt::ShiftModifier) ? Select::Extend : Select::One;
    const int page = qMax(1, fullRows() - 1);
    switch (event.key()) {
    case Qt::Key_Up:
        moveTo(isControl ? 0 : m_current - 1, how);
        return true;
    case Qt::Key_Down:
        moveTo(isControl ? m_source->rowCount() - 1 : m_current + 1, how);
        return true;
    case Qt::Key_PageUp:
        moveTo(m_current - page, how);
        return true;
    case Qt::Key_PageDown:
        moveTo(m_current + page, how);
        return true;
    case Qt::Key_Home:
    case Qt::Key_End: {
        const bool isHome = event.key() == Qt::Key_Home;
        if (isControl)
            moveTo(isHome ? 0 : m_source->rowCount() - 1, how);
        else
            moveColumn(isHome ? -m_columns->count() : m_columns->count());
        return true;
    }
    case Qt::Key_Left:
        moveColumn(-1);
        return true;
    case Qt::Key_Right:
        moveColumn(1);
        return true;
    default:
        return false;
    }
}

void RecordGridView::keyPressEvent(QKeyEvent *event)
{
    const bool isAlt = event->modifiers().testFlag(Qt::AltModifier); // Alt+← is "back"
    if (!isAlt && handleMove(*event))
        return;
    const bool isControl = event->modifiers().testFlag(Qt::ControlModifier);
    const bool isShift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (isControl && event->key() == Qt::Key_C) {
        Q_EMIT copyRequested(isShift);
    } else if (isControl && event->key() == Qt::Key_F) {
        m_filters->focusColumn(m_column);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
               m_current >= 0) {
        Q_EMIT activated(m_current, m_column);
    } else if (event->key() == Qt::Key_F2 && m_current >= 0) {
        Q_EMIT editRequested(m_current, m_column);
    } else if (event->key() == Qt::Key_Space && isControl && m_current >= 0) {
        m_selection.toggle(m_current);
        viewport()->update();
        Q_EMIT selectionChanged();
    } else if (!handleEdit(*event)) {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

/** Keys that edit the current cell where it stands. */
bool RecordGridView::handleEdit(const QKeyEvent &event)
{
    if (m_current < 0)
        return false;
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    const bool isAlt = event.modifiers().testFlag(Qt::AltModifier);
    if (isControl && !isAlt && event.key() == Qt::Key_0) {
        Q_EMIT unsetRequested();
        return true;
    }
    const QString text = event.text();
    if (isControl || isAlt || text.isEmpty() || !text.at(0).isPrint())
        return false;
    if (event.key() == Qt::Key_Space)
        Q_EMIT toggleRequested();
    else
        Q_EMIT typed(text);
    return true;
}

void RecordGridView::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    const std::int64_t row = rowAt(position.y());
    if (row < 0)
        return;
    const int section = m_header->logicalIndexAt(position.x());
    if (section >= 0)
        m_column = section;
    if (event->button() == Qt::RightButton) {
        moveTo(row, m_selection.contains(row) ? Select::Keep : Select::One);
    } else if (event->button() == Qt::LeftButton) {
        if (event->modifiers().testFlag(Qt::ControlModifier)) {
            m_selection.toggle(row);
            m_anchor = row;
            moveTo(row, Select::Keep);
        } else {
            moveTo(row,
                   event->modifiers().testFlag(Qt::ShiftModifier) ? Select::Extend : Select::One);
        }
    }
}

void RecordGridView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_anchor < 0)
        return;
    const int y = event->position().toPoint().y();
    const std::int64_t row = y < 0 ? m_top - 1 : m_top + y / m_rowHeight;
    moveTo(row, Select::Extend);
}

void RecordGridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rowAt(event->position().toPoint().y()) >= 0)
        Q_EMIT activated(m_current, m_column);
}

void RecordGridView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_current < 0)
        return;
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    Q_EMIT menuRequested(isByKey
                             ? viewport()->mapToGlobal(cellRect(m_current, m_column).bottomLeft())
                             : event->globalPos());
}

void RecordGridView::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ShiftModifier) || delta.y() == 0) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    const int notches = delta.y() / wheelNotch;
    setTopRow(m_top - (notches != 0 ? notches * wheelRows : (delta.y() > 0 ? 1 : -1)));
    event->accept();
}

bool RecordGridView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (!showToolTip(help->pos(), help->globalPos()))
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

bool RecordGridView::showToolTip(const QPoint &position, const QPoint &global)
{
    const std::int64_t row = rowAt(position.y());
    const int section = m_header->logicalIndexAt(position.x());
    const RecordRow *record = row < 0 || section < 0 ? nullptr : m_source->row(row);
    if (!record)
        return false;
    const GridColumn &column = m_columns->column(section);
    const Value value = m_overlay.cell(*record, column).value;
    QString text =
        value.isDateTime() ? utcText(value.asDateTime()) : valueText(value, &column.field);
    const bool isCut = fontMetrics().horizontalAdvance(text) > m_header->sectionSize(section) - 16;
    if (!isCut && !value.isDateTime())
        text.clear();
    const QString note = m_overlay.note(*record, column);
    if (!note.isEmpty())
        text = text.isEmpty() ? note : text + u'\n' + note;
    if (text.isEmpty())
        return false;
    QToolTip::showText(global, plainToolTip(text), viewport(), cellRect(row, section));
    return true;
}

void RecordGridView::announceCurrent()
{
    if (hasFocus() && m_current >= 0)
        announceGridCell(this);
}

} // namespace syncline::ui
