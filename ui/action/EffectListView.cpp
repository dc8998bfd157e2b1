#include "ui/action/EffectListView.h"

#include "ui/action/EffectListModel.h"
#include "ui/base/Spacing.h"

#include <QDropEvent>
#include <QKeyEvent>

namespace syncline::ui {

EffectListView::EffectListView(QWidget *parent)
    : QListView(parent)
{
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFrameShape(QFrame::NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void EffectListView::setModel(QAbstractItemModel *model)
{
    QListView::setModel(model);
    const auto grow = [this] {
        scheduleDelayedItemsLayout();
        updateGeometry();
    };
    connect(model, &QAbstractItemModel::modelReset, this, grow);
    connect(model, &QAbstractItemModel::dataChanged, this, grow);
}

void EffectListView::select(int row)
{
    if (model()->rowCount() > 0)
        setCurrentIndex(model()->index(qBound(0, row, model()->rowCount() - 1), 0));
}

QSize EffectListView::sizeHint() const
{
    int height = 0;
    for (int row = 0; model() && row < model()->rowCount(); ++row)
        height += sizeHintForIndex(model()->index(row, 0)).height();
    return {320, qMax(height, space::controlHeight)}; // an empty one is a place to drop
}

void EffectListView::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const int last = model()->rowCount() - 1;
    const bool isAlt = event->modifiers().testFlag(Qt::AltModifier);
    const int step = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    if (step != 0 && isAlt) {
        if (row >= 0)
            Q_EMIT moveWished(row, step);
    } else if (step != 0 && (last < 0 || row + step < 0 || row + step > last)) {
        Q_EMIT leaveWished(step);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && row >= 0) {
        Q_EMIT openWished(row);
    } else if (event->key() == Qt::Key_Delete && row >= 0) {
        Q_EMIT removeWished(row);
    } else if (event->key() == Qt::Key_Insert) {
        Q_EMIT addWished();
    } else {
        QListView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void EffectListView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex at = indexAt(event->position().toPoint());
    if (at.isValid() && event->button() == Qt::LeftButton)
        Q_EMIT openWished(at.row());
}

void EffectListView::dropEvent(QDropEvent *event)
{
    const auto dragged = EffectListModel::dragged(event->mimeData());
    const QModelIndex at = indexAt(event->position().toPoint());
    int row = model()->rowCount();
    if (at.isValid()) {
        const bool isBelow = event->position().y() > visualRect(at).center().y();
        row = isBelow ? at.row() + 1 : at.row();
    }
    stopAutoScroll();
    setState(NoState);
    viewport()->update();
    if (!dragged) {
        event->ignore();
        return;
    }
    event->accept();
    Q_EMIT dropped(dragged->first, dragged->second, row);
}

} // namespace syncline::ui
