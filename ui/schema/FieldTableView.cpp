#include "ui/schema/FieldTable.h"
#include "ui/schema/FieldTableModel.h"
#include "ui/widget/ItemViews.h"

#include <QDropEvent>
#include <QHeaderView>
#include <QKeyEvent>

namespace syncline::ui {

namespace {
constexpr int leastNameWidth = 120;
constexpr int leastOwnerWidth = 80;
constexpr int leastCommentWidth = 120;
} // namespace

FieldTableView::FieldTableView(QWidget *parent)
    : QTableView(parent)
{
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    setDragDropMode(QAbstractItemView::InternalMove);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    setDragDropOverwriteMode(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    prepareTable(this);
}

void FieldTableView::selectRow(int row)
{
    if (row >= 0 && row < model()->rowCount())
        setCurrentIndex(
            model()->index(row, currentIndex().isValid() ? currentIndex().column() : 0));
}

void FieldTableView::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().isValid() ? currentIndex().row() : -1;
    const bool isAlt = event->modifiers().testFlag(Qt::AltModifier);
    const bool isControl = event->modifiers().testFlag(Qt::ControlModifier);
    if (isAlt && event->key() == Qt::Key_Up && row >= 0)
        Q_EMIT moveWished(row, row - 1);
    else if (isAlt && event->key() == Qt::Key_Down && row >= 0)
        Q_EMIT moveWished(row, row + 1);
    else if (event->key() == Qt::Key_Insert)
        Q_EMIT addWished();
    else if (event->key() == Qt::Key_Delete && row >= 0)
        Q_EMIT removeWished(row);
    else if (isControl && event->key() == Qt::Key_D && row >= 0)
        Q_EMIT duplicateWished(row);
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && row >= 0)
        Q_EMIT openWished(row);
    else {
        QTableView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void FieldTableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (!model())
        return;
    int room = viewport()->width() - leastNameWidth;
    for (int column = FieldTableModel::TypeColumn; column <= FieldTableModel::UniqueColumn;
         ++column)
        room -= columnWidth(column);
    const bool hasOwner = room >= leastOwnerWidth;
    setColumnHidden(FieldTableModel::OwnerColumn, !hasOwner);
    setColumnHidden(FieldTableModel::CommentColumn, room < leastOwnerWidth + leastCommentWidth);
    horizontalHeader()->setStretchLastSection(hasOwner); // else the names take what is left
    horizontalHeader()->setSectionResizeMode(
        FieldTableModel::NameColumn, hasOwner ? QHeaderView::Interactive : QHeaderView::Stretch);
}

void FieldTableView::dropEvent(QDropEvent *event)
{
    const int from = FieldTableModel::draggedRow(event->mimeData());
    const QModelIndex at = indexAt(event->position().toPoint());
    int to = model()->rowCount() - 1;
    if (at.isValid()) {
        const bool isBelow = event->position().y() > visualRect(at).center().y();
        to = isBelow ? at.row() + 1 : at.row(); // before this row,
        to = from < to ? to - 1 : to;           // once the dragged one is gone
    }
    stopAutoScroll();
    setState(NoState);
    viewport()->update();
    // Ignored for Qt: the model changes by itself, no row is to be removed.
    event->setDropAction(Qt::IgnoreAction);
    event->accept();
    if (from >= 0)
        Q_EMIT moveWished(from, to);
}

} // namespace syncline::ui
